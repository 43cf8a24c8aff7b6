"""Whatever a text is, its draft is TriG, and its offsets lie in the text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Dataset, URIRef

from aikg.drafting import Knowledge, draft, trig
from aikg.drafting.documents import document
from aikg.errors import UnreadableInput
from aikg.stores.embedded import EmbeddedStore

WORDS = [
    *("Meta OpenAI xAI 智谱 华为 盘古5.0 Qwen 3.6 Plus US China Acme Robotics Zephyr 9 Ridge".split()),
    *("released launched raised invested 投资 发布 said announced denied according 据 may will from to up by".split()),
    *("45% $5 billion 3.2万亿词元 15-20 2026 Q2 the end of tokens weekly accuracy latency 50 ms factories".split()),
    *("( ) , ; : . 。 ， “ ” ' \" \\ 1. 2. # > < { } [ ] | ^ ` @ % - \u202e \x00 😀".split()),
    "\n\n",
    "\u202f",
    "\u2011",
]


@pytest.fixture(scope="module")
def knowledge(store: EmbeddedStore) -> Knowledge:
    return Knowledge.of(store)


@pytest.mark.slow
def test_what_is_no_sentence_costs_no_time(knowledge: Knowledge) -> None:
    made = draft(document("any", "智谱投资" * 20_000 + "。\nMeta released Llama 4."), knowledge)
    assert made.claims == 2
    assert made.coverage.sentences - made.coverage.sentences_covered == 1


@given(words=st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), min_size=3, max_size=80))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_draft_of_any_words_is_trig_with_places_in_the_text(knowledge: Knowledge, words: list[str]) -> None:
    text = " ".join(words).encode("utf-8", "ignore").decode()
    try:
        made = draft(document("any", text), knowledge)
    except UnreadableInput:
        return
    data = Dataset()
    data.parse(data=trig(made, datetime(2026, 1, 1, tzinfo=UTC), quotes=True), format="trig")
    ends = [int(o) for _, p, o, _ in data.quads() if p == URIRef("http://www.w3.org/ns/oa#end")]
    assert ends
    assert all(0 < end <= len(text) for end in ends)
    assert {str(graph).partition("/aikg/")[0] for *_, graph in data.quads()} == {"https://w3id.org"}
