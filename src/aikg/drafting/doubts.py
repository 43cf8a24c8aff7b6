"""What a sentence does not say for certain is left to a person, whoever made the claim: a rule or a model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from aikg.drafting.claims import OPEN, Claim
from aikg.drafting.mentions import Mention
from aikg.drafting.passages import ACTORS, ANAPHOR, WORKS, Passage

PARTIES: Final = ("aikg:subject", "aikg:agent", "aikg:investor", "aikg:investee", "aikg:partner", "aikg:targets")
"""Who or what a claim is about."""

Label = Callable[[str], str]


def leave_denied_open(passage: Passage, claims: Collection[Claim]) -> None:
    """Of a sentence that says no, if or "respectively", nothing is taken for said."""
    doubts = passage.cues("doubts")
    for claim in claims if doubts else ():
        word = passage.words(*doubts[0][:2])
        claim.leave_open("aikg:modality", f"the sentence says {word!r}: of this claim, or of another?")


def leave_carried_open(passage: Passage, claims: Collection[Claim], label: Label) -> None:
    """Whom the sentence of a claim does not name was named before; where it names somebody of whom no claim says
    anything, the claim may be about that one. A sentence that begins with "the model" says whom it means.
    """
    if ANAPHOR.match(passage.text, passage.span.start):
        return
    made = [claim for claim in claims if claim.evidence == [passage.span]]
    here = {entity for mention in passage.nested for entity in mention.entities}
    said = [(prop, value) for claim in made for prop, values in claim.values.items() for value in values]
    told = {value for prop, value in said if prop != "aikg:claimedBy"}
    idle = [m.name for m in passage.mentions if m.kind in (*ACTORS, *WORKS) and m.entity not in told]
    for claim in made if idle else ():
        for prop, carried in _absent(claim, PARTIES, here):
            claim.leave_open(prop, f"{label(carried)} is named before, {idle[0]} here: who is it?")


def leave_absent_open(claim: Claim, here: Collection[str], label: Label) -> None:
    """Whom none of the sentences of a claim names is not taken for said; `here` are those that they name."""
    for prop, absent in _absent(claim, (*PARTIES, "aikg:claimedBy"), here):
        claim.leave_open(prop, f"the quoted sentence does not name {label(absent)}: is it meant?")


def _absent(claim: Claim, props: Sequence[str], here: Collection[str]) -> Iterator[tuple[str, str]]:
    """Properties with the first entity of each that is not `here`."""
    for prop in props:
        for value in claim.values.get(prop, ()):
            if isinstance(value, str) and value != OPEN and value not in here:
                yield prop, value
                break


def leave_namesakes_open(passage: Passage, claims: Collection[Claim]) -> None:
    """美国商务部 may be no 商务部 of the registry: what a place stands right before is perhaps another of its name."""
    for place, office in pairwise(passage.mentions):
        if place.kind == "place" and office.kind == "organization" and place.end == office.start:
            for claim in claims:
                for prop in [p for p, values in claim.values.items() if {place.entity, office.entity} & {*values}]:
                    claim.leave_open(prop, f"{place.name}{office.name}: is it this one?")


def leave_shared_names_open(mentions: Collection[Mention], claims: Collection[Claim]) -> None:
    """A name that several entities bear is not guessed: all of them stand in the claim, and a person takes one."""
    for mention in mentions:
        for claim in claims if len(mention.entities) > 1 else ():
            if any(place.start <= mention.start < place.end for place in claim.evidence):
                for prop in [p for p, values in claim.values.items() if mention.entity in values]:
                    claim.leave_open(prop, f"{mention.name} is the name of several", *mention.entities)
