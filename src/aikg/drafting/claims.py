"""What a draft is made of: claims that are not yet triples, and the item that they are of."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Union

from rdflib import Literal
from rdflib.namespace import XSD

from aikg.evidence import Span
from aikg.identity import curie
from aikg.vocabulary import UNDECIDED

OPEN: Final = curie(UNDECIDED)
"""The value of what a person has to decide."""

Value = Union[str, Literal, "Claim"]
"""A CURIE, a literal, or another claim of the same item."""


@dataclass(eq=False)
class Claim:
    """One claim (or the ranking that claims count in, which is a schema:ItemList).

    Attributes:
        kind: CURIE of its class.
        evidence: the places that say it.
        values: what it says, by the CURIE of the property.
        notes: words for the person who settles the draft, by property.
        name: its local name in the item.
    """

    kind: str
    evidence: list[Span]
    values: dict[str, list[Value]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    name: str = ""

    def add(self, prop: str, *values: Value | None) -> Claim:
        """Say more; what is None or said already is left out."""
        said = self.values.setdefault(prop, [])
        said += [v for v in dict.fromkeys(values) if v is not None and v not in said]
        if not said:
            del self.values[prop]
        return self

    def leave_open(self, prop: str, note: str, *guesses: Value) -> Claim:
        """Let a person decide; the guesses stand beside the mark."""
        self.notes[prop] = note
        return self.add(prop, *guesses, OPEN)

    def says_as(self, other: Claim) -> bool:
        """Whether another claim says the very same of the same places."""
        return (self.kind, self.evidence, self.values) == (other.kind, other.evidence, other.values)

    def first(self, prop: str) -> Value | None:
        """Its first value of a property."""
        return next(iter(self.values.get(prop, ())), None)

    def entity(self, prop: str) -> str:
        """The first entity that a property has; '' if there is none."""
        return next((v for v in self.values.get(prop, ()) if isinstance(v, str) and v != OPEN), "")

    @property
    def open_points(self) -> int:
        """How many properties a person has to decide."""
        return sum(OPEN in values for values in self.values.values())


@dataclass
class Item:
    """One news item of an article: its section, its headline, its claims in the order of the text."""

    position: int
    headline: str
    section: Span
    heading: Span | None
    claims: list[Claim] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def decimal(value: Decimal) -> Literal:
    """A number as the graph writes it.

    >>> decimal(Decimal("3.2E+12")).n3()
    '"3200000000000.0"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    plain = format(value.normalize(), "f")
    return Literal(plain if "." in plain else f"{plain}.0", datatype=XSD.decimal, normalize=False)
