"""What policies lay down: bans, requirements, restrictions, funds, safeguards, roles in governance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aikg.drafting.amounts import amount
from aikg.drafting.claims import Claim
from aikg.drafting.cues import Cue
from aikg.drafting.mentions import Mention
from aikg.drafting.passages import Passage, Scene
from aikg.drafting.rules.investments import CURRENCIES
from aikg.drafting.rules.relations import relate
from aikg.drafting.status import qualify, stage_of
from aikg.evidence import Span

_CLAUSE_END: Final = re.compile(r"[;；。]|, (?!and\b)|，|\.(?:\s|$)")
_PARTICIPLE: Final = re.compile(r"[a-z]+ing\b", re.IGNORECASE)
_TARGETS: Final = ("concept", "place", "product")
_RESTRICTING: Final = ("kind-prohibition", "kind-restriction", "kind-requirement", "kind-enforcement")
_TELLING: Final = ("kind-prohibition", "kind-restriction", "kind-requirement")
"""Kinds whose words tell a measure even where no policy is named."""
_OFFICE: Final = re.compile(r"[一-鿿]{2,8}(?:政府|委员会|法院|议会|总局|(?<![全内外])部)")
_DEADLINE: Final = ("day", "week", "year")


def measures(passage: Passage, scene: Scene) -> None:
    """Take up the measures of a sentence, where the item is about a policy or somebody restricts something."""
    policy = scene.policy or _policy(passage)
    actors = _actors(passage)
    if not policy and not (actors or scene.agents):
        return
    for kind, clause in _measures(passage):
        if not policy and kind not in _TELLING and not any(c.kind == "aikg:PolicyMeasure" for c in scene.item.claims):
            continue
        agents = actors or scene.agents
        if kind == "kind-governance-role":
            _roles(passage, scene, policy, clause)
            continue
        _measure(kind, clause, agents, policy, passage, scene)
        scene.agents = scene.agents or agents


def _policy(passage: Passage) -> str:
    return next((m.entity for m in passage.mentions if m.kind == "policy"), "")


def _actors(passage: Passage) -> tuple[str, ...]:
    """Who acts: the organizations before the first cue of a measure."""
    cues = passage.cues("measures")
    first = passage.before(cues[0].start, ("organization",), 80) if cues else None
    return tuple(m.entity for m in passage.listed_with(first) if m.kind == "organization")


def _measures(passage: Passage) -> Iterator[tuple[str, Span]]:
    """Kinds of measure and the clauses that tell them; of two cues in one clause the first wins."""
    order: dict[tuple[int, int], Cue] = {}
    for cue in passage.cues("measures"):
        order.setdefault(_clause(passage, cue), cue)
    merged: list[tuple[str, int, int]] = []
    for (start, end), cue in order.items():
        if (
            merged
            and merged[-1][0] == cue.concept
            and cue.start - start < 4
            and _PARTICIPLE.match(passage.text, cue.start)
        ):
            merged[-1] = (cue.concept, merged[-1][1], end)  # ", limiting …" goes on with the same measure
        else:
            merged.append((cue.concept, start, end))
    for kind, start, end in merged:
        yield kind, Span(start, end)


def _clause(passage: Passage, cue: Cue) -> tuple[int, int]:
    start = passage.span.start
    ends = {match.span() for match in _CLAUSE_END.finditer(passage.text, *passage.span)}
    for first, last in sorted({*ends, *_and_then(passage)}):
        if any(m.start < first < m.end for m in passage.mentions) or passage.brackets(first) is not None:
            continue
        if last <= cue.start:
            start = last
        elif first >= cue.end:
            return start, first
    return start, passage.span.end


def _and_then(passage: Passage) -> Iterator[tuple[int, int]]:
    """Where "and" joins two measures: "banned … and requires …"."""
    for cue in passage.cues("measures"):
        for lead in (" and ", "，并", "并"):
            if passage.text.endswith(lead, 0, cue.start):
                yield cue.start - len(lead), cue.start


def _measure(kind: str, clause: Span, agents: tuple[str, ...], policy: str, passage: Passage, scene: Scene) -> None:
    inside = [m for m in passage.mentions if clause.start <= m.start < clause.end]
    things = [m for m in inside if m.kind in _TARGETS and m.entity not in agents and not _owning(m, passage)]
    concepts = [m for m in things if m.kind == "concept"]
    for apart in [[m] for m in concepts] if kind == "kind-prohibition" and len(concepts) > 1 else [things]:
        _measure_of(kind, clause, apart, agents, policy, passage, scene)


def _owning(mention: Mention, passage: Passage) -> bool:
    return passage.text.startswith("'s ", mention.end)


def _measure_of(
    kind: str, clause: Span, things: list[Mention], agents: tuple[str, ...], policy: str, passage: Passage, scene: Scene
) -> None:
    claim = Claim("aikg:PolicyMeasure", [passage.span]).add("aikg:agent", *agents)
    if not _actors(passage) and (office := _OFFICE.search(passage.words(passage.span.start, clause.end))):
        claim.leave_open("aikg:agent", f"is it {office[0]}?")
    claim.add("aikg:subject", *(m.entity for m in things[:1] if m.kind != "place"))
    named = tuple(m.entity for m in things if m.kind == "place")
    scene.borne = scene.borne or (named if kind in _RESTRICTING else ())
    inherited = scene.borne if kind in _RESTRICTING and not named else ()
    claim.add("aikg:targets", *inherited, *_borne(kind, things)).add("aikg:measureKind", f"aikgv:{kind}")
    claim.add("aikg:stage", stage_of(passage, "announced" if scene.release else "in-effect", clause.start))
    if policy:
        claim.add("aikg:partOf", policy)
        if kind in ("kind-restriction", "kind-prohibition") and not scene.release:
            _issued(policy, agents, passage, scene, str(claim.first("aikg:stage")))
    else:
        claim.leave_open("aikg:partOf", "which policy of the registry is it part of? Add one if there is none.")
    for quantity in scene.free(passage):
        if clause.start <= quantity.start < clause.end and _fits(kind, quantity.unit):
            amount(claim, quantity, passage)
            scene.use(quantity)
            break
    scene.say(qualify(claim, passage, scene, agents))


def _borne(kind: str, things: list[Mention]) -> Iterator[str]:
    """Whom or what a measure bears on: places, if some are named behind a thing; a fund bears on nobody."""
    if kind in ("kind-fund", "kind-principle"):
        return iter(())
    places = [m for m in things if m.kind == "place"]
    return (m.entity for m in (things[things.index(places[0]) :] if places else things))


def _issued(policy: str, agents: tuple[str, ...], passage: Passage, scene: Scene, stage: str) -> None:
    """Who lays down a restriction has issued the policy that the item is about."""
    for agent in agents:
        relate(policy, "aikg:issuedBy", agent, passage, scene, stage)


def _fits(kind: str, unit: str) -> bool:
    return unit in _DEADLINE if kind != "kind-fund" else unit in CURRENCIES


def _roles(passage: Passage, scene: Scene, policy: str, clause: Span) -> None:
    """Who is to have a role in the governance of a policy: one claim each."""
    holders = [
        m for m in passage.mentions if m.kind in ("place", "organization") and clause.start <= m.start < clause.end
    ]
    bodies = [m for m in holders if "committee" in m.entity or "council" in m.entity]
    for holder in holders:
        if holder in bodies or not policy:
            continue
        claim = Claim("aikg:PolicyMeasure", [passage.span]).add("aikg:agent", holder.entity)
        claim.add("aikg:subject", *(m.entity for m in bodies)).add("aikg:measureKind", "aikgv:kind-governance-role")
        claim.add("aikg:stage", stage_of(passage, "announced")).add("aikg:partOf", policy)
        scene.item.claims.append(qualify(claim, passage, scene))
