"""What a store can do. Everything above this floor works on any object that does it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from rdflib import Dataset, URIRef

from aikg.formats import RdfFormat
from aikg.terms import Term, Triple

Graphs = Mapping[URIRef | None, Collection[Triple]]
"""Triples by the graph that they are in; None is the unnamed one."""

Row = tuple[Any, ...]
"""One `Term` a variable, None where it is unbound."""


class Solutions(NamedTuple):
    """The answer to a SELECT: names of the columns, and the rows as a stream that can be read once."""

    variables: tuple[str, ...]
    rows: Iterator[Row]


class Table(NamedTuple):
    """The answer to a SELECT as plain strings, '' where a variable is unbound; the rows can be read once."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[str, ...]]


class Triples(NamedTuple):
    """The answer to a CONSTRUCT or DESCRIBE, as a stream that can be read once."""

    triples: Iterator[Triple]


Answer = Solutions | Triples | bool


class Scope(NamedTuple):
    """The dataset that a request names, exactly: graphs merged as default graph, and named ones. None = the unnamed."""

    default: tuple[URIRef | None, ...] = ()
    named: tuple[URIRef, ...] = ()


class Store(Protocol):
    """A set of quads with SPARQL 1.1. The default graph of a query is the union of all graphs.

    A write is acknowledged when its method returns: it then survives the death of the process.
    """

    def query(self, text: str) -> Answer:
        """Answer a query with rdflib terms.

        Raises:
            BadQuery: the query cannot be read, or asks for SERVICE.
            StoreError: the engine failed.
        """
        ...

    def select(self, text: str) -> Iterator[Row]:
        """The rows of a SELECT, with rdflib terms.

        Raises:
            BadQuery: as `query`, or it is not a SELECT.
        """
        ...

    def lexical(self, text: str) -> Iterator[tuple[str, ...]]:
        """The rows of a SELECT as plain strings, '' where a variable is unbound: for long results.

        Raises:
            BadQuery: as `query`, or it is not a SELECT.
        """
        ...

    def table(self, text: str) -> Table:
        """`lexical`, with the names of the columns."""
        ...

    def write_answer(
        self, text: str, out: BinaryIO, media: str, *, scope: Scope | None = None, most: int | None = None
    ) -> bool:
        """Answer a query as a document: `json`, `csv`, `tsv`, `xml` for SELECT and ASK, else a triple format.

        `scope` is the dataset, if it is not to be that of the query or the union. After `most` rows or triples the
        answer stops and True comes back; where the format has comments, one says so at the end.

        Raises:
            BadQuery: as `query`.
            BadRequest: the format does not fit the kind of query.
        """
        ...

    def update(self, text: str, *, scope: Scope | None = None) -> None:
        """Run a SPARQL Update as one atomic step.

        A WHERE sees the union of all graphs, unless USING, WITH or `scope` says otherwise; what is inserted or deleted
        outside GRAPH is in the unnamed graph.

        Raises:
            BadQuery: the update cannot be read, asks for LOAD or SERVICE, or names its dataset twice.
        """
        ...

    def replace(self, graphs: Graphs, *, adding: Graphs | None = None, removing: Graphs | None = None) -> None:
        """Make each graph hold exactly the given triples (none = the graph goes), all in one atomic step.

        None stands for the unnamed graph. In the same step triples are removed from and then added to other graphs,
        at a cost that does not depend on how large these are.
        """
        ...

    def add(self, graphs: Graphs) -> None:
        """Add triples to graphs (None = the unnamed), all in one atomic step."""
        ...

    def load(self, path: Path, graph: URIRef | None = None) -> None:
        """Load a file in bulk, fast and not atomic; triples without a graph go into `graph`, else the default graph.

        Raises:
            UnreadableInput: with file, line and column.
        """
        ...

    def insert(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Add a long stream of triples to a graph, fast and not atomic."""
        ...

    def insert_quads(self, rows: Iterable[tuple[URIRef, Term, Term, Term]]) -> None:
        """Add a long stream of (graph, subject, predicate, object), fast and not atomic."""
        ...

    def graphs(self) -> Iterator[URIRef]:
        """The names of the named graphs."""
        ...

    def holds(self, graph: URIRef | None) -> bool:
        """Whether there is a triple in a graph (None = the unnamed)."""
        ...

    def unnamed(self) -> Triple | None:
        """Some triple that stands in no graph with an IRI, or None."""
        ...

    def dump(self, out: BinaryIO, rdf_format: RdfFormat) -> None:
        """Write all quads, in the same order for the same quads."""
        ...

    def version(self) -> str:
        """The data version: differs after each write; the same sequence of writes gives the same version."""
        ...

    def dataset(self) -> Dataset:
        """An rdflib Dataset over the same quads."""
        ...

    def __len__(self) -> int:
        """How many quads there are."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...
