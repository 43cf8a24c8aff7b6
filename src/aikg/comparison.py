"""Two claims on the same parties, held against each other: one event told twice, a contradiction, or its later state.

A pair that cannot be told apart from two events, or whose figures leave room for each other, is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Literal, NamedTuple

from aikg.identity import class_name, curie, name_key

Kind = Literal["contradicts", "sameEventAs", "supersedes"]

STAGES: Final = ("potential", "negotiating", "planned", "announced", "in-effect", "completed")
"""From the first to the last; what is in effect is as far as what is completed."""
ROUNDED: Final = 0.02
"""Printed figures are rounded: so much of them is let pass; of one that is about so much, five times as much."""
SOON: Final = 7
"""Days within which two reports are on one event."""
LATER: Final = 365
"""Days after which a later stage is that of another event."""


class Verdict(NamedTuple):
    """What one claim may be to another, and why; `forward`: the first one supersedes the second."""

    kind: Kind
    reason: str
    forward: bool = True


class Claim:
    """A claim as it is compared: its values by property (all are texts), and the day that its article came out."""

    def __init__(self, iri: str, said: Mapping[str, tuple[str, ...]], published: str = "") -> None:
        self.iri, self.said = iri, said
        self.published = _day(published)

    def one(self, name: str) -> str:
        """The value of a property, '' if it has none."""
        return next(iter(self.said.get(name, ())), "")

    @property
    def item(self) -> str:
        """The news item that says it."""
        return self.one("reportedIn")

    @cached_property
    def stage(self) -> str:
        """How far it is, '' if that is not said."""
        return curie(self.one("stage")).removeprefix("aikgv:stage-")

    @cached_property
    def denied(self) -> bool:
        """Whether its source says that it is not so."""
        return self.one("modality").endswith("modality-denied")

    @cached_property
    def said_on(self) -> date | None:
        """When it was said."""
        return _day(self.one("assertedOn")) or self.published

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day of what it is about, as far as any day is known."""
        start, end = _day(self.one("periodStart")), _day(self.one("periodEnd"))
        first, last = start or end or self.said_on, end or start or self.said_on
        return None if first is None or last is None else (first, last)

    @cached_property
    def figure(self) -> tuple[float, float] | None:
        """The least and the most that its figure can be, None without one."""
        value, low, high = (_number(self.one(name)) for name in ("value", "minValue", "maxValue"))
        if value is not None:
            room = ROUNDED * (5 if self.one("bound").endswith("about") else 1) * abs(value)
            return value - room, value + room
        if low is None and high is None:
            return None
        return (
            float("-inf") if low is None else low - ROUNDED * abs(low),
            float("inf") if high is None else high + ROUNDED * abs(high),
        )


def compare(one: Claim, other: Claim, soon: int = SOON, *, figures: bool = False) -> Verdict | None:
    """What two claims on the same parties, from different items, may be to each other.

    `soon` is how many days apart two reports can be and still be on one event; `figures` tells that they are figures
    and no events, so that without the same figure they are not the same.
    """
    if one.item == other.item or _joined(one, other) or not _alike(one, other):
        return None
    apart = _days_apart(one, other)
    if apart > max(soon, LATER):
        return None
    if one.denied != other.denied:
        return Verdict("contradicts", "one denies it") if apart <= soon else None
    if one.denied:
        return None
    if one.stage != other.stage and one.stage and other.stage:
        return _by_stage(one, other, apart, soon)
    return _by_figure(one, other, apart, soon, figures)


def _by_stage(one: Claim, other: Claim, apart: int, soon: int) -> Verdict | None:
    stages = {one.stage, other.stage}
    if stages == {"cancelled", "completed"} and apart <= soon:
        return Verdict("contradicts", "completed against cancelled")
    forward = _rank(one) > _rank(other)
    later, earlier = (one, other) if forward else (other, one)
    if _rank(one) == _rank(other):
        return _by_figure(one, other, apart, soon, False)
    if later.said_on and earlier.said_on and later.said_on < earlier.said_on:
        return None  # the news went backwards: most probably another event
    return Verdict("supersedes", f"{later.stage} after {earlier.stage}", forward)


