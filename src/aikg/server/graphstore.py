"""Routes of the SPARQL 1.1 Graph Store Protocol: /store?graph=…, /store?default, and graphs named by their own URL."""

from __future__ import annotations

import uuid
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from rdflib import URIRef
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aikg import formats
from aikg.server import addresses, bodies, media, multipart, protocol, responses
from aikg.server.access import require_token
from aikg.server.answers import Question
from aikg.server.core import core
from aikg.server.multipart import Part
from aikg.server.problems import Problem
from aikg.server.protocol import UPDATE_BYTES
from aikg.server.routes import add, body, parameter
from aikg.server.sparql import answer
from aikg.stores import Scope

router = APIRouter(tags=["Graph store"])

_METHODS: Final = ["GET", "HEAD", "PUT", "POST", "DELETE"]
_TYPES: Final = {f.media_type: name for name, f in formats.RDF_FORMATS.items()} | {"application/x-turtle": "turtle"}


async def store(request: Request) -> Response:
    """One graph: read it, replace it (PUT), add to it (POST), delete it. All but reading needs the token.

    `?graph=` names it, `?default` is the unnamed graph alone; POST without either makes a new graph.
    """
    if request.method in ("GET", "HEAD"):
        return await _read(request, _named(request))
    require_token(request, core(request).serving.token)
    given = protocol.of_url(request)
    if request.method == "POST" and not given.keys() & {"graph", "default"}:
        return await _write(request, URIRef(f"{_url(request)}/{uuid.uuid4().hex}"))
    return await _change(request, _named(request))


async def graph(request: Request, path: str) -> Response:
    """One graph, named by the URL of this request; as `/store?graph=` otherwise."""
    name = protocol.graph(_url(request), "the URL")
    if request.method in ("GET", "HEAD"):
        return await _read(request, name)
    require_token(request, core(request).serving.token)
    return await _change(request, name)


async def _read(request: Request, name: URIRef | None) -> Response:
    chosen = media.choose(request.headers.get("accept"), media.TRIPLES)
    if chosen is None:
        raise media.not_acceptable(media.TRIPLES)
    seconds = core(request).serving.timeout_s
    return await answer(request, Question("graph", seconds, None, chosen, scope=Scope((name,))))


async def _change(request: Request, name: URIRef | None) -> Response:
    if request.method != "DELETE":
        return await _write(request, name)
    told = await core(request).write({"op": "delete", "graph": name})
    if not told["existed"] and name is not None:
        raise Problem(404, "not-found", "there is no such graph")
    return _told(200, told)


async def _write(request: Request, name: URIRef | None) -> Response:
    body, parts = await _documents(request)
    told = await core(request).write({"op": request.method.lower(), "graph": name, "parts": parts}, body)
    if not told["existed"]:
        return _told(201, told, {} if name is None else {"Location": quote(name, safe=addresses.IN_URL)})
    return _told(200, told) if request.method == "POST" else Response(status_code=204, headers=_version(told))


async def _documents(request: Request) -> tuple[bytes, list[dict[str, Any]]]:
    """The body, and the documents that stand in it one after another."""
    kind = protocol.media_type(request)
    if kind == "multipart/form-data" and request.method == "POST":
        documents = multipart.documents(request.headers["content-type"], await bodies.read(request, UPDATE_BYTES))
    elif kind in _TYPES:
        documents = [Part("", kind, await bodies.read(request, UPDATE_BYTES))]
    else:
        raise _unsupported(kind)
    parts = []
    for name, type_, document in documents:
        if type_ not in _TYPES:
            raise _unsupported(type_)
        parts.append({"name": name, "format": _TYPES[type_], "length": len(document)})
    return b"".join(document for _, _, document in documents), parts


def _unsupported(kind: str) -> Problem:
    accepted = ", ".join(_TYPES)
    detail = f"the body is {kind[:100] or 'of no stated type'}; send one of {accepted}"
    return Problem(415, "unsupported-media-type", detail, headers={"Accept-Post": accepted, "Connection": "close"})


def _named(request: Request) -> URIRef | None:
    given = protocol.of_url(request)
    graphs, default = given.get("graph", []), "default" in given
    if len(graphs) + default != 1:
        raise Problem(400, "bad-request", "name one graph: ?graph=<its IRI>, or ?default for the unnamed one")
    return protocol.graph(graphs[0], "graph") if graphs else None


def _url(request: Request) -> str:
    """The URL of a request as an IRI: what is outside ASCII is written as it is, all else as it came."""
    path = addresses.readable(request.scope["raw_path"].decode("ascii"))
    return f"{request.url.scheme}://{request.url.netloc}{path}".rstrip("/")


def _told(status: int, told: dict[str, Any], more: dict[str, str] | None = None) -> Response:
    content = {"triples": told["triples"], "version": told["version"]}
    return JSONResponse(content, status, {**_version(told), **(more or {})})


def _version(told: dict[str, Any]) -> dict[str, str]:
    return {responses.VERSION: told["version"]}


_WHICH = [
    parameter("graph", "the IRI of a graph", format="uri"),
    parameter("default", "present: the unnamed graph alone", maxLength=0),
]
_ONE = {"parameters": _WHICH}
_WITH = {"parameters": _WHICH, "requestBody": body(*_TYPES)}
_DIRECT = {"requestBody": body(*_TYPES)}

add(router, "/store", store, _METHODS, slash=True, described={"GET": _ONE, "DELETE": _ONE, "PUT": _WITH, "POST": _WITH})
add(router, "/store/{path:path}", graph, _METHODS, described={"PUT": _DIRECT, "POST": _DIRECT})
