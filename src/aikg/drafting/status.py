"""How far an event is, how sure its source is, and who that source is: by the words of the sentence."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from aikg.drafting.claims import Claim
from aikg.drafting.mentions import Mention
from aikg.drafting.passages import ACTORS, Passage, Scene

_OWN: Final = (
    r"(?:announc(?:es|ed)|confirm(?:s|ed)|said|says|reveal(?:s|ed)|disclosed|stated|宣布|证实|确认|表示|称|透露)"
)
_OTHERS: Final = (
    r"(?:told|report(?:s|ed)|den(?:ies|ied)|project(?:s|ed)|forecasts?|predict(?:s|ed)|expect(?:s|ed)|estimate[sd]?"
    r"|(?:raised|lowered) its (?:estimate|forecast)|warned|noted|believes|指出|预计|预测|估计|认为|否认)"
)
_SPEAKS: Final = re.compile(
    rf"(?:,[^,.]{{1,60}},)? ?(?:also |has |have |had )?(?P<verb>{_OWN}|{_OTHERS})(?![a-z])", re.IGNORECASE
)
_ACCORDING: Final = re.compile(
    r"according to (?:the |a |an )?(?:data|figures|report|study|survey)?(?: (?:from|by|of))?(?: the)? ?$|根?据 ?$",
    re.IGNORECASE,
)
_FORESEES: Final = ("project", "forecast", "predict", "expect", "estimate", "raised", "lowered", "预计", "预测", "估计")


class Source(NamedTuple):
    """Who speaks in a sentence: the entities, whether they only foresee, whether the next sentences are theirs too."""

    entities: tuple[str, ...]
    verb: str
    carries: bool = False

    @property
    def foresees(self) -> bool:
        """Whether what they say is about the future."""
        return self.verb.lower().startswith(_FORESEES)


def source(passage: Passage) -> Source | None:
    """Whom a sentence names as its source, by "according to X" or "X said"."""
    text = passage.text
    for mention in passage.mentions:
        if mention.kind not in ACTORS or mention.kind == "place":
            continue
        lead = passage.words(mention.start - 60, mention.start)
        if _ACCORDING.search(lead):
            return Source((mention.entity,), "", carries=True)
        match = _SPEAKS.match(text, mention.end)
        if match and match.end() <= passage.span.end:
            return Source(tuple(m.entity for m in _speakers(passage, mention)), match["verb"])
    return None


def _speakers(passage: Passage, mention: Mention) -> list[Mention]:
    return [m for m in passage.listed_with(mention) if m.end <= mention.end and m.kind in ("organization", "person")]


def stage_of(passage: Passage, otherwise: str = "", place: int | None = None) -> str:
    """The stage that a sentence tells, as a CURIE; `otherwise`, a local name, if none. Of what stands at a place the
    words of its own clause tell it: what is signed is not planned because the next clause has a plan.
    """
    told = passage.first("stages") if place is None else passage.first_beside("stages", place)
    name = told or otherwise
    return f"aikgv:stage-{name}" if name else ""


def foreseen(passage: Passage, place: int | None = None) -> bool:
    """Whether a sentence foresees (what stands at a place), by a word for it or by its source."""
    said = source(passage)
    worded = passage.first("modalities", place) in ("forecast", "estimated") or passage.first("horizons")
    return bool(worded or (said and said.foresees))


def modality_of(passage: Passage, parties: Collection[str] = ()) -> str:
    """How sure the source of a sentence is, as a local name. A party that speaks of its own doing confirms it."""
    said = source(passage)
    name = passage.first("modalities")
    if name in ("denied", "rumoured"):
        return name
    if said and not said.carries and set(said.entities) & set(parties) and re.fullmatch(_OWN, said.verb, re.I):
        return "confirmed"
    return "reported"


def qualify(claim: Claim, passage: Passage, scene: Scene, parties: Collection[str] = (), *, unit: str = "") -> Claim:
    """Give a claim its modality and its source.

    Whoever was named for the figures of a `unit` is the source of the further ones of that unit.
    """
    said = source(passage)
    speakers = said.entities if said else ((scene.source,) if unit and unit in scene.source_units else ())
    claim.add("aikg:modality", f"aikgv:modality-{modality_of(passage, parties)}").add("aikg:claimedBy", *speakers)
    return claim
