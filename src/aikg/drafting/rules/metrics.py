"""Which thing a figure measures: by the words around it, in the units that the thing is measured in."""

from __future__ import annotations

import re
from typing import Final

from aikg.drafting import cues
from aikg.drafting.cues import Metric
from aikg.drafting.passages import Passage, Scene
from aikg.drafting.quantities import Quantity

_BEHIND: Final = 26
"""A word behind a figure tells its metric only if it is so near, or so near after "of"."""
_OF_BEHIND: Final = 60
_LISTED: Final = 6
_BEFORE: Final = 8
_BREAK: Final = re.compile(r"[,:;，：；]")


def metric_of(quantity: Quantity, end: int, passage: Passage, scene: Scene, *, changes: bool) -> Metric | None:
    """The metric of a figure that ends, with its change, at `end`.

    It is told by the nearest word for one; else by its unit alone; else it is that of the figures before it in the
    item, if the unit fits. A figure that only `changes` is in percent, whatever the metric's own unit is.
    """
    fitting = [m for m in cues.metrics() if quantity.unit in m.units]
    if not quantity.unit:
        fitting = [m for m in cues.metrics() if m.sure or "count" in m.units]
    near = [(d, m.name, m) for m in fitting if (d := _distance(m, quantity, end, passage)) is not None]
    if not near and changes:  # anything can change by a percentage
        rest = (m for m in cues.metrics() if m not in fitting)
        near = [(d, m.name, m) for m in rest if (d := _distance(m, quantity, end, passage)) is not None]
    found = min(near, default=None)
    metric = found[2] if found else next((m for m in fitting if m.sure and quantity.unit), None)
    if metric is None:
        metric = next((m for m in fitting if m.name == scene.metric), None)
    if metric is not None:
        scene.metric = metric.name
    return metric


def named(quantity: Quantity, passage: Passage) -> bool:
    """Whether the word for a thing that needs no unit stands right before a figure: 下载量达1.2亿次."""
    lead = passage.words(quantity.start - _BEFORE, quantity.start)
    return any(metric.sure and metric.words.search(lead) for metric in cues.metrics())


def _distance(metric: Metric, quantity: Quantity, end: int, passage: Passage) -> int | None:
    """How far the nearest word for a metric is from a figure, in the same sentence; a word behind counts double."""
    best: int | None = None
    for match in metric.words.finditer(passage.text, *passage.span):
        if match.start() >= quantity.figure.end:
            between = passage.text[end : match.start()]
            gap = 2 * max(len(between), 0)
            if len(between) > (_OF_BEHIND if between.startswith(" of ") else _BEHIND) or _BREAK.search(between):
                continue
        else:
            gap = max(quantity.start - match.end(), 0)
        best = gap if best is None else min(best, gap)
    return best


def of_unit(unit: str) -> str:
    """The metrics that are measured in a unit, for a person to choose from."""
    names = [f"aikgv:{m.name}" for m in cues.metrics() if unit in m.units]
    more = ", …" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more if names else "none yet; add one to aikgv:metrics"
