"""A thing in the format that the client prefers, or that the suffix names: made once for each version of the data."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from aikg.errors import AikgError
from aikg.graph import KnowledgeGraph
from aikg.plain import plain
from aikg.server import addresses, answers, media, responses, templates
from aikg.server.answers import Question
from aikg.server.cache import Kept
from aikg.server.core import core
from aikg.server.problems import Problem, fields_of, problem
from aikg.server.sources import discreet
from aikg.server.sparql import answer

HTML: Final = media.HTML
JSON: Final = "application/json"
FORMATS: Final = {
    "html": HTML,
    **{name: media.TRIPLES[name] for name in ("turtle", "jsonld", "ntriples")},
    "json": JSON,
}
"""Formats of a thing, the preferred one first."""

SUFFIXES: Final = {".html": "html", ".ttl": "turtle", ".jsonld": "jsonld", ".nt": "ntriples", ".json": "json"}

Work = Callable[[KnowledgeGraph], bytes]


def split(path: str) -> tuple[str, str | None]:
    """A path without the suffix of a format, and that format; None without one."""
    for suffix, name in SUFFIXES.items():
        if path.endswith(suffix) and len(path) > len(suffix):
            return path.removesuffix(suffix), name
    return path, None


def chosen(request: Request, offered: Mapping[str, str], named: str | None = None) -> str:
    """The format of an answer: the one that is named, else the best that the client accepts.

    Raises:
        Problem: 406, with what there is.
    """
    found = named or media.choose(request.headers.get("accept"), offered)
    if found is None:
        raise media.not_acceptable(offered)
    return found


async def made(request: Request, kind: str, work: Work, *, also: str = "") -> Response:
    """A document of a media type, made by `work` in a thread, or from the cache, or 304.

    `also` names what it is made of beside the data: with another one it is another document.

    Raises:
        Problem: `work` failed.
    """
    here = core(request)
    version = await here.version()
    language = addresses.language(request) if kind == HTML else ""
    key = answers.digest(kind, request.url.path, request.url.query, addresses.root(request), language, also)
    tag = answers.etag(version, key)
    if responses.matches(request, tag):
        return responses.not_modified(version, tag, kind)
    found = here.cache.get(version, key)
    if found is not None:
        return responses.kept(found, version, tag, None)
    try:
        graph = await here.graph()
        thread = asyncio.get_running_loop().run_in_executor(here.pages, work, graph)
        body = await answers.unless_gone(request, thread)
    except AikgError as error:
        raise problem(fields_of(error)) from error
    if await here.version() == version:
        here.cache.put(version, key, answer=Kept(kind, body, cut=False))
        return responses.kept(Kept(kind, body, cut=False), version, tag, None)
    # Written to meanwhile: it is as new as the request, but of which version is not known.
    given = responses.headers(version, None, cut=False, most=None, kind=kind)
    return Response(body, headers=given | {"Content-Type": media.content_type(kind)})


async def triples(request: Request, kind: str, text: str) -> Response:
    """What a CONSTRUCT yields, as the RDF format `kind`; a reader answers, so it can be killed."""
    serving = core(request).serving
    return await answer(request, Question("query", serving.timeout_s, None, kind, text=text, most=serving.max_rows))


def documented(*kinds: str, example: Any = None) -> dict[str, dict[str, Any]]:
    """What an OpenAPI document says of the answers of some media types; the example is of the JSON."""
    text: dict[str, Any] = {"schema": {"type": "string"}}
    content = {kind: {"schema": {"type": "object"}} if kind == JSON else text for kind in kinds}
    if example is not None:
        content[JSON] = {**content[JSON], "example": example}
    return {"GET": {"responses": {"200": {"description": "what was asked for", "content": content}}}}


def as_json(value: object) -> bytes:
    """A value as JSON."""
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


async def readable(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    """What `work` answers; if it fails, the problem in a form that the client reads."""
    try:
        return await work
    except Problem as error:
        return told(request, error)
    except AikgError as error:
        return told(request, problem(fields_of(error)))


def told(request: Request, error: Problem) -> Response:
    """A problem as a page, for those who prefer one; for all others as JSON."""
    error.detail = discreet(error.detail, core(request).origin)
    if media.choose(request.headers.get("accept"), {"json": JSON, "html": HTML}) != "html":
        return error.response()
    candidates = [str(name) for name in error.fields.get("candidates", ())]
    detail = re.sub(r"\. (Nearest|One of): .*", "", error.detail, flags=re.DOTALL) if candidates else error.detail
    values: dict[str, Any] = {"status": error.status, "detail": detail, "candidates": candidates}
    body = templates.rendered("problem.html", *addresses.reader(request), **values)
    headers = {"Cache-Control": "no-store", "Vary": responses.VARY_OF_PAGES, **error.headers}
    return Response(body, error.status, headers, HTML)
