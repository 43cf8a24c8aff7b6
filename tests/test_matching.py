"""Names in batches: every name that there is, however it is written, and what is merely like it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg import catalogue
from aikg.graph import KnowledgeGraph
from aikg.identity import curie, name_key
from aikg.matching import matches
from aikg.names import Names, versions
from aikg.stores.embedded import EmbeddedStore

INDEX = Names()
WAYS = [
    str.upper,
    str.lower,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.replace(" ", "\u202f").replace("-", "\u2011"),
    lambda name: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name),
]


def all_names(store: EmbeddedStore) -> list[tuple[str, str]]:
    rows = store.lexical(catalogue.find("entities", "names").text)
    return sorted({(name, curie(entity)) for entity, _, name, _ in rows})


def test_every_name_finds_its_entity_however_it_is_written(store: EmbeddedStore) -> None:
    names = all_names(store)
    for write in (str, *WAYS):
        found = matches(store, [write(name) for name, _ in names], names=INDEX)
        for (name, entity), match in zip(names, found, strict=True):
            assert entity in {c.id for c in match.candidates}, name
            assert {c.score for c in match.candidates} == {100}
            assert match.entity == (entity if len(match.candidates) == 1 else "")


def test_a_batch_is_what_its_names_are_one_by_one(store: EmbeddedStore) -> None:
    names = ["xAI", "智谱", "hunyan", "", "organization:xai", "organization:nobody", "no such thing", "xAI"] * 20
    together = matches(store, names, names=INDEX)
    assert together == [match for name in names for match in matches(store, [name], names=INDEX)]
    assert KnowledgeGraph(store, names=INDEX).matches(names) == together


@pytest.mark.parametrize("kind", ["organization", "model", "product", "policy", "person", "place", "concept", "role"])
def test_every_candidate_is_of_the_kind(kind: str, store: EmbeddedStore) -> None:
    names = [name for name, _ in all_names(store)]
    found = {c.type.lower() for m in matches(store, names, kind, names=INDEX) for c in m.candidates}
    assert found <= {"concept" if kind == "role" else kind}


def test_nobody_is_offered_another_version(store: EmbeddedStore) -> None:
    """Any name of a model with one digit or letter of its version changed."""
    for name, entity in all_names(store):
        if not entity.startswith("model:") or not versions(name_key(name)):
            continue
        for digit in "0123456789":
            changed = "".join(digit if c.isdecimal() else c for c in name)
            wanted = versions(name_key(changed))
            for candidate in matches(store, [changed], names=INDEX)[0].candidates:
                assert versions(name_key(candidate.name)) == wanted, (changed, candidate)


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_is_nobodys(store: EmbeddedStore, text: str) -> None:
    (match,) = matches(store, [text], names=INDEX)
    assert match.name == text
    assert not match.entity or match.candidates[0].score == 100
