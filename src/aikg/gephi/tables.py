"""Two CSV tables, nodes and edges, as Gephi's spreadsheet import and any spreadsheet read them (RFC 4180, UTF-8).

Lists are joined by `|`. A text that a spreadsheet would run as a formula gets a leading apostrophe (`aikg.cells`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from aikg.cells import cell
from aikg.gephi.dialect import LISTS, Sheet, edge_id, lists, number
from aikg.gephi.links import Link, Vertex

# No column is called "interval" or "timestamp" of any sort: Gephi would read it as a time.
_NODE_COLUMNS = ("Id", "Label", "class", "label_zh", "iri", "degree", "first_seen", "last_seen")
_EDGE_COLUMNS = (
    *("Source", "Target", "Type", "Kind", "Id", "Label", "Weight", "claims"),
    *LISTS,
    *("first_seen", "last_seen", "potential"),
)


class NodeTable:
    """`Id,Label,…` and a column for each measure."""

    separator: ClassVar[str] = ""
    placed: ClassVar[bool] = False

    def head(self, sheet: Sheet) -> str:
        """The header row."""
        return ",".join([*_NODE_COLUMNS, *(cell(measure.name) for measure in sheet.measures)]) + "\r\n"

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """One row a node."""
        for vertex in vertices:
            texts = (vertex.id, vertex.label, vertex.type, vertex.label_zh, vertex.iri)
            values = ["" if value is None else number(value) for value in vertex.values]
            dates = (vertex.first_seen, vertex.last_seen)
            yield ",".join([*map(cell, texts), str(vertex.degree), *dates, *values]) + "\r\n"

    def between(self) -> str:
        """Nothing."""
        return ""

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """None in this table."""
        # The links pass all the same: it is on the way that the nodes are counted.
        for _ in links:
            yield from ()

    def tail(self) -> str:
        """Nothing."""
        return ""


class EdgeTable:
    """`Source,Target,Type,Kind,Id,Label,Weight,…`."""

    separator: ClassVar[str] = ""
    placed: ClassVar[bool] = False

    def head(self, sheet: Sheet) -> str:
        """The header row."""
        return ",".join(_EDGE_COLUMNS) + "\r\n"

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """None in this table."""
        return iter(())

    def between(self) -> str:
        """Nothing."""
        return ""

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """One row an edge."""
        for link in links:
            kind = cell(link.kind)
            ends = f"{cell(link.source)},{cell(link.target)},Directed,{kind},{cell(edge_id(link))},{kind}"
            values = ",".join([cell("|".join(items)) for items in lists(link)])
            dates = f"{link.first_seen},{link.last_seen},{'true' if link.potential else 'false'}"
            yield f"{ends},{number(link.weight)},{link.claims},{values},{dates}\r\n"

    def tail(self) -> str:
        """Nothing."""
        return ""
