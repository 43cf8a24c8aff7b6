"""What Virtuoso 7 does in its own way. `docs/stores.md` has the whole list; here is what can be made good."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Final

import pyoxigraph as ox

from aikg import sparql
from aikg.sparql import Token

SCHEMA: Final = "http://www.openlinksw.com/schemas/virtrdf#"
"""The graph in which it keeps its own mappings: who has it is Virtuoso."""
OWN_GRAPHS: Final = (
    SCHEMA,
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
    "http://localuriqaserver/sparql",
)
UNNAMED: Final = f"{SCHEMA}DefaultSparul11Target"
"""Every triple is in a named graph; this is the one for those that have none."""
PREAMBLE: Final = "".join(
    f"define input:{kind} <{graph}> "
    for graph in OWN_GRAPHS
    for kind in ("default-graph-exclude", "named-graph-exclude")
)
"""Keeps its own graphs out. Fit for simple questions only: with it, joins and OPTIONALs lose rows."""

_NODE: Final = b'"type": "bnode", "value": "nodeID://'
_NOTHING: Final = "<urn:aikg:nothing>"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


def prepared(text: str) -> str:
    """A query in words that it understands as the others do.

    DESCRIBE gives what a node says, not what is said of it. And the VALUES behind a query gets a row more, of something
    that does not exist: if it has but one, Virtuoso does not join it but writes it into every row.
    """
    if sparql.form(text) == "DESCRIBE":
        return f'define sql:describe-mode "CBD" {text}'
    tokens = list(sparql.tokens(text))
    start = _values_behind(tokens)
    ends = [index for index, token in enumerate(tokens) if token == Token("other", "}")]
    if start is None or not ends or ends[-1] < start:
        return text
    columns = list(takewhile(lambda token: token.text != "{", tokens[start:]))
    names = [_NOTHING for token in columns if token.kind == "variable"]
    row = f"({' '.join(names)})" if Token("other", "(") in columns else _NOTHING
    tokens.insert(ends[-1], Token("other", f" {row} "))
    return "".join(token.text for token in tokens)


def mended(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """An answer in JSON, with names of blank nodes that are names: Virtuoso gives `nodeID://b1`, not `b1`."""
    held = b""
    for chunk in chunks:
        held = (held + chunk).replace(_NODE, _NODE.removesuffix(b"nodeID://"))
        yield held[: -len(_NODE)]
        held = held[-len(_NODE) :]
    yield held


def keeps(value: ox.Literal) -> bool:
    """Whether it gives a literal back with the value it was given."""
    match value.datatype.value.removeprefix(_XSD):
        case "integer":
            return _INTEGER.fullmatch(value.value) is not None
        case "duration" | "dayTimeDuration" | "yearMonthDuration":
            return False
        case "decimal" | "double" | "float":
            return any(character.isdigit() for character in value.value) or value.value in ("NaN", "INF", "-INF")
        case _:
            return True


def _values_behind(tokens: list[Token]) -> int | None:
    """Where the VALUES behind a query begins."""
    depth, start = 0, None
    for index, (kind, text) in enumerate(tokens):
        if kind == "word" and depth == 0 and text.upper() == "VALUES":
            start = index
        elif kind == "other":
            depth += (text in "{(") - (text in "})")
    return start
