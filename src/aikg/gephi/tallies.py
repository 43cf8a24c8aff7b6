"""How often and when each node is linked, counted while the links pass by, in flat memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aikg.gephi.links import Link

#: Nodes counted in memory before the counts are put down: some 270 bytes each.
HELD = 400_000
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


# Sort behind and before every date, so that the first comparison replaces them.
_NEVER, _EVER = "~~", ""


class _Counts:
    """What is counted of one node; slots, as there may be very many."""

    __slots__ = ("degree", "first", "high", "last", "low", "undated")

    def __init__(self) -> None:
        self.degree = 0
        self.first, self.last, self.low, self.high = _NEVER, _EVER, _NEVER, _EVER
        self.undated = False

    def row(self, identifier: str) -> tuple[str | int | None, ...]:
        """As a row of the table."""
        dates: tuple[str | None, ...] = (self.first, self.last, self.low, self.high)
        return identifier, self.degree, *(dates if self.first != _NEVER else (None,) * 4), self.undated


class Tallies:
    """Counts of nodes, kept in the spool's database past `HELD` of them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._database.execute(_TABLE)
        self._held: dict[str, _Counts] = {}
        self._spilled = False

    def add(self, identifier: str) -> None:
        """A node that is to be there though no link may touch it; always there, as nothing says when."""
        self._held.setdefault(identifier, _Counts()).undated = True

    def watch(self, links: Iterable[Link]) -> Iterator[Link]:
        """The links, which come sorted by source, as they are; each is counted at both its ends, a loop twice."""
        # A million times, hence plain comparisons and indices: min, max and names of fields cost four times as much.
        held, former = self._held, ""
        near = _Counts()
        for link in links:
            source, target, first, last, spells = link[0], link[2], link[10], link[11], link[12]
            if source != former:
                near, former = held.get(source) or held.setdefault(source, _Counts()), source
            far = held.get(target) or held.setdefault(target, _Counts())
            near.degree += 1
            far.degree += 1
            if spells:
                low, high = spells[0][0], spells[-1][1]
                for counts in (near, far):
                    if first < counts.first:  # noqa: PLR1730
                        counts.first = first
                    if last > counts.last:  # noqa: PLR1730
                        counts.last = last
                    if low < counts.low:  # noqa: PLR1730
                        counts.low = low
                    if high > counts.high:  # noqa: PLR1730
                        counts.high = high
            else:
                near.undated = far.undated = True
            if len(held) > HELD:
                self._spill()
                former = ""
            yield link

    def read(self) -> Iterator[Tally]:
        """All nodes, each once, sorted by id."""
        if not self._spilled:
            return (Tally._make(self._held[identifier].row(identifier)) for identifier in sorted(self._held))
        self._spill()
        return map(Tally._make, self._database.execute(_SUMMED))

    def summary(self) -> tuple[int, int]:
        """How many nodes there are, and the largest degree (0 where there is none)."""
        if not self._spilled:
            return len(self._held), max((counts.degree for counts in self._held.values()), default=0)
        self._spill()
        query = "SELECT count(*), max(degree) FROM (SELECT sum(degree) AS degree FROM tally GROUP BY id)"
        number, degree = self._database.execute(query).fetchone()
        return int(number), int(degree)

    def _spill(self) -> None:
        rows = (counts.row(identifier) for identifier, counts in self._held.items())
        self._database.executemany("INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._held.clear()
        self._spilled = True
