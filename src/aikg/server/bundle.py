"""Pages with scripts, and what they load: the files that `explorer/` builds. Their address changes with them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from importlib import resources
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg.graph import KnowledgeGraph
from aikg.server import addresses, representations, responses, templates
from aikg.server.problems import Problem
from aikg.server.representations import HTML
from aikg.server.routes import add

router = APIRouter()

_TYPES: Final = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_FILES: Final = {
    file.name: file.read_bytes()
    for file in sorted(resources.files("aikg.server").joinpath("bundle").iterdir(), key=lambda file: file.name)
    if file.name.rpartition(".")[2] in _TYPES
}
DIGEST: Final = sha256(b"\0".join(part for pair in _FILES.items() for part in (pair[0].encode(), pair[1]))).hexdigest()[
    :16
]
"""Names the whole bundle: its files refer to one another, so they change address together."""


def address(root: str, name: str = "") -> str:
    """Where a file of the bundle is; without a name, the folder of all of them, with a slash at its end."""
    return f"{root}/assets/{DIGEST}/{name}"


async def page(request: Request, name: str, values: Callable[[KnowledgeGraph], dict[str, Any]]) -> Response:
    """A page with scripts: the template of this name, with what it needs to know; another bundle is another page."""

    def work(graph: KnowledgeGraph) -> bytes:
        root, language = addresses.reader(request)
        return templates.rendered(f"{name}.html", root, language, page=name, assets=address(root), **values(graph))

    return await representations.readable(request, representations.made(request, HTML, work, also=DIGEST))


async def asset(request: Request, digest: str, name: str) -> Response:
    """A file of the bundle. Whoever has it need never ask again: another bundle has another address."""
    if name not in _FILES or digest != DIGEST:
        raise Problem(404, "not-found", "there is no such file in this version of the pages; load the page again")
    headers = {"ETag": f'"{DIGEST}"', "Cache-Control": "public, max-age=31536000, immutable"}
    if responses.matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(_FILES[name], headers={**headers, "Content-Type": _TYPES[name.rpartition(".")[2]]})


add(router, "/assets/{digest}/{name}", asset, ("GET", "HEAD"), in_schema=False)
