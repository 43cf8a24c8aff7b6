"""What is written: one `Link` for each source, relation and target, one `Vertex` for each entity.

A `Link` gathers all the claims that say the same; `single` and `merged` make it from their spooled rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import NamedTuple

from aikg.gephi import style, times
from aikg.gephi.times import OPEN_END, OPEN_START, Spell

#: An edge as twelve texts: source, kind, target, claim, item, stage, modality, figure, weight, start, end, and one that
#: is empty if the others are `text.plain`. Not stated is the empty text.
Row = Sequence[str]


class Link(NamedTuple):
    """All claims that join `source` to `target` by `kind`; the lists hold distinct values, sorted.

    `first_seen` and `last_seen` are the earliest and the latest date that any claim names, "" where none does.
    `plain` says that no text in it needs escaping.
    """

    source: str
    kind: str
    target: str
    weight: float
    claims: int
    claim_ids: tuple[str, ...]
    items: tuple[str, ...]
    stages: tuple[str, ...]
    modalities: tuple[str, ...]
    figures: tuple[str, ...]
    first_seen: str
    last_seen: str
    spells: tuple[Spell, ...]
    potential: bool
    plain: bool


class Vertex(NamedTuple):
    """An entity with its place in the network: degree, dates, spell, measures and, where there is a layout, x and y."""

    id: str
    label: str
    type: str
    label_zh: str
    iri: str
    degree: int
    first_seen: str
    last_seen: str
    spells: Sequence[Spell]
    size: float
    colour: str
    values: Sequence[float | int | None]
    position: tuple[float, float] | None


def merged(rows: Sequence[Row]) -> Link:
    """The link that several rows with the same source, kind and target make; rows come sorted.

    A claim that stands in several rows (it has two items, or two stages) is one claim and weighs once. The weight is
    the sum of the weights that are stated; where none is, or where the sum is not above zero, it is the number of
    claims, since Gephi deletes an edge of weight 0. Spells come from the claims that have dates: one without says
    nothing about when.
    """
    stages = _distinct(rows, 5)
    claims = {row[3] for row in rows}
    unnamed = sum(not row[3] for row in rows)
    count = len(claims) - (unnamed > 0) + unnamed
    spells = times.merged([(row[9] or OPEN_START, row[10] or OPEN_END) for row in rows if row[9] or row[10]])
    dates = sorted({day for row in rows for day in row[9:11] if day})
    source, kind, target = rows[0][:3]
    return Link(
        source,
        kind,
        target,
        _weight(_sum_of_weights(rows), count),
        count,
        _distinct(rows, 3),
        _distinct(rows, 4),
        stages,
        _distinct(rows, 6),
        _distinct(rows, 7),
        dates[0] if dates else "",
        dates[-1] if dates else "",
        spells,
        style.is_potential(stages),
        not any(row[11] for row in rows),
    )


def single(row: Row) -> Link:
    """The common case, the link of one row, without the work of merging."""
    source, kind, target, claim, item, stage, modality, figure, weight, start, end, special = row
    if start and end and end < start:
        start, end = end, start
    # A named tuple's own constructor is a Python function; this one is not.
    return tuple.__new__(
        Link,
        (
            source,
            kind,
            target,
            _weight(_number(weight), 1) if weight else 1.0,
            1,
            (claim,) if claim else (),
            (item,) if item else (),
            (stage,) if stage else (),
            (modality,) if modality else (),
            (figure,) if figure else (),
            start or end,
            end or start,
            ((start or OPEN_START, end or OPEN_END),) if start or end else (),
            stage in style.POTENTIAL_STAGES,
            not special,
        ),
    )


def _distinct(rows: Iterable[Row], field: int) -> tuple[str, ...]:
    return tuple(sorted({row[field] for row in rows if row[field]}))


def _sum_of_weights(rows: Iterable[Row]) -> float:
    """Each claim's weight once, its largest where its rows differ; claims without an id each count."""
    total, weights = 0.0, dict[str, float]()
    for row in rows:
        if not row[8]:
            continue
        if row[3]:
            weights[row[3]] = max(weights.get(row[3], float("-inf")), _number(row[8]))
        else:
            total += _number(row[8])
    return total + sum(weights.values())


def _number(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else 0.0


def _weight(total: float, count: int) -> float:
    return total if 0 < total < float("inf") else float(count)
