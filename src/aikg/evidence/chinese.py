"""Figures written in Chinese: 三百万, 第五, 百分之四十五, 二〇二六, 两成, 翻倍, 一半.

A single character counts only where a measure word follows (三家, 五年), because most stand inside other words
(一些, 千问, 百度, 三星, 十分); 一 only before a unit of time or 倍. Fractions (三分之一) and vague numbers (几百)
are not read. Digits with Chinese magnitudes (3.2 万亿) belong to `digits`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from aikg.evidence.readings import Numeral

_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"千": 1000, "百": 100, "十": 10}
_ALL: Final = "零〇一二两三四五六七八九十百千万亿"
_MEASURE: Final = (
    "[个家款项种年月日天周倍位名次成人元条大类轮期届座台张级代国国所支枚辆亿万]|美元|季度|小时|分钟|秒|百分点"
)
_LONGEST: Final = 16

_PERCENT: Final = re.compile(rf"百分之(?P<n>[{_ALL}]{{1,{_LONGEST}}}(?:点[零〇一二三四五六七八九]{{1,9}})?)")
_ORDINAL: Final = re.compile(rf"第(?P<n>[{_ALL}]{{1,{_LONGEST}}})")
_LONG: Final = re.compile(
    rf"(?!万一|一一|零一万物|千万[别不])(?<![{_ALL}])"
    rf"(?P<n>[{_ALL}]{{2,{_LONGEST}}}(?:点[零〇一二三四五六七八九]{{1,9}}[万亿]{{0,2}})?"
    rf"|[零一二两三四五六七八九]点[零〇一二三四五六七八九]{{1,9}}[万亿]{{0,2}})(?!分之)"
)
_SINGLE: Final = re.compile(
    rf"(?<![{_ALL}0-9几数])(?:(?P<n>[二两三四五六七八九十百千万亿])(?={_MEASURE})"
    r"|(?<![统唯同另某这那每之万])(?P<one>一)(?=年|个月|周|天|季度|倍|小时|百分点))"
)
_TENTHS: Final = re.compile(r"(?P<n>[一二两三四五六七八九])成(?![为立功员都本就果长绩交熟])")
_FIXED: Final = {"翻两番": ("4", "300"), "翻一番": ("2", "100"), "翻番": ("2", "100"), "翻倍": ("2", "100")} | {
    "翻了一番": ("2", "100"),
    "双倍": ("2", "100"),
    "一半": ("0.5", "50"),
    "半数": ("0.5", "50"),
}
_FIXED_WORDS: Final = re.compile("|".join(sorted(_FIXED, key=len, reverse=True)))


def in_chinese(text: str) -> Iterator[Numeral]:
    """Every figure in Chinese characters, unsorted, overlaps included; 两成 reads as 20 (percent), 翻倍 as 2 or 100.

    >>> [n.readings for n in in_chinese("达三千五百万，翻倍")]
    [(Decimal('2'), Decimal('100')), (Decimal('35000000'),)]
    """
    for match in _FIXED_WORDS.finditer(text):
        yield Numeral(match.start(), match.end(), tuple(map(Decimal, _FIXED[match[0]])))
    for match in _TENTHS.finditer(text):
        yield Numeral(match.start(), match.end(), (10 * _value(match["n"]),))
    for pattern in (_PERCENT, _ORDINAL, _LONG):
        for match in pattern.finditer(text):
            yield Numeral(match.start(), match.end(), (_value(match["n"]),))
    for match in _SINGLE.finditer(text):
        yield Numeral(match.start(), match.end(), (_value(match["n"] or match["one"]),))


def _value(numeral: str) -> Decimal:
    """The value of a numeral in characters.

    >>> _value("一亿两千万"), _value("二〇二六"), _value("三点五万")
    (Decimal('120000000'), Decimal('2026'), Decimal('35000.0'))
    """
    whole, point, rest = numeral.partition("点")
    if point:
        fraction = rest.rstrip("万亿")
        scale = Decimal(10) ** sum(4 if c == "万" else 8 for c in rest[len(fraction) :])
        return Decimal(f"{_whole(whole)}.{''.join(str(_DIGITS[c]) for c in fraction)}") * scale
    return Decimal(_whole(whole))


def _whole(numeral: str) -> int:
    if not set(numeral) - set(_DIGITS):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        left, found, right = numeral.rpartition(unit)
        if found:
            return (_whole(left) if left else 1) * value + (_whole(right) if right else 0)
    total = digit = 0
    for character in numeral:
        if character in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[character], 0
        else:
            digit = _DIGITS[character]
    return total + digit
