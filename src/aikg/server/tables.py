"""Rows as a page shows them: names instead of IRIs, and every entity, claim and item a link to its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from rdflib import Literal, URIRef

from aikg.gephi.links import Link as NetworkLink
from aikg.gephi.links import Vertex
from aikg.identity import curie
from aikg.server.addresses import link
from aikg.stores.base import Row
from aikg.terms import Term

_SHORT: Final = re.compile(r"aikgv:(?:stage-|modality-)?|aikg:")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{5,40}")
_IRIS: Final = re.compile(r"(?:https?://\S+)(?: https?://\S+)*")


class Part(NamedTuple):
    """A text, and where it leads to ('' = nowhere)."""

    text: str
    href: str = ""


Cell = tuple[Part, ...]
OF_LINKS: Final = ("from", "relation", "to", "weight", "stage", "modality", "figure", "first", "last", "claims")
"""The columns of a network's table."""


class Table(NamedTuple):
    """Columns and rows; `more` tells whether rows follow."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    more: bool


def of_rows(columns: Sequence[str], rows: Iterable[Row], more: bool, root: str, names: Mapping[str, str]) -> Table:
    """The rows of a question; a name (`org_label`) stands for its IRI (`org`), or one of `names`, by CURIE."""
    place = {name: number for number, name in enumerate(columns)}
    named = {name: place[f"{name}_label"] for name in columns if f"{name}_label" in place}
    kept = [name for name in columns if name.removesuffix("_label") not in named or name in named]

    def cell(row: Row, name: str) -> Cell:
        term = row[place[name]]
        label = row[named[name]] if name in named else None
        other = names.get(curie(str(term))) if names and isinstance(term, URIRef) else None
        return _cell(term, other or ("" if label is None else str(label)), root)

    return Table(kept, [[cell(row, name) for name in kept] for row in rows], more)


def of_links(
    links: Iterable[NetworkLink], vertices: dict[str, Vertex], more: bool, root: str, names: Mapping[str, str]
) -> Table:
    """The edges of a network, one row for each source, relation and target; `names` as in `of_rows`."""

    def terms(kind: str, own: Iterable[str]) -> Cell:
        return tuple(Part(names.get(kind + name, name)) for name in own)

    def words(texts: Iterable[str]) -> Cell:
        return tuple(Part(text) for text in texts)

    def end(name: str) -> Cell:
        vertex = vertices.get(name)
        label = vertex.label if vertex else name
        return (Part(names.get(name, label), link(name, root)),)

    rows = [
        (
            end(edge.source),
            (Part(names.get(f"aikg:{edge.kind}", edge.kind), link(f"aikg:{edge.kind}", root)),),
            end(edge.target),
            (Part(f"{edge.weight:g}"),),
            terms("aikgv:stage-", edge.stages),
            terms("aikgv:modality-", edge.modalities),
            words(edge.figures),
            (Part(edge.first_seen),),
            (Part(edge.last_seen),),
            tuple(Part(claim, link(claim, root)) for claim in edge.claim_ids),
        )
        for edge in links
    ]
    return Table(OF_LINKS, rows, more)


def _cell(term: Term | None, label: str, root: str) -> Cell:
    if isinstance(term, URIRef):
        return (Part(label or _SHORT.sub("", curie(str(term))), link(str(term), root)),)
    text = "" if term is None else str(term)
    if isinstance(term, Literal) and _WHOLE.fullmatch(text):
        return (Part(f"{int(text):,}"),)
    if _IRIS.fullmatch(text):
        return tuple(Part(curie(iri), link(iri, root)) for iri in text.split())
    return (Part(label or text),)
