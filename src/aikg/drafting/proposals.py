"""Names that the registry lacks, proposed as entries for a person to settle, with the near names that it has.

A proposal is never merged with what is near: "Qwen 3.7" is another model than "Qwen 3.6", whatever the likeness.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from aikg.drafting.mentions import Mention, Names
from aikg.evidence import Span, plain
from aikg.evidence.spans import overlaps, union
from aikg.identity import name_key

NEAR: Final = 3
_LIKE: Final = 75
_CAPITAL: Final = r"(?:[A-Z][\w&]*(?:[.'-][\w]+)*)"
_NAME: Final = re.compile(
    rf"(?<![\w.'-]){_CAPITAL}(?: (?:of |for )?(?:{_CAPITAL}|[0-9]+(?:\.[0-9]+)*(?![\w%.,]| ?%)))*"
)
_WORK: Final = re.compile(r"《(?P<name>[^《》]{2,40})》")
_FIRM: Final = re.compile(
    r"(?:(?<=[，。；：、“”（）\s由与和向对在为给被据])|^)(?P<name>[一-鿿]{2,8}(?:公司|集团|科技|资本|创投|银行|医院|大学|研究院|实验室))",
    re.MULTILINE,
)
_COMMON: Final = frozenset(
    "a an the this that these those it its he she they we i you his her their our in on at as by for from with and"
    " but or so if when while after before since however meanwhile moreover also both all some many more most no not"
    " there here what why how who which under according new key short medium long first second third fourth last next"
    " today yesterday monday tuesday wednesday thursday friday saturday sunday january february march april may june"
    " july august september october november december ceo cto cfo ai api gpu cpu ip us eu uk un chinese american"
    " european"
    " japanese korean indian british german french russian english mr ms mrs dr ltd inc series revenue developers use"
    " technical pricing predicted specific deployments potential planned existing q1 q2 q3 q4 h1 h2 python one two"
    " three several other others each every between about over under up down to is are was were has have had will"
    " can".split()
)
_SUFFIXES: Final = (
    (
        "aikg:Organization",
        re.compile(
            r"\b(?:Inc|Corp|Corporation|Company|Co|Ltd|LLC|PLC|Labs?|Laborator(?:y|ies)|Capital|Ventures|Partners|Fund|Group|Holdings|University|Institute|College|Hospital|Bank|Ministry|Agency|Commission|Bureau|Technologies|Technology|Robotics|Systems|Council|Committee|Foundation|Association|Department|Office)\b|(?:公司|集团|科技|资本|创投|银行|医院|大学|研究院|实验室)$"
        ),
    ),
    (
        "aikg:Policy",
        re.compile(
            r"\b(?:Act|Law|Regulations?|Directive|Initiative|Order|Treaty|Policy|Framework|Measures|Rules)$|(?:法|条例|办法|规定|倡议|意见|规划|方案|指南)$"
        ),
    ),
    (
        "aikg:Model",
        re.compile(
            r"(?:^| |-)[vV]?[0-9]+(?:\.[0-9]+)*[a-zA-Z]?(?: (?:Pro|Plus|Max|Ultra|Mini|Flash|Turbo))?$|\b(?:LM|GPT)\b"
        ),
    ),
)
_PERSON_BEFORE: Final = re.compile(
    r"\b(?:CEO|CTO|CFO|Mr\.?|Ms\.?|Mrs\.?|Dr\.?|founder|co-founder|president|chief executive|minister"
    r"|chair(?:man|woman)?|director) $"
)
_PERSON_AFTER: Final = re.compile(
    r", (?:the |its )?(?:chief|CEO|CTO|founder|co-founder|president|head|director|chair|professor)\b"
)
_ACTS: Final = re.compile(
    r"(?:'s\b| (?:has |will |have )?(?:said|says|announced|released|launched|unveiled|raised|raises|invested|acquired"
    r"|plans|signed|agreed|partnered|introduced|put|may))"
)
_ACTED_ON: Final = re.compile(
    r"\b(?:released|launched|unveiled|introduced|called|named|developing|built) (?:its |the |a |an |new )*[\"'“]?$"
)
_KINDS: Final = {
    "aikg:Organization": "organization",
    "aikg:Policy": "policy",
    "aikg:Model": "model",
    "aikg:Product": "product",
    "schema:Person": "person",
}
_VERSION: Final = re.compile(r"\d+(?:[a-z](?![a-z]))?")


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
    for span in _candidates(read, names):
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


def _candidates(text: str, names: Names) -> Iterator[Span]:
    yield from names.continued(text)
    for match in _NAME.finditer(text):
        span = _trimmed(text, match)
        if span is not None:
            yield span
    for pattern in (_WORK, _FIRM):
        for match in pattern.finditer(text):
            yield Span(*match.span("name"))


def _trimmed(text: str, match: re.Match[str]) -> Span | None:
    """A run of capitalised words without the common ones at its ends; None if no name is left."""
    words = list(re.finditer(r"\S+", match[0]))
    while words and words[0][0].lower().removesuffix("'s") in _COMMON:
        words.pop(0)
    while words and words[-1][0].lower() in _COMMON:
        words.pop()
    if not words:
        return None
    start, end = match.start() + words[0].start(), match.start() + words[-1].end()
    name = text[start:end].removesuffix("'s")
    begins_sentence = re.search(r"(?:^|[.!?:。！？：\n][\"'”]?\s*)$", text[max(0, start - 4) : start]) is not None
    if re.fullmatch(r"[A-Z]{2,5}s?", name):
        return None
    odd = re.search(r"[a-z][A-Z]|[A-Za-z]-?[0-9]|[A-Z]{2}", name) is not None
    if len(words) == 1 and not odd and (begins_sentence or not _ACTS.match(text, start + len(name))):
        return None
    return Span(start, start + len(name))


def propose(text: str, name: str, spans: list[Span], names: Names) -> Proposal:
    """The entry for a name that stands at some places of a text."""
    type_ = _type(text, name, spans)
    language = "zh" if re.search(r"[一-鿿]", name) else "en"
    return Proposal(f"{_KINDS[type_]}:{slug(name)}", type_, name, language, _near(name, names), tuple(spans))


def _type(text: str, name: str, spans: list[Span]) -> str:
    for type_, pattern in _SUFFIXES:
        if pattern.search(name):
            return type_
    for span in spans:
        if _PERSON_BEFORE.search(text[max(0, span.start - 20) : span.start]) or _PERSON_AFTER.match(text, span.end):
            return "schema:Person"
        if _ACTED_ON.search(text[max(0, span.start - 30) : span.start]):
            return "aikg:Product"
    return "aikg:Policy" if text[spans[0].start - 1 : spans[0].start] == "《" else "aikg:Organization"


def _near(name: str, names: Names) -> tuple[tuple[str, str, float], ...]:
    """Known names that are alike, the likest first; of other versions none."""
    from rapidfuzz import fuzz, process

    key = name_key(name)
    wanted = _VERSION.findall(key)
    labels = {(entity, label): name_key(label) for entity, by in names.labels.items() for label in by.values()}
    found = process.extract(key, labels, scorer=fuzz.WRatio, limit=5 * NEAR, score_cutoff=_LIKE)
    kept: dict[str, tuple[str, str, float]] = {}
    for near, score, (entity, label) in sorted(found, key=lambda hit: (-hit[1], hit[2])):
        if _VERSION.findall(near) in ([], wanted):
            kept.setdefault(entity, (entity, label, score))
    return tuple(list(kept.values())[:NEAR])


def slug(name: str) -> str:
    """A name as the last part of an IRI.

    >>> slug("Qwen 3.7 Max"), slug("Société Générale")
    ('qwen-3.7-max', 'societe-generale')
    """
    ascii_ = unicodedata.normalize("NFKD", name.casefold())
    plainly = "".join(c for c in ascii_ if not unicodedata.combining(c))
    return re.sub(r"[^\w.]+|_+", "-", plainly).strip("-.") or "x"
