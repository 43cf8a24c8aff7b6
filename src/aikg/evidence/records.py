"""What a higher floor hands in: the places that claims cite, and the parts of an article that are its items."""

from __future__ import annotations

from typing import NamedTuple


class Cited(NamedTuple):
    """One evidence place of one claim; a claim with two places stands twice.

    Attributes:
        claim: CURIE of the claim.
        item: CURIE of the news item that the claim belongs to.
        start: first code point of the place.
        end: code point after the last.
        strings: everything that the claim says in words: figure as printed, period, label, use case, and the labels
            and aliases of the entities that it mentions. All languages.
        numbers: lexical decimals of its value, bounds, change and rank.
        printed: the figures as printed (aikg:valueText) alone; these must occur in the text, word for word or not.
    """

    claim: str
    item: str
    start: int
    end: int
    strings: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()


class Section(NamedTuple):
    """The part of an article that is one item, its heading included. Positions in code points."""

    item: str
    headline: str
    position: int
    start: int
    end: int
