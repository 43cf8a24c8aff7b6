"""The page of the HTTP interface, at /docs."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg.server import addresses, templates
from aikg.server.representations import HTML
from aikg.server.routes import add

router = APIRouter()


async def docs(request: Request) -> Response:
    """The interface as a page: the OpenAPI document, read out. It needs no script and nothing from elsewhere."""
    operations = [
        (method.upper(), path, operation)
        for path, of_path in request.app.openapi()["paths"].items()
        for method, operation in of_path.items()
    ]
    text = templates.rendered("docs.html", addresses.root(request), "en", operations=operations)  # as its texts are
    return Response(text, media_type=HTML)


_READ: Final = ("GET", "HEAD")
add(router, "/docs", docs, _READ, in_schema=False)
