"""From a name to entities: exact for `resolve`, forgiving for `search`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rdflib import Literal, URIRef

from aikg import catalogue
from aikg.errors import Ambiguous, NotFound
from aikg.identity import class_name, curie, expand, name_key
from aikg.network import Node
from aikg.stores import Store
from aikg.vocabulary import ID


class Hit(NamedTuple):
    """An entity that a text may mean: `name` is the label or alias that fits, `score` 0 to 100."""

    id: str
    label: str
    label_zh: str
    type: str
    name: str
    score: float


def resolve(store: Store, name: str, classes: tuple[str, ...] = ()) -> URIRef:
    """The one entity that a full IRI, a CURIE, a label or an alias stands for; among `classes` only, where given.

    Raises:
        NotFound: nothing has this name; the candidates are the nearest.
        Ambiguous: several things have it; they are listed, none is chosen.
    """
    if any("\ud800" <= character <= "\udfff" for character in name):
        raise NotFound("entity", name)  # not Unicode, so nothing can be called so
    iri = expand(name)
    if iri is not None:
        if next(store.select(catalogue.find("entities", "exists").with_terms(entity=iri)), None):
            return iri
        near = _suggestions(store, iri.rpartition("/")[2], classes) if iri.startswith(str(ID)) else []
        raise NotFound("entity", name, near)
    rows = store.lexical(catalogue.find("entities", "by-key").with_terms(key=Literal(name_key(name))))
    found = sorted({entity for entity, type_ in rows if not classes or class_name(type_) in classes})
    if not found:
        raise NotFound("entity", name, _suggestions(store, name, classes))
    if len(found) > 1:
        raise Ambiguous(name, [f"{node.id} ({node.label}, {node.type})" for node in describe(store, found)])
    return URIRef(found[0])


def search(store: Store, text: str, limit: int = 10, classes: tuple[str, ...] = ()) -> list[Hit]:
    """Entities whose names fit a text, best first: same, beginning, containing, then merely similar names.

    Case, width, spaces and dashes do not matter; Chinese and English names are looked through alike.
    """
    wanted = name_key(text)
    if not wanted:
        return []
    best: dict[str, tuple[float, str]] = {}
    for entity, type_, name, _ in store.lexical(catalogue.find("entities", "names").text):
        if classes and class_name(type_) not in classes:
            continue
        score = _score(wanted, name_key(name))
        if score > best.get(entity, (0.0, ""))[0]:
            best[entity] = (score, name)
    ranked = sorted(best.items(), key=lambda pair: (-pair[1][0], len(pair[1][1]), pair[0]))[:limit]
    nodes = {node.iri: node for node in describe(store, [entity for entity, _ in ranked])}
    return [
        Hit(n.id, n.label, n.label_zh, n.type, name, round(score, 1))
        for entity, (score, name) in ranked
        if (n := nodes.get(entity))
    ]


def describe(store: Store, names: Sequence[str]) -> Iterable[Node]:
    """Label and class of entities, given as IRIs or CURIEs; those that have none are left out."""
    iris = [str(iri) for name in names if (iri := expand(name)) is not None]  # a URIRef does not hash like its str
    if not iris:
        return []
    nodes: dict[str, Node] = {}
    for found, label, label_zh, type_ in store.lexical(catalogue.find("entities", "nodes").with_values("node", iris)):
        node = Node(curie(found), label or label_zh or curie(found), class_name(type_), label_zh, found)
        nodes[found] = min(node, nodes.get(found, node))  # a node with two classes counts once, always as the same
    return [nodes[iri] for iri in iris if iri in nodes]


def _score(wanted: str, key: str) -> float:
    if key == wanted:
        return 100.0
    if key.startswith(wanted):
        return 80.0 + 15.0 * len(wanted) / len(key)
    if wanted in key:
        return 60.0 + 15.0 * len(wanted) / len(key)
    from rapidfuzz.distance import OSA  # counts a swap of neighbours as one slip, as people do

    enough = 0.5 if len(wanted) == 2 and not wanted.isascii() else 0.6  # one slip in 智谱 is half of the name
    return 60.0 * OSA.normalized_similarity(wanted, key, score_cutoff=enough)


def _suggestions(store: Store, name: str, classes: tuple[str, ...]) -> list[str]:
    return [f"{hit.id} ({hit.name})" for hit in search(store, name, limit=5, classes=classes)]
