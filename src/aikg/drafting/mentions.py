"""Known names in a text, English and Chinese: one automaton over all labels and aliases, the longest name wins.

Names are compared by their keys (`identity.name_key`), which forget case, width, spaces, dashes and quotes; each
character of the key remembers where it stood, so that a place in the text is exact. A name that goes on is another
name: "Qwen" is not found in "Qwen 3.7", nor "GPT-4o" in "GPT-4o mini".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Final, NamedTuple

from rdflib import Literal

from aikg import catalogue
from aikg.evidence import Span, plain
from aikg.evidence.spans import overlaps, union
from aikg.identity import curie, name_key
from aikg.stores import Store

_LATIN: Final = re.compile(r"[A-Za-z0-9À-ɏ]")
_WORD: Final = re.compile(r"[A-Za-z]+")
_SHORTEST: Final = 2
_VERSIONED: Final = ("model", "product")
_LOOSE: Final = frozenset({"concept", "role"})
"""Kinds whose names are common words: any case, and a plural, will do."""
_VERSION: Final = re.compile(
    r"[ -]?[vV]?[0-9]+(?:\.[0-9]+)*[a-zA-Z]?(?![A-Za-z0-9]|\.[0-9])"
    r"(?! ?(?:%|-?(?:trillion|billion|million|thousand|hundred"
    r"|tokens?|k|ms)\b|[,.][0-9]|[万亿倍个次年月日元家款]))(?!-(?:year|month|day|week))"
)
_VARIANT: Final = re.compile(
    r"[ -](?:mini|nano|pro|plus|max|turbo|ultra|flash|lite|air|instruct|thinking|coder|vision|vl)\b", re.I
)


class Mention(NamedTuple):
    """A name in the text. `entities`: the CURIEs that it can stand for (more than one: the name is shared)."""

    start: int
    end: int
    name: str
    entities: tuple[str, ...]

    @property
    def entity(self) -> str:
        """The first, and nearly always only, entity of that name."""
        return self.entities[0]

    @property
    def kind(self) -> str:
        """Which kind of entity: the prefix of its CURIE."""
        return self.entity.partition(":")[0]


class Keyed(NamedTuple):
    """A text as names are compared, and where in the text each character of it stood."""

    key: str
    places: tuple[int, ...]


def keyed(text: str) -> Keyed:
    """The key of a whole text, character by character.

    >>> keyed("混元 3.0")
    Keyed(key='混元3.0', places=(0, 1, 3, 4, 5))
    """
    key: list[str] = []
    places: list[int] = []
    parted = False
    for place, character in enumerate(text):
        folded = _folded(character)
        if folded and parted and key and key[-1].isdecimal() and folded[0].isdecimal():
            key.append("-")
            places.append(place)
        parted = not folded
        key += folded
        places += [place] * len(folded)
    return Keyed("".join(key), tuple(places))


@cache  # one entry a character
def _folded(character: str) -> str:
    return name_key(character)


class Names:
    """The names of a registry, ready to be found in texts.

    `labels` has the preferred name of each entity by its CURIE and language; `types` its class.
    """

    def __init__(self, named: Iterable[tuple[str, str, Literal, bool]]) -> None:
        from ahocorasick_rs import AhoCorasick

        self.labels: dict[str, dict[str, str]] = {}
        self.types: dict[str, str] = {}
        self._called: dict[str, list[str]] = {}
        spelled: dict[str, dict[str, list[str]]] = {}
        for entity, type_, name, preferred in named:
            self.types[entity] = type_
            self._called.setdefault(entity, []).append(str(name))
            if preferred:
                self.labels.setdefault(entity, {})[name.language or "en"] = str(name)
            key = name_key(str(name))
            if len(key) >= _SHORTEST:
                spelled.setdefault(key, {}).setdefault(entity, []).append(plain(str(name)))
        self._spelled: Mapping[str, Mapping[str, list[str]]] = spelled
        self._keys = sorted(spelled)
        self._automaton = AhoCorasick(self._keys) if spelled else None

    @classmethod
    def of(cls, store: Store) -> Names:
        """Those of all entities of a store."""
        rows = store.select(catalogue.find("entities", "names").text)
        return cls(
            (curie(str(entity)), str(type_), name, str(prop).endswith("prefLabel"))
            for entity, type_, name, prop in sorted(rows)
            if isinstance(name, Literal)
        )

    @cached_property
    def keys(self) -> Mapping[tuple[str, str], str]:
        """The keys of all preferred names, by entity and name."""
        return {(entity, label): name_key(label) for entity, by in self.labels.items() for label in by.values()}

    def __contains__(self, entity: str) -> bool:
        return entity in self.types

    def label(self, entity: str, language: str = "en") -> str:
        """The preferred name of an entity, in a language if it has one there."""
        names = self.labels.get(entity, {})
        return names.get(language) or names.get("en") or next(iter(names.values()), entity.partition(":")[2])

    def spellings(self, entity: str) -> list[str]:
        """All names of an entity."""
        return self._called.get(entity, [])

    def entities(self, name: str) -> tuple[str, ...]:
        """The entities that bear a name."""
        return tuple(sorted(self._spelled.get(name_key(name), ())))

    def all(self, text: str) -> list[Mention]:
        """Every name in a text, also those within longer ones, by start; of one start the longest first."""
        found = []
        for first, last, bear in self._places(text):
            fits = [e for e, names in bear.items() if _fits(text, first, last, names, e)]
            if fits:
                found.append(Mention(first, last, text[first:last], tuple(sorted(fits))))
        longer = union(self._tails(text, found))  # 通义 is no name in 通义千问3.7, nor 千问
        kept = (m for m in found if m.kind not in _VERSIONED or not overlaps(longer, m.start, m.end))
        return sorted(kept, key=lambda m: (m.start, -m.end))

    def continued(self, text: str) -> Iterator[Span]:
        """Where the name of a model goes on with a version or variant that no name has: "Qwen 3.7", "混元4.0"."""
        yield from union(self._tails(text, self.all(text)))

    def _tails(self, text: str, known: Iterable[Mention]) -> Iterator[Span]:
        read, covered = plain(text), union(Span(m.start, m.end) for m in known if m.kind in _VERSIONED)
        for first, last, bear in self._places(text):
            tail = _VERSION.match(read, last) or _VARIANT.match(read, last)
            if tail and not joined(read, first) and any(e.startswith("model:") for e in bear):
                end = (_VARIANT.match(read, tail.end()) or tail).end()
                at = bisect_right(covered, end - 1, key=lambda span: span.end)
                if at == len(covered) or covered[at].start > first:
                    yield Span(first, end)

    def _places(self, text: str) -> Iterator[tuple[int, int, Mapping[str, list[str]]]]:
        """Where the key of a name stands, and who bears it."""
        key, places = keyed(plain(text))
        for number, start, end in (
            self._automaton.find_matches_as_indexes(key, overlapping=True) if self._automaton else ()
        ):
            if not (start and places[start - 1] == places[start]):
                yield places[start], places[end - 1] + 1, self._spelled[self._keys[number]]

    def find(self, text: str) -> list[Mention]:
        """The names in a text, in order and not overlapping: the longest of those that begin first."""
        return list(outermost(self.all(text)))


def outermost(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Of names by start those that do not begin within the one before."""
    end = 0
    for mention in mentions:
        if mention.start >= end:
            end = mention.end
            yield mention


