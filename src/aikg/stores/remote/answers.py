"""Answers that arrive: parsed row by row, or passed on as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import pyoxigraph as ox

from aikg import formats
from aikg.errors import StoreError
from aikg.stores.base import Row
from aikg.stores.remote import terms
from aikg.stores.remote.client import Body
from aikg.terms import Triple

ROWS: Final = formats.ROWS["json"]
"""Every engine writes JSON without a fault. Virtuoso's CSV and TSV put values into wrong columns."""
TRIPLES: Final = formats.TRIPLES["ntriples"]


T = TypeVar("T")


def solutions(body: Body) -> ox.QuerySolutions | ox.QueryBoolean:
    """The head of an answer in JSON; its rows follow while they are read."""
    with unbroken(body):
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
    if isinstance(found, ox.QueryBoolean):
        body.close()
    return found


def rows(found: ox.QuerySolutions, body: Body) -> Iterator[Row]:
    """The rows as rdflib terms."""
    columns = range(len(found.variables))
    with unbroken(body):
        for solution in whole(found, body):
            yield tuple(None if (term := solution[i]) is None else terms.term(term) for i in columns)


def strings(found: ox.QuerySolutions, body: Body) -> Iterator[tuple[str, ...]]:
    """The rows as plain strings."""
    columns = range(len(found.variables))
    with unbroken(body):
        for solution in whole(found, body):
            yield tuple("" if (term := solution[i]) is None else terms.value(term) for i in columns)


def engine_triples(body: Body) -> Iterator[ox.Triple]:
    """The triples of an answer in N-Triples; an engine may send one twice, which a graph does not hold."""
    with unbroken(body):
        for found in whole(ox.parse(body, format=ox.RdfFormat.N_TRIPLES), body):  # type: ignore[arg-type]
            yield terms.quad(found).triple


def triples(body: Body) -> Iterator[Triple]:
    """The triples as rdflib terms."""
    for found in engine_triples(body):
        yield terms.term(found.subject), terms.term(found.predicate), terms.term(found.object)


def whole(found: Iterable[T], body: Body) -> Iterator[T]:
    """What is found, and at its end an error if the server cut it."""
    rows = 0
    for row in found:
        rows += 1
        yield row
    body.refuse_cut(rows)


@contextmanager
def unbroken(body: Body) -> Iterator[None]:
    """Say what went wrong on the wire, not what a parser made of it; close the connection when reading stops early.

    Raises:
        StoreError: the answer is cut, late, or no answer at all.
    """
    try:
        yield
    except (SyntaxError, OSError, ValueError) as error:
        body.close()
        raise body.failure or StoreError(f"the server's answer cannot be read: {error}") from error
    except BaseException:
        body.close()
        raise
