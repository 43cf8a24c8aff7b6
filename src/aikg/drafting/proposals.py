"""Names that the registry lacks, proposed as entries for a person to settle, with the near names that it has.

A proposal is never merged with what is near: "Qwen 3.7" is another model than "Qwen 3.6", whatever the likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from aikg.drafting.mentions import Mention, Names
from aikg.drafting.strangers import class_of, strangers
from aikg.evidence import Span, plain
from aikg.evidence.spans import overlaps, union
from aikg.identity import language_of, name_key, slug
from aikg.names import versions

NEAR: Final = 3
_LIKE: Final = 75
_KINDS: Final = {
    "aikg:Organization": "organization",
    "aikg:Policy": "policy",
    "aikg:Model": "model",
    "aikg:Product": "product",
    "schema:Person": "person",
    "schema:AdministrativeArea": "place",
}


class Proposal(NamedTuple):
    """A registry entry to be: the class and language are guesses; `near` has what the registry knows that is alike."""

    entity: str
    type: str
    label: str
    language: str
    near: tuple[tuple[str, str, float], ...]
    mentions: tuple[Span, ...]


def proposals(text: str, names: Names, taken: Sequence[Span], headings: Sequence[Span]) -> list[Proposal]:
    """Entries for the names in a text that the registry lacks, by where they first stand.

    `taken` is what known names and dates cover; in headings every word may be capital, so none is looked for there.
    """
    read = plain(text)
    found: dict[str, list[Span]] = {}
    written: dict[str, str] = {}
    others = union((*taken, *headings))
    for span in strangers(read, names):
        if overlaps(others, *span):
            continue
        name = read[span.start : span.end]
        written.setdefault(name_key(name), name)
        found.setdefault(name_key(name), []).append(span)
    return [propose(read, written[key], spans, names) for key, spans in found.items()]


def as_mentions(found: Iterable[Proposal], text: str, headings: Sequence[Span] = ()) -> list[Mention]:
    """The places of proposed entries, as those of known names; those in headings too."""
    read = plain(text)
    places = [(s, p) for p in found for s in p.mentions]
    places += [
        (Span(*match.span()), p)
        for p in found
        for head in headings
        for match in re.compile(rf"(?<!\w){re.escape(p.label)}(?!\w)").finditer(read, *head)
    ]
    return [Mention(s.start, s.end, text[s.start : s.end], (p.entity,)) for s, p in places]


def propose(text: str, name: str, spans: list[Span], names: Names) -> Proposal:
    """The entry for a name that stands at some places of a text."""
    type_ = class_of(text, name, spans)
    entity = f"{_KINDS[type_]}:{slug(name) or 'x'}"
    return Proposal(entity, type_, name, language_of(name), _near(name, names), tuple(spans))


def _near(name: str, names: Names) -> tuple[tuple[str, str, float], ...]:
    """Known names that are alike, the likest first; of other versions none."""
    from rapidfuzz import fuzz, process

    key = name_key(name)
    wanted = versions(key)
    found = process.extract(key, names.keys, scorer=fuzz.WRatio, limit=5 * NEAR, score_cutoff=_LIKE)
    kept: dict[str, tuple[str, str, float]] = {}
    for near, score, (entity, label) in sorted(found, key=lambda hit: (-hit[1], hit[2])):
        if versions(near) in ([], wanted):
            kept.setdefault(entity, (entity, label, score))
    return tuple(list(kept.values())[:NEAR])
