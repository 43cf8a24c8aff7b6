"""The OpenAPI document: the routes, and one operation for each question and view with its own parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from aikg import catalogue
from aikg.catalogue import Parameter, Query
from aikg.network import MEASURES
from aikg.server.arguments import FURTHEST
from aikg.server.media import HTML, NETWORK_FORMATS, ROWS, SPARQL, content_type
from aikg.server.routes import PROBLEM, parameter
from aikg.server.selection import OPTIONS

_TYPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
}
_SECONDS: Final = parameter("timeout", "seconds it may take; it can only lower the server's", type="number")


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an application, made once."""
    if app.openapi_schema is None:
        made = FastAPI.openapi(app)
        for query in catalogue.folder("questions").values():
            made["paths"][f"/queries/{query.name}.{{format}}"] = {"get": _question(query, app)}
        for query in catalogue.folder("views").values():
            made["paths"][f"/views/{query.name}.{{format}}"] = {"get": _view(query, app)}
    assert app.openapi_schema is not None  # noqa: S101
    return app.openapi_schema


def _question(query: Query, app: FastAPI) -> dict[str, Any]:
    formats = {name: content_type(name) for name in ROWS} | {"html": content_type(HTML), "rq": SPARQL}
    own = [_parameter(p, "queries", query.name) for p in query.parameters.values()]
    return _operation(query, "Questions", formats, [*own, *_rows(app), _SECONDS])


def _view(query: Query, app: FastAPI) -> dict[str, Any]:
    formats = {suffix: content_type(kind) for suffix, (_, kind) in NETWORK_FORMATS.items()}
    own = [_parameter(p, "views", query.name) for p in query.parameters.values()]
    options = [_option(option) for option in OPTIONS.values()]
    return _operation(
        query,
        "Views",
        formats | {"html": content_type(HTML), "rq": SPARQL},
        [*own, *options, *_rows(app, " (csv, nodes.csv and html only)"), _SECONDS],
    )


def _rows(app: FastAPI, where: str = "") -> list[dict[str, Any]]:
    most = app.state.core.serving.max_rows
    return [
        parameter("limit", f"rows of a page{where}", type="integer", minimum=1, maximum=most),
        parameter("offset", f"rows before the page{where}", type="integer", minimum=0, maximum=FURTHEST),
    ]


def _operation(query: Query, tag: str, formats: Mapping[str, str], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    suffix = {"name": "format", "in": "path", "required": True, "description": "the suffix, which says the format"}
    suffix["schema"] = {"type": "string", "enum": list(formats)}
    columns = "\n".join(f"- `{name}`: {meaning}" for name, meaning in query.returns.items())
    return {
        "tags": [tag],
        "summary": query.summary,
        "description": "\n\n".join(filter(None, (query.summary, query.description, columns))),
        "operationId": f"{query.folder}-{query.name}",
        "parameters": [suffix, *parameters],
        "responses": {
            "200": {"description": "The answer", "content": {kind: {} for kind in formats.values()}},
            "default": PROBLEM,
        },
    }


def _parameter(given: Parameter, place: str, name: str) -> dict[str, Any]:
    described = _option(given)
    if given.type == "entity" and given.pick != "none":
        described["description"] += f" (an IRI, a CURIE or a name; /{place}/{name}/params/{given.name} lists them)"
    return described | {"required": given.required}


def _option(given: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_TYPES.get(given.type, {"type": "string"}))
    if given.values:
        schema["enum"] = list(given.values)
    if given.name == "measure":
        schema["pattern"] = f"^({'|'.join(MEASURES)})(,({'|'.join(MEASURES)}))*$"
    if given.default is not None:
        schema["default"] = _typed(given, given.default)
    described = parameter(given.name, given.description, **schema)
    return described if given.example is None else described | {"example": _typed(given, given.example)}


def _typed(given: Parameter, text: str) -> Any:
    return {"integer": int, "decimal": float}.get(given.type, str)(text)
