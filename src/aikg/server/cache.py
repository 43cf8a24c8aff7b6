"""Answers that are kept, the least recently used go first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, NamedTuple

TOTAL: Final = 64 * 1024 * 1024
LARGEST: Final = 1024 * 1024
"""Bytes of all answers that are kept, and of one."""


class Kept(NamedTuple):
    """A whole answer."""

    media: str
    body: bytes
    cut: bool
    more: bool = False


class Cache:
    """Answers by (data version, what was asked); an answer to another version is never found, and falls out in time."""

    def __init__(self, total: int = TOTAL) -> None:
        self._total = total
        self._size = 0
        self._answers: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self.hits = self.stored = 0

    def get(self, version: str, key: str) -> Kept | None:
        """The answer, if it is kept."""
        found = self._answers.get((version, key))
        if found is None:
            return None
        self.hits += 1
        self._answers.move_to_end((version, key))
        return found

    def put(self, version: str, key: str, answer: Kept) -> None:
        """Keep an answer, if it is not too large."""
        if len(answer.body) > LARGEST:
            return
        self._forget((version, key))
        self._answers[version, key] = answer
        self._size += _weight(answer)
        self.stored += 1
        while self._size > self._total:
            self._forget(next(iter(self._answers)))

    def _forget(self, key: tuple[str, str]) -> None:
        former = self._answers.pop(key, None)
        if former is not None:
            self._size -= _weight(former)


def _weight(answer: Kept) -> int:
    return len(answer.body) + 512
