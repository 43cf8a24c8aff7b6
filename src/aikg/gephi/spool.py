"""An external sorter: edges in any order go in, links in order come out, and memory stays flat.

The rows lie in a private temporary database of SQLite's, which keeps some megabytes in memory and spills the rest to
a file that the system deletes. One row is one text, fields joined by U+0001: that sorts below every character that
cleaned text can hold, so the plain order of the texts is the order of the fields, and sorting one column is several
times faster than sorting eleven.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from operator import itemgetter
from types import TracebackType
from typing import Self

from aikg.gephi import text
from aikg.gephi.links import Link, Row, merged, single
from aikg.gephi.tallies import Tallies
from aikg.network import Edge

SEPARATOR = "\x01"
#: Marks a row with a text that some format must escape.
SPECIAL = "!"
#: Rows handed to SQLite at once.
CHUNK = 5_000
#: Kilobytes of memory for SQLite's pages, and again for its sort; past it, SQLite sorts through files.
CACHE_KB = 16_000
#: An id that has nothing left after cleaning; an empty one would make Gephi leave the node out.
NAMELESS = "\ufffd"

#: A row that is like no other, since an id is never empty.
_END = (SEPARATOR * 11,)
_CONTROLS = bytes((*range(0x20), 0x7F))
_SETTINGS = (
    "page_size = 32768",
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    f"cache_size = -{CACHE_KB}",
)


class Spool:
    """Edges, put down in any order with `add`; `links` reads them back sorted and merged, and fills `tallies`.

    Raises `sqlite3.Error` where the temporary file cannot be written (a full disk).
    """

    def __init__(self) -> None:
        # Threads: a server may read a response from another thread than the one that began it.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for setting in _SETTINGS:
            self._database.execute(f"PRAGMA {setting}")
        self._database.execute("CREATE TABLE row (line TEXT)")
        self.tallies = Tallies(self._database)
        self._database.execute("BEGIN")
        #: Whether any edge has a date; how many links and claims have been read.
        self.dated = False
        self.edges = self.claims = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def add(self, edges: Iterable[Edge]) -> None:
        """Put edges down, each cleaned of what XML and UTF-8 cannot hold."""
        rest = iter(edges)
        days = _Days()
        while chunk := list(islice(rest, CHUNK)):
            lines = _lines(chunk, days)
            # One look at the whole chunk is far cheaper than one at each field, and most text needs nothing.
            whole = "".join(lines)
            if not _is_clean(whole, chunk):
                lines = _lines(map(_cleaned, chunk), days)
                whole = "".join(lines)
            if not text.plain(whole):
                lines = [line if text.plain(line) else f"{line}{SPECIAL}" for line in lines]
            self._database.executemany("INSERT INTO row VALUES (?)", zip(lines, strict=True))
        self.dated = self.dated or any(days.values())

    def links(self) -> Iterator[Link]:
        """One link for each (source, kind, target), in that order, counted as it passes."""
        return self.tallies.watch(self._links())

    def _links(self) -> Iterator[Link]:
        # One loop without a call for each row or group: it runs a million times.
        claims = edges = 0
        former: Row = ()
        group: list[Row] = []  # of the rows of one link, where there are several
        source = kind = target = ""
        lines = self._database.execute("SELECT line FROM row ORDER BY line")
        for (line,) in chain(lines, (_END,)):
            row = line.split(SEPARATOR)
            if row[2] == target and row[0] == source and row[1] == kind:
                group = group or [former]
                group.append(row)
                continue
            if former:
                made = merged(group) if group else single(former)
                edges += 1
                claims += made[4]
                yield made
                group = []
            former = row
            source, kind, target = row[:3]
        self.edges, self.claims = edges, claims


class _Days(dict[date | None, str]):
    """How dates are written, each worked out once."""

    def __missing__(self, day: date | None) -> str:
        self[day] = "" if day is None else str(day)[:10]
        return self[day]


def identifier(text_of_id: str) -> str:
    """An id cleaned as the spool cleans it, never empty."""
    return text.clean(text_of_id) or NAMELESS


def _is_clean(lines: str, chunk: Sequence[Edge]) -> bool:
    """Whether the lines of a chunk hold nothing to clean: no separator too many, no control character, no empty id."""
    if not (all(map(itemgetter(0), chunk)) and all(map(itemgetter(1), chunk))):
        return False
    separators = len(chunk) * len(Edge._fields)
    if lines.isascii():  # a table of bytes takes a quarter of the time
        return len(lines) - len(lines.encode().translate(None, _CONTROLS)) == separators == lines.count(SEPARATOR)
    return lines.count(SEPARATOR) == separators and lines.replace(SEPARATOR, "").isprintable()


def _lines(edges: Iterable[Edge], days: _Days) -> list[str]:
    """The fields of each row, the last one empty (`SPECIAL` may be added); `days` remembers how dates are written."""
    return [
        f"{source}\x01{kind}\x01{target}\x01{claim}\x01{item}\x01{stage}\x01{modality}\x01{figure}"
        f"\x01{'' if weight is None else weight}\x01{days[start]}\x01{days[end]}\x01"
        for source, target, kind, claim, item, stage, modality, figure, weight, start, end in edges
    ]


def _cleaned(edge: Edge) -> Edge:
    return edge._replace(
        source=identifier(edge.source),
        target=identifier(edge.target),
        kind=text.clean(edge.kind),
        claim=text.clean(edge.claim),
        item=text.clean(edge.item),
        stage=text.clean(edge.stage),
        modality=text.clean(edge.modality),
        figure=text.clean(edge.figure),
    )
