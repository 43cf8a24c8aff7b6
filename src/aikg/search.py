"""From a name to entities: exact for `resolve`, forgiving for `search`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from rdflib import Literal, URIRef

from aikg import catalogue
from aikg.errors import Ambiguous, NotFound
from aikg.identity import class_name, curie, expand, is_text, name_key
from aikg.names import Names
from aikg.network import Node
from aikg.stores import Store
from aikg.vocabulary import ID, ITEM


class Hit(NamedTuple):
    """An entity that a text may mean: `name` is the label or alias that fits, `score` 0 to 100."""

    id: str
    label: str
    label_zh: str
    type: str
    name: str
    score: float


def resolve(store: Store, name: str, classes: tuple[str, ...] = (), names: Names | None = None) -> URIRef:
    """The one entity that a full IRI, a CURIE, a label or an alias stands for; among `classes` only, where given.

    `names` is used for suggestions; without it an index is made when they are needed.

    Raises:
        NotFound: nothing has this name; the candidates are the nearest.
        Ambiguous: several things have it; they are listed, none is chosen.
    """
    if not is_text(name):
        raise NotFound("entity", name)
    iri = expand(name)
    if iri is not None:
        if (known := kept(store, iri)) is not None:
            return known
        near = _suggestions(store, iri.rpartition("/")[2], classes, names) if iri.startswith(str(ID)) else []
        raise NotFound("entity", name, near)
    named = bearers(store, name)
    found = sorted({entity for entity, type_ in named if not classes or type_ in classes})
    if not found:
        others = sorted({f"{curie(entity)} (is a {type_})" for entity, type_ in named})
        if others:
            raise NotFound(" or ".join(classes), name, others)
        raise NotFound("entity", name, _suggestions(store, name, classes, names))
    if len(found) > 1:
        raise Ambiguous(name, [f"{node.id} ({node.label}, {node.type})" for node in describe(store, found)])
    return URIRef(found[0])


def same(store: Store, name: str, classes: tuple[str, ...] = ()) -> list[str]:
    """The IRIs of the entities that have a name; case, width, spaces and dashes do not matter."""
    return sorted({entity for entity, type_ in bearers(store, name) if not classes or type_ in classes})


def bearers(store: Store, name: str) -> list[tuple[str, str]]:
    """IRI and class of the entities that have a name."""
    rows = store.lexical(catalogue.find("entities", "by-keys").with_values("key", [Literal(name_key(name))]))
    return sorted((entity, class_name(type_)) for _, entity, type_ in rows)


def kept(store: Store, entity: URIRef) -> URIRef | None:
    """The entity itself, or the one that it was merged into; None if nothing is said of it."""
    seen: set[URIRef] = set()
    while entity not in seen:
        seen.add(entity)
        row = next(store.lexical(catalogue.find("entities", "exists").with_terms(entity=entity)), None)
        if row is None:
            return None
        entity = URIRef(row[1]) if row[1] else entity
    return entity


def search(
    store: Store, text: str, limit: int = 10, classes: tuple[str, ...] = (), names: Names | None = None
) -> list[Hit]:
    """Entities whose names fit a text, best first: same, beginning, containing, then merely similar names.

    Case, width, spaces and dashes do not matter; Chinese and English names are looked through alike. `names` is kept by
    whoever asks again and again; without it an index is made for this one search.
    """
    kinds = {kind for name in classes for kind in (("concept", "role") if name == "Concept" else (name.lower(),))}
    known = Names() if names is None else names  # an empty one is false
    found = known.follow(store).find(text, limit, kinds)
    nodes = {node.iri: node for node in describe(store, [name.entity for name, _ in found])}
    return [
        Hit(n.id, n.label, n.label_zh, n.type, name.name, round(score, 1))
        for name, score in found
        if (n := nodes.get(name.entity)) and (not classes or n.type in classes)
    ]


def describe(store: Store, names: Sequence[str]) -> Iterable[Node]:
    """Label and class of entities, claims and news items, given as IRIs or CURIEs; what has none is left out."""
    iris = [str(iri) for name in names if (iri := expand(name)) is not None]  # a URIRef does not hash like its str
    if not iris:
        return []
    nodes: dict[str, Node] = {}
    of_items = [iri for iri in iris if iri.startswith(str(ITEM))]
    parts = (("nodes", [iri for iri in iris if not iri.startswith(str(ITEM))]), ("told", of_items))
    rows = (store.lexical(catalogue.find("entities", query).with_values("node", some)) for query, some in parts if some)
    for found, label, label_zh, type_ in chain.from_iterable(rows):
        node = Node(curie(found), label or label_zh or curie(found), class_name(type_), label_zh, found)
        nodes[found] = min(node, nodes.get(found, node))  # a node with two classes counts once, always as the same
    return [nodes[iri] for iri in iris if iri in nodes]


def _suggestions(store: Store, name: str, classes: tuple[str, ...], names: Names | None) -> list[str]:
    return [f"{hit.id} ({hit.name})" for hit in search(store, name, 5, classes, names)]
