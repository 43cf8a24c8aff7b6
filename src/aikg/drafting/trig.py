"""A draft as TriG that a person reads and edits: claims in the order of the text, open points marked, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from rdflib import Literal
from rdflib.namespace import XSD

from aikg.drafting.claims import OPEN, Claim, Item, Value
from aikg.drafting.drafts import Draft
from aikg.drafting.proposals import Proposal
from aikg.evidence import Span, plain
from aikg.identity import expand
from aikg.kinds import KINDS
from aikg.vocabulary import ARTICLE, ID, ITEM, PREFIXES, REGISTRY_GRAPH
from aikg.wording import counted

_LOCAL: Final = re.compile(r"[^\W](?:[\w.-]*[\w-])?")
_ORDER: Final = (
    "rdf:subject rdf:predicate rdf:object aikg:subject aikg:agent aikg:investor aikg:investee aikg:useOfFunds"
    " aikg:partner aikg:site aikg:targets aikg:measureKind aikg:stage aikg:modality aikg:claimedBy aikg:metric"
    " aikg:rank aikg:ranking schema:value schema:minValue schema:maxValue aikg:unit aikg:bound aikg:change"
    " aikg:changeUnit aikg:baseline aikg:valueText aikg:period aikg:periodStart aikg:periodEnd aikg:horizon"
    " aikg:partOf aikg:supersedes aikg:useCase"
).split()
_PLAIN_TYPES: Final = (None, XSD.string)


def trig(draft: Draft, at: datetime, *, quotes: bool = False) -> str:
    """The draft of an article, made at a moment. With `quotes`, comments show the sentences that claims rest on."""
    blocks = [_head(draft), _prefixes(draft)]
    if draft.proposals:
        blocks.append(_registry(draft.proposals))
    blocks.append(_article(draft, at))
    blocks += [_item(draft, item, at, quotes=quotes) for item in draft.items]
    if left_out := "".join(_left_out(draft, quotes=quotes)):
        blocks.append(left_out)
    return "\n".join(blocks)


def _head(draft: Draft) -> str:
    lines = [
        f"Draft of {draft.document.name}: {counted(len(draft.items), 'item')}, {counted(draft.claims, 'claim')}, "
        f"{counted(draft.open_points, 'open point')}.",
        "1. Settle each aikgv:undecided: put what the text says in its place, or take it out where a value beside it",
        "is right.",
        "2. Read each claim beside its sentence (oa:start, oa:end), and what is not covered: below each item, and at",
        "the end what is in no item.",
        "3. aikg validate says what is still open, and where offsets or figures do not fit the text.",
    ]
    if draft.other_names:
        lines.append(f"New names that no claim mentions: {'; '.join(draft.other_names)}.")
    return "".join(f"# {_comment(line)}\n" for line in lines)


def _prefixes(draft: Draft) -> str:
    names = ("aikg", "aikgv", "oa", "prov", "rdf", "rdfs", "schema", "skos", "xsd")
    bases = {name: PREFIXES[name] for name in names} | {kind: f"{ID}{kind}/" for kind in KINDS}
    bases |= {"article": str(ARTICLE), "item": f"{ITEM}{draft.slug}/"}
    bases |= {f"it{item.position}": f"{ITEM}{draft.slug}/{item.position}#" for item in draft.items}
    return "".join(f"@prefix {name + ':':<14} <{iri}> .\n" for name, iri in bases.items())


def _registry(proposals: Iterable[Proposal]) -> str:
    lines = ["# New names. If one of them is known under another name, use that one instead and take the entry out.\n"]
    lines.append(f"<{REGISTRY_GRAPH}> {{\n")
    for proposal in proposals:
        near = "; ".join(f"{entity} {_comment(label)!r} ({score:.0f})" for entity, label, score in proposal.near)
        lines.append(f"\n# near: {near or 'nothing'}\n")
        lines.append(f"{_term(proposal.entity)} a {proposal.type}, {OPEN} ;   # is it new, and of this kind?\n")
        lines.append(f"    skos:prefLabel {_literal(Literal(proposal.label, lang=proposal.language))} .\n")
    return "".join([*lines, "}\n"])


def _article(draft: Draft, at: datetime) -> str:
    document, article, run = draft.document, _term(f"article:{draft.slug}"), _run(draft)
    said = [
        f"schema:headline {_literal(Literal(draft.title, lang=draft.language))}",
        f'schema:inLanguage "{draft.language}"',
        f'schema:sha256 "{document.sha256}"',
    ]
    if document.published:
        said.append(f"schema:datePublished {_literal(Literal(document.published))}")
    if document.url:
        said.append(f"schema:url <{document.url}>")
    if document.author:
        said.append(f"schema:author <{ARTICLE}{draft.slug}#author>")
    lines = [f"{article} {{\n\n{article} a schema:NewsArticle ;\n    " + " ;\n    ".join(said) + " .\n"]
    if document.author:
        name = _literal(Literal(document.author))
        lines.append(
            f"\n<{ARTICLE}{draft.slug}#author> a schema:Organization ;   # or schema:Person\n    schema:name {name} .\n"
        )
    label = _literal(Literal(f"Draft of the article by {draft.by}", lang="en"))
    lines.append(f"\n{run} a prov:Activity ;\n    rdfs:label {label} ;\n    prov:used {article} ;\n")
    lines.append(f"    prov:endedAtTime {_moment(at)} .\n}}\n")
    return "".join(lines)


def _item(draft: Draft, item: Item, at: datetime, *, quotes: bool) -> str:
    name, article = f"item:{item.position}", _term(f"article:{draft.slug}")
    prefix = f"it{item.position}"
    headline = _literal(Literal(plain(item.headline), lang=draft.language))
    lines = [f"{'#' * 64} {item.position}. {_comment(item.headline)}\n{name} {{\n\n{name} a aikg:NewsItem ;\n"]
    lines.append(
        f"    schema:headline {headline} ;\n    schema:isPartOf {article} ;\n    schema:position {item.position} ;\n"
    )
    lines.append(f"    aikg:evidence {_place(prefix, item.section)} ;\n    prov:wasDerivedFrom {article} ;\n")
    if draft.reviewed_by_nobody:
        lines.append(
            f"    prov:wasAttributedTo {OPEN} ;   # a model wrote these claims: who has read them beside the text?\n"
        )
    lines.append(f"    prov:wasGeneratedBy {_run(draft)} ;\n    prov:generatedAtTime {_moment(at)} .\n")
    lines += [_claim(draft, item, claim, name, quotes=quotes) for claim in item.claims]
    lines += _not_covered(draft, item, quotes=quotes)
    places = sorted({item.section, *(place for claim in item.claims for place in claim.evidence)})
    lines.append("\n")
    lines += [
        f"{_place(prefix, p)} a oa:TextPositionSelector ; oa:start {p.start} ; oa:end {p.end} .\n" for p in places
    ]
    return "".join([*lines, "}\n"])


def _claim(draft: Draft, item: Item, claim: Claim, name: str, *, quotes: bool) -> str:
    prefix = f"it{item.position}"
    said = [f"{prefix}:{claim.name} a {claim.kind}"]
    if claim.kind != "schema:ItemList":
        labels = claim.values.get("rdfs:label") or [draft.labels.line(claim)]
        said += [f"rdfs:label {', '.join(_value(label, prefix) for label in labels)}", f"aikg:reportedIn {name}"]
    notes = ["", claim.notes.get("rdfs:label", ""), ""][: len(said)]
    for prop in sorted(set(claim.values) - {"rdfs:label"}, key=lambda p: (_ORDER.index(p) if p in _ORDER else 99, p)):
        said.append(f"{prop} {', '.join(_value(value, prefix) for value in claim.values[prop])}")
        notes.append(claim.notes.get(prop, ""))
    if claim.evidence:
        said.append(f"aikg:evidence {', '.join(_place(prefix, place) for place in sorted(set(claim.evidence)))}")
        notes.append("")
    ends = [" ;"] * (len(said) - 1) + [" ."]
    told = (
        f"{line}{end}" + (f"   # {_comment(note)}" if note else "")
        for line, end, note in zip(said, ends, notes, strict=True)
    )
    quoted = "".join(
        f"# {_comment(draft.document.text[p.start : p.end])}\n" for p in sorted(set(claim.evidence)) if quotes
    )
    return f"\n{quoted}" + "\n    ".join(told) + "\n"


def _not_covered(draft: Draft, item: Item, *, quotes: bool) -> Iterator[str]:
    """What of the item no claim accounts for, as comments: places, with --quotes their words."""
    covered = draft.coverage_of(item)
    sentences = [Span(s.start, s.end) for s in covered.sentences if not s.covered and not s.heading]
    figures = [n for n in covered.numerals if not n.covered]
    for refused in item.refused:
        yield f"\n# refused: {_comment(refused)}"
    for span in sentences:
        yield f"\n# not covered: sentence {_told(draft, span, quotes=quotes)}"
    if figures:
        told = ", ".join(f"{_comment(n.printed)} at {n.start}" for n in figures)
        yield f"\n# not covered: figures {told}"
    names = draft.names_left(item)
    if names:
        yield f"\n# names that no claim holds: {'; '.join(map(_comment, names))}"
    if sentences or figures or names or item.refused:
        yield "\n"


def _left_out(draft: Draft, *, quotes: bool) -> Iterator[str]:
    """What of the text is in no item, as comments."""
    for span in draft.left_out.sentences:
        yield f"# not covered: sentence outside of every item {_told(draft, span, quotes=quotes)}\n"
    if draft.left_out.others:
        told = "; ".join(_told(draft, span, quotes=quotes) for span in draft.left_out.others)
        yield f"# left out as title, byline or page furniture: {told}\n"


def _told(draft: Draft, span: Span, *, quotes: bool) -> str:
    words = f": {_comment(draft.document.text[span.start : span.end])}" if quotes else ""
    return f"{span.start}-{span.end}{words}"


def _run(draft: Draft) -> str:
    return f"<https://w3id.org/aikg/run/draft-{draft.slug}>"


def _moment(at: datetime) -> str:
    return f'"{at:%Y-%m-%dT%H:%M:%SZ}"^^xsd:dateTime'


def _place(prefix: str, span: Span) -> str:
    return f"{prefix}:s{span.start}-{span.end}"


def _value(value: Value | Literal, prefix: str) -> str:
    if isinstance(value, Claim):
        return f"{prefix}:{value.name}"
    return _literal(value) if isinstance(value, Literal) else _term(value)


def _term(name: str) -> str:
    """A CURIE as Turtle can hold it, else its IRI."""
    local = name.partition(":")[2]
    return name if _LOCAL.fullmatch(local) else f"<{expand(name) or name}>"


def _literal(value: Literal) -> str:
    if value.datatype == XSD.integer:
        return str(value)
    if value.datatype == XSD.decimal:
        return str(value)
    text = Literal(_comment(value) if value.language else str(value), lang=value.language).n3().replace("\n", "\\n")
    return (
        text if value.datatype in _PLAIN_TYPES or value.language else f"{text}^^xsd:{value.datatype.rpartition('#')[2]}"
    )


def _comment(text: str) -> str:
    """Words that stay within their line, plainly written."""
    return " ".join("".join(c if c.isprintable() else " " for c in plain(text)).split())
