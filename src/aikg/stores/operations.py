"""A SPARQL Update request as its operations: what each sees, and the same operation over another dataset.

Oxigraph's update has no "default graph is the union", which a query has. So what a WHERE finds in the union is asked
first, as a query, and the operation is rewritten over those solutions; templates are left to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aikg import sparql
from aikg.errors import BadQuery
from aikg.sparql import Token
from aikg.stores.base import Scope

DECODE: Final = "urn:aikg:decode"
"""The function that turns `BLANK` names into blank nodes again, which no VALUES block can hold."""
BLANK: Final = "urn:aikg:blank:"

_OPENING, _CLOSING = "{([", "})]"
_FRESH: Final = re.compile(r"_:|\[|\(")


@dataclass(frozen=True)
class Operation:
    """One operation. For a DELETE/INSERT … WHERE, `templates` is all before WHERE and `where` its group."""

    prologue: str
    text: str
    templates: str = ""
    where: str = ""
    names_dataset: bool = False

    @property
    def sees_union(self) -> bool:
        """Whether it has a WHERE over the default dataset, which is the union of all graphs."""
        return bool(self.where) and not self.names_dataset

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of its templates, in a fixed order."""
        return tuple(sorted(sparql.variables(self.templates)))

    def as_query(self) -> str:
        """The query whose solutions the operation is about."""
        distinct = "" if _FRESH.search(self.templates) else "DISTINCT "
        names = " ".join(f"?{name}" for name in self.variables) or "(1 AS ?_aikg)"
        return f"{self.prologue}\nSELECT {distinct}{names} WHERE {self.where}"

    def over(self, rows: Iterable[Sequence[str | None]]) -> Operation:
        """The same operation over given solutions: a term for each variable, in SPARQL's syntax, None for unbound."""
        names = self.variables or ("_aikg",)
        lines = ["(" + " ".join(term or "UNDEF" for term in row) + ")" for row in rows]
        coded = "_coded" if any(BLANK in line for line in lines) else ""
        values = "VALUES (" + " ".join(f"?{name}{coded}" for name in names) + ") {\n" + "\n".join(lines) + "\n}"
        if coded:
            values += "".join(f"\nBIND(<{DECODE}>(?{name}{coded}) AS ?{name})" for name in names)
        return replace(self, text=f"{self.templates}\nWHERE {{ {values} }}", where="")

    def using(self, scope: Scope) -> Operation:
        """The same operation over a dataset that the request names beside its text."""
        if not self.where:
            return self
        clauses = [f"USING <{graph}>" for graph in scope.default] + [f"USING NAMED <{graph}>" for graph in scope.named]
        return replace(self, text=f"{self.templates}\n{' '.join(clauses)}\nWHERE {self.where}", names_dataset=True)


def split(text: str) -> list[Operation]:
    """The operations of a request, each with the prologue that holds for it."""
    operations: list[Operation] = []
    prologue: list[Token] = []
    for tokens in _parts(text):
        head = _prologue_length(tokens)
        prologue += tokens[:head]
        body = tokens[head:]
        if any(token.kind == "word" for token in body):
            operations.append(_operation(_joined(prologue).strip(), body))
    return operations


def joined(operations: Iterable[Operation]) -> str:
    """One request of several operations. Oxigraph reads PREFIX and BASE only at its beginning, so all stand there."""
    steps = list(operations)
    return "\n".join([*(step.prologue for step in steps[-1:]), " ;\n".join(step.text for step in steps)])


def refuse_second_dataset(operations: Iterable[Operation]) -> None:
    """A dataset beside the request and another inside it exclude each other (SPARQL 1.1 Protocol, 2.2.3).

    Raises:
        BadQuery: an operation has USING or WITH.
    """
    if any(operation.names_dataset for operation in operations):
        raise BadQuery("the request names its dataset twice: USING or WITH in the text, and using-graph-uri beside it")


def _parts(text: str) -> Iterable[list[Token]]:
    part: list[Token] = []
    depth = 0
    for token in sparql.tokens(text):
        depth += _step(token)
        if depth == 0 and token == Token("other", ";"):
            yield part
            part = []
        elif token.kind != "comment":
            part.append(token)
    yield part


def _step(token: Token) -> int:
    if token.kind != "other":
        return 0
    return (token.text in _OPENING) - (token.text in _CLOSING)


def _prologue_length(tokens: list[Token]) -> int:
    """How many tokens belong to PREFIX and BASE lines."""
    end = 0
    for index, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() not in ("PREFIX", "BASE"):
            break
        if token.kind == "iri":
            end = index + 1
    return end


def _operation(prologue: str, body: list[Token]) -> Operation:
    keywords = _keywords(body)
    plain = Operation(prologue, _joined(body))
    words = [word for word, _ in keywords]
    if words[0] not in ("WITH", "DELETE", "INSERT") or words[1:2] == ["DATA"] or "WHERE" not in words:
        return plain
    at = keywords[words.index("WHERE")][1]
    templates, where = _joined(body[:at]), _joined(body[at + 1 :])
    if words[:2] == ["DELETE", "WHERE"]:
        templates = f"DELETE {where}"
    names_dataset = "WITH" in words or "USING" in words
    return replace(plain, templates=templates, where=where, names_dataset=names_dataset)


def _keywords(body: list[Token]) -> list[tuple[str, int]]:
    """The words outside all brackets, with their places."""
    found = []
    depth = 0
    for index, token in enumerate(body):
        depth += _step(token)
        if depth == 0 and token.kind == "word":
            found.append((token.text.upper(), index))
    return found


def _joined(tokens: Iterable[Token]) -> str:
    return "".join(token.text for token in tokens)
