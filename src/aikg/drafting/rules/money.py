"""Rounds of financing: who raises how much, at which valuation, and what the money is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from rdflib import Literal

from aikg.drafting.amounts import amount
from aikg.drafting.claims import Claim, decimal
from aikg.drafting.cues import Cue
from aikg.drafting.passages import WORKS, Passage, Scene
from aikg.drafting.quantities import Quantity
from aikg.drafting.rules.investments import CURRENCIES, investment_of
from aikg.drafting.rules.relations import relate
from aikg.drafting.status import qualify, stage_of

_RISE: Final = re.compile(
    r" ?(?P<kind>increase|rise|jump|gain|premium|decrease|drop|cut|discount)s? (?:from|over|on|to) (?:the |its )?", re.I
)
_DOWN: Final = ("decrease", "drop", "cut", "discount")
_MAKES: Final = re.compile(
    r"(?:develop|build|train|creat|mak)\w* (?:the )?[\"'“]?$|(?:开发|研发|打造|建设|训练)[\"'“]?$", re.I
)


def money(passage: Passage, scene: Scene) -> None:
    """Take up what a sentence says of money that is raised or planned to be spent, and of valuations."""
    if passage.cues("events", "use-of-funds"):
        _uses(passage, scene)
        return
    _round(passage, scene)
    _valuations(passage, scene)


def _round(passage: Passage, scene: Scene) -> None:
    for cue in passage.cues("events", "funding"):
        named = passage.subject(cue.start, ("organization",))
        investee = named.entity if named is not None and passage.alone(named, cue.start) else ""
        if scene.round is not None and investee in ("", scene.round.entity("aikg:investee")):
            continue
        claim = Claim("aikg:FundingRound", [passage.span]).add("aikg:subject", investee or None)
        claim.add("aikg:investee", investee or None).add("aikg:stage", stage_of(passage, "announced", cue.start))
        if not investee:
            claim.leave_open("aikg:investee", "who raises the money?")
        sums = [q for q in scene.free(passage) if q.unit in CURRENCIES and not valuing(q, passage)]
        raised = next((q for q in sums if not investment_of(q, passage)), None)
        if raised is not None:
            amount(claim, raised, passage)
            scene.use(raised)
        scene.investee = investee
        scene.round = scene.say(qualify(claim, passage, scene, (investee, *_persons(passage))))


def _persons(passage: Passage) -> Iterator[str]:
    """A person who speaks of a company's round speaks for it."""
    return (m.entity for m in passage.mentions if m.kind == "person")


def valuing(quantity: Quantity, passage: Passage) -> bool:
    """Whether a sum is what something is worth, by the words beside it."""
    worth = passage.cues("events", "valuation")
    return any(_beside(cue, quantity, passage) for cue in worth)


def _beside(cue: Cue, quantity: Quantity, passage: Passage) -> bool:
    behind = passage.text[quantity.end : cue.start] if cue.start >= quantity.end else None
    before = passage.text[cue.end : quantity.start] if cue.end <= quantity.start else None
    if behind is not None:
        return len(behind) < 14 and not re.search(r"[,，;；。]|\bat an? ", behind)
    return before is not None and len(before) < 24


def _valuations(passage: Passage, scene: Scene) -> None:
    made: list[tuple[Quantity, Claim]] = []
    for quantity in list(scene.free(passage)):
        if quantity.unit not in CURRENCIES or not valuing(quantity, passage):
            continue
        company = passage.before(quantity.start, ("organization",)) or passage.after(
            quantity.end, ("organization",), 40
        )
        raiser = scene.round.entity("aikg:investee") if scene.round else ""
        owner = raiser if scene.round else (company.entity if company else _company(scene))
        if scene.round and company and company.entity != owner and passage.span not in scene.round.evidence:
            owner = company.entity if passage.alone(company, quantity.start) else ""
        claim = Claim("aikg:Observation", [passage.span]).add("aikg:subject", owner or None)
        if not owner:
            claim.leave_open("aikg:subject", "whose valuation is it?")
        claim.add("aikg:metric", "aikgv:valuation")
        amount(claim, quantity, passage)
        if scene.round is not None and owner == raiser and not made:
            claim.add("aikg:stage", scene.round.first("aikg:stage")).add("aikg:partOf", scene.round)
        made.append((quantity, scene.say(qualify(claim, passage, scene, (owner, *_persons(passage))))))
        scene.use(quantity)
    _rises(made, passage, scene)


def _company(scene: Scene) -> str:
    """What the item is about, if that can have a valuation: "the company" is no model."""
    return scene.topic if scene.topic.startswith("organization:") else ""


def _rises(made: list[tuple[Quantity, Claim]], passage: Passage, scene: Scene) -> None:
    """A percentage and "increase from" join the two valuations around them."""
    for percent in [q for q in scene.free(passage) if q.unit == "percent"]:
        match = _RISE.match(passage.text, percent.end)
        before = [c for q, c in made if q.end <= percent.start]
        base = [c for q, c in made if match and 0 <= q.start - match.end() < 4]
        if match and before and base:
            value = -percent.values[0] if match["kind"].lower() in _DOWN else percent.values[0]
            change(before[-1], value, "percent", base[0], f"{percent.printed(passage.text)} {match['kind']}")
            base[0].values.pop("aikg:claimedBy", None)
            base[0].values["aikg:modality"] = ["aikgv:modality-reported"]
            scene.use(percent)


def change(claim: Claim, value: Decimal, unit: str, baseline: Claim | str, printed: str = "") -> Claim:
    """Give a claim a change against a baseline; `printed` is added to the figure as printed."""
    claim.add("aikg:change", decimal(value)).add("aikg:changeUnit", f"aikgv:{unit}").add("aikg:baseline", baseline)
    former = claim.first("aikg:valueText")
    if printed and printed not in str(former or ""):
        claim.values["aikg:valueText"] = [Literal(f"{former}, {printed}" if former else printed)]
    return claim


def _uses(passage: Passage, scene: Scene) -> None:
    """What the money of the round is for; what is to be built with it is made by who raises it."""
    works = [m for m in passage.mentions if m.kind in WORKS]
    if scene.round is None or not works:
        return
    scene.round.add("aikg:useOfFunds", *(m.entity for m in works))
    scene.round.evidence.append(passage.span)
    owner = scene.round.entity("aikg:investee")
    for work in works:
        if _MAKES.search(passage.words(work.start - 24, work.start)):
            claim = relate(work.entity, "aikg:developedBy", owner, passage, scene, "aikgv:stage-planned")
            claim.add("aikg:agent", owner).add("aikg:partOf", scene.round)
