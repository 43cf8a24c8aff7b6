"""From names to entities: exact where one is asked for, forgiving where one is looked for, never guessing."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg import catalogue
from aikg.errors import Ambiguous, NotFound
from aikg.identity import class_name, curie, name_key
from aikg.search import describe, resolve, search
from running import own_store


@cache
def names() -> list[tuple[str, str]]:
    """Every entity with every name of it."""
    rows = own_store().lexical(catalogue.find("entities", "names").text)
    return sorted({(entity, name) for entity, _, name, _ in rows})


@pytest.mark.parametrize(
    "name",
    [
        "https://w3id.org/aikg/id/organization/xai",
        "organization:xai",
        "  organization:xai ",
        "xAI",
        "XAI",
        "ｘＡＩ",
        "x-AI",
        "xAI Corp.",
        "X.AI",
    ],
)
def test_every_way_to_say_xai(name):
    assert curie(resolve(own_store(), name)) == "organization:xai"


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("智谱", "organization:zhipu-ai"),
        ("智谱AI", "organization:zhipu-ai"),
        ("Z.ai", "organization:zhipu-ai"),
        ("zhipu ai", "organization:zhipu-ai"),
        ("XAI Holdings", "organization:xai-holdings"),
        ("Daily New", "model:sensenova"),
        ("通义", "model:qwen"),
        ("GPT‑4o", "model:gpt-4o"),
        ("item:lantern/1", "item:lantern/1"),
    ],
)
def test_names_in_both_languages(name, entity):
    assert curie(resolve(own_store(), name)) == entity


def test_every_name_of_every_entity_leads_to_it():
    assert len(names()) > 200
    for entity, name in names():
        try:
            assert str(resolve(own_store(), name)) == entity, name
        except Ambiguous as error:
            assert any(candidate.startswith(f"{curie(entity)} ") for candidate in error.candidates)


@settings(max_examples=60, deadline=None)
@given(
    pair=st.deferred(lambda: st.sampled_from(names())),
    case=st.sampled_from([str.upper, str.lower, str.title]),
    dash=st.sampled_from("-–— "),
)
def test_case_and_dashes_do_not_matter(pair, case, dash):
    entity, name = pair
    written = case(name).replace("-", dash)
    if name_key(written) == name_key(name):  # a capital sharp s and the like would be another name
        try:
            assert str(resolve(own_store(), written)) == entity
        except Ambiguous as error:
            assert len(error.candidates) > 1


def test_search_finds_each_entity_by_its_own_name_first():
    for entity, name in names()[::7]:
        hits = search(own_store(), name, limit=3)
        best = [hit.id for hit in hits if hit.score == 100]
        assert curie(entity) in best, name
        assert hits[0].score == 100


def test_a_class_narrows():
    assert curie(resolve(own_store(), "xAI", ("Organization",))) == "organization:xai"
    with pytest.raises(NotFound):
        resolve(own_store(), "xAI", ("Model",))
    assert {hit.type for hit in search(own_store(), "a", 50, ("Model",))} == {"Model"}


def test_two_entities_of_one_name_are_told_apart_by_nobody():
    with pytest.raises(Ambiguous) as caught:
        resolve(own_store(), "Ridge")
    assert caught.value.candidates == (
        "organization:ridge-fund (Ridge Fund, Organization)",
        "organization:ridge-robotics (Ridge Robotics, Organization)",
    )
    assert caught.value.http_status == 409 and caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("xIA", "organization:xai (xAI)"),
        ("Antropic", "organization:anthropic (Anthropic)"),
        ("organization:antropic", "organization:anthropic (Anthropic)"),
        ("Zhpu", "organization:zhipu-ai (Zhipu)"),
        ("智普", "organization:zhipu-ai (智谱)"),
    ],
)
def test_suggestions(wrong, meant):
    with pytest.raises(NotFound) as caught:
        resolve(own_store(), wrong)
    assert meant in caught.value.candidates


@pytest.mark.parametrize(
    "name", ["", " ", "qqqqqqqqqq", "item:nothing/1", "http://example.org/nothing", "\udcff", "a:b", "·"]
)
def test_nothing_is_made_up(name):
    with pytest.raises(NotFound):
        resolve(own_store(), name)


def test_search_ranks_same_before_beginning_before_containing_before_similar():
    hits = search(own_store(), "Hunyuan", 10)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].score == 100
    assert search(own_store(), "hunyan", 1)[0].name.casefold().startswith("hunyuan")
    assert search(own_store(), "", 5) == [] and search(own_store(), "  -  ", 5) == []
    assert len(search(own_store(), "a", 4)) == 4


def test_each_entity_is_found_once():
    hits = search(own_store(), "zhipu", 50)
    assert len({hit.id for hit in hits}) == len(hits)


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=20))
def test_any_text_can_be_looked_for(text):
    for hit in search(own_store(), text, 5):
        assert 0 < hit.score <= 100 and hit.label


def test_describe_keeps_the_order_and_leaves_out_what_is_unknown():
    nodes = list(
        describe(own_store(), ["organization:meta", "no such name", "organization:xai", "organization:nobody"])
    )
    assert [node.id for node in nodes] == ["organization:meta", "organization:xai"]
    assert nodes[0].type == "Organization" and nodes[0].iri.endswith("/organization/meta")
    assert list(describe(own_store(), [])) == []


def test_names_cover_every_class():
    classes = {class_name(type_) for _, type_, _, _ in own_store().lexical(catalogue.find("entities", "names").text)}
    assert classes >= {"Organization", "Model", "Product", "Policy", "Person", "Place", "Concept"}
