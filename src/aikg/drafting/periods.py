"""Dates and periods as printed: Q2 2026, the end of 2026, March 5, 2026; and which days they mean."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from aikg.evidence import Span, plain

_MONTHS: Final = "january february march april may june july august september october november december".split()
_MONTH: Final = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*)\.?"
_YEAR: Final = r"(?P<year>(?:19|20)[0-9]{2})"
_PATTERNS: Final = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? {_MONTH},? {_YEAR}\b",
        rf"\b{_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}\b",
        rf"\b{_YEAR}-(?P<number>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})\b",
        rf"{_YEAR} ?年 ?(?P<number>[0-9]{{1,2}}) ?月 ?(?P<day>[0-9]{{1,2}}) ?[日号]",
        rf"\bQ(?P<quarter>[1-4]),? (?:of )?{_YEAR}\b",
        rf"\b{_YEAR} ?Q(?P<quarter>[1-4])\b",
        rf"\b(?P<ordinal>first|second|third|fourth) quarter (?:of )?{_YEAR}\b",
        rf"{_YEAR} ?年 ?(?:第?(?P<quarter>[1-4一二三四])季度|(?P<half>[上下])半年)",
        rf"\b(?P<half>H[12]|(?:first|second) half of|1H|2H) ?{_YEAR}\b",
        rf"\b{_MONTH} (?:of )?{_YEAR}\b",
        rf"{_YEAR} ?年 ?(?P<number>[0-9]{{1,2}}) ?月",
        rf"(?P<until>(?:by|before|until|at|to) (?:the )?end of |(?:by|before) (?:the )?year-end |by ){_YEAR}\b",
        rf"(?:到|至|截至)?{_YEAR} ?年?(?P<until>底|年底|年末)(?:前)?",
        rf"{_YEAR} ?年(?![代])",
        rf"(?:(?<=\bin )|(?<=\bexpected )|(?<=\bduring )|(?<=\blate )|(?<=\bearly )){_YEAR}\b",
    )
]
_NAMED: Final = "|".join(rf"{month[:3].title()}(?:{month[3:]}|\.|\b)" for month in _MONTHS)
_YEARLESS: Final = re.compile(
    r"(?<![0-9.])[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?[日号](?: ?[至到和、~-] ?[0-9]{1,2} ?[日号])*|份)?"
    rf"|\b[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_NAMED})(?![a-z])"
    rf"|(?<![Ii]n )\b(?:{_NAMED}) [0-9]{{1,2}}(?:st|nd|rd|th)?\b"
    r"(?![.,]?[0-9]| ?(?:%|per ?cent|thousand|million|billion|trillion))"
)
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}


class Period(NamedTuple):
    """A stretch of time as printed, its first day (None: it only has an end) and its last day."""

    start: int
    end: int
    printed: str
    first: date | None
    last: date


def periods(text: str, start: int = 0, end: int | None = None) -> list[Period]:
    """Every period in a stretch of a text, in order and not overlapping.

    >>> [(p.printed, str(p.first), str(p.last)) for p in periods("35 % (Q3 2026), 到2026年底")]
    [('Q3 2026', '2026-07-01', '2026-09-30'), ('到2026年底', 'None', '2026-12-31')]
    """
    read = plain(text)
    stop = len(read) if end is None else end
    found = [p for pattern in _PATTERNS for m in pattern.finditer(read, start, stop) if (p := _period(m))]
    return list(_apart(sorted(found, key=lambda p: (p.start, -p.end))))


def yearless(text: str) -> Iterator[Span]:
    """Where a text has days and months without a year: they are no periods, as nobody can tell which year is meant,
    and their figures count nothing.

    >>> [text[a:b] for text in ("于5月12日至15日", "on May 12, they", "3个月", "May 12 %") for a, b in yearless(text)]
    ['5月12日至15日', 'May 12']
    """
    return (Span(*match.span()) for match in _YEARLESS.finditer(plain(text)))


def _apart(found: list[Period]) -> Iterator[Period]:
    end = 0
    for period in found:
        if period.start >= end:
            end = period.end
            yield period


def _period(match: re.Match[str]) -> Period | None:
    said = match.groupdict()
    year = next(int(y) for y in re.findall(r"(?:19|20)[0-9]{2}", match[0]))
    try:
        first, last = _days(year, said)
    except ValueError:  # a 31st of April is no date
        return None
    return Period(match.start(), match.end(), match[0], None if said.get("until") else first, last)


def _days(year: int, said: dict[str, str | None]) -> tuple[date, date]:
    month = _month(said)
    if month and said.get("day"):
        day = date(year, month, int(said["day"] or 0))
        return day, day
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    quarter = said.get("quarter") or said.get("ordinal")
    if quarter:
        number = _QUARTERS.get(quarter.lower()) or int(quarter)
        return _months(year, 3 * number - 2, 3 * number)
    if half := said.get("half"):
        return _months(year, 7, 12) if half[0] in "下2sS" or half.endswith("2") else _months(year, 1, 6)
    return _months(year, 1, 12)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _month(said: dict[str, str | None]) -> int:
    if number := said.get("number"):
        return int(number)
    name = (said.get("month") or "").lower()
    return next((n for n, month in enumerate(_MONTHS, 1) if name and month.startswith(name[:3])), 0)
