"""Figures written in digits: 3.2 trillion, 9.8 × 10^13, 1,500, 300 k, 3.2 万亿, –5 %, and the 4 of GPT-4o.

All functions read text that `plain.countable` has made plain.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from aikg.evidence.readings import SCALES, Numeral, shifted

_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUFFIXES: Final = {"k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "t": 12, "tn": 12}
_UNITS_TOO: Final = ("m", "b", "t")
"""Suffixes in lower case that may as well be metres, minutes, bits or tonnes."""
_CHINESE: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}

_FIGURE: Final = re.compile(
    r"""(?P<sign>[+-])?(?P<currency>(?:[A-Z]{1,3})?[$€£¥])?
    (?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)*)
    (?:
      (?:\ ?[x×*·]\ ?10|(?<=(?<![0-9.,])10))(?:\^(?P<power>[+-]?[0-9]{1,3})|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))(?![0-9])
    | [eE](?P<exponent>[+-]?[0-9]{1,3})(?![0-9A-Za-z])
    | (?P<words>(?:(?:[ -]|\n(?=[a-z]))?(?i:hundred|thousand|million|billion|trillion|quadrillion)s?(?![A-Za-z]))+)
    | \ ?(?P<suffix>(?:[kKmMbBtT]|[mMbBtT][nN]))(?![A-Za-z0-9])
    | \ ?(?P<chinese>[十百千万亿]{1,3})(?<!千(?=[瓦米克赫卡]))
    | (?:st|nd|rd|th)(?![A-Za-z0-9])
    )?""",
    re.VERBOSE,
)
_RANGE: Final = re.compile(r" ?(?:-|~|/|至|到|to|or|and) ?(?:[A-Z]{0,3}[$€£¥])?")


def in_digits(text: str) -> list[Numeral]:
    """Every figure in digits. The first part of "3-5 billion" can be read as 3 and as 3 billion.

    >>> [n.readings for n in in_digits("9.8 × 10^13, -5 %, 15-20 %")]
    [(Decimal('9.8E+13'),), (Decimal('-5'),), (Decimal('15'),), (Decimal('20'),)]
    """
    found: list[tuple[Numeral, int]] = []
    for match in _FIGURE.finditer(text):
        numeral, power = _numeral(text, match)
        if found and power and found[-1][1] == 0 and _is_range(text, found[-1][0], match.start("number")):
            found[-1] = (_also_scaled(found[-1][0], power), 0)
        found.append((numeral, power))
    return [numeral for numeral, _ in found]


def _is_range(text: str, first: Numeral, second: int) -> bool:
    in_name = text[max(0, first.start - 1) : first.start].isalpha()
    return not in_name and _RANGE.fullmatch(text, first.end, second) is not None


def _numeral(text: str, match: re.Match[str]) -> tuple[Numeral, int]:
    number, power = match["number"].replace(",", ""), _power(match)
    if number.count(".") > 1:
        return Numeral(match.start("number"), match.end(), (number,)), 0
    values = [shifted(number, p) for p in _powers(match, power)]
    negative = [value.copy_negate() for value in values]
    sign = _sign(text, match)
    if sign == "either":
        return Numeral(match.start("number"), match.end(), (*values, *negative)), power
    start = match.start() if sign else match.start("number")
    return Numeral(start, match.end(), tuple(negative if sign == "-" else values), sign != ""), power


def _sign(text: str, match: re.Match[str]) -> str:
    """The sign of a figure; a hyphen after a word, a number or a percent sign joins or spans, and is none.

    After a number and a space it may be either ("5 % -3 %").
    """
    before = text[max(0, match.start() - 3) : match.start()]
    if not match["sign"] or before[-1:].isalnum() or before[-1:] in ("%", ")", "-", "—", "_"):
        return ""
    return "either" if match["sign"] == "-" and re.search(r"[0-9%]\Z", before.rstrip(" ")) else match["sign"]


def _power(match: re.Match[str]) -> int:
    if match["power"] or match["exponent"]:
        return int(match["power"] or match["exponent"])
    if match["raised"]:
        return int(match["raised"].translate(_SUPERSCRIPTS))
    if match["words"]:
        return sum(SCALES[word] for word in re.findall(r"([a-z]+?)s?\b", match["words"].lower()))
    if match["suffix"]:
        return _SUFFIXES[match["suffix"].lower()]
    return sum(_CHINESE[character] for character in match["chinese"] or "")


def _powers(match: re.Match[str], power: int) -> list[int]:
    if match["number"] == "10" and (match["power"] or match["raised"]) and not _multiplied(match):
        return [power - 1]
    return [power, 0] if match["suffix"] in _UNITS_TOO and not match["currency"] else [power]


def _multiplied(match: re.Match[str]) -> bool:
    return any(mark in match[0][match.end("number") - match.start() :] for mark in "x×*·")


def _also_scaled(numeral: Numeral, power: int) -> Numeral:
    scaled = tuple(shifted(str(value), power) for value in numeral.readings if isinstance(value, Decimal))
    return numeral._replace(readings=(*numeral.readings, *scaled))
