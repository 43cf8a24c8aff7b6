"""Small things of English."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number and what it counts.

    >>> counted(1, "claim"), counted(1200, "claim")
    ('1 claim', '1,200 claims')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
