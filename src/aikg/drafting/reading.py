"""From the text of an article to drafted items: split it, find what is known, let the rules read each sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeVar

from aikg.drafting import doubts
from aikg.drafting.claims import Item
from aikg.drafting.layout import layout
from aikg.drafting.mentions import Mention, Names, outermost
from aikg.drafting.passages import WORKS, Passage, Scene
from aikg.drafting.periods import Period, periods, yearless
from aikg.drafting.proposals import Proposal, as_mentions, proposals
from aikg.drafting.quantities import Quantity, quantities
from aikg.drafting.rules import RULES
from aikg.drafting.rules.relations import relations
from aikg.drafting.status import source
from aikg.evidence import Span, plain, sentences

_LONGEST_SENTENCE: Final = 2_000
"""What is longer is a table or no text at all; the rules, which look at pairs of names and figures, leave it."""


class Reader:
    """An article's text with all that is found in it, before any rule has read it."""

    def __init__(self, text: str, names: Names, language: str, headings: Sequence[Span] = ()) -> None:
        self.names, self.language = names, language
        self.text = plain(text)
        known = names.all(text)
        self._periods = periods(text)
        dates = [Span(p.start, p.end) for p in self._periods] + list(yearless(text))
        taken = [Span(m.start, m.end) for m in known] + dates
        self.proposals = proposals(text, names, taken, headings)
        self._all = sorted([*known, *as_mentions(self.proposals, text, headings)], key=lambda m: (m.start, -m.end))
        self.mentions = list(outermost(self._all))
        taken = [Span(m.start, m.end) for m in self.mentions] + dates
        self._quantities = quantities(text, taken)

    def passage(self, span: Span) -> Passage:
        """One stretch of the text with what lies in it."""
        start, end = span
        return Passage(
            self.text,
            span,
            _within(self.mentions, start, end),
            _within(self._all, start, end),
            _within(self._quantities, start, end),
            _within(self._periods, start, end),
        )

    def scene(self, item: Item) -> Scene:
        """The scene of an item before its first sentence: its topic is in its heading, or in its first sentence."""
        body = Span(item.heading.end if item.heading else item.section.start, item.section.end)
        opening = next(iter(sentences(self.text, *body)), body)
        for span in (item.heading, opening):
            if span is None:
                continue
            passage = self.passage(span)
            said = source(passage)
            found = [m for m in passage.mentions if said is None or m.entity not in said.entities]
            for kinds in ((*WORKS,), ("policy",), ("organization",)):
                if topics := [m for m in found if m.kind in kinds]:
                    return self._scene(item, topics[0])
        return Scene(self.names, item, self.language)

    def _scene(self, item: Item, topic: Mention) -> Scene:
        policy = topic.entity if topic.kind == "policy" else ""
        return Scene(self.names, item, self.language, topic=topic.entity, policy=policy)


_Found = TypeVar("_Found", Mention, Quantity, Period)


def _within(found: Sequence[_Found], start: int, end: int) -> list[_Found]:
    """What lies in a stretch; `found` is in the order of the text."""
    first = bisect_left(found, start, key=lambda one: one.start)
    last = bisect_left(found, end, key=lambda one: one.start)
    return [one for one in found[first:last] if one.end <= end]


class Reading(NamedTuple):
    """What was read of an article: its title, its items with their claims, and the names that it brings."""

    title: str
    items: tuple[Item, ...]
    proposals: tuple[Proposal, ...]


def read(text: str, names: Names, language: str, title: str = "", otherwise: str = "") -> Reading:
    """The items of an article with the claims that the rules find, in the order of the text."""
    found = layout(text, title, otherwise)
    reader = Reader(text, names, language, [item.heading for item in found.items if item.heading])
    for item in found.items:
        _read_item(reader, item)
    sections = [item.section for item in found.items]
    inside = (p for p in reader.proposals if any(s.start <= m.start < s.end for m in p.mentions for s in sections))
    return Reading(found.title, found.items, tuple(inside))


def _read_item(reader: Reader, item: Item) -> None:
    scene = reader.scene(item)
    if item.heading is not None and item.section.start <= item.heading.start:
        relations(reader.passage(item.heading), scene)
    start = item.heading.end if item.heading and item.heading.end < item.section.end else item.section.start
    for span in sentences(reader.text, max(start, item.section.start), item.section.end):
        if span.end - span.start > _LONGEST_SENTENCE:
            continue
        passage = reader.passage(span)
        said = source(passage)
        if said is not None:
            scene.source = said.entities[0] if said.carries else ""
            scene.source_units = frozenset(q.unit for q in passage.quantities) if said.carries else frozenset()
            scene.forecaster = said.entities[0] if said.foresees else scene.forecaster
        for rule in RULES:
            rule(passage, scene)
        made = [claim for claim in item.claims if passage.span in claim.evidence]
        doubts.leave_denied_open(passage, made)
        doubts.leave_carried_open(passage, made, scene.label)
        doubts.leave_namesakes_open(passage, made)
        works = [m.entity for m in passage.mentions if m.kind in WORKS]
        scene.last = works[-1] if works else scene.last
    doubts.leave_shared_names_open(reader.mentions, item.claims)
