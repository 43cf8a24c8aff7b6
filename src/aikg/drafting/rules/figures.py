"""Figures that stand for themselves: what is measured, of what, by how much it changed, for when, as forecast or fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from rdflib import Literal
from rdflib.namespace import XSD

from aikg.drafting import cues
from aikg.drafting.amounts import amount, date
from aikg.drafting.claims import Claim
from aikg.drafting.mentions import Mention
from aikg.drafting.passages import WORKS, Passage, Scene
from aikg.drafting.periods import Period
from aikg.drafting.quantities import Quantity
from aikg.drafting.rules.metrics import metric_of, of_unit
from aikg.drafting.rules.money import change
from aikg.drafting.status import qualify, source, stage_of

_PERCENTS: Final = ("percent", "percentage-point")
_FROM_TO: Final = re.compile(
    r" ?(?:\w+ )?(?:to|至|到|(?:提高|提升|上升|增长|增加|增|升|下降|降低|降|扩大|减少)(?:至|到|为)) ?"
)
_FROM: Final = re.compile(r"(?:from|由|从) ?$", re.IGNORECASE)
_UP: Final = r"(?:r[io]s(?:e[sn]?|ing)|rose|grew|grow(?:s|n|ing)?|increas(?:e|es|ed|ing)|climb(?:s|ed)|jump(?:s|ed)?|surg(?:e|es|ed)|gain(?:s|ed)?|up|improv(?:e|es|ed)|rais(?:e|es|ed)|增长|上升|提高|提升|增加|上涨|涨幅)"
_DOWN: Final = r"(?:f[ae]ll(?:s|en|ing)?|drop(?:s|ped)?|declin(?:e|es|ed)|decreas(?:e|es|ed)|cut(?:s|ting)?|reduc(?:e|es|ed|ing|tion)|lower(?:s|ed)?|down|slash(?:es|ed)|shrank|shrink(?:s|ing)?|下降|降低|减少|下跌|下调|缩短|降价|降幅)"
_CHANGES: Final = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?: by| of|了|约|近|超)?(?: about| over| more than| nearly)? ?$", re.I
)
_CHANGED: Final = re.compile(
    r" ?(?P<up>increase|rise|growth|surge|jump|gain|boost)|(?P<down> ?(?:decrease|drop|decline|cut|reduction|fall))\b",
    re.I,
)
_DOUBLING: Final = {"doubl": "100", "tripl": "200", "quadrupl": "300", "翻倍": "100", "翻番": "100", "翻一番": "100"}
_REPLACES: Final = re.compile(
    r"\b(?:raised|lowered|revised|updated|cut) (?:its|the|their) (?:estimate|forecast|target|outlook|projection)|(?:上调|下调)",
    re.I,
)
_FOR_SUCH_AS: Final = re.compile(r"[^.;。；()]{0,40}?\b(?:for|of|among)\b[^.;。；()]{0,30}?$")
_DIRECT: Final = re.compile(
    r"[\"'”’]?(?: module| model| edition)? ?(?:[:：(（]|has|with|at|有|为|达|是)? ?(?:about |over |more than |[>~约超] ?)?$",
    re.I,
)


class _Figure(NamedTuple):
    """A quantity, and the change that is printed with it."""

    quantity: Quantity
    change: Quantity | None = None


def figures(passage: Passage, scene: Scene) -> None:
    """Take up every figure of a sentence that no other rule has used and whose unit can be told."""
    _before_and_after(list(scene.free(passage)), passage, scene)
    paired = _paired([q for q in scene.free(passage) if q.unit or q.signed], passage)
    made = [(figure, claim) for figure in paired for claim in _observations(figure, passage, scene)]
    _rank([(f, c) for f, c in made if not f.quantity.signed], passage, scene)
    _carry_baseline([c for _, c in made], passage)


def _paired(left: Sequence[Quantity], passage: Passage) -> list[_Figure]:
    """A figure with the change behind it ("2.8 trillion, +33 %", "96.2 % (+3.5 % vs. experts)")."""
    found: list[_Figure] = []
    skip = False
    for now, following in pairwise([*left, None]):
        if skip or now is None:
            skip = False
            continue
        between = passage.text[now.end : following.start] if following else ""
        skip = (
            following is not None
            and following.signed
            and not now.signed
            and re.fullmatch(r"[\w ]{0,24}[ ,，(（;]*", between) is not None
            and following.unit in _PERCENTS
        )
        found.append(_Figure(now, following if skip else None))
    return found


def _observations(figure: _Figure, passage: Passage, scene: Scene) -> list[Claim]:
    quantity = figure.quantity
    subjects = _subjects(quantity, passage, scene)
    metric = metric_of(quantity, (figure.change or quantity).end, passage, scene)
    if metric is not None and not quantity.unit:
        quantity = quantity._replace(unit=min(metric.units - {"count"}, default="count"))
    scene.use(quantity, *([figure.change] if figure.change else []))
    made = []
    for subject in subjects or [""]:
        claim = Claim(_kind(quantity, passage), [passage.span])
        if subject:
            claim.add("aikg:subject", subject)
        else:
            claim.leave_open("aikg:subject", "what is the figure about?", *([scene.topic] if scene.topic else []))
        if metric is not None:
            claim.add("aikg:metric", f"aikgv:{metric.name}")
        else:
            claim.leave_open("aikg:metric", f"what does the figure measure? In this unit: {of_unit(quantity.unit)}")
        _numbers(claim, figure._replace(quantity=quantity), metric, passage)
        _context(claim, quantity, passage, scene)
        scene.item.claims.append(claim)
        made.append(claim)
    return made


def _kind(quantity: Quantity, passage: Passage) -> str:
    said = source(passage)
    foreseen = passage.first("modalities", quantity.start) in ("forecast", "estimated") or passage.first("horizons")
    return "aikg:Forecast" if foreseen or (said and said.foresees) else "aikg:Observation"


def _numbers(claim: Claim, figure: _Figure, metric: cues.Metric | None, passage: Passage) -> None:
    quantity = figure.quantity
    sign = _sign(quantity, passage)
    if quantity.unit in _PERCENTS and sign and not (metric and metric.rise) and quantity.bound != "range":
        value = -abs(quantity.values[0]) if sign < 0 else abs(quantity.values[0])
        change(claim, value, _change_unit(quantity, metric), "aikgv:unstated", quantity.printed(passage.text))
        return
    amount(claim, quantity, passage)
    if figure.change is not None:
        unit = "percent" if quantity.unit not in _PERCENTS else _change_unit(figure.change, metric)
        change(claim, figure.change.values[0], unit, "aikgv:unstated", figure.change.printed(passage.text))


def _sign(quantity: Quantity, passage: Passage) -> int:
    """1 where the figure is a rise, -1 where it is a fall, 0 where it is no change."""
    if quantity.signed:
        return -1 if quantity.values[0] < 0 else 1
    before = _CHANGES.search(passage.words(quantity.start - 30, quantity.start))
    after = _CHANGED.match(passage.text, quantity.end)
    for match in (before, after):
        if match:
            return 1 if match["up"] else -1
    return 0


def _change_unit(quantity: Quantity, metric: cues.Metric | None) -> str:
    if quantity.unit == "percentage-point":
        return quantity.unit
    return "percent-unclear" if metric is None or metric.rate else "percent"


def _subjects(quantity: Quantity, passage: Passage, scene: Scene) -> list[str]:
    """What a figure is about: the name that it stands behind; names that it is said "for"; else what the item is about."""
    direct = passage.before(quantity.start, (*WORKS, "organization", "concept", "role", "place"), 40)
    if direct is not None and _DIRECT.fullmatch(passage.text[direct.end : quantity.start]):
        return [direct.entity]
    named = passage.after(quantity.end, (*WORKS, "role"), 70)
    if named is not None and _FOR_SUCH_AS.fullmatch(
        passage.text[quantity.end : named.start].replace("such as", "").replace("like", "")
    ):
        return [m.entity for m in passage.listed_with(named)]
    inside = next((m for m in passage.mentions if quantity.start < m.start and m.end <= quantity.end), None)
    following = passage.after(quantity.start, ("concept",), 60)
    if inside is not None or (following is not None and following.start <= quantity.end + 1):
        return [(inside or following).entity]  # type: ignore[union-attr]
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
    for kinds in (WORKS, ("concept", "role"), ("organization",), ("place",)):
        if kinds == ("organization",) and scene.topic.startswith(WORKS):
            break
        if found := [m for m in near if m.kind in kinds]:
            return [found[-1].entity]
    return [scene.topic] if scene.topic else []


def _is_subject(mention: Mention, clause: int, passage: Passage) -> bool:
    """Whether a name is more than a possessive, an adjective, or the object of a preposition."""
    if mention.kind != "place":
        return not re.search(r"\b(?:at|with|by|vs\.?) (?:the )?$", passage.words(mention.start - 8, mention.start))
    lead = passage.words(clause, mention.start)
    begins = len(lead) < 5 or re.search(r": ?(?:the )?$", lead) is not None
    return begins and not passage.text.startswith("'s", mention.end)


def _context(claim: Claim, quantity: Quantity, passage: Passage, scene: Scene) -> None:
    """Period, horizon, stage, modality and source."""
    when = _when(quantity, passage)
    if when is not None:
        date(claim, when)
    if horizons := [c for c in passage.cues("horizons") if c.start < quantity.start]:
        claim.add("aikg:horizon", f"aikgv:{horizons[-1].concept}")
    if claim.kind == "aikg:Forecast":
        said = source(passage)
        estimated = passage.first("modalities", quantity.start) == "estimated"
        modality = "estimated" if estimated and not (said and said.foresees) else "forecast"
        claim.add("aikg:modality", f"aikgv:modality-{modality}")
        who = said.entities if said else ((scene.forecaster,) if scene.forecaster else ())
        claim.add("aikg:claimedBy", *who)
        return
    stage = stage_of(passage, place=quantity.start)
    if stage in ("aikgv:stage-planned", "aikgv:stage-potential", "aikgv:stage-negotiating"):
        claim.add("aikg:stage", stage)
    qualify(claim, passage, scene, (scene.agents if source(passage) else ()))


def _when(quantity: Quantity, passage: Passage) -> Period | None:
    """The period right behind a figure; else the one period of the sentence, unless it is another figure's."""
    behind = [p for p in passage.periods if 0 <= p.start - quantity.end <= 12]
    if behind:
        return behind[0]
    if len(passage.periods) != 1 or passage.brackets(passage.periods[0].start) is not None:
        return None
    (only,) = passage.periods
    others = any(q.end <= only.start for q in passage.quantities)
    return None if only.end <= quantity.start and others else only


