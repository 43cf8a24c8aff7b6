"""Routes of the W3C Reconciliation API 0.2, as OpenRefine speaks it: /reconcile and what its manifest leads to."""

from __future__ import annotations

import re
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from aikg import entities, profiles, reconciliation
from aikg._version import __version__
from aikg.errors import NotFound
from aikg.graph import KnowledgeGraph
from aikg.server import addresses, arguments, bodies, protocol, reconciling, representations, templates
from aikg.server.answers import Question
from aikg.server.core import core
from aikg.server.listing import Place
from aikg.server.problems import Problem
from aikg.server.representations import HTML, JSON
from aikg.server.routes import add, body, parameter
from aikg.server.shell import QUERY_HASH
from aikg.server.sparql import answer
from aikg.vocabulary import AIKG, ID

router = APIRouter(tags=["Reconciliation"])

_BYTES: Final = 2 * 1024 * 1024
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]{0,99}(?:\.[A-Za-z_$][\w$]{0,99}){0,3}", re.ASCII)
_SCRIPT: Final = "text/javascript"
_FRAMED: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""A client shows a preview in a frame, and where that client runs nobody knows; so the page can do nothing else."""


async def reconcile(request: Request) -> Response:
    """Candidates for names (`queries`), or values of properties (`extend`), each as JSON; without them the manifest.

    By GET or in a form by POST. `callback` gets the answer as JSONP.
    """
    given = protocol.of_url(request)
    if request.method == "POST":
        if protocol.media_type(request) != protocol.FORM:
            accepted = {"Accept-Post": protocol.FORM, "Connection": "close"}
            raise Problem(415, "unsupported-media-type", f"send a form, {protocol.FORM}", headers=accepted)
        form = await protocol.of_form(bodies.text(await bodies.read(request, _BYTES)))
        given = {name: given.get(name, []) + form.get(name, []) for name in {**given, **form}}
    asked = arguments.once([(name, value) for name, values in given.items() for value in values])
    callback = _callback(asked)
    what = [name for name in reconciling.Reading if name in asked]
    if len(what) > 1:
        raise Problem(400, "bad-request", "give queries or extend, not both")
    if what:
        read = reconciling.Reading[what[0]](asked[what[0]])
        return await _answer(request, what[0], {"queries": read} if what == ["queries"] else read, callback)
    if request.method == "POST":
        raise Problem(400, "bad-request", "the form has neither queries nor extend")
    return _jsonp(_manifest(Place.of(request)), callback)


async def suggest(request: Request) -> Response:
    """Entities, properties or types for what is typed, `prefix`, after the first `cursor`; entities also by `type`."""
    what = addresses.path_of(request).rpartition("/")[2]
    given = arguments.once([(n, v) for n, values in protocol.of_url(request).items() for v in values])
    cursor = arguments.whole(given.get("cursor", ""), "cursor", 0, 10_000) or 0
    types = [reconciliation.type_of(given["type"])] if given.get("type") else []
    details = {"prefix": given.get("prefix", "")[:500], "cursor": cursor, "types": types}
    return await _answer(request, what, details, _callback(given))


async def propose(request: Request) -> Response:
    """The properties that entities of a `type` may have."""
    given = arguments.once([(n, v) for n, values in protocol.of_url(request).items() for v in values])
    type_ = reconciliation.type_of(given.get("type", ""))
    limit = arguments.whole(given.get("limit", ""), "limit", 1, 1_000)
    told: dict[str, Any] = {"type": type_, "properties": reconciliation.proposals(type_)[:limit]}
    return _jsonp(told | ({"limit": limit} if limit else {}), _callback(given))


async def preview(request: Request) -> Response:
    """An entity as a small page, to be shown in a frame."""
    name = request.query_params.get("id", "")[:500]

    def work(graph: KnowledgeGraph) -> bytes:
        iri = reconciliation.entity(graph.store, name)
        if iri is None:
            raise NotFound("entity", name)
        told = entities.identity(graph.store, iri)
        relations = profiles.relations(graph.store, iri, most=0)
        return templates.rendered("preview.html", *addresses.reader(request), entity=told, relations=relations)

    response = await representations.readable(request, representations.made(request, HTML, work))
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


async def view(request: Request) -> Response:
    """Leads to the page of an entity by its identifier."""
    name = request.query_params.get("id", "")
    iri = str(ID) + name if re.fullmatch(r"[a-z]+/.+", name) else name
    address = addresses.link(iri, addresses.root(request))
    if not address.startswith(f"{addresses.root(request)}/id/"):
        raise Problem(404, "not-found", f"no entity {name[:100]!r}")
    return RedirectResponse(address, 303)


def _manifest(place: Place) -> dict[str, Any]:
    base = f"{place.base}/reconcile"
    services = {name: {"service_url": base, "service_path": f"/suggest/{name}"} for name in _SUGGESTED}
    limit = {"name": "limit", "label": "Limit", "type": "number", "default": 0, "help_text": "values of each (0: all)"}
    return {
        "versions": ["0.2"],
        "name": "aikg: the AI industry",
        "identifierSpace": str(ID),
        "schemaSpace": str(AIKG),
        "documentation": f"{place.base}/docs",
        "serviceVersion": __version__,
        "logo": f"{place.base}/static/icon.svg",
        "defaultTypes": [{"id": name, "name": name} for name in reconciliation.TYPES],
        "view": {"url": f"{base}/view?id={{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", "width": 420, "height": 200},
        "suggest": services,
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": [limit],
        },
        "batchSize": reconciling.BATCH,
    }


async def _answer(request: Request, what: str, details: dict[str, Any], callback: str) -> Response:
    media = _SCRIPT if callback else JSON
    asked = {"what": what, "callback": callback, **details}
    question = Question("reconcile", core(request).serving.timeout_s, media, None, details=asked)
    request.scope[QUERY_HASH] = question.key("")[:12]
    return await answer(request, question)


def _callback(given: dict[str, str]) -> str:
    name = given.get("callback", "")
    if name and not _CALLBACK.fullmatch(name):
        raise arguments.bad("callback", "is no name of a JavaScript function")
    return name


def _jsonp(told: dict[str, Any], callback: str) -> Response:
    headers = {"Cache-Control": "no-cache"}
    if not callback:
        return JSONResponse(told, headers=headers)
    return Response(b"/**/%s(%s);" % (callback.encode(), representations.as_json(told)), 200, headers, _SCRIPT)


_SUGGESTED: Final = ("entity", "property", "type")
_READ: Final = ("GET", "HEAD")
_ASKED: Final = [
    parameter("queries", "a batch of reconciliation queries, JSON", example='{"q0":{"query":"智谱"}}'),
    parameter("extend", "a data extension query, JSON"),
    parameter("callback", "a JavaScript function, for JSONP"),
]
_PREFIX: Final = [
    parameter("prefix", "what has been typed", example="Zhi"),
    parameter("cursor", "how many to leave out before", type="integer", minimum=0),
]
_ID: Final = {"GET": {"parameters": [parameter("id", "an identifier", example="organization/xai")]}}
add(
    router, "/reconcile", reconcile, ("GET", "HEAD", "POST"), slash=True,
    described={"GET": {"parameters": _ASKED}, "POST": {"requestBody": body(protocol.FORM)}},
)  # fmt: skip
for _name in _SUGGESTED:
    add(router, f"/reconcile/suggest/{_name}", suggest, _READ, described={"GET": {"parameters": _PREFIX}})
add(
    router, "/reconcile/properties", propose, _READ,
    described={"GET": {"parameters": [parameter("type", "a type", example="Model")]}},
)  # fmt: skip
add(router, "/reconcile/preview", preview, _READ, described=_ID)
add(router, "/reconcile/view", view, _READ, described=_ID)
