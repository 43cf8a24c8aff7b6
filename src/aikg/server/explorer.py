"""The explorer's page at `/`: search, news and questions for everyone, and where scripts run, the graph to walk."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg import catalogue, records
from aikg._version import __version__
from aikg.graph import KnowledgeGraph
from aikg.server import bundle
from aikg.server.core import core
from aikg.server.routes import add

router = APIRouter()

_GOOD: Final = ("investors-of", "ranking", "who-restricts", "contradictions", "forecasts")
"""Questions of the catalogue that the page offers."""


async def page(request: Request) -> Response:
    """Where to begin: search, news, questions."""
    gephi_lite = core(request).serving.gephi_lite

    def seen(graph: KnowledgeGraph) -> dict[str, Any]:
        newest = records.newest(graph.store)
        return {"newest": newest, "questions": _questions(), "version": __version__, "gephi_lite": gephi_lite}

    return await bundle.page(request, "explorer", seen)


def _questions() -> list[tuple[str, str, str]]:
    """Address and text of each good question, and the text in Chinese; what it needs to be told is its own example."""
    found = []
    for query in (catalogue.find("questions", name) for name in _GOOD):
        needed = {p.name: p.example for p in query.parameters.values() if p.required and p.example}
        given = f"?{urlencode(needed)}" if needed else ""
        said = query.summary, catalogue.texts("zh")[query.summary]
        text, text_zh = (" · ".join([one, *needed.values()]) for one in said)
        found.append((f"/queries/{query.name}{given}", text, text_zh))
    return found


add(router, "/", page, ("GET", "HEAD"), in_schema=False)
