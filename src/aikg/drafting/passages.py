"""One sentence as the rules see it, and what its item has spoken of so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from aikg.drafting import cues
from aikg.drafting.claims import Claim, Item
from aikg.drafting.cues import Cue
from aikg.drafting.mentions import Mention, Names
from aikg.drafting.periods import Period
from aikg.drafting.quantities import Quantity
from aikg.evidence import Span

ACTORS: Final = ("organization", "person", "place")
WORKS: Final = ("model", "product")
ANAPHOR: Final = re.compile(
    r"(?:the|this) (?:\w+ )?(?:model|product|app|tool|system|version)\b|it(?:s|'s)? |该|其|它|这[款个一]", re.I
)
_IT: Final = re.compile(r"it(?:s|'s)? |其(?![中他它余])|它(?!们)", re.I)
_WORK: Final = re.compile(r"\b(?:model|product|app|chatbot|chip)s?\b|模型|产品|应用|芯片", re.I)
_STANDS_FOR: Final = re.compile(
    r"(?P<work>\b(?:the|this) (?:(?:new|latest) )?(?:model|product|app|tool|system)\b"
    r"|(?:[该此](?:款|个)?|这[款个一])[新大]?(?:模型|产品|应用|工具|系统))"
    r"|(?P<organization>\b(?:the|this) (?:company|firm|start-?up)\b|(?:[该此]|这[家个一])(?:公司|企业|机构))",
    re.I,
)
_COMMA: Final = re.compile(r"[，；;]|,(?![0-9])")
_APPOSITION: Final = re.compile(
    r", (?:an?|the|which|who|whose|one of)\b[^.;]{3,120}, (?:also |has |have |had |will )?", re.I
)
_WITHIN: Final = re.compile(r"\b(?:of|by|from|with|at|former|ex)[ -](?:the )?$|[由被向对与和据]$", re.I)
_PHRASE: Final = re.compile(r"^(?:'s|s'|-)|^[^,，;；]{0,40}的|[;；]")
_LIST: Final = re.compile(
    r"(?: ?\([^()]*\))? ?(?:,|;|、|，|/)? ?(?:and|or|as well as|alongside|&|和|与|及|以及)? ?(?:the )?"
)


@dataclass
class Passage:
    """A sentence of an item. `text` is the whole article, plainly written, so that all offsets are its own.

    `mentions` do not overlap; `nested` are all names, also within longer ones.
    """

    text: str
    span: Span
    mentions: list[Mention]
    nested: list[Mention]
    quantities: list[Quantity]
    periods: list[Period]
    _cues: dict[str, list[Cue]] = field(default_factory=dict, repr=False)

    def cues(self, group: str, concept: str = "") -> list[Cue]:
        """The cues of a group (of one concept) in this sentence, in order."""
        return sorted(cue for cue in self._found(group) if not concept or cue.concept == concept)

    def _found(self, group: str) -> list[Cue]:
        """All cues of a group, concept by concept; looked for once."""
        if group not in self._cues:
            self._cues[group] = list(cues.cues(group, self.text, *self.span))
        return self._cues[group]

    def first(self, group: str, place: int | None = None) -> str:
        """The first concept of a group that this sentence has a word for; ''. What stands in brackets holds only
        for a `place` in the same brackets.
        """
        here = self.brackets(self.span.start if place is None else place)
        found = [cue for cue in self._found(group) if self.brackets(cue.start) in (None, here)]
        return found[0].concept if found else ""

    def first_beside(self, group: str, place: int) -> str:
        """The first concept of a group that the clause around a place has a word for; else that of the sentence."""
        commas = [match.start() for match in _COMMA.finditer(self.text, *self.span)]
        start = max((comma for comma in commas if comma < place), default=self.span.start)
        end = min((comma for comma in commas if comma >= place), default=self.span.end)
        here = self.brackets(place)
        near = [c for c in self._found(group) if start <= c.start < end and self.brackets(c.start) in (None, here)]
        return near[0].concept if near else self.first(group, place)

    def brackets(self, place: int) -> int | None:
        """Where the brackets around a place open; None outside of any."""
        before = self.text[self.span.start : place]
        opened = max(before.rfind("("), before.rfind("（"))
        return opened if opened > max(before.rfind(")"), before.rfind("）")) else None

    def stand_in(self, place: int) -> tuple[int, tuple[str, ...]]:
        """Where the last "the model" or "the company" before a place ends, and the kinds of what it can stand for; none
        if there is none.
        """
        found = list(_STANDS_FOR.finditer(self.text, self.span.start, place))
        if not found:
            return self.span.start, ()
        return found[-1].end(), WORKS if found[-1]["work"] else ("organization",)

    def before(self, place: int, kinds: Iterable[str], within: int = 200) -> Mention | None:
        """The nearest name of some kinds that ends before a place."""
        wanted = tuple(kinds)
        near = [m for m in self.mentions if m.end <= place <= m.end + within and m.kind in wanted]
        return near[-1] if near else None

    def subject(self, place: int, kinds: Iterable[str], within: int = 200) -> Mention | None:
        """The name of some kinds that a verb at a place has as its subject: the nearest before it, but none that only
        tells more about another one ("Acme, a rival of Apex, raised").
        """
        nearest = self.before(place, kinds, within)
        for earlier in self.mentions if nearest else ():
            told = earlier.kind in tuple(kinds) and earlier.end <= place
            if told and _APPOSITION.fullmatch(self.text[earlier.end : place]):
                return earlier
        return nearest

    def alone(self, mention: Mention | None, place: int) -> bool:
        """Whether a name is plainly the subject of a verb at a place: no other name could be, nor is it part of a
        longer phrase ("rivals of Acme", "Acme参投的").
        """
        if mention is None or _WITHIN.search(self.words(mention.start - 10, mention.start)):
            return False
        others = [m for m in self.mentions if m.kind == mention.kind and m.end <= place]
        return set(others) <= set(self.listed_with(mention)) and not _PHRASE.search(self.text[mention.end : place])

    def after(self, place: int, kinds: Iterable[str], within: int = 200) -> Mention | None:
        """The nearest name of some kinds that begins after a place."""
        wanted = tuple(kinds)
        return next((m for m in self.mentions if place <= m.start <= place + within and m.kind in wanted), None)

    def listed_with(self, mention: Mention | None) -> list[Mention]:
        """The names that stand in one list with a name ("A, B and C", "A (1), B (2)"), in order."""
        if mention is None:
            return []
        at = self.mentions.index(mention)
        first = last = at
        while first and self._joined(self.mentions[first - 1], self.mentions[first]):
            first -= 1
        while last + 1 < len(self.mentions) and self._joined(self.mentions[last], self.mentions[last + 1]):
            last += 1
        return [m for m in self.mentions[first : last + 1] if (m.kind in ACTORS) == (mention.kind in ACTORS)]

    def _joined(self, first: Mention, second: Mention) -> bool:
        between = self.text[first.end : second.start]
        return bool(between.strip()) and len(between) < 120 and _LIST.fullmatch(between) is not None

    def words(self, start: int, end: int) -> str:
        """A stretch of the text, within this sentence."""
        return self.text[max(start, self.span.start) : min(end, self.span.end)]


@dataclass
class Scene:
    """What an item has spoken of so far: who it is about, who is speaking, which round, release or policy it tells.

    `topic` is the work or organization that the item is about ('' if that cannot be told); `borne`, the places that
    its measures bear on; `last`, the work that was named last.
    """

    names: Names
    item: Item
    language: str
    topic: str = ""
    agents: tuple[str, ...] = ()
    source: str = ""
    source_units: frozenset[str] = frozenset()
    forecaster: str = ""
    metric: str = ""
    whole: Claim | None = None
    investee: str = ""
    round: Claim | None = None
    release: Claim | None = None
    deployment: Claim | None = None
    policy: str = ""
    borne: tuple[str, ...] = ()
    last: str = ""
    used: set[int] = field(default_factory=set)

    def say(self, claim: Claim) -> Claim:
        """Take a claim up; one that the item has made already gets the further evidence."""
        for other in self.item.claims:
            if _same(other, claim):
                other.evidence += [place for place in claim.evidence if place not in other.evidence]
                return other
        self.item.claims.append(claim)
        return claim

    def meant(self, passage: Passage) -> str:
        """What a sentence is about that names nothing itself: "the model", "it", else what the item is about."""
        if self.last:
            return self.last if ANAPHOR.match(passage.text, passage.span.start) else self.topic
        told = self.topic.startswith("organization:") and _IT.match(passage.text, passage.span.start)
        unnamed = told and _WORK.search(passage.text, self.item.section.start, passage.span.start)
        return "" if unnamed else self.topic  # "it" may be a model that was told of without a name

    def free(self, passage: Passage) -> Iterator[Quantity]:
        """The quantities of a sentence that no claim has yet."""
        return (q for q in passage.quantities if q.start not in self.used)

    def use(self, *quantities: Quantity) -> None:
        """These quantities have their claim."""
        self.used.update(q.start for q in quantities)

    def label(self, entity: str) -> str:
        """The name of an entity in the language of the article."""
        return self.names.label(entity, self.language)


Rule = Callable[[Passage, Scene], None]
"""Reads one sentence and takes up claims."""

_SAME_BY: Final = {
    "aikg:Relation": ("rdf:subject", "rdf:predicate", "rdf:object"),
    "aikg:Release": ("aikg:subject",),
    "aikg:Partnership": ("aikg:partner",),
    "aikg:FundingRound": ("aikg:investee",),
    "aikg:PolicyMeasure": ("aikg:measureKind", "aikg:targets", "aikg:evidence"),
}


def _same(one: Claim, other: Claim) -> bool:
    """Whether two claims of an item say one thing; figures are never taken for one another."""
    if one.kind != other.kind or one.kind not in _SAME_BY:
        return False
    return all(_value(one, prop) == _value(other, prop) for prop in _SAME_BY[one.kind])


def _value(claim: Claim, prop: str) -> object:
    return claim.evidence if prop == "aikg:evidence" else sorted(map(str, claim.values.get(prop, ())))
