"""The SPARQL 1.1 Protocol: what a request asks for, wherever it says so."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from rdflib import URIRef
from starlette.requests import Request

from aikg.server import bodies
from aikg.server.problems import Problem
from aikg.stores import Scope

QUERY_BYTES: Final = 1024 * 1024
UPDATE_BYTES: Final = 32 * 1024 * 1024
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_SHORT: Final = 64 * 1024
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\\x7f]*")

Parameters = dict[str, list[str]]


class Operation(NamedTuple):
    """A query or an update, the dataset that the request names beside it, and the time-out it asks for."""

    kind: str
    text: str
    scope: Scope | None
    seconds: float | None


def parameters(text: str) -> Parameters:
    """The parameters of a query string or form, each with all its values.

    Raises:
        Problem: not UTF-8, or far too many.
    """
    found: Parameters = defaultdict(list)
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=2_000)
    except UnicodeDecodeError:
        raise Problem(400, "not-utf-8", "the parameters are not UTF-8") from None
    except ValueError as error:
        raise Problem(400, "bad-request", f"the parameters cannot be read: {error}") from None
    for name, value in pairs:
        if "\0" in name or "\0" in value:
            raise Problem(400, "not-text", "the parameters hold NUL characters")
        found[name].append(value)
    return dict(found)


async def of_form(text: str) -> Parameters:
    """The parameters of a form, errors as for `parameters`; a long one is read in a thread, since others wait."""
    return parameters(text) if len(text) <= _SHORT else await asyncio.to_thread(parameters, text)


def of_url(request: Request) -> Parameters:
    """The parameters in the URL of a request."""
    return parameters(request.scope["query_string"].decode("latin-1"))


def media_type(request: Request) -> str:
    """The media type of the body, in lower case, without parameters.

    Raises:
        Problem: it is in another character set than UTF-8.
    """
    name, *rest = (part.strip() for part in request.headers.get("content-type", "").lower().split(";"))
    for parameter in rest:
        key, _, value = parameter.partition("=")
        if key.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8", "us-ascii"):
            raise Problem(415, "unsupported-charset", f"the body must be UTF-8, not {value.strip()[:40]!r}")
    return name


async def of_body(request: Request, kind: str, most: int) -> tuple[str, Parameters]:
    """The kind and the parameters of a POST: those of the URL, and those of the form or the text itself as one more."""
    given = of_url(request)
    if kind != FORM:
        name = "query" if kind == QUERY else "update"
        if "query" in given or "update" in given:
            raise Problem(400, "bad-request", f"the {name} is the body; leave query= and update= out of the URL")
        return name, {**given, name: [bodies.text(await bodies.read(request, most))]}
    for name, values in (await of_form(bodies.text(await bodies.read(request, most)))).items():
        given.setdefault(name, []).extend(values)
    asked = [name for name in ("query", "update") if name in given]
    if len(asked) != 1:
        raise Problem(400, "bad-request", "give either query or update, and once")
    return asked[0], given


def operation(kind: str, given: Parameters) -> Operation:
    """The operation that parameters describe.

    Raises:
        Problem: query or update are missing or given twice, a graph is no IRI, or the time-out no number.
    """
    texts = given.get(kind, [])
    if len(texts) != 1:
        raise Problem(400, "bad-request", f"give {kind} exactly once; it is there {len(texts)} times")
    default, named = (
        ("default-graph-uri", "named-graph-uri")
        if kind == "query"
        else (
            "using-graph-uri",
            "using-named-graph-uri",
        )
    )
    scope = None
    if default in given or named in given:
        scope = Scope(
            tuple(graph(name, default) for name in given.get(default, [])),
            tuple(graph(name, named) for name in given.get(named, [])),
        )
    return Operation(kind, texts[0], scope, seconds(given.get("timeout", [])))


def graph(name: str, parameter: str) -> URIRef:
    """The name of a graph, an absolute IRI.

    Raises:
        Problem: it is none.
    """
    if not _IRI.fullmatch(name):
        raise Problem(400, "bad-parameter", f"{parameter} is no absolute IRI: {name[:200]!r}", parameter=parameter)
    return URIRef(name)


def seconds(values: list[str]) -> float | None:
    """The time-out that is asked for, if any.

    Raises:
        Problem: it is no number above 0.
    """
    if not values:
        return None
    try:
        wanted = float(values[-1])
    except ValueError:
        wanted = -1.0
    if not 0 < wanted < 1e6:
        raise Problem(400, "bad-parameter", "timeout is a number of seconds, above 0", parameter="timeout")
    return wanted
