"""Typographic variants written plainly, one code point for one, so that every offset survives."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_HYPHENS: Final = "‐‑‒–−﹣－"
_QUOTES: Final = {"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "„": '"'}
_CHINESE_MARKS: Final = "，！？；："
"""Full-width marks that stay: between Chinese words they stand without a space, so "2026，300" is not one number."""

_SPECIAL: Final = re.compile(r"[^\x00-\x7f]")
_DIGIT_SPACE: Final = re.compile(r"(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")


def plain(text: str) -> str:
    """Special spaces, hyphens, quotes, digits and full-width letters as ASCII. The length stays the same.

    U+2011 and U+2013 are hyphen, minus and range alike in print; which one is meant is for the reader of the result.
    Em dashes, superscripts and Chinese punctuation stay.

    >>> plain("15‑20 %，３．５")
    '15-20 %，3.5'
    """
    return _SPECIAL.sub(lambda match: _plain(match[0]), text)


def countable(text: str) -> str:
    """`plain`, with a no-break or thin space that groups thousands written as a comma. The length stays the same.

    >>> countable("30\\u202f000 yuan")
    '30,000 yuan'
    """
    return plain(_DIGIT_SPACE.sub(",", text))


def _plain(character: str) -> str:
    if character in _HYPHENS:
        return "-"
    if character in _QUOTES:
        return _QUOTES[character]
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if "\uff01" <= character <= "\uff5e" and character not in _CHINESE_MARKS:
        return chr(ord(character) - 0xFEE0)
    return character