def _by_figure(one: Claim, other: Claim, apart: int, soon: int, figures: bool) -> Verdict | None:
    first, second = one.figure, other.figure
    if first is None or second is None or one.one("unit") != other.one("unit"):
        return None if figures or apart > soon else Verdict("sameEventAs", _same(one))
    shown = f"{_shown(one)} against {_shown(other)}"
    if first[0] > second[1] or second[0] > first[1]:
        if revised := _revised(one, other, shown):
            return revised
        return Verdict("contradicts", shown) if apart <= soon else None
    if apart > soon or (figures and not _as_precise(one, other)):
        return None
    return Verdict("sameEventAs", f"both {_shown(one)}" if _as_precise(one, other) else _same(one))


def _revised(one: Claim, other: Claim, shown: str) -> Verdict | None:
    """The same source on the same period, later with another figure."""
    if not set(one.said.get("claimedBy", ())) & set(other.said.get("claimedBy", ())) or not _same_period(one, other):
        return None
    if one.said_on is None or other.said_on is None or one.said_on == other.said_on:
        return None
    forward = one.said_on > other.said_on
    return Verdict("supersedes", f"the same source later: {shown}", forward)


def _joined(one: Claim, other: Claim) -> bool:
    """Whether one is told by means of the other: as its baseline, its part, its correction."""
    names = ("baseline", "partOf", "supersedes")
    return any(b.iri in a.said.get(name, ()) for a, b in ((one, other), (other, one)) for name in names)


def _alike(one: Claim, other: Claim) -> bool:
    """Whether nothing tells two different things from each other: class, horizon, what for, compared with what."""
    if one.one("class") != other.one("class") or one.one("horizon") != other.one("horizon"):
        return False
    uses = [{name_key(use) for use in claim.said.get("useCase", ())} for claim in (one, other)]
    if any(uses) and not uses[0] & uses[1]:
        return False
    periods = [name_key(claim.one("period")) for claim in (one, other)]
    dated = all(claim.one("periodStart") or claim.one("periodEnd") for claim in (one, other))
    return not all(periods) or dated or periods[0] == periods[1]


def _same_period(one: Claim, other: Claim) -> bool:
    periods = [(c.one("periodStart"), c.one("periodEnd"), name_key(c.one("period"))) for c in (one, other)]
    return periods[0] == periods[1] and any(periods[0])


def _days_apart(one: Claim, other: Claim) -> int:
    """Days between what two claims are about; 0 if they overlap, or a day of one of them is not known."""
    if one.span is None or other.span is None or _same_period(one, other):
        return 0
    (first, last), (other_first, other_last) = one.span, other.span
    gap = max(other_first - last, first - other_last, timedelta(0))
    return gap.days


def _as_precise(one: Claim, other: Claim) -> bool:
    """Whether two figures that leave room for each other are the same one: as much, bound alike."""
    if one.one("bound") != other.one("bound"):
        return {curie(c.one("bound")) for c in (one, other)} == {"aikgv:exact", "aikgv:about"}
    numbers = [[_number(c.one(name)) for name in ("value", "minValue", "maxValue")] for c in (one, other)]
    return all(
        a == b or (a is not None and b is not None and abs(a - b) <= ROUNDED * max(abs(a), abs(b)))
        for a, b in zip(*numbers, strict=True)
    )


def _rank(claim: Claim) -> int:
    if claim.stage == "cancelled":
        return len(STAGES)
    return min(STAGES.index(claim.stage), STAGES.index("in-effect")) if claim.stage in STAGES else -1


def _same(claim: Claim) -> str:
    return f"the same parties, {claim.stage}" if claim.stage else "the same parties"


def _shown(claim: Claim) -> str:
    return claim.one("valueText") or claim.one("value")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def classes(types: tuple[str, ...]) -> str:
    """The class by which claims are told apart."""
    return min((class_name(name) for name in types if not name.endswith("#Statement")), default="")