def _fits(text: str, start: int, end: int, spellings: list[str], entity: str) -> bool:
    """Whether a name stands there as a word, is written like one, and does not go on."""
    kind = entity.partition(":")[0]
    if joined(text, start):
        return False
    after = plain(text[end : end + 24])
    if after[:1] == "$":  # of US$5 only a currency is meant
        return False
    if kind in _LOOSE:
        return not joined(text, end) or (after[:1] == "s" and not joined(text, end + 1))
    written = plain(text[start:end])
    if not any(_written_alike(written, spelling) for spelling in spellings) or joined(text, end):
        return False
    return kind not in ("model", "product") or not (_VERSION.match(after) or _VARIANT.match(after))


def joined(text: str, at: int) -> bool:
    """Whether a word of Latin letters or digits goes on at a place."""
    return 0 < at < len(text) and bool(_LATIN.match(text[at - 1]) and _LATIN.match(text[at]))


def _written_alike(written: str, spelling: str) -> bool:
    """Whether a proper name is written like one: with the capital of at least one of its words, so that "mainland
    China" is one and "open AI" is none; a short name all in capitals ("US") must be so in print.
    """
    letters = [c for c in written if c.isalpha()]
    if spelling.isascii() and spelling.isupper() and len(letters) <= 4:
        return written.replace(".", "").isupper()
    capital = [word for word in _WORD.findall(spelling) if word[:1].isupper() and not word.isupper()]
    if not spelling[:1].isupper() or not capital:
        return not spelling[:1].isupper() or letters[:1] == [c for c in spelling if c.isalpha()][:1]
    return any(word in written for word in capital)
