"""What a reader answers to a request of the Reconciliation API, and what such a request must look like."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Final

from aikg import reconciliation
from aikg.graph import KnowledgeGraph
from aikg.identity import is_text
from aikg.reconciliation import CANDIDATES, MOST, PROPERTIES, TYPES, Query
from aikg.server.problems import Problem

BATCH: Final = 100
"""Queries of one batch, and properties of one query."""
IDS: Final = 1_000
"""Entities of one data extension."""
_LONGEST: Final = 1_000
"""Characters of a name or value that are looked at."""


def answer(graph: KnowledgeGraph, asked: Mapping[str, Any]) -> Any:
    """The answer to a request that was read before."""
    store, names = graph.store, graph.names
    match asked["what"]:
        case "queries":
            return {
                name: {"result": reconciliation.candidates(store, _thawed(query), names)}
                for name, query in asked["queries"].items()
            }
        case "extend":
            return reconciliation.extension(store, asked["ids"], asked["properties"])
        case "entity":
            types = tuple(asked["types"])
            return {"result": reconciliation.suggestions(store, asked["prefix"], asked["cursor"], types, names)}
        case "property":
            offered = [(p.id, p.name) for p in PROPERTIES.values()]
            return {"result": reconciliation.suggested(offered, asked["prefix"], asked["cursor"])}
        case _:
            offered = [(name, name) for name in TYPES]
            return {"result": reconciliation.suggested(offered, asked["prefix"], asked["cursor"])}


def batch(text: str) -> dict[str, Any]:
    """The queries of a batch, as they go through a pipe.

    Raises:
        Problem: it is none (400), or too large (413).
    """
    queries = _object(_read(text, "queries"), "queries")
    if len(queries) > BATCH:
        raise Problem(413, "too-large", f"a batch has at most {BATCH} queries; this has {len(queries):,}")
    return {name: _query(f"queries: {name[:40]!r}", query) for name, query in queries.items()}


def wanted(text: str) -> dict[str, Any]:
    """The entities and properties of a data extension.

    Raises:
        Problem: it is none (400), or too large (413).
    """
    given = _object(_read(text, "extend"), "extend")
    ids, props = _list(given.get("ids"), "extend: 'ids'"), _list(given.get("properties"), "extend: 'properties'")
    if len(ids) > IDS or len(props) > BATCH:
        raise Problem(413, "too-large", f"a data extension has at most {IDS:,} ids and {BATCH} properties")
    properties = {}
    for one in props:
        described = _object(one, "extend: a property")
        settings = _object(described.get("settings") or {}, "extend: 'settings'")
        name = _name(described.get("id"), "extend: 'id' of a property")
        properties[name] = _number(settings.get("limit") or 0, "extend: 'limit'", 0, 1_000)
    return {"ids": [_name(id_, "extend: an id") for id_ in ids], "properties": properties}


def _query(where: str, given: Any) -> dict[str, Any]:
    query = _object(given, where)
    unknown = query.keys() - {"query", "type", "limit", "properties", "type_strict"}
    if unknown:
        raise _bad(f"{where} has {', '.join(sorted(unknown))[:100]}, which no reconciliation query has")
    if query.get("type_strict") not in (None, "any", "should", "all"):
        raise _bad(f"{where}: 'type_strict' is one of any, should, all")
    if "query" not in query and not query.get("properties"):
        raise _bad(f"{where} needs 'query', a name, or 'properties'")
    types, properties = query.get("type") or [], query.get("properties", [])
    return {
        "text": _text(query.get("query", ""), f"{where}: 'query'"),
        "types": [_name(t, f"{where}: 'type'") for t in (types if isinstance(types, list) else [types])],
        "limit": _number(query.get("limit") or CANDIDATES, f"{where}: 'limit'", 1, None),
        "properties": [_property(where, one) for one in _list(properties, f"{where}: 'properties'")],
    }


def _property(where: str, given: Any) -> list[Any]:
    one = _object(given, f"{where}: a property")
    value = one.get("v")
    values = value if isinstance(value, list) else [value]
    if len(values) > BATCH:
        raise Problem(413, "too-large", f"{where}: a property has at most {BATCH} values")
    return [_name(one.get("pid"), f"{where}: 'pid'"), [_value(where, v) for v in values]]


def _value(where: str, value: Any) -> str:
    if isinstance(value, dict):
        return _text(value.get("id"), f"{where}: 'id' of a value")
    if isinstance(value, str | int | float):
        return str(value)[:_LONGEST]
    raise _bad(f"{where}: 'v' is text, a number, true or false, or {{'id': …}}, or a list of these")


def _thawed(fields: Mapping[str, Any]) -> Query:
    """A query that went through a pipe."""
    properties = tuple((name, tuple(values)) for name, values in fields["properties"])
    types = tuple(reconciliation.type_of(name) for name in fields["types"])
    return Query(fields["text"], types, min(fields["limit"], MOST), properties)


def _read(text: str, name: str) -> Any:
    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is no JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise _bad(f"{name} is nested too deep") from None
    except ValueError as error:
        raise _bad(f"{name} is no JSON: {str(error)[:200]}") from None


def _object(value: Any, where: str) -> dict[str, Any]:
    found: dict[str, Any] = _a(dict, value, where, "an object")
    return found


def _list(value: Any, where: str) -> list[Any]:
    found: list[Any] = _a(list, value, where, "a list")
    return found


def _text(value: Any, where: str) -> str:
    text: str = _a(str, str(value) if type(value) in (int, float) else value, where, "text")
    return text[:_LONGEST]


def _name(value: Any, where: str) -> str:
    """A text that names a thing of the graph, as no half of a surrogate pair can."""
    text = _text(value, where)
    if not is_text(text):
        raise _bad(f"{where} is no Unicode text: it has half of a surrogate pair")
    return text


def _number(value: Any, where: str, low: int, high: int | None) -> int:
    whole = type(value) in (int, float) and isfinite(value) and value == int(value)
    if not whole or value < low or (high is not None and value > high):
        raise _bad(f"{where} is a whole number from {low}" + ("" if high is None else f" to {high:,}"))
    return min(int(value), 10**6)


def _a(kind: type, value: Any, where: str, name: str) -> Any:
    if not isinstance(value, kind):
        raise _bad(f"{where} is {name}, not {json.dumps(value, default=str)[:60]}")
    return value


def _bad(detail: str) -> Problem:
    return Problem(400, "bad-request", detail)


Reading: Final[Mapping[str, Callable[[str], dict[str, Any]]]] = {"queries": batch, "extend": wanted}
"""How each of the two parameters of the endpoint is read."""
