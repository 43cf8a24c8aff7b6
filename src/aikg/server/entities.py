"""Every IRI of the graph dereferences: /id/…, /item/…, /article/…, /vocab/…, /ns, as a page, as RDF and as JSON."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aikg import profiles, records, search, subgraphs
from aikg.entities import Statement
from aikg.errors import NotFound
from aikg.graph import KnowledgeGraph
from aikg.identity import expand
from aikg.plain import plain
from aikg.server import addresses, pictures, representations, templates
from aikg.server.core import core
from aikg.server.representations import FORMATS, HTML, JSON, SUFFIXES
from aikg.server.routes import add
from aikg.vocabulary import BASE, ID

router = APIRouter(tags=["Entities and items"])

_SUFFIX: Final = f"one of {', '.join(SUFFIXES)} at the end names the format, whatever the Accept header says"
Kind = Annotated[str, Path(description="the kind of entity", examples=["organization"])]
Slug = Annotated[str, Path(description=f"the rest of the entity's IRI; {_SUFFIX}", examples=["xai", "xai.ttl"])]
Rest = Annotated[str, Path(description=f"the rest of the IRI; {_SUFFIX}", examples=["cn-ai-usage-roundup/4"])]
Term = Annotated[str, Path(description=f"a list or a term of a list; {_SUFFIX}", examples=["stages"])]
Most = Annotated[
    int, Query(ge=1, le=200, description="how many neighbours of a relation, and claims of a kind, to show")
]


class _Told(NamedTuple):
    """What a page or a JSON document says: the record of the thing, and what only one of them needs beside it."""

    record: Any
    template: str
    values: dict[str, Any]


async def entity(request: Request, kind: Kind, slug: Slug, limit: Most = 20) -> Response:
    """An entity: its names, its neighbours by relation, its claims by kind with stage, modality, figure and evidence.

    As HTML, Turtle, JSON-LD, N-Triples or JSON.
    """
    return await _thing(request, partial(_entity, most=limit))


async def item(request: Request, rest: Rest) -> Response:
    """A news item with its claims in the order of the text; a claim is a fragment of it. Formats as for entities."""
    return await _thing(request, _item)


async def article(request: Request, rest: Rest) -> Response:
    """An article with its news items. Formats as for entities."""
    return await _thing(request, _article)


async def vocabulary(request: Request, term: Term) -> Response:
    """A controlled list (a SKOS concept scheme) or a term of one. Formats as for entities."""
    return await _thing(request, _terms)


async def ontology(request: Request) -> Response:
    """The ontology; its terms are fragments of it. Formats as for entities, also as /ns.ttl and so on."""
    return await _thing(request, _terms)


async def run(request: Request, rest: Rest) -> Response:
    """How data came about: who or what made it, when and from what (PROV). Formats as for entities."""
    return await _thing(request, _terms)


async def log(request: Request, rest: Rest) -> Response:
    """A write in the log: who added, replaced or removed what, when and from where (PROV). Formats as for entities."""
    return await _thing(request, _terms)


async def agent(request: Request, rest: Rest) -> Response:
    """Who stands in the log, and the writes. Formats as for entities."""
    return await _thing(request, _terms)


async def graph(request: Request, rest: Rest) -> Response:
    """A named graph that is no news item: leads to it in the graph store."""
    name = BASE + addresses.path_of(request).lstrip("/")
    return RedirectResponse(f"{addresses.root(request)}/store?graph={addresses.quoted(name)}", 303)


async def _thing(request: Request, told: Callable[[KnowledgeGraph, URIRef], _Told]) -> Response:
    return await representations.readable(request, _answer(request, told))


async def _answer(request: Request, told: Callable[[KnowledgeGraph, URIRef], _Told]) -> Response:
    name, suffix = await _named(request, told)
    if (moved := await _moved(request, name, suffix)) is not None:
        return moved
    kind = representations.chosen(request, FORMATS, suffix)
    if kind == "json":
        return await representations.made(request, JSON, lambda graph: _json(told(graph, name)))
    if kind == "html":
        return await representations.made(request, HTML, lambda graph: _page(request, graph, told, name))
    return await representations.triples(request, kind, records.description(name))


async def _named(request: Request, told: Callable[[KnowledgeGraph, URIRef], _Told]) -> tuple[URIRef, str | None]:
    """The thing that the path names, and the format that it names, if it does.

    Raises:
        NotFound: there is no such thing, with candidates.
    """
    path = addresses.path_of(request)
    shorter, suffix = representations.split(path)
    graph = await core(request).graph()
    for name, named in ((_iri(path), None), (_iri(shorter), suffix)):
        if name is not None and await asyncio.to_thread(records.known, graph.store, name):
            return name, named
    name = _iri(shorter)
    if name is None:
        raise NotFound("thing", path)
    if str(name).startswith(str(ID)):
        await asyncio.to_thread(graph.resolve, str(name))
    await asyncio.to_thread(told, graph, name)
    raise NotFound("thing", path)


async def _moved(request: Request, name: URIRef, suffix: str | None) -> Response | None:
    """An entity that was merged into another leads there; not for good, since a merger can be undone."""
    if not name.startswith(str(ID)):
        return None
    kept = await asyncio.to_thread(search.kept, (await core(request).graph()).store, name)
    if kept in (None, name):
        return None
    end = next((end for end, format_ in SUFFIXES.items() if format_ == suffix), "")
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(addresses.link(str(kept), addresses.root(request)) + end + asked, 307, {"Vary": "Accept"})


def _iri(path: str) -> URIRef | None:
    return expand(BASE + path.lstrip("/"))


def _json(told: _Told) -> bytes:
    return representations.as_json({**plain(told.record), **told.values})


def _page(
    request: Request, graph: KnowledgeGraph, told: Callable[[KnowledgeGraph, URIRef], _Told], name: URIRef
) -> bytes:
    found = told(graph, name)
    return _html(request, found, name, _pictured(graph, name) if found.template == "item.html" else {})


def _html(request: Request, told: _Told, name: URIRef, beside: Mapping[str, Any]) -> bytes:
    root, language = addresses.reader(request)
    links = [(addresses.link(str(name), root) + end, FORMATS[f]) for end, f in SUFFIXES.items()]
    return templates.rendered(told.template, root, language, record=told.record, formats=links, **told.values, **beside)


def _entity(graph: KnowledgeGraph, name: URIRef, most: int) -> _Told:
    profile = profiles.profile(graph.store, name, most)
    said = [*(s for group in profile.groups for s in group.statements), *profile.edges.values()]
    return _Told(
        profile, "entity.html", {"most": most, **_sentences(graph, said), **_sources(graph, said), **_labels(graph)}
    )


def _item(graph: KnowledgeGraph, name: URIRef) -> _Told:
    record = records.item(graph.store, name)
    return _Told(
        record,
        "item.html",
        {**_sentences(graph, record.statements), **_sources(graph, record.statements), **_labels(graph)},
    )


def _sources(graph: KnowledgeGraph, said: Iterable[Statement]) -> dict[str, Any]:
    """Who says so, by its names in both languages."""
    return {"sources": {n.id: n for n in graph.labels(sorted({s.source for s in said if s.source}))}}


def _pictured(graph: KnowledgeGraph, name: URIRef) -> dict[str, Any]:
    """What the page of an item has beside its claims: who is in it, their picture, and the way to walk it."""
    edges = subgraphs.reported(graph.store, name)
    names = sorted({end for edge in edges for end in edge[:2]})
    nodes = list(graph.labels(names))
    ties = Counter(end for edge in edges for end in edge[:2])
    busiest = min(names, key=lambda end: (-ties[end], end), default="")
    walk = f"focus={quote(busiest, safe=':')}&nodes={quote(subgraphs.listed(names), safe=':,;')}" if names else ""
    listed = sorted(nodes, key=lambda node: (-ties[node.id], node.id))
    return {"nodes": listed, "picture": pictures.picture(edges, nodes), "walk": walk}


def _article(graph: KnowledgeGraph, name: URIRef) -> _Told:
    return _Told(records.article(graph.store, name), "article.html", {})


def _terms(graph: KnowledgeGraph, name: URIRef) -> _Told:
    terms = records.defined(graph.store, name)
    return _Told(records.thing(graph.store, name), "terms.html", {"terms": plain(terms)})


def _sentences(graph: KnowledgeGraph, said: Any) -> dict[str, Any]:
    return {"sentences": {s.claim: found for s in said if (found := graph.sentences(s))}}


def _labels(graph: KnowledgeGraph) -> dict[str, Any]:
    return {"terms": records.term_labels(graph.store)}


_READ: Final = ("GET", "HEAD")
_SAID: Final = representations.documented(*FORMATS.values())
add(router, "/id/{kind}/{slug:path}", entity, _READ, described=_SAID)
add(router, "/item/{rest:path}", item, _READ, described=_SAID)
add(router, "/article/{rest:path}", article, _READ, described=_SAID)
add(router, "/vocab/{term:path}", vocabulary, _READ, described=_SAID)
add(router, "/run/{rest:path}", run, _READ, described=_SAID)
add(router, "/log/{rest:path}", log, _READ, described=_SAID)
add(router, "/agent/{rest:path}", agent, _READ, described=_SAID)
add(router, "/graph/{rest:path}", graph, _READ)
add(router, "/ns", ontology, _READ, described=_SAID)
for _form in (*SUFFIXES, "/{version:path}"):
    add(router, f"/ns{_form}", ontology, _READ, in_schema=False)
