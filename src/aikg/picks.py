"""What a parameter can be given: entities that claims mention, terms of a list, the range of the dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from rdflib import URIRef

from aikg import catalogue
from aikg.catalogue import Parameter
from aikg.entities import sections
from aikg.identity import class_iri, curie, expand, name_key
from aikg.names import Names
from aikg.search import describe, search
from aikg.stores import Store
from aikg.vocabulary import ID

_CLASSES: Final = ("Organization", "Model", "Product", "Policy", "Person", "Place", "Concept")
"""What a parameter without a class can be."""
_LIKE: Final = 60.0
"""The score from which on a name fits a text: it contains it."""


class Pick(NamedTuple):
    """A value that a parameter can be given, its names, and how many claims mention it (None: not counted)."""

    value: str
    label: str = ""
    label_zh: str = ""
    claims: int | None = None


class Picks(NamedTuple):
    """The beginning of a pick-list, what claims mention most first, and how many there are in all."""

    total: int
    values: list[Pick]


def picks(store: Store, parameter: Parameter, text: str = "", limit: int = 50, names: Names | None = None) -> Picks:
    """The values that fit a text, `limit` at most. A date has two, the first and the last day; a number has none.

    `names` is as for `search`.
    """
    match parameter.type:
        case "entity":
            return _entities(store, parameter, text, limit, names)
        case "enum":
            found = [pick for pick in _terms(store, parameter) if _fits(pick, text)]
            return Picks(len(found), found[:limit])
        case "date":
            found = [pick for pick in _days(store) if text in pick.value]
            return Picks(len(found), found[:limit])
    return Picks(0, [])


def _entities(store: Store, parameter: Parameter, text: str, limit: int, names: Names | None) -> Picks:
    counts: dict[str, int] = {}
    for query in _candidates(parameter):
        for entity, claims in store.lexical(query):
            if parameter.classes or parameter.pick or entity.startswith(str(ID)):
                counts[entity] = max(int(claims), counts.get(entity, 0))
    ranked = sorted(counts, key=lambda entity: (-counts[entity], entity))
    if text:
        named = {hit.id for hit in search(store, text, 1_000, parameter.classes, names) if hit.score >= _LIKE}
        found = [pick for pick in _described(store, ranked, counts) if pick.value in named or _fits(pick, text)]
        return Picks(len(found), found[:limit])
    return Picks(len(ranked), list(_described(store, ranked[:limit], counts)))


def _candidates(parameter: Parameter) -> Iterator[str]:
    if parameter.classes or not parameter.pick:
        for name in parameter.classes or _CLASSES:
            yield catalogue.find("entities", "candidates-of-class").with_terms(**{"class": class_iri(name)})
    elif (named := expand(parameter.pick)) is not None:
        yield catalogue.find("entities", "candidates-of-property").with_terms(property=named)


def _described(store: Store, entities: list[str], counts: dict[str, int]) -> Iterator[Pick]:
    nodes = {node.iri: node for node in describe(store, entities)}
    items = sections(store, [name for entity in entities if (name := curie(entity)).startswith("item:")])
    for entity in entities:
        node, name = nodes.get(entity), curie(entity)
        label = items[name].headline if name in items else node.label if node else ""
        yield Pick(name, label, node.label_zh if node else "", counts[entity])


def _terms(store: Store, parameter: Parameter) -> Iterator[Pick]:
    iris = {value: iri for value in parameter.values if (iri := expand(parameter.prefix + value)) is not None}
    nodes = {node.iri: node for node in describe(store, list(iris.values()))}
    for value in parameter.values:
        if (iri := iris.get(value)) is None:
            yield Pick(value)
            continue
        node = nodes.get(str(iri))
        yield Pick(value, node.label if node else "", node.label_zh if node else "", _mentions(store, iri))


def _mentions(store: Store, entity: URIRef) -> int:
    rows = store.lexical(catalogue.find("entities", "mention-count").with_terms(entity=entity))
    return next((int(claims) for (claims,) in rows), 0)


def _days(store: Store) -> Iterator[Pick]:
    for first, last, claims in store.lexical(catalogue.find("entities", "days").text):
        if first:
            yield Pick(first, "first day", "", int(claims))
            yield Pick(last, "last day", "", int(claims))


def _fits(pick: Pick, text: str) -> bool:
    wanted = name_key(text)
    return any(wanted in name_key(name) for name in pick[:3])
