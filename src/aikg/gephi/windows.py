"""A part of a table: the rows of some links, for an answer that comes in pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from aikg.gephi.dialect import Dialect, Sheet
from aikg.gephi.links import Link, Vertex


class Window:
    """A CSV table of which only the rows from `offset` on are written, `limit` at most; `total` counts all of them."""

    separator: ClassVar[str] = ""
    placed: ClassVar[bool] = False

    def __init__(self, table: Dialect, limit: int, offset: int) -> None:
        self._table = table
        self._rows = range(offset, offset + limit)
        self.total = 0

    def head(self, sheet: Sheet) -> str:
        """The header row."""
        return self._table.head(sheet)

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """Some of the nodes."""
        yield from self._some(self._table.nodes(vertices, sheet))

    def between(self) -> str:
        """What the table has there."""
        return self._table.between()

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """Some of the edges; the others pass, so that all nodes are counted."""
        yield from self._some(self._table.edges(links, dynamic=dynamic))

    def tail(self) -> str:
        """What the table has there."""
        return self._table.tail()

    def _some(self, rows: Iterable[str]) -> Iterator[str]:
        for row in rows:
            if self.total in self._rows:
                yield row
            self.total += 1


class Listing:
    """No file, but what a page shows: some links, and the nodes that they join. `total` counts all links."""

    separator: ClassVar[str] = ""
    placed: ClassVar[bool] = False

    def __init__(self, limit: int, offset: int) -> None:
        self._rows = range(offset, offset + limit)
        self.total = 0
        self.links: list[Link] = []
        self.vertices: dict[str, Vertex] = {}

    def head(self, sheet: Sheet) -> str:
        """Nothing."""
        return ""

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """Keep the ends of the links."""
        ends = {end for link in self.links for end in (link.source, link.target)}
        self.vertices = {vertex.id: vertex for vertex in vertices if vertex.id in ends}
        return iter(())

    def between(self) -> str:
        """Nothing."""
        return ""

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """Keep some links."""
        for link in links:
            if self.total in self._rows:
                self.links.append(link)
            self.total += 1
        return iter(())

    def tail(self) -> str:
        """Nothing."""
        return ""
