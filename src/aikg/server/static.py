"""Files that pages need: the stylesheet."""

from __future__ import annotations

from importlib import resources
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg.server import answers, responses

router = APIRouter()

_TYPES: Final = {"catalogue.css": "text/css; charset=utf-8"}
_FILES: Final = {name: resources.files("aikg.server").joinpath("static", name).read_bytes() for name in _TYPES}


async def stylesheet(request: Request) -> Response:
    """The stylesheet of the pages of questions and views."""
    content = _FILES["catalogue.css"]
    tag = f'"{answers.digest(content.decode())[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if responses.matches(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers={**headers, "Content-Type": _TYPES["catalogue.css"]})


for _method in ("GET", "HEAD"):
    router.add_api_route("/static/catalogue.css", stylesheet, methods=[_method], include_in_schema=False)
