"""Files that pages need: stylesheets and the icon."""

from __future__ import annotations

from importlib import resources
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg.server import answers, responses
from aikg.server.routes import add

router = APIRouter()

_TYPES: Final = {
    "pages.css": "text/css; charset=utf-8",
    "catalogue.css": "text/css; charset=utf-8",
    "language.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_FILES: Final = {name: resources.files("aikg.server").joinpath("static", name).read_bytes() for name in _TYPES}


async def file(request: Request) -> Response:
    """A file that pages refer to."""
    name = request.url.path.rpartition("/")[2]
    content = _FILES[name]
    headers = {"ETag": f'"{answers.digest(content.decode())[:16]}"', "Cache-Control": "no-cache"}
    if responses.matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers={**headers, "Content-Type": _TYPES[name]})


for _name in _FILES:
    add(router, f"/static/{_name}", file, ("GET", "HEAD"), in_schema=False)
