"""From the text of an article to drafted items: split it, find what is known, let the rules read each sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

from aikg.drafting.claims import OPEN, Item
from aikg.drafting.layout import layout
from aikg.drafting.mentions import Mention, Names, outermost
from aikg.drafting.passages import ACTORS, WORKS, Passage, Scene
from aikg.drafting.periods import Period, periods
from aikg.drafting.proposals import Proposal, as_mentions, proposals
from aikg.drafting.quantities import Quantity, quantities
from aikg.drafting.rules import RULES
from aikg.drafting.rules.relations import relations
from aikg.drafting.status import source
from aikg.evidence import Span, plain, sentences

_LONGEST_SENTENCE: Final = 2_000
"""What is longer is a table or no text at all; the rules, which look at pairs of names and figures, leave it."""

_PARTIES: Final = ("aikg:subject", "aikg:agent", "aikg:investor", "aikg:investee", "aikg:partner", "aikg:targets")


class Reader:
    """An article's text with all that is found in it, before any rule has read it."""

    def __init__(self, text: str, names: Names, language: str, headings: Sequence[Span] = ()) -> None:
        self.names, self.language = names, language
        self.text = plain(text)
        known = names.all(text)
        self._periods = periods(text)
        taken = [Span(m.start, m.end) for m in known] + [Span(p.start, p.end) for p in self._periods]
        self.proposals = proposals(text, names, taken, headings)
        self._all = sorted([*known, *as_mentions(self.proposals, text, headings)], key=lambda m: (m.start, -m.end))
        self.mentions = list(outermost(self._all))
        taken = [Span(m.start, m.end) for m in self.mentions] + [Span(p.start, p.end) for p in self._periods]
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
        _leave_doubts_open(passage, item)
        _leave_unnamed_open(passage, scene, item)
        _leave_namesakes_open(passage, item)
        works = [m.entity for m in passage.mentions if m.kind in WORKS]
        scene.last = works[-1] if works else scene.last
    _leave_shared_names_open(reader, item)


def _leave_doubts_open(passage: Passage, item: Item) -> None:
    """Of a sentence that says no, if or "respectively", nothing is taken for said."""
    doubts = passage.cues("doubts")
    for claim in item.claims if doubts else ():
        if passage.span in claim.evidence:
            word = passage.words(*doubts[0][:2])
            claim.leave_open("aikg:modality", f"the sentence says {word!r}: of this claim, or of another?")


def _leave_unnamed_open(passage: Passage, scene: Scene, item: Item) -> None:
    """Whom the sentence of a claim does not name was named before; where it names somebody of whom no claim says
    anything, the claim may be about that one.
    """
    made = [claim for claim in item.claims if claim.evidence == [passage.span]]
    here = {entity for mention in passage.nested for entity in mention.entities}
    said = [(prop, value) for claim in made for prop, values in claim.values.items() for value in values]
    told = {value for prop, value in said if prop != "aikg:claimedBy"}
    idle = [m.name for m in passage.mentions if m.kind in (*ACTORS, *WORKS) and m.entity not in told]
    for claim in made if idle else ():
        for prop in _PARTIES:
            carried = [v for v in claim.values.get(prop, ()) if isinstance(v, str) and v not in here and v != OPEN]
            if carried:
                claim.leave_open(prop, f"{scene.label(carried[0])} is named before, {idle[0]} here: who is it?")


def _leave_namesakes_open(passage: Passage, item: Item) -> None:
    """美国商务部 may be no 商务部 of the registry: what a place stands right before is perhaps another of its name."""
    for place, office in pairwise(passage.mentions):
        if place.kind == "place" and office.kind == "organization" and place.end == office.start:
            for claim in item.claims:
                for prop in [p for p, values in claim.values.items() if {place.entity, office.entity} & {*values}]:
                    if passage.span in claim.evidence:
                        claim.leave_open(prop, f"{place.name}{office.name}: is it this one?")


def _leave_shared_names_open(reader: Reader, item: Item) -> None:
    """A name that several entities bear is not guessed: all of them stand in the claim, and a person takes one."""
    for mention in reader.mentions:
        for claim in item.claims if len(mention.entities) > 1 else ():
            if any(place.start <= mention.start < place.end for place in claim.evidence):
                for prop in [p for p, values in claim.values.items() if mention.entity in values]:
                    claim.leave_open(prop, f"{mention.name} is the name of several", *mention.entities)
