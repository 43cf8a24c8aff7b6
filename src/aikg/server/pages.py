"""Pages of the server itself: the start page, at `/` (an explorer's router comes before it), and /docs."""

from __future__ import annotations

import hashlib
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg import catalogue, records
from aikg._version import __version__
from aikg.graph import KnowledgeGraph
from aikg.server import rendering, representations, responses
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

_STATIC: Final = {"pages.css": "text/css", "icon.svg": "image/svg+xml"}


async def home(request: Request) -> Response:
    """Where to begin: search, news, questions, and the ways for programs."""

    def work(graph: KnowledgeGraph) -> bytes:
        newest = records.newest(graph.store)
        return rendering.page(request, "home.html", newest=newest, questions=_questions(), version=__version__)

    return await representations.readable(request, representations.made(request, HTML, work))


async def docs(request: Request) -> Response:
    """The interface as a page: the OpenAPI document, read out. It needs no script and nothing from elsewhere."""
    operations = [
        (method.upper(), path, operation)
        for path, of_path in request.app.openapi()["paths"].items()
        for method, operation in of_path.items()
    ]
    return Response(rendering.page(request, "docs.html", operations=operations), media_type=HTML)


async def static(request: Request) -> Response:
    """The stylesheet and the icon."""
    name = request.url.path.rpartition("/")[2]
    content = rendering.static(name)
    headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:24]}"', "Cache-Control": "no-cache"}
    if responses.matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=_STATIC[name])


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
for _name in _STATIC:
    add(router, f"/static/{_name}", static, _READ, in_schema=False)
