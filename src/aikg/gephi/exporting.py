"""`export`: edges in any order to a file in one of six formats, streamed.

The edges are spooled (`spool`), read back sorted, merged into links and written to a scratch file; that pass also
counts the nodes, which every format wants first. So the nodes are written, then the scratch file is copied behind them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, BinaryIO, NamedTuple

from aikg.errors import BadRequest, StoreError
from aikg.gephi import style
from aikg.gephi.dialect import Dialect, Sheet
from aikg.gephi.documents import Cytoscape, NodeLink
from aikg.gephi.gexf import Gexf
from aikg.gephi.graphml import GraphMl
from aikg.gephi.layout import LAYOUT_NODES, Pairs, Positions
from aikg.gephi.links import Link, Vertex
from aikg.gephi.measures import Values, columns
from aikg.gephi.spool import Spool, identifier
from aikg.gephi.tables import EdgeTable, NodeTable
from aikg.gephi.tallies import Tally
from aikg.gephi.text import clean
from aikg.network import Edge, Node

Describe = Callable[[Sequence[str]], Iterable[Node]]

_DIALECTS: Mapping[str, Callable[[], Dialect]] = {
    "gexf": Gexf,
    "graphml": GraphMl,
    "csv": EdgeTable,
    "csv-nodes": NodeTable,
    "cytoscape": Cytoscape,
    "json": NodeLink,
}
#: The names of the formats.
FORMATS = tuple(_DIALECTS)

#: Ids that `describe` is asked for at once, and pieces that are joined before they are written.
_CHUNK = 1_000


class Counts(NamedTuple):
    """What was written. `claims` sums the claims of the edges: one that stands behind two edges counts in both."""

    nodes: int
    edges: int
    claims: int


def export(
    edges: Iterable[Edge],
    describe: Describe,
    out: BinaryIO,
    format: str,  # noqa: A002 - the word that the command line and HTTP use
    *,
    title: str = "",
    dynamic: bool | None = None,
    layout: bool | None = None,
    measures: Mapping[str, Mapping[str, float | int]] | None = None,
    nodes: Iterable[str] = (),
) -> Counts:
    """Write a network of claims; the same edges give the same bytes, in whatever order they come.

    `edges` may be a million and more: memory stays flat (some 100 MB), temporary files take their place. All edges
    that agree in source, kind and target become one, see `aikg.gephi.links.link`. `describe` is asked for nodes by
    chunks of ids; one that it does not know gets its id as label and no class. `nodes` are ids to be there even
    without an edge. `measures` maps names (`pagerank`) to values by node id and becomes node columns.

    `dynamic` says whether spells are written (GEXF, JSON), `layout` whether nodes get positions; None means spells
    where any edge has a date, positions up to `LAYOUT_NODES` nodes.

    Raises `BadRequest` for an unknown format, `StoreError` where the temporary files cannot be written. What `out`
    raises on writing is passed on.
    """
    dialect = _dialect(format)
    with _scratch() as body, Spool() as spool:
        pairs = Pairs(_limit(layout) if dialect.placed else 0)
        with _stored():
            spool.add(edges)
            spool.tallies.add(map(identifier, nodes))
            sheet = Sheet(clean(title), spool.dated if dynamic is None else dynamic, *columns(measures or {}))
            counter = _Counter()
            _pour(dialect.edges(counter.watch(pairs.watch(spool.links())), dynamic=sheet.dynamic), body, dialect)
            number, largest = spool.tallies.summary()
        out.write(dialect.head(sheet).encode())
        vertices = _vertices(spool, describe, sheet, pairs, largest)
        _pour(dialect.nodes(vertices, sheet), out, dialect)
        out.write(dialect.between().encode())
        body.seek(0)
        copyfileobj(body, out, 1 << 20)
        out.write(dialect.tail().encode())
    return Counts(number, counter.edges, counter.claims)
