"""Stretches of a text as half-open pairs of code points, and the little arithmetic that they need."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """From `start` up to, not including, `end`."""

    start: int
    end: int


def union(spans: Iterable[Span]) -> list[Span]:
    """The same stretches without overlaps, in order; empty ones are dropped.

    >>> union([Span(4, 9), Span(0, 2), Span(8, 12)])
    [Span(start=0, end=2), Span(start=4, end=12)]
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if span.start >= span.end:
            continue
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def cut(span: Span, holes: Iterable[Span]) -> Iterator[tuple[Span, bool]]:
    """`span` in pieces, each with whether it lies in a hole. `holes` come from `union`.

    >>> list(cut(Span(0, 5), [Span(2, 3)]))
    [(Span(start=0, end=2), False), (Span(start=2, end=3), True), (Span(start=3, end=5), False)]
    """
    at = span.start
    for hole in holes:
        start, end = max(hole.start, at), min(hole.end, span.end)
        if start >= end:
            continue
        if at < start:
            yield Span(at, start), False
        yield Span(start, end), True
        at = end
    if at < span.end:
        yield Span(at, span.end), False


def overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether a stretch has something in common with one of `spans`, which come from `union`.

    >>> overlaps([Span(0, 4), Span(6, 9)], 4, 6)
    False
    """
    at = bisect_right(spans, start, key=lambda span: span.end)
    return at < len(spans) and spans[at].start < end


def trim(text: str, span: Span) -> Span | None:
    """`span` without the white space at its ends; None when nothing else is there."""
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, start + len(inside.strip())) if inside.strip() else None


def clamp(text: str, start: int, end: int) -> Span:
    """The part of a stretch that the text has; may be empty."""
    start = min(max(start, 0), len(text))
    return Span(start, min(max(end, start), len(text)))
