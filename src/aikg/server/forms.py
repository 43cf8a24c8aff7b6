"""The page of a question or view: a form for its parameters, and below it the answer as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from rdflib import URIRef

from aikg import records
from aikg.answers import Page
from aikg.catalogue import Parameter, Query
from aikg.errors import BadRequest
from aikg.graph import KnowledgeGraph
from aikg.picks import Pick, picks
from aikg.server import paging, tables, templates
from aikg.server.media import NETWORK_FORMATS, ROWS
from aikg.server.problems import fields_of
from aikg.server.selection import OPTIONS, selected
from aikg.server.tables import Table
from aikg.stores import Solutions
from aikg.stores.limits import paged
from aikg.vocabulary import ID

ROWS_SHOWN: Final = 100
_OFFERED: Final = 200
_LISTED: Final = 50_000
"""Quads up to which a form lists what a parameter can be given; past it a link leads to the list."""


class Rendered(NamedTuple):
    """A page, its HTTP status, and whether rows follow those that it shows."""

    text: str
    status: int
    more: bool


class Field(NamedTuple):
    """One input of a form, what is in it, and what it offers."""

    parameter: Parameter
    value: str
    offered: list[Pick]


def page(graph: KnowledgeGraph, query: Query, asked: Mapping[str, Any]) -> Rendered:
    """The page of a question or view; the table is left out while a parameter that it needs is not given.

    `asked["problem"]` is what went wrong when the answer was tried, if it was.
    """
    given, wanted = asked["params"], Page(*(asked["page"] or (ROWS_SHOWN, 0)))
    table, problem = None, asked["problem"]
    if problem is None and (given or not any(p.required for p in query.parameters.values())):
        try:
            table = _rows(graph, query, asked, wanted) if query.folder == "questions" else _edges(graph, asked, wanted)
        except BadRequest as error:
            problem = fields_of(error)
    more = table is not None and table.more
    text = templates.page("question.html", asked["language"]).render(
        root=asked["root"],
        title=query.name,
        query=query,
        path=f"{asked['root']}/{_PLACES[query.folder]}/{query.name}",
        fields=_fields(graph, query, given),
        problem=problem,
        table=table,
        pages={name: paging.query_of(given, other) for name, other in paging.neighbours(wanted, more).items()},
        arguments=urlencode(given),
        formats=tuple(ROWS) if query.folder == "questions" else tuple(NETWORK_FORMATS),
        gephi=_gephi(query, given, asked),
        names=_names(graph, asked, ()),
    )
    return Rendered(text, 200 if problem is None else int(problem["status"]), more)


_PLACES: Final = {"questions": "queries", "views": "views"}


def export_path(view: str, given: Mapping[str, str], suffix: str = "gexf") -> str:
    """The path of a view's export, parameters included, so that it needs no query string."""
    pairs = "".join(f"/{quote(name, safe='')}/{quote(value, safe=':')}" for name, value in given.items())
    return f"/export/view/{quote(view, safe='')}{pairs}/{quote(view, safe='')}.{suffix}"


def _gephi(query: Query, given: Mapping[str, str], asked: Mapping[str, Any]) -> str:
    """The link that opens a view in Gephi Lite, if one is set up."""
    if query.folder != "views" or not asked["gephi_lite"]:
        return ""
    address = asked["base"] + export_path(query.name, given)
    return str(asked["gephi_lite"]).replace("{url}", quote(address, safe=""))


def _rows(graph: KnowledgeGraph, query: Query, asked: Mapping[str, Any], wanted: Page) -> Table:
    text = graph.bound(query, asked["params"])
    found = graph.store.query(paged(text, wanted.limit + 1, wanted.offset))
    if not isinstance(found, Solutions):
        raise BadRequest("this question is answered in RDF; ask for .ttl, .nt, .jsonld or .rdf")
    rows = list(found.rows)
    shown = rows[: wanted.limit]
    entities = {str(term) for row in shown for term in row if isinstance(term, URIRef) and term.startswith(str(ID))}
    names = _names(graph, asked, entities)
    return tables.of_rows(found.variables, shown, len(rows) > wanted.limit, asked["root"], names)


def _names(graph: KnowledgeGraph, asked: Mapping[str, Any], entities: Iterable[str]) -> dict[str, str]:
    """What the terms of the ontology and some entities are called in the language of the page, by CURIE.

    None for English, which questions name things in, and which terms are called in anyway.
    """
    if asked["language"] == "en":
        return {}
    nodes = {node.id: node.label_zh for node in graph.labels(sorted(entities)) if node.label_zh}
    return {term: said["zh"] for term, said in records.term_labels(graph.store).items() if said.get("zh")} | nodes


def _edges(graph: KnowledgeGraph, asked: Mapping[str, Any], wanted: Page) -> Table:
    from aikg.gephi.windows import Listing

    edges, title, measures, _ = selected(graph, {"view": asked["name"], "params": asked["params"]})
    listing = Listing(*wanted)
    graph.write_network(edges, BytesIO(), listing, measures=measures, title=title)
    more = listing.total > wanted.offset + wanted.limit
    names = _names(graph, asked, listing.vertices)
    return tables.of_links(listing.links, listing.vertices, more, asked["root"], names)


def _fields(graph: KnowledgeGraph, query: Query, given: Mapping[str, str]) -> list[Field]:
    options = OPTIONS if query.folder == "views" else {}
    small = len(graph.store) <= _LISTED
    return [
        Field(p, given.get(p.name, p.default or ""), picks(graph.store, p, "", _OFFERED).values if small else [])
        for p in {**query.parameters, **options}.values()
    ]
