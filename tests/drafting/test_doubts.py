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


@pytest.fixture(scope="module")
def knowledge(store: EmbeddedStore) -> Knowledge:
    return Knowledge.of(store)


def claims(knowledge: Knowledge, text: str) -> list[Claim]:
    """The claims that are drafted of a text: the values of each property, as CURIEs; class is `a`."""
    drafted = draft(document("any", f"News of the day\n\n{text}\n"), knowledge)
    data = Dataset()
    data.parse(data=trig(drafted, datetime(2026, 5, 1, tzinfo=UTC)), format="trig")
    found: dict[str, Claim] = {}
    for s, p, o, graph in data.quads():
        if "#" in str(s) and "/item/" in str(graph):
            name = "a" if p == RDF.type else curie(str(p))
            found.setdefault(str(s), {}).setdefault(name, set()).add(curie(str(o)) if isinstance(o, URIRef) else str(o))
    return [claim for claim in found.values() if any(kind.startswith("aikg:") for kind in claim.get("a", ()))]


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
