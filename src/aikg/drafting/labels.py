"""The one line that tells a claim, in words of our own, made from what the claim holds: never from the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import Literal

from aikg.drafting.claims import OPEN, Claim
from aikg.drafting.mentions import Names
from aikg.drafting.proposals import Proposal

LONGEST: Final = 200
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "developedBy": "{0} is made by {1}",
        "basedOn": "{0} is based on {1}",
        "runsOn": "{0} runs on {1}",
        "issuedBy": "{0} is issued by {1}",
        "isPartOf": "{0} is part of {1}",
        "location": "{0} belongs to {1}",
        "Release": "{agent} releases {subject}",
        "Observation": "{subject}: {metric} {figure}",
        "Forecast": "{subject}: {metric} {figure}, expected {period}",
        "FundingRound": "A round of financing of {investee}",
        "Investment": "{investor} invests {figure} in {investee}",
        "Partnership": "{partner} work together: {subject}",
        "Deployment": "{subject} in use: {figure} {site}",
        "PolicyMeasure": "{agent}: {measureKind} {targets} {figure}",
        "Claim": "{agent}: {subject}",
        "and": " and ",
        "comma": ", ",
        "stage": " ({})",
        "open": "?",
    },
    "zh": {
        "developedBy": "{0}由{1}开发",
        "basedOn": "{0}基于{1}",
        "runsOn": "{0}运行于{1}",
        "issuedBy": "{0}由{1}发布",
        "isPartOf": "{0}属于{1}",
        "location": "{0}属于{1}",
        "Release": "{agent}发布{subject}",
        "Observation": "{subject}:{metric} {figure}",
        "Forecast": "{subject}:{metric} {figure}(预测){period}",
        "FundingRound": "{investee}的一轮融资",
        "Investment": "{investor}向{investee}投资{figure}",
        "Partnership": "{partner}合作:{subject}",
        "Deployment": "{subject}投入使用:{figure} {site}",
        "PolicyMeasure": "{agent}:{measureKind} {targets} {figure}",
        "Claim": "{agent}:{subject}",
        "and": "、",
        "comma": "、",
        "stage": "({})",
        "open": "?",
    },
}


class Labels:
    """Names and terms in the language of an article, and the lines made of them."""

    def __init__(
        self,
        names: Names,
        terms: Mapping[str, Mapping[str, str]],
        language: str,
        proposals: Iterable[Proposal] = (),
    ) -> None:
        self._names, self._terms, self.language = names, terms, language
        self._proposed = {proposal.entity: proposal.label for proposal in proposals}
        self._words = _WORDS[language]

    def of(self, value: object) -> str:
        """A value in words."""
        if value == OPEN:
            return self._words["open"]
        if isinstance(value, Literal):
            return str(value)
        if isinstance(value, str):
            if value in self._proposed:
                return self._proposed[value]
            term = self._terms.get(value)
            return term.get(self.language) or term.get("en", value) if term else self._names.label(value, self.language)
        return ""

    def spellings(self, entity: str) -> list[str]:
        """All that an entity is called."""
        proposed = self._proposed.get(entity)
        return [proposed] if proposed else self._names.spellings(entity)

    def line(self, claim: Claim) -> Literal:
        """The line that tells a claim."""
        kind = claim.kind.partition(":")[2]
        if kind == "Relation":
            predicate = str(claim.first("rdf:predicate")).partition(":")[2]
            ends = (self.of(claim.first(prop)) for prop in ("rdf:subject", "rdf:object"))
            text = self._words[predicate].format(*ends)
        else:
            text = self._words[kind].format_map(_Parts(self, claim))
        stage = claim.first("aikg:stage")
        if stage is not None and stage != "aikgv:stage-completed":
            text += self._words["stage"].format(self.of(stage))
        return Literal(" ".join(text.split()).strip(" :")[:LONGEST], lang=self.language)

    def joined(self, claim: Claim, prop: str) -> str:
        """All values of a property in words."""
        *firsts, last = [self.of(value) for value in claim.values.get(prop, ())] or [""]
        return self._words["comma"].join(firsts) + self._words["and"] + last if firsts else last


class _Parts(dict[str, str]):
    """What a line can speak of: the values of a claim by the local names of its properties."""

    def __init__(self, labels: Labels, claim: Claim) -> None:
        super().__init__()
        self._labels, self._claim = labels, claim

    def __missing__(self, name: str) -> str:
        return self._labels.joined(self._claim, "aikg:valueText" if name == "figure" else f"aikg:{name}")
