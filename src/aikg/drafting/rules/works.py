"""What happens to models and products: they are released, get features, are made together, are put to use."""

from __future__ import annotations

import re
from typing import Final

from aikg.drafting.amounts import amount, date
from aikg.drafting.claims import Claim
from aikg.drafting.cues import Cue, month
from aikg.drafting.mentions import Mention
from aikg.drafting.passages import WORKS, Passage, Scene
from aikg.drafting.rules.relations import relate
from aikg.drafting.status import qualify, stage_of

RELEASABLE: Final = (*WORKS, "policy")
_DONE: Final = re.compile(
    r"(?:is|are) now|released|launched|unveiled|introduced|rolled out|open-?sourced|debuted|published|issued|shipped"
    r"|brought out|发布|推出|上线|开源|出台|印发|公布|发表",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(r"\b(?:will|to|plans?|planned|expected|may|could|would)\b|将|拟|计划|预计|即将|有望", re.I)
_NOUN: Final = re.compile(r"\b(?:the|its|a|an|was|were|been|be) $", re.I)
_EXPECTED: Final = re.compile(
    r"\((?:is )?(?:expected|planned|due|slated|scheduled|预计|计划)[^()]*\)",
    re.I,
)
_EXAMPLES: Final = re.compile(r"such as|including|includ(?:e|es)|like|among them|e\.g\.|如|例如|包括|等", re.IGNORECASE)
_SITES: Final = ("hospital", "factory")


def releases(passage: Passage, scene: Scene) -> None:
    """Take up what is released, the features that come with it, and what is expected to come."""
    for cue in passage.cues("events", "release"):
        work = _released(cue, passage)
        agent = _releasing(cue, work, passage, scene)
        if work is None or agent is None or work.entity == agent:
            continue
        claim = _release(work.entity, agent, passage, scene, _how_far(cue, passage))
        scene.release = scene.release or claim
        scene.agents = (agent,)
        if not scene.topic.startswith(RELEASABLE):
            scene.topic = work.entity
    if passage.cues("events", "features"):
        _features(passage, scene)
    _expected(passage, scene)


def _released(cue: Cue, passage: Passage) -> Mention | None:
    """What is released: right behind the verb, or before a passive one ("X is now open")."""
    passive = passage.text[cue.start : cue.start + 3].lower() in ("is ", "are")
    behind = None if passive else passage.after(cue.end, RELEASABLE, 60)
    between = passage.text[cue.end : behind.start] if behind else ""
    if behind and not re.search(r"[,，;:；：。]| (?:with|and|to|by|as) ", between):
        return behind
    return passage.before(cue.start, RELEASABLE, 12) if passive or behind is None else None


def _releasing(cue: Cue, work: Mention | None, passage: Passage, scene: Scene) -> str | None:
    agent = (
        None
        if _NOUN.search(passage.words(cue.start - 12, cue.start))
        else passage.subject(cue.start, ("organization",), 60)
    )
    if agent is not None and not passage.alone(agent, cue.start):
        agent = None
    if agent is None and work is not None and (by := passage.after(work.end, ("organization",), 30)) is not None:
        agent = by if re.search(r"\bby ", passage.text[work.end : by.start]) else None
    if (
        agent is None
        and work is not None
        and work.entity in (scene.topic, scene.last)
        and passage.before(cue.start, ("person",), 60) is None
        and scene.agents
    ):
        return scene.agents[0]
    return agent.entity if agent else None


def _how_far(cue: Cue, passage: Passage) -> str:
    if _not_yet(cue, passage, 24):
        return "aikgv:stage-planned"
    return (
        "aikgv:stage-completed" if _DONE.match(passage.text, cue.start) else stage_of(passage, "announced", cue.start)
    )


def _not_yet(cue: Cue, passage: Passage, within: int) -> bool:
    """Whether a word right before a verb says that it has not happened yet; the month of May is none."""
    found = _NOT_YET.finditer(passage.text, max(cue.start - within, passage.span.start), cue.start)
    return any(not month(word) for word in found)


def _release(work: str, agent: str, passage: Passage, scene: Scene, stage: str) -> Claim:
    claim = Claim("aikg:Release", [passage.span]).add("aikg:subject", work).add("aikg:agent", agent)
    claim.add("aikg:stage", stage)
    claim = scene.say(qualify(claim, passage, scene, (agent,)))
    if work.startswith("policy:"):
        relate(work, "aikg:issuedBy", agent, passage, scene, stage)
        scene.policy = work
    else:
        relate(work, "aikg:developedBy", agent, passage, scene)
    return claim


def _features(passage: Passage, scene: Scene) -> None:
    """The new features of the work that the item is about."""
    agent = next(iter(scene.agents), "")
    for feature in passage.mentions:
        if feature.kind != "product" or feature.entity == scene.topic or not agent:
            continue
        claim = Claim("aikg:Release", [passage.span]).add("aikg:subject", feature.entity).add("aikg:agent", agent)
        claim.add("aikg:stage", "aikgv:stage-completed").add("aikg:modality", "aikgv:modality-reported")
        scene.say(claim.add("aikg:partOf", scene.release))
        if scene.topic.startswith(WORKS):
            relate(feature.entity, "schema:isPartOf", scene.topic, passage, scene)


def _expected(passage: Passage, scene: Scene) -> None:
    """What is expected in brackets behind a name: "Grok 4 (expected 2027 release)"."""
    for match in _EXPECTED.finditer(passage.text, *passage.span):
        work = passage.before(match.start(), WORKS, 2)
        when = next((p for p in passage.periods if match.start() <= p.start < match.end()), None)
        agent = scene.round.entity("aikg:investee") if scene.round else next(iter(scene.agents), "")
        if work is None or when is None or not agent:
            continue
        claim = Claim("aikg:Release", [passage.span]).add("aikg:subject", work.entity).add("aikg:agent", agent)
        claim.add("aikg:stage", "aikgv:stage-planned").add("aikg:modality", "aikgv:modality-forecast")
        scene.say(date(claim, when).add("aikg:partOf", scene.round))


def partnerships(passage: Passage, scene: Scene) -> None:
    """Take up who works together, and on what."""
    for cue in passage.cues("events", "partnership"):
        left = passage.before(cue.start, ("organization",))
        right = passage.after(cue.end, ("organization",), 60)
        group = [*passage.listed_with(left), *passage.listed_with(right)]
        partners = dict.fromkeys(m.entity for m in group if m.kind == "organization")
        if len(partners) < 2:
            continue
        work = next((m for m in passage.mentions if m.kind in WORKS), None)
        claim = Claim("aikg:Partnership", [passage.span]).add("aikg:partner", *partners)
        claim.add("aikg:subject", work.entity if work else None)
        claim.add("aikg:stage", stage_of(passage, "in-effect", cue.start).replace("completed", "in-effect"))
        scene.say(qualify(claim, passage, scene, tuple(partners)))
        return


def deployments(passage: Passage, scene: Scene) -> None:
    """Take up where a model or product is in use: how many sites, and which are named."""
    for cue in passage.cues("events", "deployment"):
        count = next((q for q in scene.free(passage) if q.unit in _SITES), None)
        work = passage.before(cue.start, WORKS)
        put = passage.after(cue.end, WORKS, 12)  # "deploys X at", not "X is deployed at"
        start = put.end if put is not None else cue.end
        sites = [m for m in passage.mentions if m.kind == "organization" and m.start > start]
        if not any(_EXAMPLES.search(passage.text, cue.end, m.start) for m in sites):
            sites = passage.listed_with(sites[0]) if sites and sites[0].start - start < 6 else []
        work = put or work
        subject = work.entity if work else scene.meant(passage)
        if not subject.startswith(WORKS) or (count is None and not sites):
            continue
        claim = Claim("aikg:Deployment", [passage.span]).add("aikg:subject", subject)
        claim.add("aikg:site", *(m.entity for m in sites))
        claim.add(
            "aikg:stage",
            "aikgv:stage-planned" if _not_yet(cue, passage, 16) else "aikgv:stage-in-effect",
        )
        if count is not None:
            amount(claim, count, passage)
            scene.use(count)
        scene.deployment = scene.say(qualify(claim, passage, scene))
        return
