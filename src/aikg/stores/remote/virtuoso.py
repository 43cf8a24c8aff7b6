"""What Virtuoso 7 does in its own way. `docs/stores.md` has the whole list; here is what can be made good."""

from __future__ import annotations

import re
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

NOTHING: Final = "<urn:aikg:nothing>"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


def prepared(text: str) -> str:
    """A query in words that it understands as the others do.

    DESCRIBE gives what a node says, not what is said of it. And a VALUES of one row behind the query, which it does
    not join but writes into every row, gets a second row, of something that does not exist.
    """
    if sparql.form(text) == "DESCRIBE":
        return f'define sql:describe-mode "CBD" {text}'
    tokens = list(sparql.tokens(text))
    if (place := _after_one_row(tokens)) is None:
        return text
    at, width = place
    row = NOTHING if width is None else f"({' '.join([NOTHING] * width)})"
    tokens.insert(at, Token("other", f" {row} "))
    return "".join(token.text for token in tokens)


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


def _after_one_row(tokens: list[Token]) -> tuple[int, int | None] | None:
    """Where the one row of a VALUES behind the query ends, and of how many columns it is (None: without brackets)."""
    depth, start = 0, None
    for index, (kind, text) in enumerate(tokens):
        if kind == "word" and depth == 0 and text.upper() == "VALUES":
            start = index
        depth += (text in ("{", "(")) - (text in ("}", ")")) if kind == "other" else 0
    if start is None:
        return None
    said = [i for i in range(start, len(tokens)) if not (tokens[i].text.isspace() or tokens[i].kind == "comment")]
    texts = [tokens[i].text for i in said]
    opening, closing = texts.index("{"), len(texts) - 1 - texts[::-1].index("}")
    inside = texts[opening + 1 : closing]
    if "(" not in texts[:opening]:
        terms = [text for text in inside if not text.startswith(("@", "^"))]
        literal = inside[1:2] == ["^"] or (inside[1:2] and inside[1].startswith("@"))
        return (said[closing], None) if len(terms) == 1 or (literal and len(terms) < 3) else None
    width = sum(text.startswith(("?", "$")) for text in texts[:opening])
    return (said[closing], width) if inside.count("(") == 1 else None
