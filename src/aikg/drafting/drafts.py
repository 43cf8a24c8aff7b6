"""The draft of one article: what a person will read, settle and add."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rdflib import Literal

from aikg.drafting.claims import OPEN, Claim, Item
from aikg.drafting.documents import Document
from aikg.drafting.knowledge import Knowledge
from aikg.drafting.labels import Labels
from aikg.drafting.languages import language_of
from aikg.drafting.layout import LeftOut, dated, left_out
from aikg.drafting.mentions import Mention, outermost
from aikg.drafting.passages import ACTORS, WORKS
from aikg.drafting.proposals import Proposal, as_mentions
from aikg.drafting.reading import read
from aikg.errors import UnreadableInput
from aikg.evidence import Cited, Coverage, ItemCoverage, Section, Span, coverage, numerals
from aikg.evidence.spans import overlaps
from aikg.identity import slug

LONGEST: Final = 500_000
"""Characters of an article: a long book has as many."""
_TOLD: Final = (*ACTORS, *WORKS, "policy")
"""Kinds of names that do not vanish from a draft; concepts and roles are common words."""
_SHORT: Final = {"aikg:PolicyMeasure": "measure", "aikg:FundingRound": "round", "schema:ItemList": "ranking"}
_NUMBERS: Final = ("schema:value", "schema:minValue", "schema:maxValue", "aikg:change", "aikg:rank")


@dataclass(frozen=True)
class Draft:
    """A drafted article. `by` says what drafted it; `slug` is its name in IRIs.

    `proposals` are entries for the new names that claims mention; `other_names` are new, and no claim mentions them.
    `mentions` are all names of the text, known and new, in order.
    """

    document: Document
    slug: str
    title: str
    language: str
    items: tuple[Item, ...]
    proposals: tuple[Proposal, ...]
    labels: Labels
    by: str = "rules"
    reviewed_by_nobody: bool = False
    other_names: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return sum(claim.kind != "schema:ItemList" for item in self.items for claim in item.claims)

    @property
    def open_points(self) -> int:
        """How many points a person has to settle: open properties, new names, items that nobody has read."""
        points = sum(claim.open_points for item in self.items for claim in item.claims)
        return points + len(self.proposals) + len(self.items) * self.reviewed_by_nobody

    @cached_property
    def coverage(self) -> Coverage:
        """What of the text the claims account for, by the measure of `aikg coverage`."""
        sections = [Section(str(i.position), i.headline, i.position, *i.section) for i in self.items]
        return coverage(self.document.text, sections, [c for item in self.items for c in self._cited(item)])

    @cached_property
    def left_out(self) -> LeftOut:
        """What of the text is in no item, so that no claim can account for it."""
        return left_out(self.document.text, [item.section for item in self.items])

    @property
    def sentences(self) -> int:
        """How many sentences there are to cover, those outside of every item too."""
        return self.coverage.sentences + len(self.left_out.sentences)

    @cached_property
    def numerals(self) -> int:
        """How many figures there are to cover, those outside of every item too."""
        outside = [n for n in numerals(self.document.text) if overlaps(self.left_out.sentences, n.start, n.end)]
        return self.coverage.numerals + len(outside)

    def coverage_of(self, item: Item) -> ItemCoverage:
        """That of one item."""
        return next(c for c in self.coverage.items if c.position == item.position)

    def names_left(self, item: Item) -> list[str]:
        """Names in the covered sentences of an item that none of its claims holds, in the order of the text."""
        covered = [Span(s.start, s.end) for s in self.coverage_of(item).sentences if s.covered and not s.heading]
        held = {v for claim in item.claims for values in claim.values.values() for v in values if isinstance(v, str)}
        first, last = (bisect_left(self.mentions, end, key=lambda m: m.start) for end in item.section)
        here = [m for m in self.mentions[first:last] if overlaps(covered, m.start, m.end)]
        return list(dict.fromkeys(m.name for m in here if m.kind in _TOLD and not held & {*m.entities}))

    def _cited(self, item: Item) -> Iterable[Cited]:
        for claim in item.claims:
            values = [value for values in claim.values.values() for value in values]
            words = [str(v) for v in values if isinstance(v, Literal)]
            words += [name for v in values if isinstance(v, str) for name in self.labels.spellings(v)]
            numbers = [str(claim.first(prop)) for prop in _NUMBERS if prop in claim.values]
            for place in claim.evidence:
                yield Cited(claim.name, str(item.position), *place, tuple(words), tuple(numbers))


def draft(document: Document, knowledge: Knowledge, *, name: str = "") -> Draft:
    """Draft an article by rules; see `aikg.drafting.rules`.

    Raises:
        UnreadableInput: the article has no sentence, or is in another language than English and Chinese.
    """
    language = readable(document)
    document = dated(document)
    found = read(document.text, knowledge.names, language, document.title, document.stem)
    name_claims(sentences_needed(found.items, document))
    title = found.title
    return compose(
        document,
        knowledge,
        slug=name or article_slug(document, title),
        title=title,
        language=language,
        items=found.items,
        proposals=found.proposals,
    )


def compose(
    document: Document,
    knowledge: Knowledge,
    *,
    slug: str,
    title: str,
    language: str,
    items: Sequence[Item],
    proposals: Iterable[Proposal],
    by: str = "rules",
    reviewed_by_nobody: bool = False,
) -> Draft:
    """A draft of items; of the new names those are proposed that a claim mentions."""
    claims = [claim for item in items for claim in item.claims]
    said = {v for claim in claims for values in claim.values.values() for v in values if isinstance(v, str)}
    found = list(proposals)
    used = tuple(proposal for proposal in found if proposal.entity in said)
    others = tuple(proposal.label for proposal in found if proposal.entity not in said)
    labels = Labels(knowledge.names, knowledge.terms, language, used)
    text = document.text
    every = sorted([*knowledge.names.all(text), *as_mentions(found, text)], key=lambda m: (m.start, -m.end))
    mentions = tuple(outermost(every))
    return Draft(document, slug, title, language, tuple(items), used, labels, by, reviewed_by_nobody, others, mentions)


def readable(document: Document) -> str:
    """The language of an article that is not too long.

    Raises:
        UnreadableInput: it is too long, or neither English nor Chinese.
    """
    if len(document.text) > LONGEST:
        raise UnreadableInput(f"is longer than {LONGEST:,} characters: cut out what is one article", file=document.name)
    return language_of(document.text, document.name)


def sentences_needed(items: Sequence[Item], document: Document) -> Sequence[Item]:
    """The items, if there are any.

    Raises:
        UnreadableInput: there are none.
    """
    if not items:
        raise UnreadableInput(
            "holds no sentence that a draft could be made of; a sentence ends in a full stop, a question mark or an "
            "exclamation mark",
            file=document.name,
        )
    return items


def article_slug(document: Document, title: str) -> str:
    """The name of an article in IRIs: of its title, and the beginning of its digest, so that no two share it."""
    words = slug(title)[:48].strip("-.")
    return f"{words}-{document.sha256[:8]}".lstrip("-")


def name_claims(items: Iterable[Item]) -> None:
    """Give each claim a name of its own in its item, by what it says."""
    for item in items:
        used: Counter[str] = Counter()
        for claim in item.claims:
            name = claim.name or _name(claim)
            used[name] += 1
            claim.name = name if used[name] == 1 else f"{name}-{used[name]}"


def _name(claim: Claim) -> str:
    props = ("rdf:subject", "aikg:investor", "aikg:subject", "aikg:agent", "aikg:investee", "aikg:partner")
    who = next((e for prop in props if (e := claim.entity(prop))), "")
    what = claim.entity("aikg:metric") or claim.entity("rdf:predicate") or claim.entity("aikg:measureKind")
    kind = _SHORT.get(claim.kind) or claim.kind.partition(":")[2].lower()
    parts = [
        who.partition(":")[2],
        what.partition(":")[2].removeprefix("kind-") if what != OPEN else "",
        kind if not what else "",
    ]
    return slug("-".join(part for part in parts if part) or kind)