def _before_and_after(left: Sequence[Quantity], passage: Passage, scene: Scene) -> None:
    """ "From 5 % to 35 %": two observations, the later against the earlier."""
    for first, second in pairwise(left):
        between = passage.text[first.end : second.start]
        if not _FROM.search(passage.words(first.start - 6, first.start)) or not _FROM_TO.fullmatch(between):
            continue
        old, new = (q._replace(unit=first.unit or second.unit) for q in (first, second))
        befores, afters = _observations(_Figure(old), passage, scene), _observations(_Figure(new), passage, scene)
        scene.use(first, second)
        for before, after in zip(befores, afters, strict=False):
            after.add("aikg:baseline", before)
            if _REPLACES.search(passage.words(passage.span.start, first.start)):
                after.add("aikg:supersedes", before)
            _multiply(after, before, first, passage, scene)


def _multiply(after: Claim, before: Claim, first: Quantity, passage: Passage, scene: Scene) -> None:
    """ "Doubling from 50 to 100" says the change too."""
    from decimal import Decimal

    words = passage.words(first.start - 50, first.start).lower()
    factor = next((percent for stem, percent in _DOUBLING.items() if stem in words), "")
    if factor:
        after.values.pop("aikg:baseline")
        stem = re.search(r"\w*(?:doubl|tripl|quadrupl)\w*|翻\w?[倍番]", words)
        change(after, Decimal(factor), "percent", before, stem[0] if stem else "")


