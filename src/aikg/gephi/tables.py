"""Two CSV tables, nodes and edges, as Gephi's spreadsheet import and any spreadsheet read them (RFC 4180, UTF-8).

Lists are joined by `|`. A text that a spreadsheet would run as a formula gets a leading apostrophe (`text.cell`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aikg.gephi.dialect import LISTS, Sheet, edge_id, lists, number
from aikg.gephi.links import Link, Vertex
from aikg.gephi.text import cell

# No column is called "interval" or "timestamp" of any sort: Gephi would read it as a time.
_NODE_COLUMNS = ("Id", "Label", "class", "label_zh", "iri", "degree", "first_seen", "last_seen")
_EDGE_COLUMNS = (
    *("Source", "Target", "Type", "Kind", "Id", "Label", "Weight", "claims"),
    *LISTS,
    *("first_seen", "last_seen", "potential"),
)


class NodeTable:
    """`Id,Label,…` and a column for each measure."""

    separator = "\r\n"

    def head(self, sheet: Sheet) -> str:
        """The header row."""
        return ",".join([*_NODE_COLUMNS, *(cell(measure.name) for measure in sheet.measures)]) + "\r\n"

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """One row a node."""
        for vertex in vertices:
            texts = (vertex.id, vertex.label, vertex.type, vertex.label_zh, vertex.iri)
            values = ["" if value is None else number(value) for value in vertex.values]
            yield ",".join(
                [*map(cell, texts), str(vertex.degree), vertex.first_seen, vertex.last_seen, *values],
            )

    def between(self) -> str:
        """The end of the last row."""
        return "\r\n"

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """None in this table."""
        yield from ("" for _ in links if False)

    def tail(self) -> str:
        """Nothing."""
        return ""


class EdgeTable:
    """`Source,Target,Type,Kind,Id,Label,Weight,…`."""

    separator = "\r\n"

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
            yield f"{ends},{number(link.weight)},{link.claims},{values},{dates}"

    def tail(self) -> str:
        """The end of the last row."""
        return "\r\n"
