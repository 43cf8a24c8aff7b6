"""What a figure is about: a name in its sentence, what the item has spoken of last, or what the item is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from aikg.drafting.mentions import Mention
from aikg.drafting.passages import WORKS, Passage, Scene
from aikg.drafting.quantities import Quantity
from aikg.drafting.status import source

_FOR_SUCH_AS: Final = re.compile(r"[^.;。；()]{0,40}?\b(?:for|of|among)\b[^.;。；()]{0,30}?$")
_DIRECT: Final = re.compile(
    r"[\"'”’]?(?: module| model| edition)? ?(?:[:：(（]|has|with|at|有|为|达|是)? ?"
    r"(?:about |over |more than |[>~约超] ?)?$",
    re.I,
)
_OF: Final = re.compile(r" of (?!the (?:model|company))")


def subjects(quantity: Quantity, passage: Passage, scene: Scene) -> list[str]:
    """What a figure is about: the name that it stands behind, or those that it is said "for"; else the item's topic."""
    direct = passage.before(quantity.start, (*WORKS, "organization", "concept", "role", "place"), 40)
    if direct is not None and _DIRECT.fullmatch(passage.text[direct.end : quantity.start]):
        return [direct.entity]
    if (of := _OF.match(passage.text, quantity.end)) and quantity.unit == "percent":
        part = passage.after(of.end(), (*WORKS, "concept", "role"), 4)
        return [part.entity] if part is not None else []
    named = passage.after(quantity.end, (*WORKS, "role"), 70)
    if named is not None and _FOR_SUCH_AS.fullmatch(
        passage.text[quantity.end : named.start].replace("such as", "").replace("like", "")
    ):
        return [m.entity for m in passage.listed_with(named)]
    inside = next((m for m in passage.mentions if quantity.start < m.start and m.end <= quantity.end), None)
    following = passage.after(quantity.start, ("concept",), 60)
    if inside is not None or (following is not None and following.start <= quantity.end + 1):
        return [(inside or following).entity]  # type: ignore[union-attr]
    return _before(quantity, passage, scene)


def _before(quantity: Quantity, passage: Passage, scene: Scene) -> list[str]:
    """The name before a figure, in its clause, that can be its subject; else what the sentence is about."""
    said = source(passage)
    speakers = {scene.source, *(said.entities if said else ())}
    clause = max(passage.text.rfind(mark, passage.span.start, quantity.start) for mark in ";；") + 1
    near = [
        m
        for m in passage.mentions
        if clause <= m.start
        and m.end <= quantity.start
        and m.entity not in speakers
        and _is_subject(m, clause, passage)
    ]
    since, meant = passage.stand_in(quantity.start)
    if meant and not any(m.start >= since and m.kind in (*WORKS, "concept", "role") for m in near):
        return _meant(meant, near, scene.meant(passage))
    for kinds in (WORKS, ("concept", "role"), ("organization",), ("place",)):
        if kinds == ("organization",) and scene.meant(passage).startswith(WORKS):
            break
        if found := [m for m in near if m.kind in kinds]:
            return [found[-1].entity]
    about = scene.meant(passage)
    return [about] if about else []


def _meant(kinds: tuple[str, ...], near: Sequence[Mention], carried: str) -> list[str]:
    """Whom "the model" or "the company" means: one of its kind, named in the sentence or before it; no other."""
    named = [m.entity for m in near if m.kind in kinds][-1:]
    return named or ([carried] if carried.partition(":")[0] in kinds else [])


def _is_subject(mention: Mention, clause: int, passage: Passage) -> bool:
    """Whether a name is more than a possessive, an adjective, or the object of a preposition."""
    if mention.kind != "place":
        return not re.search(r"\b(?:at|with|by|vs\.?) (?:the )?$", passage.words(mention.start - 8, mention.start))
    lead = passage.words(clause, mention.start)
    begins = len(lead) < 5 or re.search(r": ?(?:the )?$", lead) is not None
    return begins and not passage.text.startswith("'s", mention.end)
