"""Relations that a sentence tells by how names stand together: makers, countries, bases, hardware, parts."""

from __future__ import annotations

import re
from typing import Final

from aikg.drafting.claims import Claim
from aikg.drafting.mentions import Mention
from aikg.drafting.passages import WORKS, Passage, Scene

_OWNS: Final = re.compile(r"(?:'s|s'|的)? ?[\"'“「《]?")
_MADE_BY: Final = re.compile(r" ?,? ?(?:is |was )?(?:developed|built|made|created|released|launched) by (?:the )?")
_MODULE: Final = re.compile(r"\b(?:module|component|add-on|plug-?in)\b|模块|组件|插件", re.IGNORECASE)
_APPS: Final = re.compile(r"\bapps?\b|应用", re.IGNORECASE)


def relations(passage: Passage, scene: Scene) -> None:
    """Take up the relations of a sentence (or of a heading)."""
    for mention in passage.mentions:
        if mention.kind in WORKS:
            _maker(mention, passage, scene)
            _base(mention, passage, scene)
        elif mention.kind == "organization":
            _country(mention, passage, scene)
    _hardware(passage, scene)
    _apps(passage, scene)


def relate(subject: str, predicate: str, value: str, passage: Passage, scene: Scene, stage: str = "") -> Claim:
    """Take up one relation."""
    claim = Claim("aikg:Relation", [passage.span])
    claim.add("rdf:subject", subject).add("rdf:predicate", predicate).add("rdf:object", value)
    claim.add("aikg:subject", subject).add("aikg:stage", stage or None).add("aikg:modality", "aikgv:modality-reported")
    return scene.say(claim)


def _maker(work: Mention, passage: Passage, scene: Scene) -> None:
    """The company in the name of a model ("Tencent Hunyuan"), or before it ("Tesla's Optimus"), or behind "by"."""
    for company in passage.nested:
        if company.kind != "organization":
            continue
        inside = company.start == work.start and company.end < work.end
        if (
            inside
            or (company.end <= work.start and _OWNS.fullmatch(passage.text[company.end : work.start]))
            or (company.start >= work.end and _MADE_BY.fullmatch(passage.text[work.end : company.start]))
        ):
            relate(work.entity, "aikg:developedBy", company.entity, passage, scene)


def _country(company: Mention, passage: Passage, scene: Scene) -> None:
    """The country of "Saudi Arabia's PIF" and "the Chinese company X"."""
    for place in passage.nested:
        if place.kind != "place":
            continue
        inside = place.start == company.start and place.end < company.end
        if inside or passage.text[place.end : company.start] in ("'s ", "的"):
            relate(company.entity, "schema:location", place.entity, passage, scene)


def _base(work: Mention, passage: Passage, scene: Scene) -> None:
    """An edition and the model in its name ("a Chinese-optimized Llama 4"), where a cue says that it was made of it."""
    inner = [m for m in passage.nested if m.kind == "model" and work.start <= m.start and m.end <= work.end]
    bases = [
        m for m in inner if m.entity != work.entity and scene.names.label(m.entity) in scene.names.label(work.entity)
    ]
    cues = [cue for cue in passage.cues("events", "based-on") if work.start <= cue.start < work.end]
    if bases and cues:
        longest = max(bases, key=lambda m: m.end - m.start)
        relate(work.entity, "aikg:basedOn", longest.entity, passage, scene)
        _maker(longest, passage, scene)
    elif bases and _MODULE.search(passage.words(work.start, work.end + 16)):
        longest = max(bases, key=lambda m: m.end - m.start)
        relate(work.entity, "schema:isPartOf", longest.entity, passage, scene)
        _maker(longest, passage, scene)
    for cue in passage.cues("events", "based-on"):
        base = passage.after(cue.end, ("model",), 12)
        if (
            base is not None
            and base.entity != work.entity
            and work.end <= cue.start
            and "optim" not in passage.words(*cue[:2])
        ):
            relate(work.entity, "aikg:basedOn", base.entity, passage, scene)


def _hardware(passage: Passage, scene: Scene) -> None:
    for cue in passage.cues("events", "runs-on"):
        chip = passage.after(cue.end, ("product",), 40)
        model = passage.before(cue.start, ("model",))
        subject = model.entity if model else scene.meant(passage)
        if chip is not None and subject.startswith("model:"):
            relate(subject, "aikg:runsOn", chip.entity, passage, scene)


def _apps(passage: Passage, scene: Scene) -> None:
    """The apps that a sentence counts up belong to the store that the item is about."""
    if not scene.topic.startswith("product:") or not _APPS.search(passage.words(*passage.span)):
        return
    products = [m for m in passage.mentions if m.kind == "product" and m.entity != scene.topic]
    if len(products) > 1:
        for product in products:
            relate(product.entity, "schema:isPartOf", scene.topic, passage, scene)
