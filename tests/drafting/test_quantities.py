"""Figures with unit, bound, currency and magnitude, in English and Chinese, as articles print them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from aikg import resources
from aikg.drafting import cues
from aikg.drafting.periods import periods
from aikg.drafting.quantities import quantities
from aikg.evidence import Span
from aikg.vocabulary import PREFIXES

CHINESE = re.compile(r"[一-鿿]")
PRINTED = {
    "9.8\u202f×\u202f10^13 tokens": ([98_000_000_000_000], "token", "exact"),
    "above 1.5 × 10^14 tokens": ([150_000_000_000_000], "token", "more-than"),
    "800 billion\u2011USD": ([800_000_000_000], "USD", "exact"),
    "US$5 billion": ([5_000_000_000], "USD", "exact"),
    "€20 million": ([20_000_000], "EUR", "exact"),
    "¥3.5 million": ([3_500_000], "CNY", "exact"),
    "$0.002 per k token": ([Decimal("0.002")], "USD-per-1000-tokens", "exact"),
    "3.2 万亿词元": ([3_200_000_000_000], "token", "exact"),
    "约50万名开发者": ([500_000], "developer", "about"),
    "超过300家工厂": ([300], "factory", "more-than"),
    "不超过 20 毫秒": ([20], "millisecond", "at-most"),
    "30天内": ([30], "day", "at-most"),
    "100亿元人民币": ([10_000_000_000], "CNY", "exact"),
    "百分之四十": ([40], "percent", "exact"),
    "3.5个百分点": ([Decimal("3.5")], "percentage-point", "exact"),
    "50 k downloads": ([50_000], "download", "exact"),
    "15\u201120\u202f%": ([15, 20], "percent", "range"),
    "15%至20%": ([15, 20], "percent", "range"),
    "between 10 and 12 percent": ([10, 12], "percent", "range"),
    "3–5 years": ([3, 5], "year", "range"),
    "50 %+": ([50], "percent", "at-least"),
    "at least 50 top-tier hospitals": ([50], "hospital", "at-least"),
    "under 50 ms": ([50], "millisecond", "less-than"),
    "up to $50 million": ([50_000_000], "USD", "at-most"),
    "one million GPUs": ([1_000_000], "gpu", "exact"),
    "the fifth consecutive week": ([5], "week", "exact"),
    "roughly 300 k Chinese developers": ([300_000], "developer", "about"),
    "between $200 billion and $230 billion": ([200_000_000_000, 230_000_000_000], "USD", "range"),
    "not more than 30%": ([30], "percent", "at-most"),
    "no fewer than 300 factories": ([300], "factory", "at-least"),
    "as much as €3 billion": ([3_000_000_000], "EUR", "at-most"),
    "5亿多美元": ([500_000_000], "USD", "more-than"),
    "–5\u202f%": ([-5], "percent", "exact"),
    "+3.5 percentage points": ([Decimal("3.5")], "percentage-point", "exact"),
}


@pytest.mark.parametrize("printed", PRINTED)
def test_a_quantity_is_read_with_unit_and_bound(printed: str) -> None:
    values, unit, bound = PRINTED[printed]
    (quantity,) = quantities(f"为{printed}。" if CHINESE.search(printed) else f"It is {printed}, they say.")
    assert (list(quantity.values), quantity.unit, quantity.bound) == (values, unit, bound)


@pytest.mark.parametrize(
    "text", ["On the first day", "In 2026 it came", "GPT-4o and V4", "the 15-year plan", "30 000 of them"]
)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    assert [q for q in quantities(text) if q.unit] == []


@pytest.mark.parametrize(
    "text",
    [
        "half a billion dollars",
        "a few billion dollars",
        "hundreds of millions of dollars",
        "数十亿美元",
        "上百亿元",
        "一两亿元",
    ],
)
def test_what_nobody_can_tell_is_no_quantity(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize("text", ["A$5 million", "HK$5 billion", "300亿日元"])
def test_a_currency_that_no_list_has_is_no_other(text: str) -> None:
    assert [quantity.unit for quantity in quantities(text)] == [""]


def test_a_list_says_its_unit_once() -> None:
    found = quantities("A (52 k downloads), B (48 k) and C (36 k). D has 40 k.")
    assert [q.unit for q in found] == ["download"] * 3 + [""]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Latency fell 40 % to 50 ms.", ["percent", "millisecond"]),
        ("Usage dropped 10 % to 5 million users.", ["percent", "count"]),
        ("Revenue grew 20 % to 3 billion CNY.", ["percent", "CNY"]),
        ("Revenue grew 20 % to $3 billion.", ["percent", "USD"]),
        ("延迟下降40%至50毫秒。", ["percent", "millisecond"]),
        ("Revenue grew $2 to 20 %.", ["USD", "percent"]),
    ],
)
def test_two_units_are_no_range(text: str, units: list[str]) -> None:
    found = quantities(text)
    assert [(q.unit, q.bound) for q in found] == [(unit, "exact") for unit in units]


def test_figures_of_names_and_dates_are_theirs() -> None:
    text = "Qwen 3.6 has 800 applications"
    assert [q.values for q in quantities(text, [Span(0, 8)])] == [(Decimal(800),)]


@given(st.text(max_size=200))
def test_any_text_is_read_within_its_bounds(text: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.start <= quantity.figure.start < quantity.figure.end <= quantity.end <= len(text)
        assert quantity.bound != "range" or quantity.values[0] < quantity.values[1]
    for period in periods(text):
        assert 0 <= period.start < period.end <= len(text)
        assert period.first is None or period.first <= period.last


@given(
    st.decimals(min_value="0.01", max_value="999999", places=2),
    st.sampled_from(["tokens", "ms", "%", "USD", "词元", "元"]),
)
def test_any_number_with_a_unit_is_read_exactly(number: Decimal, unit: str) -> None:
    (quantity,) = quantities(f"has {number} {unit} now")
    assert quantity.values == (number,)
    assert quantity.unit


DATED = {
    "Q2 2026": (date(2026, 4, 1), date(2026, 6, 30)),
    "the third quarter of 2026": (date(2026, 7, 1), date(2026, 9, 30)),
    "2026年第一季度": (date(2026, 1, 1), date(2026, 3, 31)),
    "2026年下半年": (date(2026, 7, 1), date(2026, 12, 31)),
    "by the end of 2026": (None, date(2026, 12, 31)),
    "到2026年底": (None, date(2026, 12, 31)),
    "12 March 2026": (date(2026, 3, 12), date(2026, 3, 12)),
    "March 12, 2026": (date(2026, 3, 12), date(2026, 3, 12)),
    "2026-03-12": (date(2026, 3, 12), date(2026, 3, 12)),
    "2026年3月12日": (date(2026, 3, 12), date(2026, 3, 12)),
    "February 2028": (date(2028, 2, 1), date(2028, 2, 29)),
    "in 2027": (date(2027, 1, 1), date(2027, 12, 31)),
}


@pytest.mark.parametrize("printed", DATED)
def test_a_period_is_read_as_days(printed: str) -> None:
    (period,) = periods(f"将于{printed}发布。" if CHINESE.search(printed) else f"It comes {printed}.")
    assert (period.first, period.last) == DATED[printed]


def test_a_day_that_there_is_not_is_none() -> None:
    assert [p for p in periods("on 31 April 2026") if p.first == p.last] == []


GROUPS = ["units", "bounds", "bounds_after", "baselines", "stages", "modalities", "horizons", "measures"]


@pytest.mark.parametrize("group", GROUPS)
def test_words_stand_for_concepts_of_the_lists(group: str) -> None:
    prefix = {"stages": "stage-", "modalities": "modality-"}.get(group, "")
    assert {prefix + concept for concept in cues.patterns(group)} <= concepts()


def test_metrics_and_their_units_are_concepts_of_the_lists() -> None:
    assert {metric.name for metric in cues.metrics()} <= concepts()
    assert {unit for metric in cues.metrics() for unit in metric.units} <= concepts()


def concepts() -> set[str]:
    """The local names of all concepts of the controlled lists."""
    lists = Graph().parse(resources.ontology_files()[1], format="turtle")
    return {str(s).removeprefix(PREFIXES["aikgv"]) for s in lists.subjects(RDF.type, SKOS.Concept)}
