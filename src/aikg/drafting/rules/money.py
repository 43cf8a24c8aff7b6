"""Rounds of financing: who raises, who may invest and how much, at which valuation, and what the money is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from rdflib import Literal

from aikg.drafting import cues
from aikg.drafting.amounts import amount
from aikg.drafting.claims import Claim, decimal
from aikg.drafting.mentions import Mention
from aikg.drafting.passages import WORKS, Passage, Scene
from aikg.drafting.quantities import Quantity
from aikg.drafting.rules.relations import relate
from aikg.drafting.status import qualify, stage_of

CURRENCIES: Final = frozenset({"USD", "CNY", "EUR", "GBP"})
_RISE: Final = re.compile(
    r" ?(?P<kind>increase|rise|jump|gain|premium|decrease|drop|cut|discount)s? (?:from|over|on|to) (?:the |its )?", re.I
)
_DOWN: Final = ("decrease", "drop", "cut", "discount")
_MAKES: Final = re.compile(
    r"(?:develop|build|train|creat|mak)\w* (?:the )?[\"'“]?$|(?:开发|研发|打造|建设|训练)[\"'“]?$", re.I
)
_INTO: Final = re.compile(r"\b(?:in|into|to|for)\b|向|给|对", re.IGNORECASE)
_LED: Final = re.compile(r"\bled by ", re.IGNORECASE)
_PUTS: Final = re.compile(
    r"(?:has |have |had |will |would |may |might |could |plans to |agreed to |is to )?(?:also )?"
    r"(?P<verb>put|puts|invest(?:s|ed)?|pledg(?:es|ed)|commit(?:s|ted)|contribut(?:es|ed)|provid(?:es|ed)|投资|出资|注资|承诺出资)",
    re.IGNORECASE,
)


def money(passage: Passage, scene: Scene) -> None:
    """Take up what a sentence says of money that is raised, invested, pledged or planned to be spent."""
    if passage.cues("events", "use-of-funds"):
        _uses(passage, scene)
        return
    _round(passage, scene)
    _valuations(passage, scene)
    _investments(passage, scene)


def _round(passage: Passage, scene: Scene) -> None:
    for cue in passage.cues("events", "funding"):
        investee = passage.before(cue.start, ("organization",)) or passage.after(cue.end, ("organization",), 30)
        if investee is None or scene.round is not None:
            continue
        claim = Claim("aikg:FundingRound", [passage.span]).add("aikg:subject", investee.entity)
        claim.add("aikg:investee", investee.entity).add("aikg:stage", stage_of(passage, "announced"))
        sums = [q for q in scene.free(passage) if q.unit in CURRENCIES and not _values(q, passage)]
        raised = next((q for q in sums if not _investor(q, passage)), None)
        if raised is not None:
            amount(claim, raised, passage)
            scene.use(raised)
        scene.round = scene.say(qualify(claim, passage, scene, (investee.entity, *_persons(passage))))


def _persons(passage: Passage) -> Iterator[str]:
    """A person who speaks of a company's round speaks for it."""
    return (m.entity for m in passage.mentions if m.kind == "person")


def _values(quantity: Quantity, passage: Passage) -> bool:
    """Whether a sum is what something is worth, by the words beside it."""
    worth = passage.cues("events", "valuation")
    return any(0 <= c.start - quantity.end < 14 or 0 <= quantity.start - c.end < 24 for c in worth)


def _valuations(passage: Passage, scene: Scene) -> None:
    company = passage.before(passage.span.end, ("organization",))
    owner = scene.round.entity("aikg:investee") if scene.round else (company.entity if company else scene.topic)
    made: list[tuple[Quantity, Claim]] = []
    for quantity in list(scene.free(passage)):
        if quantity.unit not in CURRENCIES or not _values(quantity, passage):
            continue
        claim = Claim("aikg:Observation", [passage.span]).add("aikg:subject", owner or None)
        if not owner:
            claim.leave_open("aikg:subject", "whose valuation is it?")
        claim.add("aikg:metric", "aikgv:valuation")
        amount(claim, quantity, passage)
        if scene.round is not None and not made:
            claim.add("aikg:stage", scene.round.first("aikg:stage")).add("aikg:partOf", scene.round)
        made.append((quantity, scene.say(qualify(claim, passage, scene, (owner, *_persons(passage))))))
        scene.use(quantity)
    _rises(made, passage, scene)


def _rises(made: list[tuple[Quantity, Claim]], passage: Passage, scene: Scene) -> None:
    """ "A 25 % increase from the 800 billion-USD valuation" joins the two valuations around it."""
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


def _investments(passage: Passage, scene: Scene) -> None:
    if not passage.cues("events", "investment") and not passage.cues("events", "funding"):
        return
    _lead(passage, scene)
    for quantity in [q for q in scene.free(passage) if q.unit in CURRENCIES]:
        investor = _investor(quantity, passage)
        if investor is None:
            continue
        investee = _investee(quantity, investor, passage, scene)
        claim = Claim("aikg:Investment", [passage.span]).add("aikg:subject", investee or None)
        claim.add("aikg:investor", investor.entity)
        if investee:
            claim.add("aikg:investee", investee)
        else:
            claim.leave_open("aikg:investee", "who gets the money?")
        claim.add("aikg:stage", _how_far(investor, quantity, passage))
        amount(claim, quantity, passage).add("aikg:partOf", scene.round)
        scene.say(qualify(claim, passage, scene))
        scene.use(quantity)


def _lead(passage: Passage, scene: Scene) -> None:
    """Who leads a round invests in it; how much is not said."""
    for match in _LED.finditer(passage.text, *passage.span):
        leader = passage.after(match.end(), ("organization",), 8)
        for investor in passage.listed_with(leader) if scene.round is not None else []:
            claim = Claim("aikg:Investment", [passage.span]).add("aikg:investor", investor.entity)
            claim.add("aikg:subject", scene.round.entity("aikg:investee") if scene.round else None)
            claim.add("aikg:investee", scene.round.entity("aikg:investee") if scene.round else None)
            claim.add("aikg:stage", stage_of(passage, "announced")).add("aikg:partOf", scene.round)
            scene.say(qualify(claim, passage, scene))


def _how_far(investor: Mention, quantity: Quantity, passage: Passage) -> str:
    """The stage of an investment: by its own verb, where it has one."""
    verb = cues.first("stages", passage.text, investor.end, quantity.start)
    return f"aikgv:stage-{verb}" if verb else stage_of(passage, "announced")


def _investor(quantity: Quantity, passage: Passage) -> Mention | None:
    """Who gives a sum: named right before it in brackets ("PIF (US$5 billion)"), or the subject of its verb."""
    giver = passage.before(quantity.start, ("organization", "person", "place"), 60)
    if giver is None:
        return None
    between = passage.text[giver.end : quantity.start].strip()
    if between in ("(", "（", ":") or _PUTS.fullmatch(between.strip("， ,了")):
        return giver
    return None


def _investee(quantity: Quantity, investor: Mention, passage: Passage, scene: Scene) -> str:
    named = passage.after(quantity.end, ("organization", "product"), 60)
    if named is not None and _INTO.search(passage.text[quantity.end : named.start]):
        return named.entity
    if scene.round is not None:
        return scene.round.entity("aikg:investee")
    fund = passage.before(investor.start, ("product",), 60)
    topic = scene.topic if scene.topic.startswith("organization:") and scene.topic != investor.entity else ""
    return fund.entity if fund is not None else topic


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
