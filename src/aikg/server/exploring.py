"""Walking the graph: what is called so, who is next to whom, and the way from one to another."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from aikg import entities, profiles, records, subgraphs
from aikg.entities import Statement
from aikg.graph import KnowledgeGraph
from aikg.identity import curie, expand
from aikg.plain import plain
from aikg.server import addresses, arguments, protocol, representations, templates
from aikg.server.answers import Question
from aikg.server.core import core
from aikg.server.representations import HTML, JSON
from aikg.server.routes import add, body
from aikg.server.sparql import answer
from aikg.vocabulary import BASE

router = APIRouter(tags=["Exploring"])

_OFFERED: Final = {"json": JSON, "html": HTML}
_LONGEST: Final = 500

Kind = Annotated[str, Path(description="the kind of entity", examples=["organization"])]
Slug = Annotated[str, Path(description="the rest of the entity's IRI", examples=["xai"])]
Relation = Annotated[
    str, Query(alias="kind", max_length=_LONGEST, description="expand this relation", examples=["developedBy"])
]
Most = Annotated[int, Query(ge=1, le=1000, description="how many neighbours to name")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="how many to leave out before")]
Text = Annotated[
    str,
    Query(max_length=_LONGEST, description="a name or its beginning, well spelled or nearly so", examples=["通义"]),
]
Hits = Annotated[int, Query(ge=1, le=100, description="how many entities to name")]
Nodes = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100_000,
        description="the entities, kind by kind",
        examples=["organization:xai,pif;model:grok-4"],
    ),
]
_NAME: Final = "an entity: its IRI, a CURIE, a label or an alias, in English or Chinese"
From = Annotated[str, Query(alias="from", min_length=1, max_length=_LONGEST, description=_NAME, examples=["Tesla"])]
To = Annotated[str, Query(min_length=1, max_length=_LONGEST, description=_NAME, examples=["organization:pif"])]


async def search(request: Request, q: Text = "", limit: Hits = 10) -> Response:
    """Entities that are called so, as one types: the same name first, then what begins so, holds it, or is similar.

    As JSON, or as an HTML page for those who prefer one.
    """
    _, suffix = representations.split(addresses.path_of(request))

    def work(graph: KnowledgeGraph) -> bytes:
        hits = graph.search(q, limit)
        if kind == "html":
            return templates.rendered(
                "search.html", *addresses.reader(request), q=q, hits=hits, terms=records.term_labels(graph.store)
            )
        return representations.as_json({"q": q, "hits": [{**plain(hit), "iri": expand(hit.id)} for hit in hits]})

    kind = representations.chosen(request, _OFFERED, suffix)
    return await representations.readable(request, representations.made(request, _OFFERED[kind], work))


async def neighbors(
    request: Request, kind: Kind, slug: Slug, relation: Relation = "", limit: Most = 50, offset: Offset = 0
) -> Response:
    """How many neighbours an entity has over each relation; with `kind`, also who they are, most claims first.

    `total` counts all neighbours of a relation, `neighbours` has up to `limit` of them, with the first claims of each.
    """
    address = addresses.path_of(request).removesuffix("/neighbors").lstrip("/")

    def work(graph: KnowledgeGraph) -> bytes:
        name = graph.resolve(str(expand(BASE + address) or address))
        found = profiles.relations(graph.store, name, relation, most=limit if relation else 0, skip=offset)
        claims = {claim for one in found for near in one.neighbours for claim in near.claims}
        return representations.as_json(
            {
                "entity": entities.identity(graph.store, name),
                "limit": limit,
                "offset": offset,
                "relations": found,
                "claims": _claims(graph, claims),
            }
        )

    return await representations.readable(request, representations.made(request, JSON, work))


async def names(request: Request, nodes: Nodes) -> Response:
    """What some entities are called in English and Chinese, and their classes; who is not known is left out."""

    def work(graph: KnowledgeGraph) -> bytes:
        wanted = subgraphs.read(nodes)
        return representations.as_json({"nodes": {node.id: node for node in graph.labels(wanted) if node.type}})

    return await representations.readable(request, representations.made(request, JSON, work))


async def subgraph(request: Request, nodes: Nodes) -> Response:
    """The edges between some entities, one for each claim, and the names of all of them. See /export for files."""
    return await _subgraph(request, nodes)


async def subgraph_of_form(request: Request) -> Response:
    """As by GET, of more entities than an address can name: the form has `nodes`."""
    return await _subgraph(request, (await arguments.of_form(request, needed="nodes"))["nodes"])


async def _subgraph(request: Request, nodes: str) -> Response:
    seconds = core(request).serving.timeout_s
    question = Question("subgraph", seconds, JSON, None, details={"nodes": nodes})
    return await representations.readable(request, answer(request, question))


async def path(request: Request, source: From, to: To) -> Response:
    """A shortest path over edges, whichever way they point, each step with the claim behind it.

    An ambiguous name is told with its candidates (409), never guessed.
    """

    def work(graph: KnowledgeGraph) -> bytes:
        ends = [str(graph.resolve(name)) for name in (source, to)]
        steps = graph.path(*ends)
        nodes = graph.labels(sorted({*map(curie, ends), *(end for step in steps for end in step[:2])}))
        return representations.as_json(
            {
                "from": curie(ends[0]),
                "to": curie(ends[1]),
                "steps": steps,
                "nodes": {node.id: node for node in nodes},
                "claims": _claims(graph, {step.edge.claim for step in steps if step.edge.claim}),
            }
        )

    return await representations.readable(request, representations.made(request, JSON, work))


def _claims(graph: KnowledgeGraph, names: set[str]) -> dict[str, Statement]:
    iris = [str(iri) for name in names if (iri := expand(name)) is not None]
    return {statement.claim: statement for statement in entities.details(graph.store, iris)}


_READ: Final = ("GET", "HEAD")
_HIT: Final = {
    "id": "model:hunyuan",
    "label": "Hunyuan",
    "label_zh": "混元",
    "type": "Model",
    "name": "Hunyuan",
    "score": 50.6,
    "iri": f"{BASE}id/model/hunyuan",
}
_HITS: Final = representations.documented(*_OFFERED.values(), example={"q": "hunyan", "hits": [_HIT]})
_JSON: Final = representations.documented(JSON)
add(router, "/search", search, _READ, described=_HITS)
for _suffix in (".json", ".html"):
    add(router, f"/search{_suffix}", search, _READ, in_schema=False)
add(router, "/path", path, _READ, described=_JSON)
add(router, "/names", names, _READ, described=_JSON)
add(router, "/subgraph", subgraph, _READ, described=_JSON)
add(router, "/subgraph", subgraph_of_form, ("POST",), described={"POST": {"requestBody": body(protocol.FORM)}})
add(router, "/id/{kind}/{slug:path}/neighbors", neighbors, _READ, described=_JSON)
