"""What of an article no claim accounts for: sentence by sentence, figure by figure, and what lies outside every item.

A sentence is covered when evidence of its own item spans all that is not white space in it. A figure is covered when
a claim of the item cites its place *and* holds the figure itself: pointing at the sentence is not enough. Two equal
figures in one passage are both covered by a claim that holds the value once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from aikg.evidence.headings import headings
from aikg.evidence.numerals import Numeral, Said, numerals, said
from aikg.evidence.records import Cited, Section
from aikg.evidence.sentences import sentences
from aikg.evidence.spans import Span, clamp, cut, trim, union


class SentenceCoverage(NamedTuple):
    """One sentence; `missing` are the stretches of it that no evidence spans. A heading is listed but not counted."""

    start: int
    end: int
    covered: bool
    heading: bool
    missing: tuple[Span, ...] = ()


class NumeralCoverage(NamedTuple):
    """One figure as printed, and the CURIEs of the claims that account for it (sorted; none: not covered)."""

    start: int
    end: int
    printed: str
    covered: bool
    claims: tuple[str, ...] = ()


class ItemCoverage(NamedTuple):
    """The sentences and figures of one item's part of the article, in the order of the text."""

    item: str
    headline: str
    position: int
    start: int
    end: int
    sentences: tuple[SentenceCoverage, ...]
    numerals: tuple[NumeralCoverage, ...]


class Excluded(NamedTuple):
    """A stretch that need not be covered. `reason`: "heading", "no words", "outside every item"; "cited" if it is."""

    start: int
    end: int
    reason: str
    item: str = ""


class Coverage(NamedTuple):
    """The items in the order of their positions, and everything that was not counted, in the order of the text."""

    items: tuple[ItemCoverage, ...]
    excluded: tuple[Excluded, ...]

    @property
    def sentences(self) -> int:
        """How many sentences have to be covered (headings do not)."""
        return sum(not s.heading for item in self.items for s in item.sentences)

    @property
    def sentences_covered(self) -> int:
        """How many of them are."""
        return sum(s.covered and not s.heading for item in self.items for s in item.sentences)

    @property
    def numerals(self) -> int:
        """How many figures stand in those sentences."""
        return sum(len(item.numerals) for item in self.items)

    @property
    def numerals_covered(self) -> int:
        """How many of them a claim accounts for."""
        return sum(n.covered for item in self.items for n in item.numerals)

    @property
    def complete(self) -> bool:
        """Every sentence and figure is covered, and there is at least one sentence."""
        all_sentences = 0 < self.sentences == self.sentences_covered
        return all_sentences and self.numerals == self.numerals_covered

    def to_dict(self) -> dict[str, object]:
        """For a machine; offsets and figures only, no sentence of the article."""
        return {
            "complete": self.complete,
            "sentences": self.sentences,
            "sentences_covered": self.sentences_covered,
            "numerals": self.numerals,
            "numerals_covered": self.numerals_covered,
            "items": [_item_dict(item) for item in self.items],
            "excluded": [stretch._asdict() for stretch in self.excluded],
        }


def coverage(text: str, sections: Sequence[Section], cited: Iterable[Cited]) -> Coverage:
    """How far the claims account for an article. Offsets outside the text are cut to it (`misplaced` reports them).

    >>> text = "Up 5 %. Down 7 %."
    >>> found = coverage(text, [Section("i", "", 1, 0, 17)], [Cited("c", "i", 0, 17, ("up 5 %",))])
    >>> [n.printed for n in found.items[0].numerals if not n.covered]
    ['7']
    """
    places = list(cited)
    figures = numerals(text)
    items: list[ItemCoverage] = []
    excluded: list[Excluded] = []
    everywhere = union(clamp(text, place.start, place.end) for place in places)
    for section in sorted(sections, key=lambda s: (s.position, s.start, s.item)):
        own = [place for place in places if place.item == section.item]
        item, left_out = _item(text, section, own, figures)
        items.append(item)
        excluded += [
            Excluded(*piece, section.item) for span, why in left_out for piece in _why(text, span, everywhere, why)
        ]
    whole = Span(0, len(text))
    for gap, inside in cut(whole, union(clamp(text, s.start, s.end) for s in sections)):
        for sentence in [] if inside else sentences(text, *gap):
            excluded += [Excluded(*piece) for piece in _why(text, sentence, everywhere, "outside every item")]
    return Coverage(tuple(items), tuple(sorted(excluded)))


def _item(
    text: str, section: Section, own: list[Cited], figures: list[Numeral]
) -> tuple[ItemCoverage, list[tuple[Span, str]]]:
    whole, heads = clamp(text, section.start, section.end), headings(text, section)
    spans = union(clamp(text, place.start, place.end) for place in own)
    found: list[SentenceCoverage] = []
    left_out: list[tuple[Span, str]] = []
    for stretch, is_heading in cut(whole, union(heads)):
        for sentence in [stretch] if is_heading else sentences(text, *stretch):
            wordless = not any(c.isalnum() for c in text[sentence.start : sentence.end])
            if is_heading or wordless:
                left_out.append((sentence, "heading" if is_heading else "no words"))
            if is_heading or not wordless:
                found.append(_sentence(text, sentence, spans, heading=is_heading))
    counted = [f for f in figures if whole.start <= f.start and f.end <= whole.end and not _within(f, heads)]
    read = cache(said)
    numbers = tuple(_numeral(text, figure, [(p, read(p.strings, p.numbers)) for p in own]) for figure in counted)
    return ItemCoverage(section.item, section.headline, section.position, *whole, tuple(found), numbers), left_out


def _sentence(text: str, sentence: Span, spans: list[Span], *, heading: bool) -> SentenceCoverage:
    pieces = [trim(text, piece) for piece, spanned in cut(sentence, spans) if not spanned]
    missing = tuple(piece for piece in pieces if piece is not None)
    return SentenceCoverage(*sentence, not missing, heading, missing)


def _numeral(text: str, figure: Numeral, own: list[tuple[Cited, Said]]) -> NumeralCoverage:
    claims = {p.claim for p, s in own if p.start <= figure.start and figure.end <= p.end and s.accounts_for(figure)}
    printed = text[figure.start : figure.end]
    return NumeralCoverage(figure.start, figure.end, printed, bool(claims), tuple(sorted(claims)))


def _within(figure: Numeral, spans: list[Span]) -> bool:
    return any(span.start <= figure.start < span.end for span in spans)


def _why(text: str, span: Span, everywhere: list[Span], reason: str) -> Iterator[tuple[int, int, str]]:
    for piece, spanned in cut(span, everywhere):
        if (kept := trim(text, piece)) is not None:
            yield *kept, "cited" if spanned else reason


def _item_dict(item: ItemCoverage) -> dict[str, object]:
    return item._asdict() | {
        "sentences": [s._asdict() | {"missing": [m._asdict() for m in s.missing]} for s in item.sentences],
        "numerals": [n._asdict() | {"claims": list(n.claims)} for n in item.numerals],
    }
