"""Numbers by node (pagerank, communities) as node columns that Gephi takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite

from aikg.gephi.dialect import Measure
from aikg.gephi.text import clean

# What Gephi, Gephi Lite or this package calls something else already. `Type` and `type` collide in Gephi.
_TAKEN = frozenset(
    (
        *("id", "label", "weight", "type", "kind", "timeset", "source", "target", "name", "value", "key"),
        *("class", "label_zh", "iri", "degree", "first_seen", "last_seen"),
        *("size", "color", "position", "x", "y", "z", "r", "g", "b"),
    )
)
_INTEGER = 2**31


def measured(measures: Mapping[str, Mapping[str, float | int]]) -> tuple[Measure, ...]:
    """One column a measure, sorted by name; values that are no finite numbers are left out.

    A column is whole numbers if all its values are and fit Gephi's `integer`.

    >>> [(column.name, column.whole) for column in measured({"Type": {"a": 1}, "PageRank": {"a": 0.5}})]
    [('measure_type', True), ('pagerank', False)]
    """
    found: dict[str, Measure] = {}
    for name, values in sorted(measures.items()):
        finite = {clean(identifier): value for identifier, value in values.items() if isfinite(value)}
        whole = not any(isinstance(value, float) or abs(value) >= _INTEGER for value in finite.values())
        column = _column(name, found)
        found[column] = Measure(column, whole, finite)
    return tuple(found[column] for column in sorted(found))


def _column(name: str, found: Mapping[str, Measure]) -> str:
    """A lower-case id that is not numeric, not taken, and retyped by no importer."""
    column = re.sub(r"[^\w]+", "_", clean(name).lower()).strip("_") or "measure"
    if column in _TAKEN or column[0].isdigit() or "interval" in column or "timestamp" in column:
        column = "measure_" + column.replace("interval", "span").replace("timestamp", "time")
    while column in found:
        column += "_2"
    return column
