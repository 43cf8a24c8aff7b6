"""Who gives money to whom: paid, promised, or only talked about."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from aikg.drafting import cues
from aikg.drafting.amounts import amount
from aikg.drafting.claims import Claim
from aikg.drafting.mentions import Mention
from aikg.drafting.passages import ACTORS, Passage, Scene
from aikg.drafting.quantities import Quantity
from aikg.drafting.status import qualify, stage_of

CURRENCIES: Final = frozenset({"USD", "CNY", "EUR", "GBP"})
_INTO: Final = re.compile(r"(?:\b(?:in|into|to|for)|向|给|对) ?(?:the )?(?:[a-z-]+ ){0,3}[\"“]?$")
_TO: Final = re.compile(r"[^,，;；。]{0,24}[向给对]")
_PUTS: Final = re.compile(
    r"(?:[^.;。；]{0,50}[ ，,])?(?:also )?"
    r"(?:puts?|invest(?:s|ed)?|pledg(?:es|ed)|commit(?:s|ted)?|contribut(?:es|ed)"
    r"|provid(?:es|ed)) ?|[^.;。；]{0,16}?(?:投资|出资|注资)(?:了|约|近|超)*",
    re.IGNORECASE,
)
_TALKS: Final = re.compile(r"(?:洽谈|商谈|谈判|磋商)(?:投资|入股|融资)?(?:约|近|超)?")
_WITH: Final = re.compile(r"正?在?(?:与|和|同)")
_OF_THE_ROUND: Final = re.compile(
    r"\binvestors?\b|\bthe (?:round|company|start-?up|firm)\b|投资方|[本此这]轮|该公司", re.I
)
_LED: Final = re.compile(r"\bled by ", re.IGNORECASE)
_JOINS: Final = re.compile(
    r"(?:join(?:s|ed)?|participat(?:e|es|ed) in|back(?:s|ed)?) (?:the|this) (?:\w+ )?round|参与(?:了)?[本此这]轮",
    re.I,
)


class _Investment(NamedTuple):
    """Who gives a sum (None: nobody that is known), and to whom ('' where the sentence does not say)."""

    investor: Mention | None
    investee: str


def investments(passage: Passage, scene: Scene) -> None:
    """Take up the investments of a sentence, with a sum or without."""
    for quantity in [q for q in scene.free(passage) if q.unit in CURRENCIES]:
        found = investment_of(quantity, passage)
        if found is not None and (passage.cues("events", "investment") or passage.cues("events", "funding")):
            since = found.investor.end if found.investor else passage.span.start
            verb = cues.first("stages", passage.text, since, quantity.start)
            stage = f"aikgv:stage-{verb}" if verb else stage_of(passage, "announced", quantity.start)
            _invest(
                found.investor,
                found.investee or _investee(found.investor, passage, scene),
                stage,
                passage,
                scene,
                quantity,
            )
            scene.use(quantity)
    for match in [*_LED.finditer(passage.text, *passage.span), *_JOINS.finditer(passage.text, *passage.span)]:
        joins = _JOINS.match(match[0]) is not None
        one = (
            passage.before(match.start(), ("organization",), 60)
            if joins
            else passage.after(match.end(), ("organization",), 8)
        )
        for investor in passage.listed_with(one) if scene.investee else []:
            _invest(investor, scene.investee, stage_of(passage, "announced", match.start()), passage, scene)


def _invest(
    investor: Mention | None,
    investee: str,
    stage: str,
    passage: Passage,
    scene: Scene,
    quantity: Quantity | None = None,
) -> None:
    claim = Claim("aikg:Investment", [passage.span]).add("aikg:subject", investee or None)
    if investor is None:
        claim.leave_open("aikg:investor", "who gives the money? No known name stands there")
    else:
        claim.add("aikg:investor", investor.entity)
    if investee:
        claim.add("aikg:investee", investee)
    else:
        claim.leave_open("aikg:investee", "who gets the money?")
    claim.add("aikg:stage", stage)
    if quantity is not None:
        amount(claim, quantity, passage)
    scene.investee = scene.investee or investee
    of_round = scene.round if investee and scene.round and scene.round.entity("aikg:investee") == investee else None
    scene.say(qualify(claim.add("aikg:partOf", of_round), passage, scene, (investor.entity,) if investor else ()))


def investment_of(quantity: Quantity, passage: Passage) -> _Investment | None:
    """Whose sum it is: of a name right before it in brackets, or of the subject of a verb of giving."""
    giver = passage.before(quantity.start, ACTORS, 90)
    if giver is None:
        return None
    between = passage.text[giver.end : quantity.start].strip()
    first = passage.before(giver.start, ACTORS, 24)
    if _TALKS.fullmatch(between) and first is not None and _WITH.fullmatch(passage.text[first.end : giver.start]):
        return _Investment(first, giver.entity)
    if _PUTS.fullmatch(between) and first is not None and _TO.fullmatch(passage.text[first.end : giver.start]):
        return _Investment(first, giver.entity)
    if _PUTS.fullmatch(between) and passage.words(giver.start - 1, giver.start) in ("向", "给", "对"):
        return _Investment(None, giver.entity)
    if between in ("(", "（", ":") or _PUTS.fullmatch(between):
        return _Investment(giver, _receiver(quantity, passage))
    return None


def _receiver(quantity: Quantity, passage: Passage) -> str:
    named = passage.after(quantity.end, ("organization", "product"), 60)
    return named.entity if named is not None and _INTO.search(passage.text[quantity.end : named.start]) else ""


def _investee(investor: Mention | None, passage: Passage, scene: Scene) -> str:
    """Who raises money in this item; else the fund that the sum is named behind, or what the item is about."""
    if scene.round is not None:
        told = passage.cues("events", "funding") or _OF_THE_ROUND.search(passage.text, *passage.span)
        return scene.round.entity("aikg:investee") if told else ""
    if investor is None:
        return ""
    fund = passage.before(investor.start, ("product",), 60)
    topic = scene.topic if scene.topic.startswith("organization:") and scene.topic != investor.entity else ""
    return fund.entity if fund is not None else topic
