"""`export`: edges in any order to a file in one of six formats, streamed.

The edges are spooled (`spool`), read back sorted, merged into links and written to a scratch file; that pass also
counts the nodes, which every format wants first. So the nodes are written, then the scratch file is copied behind them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
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
from aikg.gephi.links import Vertex
from aikg.gephi.measures import measured
from aikg.gephi.memory import seldom_collected
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
_UNKNOWN = ("", "", "", "")


class Counts(NamedTuple):
    """What was written. `claims` sums the claims of the edges: one that stands behind two edges counts in both."""

    nodes: int
    edges: int
    claims: int


def export(
    edges: Iterable[Edge],
    describe: Describe,
    out: BinaryIO,
    format: str | Dialect,
    *,
    title: str = "",
    dynamic: bool | None = None,
    layout: bool | None = None,
    measures: Mapping[str, Mapping[str, float | int]] | None = None,
    nodes: Iterable[str] = (),
) -> Counts:
    """Write a network of claims; the same edges give the same bytes, in whatever order they come.

    `edges` may be a million and more: memory stays flat (some 160 MB), temporary files take their place. All edges
    that agree in source, kind and target become one, see `aikg.gephi.links.merged`. `describe` is asked for nodes by
    chunks of ids; one that it does not know gets its id as label and no class. `nodes` are ids to be there even
    without an edge. `measures` maps names (`pagerank`) to values by node id and becomes node columns.

    `dynamic` says whether spells are written (GEXF, JSON), `layout` whether nodes get positions; None means spells
    where any edge has a date, positions up to `LAYOUT_NODES` nodes.

    Raises `BadRequest` for an unknown format, `StoreError` where the temporary files cannot be written. What `out`
    raises on writing is passed on.
    """
    dialect = dialect_of(format) if isinstance(format, str) else format
    with _space(), TemporaryFile() as body:
        counts = export_parts(
            edges,
            describe,
            (dialect, out),
            (dialect, body),
            title=title,
            dynamic=dynamic,
            layout=layout,
            measures=measures,
            nodes=nodes,
        )
        out.write(dialect.between().encode())
        body.seek(0)
        copyfileobj(body, out, 1 << 20)
        out.write(dialect.tail().encode())
    return counts


def export_parts(
    edges: Iterable[Edge],
    describe: Describe,
    node_part: tuple[Dialect, IO[bytes]],
    edge_part: tuple[Dialect, IO[bytes]],
    *,
    title: str = "",
    dynamic: bool | None = None,
    layout: bool | None = None,
    measures: Mapping[str, Mapping[str, float | int]] | None = None,
    nodes: Iterable[str] = (),
) -> Counts:
    """Write edges alone to one file and then head and nodes to another; the rest is as in `export`."""
    (node_dialect, node_out), (edge_dialect, edge_out) = node_part, edge_part
    with seldom_collected(), _space(), Spool() as spool:
        pairs = Pairs(_limit(layout) if node_dialect.placed else 0)
        spool.add(edges)
        for name in map(identifier, nodes):
            spool.tallies.add(name)
            pairs.add(name)
        sheet = Sheet(clean(title), spool.dated if dynamic is None else dynamic, measured(measures or {}))
        _pour(edge_dialect.edges(pairs.watch(spool.links()), dynamic=sheet.dynamic), edge_out, edge_dialect)
        number, largest = spool.tallies.summary()
        vertices = _vertices(spool, describe, sheet, pairs.positions(), largest)
        node_out.write(node_dialect.head(sheet).encode())
        _pour(node_dialect.nodes(vertices, sheet), node_out, node_dialect)
    return Counts(number, spool.edges, spool.claims)


def dialect_of(name: str) -> Dialect:
    """The dialect of a format; raises `BadRequest` for an unknown one."""
    if name not in _DIALECTS:
        raise BadRequest(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    return _DIALECTS[name]()


def _limit(layout: bool | None) -> int | None:
    """How many nodes are laid out at most; None stands for any number."""
    return LAYOUT_NODES if layout is None else None if layout else 0


@contextmanager
def _space() -> Iterator[None]:
    """A full disk under the temporary files, in words."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            f"the export could not use its temporary files ({error}): free some space or point TMPDIR elsewhere"
        ) from error


def _pour(pieces: Iterable[str], out: IO[bytes], dialect: Dialect) -> None:
    """Write the pieces, many at a time, a separator between each two."""
    rest = iter(pieces)
    lead = ""
    while chunk := list(islice(rest, _CHUNK)):
        out.write((lead + dialect.separator.join(chunk)).encode())
        lead = dialect.separator


def _vertices(spool: Spool, describe: Describe, sheet: Sheet, positions: Positions, largest: int) -> Iterator[Vertex]:
    """The nodes, sorted by id, described a chunk at a time."""
    rest = spool.tallies.read()
    size = cache(partial(style.size, largest=largest))  # few degrees stand at very many nodes
    while chunk := list(islice(rest, _CHUNK)):
        known = {identifier(node.id): node for node in describe([tally.id for tally in chunk])}
        for tally in chunk:
            yield _vertex(tally, known.get(tally.id), sheet, positions.get(tally.id), size)


def _vertex(
    tally: Tally,
    node: Node | None,
    sheet: Sheet,
    position: tuple[float, float] | None,
    size: Callable[[int], float],
) -> Vertex:
    name, degree, first, last, low, high, undated = tally
    label, kind, label_zh, iri = node[1:] if node else _UNKNOWN
    if not f"{label}{kind}{label_zh}{iri}".isprintable():
        label, kind, label_zh, iri = map(clean, (label, kind, label_zh, iri))
    # A node has a spell only if all its edges have. Gephi's timeline keeps an element that has no spell and takes out
    # an edge with either of its ends: a node that left while an undated edge stays would take that edge along. One
    # spell from the first to the last of its edges', so that a node does not blink between two of them.
    spells = () if undated or low is None or high is None else ((low, high),)
    values = [measure.values.get(name) for measure in sheet.measures] if sheet.measures else ()
    # As in `links.single`, the constructor that is no Python function.
    return tuple.__new__(
        Vertex,
        (
            name,
            label or name,
            kind,
            label_zh,
            iri,
            degree,
            first or "",
            last or "",
            spells,
            size(degree),
            style.colour_of(kind),
            values,
            position,
        ),
    )
