"""Chance, the same for the same seed: skewed as popularity is."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of draws."""

    def __init__(self, seed: int) -> None:
        self.unit = Random(seed).random
        """A number from 0 to 1."""

    def chance(self, probability: float) -> bool:
        """True this often."""
        return self.unit() < probability

    def of(self, things: Sequence[T]) -> T:
        """Any of the things, each as often."""
        return things[int(self.unit() * len(things))]

    def popular(self, things: Sequence[T]) -> T:
        """Any of the things; the one of rank r about 1/r as often as the first (Zipf's law)."""
        count = len(things)
        return things[min(int(count ** self.unit()), count) - 1]

    def distinct(self, things: Sequence[T], number: int, but: T | None = None) -> list[T]:
        """Some popular things, no one twice, and not `but`."""
        found: list[T] = []
        for _ in range(8 * number):
            thing = self.popular(things)
            if thing != but and thing not in found:
                found.append(thing)
                if len(found) == number:
                    break
        return found

    def weighted(self, table: Sequence[tuple[float, T]]) -> T:
        """A row of a table whose first column counts up to 1."""
        at = self.unit()
        for limit, thing in table:
            if at < limit:
                return thing
        return table[-1][1]

    def between(self, low: float, high: float) -> float:
        """A number in between; as often between 1 and 10 as between 10 and 100."""
        return float(low * (high / low) ** self.unit())

    def whole(self, low: int, high: int) -> int:
        """A whole number in between, both ends included."""
        return low + int(self.unit() * (high - low + 1))
