"""What one cell says: a number with its bound, a date or period, a code, a piece of text."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Final, NamedTuple

from aikg.identity import expand

Values = dict[str, "str | list[str]"]
"""What a mapping can refer to, by the part of its name after the field: `value` of $(compute.value)."""

ABSENT: Final = frozenset({"n/a", "na", "none", "null", "nan", "unknown", "not known", "tbd", "-", "–", "—", "?", "."})
"""Cells that say, in lower case, that nothing is known."""

_NUMBER: Final = (
    r"[$€£]?\s*([+-]?\d[\d, ]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(k|thousand|m|million|b|bn|billion|t|trillion)?"
)
_ONE: Final = re.compile(rf"(>=|<=|≥|≤|>|<|~|≈|about |around |at least |at most |up to )?\s*{_NUMBER}", re.IGNORECASE)
_TWO: Final = re.compile(rf"{_NUMBER}\s*(?:-|–|to)\s*{_NUMBER}", re.IGNORECASE)
_BOUNDS: Final = {
    ">=": "at-least", "≥": "at-least", "at least": "at-least", ">": "more-than",
    "<=": "at-most", "≤": "at-most", "at most": "at-most", "up to": "at-most", "<": "less-than",
    "~": "about", "≈": "about", "about": "about", "around": "about",
}  # fmt: skip
_MAGNITUDES: Final = {"k": 3, "t": 12, "m": 6, "b": 9}
_MONTHS: Final = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTH: Final = re.compile(rf"({'|'.join(_MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
_YEAR: Final = re.compile(r"\d{4}")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/](\d{1,2})")
_QUARTER: Final = re.compile(r"(?:Q([1-4])\s+(\d{4})|(\d{4})\s*-?\s*Q([1-4]))", re.IGNORECASE)
_DIGITS: Final = 18
"""Decimals after the point that stores can compare."""
_EXACT: Final = Context(prec=120)
_LARGEST: Final = Decimal(10) ** 20


class Unread(NamedTuple):
    """A cell that is not used, and why."""

    why: str


def plain(text: str) -> str:
    """Text on one line, white space single: newlines and no-break spaces come from web forms, not from names."""
    return " ".join(text.split())


def number(text: str, scale: Decimal = Decimal(1), usual: str = "exact") -> Values | Unread:
    """A number with its bound, divided by `scale`; `usual` is the bound of a number that is printed without one.

    >>> number("1,5")
    Unread(why='not a number')
    >>> number(">= 1.5e3")["min"]
    '1500.0'
    """
    printed = plain(text)
    if two := _TWO.fullmatch(printed):
        low, high = _decimal(two[1], two[2]), _decimal(two[3], two[4])
        if low is None or high is None or low >= high:
            return Unread("not a range from a smaller to a larger number")
        found = {"min": low, "max": high}
        bound = "range"
    elif one := _ONE.fullmatch(printed):
        value = _decimal(one[2], one[3])
        if value is None:
            return Unread("not a number")
        bound = _BOUNDS[one[1].strip().lower()] if one[1] else usual
        part = {"more-than": "min", "at-least": "min", "less-than": "max", "at-most": "max"}.get(bound, "value")
        found = {part: value}
    else:
        return Unread("not a number")
    written = {part: _written(value / scale) for part, value in found.items()}
    if any(value is None for value in written.values()):
        return Unread("more digits than a store can compare; give the column a larger scale")
    words, words_zh = _in_words(bound, list(found.values()))
    return {
        **{part: value for part, value in written.items() if value},
        "bound": f"https://w3id.org/aikg/vocab/{bound}",
        "text": printed,
        "words": words,
        "words_zh": words_zh,
    }


def period(text: str, year: str = "") -> Values | Unread:
    """A date or period: a day is a day, a month a month, and no day is made up. `year` is that of "March" alone.

    >>> period("March", "2024")["start"], period("2024-02")["end"]
    ('2024-03-01', '2024-02-29')
    """
    printed = plain(text)
    if year and not re.search(r"\d{4}", printed):
        printed = f"{printed} {plain(year)}"
    try:
        start, end = _days(printed)
    except ValueError:
        return Unread("no date, month, quarter or year")
    values: Values = {"start": start.isoformat(), "end": end.isoformat(), "text": printed}
    if start == end:
        return values | {"words": f"on {start}", "words_zh": f"{start.year}年{start.month}月{start.day}日"}
    if start.month == end.month:
        month = f"in {calendar.month_name[start.month]} {start.year}"
        return values | {"words": month, "words_zh": f"{start.year}年{start.month}月"}
    return values | {
        "words": f"in {printed}",
        "words_zh": f"{printed.rstrip('年')}年" if _YEAR.fullmatch(printed) else printed,
    }


def code(text: str, codes: Mapping[str, str]) -> Values | Unread:
    """What a mapping says that a cell stands for: a CURIE as an IRI, other text as it is."""
    printed = plain(text)
    if printed not in codes:
        near = get_close_matches(printed, codes, n=1)
        return Unread(f"the mapping has no such code{f', the nearest is {near[0]!r}' if near else ''}")
    meaning = codes[printed]
    return {"": str(expand(meaning) or meaning), "text": printed}


def _days(printed: str) -> tuple[date, date]:
    if found := _MONTH.fullmatch(printed):
        return _month(int(found[2]), _MONTHS[found[1].lower()])
    if found := _YEAR_MONTH.fullmatch(printed):
        return _month(int(found[1]), int(found[2]))
    if found := _QUARTER.fullmatch(printed):
        year, first = int(found[2] or found[3]), 3 * int(found[1] or found[4]) - 2
        return date(year, first, 1), _month(year, first + 2)[1]
    if _YEAR.fullmatch(printed):
        return date(int(printed), 1, 1), date(int(printed), 12, 31)
    day = date.fromisoformat(printed)
    return day, day


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _decimal(digits: str, magnitude: str | None) -> Decimal | None:
    bare = digits.replace(" ", "")
    if "," in bare and not re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        return None  # 14180000,14180000 is two numbers, and 1,5 may be one and a half
    try:
        value = Decimal(bare.replace(",", "")).scaleb(_MAGNITUDES[magnitude[0].lower()] if magnitude else 0)
    except InvalidOperation:
        return None
    return value if value.is_finite() and -60 < value.adjusted() < 60 else None


def _written(value: Decimal) -> str | None:
    """A decimal as the graph writes it, or None where a store could not compare it."""
    rounded = value.quantize(Decimal(1).scaleb(-_DIGITS), context=_EXACT)
    if abs(value) >= _LARGEST or (value and not rounded):
        return None
    text = f"{rounded:f}"
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def _in_words(bound: str, numbers: list[Decimal]) -> tuple[str, str]:
    english, chinese = (" to ".join(map(_english, numbers)), "至".join(map(_chinese, numbers)))
    before = {"about": "about ", "more-than": "more than ", "at-least": "at least "}
    before |= {"less-than": "less than ", "at-most": "at most "}
    before_zh = {"about": "约", "more-than": "超过", "at-least": "至少", "less-than": "低于", "at-most": "至多"}
    return before.get(bound, "") + english, before_zh.get(bound, "") + chinese


def _english(value: Decimal) -> str:
    return _rounded(value, ((12, " trillion"), (9, " billion"), (6, " million")))


def _chinese(value: Decimal) -> str:
    return _rounded(value, ((12, "万亿"), (8, "亿"), (4, "万")))


def _rounded(value: Decimal, names: tuple[tuple[int, str], ...]) -> str:
    """Three digits or more that matter, in the words that people use, and from 10^15 on as a power."""
    if value.adjusted() >= 15:
        return f"{_digits(value.scaleb(-value.adjusted()))} × 10^{value.adjusted()}"
    for power, name in names:
        if abs(value) >= Decimal(10) ** power:
            return f"{_digits(value.scaleb(-power))}{name}"
    return _digits(value)


def _digits(value: Decimal) -> str:
    text = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{Decimal(text).normalize():f}"


def word(text: str, codes: Mapping[str, str]) -> Values | Unread:
    """What the first of some words means that stands in a text."""
    found = first_word(text, tuple(codes))
    if found is None:
        return Unread("none of the words that the mapping knows")
    meaning = codes[found[1]]
    return {"": str(expand(meaning) or meaning), "text": found[1]}


def first_word(text: str, words: tuple[str, ...]) -> tuple[int, str] | None:
    """Where the first of some words or phrases stands in a text, and which it is; the longest where several begin."""
    longest = "|".join(re.escape(phrase) for phrase in sorted(words, key=len, reverse=True))
    found = re.search(rf"(?<!\w)(?:{longest})(?!\w)", text)
    return (found.start(), found[0]) if found else None
