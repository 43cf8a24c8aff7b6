"""What the default graph of a query is on this server, and how to make it the union of all graphs.

Asked, not known by the server's name: some triples of named graphs are looked for in the default graph, first as it is,
then with each way that some engine has. Of the three servers that are tested, Virtuoso needs nothing, Oxigraph a
parameter, and Fuseki the names of two graphs of its own, which takes its named graphs away unless they are named, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import pyoxigraph as ox

from aikg import sparql
from aikg.errors import AikgError, BadQuery
from aikg.stores.base import Scope
from aikg.stores.remote import virtuoso
from aikg.stores.remote.client import Fields
from aikg.stores.requests import uses

UNION_PARAMETER: Final = (("union-default-graph", ""),)
UNION_GRAPHS: Final = ("urn:x-arq:UnionGraph", "urn:x-arq:DefaultGraph")

STAGING: Final = "urn:aikg:staging:"
"""Graphs on their way to take another's place begin so; they are nobody's."""

_SAMPLE: Final = "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 3"
_IS_VIRTUOSO: Final = f"ASK {{ GRAPH <{virtuoso.SCHEMA}> {{ ?s ?p ?o }} }}"
_GRAPHS: Final = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"

Ask = Callable[[str, Fields], ox.QuerySolutions | ox.QueryBoolean]
"""Sends a query just as it is, with fields beside it."""


@dataclass(frozen=True)
class Ways:
    """How a server is asked for the union: `nature`, `parameter`, `graphs` (Fuseki) or `list` (any other)."""

    union: str
    virtuoso: bool = False

    @property
    def preamble(self) -> str:
        """What keeps the engine's own graphs out of the answer to a simple question."""
        return virtuoso.PREAMBLE if self.virtuoso else ""


class Datasets:
    """The ways of one server, found at the first question to a store that is not empty."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._found: Ways | None = None

    def ways(self) -> Ways:
        """How this server is asked; on an empty store nothing matters and nothing is kept."""
        if self._found is not None:
            return self._found
        is_virtuoso = bool(self._ask(_IS_VIRTUOSO, ()))
        sample = [] if is_virtuoso else _rows(self._ask(_SAMPLE, ()))
        if is_virtuoso:
            self._found = Ways("nature", virtuoso=True)
        elif sample:
            self._found = Ways(self._union_of(_pattern(sample)))
        return self._found or Ways("nature")

    def graphs(self) -> list[str]:
        """The names of all graphs but the engine's own."""
        ways = self.ways()
        names = [row[0].value for row in _rows(self._ask(ways.preamble + _GRAPHS, ())) if _is_name(row[0])]
        hidden = {*virtuoso.OWN_GRAPHS, virtuoso.UNNAMED} if ways.virtuoso else set()
        return [name for name in names if name not in hidden and not name.startswith(STAGING)]

    def of_query(self, text: str, scope: Scope | None) -> tuple[str, Fields]:
        """A query and the fields beside it, so that it sees the dataset it should."""
        ways = self.ways()
        if ways.virtuoso:
            text = virtuoso.prepared(text)
        if scope is not None:
            return text, self._scoped(scope, ways)
        if sparql.names_dataset(text) or ways.union == "nature":
            return text, ()
        if ways.union == "parameter":
            return text, UNION_PARAMETER
        named = self.graphs() if ways.union == "list" or uses(text, "GRAPH") else []
        default = UNION_GRAPHS if ways.union == "graphs" else named
        return text, (*_fields("default-graph-uri", default), *_fields("named-graph-uri", named))

    def of_update(self) -> Fields:
        """The fields beside an update whose WHERE sees the union."""
        ways = self.ways()
        if ways.union == "nature":
            return ()
        if ways.union == "parameter":
            return (("using-union-graph", ""),)
        named = self.graphs()
        default = UNION_GRAPHS if ways.union == "graphs" else named
        return (*_fields("using-graph-uri", default), *_fields("using-named-graph-uri", named))

    def _scoped(self, scope: Scope, ways: Ways) -> Fields:
        unnamed = virtuoso.UNNAMED if ways.virtuoso else UNION_GRAPHS[1] if ways.union == "graphs" else None
        default = [unnamed if name is None else str(name) for name in scope.default]
        if None in default:
            if len(default) > 1 or scope.named:
                raise BadQuery("this server cannot join its unnamed graph with others; name graphs only")
            return ()
        fields = [
            *_fields("default-graph-uri", [name for name in default if name]),
            *_fields("named-graph-uri", map(str, scope.named)),
        ]
        return fields or [("default-graph-uri", f"{STAGING}none")]

    def _union_of(self, pattern: str) -> str:
        question = f"ASK {{ {pattern} }}"
        for way, fields in (
            ("nature", ()),
            ("parameter", UNION_PARAMETER),
            ("graphs", _fields("default-graph-uri", UNION_GRAPHS)),
        ):
            try:
                if self._ask(question, fields):
                    return way
            except AikgError:  # a parameter that a server does not take
                if way == "nature":
                    raise
        return "list"


def _pattern(sample: Iterable[Iterable[object]]) -> str:
    """Triples as a pattern; what is blank is a variable."""
    names = (f"?_{number}" for number in count())
    return " . ".join(
        " ".join(next(names) if isinstance(term, ox.BlankNode) else str(term) for term in row) for row in sample
    )


def _fields(name: str, values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for value in values)


def _rows(found: ox.QuerySolutions | ox.QueryBoolean) -> list[Sequence[ox.NamedNode]]:
    if isinstance(found, ox.QueryBoolean):
        return []
    return [list(solution) for solution in found]


def _is_name(term: object) -> bool:
    return isinstance(term, ox.NamedNode)
