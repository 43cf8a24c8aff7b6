"""What the figures of a list share: the ranking that they make, and what their changes are compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rdflib import Literal
from rdflib.namespace import XSD

from aikg.drafting.claims import Claim
from aikg.drafting.passages import Passage, Scene

_SHORTEST = 3


def rank(made: Sequence[Claim], passage: Passage, scene: Scene) -> None:
    """Figures of one metric in a sentence on a ranking count from 1, if they fall and each has a subject of its own."""
    if not passage.cues("events", "ranking"):
        return
    by_metric: dict[str, list[Claim]] = {}
    for claim in made:
        by_metric.setdefault(claim.entity("aikg:metric"), []).append(claim)
    for metric, listed in by_metric.items():
        if not metric or len(listed) < _SHORTEST or not _falling(listed):
            continue
        ranking = Claim("schema:ItemList", [], name="ranking")
        ranking.add("schema:name", Literal(f"{scene.item.headline}: ranking", lang=scene.language))
        ranking.add("schema:itemListOrder", "schema:ItemListOrderDescending")
        scene.item.claims.insert(scene.item.claims.index(listed[0]), ranking)
        for place, claim in enumerate(listed, 1):
            claim.add("aikg:rank", Literal(place, datatype=XSD.integer)).add("aikg:ranking", ranking)


def _falling(listed: Sequence[Claim]) -> bool:
    numbers = [float(str(value)) for claim in listed if (value := claim.first("schema:value")) is not None]
    subjects = {claim.entity("aikg:subject") for claim in listed}
    return len(numbers) == len(subjects) == len(listed) and numbers == sorted(numbers, reverse=True)


def carry_baseline(made: Sequence[Claim], passage: Passage) -> None:
    """What the first change of a list is compared with holds for the others of the list."""
    found = passage.cues("baselines")
    moves = passage.cues("directions")
    for claim in made:
        if claim.first("aikg:baseline") != "aikgv:unstated":
            continue
        if found:
            claim.values["aikg:baseline"] = [f"aikgv:{found[0].concept}"]
        elif moves and re.search(r"\bpric|价", passage.words(*passage.span), re.I):
            claim.values["aikg:baseline"] = ["aikgv:previous-value"]
