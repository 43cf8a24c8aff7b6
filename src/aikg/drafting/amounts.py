"""Figures and days as properties of a claim."""

from __future__ import annotations

from rdflib import Literal

from aikg.drafting.claims import Claim, decimal
from aikg.drafting.passages import Passage
from aikg.drafting.periods import Period
from aikg.drafting.quantities import Quantity


def amount(claim: Claim, quantity: Quantity, passage: Passage, printed: str = "") -> Claim:
    """Give a claim a quantity: number, unit, bound and the figure as printed."""
    low, high = quantity.values[0], quantity.values[-1]
    if quantity.bound == "range":
        claim.add("schema:minValue", decimal(low)).add("schema:maxValue", decimal(high))
    elif quantity.bound in ("more-than", "at-least"):
        claim.add("schema:minValue", decimal(low))
    elif quantity.bound in ("less-than", "at-most"):
        claim.add("schema:maxValue", decimal(low))
    else:
        claim.add("schema:value", decimal(low))
    if quantity.unit:
        claim.add("aikg:unit", f"aikgv:{quantity.unit}")
    else:
        claim.leave_open("aikg:unit", "the text prints no unit that is in aikgv:units")
    claim.add("aikg:bound", f"aikgv:{quantity.bound}")
    return claim.add("aikg:valueText", Literal(printed or quantity.printed(passage.text)))


def date(claim: Claim, period: Period) -> Claim:
    """Give a claim its period."""
    claim.add("aikg:period", Literal(period.printed))
    if period.first is not None:
        claim.add("aikg:periodStart", Literal(period.first))
    return claim.add("aikg:periodEnd", Literal(period.last))
