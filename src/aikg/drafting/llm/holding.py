"""A model's answer held to the text: every quote, name and figure must stand there, or the claim is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from rdflib import Literal

from aikg.drafting import cues, doubts
from aikg.drafting.amounts import date
from aikg.drafting.claims import Claim, decimal
from aikg.drafting.llm.client import without_halves
from aikg.drafting.llm.qualifying import leave_status_open
from aikg.drafting.llm.schema import Property, properties
from aikg.drafting.mentions import joined, keyed
from aikg.drafting.periods import periods
from aikg.drafting.proposals import Proposal, propose
from aikg.drafting.quantities import Quantity
from aikg.drafting.reading import Reader
from aikg.evidence import Span, numerals, sentences
from aikg.evidence.numerals import said
from aikg.identity import name_key

MOST: Final = 200
"""Claims of one answer that are looked at."""
_SHORTEST_QUOTE: Final = 8
_LONGEST_NAME: Final = 80
_NAME: Final = re.compile(r"[^<>{}\"\\^`|\x00-\x1f]*\w[^<>{}\"\\^`|\x00-\x1f]*")
_ABSTRACT: Final = ("concept", "role")
_NUMBERS: Final = ("schema:value", "schema:minValue", "schema:maxValue", "aikg:change")
_LONGEST_LABEL: Final = 200
_TELLING: Final = frozenset({*cues.currencies().values(), "percent", "percentage-point", "token"})
"""Units that are told from a text without doubt."""


class Refused(NamedTuple):
    """What a model claimed and why it is not taken; `claim` is what it wrote."""

    claim: object
    reasons: tuple[str, ...]


class Unfounded(Exception):
    """A claim says what the text does not."""


def claims_of(content: str) -> tuple[list[dict[str, Any]], list[Refused]]:
    """The claims of an answer, as the model wrote them; an answer of another form is refused as a whole.

    Small models think aloud before their JSON, or fence it: what stands around the object is passed over.
    """
    try:
        escaped = json.loads(content[content.find("{") : content.rfind("}") + 1])
        answer = json.loads(without_halves(json.dumps(escaped, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return [], [Refused("the answer", ("it is not JSON of the schema",))]
    claims = answer.get("claims") if isinstance(answer, dict) else None
    if not isinstance(claims, list):
        return [], [Refused("the answer", ('it has no list "claims"',))]
    refused = [Refused(claim, ("it is no object",)) for claim in claims[:MOST] if not isinstance(claim, dict)]
    if len(claims) > MOST:
        refused.append(Refused("the answer", (f"it has {len(claims)} claims, of which the first {MOST} are read",)))
    return [claim for claim in claims[:MOST] if isinstance(claim, dict)], refused


class Holder:
    """Holds the claims about one item to its text. New names that they bring are in `proposals`, by their entity."""

    def __init__(self, reader: Reader, section: Span) -> None:
        self._reader, self._section = reader, section
        self._known = {entity for mention in reader.mentions for entity in mention.entities}
        self._text = keyed(reader.text[section.start : section.end])
        self.proposals: dict[str, Proposal] = {proposal.entity: proposal for proposal in reader.proposals}

    def held(self, raw: Mapping[str, Any]) -> Claim:
        """The claim that a model wrote, with evidence.

        Raises:
            Unfounded: its class, a quote, name or figure of it is not to be had from the text.
        """
        kind = raw.get("type")
        said = properties().get(kind) if isinstance(kind, str) else None
        if said is None:
            raise Unfounded(f"there is no class {_shown(kind)}")
        claim = Claim(f"aikg:{kind}", list(self._evidence(raw.get("quotes"))))
        for prop in said:
            values = raw.get(prop.key)
            for value in values if isinstance(values, list) else [values]:
                if value not in (None, ""):
                    self._add(claim, prop, value)
        if "aikg:change" in claim.values and "aikg:baseline" not in claim.values:
            claim.add("aikg:baseline", "aikgv:unstated")
        if kind == "Relation":
            claim.add("aikg:subject", claim.first("rdf:subject"))
        if kind == "PolicyMeasure" and "aikg:partOf" not in claim.values:
            claim.leave_open("aikg:partOf", "which policy of the registry is it part of? Add one if there is none.")
        if kind == "Claim":
            self._label(claim, raw.get("label"))
        self._doubt(claim)
        return claim

    def _doubt(self, claim: Claim) -> None:
        """Leave open what the sentences do not say for certain.

        Raises:
            Unfounded: they print the figure in another unit, or with another bound.
        """
        passages = [self._reader.passage(place) for place in claim.evidence]
        here = {entity for passage in passages for mention in passage.nested for entity in mention.entities}
        new = {e for e, proposal in self.proposals.items() if self._found(proposal.label, claim.evidence)}
        doubts.leave_absent_open(claim, here | new, self._reader.names.label)
        for passage in passages:
            doubts.leave_denied_open(passage, [claim])
            doubts.leave_namesakes_open(passage, [claim])
        leave_status_open(claim, passages, self._reader.names.label)
        self._measured(claim, [quantity for passage in passages for quantity in passage.quantities])

    def _measured(self, claim: Claim, quantities: Sequence[Quantity]) -> None:
        """Hold unit and bound to the figure as printed."""
        numbers = {Decimal(str(v)) for prop in _NUMBERS[:3] for v in claim.values.get(prop, ())}
        printed = [quantity for quantity in quantities if numbers and numbers <= set(quantity.values)]
        units = {f"aikgv:{quantity.unit}" for quantity in printed if quantity.unit in _TELLING}
        unit, bound = claim.entity("aikg:unit"), claim.entity("aikg:bound")
        if units and len(units) == len({quantity.unit for quantity in printed}) and unit not in units:
            raise Unfounded(f"the text prints the figure in {', '.join(sorted(units))}, not in {unit or 'no unit'}")
        bounds = {f"aikgv:{quantity.bound}" for quantity in printed}
        if bound and bounds and bound not in bounds:
            raise Unfounded(f"by the words of the text the bound is {', '.join(sorted(bounds))}, not {bound}")

    def _evidence(self, quotes: object) -> Iterator[Span]:
        """The whole sentences in which the quotes stand."""
        if not isinstance(quotes, list) or not quotes:
            raise Unfounded("it has no quote from the text")
        for quote in quotes:
            place = self._found(quote) if isinstance(quote, str) and len(name_key(quote)) >= _SHORTEST_QUOTE else None
            if place is None:
                raise Unfounded(f"the text does not say {_shown(quote)}")
            touched = [
                s for s in sentences(self._reader.text, *self._section) if s.start < place.end and place.start < s.end
            ]
            yield Span(touched[0].start, touched[-1].end) if touched else place

    def _found(self, words: str, within: Sequence[Span] = ()) -> Span | None:
        """Where words stand first in the item, or `within` some sentences of it, as words of their own: spaces, dashes,
        quotes, width and case aside.
        """
        key, at = name_key(words), -1
        while key and (at := self._text.key.find(key, at + 1)) >= 0:
            start, end = self._text.places[at], self._text.places[at + len(key) - 1] + 1
            place = Span(self._section.start + start, self._section.start + end)
            inside = not within or any(s.start <= place.start and place.end <= s.end for s in within)
            if inside and not joined(self._reader.text, place.start) and not joined(self._reader.text, place.end):
                return place
        return None

    def _add(self, claim: Claim, prop: Property, value: object) -> None:
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise Unfounded(f"{prop.key} is no text")
        words = str(value).strip()
        if prop.kind == "choice":
            claim.add(prop.name, self._choice(prop, words))
        elif prop.kind == "entity":
            found = self._entities(words, claim)
            if len(found) > 1:
                claim.leave_open(prop.name, f"{_shown(words)} is the name of several", *found)
            else:
                claim.add(prop.name, *found)
        elif prop.name in _NUMBERS:
            claim.add(prop.name, self._number(prop, words, claim))
        else:
            self._words(claim, prop, words)

    def _choice(self, prop: Property, words: str) -> str:
        wanted = words if ":" in words else f"aikgv:{words}"
        if wanted not in prop.choices:
            raise Unfounded(f"{prop.key} cannot be {_shown(words)}")
        return wanted

    def _entities(self, words: str, claim: Claim) -> tuple[str, ...]:
        """The entities that a name, or the CURIE of a known one, stands for. A new name becomes a proposal."""
        names = self._reader.names
        found = (words,) if words in names or words in self.proposals else names.entities(words)
        named = tuple(e for e in found if e in self._known or e in self.proposals or e.startswith(_ABSTRACT))
        if found and not named:
            raise Unfounded(f"the text does not name {_shown(words)}")
        if named:
            return named
        if not _NAME.fullmatch(words) or len(words) > _LONGEST_NAME or "://" in words or self._found(words) is None:
            raise Unfounded(f"the text does not name {_shown(words)}")
        place = self._found(words)
        assert place is not None  # noqa: S101
        proposal = propose(self._reader.text, self._reader.text[place.start : place.end], [place], names)
        return (self.proposals.setdefault(proposal.entity, proposal).entity,)

    def _number(self, prop: Property, words: str, claim: Claim) -> Literal:
        try:
            value = Decimal(words.replace(",", "").removesuffix("%").strip())
        except InvalidOperation:
            raise Unfounded(f"{prop.key} is no number: {_shown(words)}") from None
        if not value.is_finite() or abs(value.adjusted()) > 30:
            raise Unfounded(f"{prop.key} is out of range: {_shown(words)}")
        printed = [self._reader.text[place.start : place.end] for place in claim.evidence]
        figures = [figure for text in printed for figure in numerals(text)]
        if not any(said([], [str(value)]).accounts_for(figure) for figure in figures):
            raise Unfounded(f"the quoted sentence does not print the figure {_shown(words)}")
        return decimal(value)

    def _words(self, claim: Claim, prop: Property, words: str) -> None:
        """A figure or a period as printed: taken from the text, not from the answer."""
        place = self._found(words, claim.evidence)
        if place is None:
            raise Unfounded(f"the quoted sentence does not say {_shown(words)}")
        printed = " ".join(self._reader.text[place.start : place.end].split())
        dated = periods(self._reader.text, *place) if prop.name == "aikg:period" else []
        if dated:
            date(claim, dated[0])
        else:
            claim.add(prop.name, Literal(printed))

    def _label(self, claim: Claim, label: object) -> None:
        """The one line of a model's own that a draft takes, for what no class can hold; a person has to settle it."""
        words = " ".join(label.split())[:_LONGEST_LABEL] if isinstance(label, str) else ""
        if not words or not words.isprintable():
            raise Unfounded("it has no label, and no class that would tell what it is")
        note = "a model's words: does the sentence say so?"
        claim.leave_open("rdfs:label", note, Literal(words, lang=self._reader.language))


def _shown(value: object) -> str:
    """A value in a message, short and in one line."""
    words = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return f"{words[:60]!r}" + ("…" if len(words) > 60 else "")
