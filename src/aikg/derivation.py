"""What is derived from claims and never authored: the edges between entities, and the keys of names.

An edge stands in a graph named by its claim, so `GRAPH ?claim { ?source ?kind ?target }` says both that the edge is
there and why. The rules are `queries/edges/*.rq`, each over one claim's own properties, so one item's edges depend on
that item alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rdflib import Literal, URIRef

from aikg import catalogue
from aikg.identity import name_key
from aikg.stores import Store
from aikg.terms import Triple
from aikg.vocabulary import AIKG, NAMES_GRAPH

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*$")

EdgeRow = tuple[URIRef, URIRef, URIRef, URIRef]
"""claim (= graph), source, kind, target."""


def edges(store: Store, item: URIRef | None = None) -> Iterator[EdgeRow]:
    """The edges that follow from all claims, or from those of one item."""
    for rule in catalogue.folder("edges").values():
        text = rule.text if item is None else rule.with_terms(item=item)
        for source, kind, target, claim in store.lexical(text):
            if not all(map(_ABSOLUTE.match, (source, target, claim))):
                continue  # a text or blank node where an entity belongs; the shapes tell it
            yield URIRef(claim), URIRef(source), URIRef(kind), URIRef(target)


def edge_graphs(store: Store, item: URIRef | None = None) -> dict[URIRef, list[Triple]]:
    """The edges, by the claim that names their graph."""
    graphs: dict[URIRef, list[Triple]] = defaultdict(list)
    for claim, *triple in edges(store, item):
        source, kind, target = triple
        graphs[claim].append((source, kind, target))
    return graphs


def names(store: Store) -> Iterator[Triple]:
    """The key of each name of each entity."""
    for entity, _, name, _ in store.select(catalogue.find("entities", "names").text):
        if key := name_key(str(name)):
            yield entity, AIKG.nameKey, Literal(key)


def edges_into(store: Store) -> None:
    """Derive all edges; what is there stays."""
    store.insert_quads(edges(store))


def names_into(store: Store) -> None:
    """Derive the keys of all names; what is there stays."""
    store.insert(NAMES_GRAPH, names(store))
