"""What a sentence does not say for certain is left to a person: no draft states it without a mark."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rdflib import Dataset, URIRef
from rdflib.namespace import RDF

from aikg.drafting import Knowledge, draft
from aikg.drafting.documents import document
from aikg.drafting.trig import trig
from aikg.identity import curie
from aikg.stores.embedded import EmbeddedStore
from aikg.vocabulary import UNDECIDED

Claim = dict[str, set[str]]
EVIDENCE = "aikg:evidence"


@pytest.fixture(scope="module")
def knowledge(store: EmbeddedStore) -> Knowledge:
    return Knowledge.of(store)


def claims(knowledge: Knowledge, text: str) -> list[Claim]:
    """The claims that are drafted of a text, in its order: the values of each property, as CURIEs; class is `a`."""
    drafted = draft(document("any", f"News of the day\n\n{text}\n"), knowledge)
    data = Dataset()
    data.parse(data=trig(drafted, datetime(2026, 5, 1, tzinfo=UTC)), format="trig")
    found: dict[str, Claim] = {}
    for s, p, o, graph in data.quads():
        if "#" in str(s) and "/item/" in str(graph):
            name = "a" if p == RDF.type else curie(str(p))
            found.setdefault(str(s), {}).setdefault(name, set()).add(curie(str(o)) if isinstance(o, URIRef) else str(o))
    made = [claim for claim in found.values() if any(kind.startswith("aikg:") for kind in claim.get("a", ()))]
    return sorted(
        made, key=lambda claim: min(int(place.rpartition("#s")[2].split("-")[0]) for place in claim[EVIDENCE])
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Google has not invested $2 billion in Anthropic.",
        "OpenAI never partnered with Huawei.",
        "Grok 4 is not based on Llama 4.",
        "If Meta invests $3 billion in Anthropic, prices will fall.",
        "Google ended its partnership with Huawei.",
        "谷歌否认向Anthropic投资20亿美元。",
    ],
)
def test_what_is_denied_or_supposed_is_no_fact(knowledge: Knowledge, sentence: str) -> None:
    assert all(curie(str(UNDECIDED)) in claim["aikg:modality"] for claim in claims(knowledge, sentence))


@pytest.mark.parametrize(
    ("sentence", "prop", "value"),
    [
        ("Alibaba released Qwen 3.7.", "aikg:subject", "model:qwen"),
        ("阿里巴巴发布通义千问3.7。", "aikg:subject", "model:qwen"),
        (
            "月之暗面宣布完成5亿美元C轮融资，由IDG资本领投，阿里巴巴、腾讯等跟投。",
            "aikg:investee",
            "organization:alibaba",
        ),
        ("Rivals of OpenAI raised $2 billion in a funding round.", "aikg:investee", "organization:openai"),
        ("谷歌向Anthropic投资20亿美元。", "aikg:investee", "organization:google"),
        ("Huawei criticised the launch of Llama 4.", "aikg:agent", "organization:huawei"),
        ("Meta said that Llama 4 beats DeepSeek V4, which was launched in May.", "aikg:agent", "organization:meta"),
        ("The deal between Meta and Huawei is worth $1.7 billion.", "aikg:metric", "aikgv:valuation"),
        ("Three sources told Reuters that OpenAI will launch GPT-4o.", "aikg:metric", "aikgv:sources-cross-checked"),
    ],
)
def test_what_is_not_said_is_not_stated(knowledge: Knowledge, sentence: str, prop: str, value: str) -> None:
    for claim in claims(knowledge, sentence):
        assert value not in claim.get(prop, set()), claim


def test_the_money_of_one_round_is_not_of_another(knowledge: Knowledge) -> None:
    found = claims(
        knowledge, "Meta may invest $5 billion in xAI. SenseTime raised $3 billion at a valuation of $6 billion."
    )
    rounds = [claim for claim in found if "aikg:FundingRound" in claim["a"]]
    assert [claim["schema:value"] for claim in rounds] == [{"3000000000.0"}]
    assert not any("aikg:partOf" in claim for claim in found if "aikg:Investment" in claim["a"])


def test_traffic_that_fell_is_no_growth(knowledge: Knowledge) -> None:
    (claim,) = [
        c for c in claims(knowledge, "Traffic of DeepSeek fell 5 %.") if "schema:value" in c or "aikg:change" in c
    ]
    assert "5.0" not in claim.get("schema:value", set())


BEFORE = "Usage of ChatGPT grew to 800 million weekly users. "


@pytest.mark.parametrize(
    ("text", "prop", "value"),
    [
        (BEFORE + "By 2028, xAI aims to operate 1 million GPUs.", "aikg:subject", "product:chatgpt"),
        (BEFORE + "OpenAI expects revenue of $20 billion in 2026.", "aikg:subject", "product:chatgpt"),
        ("中国商务部禁止向美国出口稀土。法国政府禁止DeepSeek。", "aikg:agent", "organization:ministry-of-commerce"),
        ("美国商务部考虑禁止向中国出口H200。", "aikg:agent", "organization:ministry-of-commerce"),
        ("谷歌和亚马逊分别向Anthropic投资了30亿美元和80亿美元。", "aikg:modality", "aikgv:modality-reported"),
        ("传闻称谷歌向Anthropic投资20亿美元，消息不实。", "aikg:modality", "aikgv:modality-reported"),
        ("It is false that Google invested $2 billion in Anthropic.", "aikg:modality", "aikgv:modality-reported"),
        ("美国商务部考虑禁止向中国出口H200。", "aikg:targets", "place:us"),
        ("Rumours that Google invested $2 billion in Anthropic are false.", "aikg:modality", "aikgv:modality-rumoured"),
    ],
)
def test_what_another_sentence_or_name_suggests_is_marked(
    knowledge: Knowledge, text: str, prop: str, value: str
) -> None:
    last = claims(knowledge, text)[-1]
    assert value not in last.get(prop, set()) or curie(str(UNDECIDED)) in last[prop], last


@pytest.mark.parametrize(
    ("sentence", "investor"),
    [
        ("谷歌已于2025年9月向Anthropic投资30亿美元。", {"organization:google"}),
        ("软银可能向Anthropic投资至多30亿美元。", {curie(str(UNDECIDED))}),
    ],
)
def test_who_gives_and_who_gets(knowledge: Knowledge, sentence: str, investor: set[str]) -> None:
    (claim,) = [c for c in claims(knowledge, sentence) if "aikg:Investment" in c["a"]]
    assert claim["aikg:investee"] == {"organization:anthropic"}
    assert claim["aikg:investor"] == investor


@pytest.mark.parametrize(
    "sentence",
    ["Rumours say that Google invested $2 billion in Anthropic.", "传闻称谷歌向Anthropic投资20亿美元。"],
)
def test_a_rumour_is_no_denial(knowledge: Knowledge, sentence: str) -> None:
    (claim,) = [c for c in claims(knowledge, sentence) if "aikg:Investment" in c["a"]]
    assert claim["aikg:modality"] == {"aikgv:modality-rumoured"}


def test_a_period_is_of_its_own_figure(knowledge: Knowledge) -> None:
    found = claims(knowledge, "DeepSeek的市场份额从2025年第一季度的12%下降到第三季度的8%。")
    assert {min(c["schema:value"]): c.get("aikg:period") for c in found} == {"12.0": {"2025年第一季度"}, "8.0": None}


def test_a_valuation_between_two_sums_is_no_part_of_the_round_of_another(knowledge: Knowledge) -> None:
    found = claims(
        knowledge,
        "Anthropic raised $13 billion in a funding round. xAI is valued at between $200 billion and $230 billion.",
    )
    (worth,) = [c for c in found if "aikgv:valuation" in c.get("aikg:metric", ())]
    assert worth["aikg:subject"] == {"organization:xai"}
    assert "aikg:partOf" not in worth
    assert (worth["schema:minValue"], worth["schema:maxValue"]) == ({"200000000000.0"}, {"230000000000.0"})


def test_what_a_price_is_per_is_no_figure(knowledge: Knowledge) -> None:
    found = claims(knowledge, "DeepSeek V4 costs $5 per million input tokens.")
    assert [c["schema:value"] for c in found if "schema:value" in c] == [{"5.0"}]


@pytest.mark.parametrize(
    "sentence",
    [
        "xAI raised US$1.2 billion in May 2026.",
        "On 12 May xAI raised US$1.2 billion.",
        "xAI raised US$1.2 billion on May 12.",
        "In May xAI raised US$1.2 billion.",
        "May saw a deal: xAI raised US$1.2 billion.",
    ],
)
def test_the_month_of_may_makes_nothing_possible(knowledge: Knowledge, sentence: str) -> None:
    stages = [claim["aikg:stage"] for claim in claims(knowledge, sentence) if "aikg:FundingRound" in claim["a"]]
    assert stages == [{"aikgv:stage-completed"}]


def test_a_release_in_may_is_no_plan(knowledge: Knowledge) -> None:
    (claim,) = [c for c in claims(knowledge, "In May OpenAI released GPT-4o.") if "aikg:Release" in c["a"]]
    assert claim["aikg:stage"] == {"aikgv:stage-completed"}


@pytest.mark.parametrize("sentence", ["xAI may raise US$1.2 billion.", "In May 2026, xAI may raise US$1.2 billion."])
def test_what_may_be_is_only_possible(knowledge: Knowledge, sentence: str) -> None:
    stages = [claim["aikg:stage"] for claim in claims(knowledge, sentence) if "aikg:FundingRound" in claim["a"]]
    assert stages == [{"aikgv:stage-potential"}]


@pytest.mark.parametrize(
    "sentence",
    [
        "OpenAI's manufacturing costs fell 15–20 %.",
        "OpenAI制造成本下降15–20 %。",
        "OpenAI's traffic fell between 15 and 20 %.",
        "OpenAI's traffic fell by 15 to 20 %.",
    ],
)
def test_a_fall_by_a_range_is_no_rise(knowledge: Knowledge, sentence: str) -> None:
    (claim,) = claims(knowledge, sentence)
    assert (claim["schema:minValue"], claim["schema:maxValue"]) == ({"-20.0"}, {"-15.0"})
    assert claim["aikg:metric"] == {curie(str(UNDECIDED))}
    assert not any(word in label for label in claim["rdfs:label"] for word in ("rise", "growth", "涨", "增"))


@pytest.mark.parametrize(
    "sentence", ["OpenAI's traffic fell 5 %.", "OpenAI's traffic fell to 5 %.", "OpenAI's traffic fell to 15–20 %."]
)
def test_a_metric_of_growth_is_not_taken_of_what_fell(knowledge: Knowledge, sentence: str) -> None:
    (claim,) = claims(knowledge, sentence)
    assert claim["aikg:metric"] == {curie(str(UNDECIDED))}


def test_a_rise_by_a_range_is_not_what_was_reached(knowledge: Knowledge) -> None:
    (claim,) = claims(knowledge, "Accuracy of DeepSeek rose 15–20 %.")
    assert claim["aikg:metric"] == {curie(str(UNDECIDED))}


def test_a_rise_by_a_range_is_growth(knowledge: Knowledge) -> None:
    (claim,) = claims(knowledge, "OpenAI's traffic rose 15–20 %.")
    assert claim["aikg:metric"] == {"aikgv:traffic-growth"}
    assert (claim["schema:minValue"], claim["schema:maxValue"]) == ({"15.0"}, {"20.0"})


@pytest.mark.parametrize(
    ("sentence", "metric"),
    [
        ("OpenAI's costs rose 15 %.", curie(str(UNDECIDED))),
        ("OpenAI成本上升15%。", curie(str(UNDECIDED))),
        ("OpenAI's production costs rose 15 %.", "aikgv:manufacturing-cost-increase"),
        ("OpenAI生产成本上升15%。", "aikgv:manufacturing-cost-increase"),
    ],
)
def test_costs_are_those_of_manufacturing_where_the_text_says_so(
    knowledge: Knowledge, sentence: str, metric: str
) -> None:
    (claim,) = claims(knowledge, sentence)
    assert claim["aikg:metric"] == {metric}


@pytest.mark.parametrize(
    "text",
    [
        "腾讯发布新模型。该模型的准确率从68.5%提升到82.3%。",
        "腾讯发布新模型。这款模型的准确率提升到82.3%。",
        "腾讯发布新模型。腾讯表示，该模型的准确率提升到82.3%。",
        "Tencent has a new model. The model reaches an accuracy of 82.3 %.",
        "Tencent has a new model. In tests, this model reaches an accuracy of 82.3 %.",
        "Tencent has a new model. It reaches an accuracy of 82.3 %.",
        "腾讯发布新模型。它的准确率提升到82.3%。",
        "GPT-4o was in use. The company's market share rose to 12 %.",
        "GPT-4o已经上线。该公司的市场份额上升到12%。",
    ],
)
def test_what_stands_for_another_kind_is_nobody_that_was_named(knowledge: Knowledge, text: str) -> None:
    figures = [claim for claim in claims(knowledge, text) if "schema:value" in claim]
    assert figures
    assert all(claim["aikg:subject"] == {curie(str(UNDECIDED))} for claim in figures)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("腾讯发布混元3.0。该模型的准确率提升到82.3%。", "model:hunyuan-3.0"),
        ("OpenAI grows. Its market share rose to 12 %.", "organization:openai"),
        ("OpenAI grows. The company's market share rose to 12 %.", "organization:openai"),
        ("Since OpenAI launched GPT-4o, the company's market share rose to 12 %.", "organization:openai"),
    ],
)
def test_what_stands_for_a_name_of_its_kind_means_it(knowledge: Knowledge, text: str, subject: str) -> None:
    (claim,) = [claim for claim in claims(knowledge, text) if "schema:value" in claim]
    assert claim["aikg:subject"] == {subject}


@pytest.mark.parametrize(
    "sentence",
    [
        "OpenAI于5月12日宣布开源。",
        "OpenAI于5月12日至15日宣布开源。",
        "On May 12 developers of OpenAI met.",
        "On 12 May OpenAI met.",
    ],
)
def test_a_day_of_a_month_counts_nothing(knowledge: Knowledge, sentence: str) -> None:
    assert not [claim for claim in claims(knowledge, sentence) if "schema:value" in claim]


@pytest.mark.parametrize("sentence", ["OpenAI的设计周期为12日。", "In May 12 developers of OpenAI met."])
def test_what_is_no_date_counts(knowledge: Knowledge, sentence: str) -> None:
    assert [claim["schema:value"] for claim in claims(knowledge, sentence)] == [{"12.0"}]


@pytest.mark.parametrize(
    ("sentence", "kind", "stage"),
    [
        ("智谱与腾讯签署合作协议,将在2026年第四季度发布新模型。", "aikg:Partnership", "aikgv:stage-announced"),
        ("智谱与腾讯签署合作协议，计划发布新模型。", "aikg:Partnership", "aikgv:stage-announced"),
        ("智谱完成3亿元融资，计划发布新模型。", "aikg:FundingRound", "aikgv:stage-completed"),
        ("xAI raised US$1.2 billion, and plans a new model.", "aikg:FundingRound", "aikgv:stage-completed"),
        ("xAI, which launched Grok, may raise US$1,200 million.", "aikg:FundingRound", "aikgv:stage-potential"),
        (
            "OpenAI plans a new tool; Meta signed a partnership with Huawei.",
            "aikg:Partnership",
            "aikgv:stage-announced",
        ),
    ],
)
def test_a_stage_is_told_by_its_own_clause(knowledge: Knowledge, sentence: str, kind: str, stage: str) -> None:
    assert [claim["aikg:stage"] for claim in claims(knowledge, sentence) if kind in claim["a"]] == [{stage}]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        (
            "xAI said that it has raised US$1.2 billion from Sequoia Capital and SoftBank.",
            ["Sequoia Capital", "SoftBank"],
        ),
        ("智谱获得3亿元融资，红杉资本和谷歌参投。", ["红杉资本", "谷歌"]),
        ("xAI raised US$1.2 billion.", []),
    ],
)
def test_names_that_no_claim_holds_are_told(knowledge: Knowledge, sentence: str, names: list[str]) -> None:
    drafted = draft(document("any", f"News of the day\n\n{sentence}\n"), knowledge)
    assert drafted.names_left(drafted.items[0]) == names
    told = trig(drafted, datetime(2026, 5, 1, tzinfo=UTC))
    assert (f"# names that no claim holds: {'; '.join(names)}\n" in told) is bool(names)
