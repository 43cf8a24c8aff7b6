"""Results as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple


class Table(NamedTuple):
    """One table with a line below it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def __str__(self) -> str:
        """Markdown."""
        lines = [f"### {self.title}", ""]
        if self.rows:
            lines += ["| " + " | ".join(self.columns) + " |", "|" + " --- |" * len(self.columns)]
            lines += ["| " + " | ".join(row) + " |" for row in self.rows] + [""]
        return "\n".join([*lines, *([self.note, ""] if self.note else [])])


def spread(values: Sequence[float], unit: str = "s") -> str:
    """Median, and from where to where the values lie: `1.20 s (1.10–1.40)`."""
    middle = f"{number(median(values))} {unit}"
    return middle if len(values) < 2 else f"{middle} ({number(min(values))}–{number(max(values))})"


def number(value: float) -> str:
    """Three digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """How many times the median of theirs ours is."""
    return f"{median(ours) / median(theirs):.2f}x"


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 values do not exceed."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
