"""Plain pages: what there is, at `/` (an explorer's router comes before it), and the interface, at `/docs`."""

from __future__ import annotations

from html import escape
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from aikg._version import __version__

router = APIRouter()

_PAGES: Final = (
    ("queries", "questions that the graph answers"),
    ("views", "relations as networks, for a browser, Gephi or NetworkX"),
    ("sparql", "SPARQL 1.1 endpoint; without a query, the service description"),
    ("store?default", "SPARQL 1.1 Graph Store Protocol"),
    (".well-known/void", "what the data is (VoID)"),
    ("docs", "the HTTP interface"),
    ("openapi.json", "the same, for machines"),
    ("health", "whether the store answers"),
    ("metrics", "figures for Prometheus"),
)


async def home(request: Request) -> HTMLResponse:
    """A list of what there is."""
    root = escape(str(request.base_url))
    lines = [f'<li><a href="{root}{escape(path)}">/{escape(path)}</a>: {escape(what)}</li>' for path, what in _PAGES]
    return _page(
        "aikg", f"<p>AI-industry news as a knowledge graph. Version {__version__}.</p><ul>{''.join(lines)}</ul>"
    )


async def docs(request: Request) -> HTMLResponse:
    """The interface as a page: the OpenAPI document, read out. It needs no script and nothing from elsewhere."""
    sections = []
    for path, operations in request.app.openapi()["paths"].items():
        for method, operation in operations.items():
            names = [
                f"<code>{escape(p['name'])}</code>: {escape(p.get('description', ''))}"
                for p in operation.get("parameters", [])
            ]
            listed = f"<ul>{''.join(f'<li>{name}</li>' for name in names)}</ul>" if names else ""
            said = escape(operation.get("description") or operation.get("summary") or "")
            sections.append(f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{said}</p>{listed}")
    return _page("aikg: the HTTP interface", "".join(sections))


def _page(title: str, body: str) -> HTMLResponse:
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return HTMLResponse(f"{head}<body><h1>{escape(title)}</h1>{body}</body></html>")


for _path, _endpoint in (("/", home), ("/docs", docs)):
    for _method in ("GET", "HEAD"):
        router.add_api_route(_path, _endpoint, methods=[_method], response_class=HTMLResponse, include_in_schema=False)
