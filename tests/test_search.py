"""From names to entities: exact where one is asked for, forgiving where one is looked for, never guessing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SKOS

from aikg import catalogue
from aikg.errors import Ambiguous, NotFound
from aikg.identity import class_name, curie, name_key
from aikg.names import Names
from aikg.search import describe, resolve, search
from aikg.stores.embedded import EmbeddedStore
from aikg.vocabulary import AIKG
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


# the index


def named(**labels: str) -> str:
    """An update that names models."""
    told = " ".join(f'model:{slug} a aikg:Model ; skos:prefLabel "{label}"@en .' for slug, label in labels.items())
    prefixes = "".join(
        f"PREFIX {prefix}: <{iri}>\n"
        for prefix, iri in {
            "aikg": "https://w3id.org/aikg/ns#",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "model": "https://w3id.org/aikg/id/model/",
        }.items()
    )
    return f"{prefixes} INSERT DATA {{ {told} }}"


def found(store: EmbeddedStore, text: str, names: Names | None = None, limit: int = 10) -> list[str]:
    return [hit.name for hit in search(store, text, limit, names=names)]


def test_another_version_is_not_a_misspelling():
    store = EmbeddedStore()
    store.update(
        named(a="Qwen 3.5", b="Qwen 3.6", c="Qwen 3.5 Max", d="GPT-4o", e="GPT-4", f="GPT-4.1", g="GPT-4o mini")
    )
    assert found(store, "Qwen 3.5") == ["Qwen 3.5", "Qwen 3.5 Max"]
    assert found(store, "Qwne 3.5")[0] == "Qwen 3.5" and "Qwen 3.6" not in found(store, "Qwne 3.5")
    assert found(store, "Qwen 3.7") == []
    assert "GPT-4o mini" not in found(store, "GTP-4")
    assert "GPT-4" not in found(store, "GPT-4o") and "GPT-4o" not in found(store, "GTP-4")
    assert set(found(store, "Qwen")) == {"Qwen 3.5", "Qwen 3.6", "Qwen 3.5 Max"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("anthr", "Anthropic"),
        ("Antrop", "Anthropic"),
        ("openr", "OpenRouter"),
        ("智", "智谱"),
        ("商汤科", "商汤科技"),
        ("tesal", "Tesla"),
        ("阿里巴", "阿里巴巴"),
    ],
)
def test_a_name_is_found_while_it_is_typed(typed, first):
    assert found(own_store(), typed)[0] == first


def test_the_index_follows_what_is_written():
    store, names = EmbeddedStore(), Names()
    assert found(store, "Aster", names) == []
    store.update(named(aster="Aster One"))
    assert found(store, "Aster", names) == ["Aster One"] and len(names) == 1
    store.update(named(birch="Birch Two"))
    assert found(store, "birhc two", names) == ["Birch Two"] and found(store, "aster", names) == ["Aster One"]
    store.update("DELETE WHERE { <https://w3id.org/aikg/id/model/aster> ?p ?o }")
    assert found(store, "Aster", names) == [] and len(names) == 1


def test_threads_search_while_something_is_written():
    store, names = EmbeddedStore(), Names()
    store.update(named(aster="Aster One"))

    def typing(number: int) -> int:
        return sum("Aster One" in found(store, "Aster One"[: 3 + number % 6], names) for _ in range(40))

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(typing, number) for number in range(4)]
        for number in range(20):
            store.update(named(**{f"birch{number}": f"Birch {number}"}))
            assert found(store, f"Birch {number}", names)[0] == f"Birch {number}"
        assert [done.result() for done in running] == [40] * 4
    assert len(names) == 21


def test_as_many_are_found_as_wanted():
    store = EmbeddedStore()
    store.update(named(**{f"m{number}": f"Pine {chr(97 + number % 26)}{number}" for number in range(300)}))
    names = Names()
    assert [len(found(store, "pine", names, limit)) for limit in (1, 10, 250, 1000)] == [1, 10, 250, 300]
    assert found(store, "pine a0", names, 1) == ["Pine a0"]


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=300))
def test_whatever_something_is_called_it_is_found_by_it(text):
    store = EmbeddedStore()
    model = URIRef("https://w3id.org/aikg/id/model/x")
    store.replace({None: [(model, RDF.type, AIKG.Model), (model, SKOS.prefLabel, Literal(text))]})
    assert [hit.id for hit in search(store, text, 3)] == (["model:x"] if name_key(text) else [])
