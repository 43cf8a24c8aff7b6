"""Figures that stand for themselves: what is measured, of what, how much it changed, for when, as forecast or fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from aikg.drafting import cues
from aikg.drafting.amounts import amount, date
from aikg.drafting.claims import Claim
from aikg.drafting.passages import Passage, Scene
from aikg.drafting.periods import Period
from aikg.drafting.quantities import Quantity
from aikg.drafting.rules.metrics import metric_of, named, of_unit
from aikg.drafting.rules.money import change
from aikg.drafting.rules.rankings import carry_baseline, rank
from aikg.drafting.rules.subjects import subjects
from aikg.drafting.status import foreseen, qualify, source, stage_of

_PERCENTS: Final = ("percent", "percentage-point")
_FROM_TO: Final = re.compile(
    r" ?(?:\w+ )?(?:to|至|到|(?:提高|提升|上升|增长|增加|增|升|下降|降低|降|扩大|减少)(?:至|到|为)) ?"
)
_FROM: Final = re.compile(r"(?:from|由|从) ?$", re.IGNORECASE)
_UP_FROM: Final = re.compile(r"[^.;]{0,60}, (?:(?:up|down) from|compared with|against) ", re.IGNORECASE)
_LEADS: Final = re.compile(
    r"^(?: by| of|了|约|近|超)?(?: about| over| more than| nearly| between)? ?$|^ [^.;,()]{1,36} by ?$", re.IGNORECASE
)
_CHANGED: Final = re.compile(
    r" ?(?P<up>increase|rise|growth|surge|jump|gain|boost|more|higher)"
    r"|(?P<down> ?(?:decrease|drop|decline|cut|reduction|fall|less|lower|fewer))\b",
    re.I,
)
_DOUBLING: Final = {"doubl": "100", "tripl": "200", "quadrupl": "300", "翻倍": "100", "翻番": "100", "翻一番": "100"}
_MOVED: Final = re.compile(
    r"[一-鿿]?[ ,，(（]*(?:(?:up|down|an? \w+ of) ?|(?:同比|环比|较|比)?[一-鿿]{0,6})", re.IGNORECASE
)
_REPLACES: Final = re.compile(
    r"\b(?:raised|lowered|revised|updated|cut) (?:its|the|their) (?:estimate|forecast|target|outlook|projection)"
    r"|(?:上调|下调)",
    re.I,
)


class _Figure(NamedTuple):
    """A quantity, and the change that is printed with it."""

    quantity: Quantity
    change: Quantity | None = None


def figures(passage: Passage, scene: Scene) -> None:
    """Take up every figure of a sentence that no other rule has used and whose unit can be told."""
    _before_and_after(list(scene.free(passage)), passage, scene)
    paired = _paired([q for q in scene.free(passage) if q.unit or q.signed or named(q, passage)], passage)
    made = [(figure, claim) for figure in paired for claim in _observations(figure, passage, scene)]
    rank([c for f, c in made if not f.quantity.signed], passage, scene)
    carry_baseline([c for _, c in made], passage)


def _paired(left: Sequence[Quantity], passage: Passage) -> list[_Figure]:
    """A figure with the change behind it ("2.8 trillion, +33 %", "96.2 % (+3.5 % vs. experts)")."""
    found: list[_Figure] = []
    skip = False
    for now, following in pairwise([*left, None]):
        if skip or now is None:
            skip = False
            continue
        between = passage.text[now.end : following.start] if following else ""
        skip = following is not None and not now.signed and _changes(now, following, between, passage)
        found.append(_Figure(now, following if skip else None))
    return found


def _changes(now: Quantity, following: Quantity, between: str, passage: Passage) -> bool:
    """Whether a percentage behind a figure is by how much that has changed."""
    if following.unit not in _PERCENTS or any(now.end <= m.start < following.start for m in passage.mentions):
        return False
    if following.signed:
        return re.fullmatch(r"[\w ]{0,24}[ ,，(（;]*", between) is not None
    return _sign(following, passage) != 0 and _MOVED.fullmatch(between) is not None


def _observations(figure: _Figure, passage: Passage, scene: Scene) -> list[Claim]:
    quantity = figure.quantity
    about = subjects(quantity, passage, scene)
    metric = _metric(figure, passage, scene)
    if metric is not None and not quantity.unit:
        quantity = quantity._replace(unit=min(metric.units - {"count"}, default="count"))
    scene.use(quantity, *([figure.change] if figure.change else []))
    made = []
    for subject in about or [""]:
        claim = Claim(_kind(quantity, passage), [passage.span])
        if subject:
            claim.add("aikg:subject", subject)
        else:
            claim.leave_open("aikg:subject", "what is the figure about?")
        if metric is not None:
            claim.add("aikg:metric", f"aikgv:{metric.name}")
        else:
            claim.leave_open("aikg:metric", _asked(quantity, passage))
        _numbers(claim, figure._replace(quantity=quantity), metric, passage)
        _context(claim, quantity, passage, scene)
        scene.item.claims.append(claim)
        made.append(claim)
    return made


def _metric(figure: _Figure, passage: Passage, scene: Scene) -> cues.Metric | None:
    """What a figure measures; None where that is not certain.

    Of a range that something changed by only a metric that is a rise itself can hold the two ends, and that one never
    with a word for a fall.
    """
    quantity = figure.quantity
    changes = quantity.unit in _PERCENTS and _sign(quantity, passage) != 0
    former = scene.metric
    metric = metric_of(quantity, (figure.change or quantity).end, passage, scene, changes=changes)
    if metric is None:
        return None
    by_a_range = changes and quantity.bound == "range" and not metric.rise
    if by_a_range or (metric.rise and _falls(quantity, passage)):
        scene.metric = former
        return None
    return metric


def _falls(quantity: Quantity, passage: Passage) -> bool:
    """Whether a figure is a fall, or the last word for a change before it is one for a fall."""
    sign = _sign(quantity, passage)
    moves = [c for c in passage.cues("directions") if c.end <= quantity.start]
    return sign < 0 or (not sign and bool(moves) and moves[-1].concept == "fall")


def _asked(quantity: Quantity, passage: Passage) -> str:
    """What a person is asked of a figure whose metric is open."""
    if quantity.bound == "range" and quantity.unit in _PERCENTS and _sign(quantity, passage):
        return "by how much what changed? A metric of changes holds such a range, a fall with a minus"
    return f"what does the figure measure? In this unit: {of_unit(quantity.unit)}"


def _kind(quantity: Quantity, passage: Passage) -> str:
    return "aikg:Forecast" if foreseen(passage, quantity.start) else "aikg:Observation"


def _numbers(claim: Claim, figure: _Figure, metric: cues.Metric | None, passage: Passage) -> None:
    quantity = figure.quantity
    sign = _sign(quantity, passage) if quantity.unit in _PERCENTS else 0
    ranges = quantity.bound == "range"
    printed = quantity._replace(start=_led(quantity, passage)).printed(passage.text)
    if sign < 0 and ranges:  # a fall, as single ones are held
        low, high = quantity.values
        amount(claim, quantity._replace(values=(-high, -low)), passage, printed)
        return
    if sign and not ranges and not (metric and metric.rise and sign > 0):
        change(claim, sign * abs(quantity.values[0]), _change_unit(quantity, metric), "aikgv:unstated", printed)
        return
    amount(claim, quantity, passage)
    if figure.change is not None:
        unit = "percent" if quantity.unit not in _PERCENTS else _change_unit(figure.change, metric)
        value = abs(figure.change.values[0]) * _sign(figure.change, passage)
        change(claim, value, unit, "aikgv:unstated", figure.change.printed(passage.text))


def _sign(quantity: Quantity, passage: Passage) -> int:
    """1 where the figure is a rise, -1 where it is a fall, 0 where it is no change."""
    if quantity.signed:
        return -1 if quantity.values[0] < 0 else 1
    after = _CHANGED.match(passage.text, quantity.end)
    if after:
        return 1 if after["up"] else -1
    led = _leading(quantity, passage)
    return 0 if led is None else 1 if led.concept == "rise" else -1


def _leading(quantity: Quantity, passage: Passage) -> cues.Cue | None:
    """The word for a rise or fall that a figure says the extent of."""
    near = [c for c in passage.cues("directions") if 0 <= quantity.start - c.end <= 40]
    led = [c for c in near if _LEADS.search(passage.text[c.end : quantity.start])]
    return led[-1] if led else None


def _led(quantity: Quantity, passage: Passage) -> int:
    """Where a change is printed from: its verb, if that is near, tells the sign."""
    led = None if quantity.signed else _leading(quantity, passage)
    return led.start if led is not None and quantity.start - led.end <= 12 else quantity.start


def _change_unit(quantity: Quantity, metric: cues.Metric | None) -> str:
    if quantity.unit == "percentage-point":
        return quantity.unit
    return "percent-unclear" if metric is None or metric.rate else "percent"


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
    qualify(claim, passage, scene, (scene.agents if source(passage) else ()), unit=quantity.unit)


def _when(quantity: Quantity, passage: Passage) -> Period | None:
    """The period right behind a figure; else the one period of the sentence, unless it is another figure's."""
    behind = [p for p in passage.periods if 0 <= p.start - quantity.end <= 12]
    if behind:
        return behind[0]
    if len(passage.periods) != 1 or passage.brackets(passage.periods[0].start) is not None:
        return None
    (only,) = passage.periods
    if only.end > quantity.start:
        return only
    earlier = any(q.end <= only.start for q in passage.quantities)
    between = any(only.end <= q.start < quantity.start for q in passage.quantities)
    from_then = between and _FROM.search(passage.words(only.start - 6, only.start))  # "from 12 % in Q1 2025 to 8 %"
    return None if earlier or from_then else only


def _before_and_after(left: Sequence[Quantity], passage: Passage, scene: Scene) -> None:
    """ "From 5 % to 35 %": two observations, the later against the earlier."""
    for first, second in pairwise(left):
        between = passage.text[first.end : second.start]
        backwards = _UP_FROM.fullmatch(between) is not None
        forwards = _FROM.search(passage.words(first.start - 6, first.start)) and _FROM_TO.fullmatch(between)
        if not backwards and not forwards:
            continue
        earlier, later = (second, first) if backwards else (first, second)
        old, new = (q._replace(unit=earlier.unit or later.unit) for q in (earlier, later))
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
