"""Figures: a number with its unit, its bound and how it is printed."""

from __future__ import annotations

from typing import Final, NamedTuple

from synthetic.draws import Draw
from synthetic.terms import iri, typed

_VALUE, _MIN, _MAX = iri("schema:value"), iri("schema:minValue"), iri("schema:maxValue")
_UNIT, _BOUND, _TEXT = iri("aikg:unit"), iri("aikg:bound"), iri("aikg:valueText")


class Metric(NamedTuple):
    """What a number measures, in which unit, and from where to where it lies."""

    name: str
    unit: str
    low: float
    high: float


OBSERVED: Final = [
    Metric(*row)
    for row in (
        ("tokens-per-week", "token", 1e9, 1e14),
        ("valuation", "USD", 1e8, 8e11),
        ("valuation", "CNY", 1e9, 8e11),
        ("accuracy", "percent", 40, 99),
        ("downloads", "download", 1e3, 1e9),
        ("gpu-count", "gpu", 100, 5e5),
        ("app-count", "count", 10, 1e5),
        ("input-token-price", "USD-per-1000-tokens", 0.0002, 0.2),
        ("output-token-price", "USD-per-1000-tokens", 0.0005, 0.6),
        ("inference-latency", "millisecond", 5, 3000),
        ("developer-earnings", "CNY", 1e5, 1e10),
        ("capacity-share", "percent", 1, 90),
        ("defect-detection-rate", "percent", 60, 99),
        ("traffic-growth", "percent", 5, 900),
        ("energy-use", "percent", 5, 95),
    )
]
FORECAST: Final = [
    Metric(*row)
    for row in (
        ("industry-size", "CNY", 1e11, 2e13),
        ("industry-size", "USD", 1e10, 3e12),
        ("developers-affected", "developer", 1e4, 5e6),
        ("manufacturing-cost-increase", "percent", 2, 60),
        ("rebuilding-time", "year", 1, 15),
    )
]
JOBS: Final = [Metric("work-substitution-rate", "percent", 5, 95), Metric("new-jobs", "job", 1e3, 3e6)]
MONEY: Final = [Metric("", "USD", 1e6, 2e10), Metric("", "USD", 1e6, 2e10), Metric("", "CNY", 1e7, 1e11)]
SITES: Final = [Metric("", "hospital", 5, 900), Metric("", "factory", 5, 3000), Metric("", "count", 10, 90000)]

_SCALES: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_NAMES: Final = {
    "USD": "US dollars",
    "CNY": "yuan",
    "percent": "%",
    "millisecond": "ms",
    "count": "units",
    "USD-per-1000-tokens": "US dollars per 1,000 tokens",
}
# How often a figure is how bound; the column before counts up to 1.
_BOUNDS: Final = (
    (0.70, ("exact", "", _VALUE)),
    (0.80, ("about", "about ", _VALUE)),
    (0.90, ("more-than", "more than ", _MIN)),
    (0.94, ("at-least", "at least ", _MIN)),
    (0.96, ("less-than", "less than ", _MAX)),
    (0.97, ("at-most", "up to ", _MAX)),
    (1.00, ("range", "", "")),
)


def rounded(value: float) -> float:
    """Three digits, as news prints them."""
    return float(f"{value:.3g}")


def decimal(value: float) -> str:
    """A number as xsd:decimal."""
    plain = f"{value:.0f}.0" if abs(value) >= 1000 else f"{value:.6f}".rstrip("0")
    return typed(plain + "0" if plain.endswith(".") else plain, "decimal")


def spelt(value: float, unit: str) -> str:
    """A number as a text prints it."""
    name = _NAMES.get(unit, f"{unit}s")
    for size, word in _SCALES:
        if value >= size:
            return f"{value / size:.3g} {word} {name}"
    return f"{value:,.0f} {name}" if value >= 100 else f"{value:.3g} {name}"


def exactly(metric: Metric, value: float, change: str = "") -> tuple[list[str], str]:
    """The lines of an exact figure, and how it is printed, with its change."""
    return _lines("exact", metric.unit, [f"{_VALUE} {decimal(value)}"], spelt(value, metric.unit) + change)


def figure(draw: Draw, metric: Metric) -> tuple[list[str], str]:
    """The lines of a figure of a metric, and how it is printed."""
    value = rounded(draw.between(metric.low, metric.high))
    bound, words, predicate = draw.weighted(_BOUNDS)
    if predicate:
        return _lines(bound, metric.unit, [f"{predicate} {decimal(value)}"], words + spelt(value, metric.unit))
    low, high = rounded(value * 0.8), value
    numbers = [f"{_MIN} {decimal(low)}", f"{_MAX} {decimal(high)}"]
    return _lines(bound, metric.unit, numbers, f"{low:,.4g} to {spelt(high, metric.unit)}")


def _lines(bound: str, unit: str, numbers: list[str], printed: str) -> tuple[list[str], str]:
    numbers += [f"{_UNIT} {iri('aikgv:' + unit)}", f"{_BOUND} {iri('aikgv:' + bound)}", f'{_TEXT} "{printed}"']
    return numbers, printed
