"""Figures written in English words: one million, fifth, doubling, twenty-five, tenfold, half.

What looks like a figure and is none: "one" as a pronoun or after a determiner ("one of", "the one", "one another"),
"second" as time ("per second"), an ordinal that only lists ("First, …"), "at first", the tail of a compound
("development-first") and set compounds ("third-party", "one-stop"). "quarter" and the "thirds" of "two-thirds" are
not read either, nor "dozen": quarters are mostly dates, a third is no decimal, a dozen is mostly vague.

All functions read text that `plain.countable` has made plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from aikg.evidence.readings import SCALES, Numeral

_SMALL: Final = re.findall(
    r"\w+",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
)
_TENS: Final = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS: Final = re.findall(
    r"\w+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth",
)
_VALUES: Final = {
    **{word: n for n, word in enumerate(_SMALL, 1)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    **{word: 10**power for word, power in SCALES.items()},
}
_TIMES: Final = {"doubl": ("2", "100"), "tripl": ("3", "200"), "quadrupl": ("4", "300"), "twice": ("2", "100")}
_HALF: Final = ("0.5", "50")

_ONE: Final = "|".join(_SMALL)
_UNDER_100: Final = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{_ONE}))?|{_ONE})"
_SCALE: Final = rf"(?:[ -](?:{'|'.join(SCALES)})s?)"
_LEFT: Final = r"(?<![A-Za-z0-9])(?:(?<![A-Za-z0-9]-)|(?<=-to-)|(?<=-or-))"
_RIGHT: Final = r"(?![A-Za-z])(?!-(?:party|class|stop|hand|rate|sided|blind|edged|digit|ever|person))"
_CARDINAL: Final = re.compile(
    rf"""{_LEFT}(?:
      (?:{_UNDER_100}|an?){_SCALE}+(?:(?:[ -]|\ and\ ){_UNDER_100}{_SCALE}*)*
    | {_UNDER_100}(?:-?fold)?
    | (?:{"|".join(SCALES)})s?
    ){_RIGHT}""".replace("[ -]", r"[\ -]"),
    re.VERBOSE | re.IGNORECASE,
)
_ORDINAL: Final = re.compile(rf"{_LEFT}(?:{'|'.join(_ORDINALS)}){_RIGHT}(?!,)", re.IGNORECASE)
_MULTIPLE: Final = re.compile(rf"{_LEFT}(?:(doubl|tripl|quadrupl)(?:e|es|ed|ing)|(twice)){_RIGHT}", re.IGNORECASE)
_HALVES: Final = re.compile(rf"{_LEFT}hal(?:f|ve|ves|ved|ving){_RIGHT}", re.IGNORECASE)
_NOT_BEFORE_ONE: Final = re.compile(r"\b(?:the|this|that|which|no|each|every|any|some|another)[ ]\Z", re.I)
_NOT_AFTER_ONE: Final = re.compile(
    r"[ ]?(?:[.,;:!?)']|(?:of|another|is|was|can|may|must|should|would|will|that|who|by|or|and)\b)", re.IGNORECASE
)
_NOT_BEFORE_SECOND: Final = re.compile(r"(?:[0-9]|per|an?|each|every|split|one)[ -]?\Z|/\Z", re.IGNORECASE)


def in_words(text: str) -> Iterator[Numeral]:
    """Every figure in English words, in no order; doubling reads as 2 and as 100 (percent), half as 0.5 and as 50.

    >>> [n.readings for n in in_words("one of one million, for the fifth week")]
    [(Decimal('1000000'),), (Decimal('5'),)]
    """
    for match in _CARDINAL.finditer(text):
        if match[0].lower() != "one" or not _is_pronoun(text, match):
            yield Numeral(match.start(), match.end(), (Decimal(_cardinal(match[0])),))
    for match in _ORDINAL.finditer(text):
        if not _is_no_ordinal(text, match):
            yield Numeral(match.start(), match.end(), (Decimal(_ORDINALS.index(match[0].lower()) + 1),))
    for match in _MULTIPLE.finditer(text):
        readings = _TIMES[(match[1] or match[2]).lower()]
        yield Numeral(match.start(), match.end(), tuple(map(Decimal, readings)))
    for match in _HALVES.finditer(text):
        yield Numeral(match.start(), match.end(), tuple(map(Decimal, _HALF)))


def _is_pronoun(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 12) : match.start()]
    after = text[match.end() : match.end() + 10]
    return not after or bool(_NOT_BEFORE_ONE.search(before) or _NOT_AFTER_ONE.match(after))


def _is_no_ordinal(text: str, match: re.Match[str]) -> bool:
    before, word = text[max(0, match.start() - 8) : match.start()], match[0].lower()
    if word == "second":
        return bool(_NOT_BEFORE_SECOND.search(before))
    return word == "first" and before.lower().endswith("at ")


def _cardinal(words: str) -> int:
    """The value of number words in the order of speech.

    >>> _cardinal("two hundred and five thousand")
    205000
    """
    total = group = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        value = _VALUES.get(word) or _VALUES.get(word.removesuffix("s")) or _VALUES.get(word.removesuffix("fold")) or 0
        if value == 100:
            group = (group or 1) * 100
        elif value > 100:
            total, group = (total or 1) * value if group == 0 else total + group * value, 0
        else:
            group += value
    return total + group
