"""How deep a request is: Oxigraph's parser and planner recurse, and too deep a text ends the whole process."""

from __future__ import annotations

import re
from typing import Final

from aikg import sparql
from aikg.errors import BadQuery

DEEPEST: Final = 200
"""Brackets within brackets. The engine's parser was seen to die from some 1,500 on; people write fewer than 20."""

LONGEST: Final = 2_000
"""Operators and steps of one request. `1+1+…`, `{} UNION {} …` and rows of BIND are trees as deep as they are long;
the engine was seen to die of some between 2,000 and 8,000."""

_ROW: Final = re.compile(r"(?:[!^+\-]\s*){200}")
_SIGNS: Final = "+-*/|&"
_STEPS: Final = frozenset({"UNION", "OPTIONAL", "MINUS", "BIND", "FILTER", "AS"})
_STEP: Final = re.compile(rf"\b(?:{'|'.join(sorted(_STEPS))})\b", re.IGNORECASE)


def refuse_deep(text: str) -> None:
    """Let a query or update pass that is neither nested too deep nor chained too long.

    Raises:
        BadQuery: it is; with line and column where a bracket is the one too many.
    """
    if sum(map(text.count, "{([")) > DEEPEST:  # else there is nothing to look for, and no token need be read
        _refuse_deep_brackets(text)
    if _ROW.search(text):
        raise BadQuery("more than 200 signs in a row")
    if len(text) > LONGEST and sum(map(text.count, _SIGNS)) + len(_STEP.findall(text)) > LONGEST:
        _refuse_long_chains(text)


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


def _refuse_long_chains(text: str) -> None:
    length, before = 0, ""
    for kind, word in sparql.tokens(text):
        if kind in ("space", "comment"):
            continue
        # After a name a sign belongs to a number, as in `ex:change -5`: data may have as many as it likes.
        signed = kind == "other" and word in _SIGNS and before not in ("iri", "prefixed")
        path = kind == "other" and word in "/|*"
        length += signed or path or (kind == "word" and word.upper() in _STEPS)
        before = kind
    if length > LONGEST:
        raise BadQuery(
            f"more than {LONGEST:,} operators and steps ({length:,}): list values with VALUES or IN, or ask in parts"
        )
