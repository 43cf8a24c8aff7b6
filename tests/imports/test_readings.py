"""What one cell says."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.imports import readings
from aikg.imports.readings import Unread, code, first_word, number, period, word


def test_the_examples_in_the_docstrings():
    assert doctest.testmod(readings).failed == 0


@pytest.mark.parametrize(
    ("text", "bound", "parts"),
    [
        ("13000000000.0", "exact", {"value": "13000000000.0"}),
        ("4.42e+24", "exact", {"value": "4420000000000000.0"}),
        ("1,234,567", "exact", {"value": "1234567.0"}),
        ("> 1e25", "more-than", {"min": "1"}),
        ("≥ 5", "at-least", {"min": "5.0"}),
        ("up to 7 billion", "at-most", {"max": "7000000000.0"}),
        ("<3", "less-than", {"max": "3.0"}),
        ("~ 70B", "about", {"value": "70000000000.0"}),
        ("15-20", "range", {"min": "15.0", "max": "20.0"}),
        ("270 million to 3 billion", "range", {"min": "270000000.0", "max": "3000000000.0"}),
    ],
)
def test_a_number_keeps_its_bound(text, bound, parts):
    scale = Decimal("1e9") if text == "4.42e+24" else Decimal("1e25") if "1e25" in text else Decimal(1)
    said = number(text, scale)
    assert said["bound"].endswith(f"/{bound}")
    assert said["text"] == text
    got = {part: said[part] for part in ("value", "min", "max") if part in said}
    assert {k: Decimal(v) for k, v in got.items()} == {k: Decimal(v) for k, v in parts.items()}


@pytest.mark.parametrize(
    "text", ["14180000,14180000", "1,5", "many", "5 apples", "20-15", "1.2.3", "=1+1", "1e999", "٣"]
)
def test_what_is_no_number_is_not_used(text):
    assert isinstance(number(text), Unread) or text == "٣"


def test_a_number_that_no_store_could_compare_asks_for_a_scale():
    assert "larger scale" in number("5e26").why


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**18, places=3))
@settings(deadline=None)
def test_any_decimal_comes_through_as_it_is(value):
    assert Decimal(number(f"{value:f}")["value"]) == value


@pytest.mark.parametrize(
    ("text", "year", "start", "end"),
    [
        ("2024-05-13", "", "2024-05-13", "2024-05-13"),
        ("2024-02", "", "2024-02-01", "2024-02-29"),
        ("June\xa02025", "2024", "2025-06-01", "2025-06-30"),
        ("November", "2022", "2022-11-01", "2022-11-30"),
        ("Q2 2026", "", "2026-04-01", "2026-06-30"),
        ("2026 Q4", "", "2026-10-01", "2026-12-31"),
        ("1957", "", "1957-01-01", "1957-12-31"),
    ],
)
def test_a_month_is_a_period_and_no_day_is_made_up(text, year, start, end):
    said = period(text, year)
    assert (said["start"], said["end"]) == (start, end)


@pytest.mark.parametrize("text", ["2024-13", "2024-02-30", "soon", "May", "0000", "Q5 2024"])
def test_what_is_no_date_is_not_used(text):
    assert isinstance(period(text), Unread)


def test_a_code_that_the_mapping_lacks_is_told_with_the_nearest():
    assert code("active", {"active": "aikgv:stage-in-effect"})[""] == "https://w3id.org/aikg/vocab/stage-in-effect"
    assert "'active'" in code("activ", {"active": "x"}).why


def test_the_first_of_some_words_counts_and_the_longest_where_two_begin():
    assert first_word("It is released and announces", ("announces", "released", "is released")) == (3, "is released")
    assert first_word("unreleased", ("released",)) is None
    assert word("Acme announces One", {"announces": "aikgv:stage-announced"})["text"] == "announces"
