"""Some entities and the edges between them: what someone has in view, without what they have filtered away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple
from urllib.parse import unquote

from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier

from aikg import catalogue, network
from aikg.errors import BadParameter
from aikg.identity import expand
from aikg.kinds import KINDS
from aikg.network import Edge
from aikg.stores import Store

MOST: Final = 5_000
"""Entities of one subgraph at most."""

_FIELD: Final = re.compile(r"[%,;]")


class Hidden(NamedTuple):
    """What is left out: relations and stages by name ('' = no stage stated), items by CURIE, what is of another time.

    `dated_only` leaves out what has no date too.
    """

    kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    dated_only: bool = False


NOTHING: Final = Hidden()
"""Nothing is left out."""


def subgraph(store: Store, nodes: Sequence[str], hidden: Hidden = NOTHING) -> Iterator[Edge]:
    """The edges between entities, given as CURIEs, one for each claim.

    Raises:
        BadParameter: as `text`.
    """
    table = store.table(text(nodes, hidden))
    return network.edges(table.variables, table.rows)


def reported(store: Store, item: URIRef) -> list[Edge]:
    """The edges that the claims of a news item make, sorted."""
    table = store.table(catalogue.find("entities", "item-edges").with_terms(item=item))
    return network.ordered(network.edges(table.variables, table.rows))


def text(nodes: Sequence[str], hidden: Hidden = NOTHING) -> str:
    """The SPARQL of a subgraph: the very query that `subgraph` asks.

    Raises:
        BadParameter: too many entities, or a name that is none.
    """
    if len(nodes) > MOST:
        raise BadParameter("nodes", f"{len(nodes)} entities are too many; name up to {MOST}")
    entities = [_iri("nodes", node) for node in nodes]
    terms: dict[str, Identifier | Sequence[Identifier]] = {
        "nodes": entities,
        "kinds": [Literal(kind) for kind in hidden.kinds],
        "stages": [Literal(stage) for stage in hidden.stages],
        "items": [Literal(_iri("without_items", item)) for item in hidden.items],
        "undated": Literal(not hidden.dated_only),
    }
    for name, day in (("since", hidden.since), ("until", hidden.until)):
        if day is not None:
            terms[name] = Literal(day.isoformat(), datatype=XSD.date)
    return catalogue.find("entities", "subgraph").with_values("source", entities, **terms)


def listed(nodes: Iterable[str]) -> str:
    """Entities as one text, to be put into an address: kind by kind, sorted.

    >>> listed(["organization:xai", "model:grok-4", "organization:pif"])
    'model:grok-4;organization:pif,xai'
    """
    by_kind: dict[str, list[str]] = {}
    for node in sorted(set(nodes)):
        kind, _, slug = node.partition(":")
        by_kind.setdefault(kind, []).append(_FIELD.sub(lambda found: f"%{ord(found[0]):02X}", slug))
    return ";".join(f"{kind}:{','.join(slugs)}" for kind, slugs in by_kind.items())


def read(listing: str) -> list[str]:
    """The CURIEs of a text that `listed` wrote, each once.

    Raises:
        BadParameter: it is none.

    >>> read("model:grok-4;organization:pif,xai")
    ['model:grok-4', 'organization:pif', 'organization:xai']
    """
    nodes: dict[str, None] = {}
    for group in listing.split(";"):
        kind, colon, slugs = group.partition(":")
        if kind not in KINDS or not colon:
            raise BadParameter("nodes", f"{group[:60]!r} is not KIND:SLUG,SLUG…; kinds are {', '.join(KINDS)}")
        nodes.update({f"{kind}:{unquote(slug)}": None for slug in slugs.split(",") if slug})
    return list(nodes)


def _iri(parameter: str, name: str) -> URIRef:
    iri = expand(name)
    if iri is None:
        raise BadParameter(parameter, f"{name[:100]!r} is not the name of a thing; write it as KIND:SLUG")
    return iri
