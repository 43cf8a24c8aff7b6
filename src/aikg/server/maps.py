"""Routes of the map of the whole graph: its page, and its data."""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aikg.server import answers, bundle, media, representations, responses
from aikg.server.core import core
from aikg.server.drawing import Drawn
from aikg.server.representations import JSON
from aikg.server.routes import add

router = APIRouter(tags=["Exploring"])

_AGAIN_S: Final = 1
_GZIP: Final = re.compile(r"\s*(?:gzip|x-gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?", re.IGNORECASE)


async def page(request: Request) -> Response:
    """The page that shows the map."""
    return await bundle.page(request, "map", lambda _: {})


async def drawn(request: Request) -> Response:
    """The map of the whole graph: places, communities with their most central members, and the strongest links.

    By columns: `nodes.label[7]` is the name of node 7, and `links`, `communities[…].central` name nodes by number.
    It is drawn once for each version of the data (`X-Aikg-Data-Version`); until the first one is there, the answer is
    202 with the `step` and how much is `done`, 0 to 1, and `Retry-After`. After a write the map of before is given
    until the new one is drawn.
    """
    if media.choose(request.headers.get("accept"), {"json": JSON}) is None:
        raise media.not_acceptable({"json": JSON})
    here = core(request)
    found = await here.drawing.ask(await here.version())
    if isinstance(found, Drawn):
        return await _whole(request, found)
    told = {"state": "drawing", **found._asdict()}
    return JSONResponse(told, 202, {"Retry-After": str(_AGAIN_S), "Cache-Control": "no-store"})


async def _whole(request: Request, found: Drawn) -> Response:
    packed = any(map(_GZIP.fullmatch, request.headers.get("accept-encoding", "").split(",")))
    tag = answers.etag(found.version, answers.digest("map", packed))
    if responses.matches(request, tag):
        return _varying(responses.not_modified(found.version, tag))
    body = found.packed if packed else await asyncio.to_thread(gzip.decompress, found.packed)
    given = responses.headers(found.version, tag, cut=False, most=None)
    response = _varying(Response(body, headers=given, media_type=JSON))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _varying(response: Response) -> Response:
    response.headers["Vary"] = "Accept, Accept-Encoding"
    return response


_COLUMNS: Final[dict[str, Any]] = {
    "classes": ["Model", "Organization"],
    "nodes": {
        "id": ["model:grok-4", "organization:xai"],
        "label": ["Grok 4", "xAI"],
        "label_zh": ["", ""],
        "class": [0, 1],
        "x": [-70, 70],
        "y": [0, 0],
        "community": [0, 0],
        "claims": [1, 1],
    },
    "links": {"source": [0], "target": [1], "claims": [1]},
    "communities": [{"size": 2, "central": [0, 1]}],
    "total": {"nodes": 2, "links": 1},
}
_WAIT: Final = {"description": "it is being drawn; ask again", "content": {JSON: {"schema": {"type": "object"}}}}
_DOCUMENTED: Final = representations.documented(JSON, example=_COLUMNS)
_DOCUMENTED["GET"]["responses"]["202"] = _WAIT

add(router, "/map", page, ("GET", "HEAD"), in_schema=False)
add(router, "/map.json", drawn, ("GET", "HEAD"), described=_DOCUMENTED)
