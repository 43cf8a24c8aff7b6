"""What a reader makes of a request to the catalogue: the answer to a question, a network, a pick-list, a page."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any, BinaryIO, Final

from rdflib import Graph

from aikg import answers, atlas, catalogue, gate, network, records, sparql, subgraphs
from aikg.answers import Page
from aikg.errors import BadParameter, NotFound
from aikg.graph import KnowledgeGraph
from aikg.network import Edge
from aikg.picks import picks
from aikg.plain import plain
from aikg.server import forms, frames, reconciling, templates
from aikg.server.frames import Outlet
from aikg.server.selection import selected

Begin = Callable[..., None]
"""Sends the head of an answer: its media type, and whether more rows follow the page."""
Operation = Callable[[KnowledgeGraph, dict[str, Any], Begin, Any], dict[str, Any]]


def answer(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: Outlet) -> dict[str, Any]:
    """Answer one request; what comes back goes into the end frame.

    Raises:
        AikgError: the request is wrong; nothing was sent.
    """
    return OPERATIONS[asked["op"]](graph, asked, begin, out)


def preload() -> None:
    """Read and import what requests need, by making a small network: a child that is forked from here has it all."""
    from aikg import gephi

    for folder in ("questions", "views", "entities"):
        catalogue.folder(folder)
    for language in templates.LANGUAGES:
        templates.page("question.html", language)
    gephi.export([Edge("a", "b", "knows")], lambda _names: (), BytesIO(), "gexf")
    gate.shapes().validate(Graph())


def _question(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: BinaryIO) -> dict[str, Any]:
    text = graph.bound(catalogue.find("questions", asked["name"]), asked["params"])
    rows = sparql.form(text) in ("SELECT", "ASK")
    media = asked["media"]["rows" if rows else "triples"]
    if media is None:
        return {"unacceptable": "rows" if rows else "triples"}
    if asked["page"] is None:
        begin(media)
        return {"cut": answers.write_answer(graph.store, text, out, media, most=asked["most"])}
    if sparql.form(text) != "SELECT":
        raise BadParameter("limit", "only rows come in pages")
    page = Page(*asked["page"])
    begin(media, more=not answers.is_last(graph.store, text, page))
    answers.write_answer(graph.store, text, out, media, page=page)
    return {"cut": False}


def _network(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: BinaryIO) -> dict[str, Any]:
    edges, title, measures, nodes = selected(graph, asked)
    media, dialect = asked["media"]["rows"], asked["dialect"]
    if asked["page"] is None:
        begin(media)
        graph.write_network(edges, out, dialect, measures=measures, title=title, nodes=nodes)
        return {"cut": False}
    from aikg.gephi import dialect_of
    from aikg.gephi.windows import Window

    page = Page(*asked["page"])
    window, rows = Window(dialect_of(dialect), *page), BytesIO()
    graph.write_network(edges, rows, window, measures=measures, title=title, nodes=nodes)
    begin(media, more=window.total > page.offset + page.limit)
    out.write(rows.getvalue())
    return {"cut": False}


def _subgraph(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: BinaryIO) -> dict[str, Any]:
    """Names of entities, the edges between them by claim, headlines of their items, and names of terms."""
    wanted = subgraphs.read(asked["nodes"])
    edges = network.ordered(subgraphs.subgraph(graph.store, wanted))
    items = graph.sections(sorted({edge.item for edge in edges if edge.item}))
    told = {
        "nodes": {node.id: node for node in graph.labels(wanted)},
        "edges": edges,
        "items": {item: section.headline for item, section in items.items()},
        "terms": records.term_labels(graph.store),
    }
    begin(asked["media"]["rows"])
    out.write(json.dumps(plain(told), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
    return {"cut": False}


def _picks(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: BinaryIO) -> dict[str, Any]:
    query = catalogue.find(asked["folder"], asked["name"])
    parameter = query.parameters.get(asked["parameter"])
    if parameter is None:
        raise NotFound("parameter", asked["parameter"], list(query.parameters))
    total, values = picks(graph.store, parameter, asked["search"], asked["limit"], graph.names)
    begin(asked["media"]["rows"])
    listed = [{name: value for name, value in pick._asdict().items() if value not in ("", None)} for pick in values]
    told = {"parameter": parameter.name, "type": parameter.type, "total": total, "values": listed}
    out.write(json.dumps(told, ensure_ascii=False).encode())
    return {"cut": False}


def _page(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: BinaryIO) -> dict[str, Any]:
    query = catalogue.find(asked["folder"], asked["name"])
    page = forms.page(graph, query, asked)
    begin(asked["media"]["rows"], more=page.more, status=page.status)
    out.write(page.text.encode())
    return {"cut": False}


def _text(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: BinaryIO) -> dict[str, Any]:
    """The SPARQL of a question or view; a parameter that is not given stays a variable, and so means "any"."""
    query = catalogue.find(asked["folder"], asked["name"])
    text = graph.bound(query, asked["params"]) if asked["params"] else query.text
    begin(asked["media"]["rows"])
    out.write(text.encode())
    return {"cut": False}


def _map(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: Outlet) -> dict[str, Any]:
    """The map, packed: it is sent to many, and whoever unpacks it need not be quick."""

    def tell(step: str, done: float) -> None:
        out.say(frames.PROGRESS, step=step, done=round(done, 2))

    drawn = atlas.document(atlas.draw(graph.store, tell))
    begin(asked["media"]["rows"])
    text = json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    out.write(gzip.compress(text, mtime=0))
    return {"cut": False}


def _reconcile(graph: KnowledgeGraph, asked: dict[str, Any], begin: Begin, out: BinaryIO) -> dict[str, Any]:
    told = json.dumps(reconciling.answer(graph, asked), ensure_ascii=bool(asked["callback"]))
    begin(asked["media"]["rows"])
    # A callback is an identifier, and what comes before it keeps a plug-in from reading the answer as its own.
    out.write((f"/**/{asked['callback']}({told});" if asked["callback"] else told).encode("utf-8", "replace"))
    return {"cut": False}


OPERATIONS: Final[dict[str, Operation]] = {
    "question": _question,
    "network": _network,
    "subgraph": _subgraph,
    "picks": _picks,
    "page": _page,
    "text": _text,
    "map": _map,
    "reconcile": _reconcile,
}
