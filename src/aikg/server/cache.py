"""Answers that are kept, the least recently used go first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

TOTAL: Final = 128 * 1024 * 1024
LARGEST: Final = TOTAL // 16
"""Bytes of all answers that are kept, and of one."""

Key = tuple[str | bytes, ...]


class Whole(Protocol):
    """Something with a body."""

    @property
    def body(self) -> bytes:
        """Its bytes."""
        ...


class Kept(NamedTuple):
    """A whole answer."""

    media: str
    body: bytes
    cut: bool
    more: bool = False


T = TypeVar("T", bound=Whole)


class Cache(Generic[T]):
    """Answers by all that they depend on: the data version is in the key, or whoever asks compares it."""

    def __init__(self, total: int = TOTAL) -> None:
        self._total = total
        self._size = 0
        self._answers: OrderedDict[Key, T] = OrderedDict()
        self.hits = self.stored = 0

    def get(self, *key: str | bytes) -> T | None:
        """The answer, if it is kept."""
        found = self._answers.get(key)
        if found is not None:
            self.hits += 1
            self._answers.move_to_end(key)
        return found

    def put(self, *key: str | bytes, answer: T) -> None:
        """Keep an answer, if it is not too large."""
        if len(answer.body) > LARGEST:
            return
        self._forget(key)
        self._answers[key] = answer
        self._size += _weight(key, answer)
        self.stored += 1
        while self._size > self._total:
            self._forget(next(iter(self._answers)))

    def _forget(self, key: Key) -> None:
        former = self._answers.pop(key, None)
        if former is not None:
            self._size -= _weight(key, former)


def _weight(key: Key, answer: Whole) -> int:
    return len(answer.body) + sum(map(len, key)) + 512
