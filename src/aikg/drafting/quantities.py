"""Figures with what makes them quantities: unit, currency, bound, range, sign; read where `numerals` finds one.

A figure that belongs to a name, a date, a version or a numbered heading is no quantity, and one whose unit cannot be
told has none: it is then left for a person, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from aikg.drafting import cues
from aikg.evidence import Numeral, Span, numerals, plain
from aikg.evidence.spans import overlaps, union

_RANGE: Final = re.compile(r"(?: ?%)? ?(?:-|~|/|至|to|and|到) ?(?:US)?[$€£¥]?")
_PERCENT: Final = re.compile(r" ?(?:%|per ?cent\b(?!age))", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"(?:(?P<between>between )|(?P<of>from ))(?:US)?[$€£¥]?$", re.IGNORECASE)
_SIGNS: Final = " %US$€£¥"
_WORDS_BETWEEN: Final = re.compile(
    r"[ -](?:(?!(?:and|or|in|of|to|for|by|the|with|on|at|from|per|an?|is|was|were|vs)[ -])[A-Za-z][\w']*[ -]){0,3}",
    re.I,
)
_CONSECUTIVE: Final = re.compile(r" ?(?:consecutive|straight)|周|个?[周月年]")
_ORDINAL: Final = re.compile(r"(?:\d(?:st|nd|rd|th)|[a-z]+(?:st|nd|rd|th)|第.+)$", re.IGNORECASE)
_NOUN: Final = re.compile(
    r" (?!(?:hours?|minutes?|seconds?|months?|decades?|times)\b)(?:[a-z][\w-]* ){0,2}?[a-z][a-z-]{2,}s\b"
)
_PER: Final = re.compile(r"(?<![A-Za-z])per $|每$", re.IGNORECASE)
_OTHER_DOLLAR: Final = re.compile(r"[A-Z] ?\$ ?$")
_SOME: Final = re.compile(
    r"\b(?:half|few|several|couple|tens|dozens|hundreds|thousands|many)(?: an?| of| of an?)? $|[数几好半]$", re.I
)
_OR_SO: Final = re.compile(
    r"[一二两三四五六七八九]{2}[十百千万亿]|(?<=(?<![以之])上)[百千]"
    r"|half an? |(?:hundred|thousand|ten|dozen|million|billion)s\b",
    re.I,
)
_REACH: Final = 24
_JOINS: Final = re.compile(r"[A-Za-z]-?$")


class Quantity(NamedTuple):
    """A quantity as printed, from its bound word to its unit.

    Attributes:
        start: first code point, bound and currency included.
        end: the code point after the last, unit included.
        figure: where its number stands (of a range, from the first number to the last).
        values: the number, or the two of a range, least first.
        unit: local name of a concept of aikgv:units; '' where none is told.
        bound: local name of a concept of aikgv:bounds.
        signed: a plus or minus is printed, so that it is a change.
    """

    start: int
    end: int
    figure: Span
    values: tuple[Decimal, ...]
    unit: str
    bound: str
    signed: bool = False

    def printed(self, text: str) -> str:
        """The quantity as printed, plainly written."""
        return " ".join(plain(text[self.start : self.end]).split()).strip("( ")


def quantities(text: str, taken: Iterable[Span] = ()) -> list[Quantity]:
    """Every quantity of a text, in order. `taken` are the places of names and dates, whose figures are theirs.

    >>> [(q.values, q.unit, q.bound) for q in quantities("more than 1.5 × 10^14 tokens, 15‑20 %")]
    [((Decimal('1.5E+14'),), 'token', 'more-than'), ((Decimal('15'), Decimal('20')), 'percent', 'range')]
    """
    read = plain(text)
    others = union(taken)
    figures = [f for f in numerals(text) if not overlaps(others, f.start, f.end)]
    found = [q for group in _ranges(read, figures) if (q := _quantity(read, group)) is not None]
    return list(_inherited(read, found))


def _ranges(text: str, figures: Sequence[Numeral]) -> Iterator[tuple[Numeral, ...]]:
    """Figures, two that span a range as one group."""
    skip = False
    for first, second in pairwise([*figures, None]):
        if skip:
            skip = False
            continue
        if first is None:
            continue
        if second is not None and _spans(text, first, second):
            skip = True
            yield first, second
        else:
            yield (first,)


def _spans(text: str, first: Numeral, second: Numeral) -> bool:
    between = text[first.end : second.start]
    before = _BETWEEN.search(text[max(0, first.start - 12) : first.start])
    if not _RANGE.fullmatch(between) or _ascending(first, second) is None:
        return False
    if before and before["of"]:  # "from 5 to 35" is a change
        return False
    percent = _PERCENT.match(text, second.end) is not None
    if percent if _currency(text, first.start)[0] else "%" in between and not percent:
        return False  # "fell 40 % to 50 ms", "rose $2 to 20 %": a change and a value
    joint = between.strip(_SIGNS)
    return joint in ("-", "~", "至", "到", "to") or (before is not None and joint == "and")


def _ascending(first: Numeral, second: Numeral) -> tuple[Decimal, Decimal] | None:
    high = second.readings[0]
    for low in reversed(first.readings):
        if isinstance(low, Decimal) and isinstance(high, Decimal) and 0 <= low < high and not first.signed:
            return low, high
    return None


def _quantity(text: str, group: tuple[Numeral, ...]) -> Quantity | None:
    first, last = group[0], group[-1]
    if _vague(text, first):
        return None
    value = last.readings[0]
    values = (value,) if len(group) == 1 else _ascending(first, last)
    if values is None or not isinstance(value, Decimal) or _in_a_name(text, first, last):
        return None
    currency, start = _currency(text, first.start)
    unit, end, after = _unit(text, first, last, currency)
    bound, start = _bound(text, start)
    if not bound and after:
        bound = after
    if _counts_nothing(text, first, last, unit):
        return None
    if len(group) == 2:
        bound = "range"
    signed = first.signed and bound != "range"
    numbers = tuple(v for v in values if isinstance(v, Decimal))
    return Quantity(start, end, Span(first.start, last.end), numbers, unit, bound or "exact", signed)


def _vague(text: str, figure: Numeral) -> bool:
    """Whether words make another number of it that nobody can tell: half a billion, several million, 数十亿, 一两亿."""
    lead = text[max(0, figure.start - 12) : figure.start]
    return _SOME.search(lead) is not None or _OR_SO.match(text, figure.start) is not None


def _in_a_name(text: str, first: Numeral, last: Numeral) -> bool:
    """Whether the figure is glued to letters, as in GPT-4o, V4 or a16z."""
    before = text[max(0, first.start - 2) : first.start]
    glued = text[last.end : last.end + 1]
    return bool(_JOINS.search(before) and not first.signed and not before.endswith(("to-", "or-"))) or (
        glued.isascii() and glued.isalpha() and cues.patterns("units")["millisecond"].match(text, last.end) is None
    )


def _counts_nothing(text: str, first: Numeral, last: Numeral, unit: str) -> bool:
    """Whether it is the 1 of "first day" or "per 1 million tokens", a year, the 15 of "15-year plan", or the tail of
    "30 000".
    """
    printed = text[first.start : last.end]
    if _ORDINAL.search(printed):
        return _CONSECUTIVE.match(text, last.end) is None
    if _PER.search(text[: first.start]):
        return True
    if re.fullmatch(r"0[0-9]+", printed) or re.match(r" 0[0-9]{2}(?![0-9])", text[last.end :]):
        return True
    if unit in ("year", "week", "day") and len(printed) == last.end - last.start and text[last.end] == "-":
        return True
    value = last.readings[0]
    return not unit and isinstance(value, Decimal) and _year(value, text, last)


def _year(value: Decimal, text: str, last: Numeral) -> bool:
    return 1900 <= value <= 2100 and len(text[last.start : last.end]) == 4


def _currency(text: str, start: int) -> tuple[str, int]:
    """The currency that is printed before a figure, and where it begins."""
    before = text[max(0, start - 5) : start]
    for sign, unit in cues.currencies().items():
        if before.rstrip(" ").endswith(sign):
            if sign == "$" and _OTHER_DOLLAR.search(before):
                break
            return unit, start - len(before) + before.rindex(sign)
    return "", start


def _unit(text: str, first: Numeral, last: Numeral, currency: str) -> tuple[str, int, str]:
    """The unit behind a figure, where it ends, and a bound that is printed after the figure ("50 %+")."""
    end, bound = _bound_after(text, last.end)
    found: list[tuple[int, int, str]] = []
    for order, (unit, pattern) in enumerate(cues.patterns("units").items()):
        if match := _behind(text, end, pattern):
            found.append((match.start(), order, unit))
    per = cues.patterns("units")["USD-per-1000-tokens"].match(text, end + text.startswith(" ", end))
    if currency:
        return ("USD-per-1000-tokens", per.end(), bound) if per and currency == "USD" else (currency, end, bound)
    if not found:
        printed = text[first.start : last.end]
        if printed.startswith("百分之") or printed.endswith("成"):
            return "percent", end, bound
        if last.readings[0] == int(Decimal(last.readings[0])) and (noun := _NOUN.match(text, end)):
            return "count", noun.end(), bound
        return "", end, bound
    unit = min(found)[2]
    match = _behind(text, end, cues.patterns("units")[unit])
    end = match.end() if match else end
    if not bound:
        end, bound = _bound_after(text, end)
    return unit, end, bound


def _behind(text: str, end: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """A unit right behind a figure, or with one or two words between them ("50 top-tier hospitals")."""
    for gap in (0, 1):
        if (text.startswith((" ", "-"), end) or gap == 0) and (match := pattern.match(text, end + gap)):
            return match
    stretch = text[end : end + 40]
    for offset in [m.end() for m in re.finditer(r"[ -]", stretch)][:4]:
        if _WORDS_BETWEEN.fullmatch(stretch[:offset]) and (match := pattern.match(text, end + offset)):
            return match
    return None


def _bound(text: str, start: int) -> tuple[str, int]:
    """The bound that is printed before a figure, and where the words of it begin."""
    best = ("", start)
    reach = max(0, start - _REACH)
    for concept, pattern in cues.patterns("bounds").items():
        for match in pattern.finditer(text, reach, start):
            if text[match.end() : start].strip(" ") in ("", "the", "a", "to", "过", "了") and match.start() < best[1]:
                best = (concept, match.start())
    return best


def _bound_after(text: str, end: int) -> tuple[int, str]:
    at = end + text.startswith(" ", end)
    for concept, pattern in cues.patterns("bounds_after").items():
        if match := pattern.match(text, at):
            return match.end(), concept
    return end, ""


def _inherited(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """A figure without a unit has that of the one before it in the same list: "A (52 k downloads), B (48 k)"."""
    former: Quantity | None = None
    for quantity in found:
        now = quantity
        if not now.unit and former is not None and _alike(text, former, now):
            now = now._replace(unit=former.unit)
        if now.unit and not now.signed and now.unit not in ("percent", "percentage-point"):
            former = now
        yield now


def _alike(text: str, former: Quantity, now: Quantity) -> bool:
    between = text[former.end : now.start]
    ratio = abs(now.values[0] / former.values[0]) if former.values[0] else Decimal(0)
    same_sentence = not re.search(r"[.。!?！？](?:\s|$)|\n", between)
    return same_sentence and Decimal("0.001") < ratio < 1000 and not now.signed and now.bound == "exact"
