"""How deep a request is nested: Oxigraph's parsers recurse, and too deep a text ends the whole process."""

from __future__ import annotations

import re
from typing import Final

from aikg import sparql
from aikg.errors import BadQuery

DEEPEST: Final = 200
"""Brackets within brackets. The engine's parser was seen to die from some 1,500 on; people write fewer than 20."""

_ROW: Final = re.compile(r"(?:[!^+\-]\s*){200}")


def refuse_deep(text: str) -> None:
    """Let a query or update pass that is not nested too deep.

    Raises:
        BadQuery: it is; with line and column.
    """
    if sum(map(text.count, "{([")) > DEEPEST:  # else there is nothing to look for, and no token need be read
        _refuse_deep_brackets(text)
    if _ROW.search(text):
        raise BadQuery("more than 200 signs in a row")


def _refuse_deep_brackets(text: str) -> None:
    depth, line, at = 0, 1, 0
    for token in sparql.tokens(text):
        if token.kind == "other":
            if token.text in "{([":
                depth += 1
            elif token.text in "})]":
                depth -= 1
            if depth > DEEPEST:
                column = at - text.rfind("\n", 0, at)
                raise BadQuery(f"line {line}: nested deeper than {DEEPEST} brackets", line=line, column=column)
        line += token.text.count("\n")
        at += len(token.text)