def _rank(made: Sequence[tuple[_Figure, Claim]], passage: Passage, scene: Scene) -> None:
    """Figures of one metric in a sentence on a ranking count from 1, if they fall and each has a subject of its own."""
    if not passage.cues("events", "ranking"):
        return
    by_metric: dict[str, list[Claim]] = {}
    for _, claim in made:
        by_metric.setdefault(claim.entity("aikg:metric"), []).append(claim)
    for metric, listed in by_metric.items():
        values = [str(c.first("schema:value") or "") for c in listed]
        distinct = len({c.entity("aikg:subject") for c in listed}) == len(listed)
        numbers = [float(v) for v in values if v]
        if (
            not metric
            or len(listed) < 3
            or not distinct
            or numbers != sorted(numbers, reverse=True)
            or len(numbers) < len(listed)
        ):
            continue
        ranking = Claim("schema:ItemList", [], name="ranking")
        ranking.add("schema:name", Literal(f"{scene.item.headline}: ranking", lang=scene.language))
        ranking.add("schema:itemListOrder", "schema:ItemListOrderDescending")
        scene.item.claims.insert(scene.item.claims.index(listed[0]), ranking)
        for place, claim in enumerate(listed, 1):
            claim.add("aikg:rank", Literal(place, datatype=XSD.integer)).add("aikg:ranking", ranking)


def _carry_baseline(made: Sequence[Claim], passage: Passage) -> None:
    """What the first change of a list is compared with holds for the others of the list."""
    found = passage.cues("baselines")
    downs = _CHANGES.search(passage.words(passage.span.start, passage.span.end))
    for claim in made:
        if claim.first("aikg:baseline") != "aikgv:unstated":
            continue
        if found:
            claim.values["aikg:baseline"] = [f"aikgv:{found[0].concept}"]
        elif downs and re.search(r"\bpric|价", passage.words(*passage.span), re.I):
            claim.values["aikg:baseline"] = ["aikgv:previous-value"]
