"""Routes of exports whose path says everything, without a query string: Gephi Lite takes no other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import unquote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg import subgraphs
from aikg.kinds import KINDS
from aikg.server import arguments, catalogue, protocol
from aikg.server.arguments import Arguments, bad
from aikg.server.core import core
from aikg.server.problems import Problem
from aikg.server.routes import add, body
from aikg.server.selection import hidden

router = APIRouter(tags=["Catalogue"])

FARTHEST: Final = 10
"""Hops around an entity at most."""

_SHAPES: Final = (
    "/export/view/VIEW[/PARAM/VALUE…]/NAME.gexf, /export/around/KIND/SLUG[/HOPS]/NAME.gexf"
    " or /export/subgraph/KIND:SLUG,SLUG…;KIND:SLUG…/NAME.gexf"
)


async def export(request: Request, path: str) -> Response:
    """A network as a file: `view/{view}[/{param}/{value}…]/{name}.gexf` or `around/{kind}/{slug}[/{hops}]/{name}.gexf`.

    Or some entities and what joins them, `subgraph/{kind}:{slug},{slug};{kind}:{slug}[/{option}/{value}…]/{name}.gexf`:
    without_kinds, without_stages, without_items leave edges out, and `.rq` is the query for the rest.

    Formats by suffix: gexf, graphml, csv (the edges), nodes.csv, cyjs, json. A slash in a value is written %2F. Options
    of every network (since, until, dated_only, measure) are pairs in the path too.
    """
    for name in arguments.of_url(request).given:
        raise bad(name, "an export takes its parameters in the path, so that Gephi Lite can open it")
    *parts, file = _segments(request)
    return await _file(request, _selection(parts), file)


async def export_of_form(request: Request, file: str) -> Response:
    """As `/export/subgraph/{nodes}/…/{name}.gexf`, of more entities than an address can name.

    The form has `nodes` and the options.
    """
    asked = await arguments.of_form(request, needed="nodes")
    return await _file(request, {"subgraph": asked.pop("nodes"), "params": asked}, file)


async def _file(request: Request, selection: dict[str, Any], file: str) -> Response:
    if "subgraph" in selection and file.endswith(".rq"):
        return _query(selection)
    _, suffix = catalogue.split(file)
    if suffix == "html":
        raise Problem(404, "not-found", f"an export is a file; the page is at /views. Write {_SHAPES}")
    return await catalogue.network(request, selection, suffix, Arguments({}, None, core(request).serving.timeout_s))


def _selection(parts: Sequence[str]) -> dict[str, Any]:
    match parts:
        case ["view", view, *pairs]:
            return {"view": view, "params": _pairs(pairs)}
        case ["around", kind, slug, *rest]:
            if kind not in KINDS:
                raise Problem(404, "not-found", f"no kind {kind[:40]!r}; there are {', '.join(KINDS)}")
            hops = arguments.whole(rest.pop(0), "hops", 1, FARTHEST) if len(rest) % 2 else 1
            return {"around": f"{kind}:{slug}", "hops": hops, "params": _pairs(rest)}
        case ["subgraph", nodes, *pairs]:
            return {"subgraph": nodes, "params": _pairs(pairs)}
    raise Problem(404, "not-found", f"there is no such export; write {_SHAPES}")


def _query(asked: dict[str, Any]) -> Response:
    """The SPARQL of a subgraph. It tells what was asked, not what is in the graph."""
    text = subgraphs.text(subgraphs.read(asked["subgraph"]), hidden(asked["params"]))
    return Response(text.lstrip(), media_type="application/sparql-query")


def _pairs(parts: Sequence[str]) -> dict[str, str]:
    if len(parts) % 2:
        raise bad(parts[-1], "has no value; write /PARAM/VALUE")
    return arguments.once(list(zip(parts[::2], parts[1::2], strict=True)))


def _segments(request: Request) -> list[str]:
    """The parts of the path after /export/, each decoded by itself, so that a value may hold a slash."""
    raw: bytes = request.scope["raw_path"]
    found = raw.partition(b"/export/")[2].split(b"/")
    try:
        decoded = [unquote(part.decode("ascii"), errors="strict") for part in found]
    except UnicodeDecodeError:
        raise Problem(400, "not-utf-8", "the path is not UTF-8") from None
    if any("\0" in part for part in decoded):
        raise Problem(400, "not-text", "the path holds NUL characters")
    return decoded


add(router, "/export/{path:path}", export, ["GET", "HEAD"])
add(
    router,
    "/export/subgraph/{file}",
    export_of_form,
    ["POST"],
    described={"POST": {"requestBody": body(protocol.FORM)}},
)
