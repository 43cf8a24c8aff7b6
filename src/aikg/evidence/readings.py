"""What a figure can mean: one numeral, and the values that it can be read as."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

Reading = Decimal | str
"""A value; a version such as 2.5.1, which is no number, stays text."""

SCALES: Final = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15}
"""Powers of ten."""


class Numeral(NamedTuple):
    """A figure in a text. `readings`: what it can mean, the likeliest first; `signed`: a plus or minus is printed."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    signed: bool = False


def shifted(number: str, power: int) -> Decimal:
    """`number` × 10^`power`, exactly.

    >>> shifted("9.8", 13) == 98_000_000_000_000
    True
    """
    sign, digits, exponent = Decimal(number).as_tuple()
    return Decimal((sign, digits, int(exponent) + power))
