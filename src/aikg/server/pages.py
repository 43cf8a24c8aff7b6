"""Pages of the server itself: the start page, at `/` (an explorer's router comes before it), and /docs."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg import catalogue, records
from aikg._version import __version__
from aikg.graph import KnowledgeGraph
from aikg.server import addresses, representations, templates
from aikg.server.representations import HTML
from aikg.server.routes import add

router = APIRouter()

_GOOD: Final = (
    "investors-of",
    "ranking",
    "who-restricts",
    "contradictions",
    "pledges",
    "models-that-fell",
    "forecasts",
)
"""Questions of the catalogue that the start page offers."""


async def home(request: Request) -> Response:
    """Where to begin: search, news, questions, and the ways for programs."""

    def work(graph: KnowledgeGraph) -> bytes:
        newest = records.newest(graph.store)
        return templates.rendered(
            "home.html", addresses.root(request), newest=newest, questions=_questions(), version=__version__
        )

    return await representations.readable(request, representations.made(request, HTML, work))


async def docs(request: Request) -> Response:
    """The interface as a page: the OpenAPI document, read out. It needs no script and nothing from elsewhere."""
    operations = [
        (method.upper(), path, operation)
        for path, of_path in request.app.openapi()["paths"].items()
        for method, operation in of_path.items()
    ]
    return Response(templates.rendered("docs.html", addresses.root(request), operations=operations), media_type=HTML)


def _questions() -> list[tuple[str, str]]:
    """The address and the text of each good question; what it needs to be told is its own example."""
    found = []
    for query in (catalogue.find("questions", name) for name in _GOOD):
        needed = {p.name: p.example for p in query.parameters.values() if p.required and p.example}
        given = f"?{urlencode(needed)}" if needed else ""
        found.append((f"/queries/{query.name}{given}", " · ".join([query.summary, *map(str, needed.values())])))
    return found


_READ: Final = ("GET", "HEAD")
add(router, "/", home, _READ, in_schema=False)
add(router, "/docs", docs, _READ, in_schema=False)
