"""What all stores share: which requests are refused, what a replacement is in SPARQL Update, the data version."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from textwrap import shorten
from typing import Final

import pyoxigraph as ox
from rdflib import URIRef

from aikg import sparql
from aikg.errors import BadQuery
from aikg.sparql import Form
from aikg.stores.base import Graphs
from aikg.stores.nesting import refuse_deep
from aikg.terms import Triple, to_engine
from aikg.vocabulary import META_GRAPH, SCHEMA

VERSION: Final = (ox.NamedNode(str(META_GRAPH)), ox.NamedNode(str(SCHEMA.version)))
"""Subject and predicate of the one quad, in the graph called like its subject, that holds the data version."""


def query_form(text: str) -> Form:
    """The form of a query.

    Raises:
        BadQuery: it is no query, asks for SERVICE, or is nested too deep.
    """
    refuse_deep(text)
    form = sparql.form(text)
    if form == "UPDATE":
        raise BadQuery("this is an update, not a query")
    _refuse_reaching_out(text)
    return form


def check_update(text: str) -> None:
    """Let an update pass.

    Raises:
        BadQuery: it is no update, asks for LOAD or SERVICE, or is nested too deep.
    """
    refuse_deep(text)
    if sparql.form(text) != "UPDATE":
        raise BadQuery("this is a query, not an update")
    _refuse_reaching_out(text)


def uses(text: str, keyword: str) -> bool:
    """Whether a keyword, such as FROM or GRAPH, stands in a query."""
    return any(token.kind == "word" and token.text.upper() == keyword for token in sparql.tokens(text))


def replacement(graphs: Graphs, adding: Graphs | None = None, removing: Graphs | None = None) -> str:
    """The update that makes each graph hold exactly the given triples, and changes others; '' where there are none."""
    steps = ["DROP SILENT DEFAULT" if graph is None else f"DROP SILENT GRAPH {to_engine(graph)}" for graph in graphs]
    if removing and any(removing.values()):
        steps.append(f"DELETE DATA {{ {_blocks(removing)} }}")
    if inserted := merged(graphs, adding or {}):
        steps.append(insertion(inserted))
    return " ;\n".join(steps)


def merged(*several: Graphs) -> dict[URIRef | None, Collection[Triple]]:
    """The triples of several groups of graphs, without graphs that have none."""
    found: dict[URIRef | None, Collection[Triple]] = {}
    for graphs in several:
        for graph, triples in graphs.items():
            if triples:
                found[graph] = [*found[graph], *triples] if graph in found else triples
    return found


def insertion(graphs: Graphs) -> str:
    """The update that adds triples to graphs; one block for all, so that graphs may share a blank node."""
    return f"INSERT DATA {{ {_blocks(graphs)} }}"


def _blocks(graphs: Graphs) -> str:
    blocks: list[str] = []
    for graph, triples in graphs.items():
        if triples:
            lines = " .\n".join(" ".join(str(to_engine(term)) for term in triple) for triple in triples)
            blocks.append(f"{lines} .\n" if graph is None else f"GRAPH {to_engine(graph)} {{\n{lines}\n}}")
    return " ".join(blocks)


def followed_by(update: str, step: str) -> str:
    """Two updates as one request, which an engine runs as one transaction; a trailing `;` of the first is no error."""
    said = [token.text for token in sparql.tokens(update) if token.kind != "comment" and not token.text.isspace()]
    return f"{update}\n{step}" if said[-1:] == [";"] else f"{update}\n;\n{step}"


def with_version(change: str, version: str) -> str:
    """A change of ours and the update that sets the new data version, as one request."""
    return f"{change} ;\n{version}"


def next_version(version: str, change: str) -> str:
    """The data version that a change makes of another."""
    return hashlib.sha256(f"{version}\0{change}".encode()).hexdigest()[:16]


def version_update(version: str) -> str:
    """The update that sets the data version."""
    subject, predicate = VERSION
    return (
        f"DELETE WHERE {{ GRAPH {subject} {{ {subject} {predicate} ?version }} }} ;\n"
        f'INSERT DATA {{ GRAPH {subject} {{ {subject} {predicate} "{version}" }} }}'
    )


def bad_query(message: str, text: str = "") -> BadQuery:
    """`error at 2:8: expected …`, said of a text, as an error that knows its line and column."""
    head, _, rest = message.partition(": ")
    place = head.removeprefix("error at ").split(":")
    if len(place) == 2 and all(part.isdigit() for part in place):
        line, column = map(int, place)
        if text and (line, column) >= _end(text) and (opened := sparql.unclosed(text)):
            bracket, line, column = opened
            return BadQuery(f"line {line}, column {column}: this {bracket} is never closed", line=line, column=column)
        if "Prefix not found" in rest:
            rest = "this prefix is not declared; add a PREFIX line for it"
        words = shorten(_readable(rest), 200, placeholder=" …")
        return BadQuery(f"line {line}, column {column}: {words}", line=line, column=column)
    return BadQuery(message)


def _readable(expected: str) -> str:
    """What the engine expects, without the classes of characters that a name may be made of."""
    if not expected.startswith("expected "):
        return expected
    kinds = re.split(r", (?![^\[]*\])", expected.removeprefix("expected ").removeprefix("one of "))
    named = [kind for kind in kinds if not kind.startswith("[")]
    if not named or "[_]" in kinds:  # any sign at all: the engine does not know
        return "this cannot stand here"
    return f"expected {'one of ' if len(named) > 1 else ''}{', '.join(named)}"


def _end(text: str) -> tuple[int, int]:
    """Line and column after the last sign that is not white."""
    lines = text.rstrip().split("\n")
    return len(lines), len(lines[-1]) + 1


def _refuse_reaching_out(text: str) -> None:
    if isinstance(text, sparql.Bound):
        return
    if keyword := sparql.reaches_out(text):
        raise BadQuery(
            f"{keyword} is refused: a query reads this graph only; fetch the data first, then `aikg load` it"
        )
