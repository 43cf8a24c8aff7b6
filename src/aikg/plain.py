"""Answers as JSON holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import is_dataclass
from typing import Any


def plain(value: object) -> Any:
    """Named tuples and dataclasses as objects, other collections as arrays, dates and IRIs as text.

    >>> from collections import namedtuple
    >>> plain(namedtuple("Place", "start end")(1, 2))
    {'start': 1, 'end': 2}
    """
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if is_dataclass(value):
        return {name: plain(part) for name, part in vars(value).items()}
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
