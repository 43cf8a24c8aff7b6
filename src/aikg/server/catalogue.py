"""Routes of the catalogue: what can be asked, each question and view in every format, and what a parameter can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg.server import answers, arguments, listing, media, paging, responses
from aikg.server.answers import Question
from aikg.server.arguments import Arguments
from aikg.server.core import core
from aikg.server.media import HTML, NETWORK_FORMATS, ROWS, SPARQL, SUFFIXES, TRIPLES
from aikg.server.problems import Problem
from aikg.server.routes import add, parameter
from aikg.server.shell import QUERY_HASH
from aikg.server.sparql import answer, no_links

router = APIRouter(tags=["Catalogue"])

_LISTS: Final = {"json": "application/json", "html": HTML}
_PICKED: Final = 50
_MOST_PICKED: Final = 1_000
"""Values of a pick-list, and how many can be asked for."""


async def queries(request: Request) -> Response:
    """The questions that the catalogue answers, with their parameters, columns and formats."""
    return await _list(request, "questions")


async def views(request: Request) -> Response:
    """The relationship views, with their parameters and formats, and where each can be had for Gephi Lite."""
    return await _list(request, "views")


async def query(request: Request, name: str) -> Response:
    """The answer to a question, as its suffix or Accept says: `.json`, `.csv`, `.tsv`, `.xml`, or a page for people.

    With `.rq` it is the question itself, as SPARQL with what is given bound.

    All rows there are, up to the server's limit, unless `limit` and `offset` ask for some: then `Link` leads on.
    """
    stem, dot, suffix = name.partition(".")
    asked = arguments.of_url(request, paged=True)
    if suffix == "rq":
        return await _text(request, "questions", stem, asked)
    rows, triples = _by_suffix(suffix) if dot else _by_accept(request)
    if rows == HTML:
        return await _page(request, "questions", stem, asked)
    details = {"name": stem, "params": asked.given, "page": asked.page}
    most = core(request).serving.max_rows
    return await _answer(
        request, Question("question", asked.seconds, rows, triples, most=most, details=details), _links(request, asked)
    )


async def view(request: Request, name: str) -> Response:
    """A view, as its suffix or Accept says: `.json`, `.gexf`, `.graphml`, `.cyjs`, `.csv` (the edges), `.nodes.csv`.

    With `.rq` it is the view itself, as SPARQL. A browser gets a page with a form. A network comes whole, the two
    tables also in pages, with `limit` and `offset`.
    """
    if name.endswith(".rq"):
        return await _text(request, "views", name.removesuffix(".rq"), arguments.of_url(request))
    stem, suffix = split(name) if "." in name else (name, _network_by_accept(request))
    asked = arguments.of_url(request, paged=suffix in ("csv", "nodes.csv", "html"))
    if suffix == "html":
        return await _page(request, "views", stem, asked)
    return await network(request, {"view": stem, "params": asked.given}, suffix, asked)


async def candidates_of_query(request: Request, name: str, param: str) -> Response:
    """What a parameter of a question can be: entities with their names and claims, terms, or the range of dates."""
    return await _candidates(request, "questions", name, param)


async def candidates_of_view(request: Request, name: str, param: str) -> Response:
    """What a parameter of a view can be; as for a question."""
    return await _candidates(request, "views", name, param)


async def network(request: Request, selection: Mapping[str, Any], suffix: str, asked: Arguments) -> Response:
    """A network in the format of a suffix."""
    dialect, kind = NETWORK_FORMATS[suffix]
    details = {**selection, "dialect": dialect, "page": asked.page}
    return await _answer(
        request, Question("network", asked.seconds, kind, None, details=details), _links(request, asked)
    )


def split(name: str) -> tuple[str, str]:
    """The name of a network's file and its suffix.

    Raises:
        Problem: there is no such format (404).
    """
    for suffix in sorted((*NETWORK_FORMATS, "html"), key=len, reverse=True):
        if name.endswith(f".{suffix}"):
            return name.removesuffix(f".{suffix}"), suffix
    raise _no_format(name.partition(".")[2], NETWORK_FORMATS)


async def _text(request: Request, folder: str, name: str, asked: Arguments) -> Response:
    details = {"folder": folder, "name": name, "params": asked.given}
    return await _answer(request, Question("text", asked.seconds, SPARQL, None, details=details))


async def _list(request: Request, folder: str) -> Response:
    chosen = media.choose(request.headers.get("accept"), _LISTS)
    if chosen is None:
        raise media.not_acceptable(_LISTS)
    serving, place = core(request).serving, listing.Place.of(request)
    made = await asyncio.to_thread(listing.written, folder, chosen, place, serving.gephi_lite)
    tag = f'"{answers.digest(made)[:24]}"'
    headers = {"ETag": tag, "Vary": responses.VARY_OF_PAGES, "Cache-Control": "no-cache"}
    if responses.matches(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(made, headers={**headers, "Content-Type": media.content_type(_LISTS[chosen])})


async def _page(request: Request, folder: str, name: str, asked: Arguments) -> Response:
    place = listing.Place.of(request)
    details = {
        "folder": folder,
        "name": name,
        "params": asked.given,
        "page": asked.page,
        "gephi_lite": core(request).serving.gephi_lite,
        "problem": None,
        **place._asdict(),
    }
    try:
        return await _answer(request, Question("page", asked.seconds, HTML, None, details=details))
    except Problem as problem:
        if problem.status not in (504, 507):
            raise
        details["problem"] = {"status": problem.status, "detail": problem.detail}  # the form stays, to ask for less
    return await _answer(request, Question("page", core(request).serving.timeout_s, HTML, None, details=details))


async def _answer(request: Request, question: Question, links: Callable[[bool], str] = no_links) -> Response:
    request.scope[QUERY_HASH] = question.key("")[:12]
    return await answer(request, question, links)


async def _candidates(request: Request, folder: str, name: str, param: str) -> Response:
    asked = arguments.of_url(request, paged=True)
    text, limit = asked.given.pop("q", ""), min(asked.page.limit, _MOST_PICKED) if asked.page else _PICKED
    for other in asked.given:
        raise arguments.bad(other, "a pick-list takes q, limit and timeout")
    if media.choose(request.headers.get("accept"), {"json": "application/json"}) is None:
        raise media.not_acceptable({"json": "application/json"})
    details = {"folder": folder, "name": name, "parameter": param, "search": text, "limit": limit}
    return await _answer(request, Question("picks", asked.seconds, "application/json", None, details=details))


def _links(request: Request, asked: Arguments) -> Callable[[bool], str]:
    page = asked.page
    return no_links if page is None else lambda more: paging.link(request, page, more)


def _by_suffix(suffix: str) -> tuple[str | None, str | None]:
    if suffix == "html":
        return HTML, None
    if suffix not in SUFFIXES:
        raise _no_format(suffix, SUFFIXES)
    name = SUFFIXES[suffix]
    return (name, None) if name in ROWS else (None, name)


def _by_accept(request: Request) -> tuple[str | None, str | None]:
    accept = request.headers.get("accept")
    rows = media.choose(accept, {**ROWS, HTML: HTML})
    triples = media.choose(accept, TRIPLES)
    if rows is None and triples is None:
        raise media.not_acceptable({**ROWS, HTML: HTML})
    return rows, triples


def _network_by_accept(request: Request) -> str:
    offered = {suffix: kind for suffix, (_, kind) in NETWORK_FORMATS.items() if suffix != "nodes.csv"} | {"html": HTML}
    chosen = media.choose(request.headers.get("accept"), offered)
    if chosen is None:
        raise media.not_acceptable(offered)
    return chosen


def _no_format(suffix: str, offered: Mapping[str, object]) -> Problem:
    available = [*offered, "html", "rq"]
    detail = f"there is no format {suffix[:40]!r}; there are {', '.join(available)}"
    return Problem(404, "not-found", detail, available=available)


_SEARCH: Final = [
    parameter("q", "only what fits this text", example="xAI"),
    parameter("limit", "how many", type="integer", minimum=1),
]
_READ: Final = ["GET", "HEAD"]
_PICKS: Final = {"GET": {"parameters": _SEARCH}}

add(router, "/queries", queries, _READ)
add(router, "/queries/{name}", query, _READ)
add(router, "/queries/{name}/params/{param}", candidates_of_query, _READ, described=_PICKS)
add(router, "/views", views, _READ)
add(router, "/views/{name}", view, _READ)
add(router, "/views/{name}/params/{param}", candidates_of_view, _READ, described=_PICKS)
