"""Routes of the SPARQL 1.1 Protocol: /sparql for both, /query and /update for one each."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg.server import answers, description, frames, media, protocol, responses
from aikg.server.access import require_token
from aikg.server.answers import Question
from aikg.server.core import Core, core
from aikg.server.problems import Problem
from aikg.server.protocol import FORM, QUERY, QUERY_BYTES, UPDATE, UPDATE_BYTES, Operation
from aikg.server.routes import add, body, parameter
from aikg.server.shell import QUERY_HASH

router = APIRouter(tags=["SPARQL"])

_METHODS = ["GET", "HEAD", "POST"]


async def sparql(request: Request) -> Response:
    """SPARQL 1.1 Protocol, queries and updates. A GET without a query tells what this service is (RDF)."""
    return await _get(request) if request.method != "POST" else await _post(request, (QUERY, UPDATE))


async def query(request: Request) -> Response:
    """SPARQL 1.1 Protocol, queries only."""
    return await _get(request) if request.method != "POST" else await _post(request, (QUERY,))


async def update(request: Request) -> Response:
    """SPARQL 1.1 Protocol, updates only; needs the token."""
    require_token(request, core(request).serving.token)
    return await _post(request, (UPDATE,))


def no_links(_more: bool) -> str:
    """What an answer that has no pages leads to: nothing."""
    return ""


async def answer(request: Request, question: Question, links: Callable[[bool], str] = no_links) -> Response:
    """Answer a question: 304, from the cache, or by a reader that ends with its client.

    `links` gives the Link header, told whether more rows follow.
    """
    here = core(request)
    version = await here.version()
    for key in question.keys:
        tag = answers.etag(version, key)
        if responses.matches(request, tag):
            return responses.not_modified(version, tag, question.rows or "")
        if (found := here.cache.get(version, key)) is not None:
            return _linked(responses.kept(found, version, tag, question.most), links(found.more))
    told = await answers.unless_gone(request, answers.ask(here.readers, here.cache, question))
    return _linked(responses.response(told, question.most), links(told.more))


def _linked(response: Response, link: str) -> Response:
    if link:
        response.headers["Link"] = link
    return response


async def _get(request: Request) -> Response:
    given = protocol.of_url(request)
    if "update" in given:
        raise Problem(400, "bad-request", "an update is sent by POST")
    if "query" not in given:
        return await description.service(request)
    return await _query(request, protocol.operation("query", given))


async def _post(request: Request, allowed: tuple[str, ...]) -> Response:
    kind = protocol.media_type(request)
    if kind not in (FORM, *allowed):
        accepted = ", ".join((FORM, *allowed))
        raise Problem(415, "unsupported-media-type", f"send one of {accepted}", headers={"Accept-Post": accepted})
    here = core(request)
    if kind == UPDATE:
        require_token(request, here.serving.token)
    most = UPDATE_BYTES if kind == UPDATE or allowed == (UPDATE,) else QUERY_BYTES
    name, given = await protocol.of_body(request, kind, most)
    if {"query": QUERY, "update": UPDATE}[name] not in allowed:
        raise Problem(400, "bad-request", f"this path takes no {name}; send it to /sparql or /{name}")
    operation = protocol.operation(name, given)
    return await _query(request, operation) if name == "query" else await _update(request, operation)


async def _query(request: Request, operation: Operation) -> Response:
    serving = core(request).serving
    request.scope[QUERY_HASH] = answers.digest(operation.text)[:12]
    if len(operation.text) > QUERY_BYTES:
        raise Problem(413, "too-large", f"a query may have {QUERY_BYTES:,} characters")
    accept = request.headers.get("accept")
    question = Question(
        op="query",
        seconds=min(operation.seconds or serving.timeout_s, serving.timeout_s),
        rows=media.choose(accept, media.ROWS),
        triples=media.choose(accept, media.TRIPLES),
        text=operation.text,
        scope=operation.scope,
        most=serving.max_rows,
    )
    return await answer(request, question)


async def _update(request: Request, operation: Operation) -> Response:
    here: Core = core(request)
    request.scope[QUERY_HASH] = answers.digest(operation.text)[:12]
    require_token(request, here.serving.token)
    fields = {"op": "update", "text": operation.text, "scope": frames.scope_fields(operation.scope)}
    told = await here.write(fields)
    return Response(status_code=204, headers={responses.VERSION: told["version"]})


_QUERY_PARAMETERS = [
    parameter("default-graph-uri", "a graph that is merged into the default graph", many=True, format="uri"),
    parameter("named-graph-uri", "a graph that GRAPH can name", many=True, format="uri"),
    parameter("timeout", "seconds after which the query is stopped; it can only lower the server's", type="number"),
]
_UPDATE_PARAMETERS = [
    parameter("using-graph-uri", "as USING", many=True, format="uri"),
    parameter("using-named-graph-uri", "as USING NAMED", many=True, format="uri"),
]
_TEXT = parameter("query", "a SPARQL 1.1 query", example="SELECT * WHERE { ?s ?p ?o } LIMIT 10")
_GET = {"parameters": [_TEXT, *_QUERY_PARAMETERS]}
_BOTH = {"parameters": _QUERY_PARAMETERS + _UPDATE_PARAMETERS, "requestBody": body(QUERY, UPDATE, FORM)}
_QUERY = {"parameters": _QUERY_PARAMETERS, "requestBody": body(QUERY, FORM)}
_UPDATE = {"parameters": _UPDATE_PARAMETERS, "requestBody": body(UPDATE, FORM)}

add(router, "/sparql", sparql, _METHODS, slash=True, described={"GET": _GET, "POST": _BOTH})
add(router, "/query", query, _METHODS, slash=True, described={"GET": _GET, "POST": _QUERY})
add(router, "/update", update, ["POST"], slash=True, described={"POST": _UPDATE})
