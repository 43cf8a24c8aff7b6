"""Evidence that is certainly in the wrong place, and printed figures that their passages do not print."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from aikg.evidence.numerals import numerals, variants
from aikg.evidence.readings import Numeral, Reading
from aikg.evidence.records import Cited, Section
from aikg.evidence.spans import Span

Kind = Literal["outside-text", "blank", "inside-word", "inside-figure", "other-item", "figure-not-printed", "section"]


class Misplaced(NamedTuple):
    """One thing that is wrong with the evidence of `claim` (of an item, for the kind "section"), and its cure."""

    claim: str
    kind: Kind
    message: str


def misplaced(text: str, cited: Iterable[Cited], sections: Sequence[Section] = ()) -> Iterator[Misplaced]:
    """What is certainly wrong with evidence in one text, by claim.

    With the `sections` of the article, also evidence that lies in another item only, and sections that overlap or
    lie outside the text.

    >>> [m.kind for m in misplaced("Up 5 %.", [Cited("c", "i", 0, 7, printed=("6 %",))])]
    ['figure-not-printed']
    """
    yield from _sections(text, sections)
    figures = numerals(text)
    claims: dict[str, list[Cited]] = {}
    for place in cited:
        claims.setdefault(place.claim, []).append(place)
    for _, places in sorted(claims.items()):
        good: list[Cited] = []
        for place in sorted(set(places)):
            wrong = list(_place(text, place, figures, sections))
            yield from wrong
            if not any(m.kind in ("outside-text", "blank") for m in wrong):
                good.append(place)
        if len(good) == len(set(places)):  # otherwise the figure may be where the lost place should have been
            yield from _figures(text, good, figures)


def _place(text: str, place: Cited, figures: list[Numeral], sections: Sequence[Section]) -> Iterator[Misplaced]:
    where = f"evidence {place.start}-{place.end}"
    if not 0 <= place.start < place.end <= len(text):
        cure = f"the text has {len(text)} code points: correct oa:start and oa:end (start < end)"
        yield Misplaced(place.claim, "outside-text", f"{where} is no stretch of the text; {cure}")
        return
    if not text[place.start : place.end].strip():
        cure = "move oa:start and oa:end to the sentence that says it"
        yield Misplaced(place.claim, "blank", f"{where} is white space only; {cure}")
        return
    for name, at in (("oa:start", place.start), ("oa:end", place.end)):
        if figure := next((f for f in _around(figures, at, at) if f.start < at < f.end), None):
            cure = f"put {name} at {figure.start} or at {figure.end}"
            message = f"{where} cuts the figure {text[figure.start : figure.end]!r} ({name} {at}); {cure}"
            yield Misplaced(place.claim, "inside-figure", message)
        elif _inside_word(text, at):
            cure = "move it to the end or the beginning of the word; offsets count Unicode code points, not bytes"
            yield Misplaced(place.claim, "inside-word", f"{where} cuts a word ({name} {at}); {cure}")
    if message := _elsewhere(place, sections):
        yield Misplaced(place.claim, "other-item", message)


def _around(figures: list[Numeral], start: int, end: int) -> list[Numeral]:
    """The figures that may touch a place; they are in order, so that a long text costs no more for each place."""
    first = bisect_right(figures, start, key=lambda f: f.start)
    return figures[max(first - 1, 0) : bisect_right(figures, end, key=lambda f: f.start)]


def _elsewhere(place: Cited, sections: Sequence[Section]) -> str:
    touched = [s for s in sections if s.start < place.end and place.start < s.end]
    if not touched or any(s.item == place.item for s in touched):
        return ""
    if all(s.item != place.item for s in sections):
        return ""  # the item has no section here, so nothing is certain
    return (
        f"evidence {place.start}-{place.end} lies in {touched[0].item}, and the claim belongs to {place.item}; "
        "move the evidence into the claim's own item, or the claim into the other item's graph"
    )


def _figures(text: str, places: list[Cited], figures: list[Numeral]) -> Iterator[Misplaced]:
    spans = [Span(place.start, place.end) for place in places]
    there = frozenset(
        r
        for span in spans
        for f in _around(figures, span.start, span.end)
        if span.start <= f.start and f.end <= span.end
        for r in f.readings
    )
    where = ", ".join(f"{span.start}-{span.end}" for span in sorted(spans))
    for printed in sorted({string for place in places for string in place.printed}):
        for figure in _absent(printed, there):
            message = (
                f"the figure as printed says {figure!r}, and the evidence ({where}) does not print it; "
                "correct aikg:valueText to the text, or add the passage that prints it"
            )
            yield Misplaced(places[0].claim, "figure-not-printed", message)


def _absent(printed: str, there: frozenset[Reading]) -> list[str]:
    """The figures of `printed` that the text does not have; "30 000" may be one figure or two."""
    found = [
        [string[n.start : n.end] for n in numerals(string) if there.isdisjoint(n.readings)]
        for string in variants(printed)
    ]
    return min(found, key=len)


def _sections(text: str, sections: Sequence[Section]) -> Iterator[Misplaced]:
    end, last = 0, ""
    for section in sorted(sections, key=lambda s: (s.start, s.end)):
        where = f"the item's evidence {section.start}-{section.end}"
        if not 0 <= section.start < section.end <= len(text):
            message = f"{where} is no stretch of the text, which has {len(text)} code points; correct its offsets"
            yield Misplaced(section.item, "section", message)
        elif section.start < end:
            yield Misplaced(section.item, "section", f"{where} overlaps {last}; end one where the other begins")
        if section.end > end:
            end, last = section.end, section.item


def _inside_word(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    return _joins(text[at - 1]) and _joins(text[at], after=True)


def _joins(character: str, *, after: bool = False) -> bool:
    """Whether a character is part of a word that may not be cut; scripts without spaces (Lo) may be cut anywhere."""
    category = unicodedata.category(character)
    return category in ("Lu", "Ll", "Lt", "Nd", "Nl") or (after and category.startswith("M"))
