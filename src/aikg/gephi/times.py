"""Spells: when an edge or a node is there. Dates are ISO texts (`2024-05-01`), which sort as they should."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime

#: An open start and an open end, as texts that sort before and after every date.
OPEN_START, OPEN_END = "", "~"

#: From and until, both days included; `OPEN_START` or `OPEN_END` where it is open.
Spell = tuple[str, str]


def merged(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Spells in order, those that share a day joined: Gephi drops a spell that overlaps another of its element.

    A spell that ends before it starts (which Gephi drops as well) is turned round.

    >>> merged([("2024-03-01", "2024-06-30"), ("2024-01-01", "2024-03-01"), ("2025-01-01", "~")])
    (('2024-01-01', '2024-06-30'), ('2025-01-01', '~'))
    """
    joined: list[Spell] = []
    for start, end in sorted((start, end) if start <= end else (end, start) for start, end in spells):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def padded(value: object, *, end: bool = False) -> date | None:
    """A date from a date or from ISO text; a year or a month becomes its first day, or its last with `end`.

    Gephi loses a time that is only `2024` or `2024-05`. What is no date at all gives None.

    >>> padded("2024"), padded("2024-02", end=True), padded("soon")
    (datetime.date(2024, 1, 1), datetime.date(2024, 2, 29), None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    parts = str(value or "")[:10].split("-")
    try:
        year, month, day = (int(part) for part in (*parts, *("0", "0"))[:3])
        month = month or (12 if end else 1)
        return date(year, month, day or (calendar.monthrange(year, month)[1] if end else 1))
    except (ValueError, calendar.IllegalMonthError):
        return None
