"""The words by which a text says it, in English and Chinese (`words.yaml`), as patterns over plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

_LATIN_START: Final = re.compile(r"[A-Za-z(\[]")
_WORD_END: Final = re.compile(r"[A-Za-z)\]?*+w]$")
_DATED_BEFORE: Final = re.compile(
    r"(?:\b[0-9]{1,2}(?:st|nd|rd|th)?|\b(?i:in|of|by|since|until|till|from|during|before|after|early|mid|late|last|next))"
    r"[ -]$"
)
_DATED_BEHIND: Final = re.compile(r",? (?:19|20)[0-9]{2}\b| [0-9]{1,2}(?:st|nd|rd|th)?\b(?![.,]?[0-9]| ?%)")
_TITLED: Final = re.compile(r"[A-Z]\w*[\"'”’]? $")


class Cue(NamedTuple):
    """Words that stand for a concept (the local name in the vocabulary, or the kind of event)."""

    start: int
    end: int
    concept: str


class Metric(NamedTuple):
    """A thing that is measured.

    Attributes:
        name: local name of a concept of aikgv:metrics.
        units: in which it is measured.
        words: by which a text names it.
        rate: it is a share itself, so that a change of it in % may be in points.
        rise: it is a change itself, so that its figure is a value.
        sure: its unit alone tells it.
    """

    name: str
    units: frozenset[str]
    words: re.Pattern[str]
    rate: bool
    rise: bool
    sure: bool


@cache
def _file() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return read


@cache
def patterns(group: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of one group of `words.yaml`, by concept, in the order of the file."""
    return {concept: _pattern(words) for concept, words in _file()[group].items()}


@cache
def metrics() -> tuple[Metric, ...]:
    """What can be measured."""
    return tuple(
        Metric(
            name,
            frozenset(said["units"]),
            _pattern(said["words"]),
            bool(said.get("rate")),
            bool(said.get("rise")),
            bool(said.get("sure")),
        )
        for name, said in _file()["metrics"].items()
    )


@cache
def words(group: str) -> frozenset[str]:
    """The words of a group that is a list of plain words."""
    return frozenset(str(_file()[group]).split())


def currencies() -> Mapping[str, str]:
    """Signs of currencies, and their units."""
    signs: Mapping[str, str] = _file()["currencies"]
    return signs


def cues(group: str, text: str, start: int, end: int) -> Iterator[Cue]:
    """Every cue of a group in a stretch of plain text, concept by concept."""
    for concept, pattern in patterns(group).items():
        for match in pattern.finditer(text, start, end):
            if not month(match):
                yield Cue(match.start(), match.end(), concept)


def month(match: re.Match[str]) -> bool:
    """Whether a word is the month of May and not the verb: it is capital, or a year stands behind it. Between two words
    that are capital too, as in a headline, it is the verb, unless it is dated.

    >>> [month(re.search("may", text, re.I)) for text in ("It may raise", "on 12 May", "May 2026", "Acme May Raise")]
    [False, True, True, False]
    """
    if match[0].lower() != "may":
        return False
    before, behind = (
        match.string[max(0, match.start() - 20) : match.start()],
        match.string[match.end() : match.end() + 12],
    )
    if match[0] == "may":
        return re.match(r",? (?:19|20)[0-9]{2}\b", behind) is not None
    if _DATED_BEFORE.search(before) or _DATED_BEHIND.match(behind):
        return True
    return match[0] == "May" and not (_TITLED.search(before) and re.match(r" [A-Z]", behind))


def first(group: str, text: str, start: int, end: int) -> str:
    """The first concept of a group, in the order of the file, that a stretch of plain text has a word for; or ''."""
    return next((cue.concept for cue in cues(group, text, start, end)), "")


def bounded(words: str) -> str:
    """A pattern that stands between word boundaries where it begins or ends with Latin letters."""
    left = r"(?<![A-Za-z0-9])" if _LATIN_START.match(words) else ""
    right = r"(?![A-Za-z0-9])" if _WORD_END.search(words) and not re.search(r"[一-鿿]", words) else ""
    return f"{left}(?:{words}){right}"


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(bounded(word) for word in words), re.IGNORECASE)
