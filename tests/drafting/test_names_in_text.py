"""Known names in running text: exact places, whole words, the longest name, and never across versions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal

from aikg.drafting.mentions import Names, keyed
from aikg.evidence import plain
from aikg.identity import name_key

NAMES = Names(
    (entity, "aikg:X", Literal(name, lang=language), True)
    for entity, name, language in [
        ("model:qwen", "Qwen", "en"),
        ("model:qwen-3.6-plus", "Qwen 3.6 Plus", "en"),
        ("model:gpt-4o", "GPT-4o", "en"),
        ("model:hunyuan", "混元", "zh"),
        ("model:hunyuan-3.0", "混元3.0", "zh"),
        ("organization:meta", "Meta", "en"),
        ("organization:tencent", "腾讯", "zh"),
        ("organization:openai", "Open AI", "en"),
        ("place:us", "US", "en"),
        ("place:mainland-china", "Mainland China", "en"),
        ("role:ai-trainer", "AI trainer", "en"),
        ("model:sensenova", "Daily New 6.0", "en"),
        ("organization:ridge-fund", "Ridge", "en"),
        ("organization:ridge-robotics", "Ridge", "en"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.entity) for m in NAMES.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Alibaba's Qwen 3.6\u2011Plus, and Qwen",
            [("Qwen 3.6\u2011Plus", "model:qwen-3.6-plus"), ("Qwen", "model:qwen")],
        ),
        ("ＧＰＴ－４ｏ rose", [("ＧＰＴ－４ｏ", "model:gpt-4o")]),
        ("腾讯混元 3.0领先", [("腾讯", "organization:tencent"), ("混元 3.0", "model:hunyuan-3.0")]),
        ("the “Daily New” 6.0 module", [("Daily New” 6.0", "model:sensenova")]),
        ("mainland\u2011China IPs", [("mainland\u2011China", "place:mainland-china")]),
        ("two AI trainers", [("AI trainers"[:-1], "role:ai-trainer")]),
        ("Meta, Meta's", [("Meta", "organization:meta"), ("Meta", "organization:meta")]),
    ],
)
def test_names_are_found_where_they_stand(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a meta-analysis",
        "Metaverse",
        "tell us more",
        "US$5",
        "in open AI research",
        "Qwen 3.7",
        "Qwen 3.7 Max",
        "GPT-4o mini",
        "GPT-4o2",
        "混元4.0",
        "Qwen2",
        "metadata",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Qwen 3.7 rose", "Qwen 3.7"),
        ("混元4.0发布", "混元4.0"),
        ("GPT-4o mini costs less", "GPT-4o mini"),
        ("Qwen 4 Max", "Qwen 4 Max"),
    ],
)
def test_a_name_that_goes_on_is_offered_as_a_new_one(text: str, name: str) -> None:
    assert [text[span.start : span.end] for span in NAMES.continued(text)] == [name]


def test_a_quantity_behind_a_name_is_no_version() -> None:
    assert found("Qwen 33 % and Qwen 2.8 trillion") == [("Qwen", "model:qwen"), ("Qwen", "model:qwen")]


def test_a_shared_name_stands_for_all_who_bear_it() -> None:
    (ridge,) = NAMES.find("Ridge pays")
    assert ridge.entities == ("organization:ridge-fund", "organization:ridge-robotics")


@given(st.text(max_size=200))
def test_places_are_places(text: str) -> None:
    key, places = keyed(plain(text))
    assert len(key) == len(places)
    assert list(places) == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    for mention in NAMES.all(text):
        assert 0 <= mention.start < mention.end <= len(text)


@given(st.text(alphabet="abXY019 -·‑混元．％", max_size=40))
def test_the_key_of_a_text_is_that_of_a_name(text: str) -> None:
    assert keyed(plain(text)).key.strip("-") == name_key(plain(text)).strip("-")


@given(st.text(max_size=60), st.sampled_from(["Qwen 3.6 Plus", "混元3.0", "Meta"]), st.text(max_size=60))
def test_a_name_between_spaces_is_always_found(before: str, name: str, after: str) -> None:
    text = f"{before} , {name} , {after}"
    start = len(before) + 3
    assert (start, start + len(name)) in [(m.start, m.end) for m in NAMES.all(text)]
