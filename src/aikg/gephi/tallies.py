"""How often and when each node is linked, counted while the links pass by, in flat memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from aikg.gephi.links import Link

#: Nodes counted in memory before the counts are put down: some 400 bytes each.
HELD = 60_000
_TABLE = "CREATE TABLE tally (id TEXT, degree INT, first TEXT, last TEXT, low TEXT, high TEXT, undated INT)"
# min and max of SQL pass over NULL, so a node that no date touches has none.
_SUMMED = """SELECT id, sum(degree), min(first), max(last), min(low), max(high), max(undated)
             FROM tally GROUP BY id ORDER BY id"""


class Tally(NamedTuple):
    """A node as its links show it: `first` and `last` date (None: no date), `low` to `high` the span of its spells.

    `undated` is 1 if some link has no spell, so that the node is always there.
    """

    id: str
    degree: int
    first: str | None
    last: str | None
    low: str | None
    high: str | None
    undated: int


class _Counts:
    """What is counted of one node; slots, as there may be very many."""

    __slots__ = ("degree", "first", "high", "last", "low", "undated")

    def __init__(self, degree: int, first: str | None, last: str | None, low: str | None, high: str | None) -> None:
        self.degree, self.first, self.last, self.low, self.high = degree, first, last, low, high
        self.undated = low is None

    def widen(self, first: str, last: str, low: str, high: str) -> None:
        """Take in the dates and the span of one more link."""
        if self.first is None or self.last is None or self.low is None or self.high is None:
            self.first, self.last, self.low, self.high = first, last, low, high
            return
        # Comparisons rather than min and max, which cost four times as much, twice for every edge.
        self.first = min(self.first, first)
        self.last = max(self.last, last)
        self.low = min(self.low, low)
        self.high = max(self.high, high)


class Tallies:
    """Counts of nodes, kept in the spool's database past `HELD` of them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._database.execute(_TABLE)
        self._held: dict[str, _Counts] = {}

    def add(self, identifier: str) -> None:
        """A node that is to be there though no link may touch it; always there, as nothing says when."""
        self._held.setdefault(identifier, _Counts(0, None, None, None, None))

    def count(self, link: Link) -> None:
        """Count one link at both its ends; a loop counts twice, as in NetworkX."""
        spells = link.spells
        for identifier in (link.source, link.target):
            held = self._held.get(identifier)
            if held is None:
                span = (link.first_seen, link.last_seen, spells[0][0], spells[-1][1]) if spells else (None,) * 4
                self._held[identifier] = _Counts(1, *span)
                continue
            held.degree += 1
            if spells:
                held.widen(link.first_seen, link.last_seen, spells[0][0], spells[-1][1])
            else:
                held.undated = True
        if len(self._held) > HELD:
            self._spill()

    def read(self) -> Iterator[Tally]:
        """All nodes, each once, sorted by id."""
        self._spill()
        return map(Tally._make, self._database.execute(_SUMMED))

    def summary(self) -> tuple[int, int]:
        """How many nodes there are, and the largest degree (0 where there is none)."""
        self._spill()
        query = "SELECT count(*), coalesce(max(degree), 0) FROM (SELECT sum(degree) AS degree FROM tally GROUP BY id)"
        number, degree = self._database.execute(query).fetchone()
        return int(number), int(degree)

    def _spill(self) -> None:
        rows = (
            (identifier, held.degree, held.first, held.last, held.low, held.high, held.undated)
            for identifier, held in self._held.items()
        )
        self._database.executemany("INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._held.clear()
