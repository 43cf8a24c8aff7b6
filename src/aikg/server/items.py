"""The way in and out for news over HTTP: /items, and /items/{article}/{n} for one item."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from aikg import formats
from aikg.errors import NotFound
from aikg.identity import curie, expand
from aikg.server import addresses, bodies, media, protocol, responses
from aikg.server.access import require_token
from aikg.server.admitting import etag
from aikg.server.core import core
from aikg.server.problems import Problem
from aikg.server.routes import add, body
from aikg.submissions import kind_of
from aikg.trials import graphs_of
from aikg.vocabulary import ITEM, PREFIXES

router = APIRouter(tags=["News items"])

BYTES: Final = 8 * 1024 * 1024
"""The largest body, unpacked."""
_READ: Final = ("turtle", "trig", "nquads", "jsonld", "yamlld")
_TYPES: Final = {formats.named(name).media_type: name for name in _READ} | {
    "application/x-turtle": "turtle",
    "application/yaml": "yamlld",
}
_SHOWN: Final = {name: formats.named(name).media_type for name in ("trig", "turtle", "nquads", "jsonld")}

By = Annotated[str, Query(description="who does it, a name or an ORCID, for the log", max_length=100)]
Strict = Annotated[bool, Query(description="all items of the body or none")]
Rest = Annotated[str, Path(description="the rest of the item's IRI", examples=["cn-ai-usage-roundup/4"])]


async def items(request: Request) -> Response:
    """The list of news items is a question of the catalogue."""
    query = request.scope["query_string"].decode("latin-1")
    return RedirectResponse(f"{addresses.root(request)}/queries/items{'?' if query else ''}{query}", 303)


async def post(request: Request, by: By = "holder of the token", strict: Strict = False) -> Response:
    """Let news in: items with their articles, and what they add to the registry. Needs the token.

    Each item is held against shapes and checks and stored as a whole; one that is there is replaced. The answer tells
    what was added, replaced, unchanged and refused: 201 if there is something new, 200 if not, 207 if some were
    refused, 422 if all were, with the report of `aikg validate --format json`.
    """
    document, fields = await _document(request)
    fields |= {"op": "add-items", "agent": by, "strict": strict, "source": "POST /items"}
    told = await core(request).write(fields, document)
    return _batch(request, told)


async def read(request: Request, rest: Rest) -> Response:
    """The graph of one news item as it is stored, with an ETag to change it by."""
    name = _named(request)
    chosen = media.choose(request.headers.get("accept"), _SHOWN)
    if chosen is None:
        raise media.not_acceptable(_SHOWN)
    here = core(request)
    version = await here.version()
    graph = await here.graph()
    triples = (await asyncio.to_thread(graphs_of, graph.store, [name])).get(name)
    if triples is None:
        raise NotFound("news item", curie(name))
    tag = f'"{etag(triples)}.{chosen}"'
    if responses.matches(request, tag):
        return responses.not_modified(version, tag)
    rdf_format = formats.named(chosen)
    quads = [(*triple, name if rdf_format.graphs else None) for triple in sorted(triples)]
    content = formats.serialize(quads, rdf_format, {**PREFIXES})
    headers = responses.headers(version, tag, False, None) | {"Content-Type": media.content_type(_SHOWN[chosen])}
    return Response(content, headers=headers)


async def put(request: Request, rest: Rest, by: By = "holder of the token") -> Response:
    """Let one news item in under this name, with its article and new entities, all or nothing. Needs the token.

    Relative IRIs, such as `<>` and `<#claim>`, are the item's. `If-Match` with its ETag changes what was read only, and
    `If-None-Match: *` makes only what is not there.
    """
    name = _named(request)
    document, fields = await _document(request)
    fields |= {"op": "put-item", "item": str(name), "agent": by, "source": f"PUT /items{_path(name)}"}
    told = await core(request).write({**fields, **_conditions(request)}, document)
    existed = told.pop("existed")
    headers = {} if existed else {"Location": addresses.link(str(name), addresses.root(request))}
    return _told(200 if existed else 201, told, headers)


async def delete(request: Request, rest: Rest, by: By = "holder of the token") -> Response:
    """Take a news item out, with its edges, the links to its claims, and its article if it was the last of it."""
    require_token(request, core(request).serving.token)
    name = _named(request)
    fields = {"op": "remove-item", "item": str(name), "agent": by, "source": f"DELETE /items{_path(name)}"}
    return _told(200, await core(request).write({**fields, **_conditions(request)}))


async def _document(request: Request) -> tuple[bytes, dict[str, Any]]:
    """The body and its format, once it is clear that it may be written."""
    require_token(request, core(request).serving.token)
    kind = protocol.media_type(request)
    if kind not in _TYPES:
        accepted = ", ".join(_TYPES)
        detail = f"the body is {kind[:100] or 'of no stated type'}; send one of {accepted}"
        raise Problem(415, "unsupported-media-type", detail, headers={"Accept-Post": accepted, "Connection": "close"})
    document = await bodies.read(request, BYTES)
    if not document.strip():
        raise Problem(400, "bad-request", "the body is empty")
    return document, {"format": _TYPES[kind]}


def _named(request: Request) -> URIRef:
    """The item that the path names.

    Raises:
        Problem: no item can be called so.
    """
    path = addresses.path_of(request).removeprefix("/items/")
    name = expand(f"{ITEM}{path}")
    if name is None or kind_of(name) != "item":
        raise Problem(404, "not-found", f"no news item can be called {path[:200]!r}; write /items/{{article}}/{{n}}")
    return name


def _path(name: URIRef) -> str:
    return "/" + name.removeprefix(str(ITEM))


def _conditions(request: Request) -> dict[str, Any]:
    return {"if_match": request.headers.get("if-match"), "if_none_match": request.headers.get("if-none-match")}


def _batch(request: Request, told: dict[str, Any]) -> Response:
    done = [name for word in ("added", "replaced", "unchanged") for name in told[word]]
    headers = {}
    new = [name for name in told["added"] if name.startswith("item:")]
    if len(new) == 1:
        headers["Location"] = addresses.link(new[0], addresses.root(request))
    if told["refused"]:
        if not done:
            raise _refused(told)
        return _told(207, told, headers)
    return _told(201 if told["added"] else 200, told, headers)


def _refused(told: dict[str, Any]) -> Problem:
    """422: nothing was stored. All findings, as a report has them."""
    findings = [finding for refusal in told["refused"] for finding in refusal["findings"]]
    counts = {word: sum(f["severity"] == word[:-1] for f in findings) for word in ("violations", "warnings")}
    first = told["refused"][0]
    reason = findings[0]["message"] if findings else first["reason"]
    more = f" (and {len(told['refused']) - 1} more)" if len(told["refused"]) > 1 else ""
    detail = f"nothing was stored: {first['thing']}: {reason}{more}"
    return Problem(
        422, "does-not-conform", detail, conforms=False, **counts, findings=findings, refused=told["refused"]
    )


def _told(status: int, told: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    fixed = {responses.VERSION: told["version"], "Cache-Control": "no-store"}
    return JSONResponse(told, status, {**fixed, **(headers or {})})


_BODY: Final = {"requestBody": body(*_TYPES)}
add(router, "/items", items, ["GET", "HEAD"], slash=True)
add(router, "/items", post, ["POST"], slash=True, described={"POST": _BODY})
add(router, "/items/{rest:path}", read, ["GET", "HEAD"])
add(router, "/items/{rest:path}", put, ["PUT"], described={"PUT": _BODY})
add(router, "/items/{rest:path}", delete, ["DELETE"])
