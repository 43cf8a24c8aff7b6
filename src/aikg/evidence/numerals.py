"""All figures of a text, and whether what a claim says accounts for one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

from aikg.evidence.chinese import in_chinese
from aikg.evidence.digits import in_digits
from aikg.evidence.plain import countable
from aikg.evidence.readings import Numeral, Reading
from aikg.evidence.words import in_words

__all__ = ["Numeral", "Said", "numerals", "said", "variants"]

_SPACED_GROUP: Final = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")


def numerals(text: str) -> list[Numeral]:
    """Every figure of a text, in order and not overlapping: digits, English words and Chinese characters.

    Digits inside names are figures too ("Qwen 3.6", "GPT-4o", "a16z"): a label of the entity accounts for them. A
    range is two figures. Currency and percent signs are not part of a figure; a sign and a magnitude are.

    >>> text = "US$5 billion, –5 %, fifth"
    >>> [text[n.start : n.end] for n in numerals(text)]
    ['5 billion', '–5', 'fifth']
    """
    read = countable(text)
    kept: list[Numeral] = []
    for found in sorted([*in_digits(read), *in_words(read), *in_chinese(read)], key=lambda n: (n.start, -n.end)):
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
    return kept


class Said(NamedTuple):
    """The figures that a claim holds, in words and as numbers."""

    words: frozenset[Reading]
    numbers: frozenset[Decimal]

    def accounts_for(self, numeral: Numeral) -> bool:
        """Whether the claim holds this figure: as printed in its words, or as one of its numbers.

        A printed sign must agree. Where none is printed, a negative number agrees too: the sign is in the verb
        ("cut by 33 %").
        """
        if self.words.intersection(numeral.readings) or self.numbers.intersection(numeral.readings):
            return True
        values = (value for value in numeral.readings if isinstance(value, Decimal))
        return not numeral.signed and any(value.copy_negate() in self.numbers for value in values)


def said(strings: Iterable[str], numbers: Iterable[str] = ()) -> Said:
    """What a claim says: its `strings`, read for figures, and its `numbers`, lexical decimals.

    >>> said(["3.2 trillion tokens"]).accounts_for(numerals("3,200,000,000,000")[0])
    True
    """
    words = frozenset(reading for string in strings for reading in _readings(string))
    return Said(words, frozenset(value for number in numbers if (value := _decimal(number)) is not None))


def variants(string: str) -> list[str]:
    """A claim's words as they may be read: plainly written, "30 000" is one figure or two.

    >>> variants("30 000 yuan"), variants("5 %")
    (['30 000 yuan', '30,000 yuan'], ['5 %'])
    """
    grouped = _SPACED_GROUP.sub(",", string)
    return [string] if grouped == string else [string, grouped]


@lru_cache(maxsize=8192)  # the labels of an entity come back with each claim that mentions it
def _readings(string: str) -> frozenset[Reading]:
    return frozenset(r for variant in variants(string) for numeral in numerals(variant) for r in numeral.readings)


def _decimal(lexical: str) -> Decimal | None:
    try:
        value = Decimal(lexical.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
