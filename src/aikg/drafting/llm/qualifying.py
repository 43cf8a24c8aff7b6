"""How far, how sure and by whom, as a model says: held to what the rules read in the same sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aikg.drafting.claims import OPEN, Claim
from aikg.drafting.doubts import PARTIES, Label
from aikg.drafting.passages import Passage
from aikg.drafting.status import foreseen, modality_of, source

_RATHER: Final = "by the words of the sentence it is rather"


def leave_status_open(claim: Claim, passages: Sequence[Passage], label: Label) -> None:
    """Leave open the stage, the modality and the source of a claim that its sentences do not bear out."""
    stages = {cue.concept for passage in passages for cue in passage.cues("stages")}
    _compare(claim, "aikg:stage", stages)
    _compare(claim, "aikg:modality", {name for passage in passages for name in _modalities(claim, passage)})
    if claim.kind != "aikg:Relation" or "aikg:claimedBy" in claim.values:
        _leave_source_open(claim, passages, label)


def _compare(claim: Claim, prop: str, read: set[str]) -> None:
    kind = prop.partition(":")[2]
    told = claim.entity(prop).partition(f"{kind}-")[2]
    if told and read and told not in read and OPEN not in claim.values[prop]:
        claim.leave_open(prop, f"{_RATHER} {' or '.join(sorted(read))}")


def _modalities(claim: Claim, passage: Passage) -> set[str]:
    """What a rule would read for a claim of these parties, and all that the sentence has a word for."""
    parties = {str(value) for prop in PARTIES for value in claim.values.get(prop, ())}
    persons = {m.entity for m in passage.mentions if m.kind == "person"}
    worded = {cue.concept for cue in passage.cues("modalities")}
    if claim.kind == "aikg:Forecast" and foreseen(passage):
        return worded | {"forecast"}
    return worded | {modality_of(passage, parties), modality_of(passage, parties | persons)}


def _leave_source_open(claim: Claim, passages: Sequence[Passage], label: Label) -> None:
    found = dict.fromkeys(e for passage in passages if (said := source(passage)) for e in said.entities)
    told = [value for value in claim.values.get("aikg:claimedBy", ()) if isinstance(value, str)]
    if OPEN in told or (told and set(told) <= set(found)) or not (told or found):
        return
    who = f"{_RATHER} {' or '.join(map(label, found))}" if found else "the sentence names nobody as its source"
    claim.leave_open("aikg:claimedBy", who, *found)
