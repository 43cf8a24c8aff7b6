"""How routes are added: one for each method, so that the OpenAPI document has one operation each."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

Endpoint = Callable[..., Coroutine[Any, Any, Response]]

PROBLEM: Final = {
    "description": "What went wrong; `error` is a fixed word, `detail` says it in words, with the cure",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error", "detail"],
                "properties": {
                    "error": {"type": "string"},
                    "detail": {"type": "string"},
                    "line": {"type": ["integer", "null"]},
                    "column": {"type": ["integer", "null"]},
                },
            }
        }
    },
}


def add(
    router: APIRouter,
    path: str,
    endpoint: Endpoint,
    methods: Iterable[str],
    *,
    response_class: type[Response] = Response,
    slash: bool = False,
    described: Mapping[str, Mapping[str, Any]] | None = None,
    in_schema: bool = True,
) -> None:
    """Add an endpoint for some methods, with `slash` also under the path with a slash at its end.

    `described` has for each method what its OpenAPI operation says beside the endpoint's docstring.
    A second path to the same is left out of that document (`in_schema`).
    """
    for form in (path, f"{path}/") if slash else (path,):
        for method in methods:
            router.add_api_route(
                form,
                endpoint,
                methods=[method],
                response_class=response_class,
                include_in_schema=in_schema and form == path and method != "HEAD",
                responses={"default": PROBLEM},
                openapi_extra=dict((described or {}).get(method, {})),
            )


def parameter(name: str, what: str, *, many: bool = False, **schema: Any) -> dict[str, Any]:
    """A query parameter in an OpenAPI operation."""
    kind = {"type": "string", **schema}
    return {
        "name": name,
        "in": "query",
        "description": what,
        "schema": {"type": "array", "items": kind} if many else kind,
    }


def body(*media: str) -> dict[str, Any]:
    """A body of some media types in an OpenAPI operation."""
    return {"required": True, "content": {name: {"schema": {"type": "string"}} for name in media}}
