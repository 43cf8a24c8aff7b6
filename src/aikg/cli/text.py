"""Words on a terminal: how wide they are, and lines that break where words end. In a pipe nothing is broken."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final
from unicodedata import category, east_asian_width

import click

STAGES: Final[dict[str, dict[str, Any]]] = {
    "potential": {"fg": "yellow"},
    "negotiating": {"fg": "yellow"},
    "planned": {"fg": "yellow"},
    "announced": {"fg": "cyan"},
    "in-effect": {"fg": "green"},
    "completed": {"fg": "green"},
    "cancelled": {"fg": "red", "strikethrough": True},
}
"""The colour of each stage: what is not settled yet is yellow."""

_CODES: Final = re.compile(r"\x1b\[[0-9;]*m")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


def room() -> int | None:
    """How many cells a line of the terminal has; None in a pipe, where lines may be of any length."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def say(text: str = "") -> None:
    """Print a line; its colours only where there is a terminal that wants them (https://no-color.org)."""
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def clean(text: str) -> str:
    """The text without what would move the cursor or turn the direction of writing."""
    return _CONTROLS.sub(" ", text)


def look(text: str, **style: Any) -> str:
    """The text in a style, word by word, so that a line can be broken between any two words."""
    return " ".join(click.style(word, **style) if word and style else word for word in clean(text).split(" "))


def dim(text: str) -> str:
    """The text as what may be skipped in reading."""
    return look(text, dim=True)


def stage(name: str) -> str:
    """The name of a stage in its colour; any other word as it is."""
    return look(name, **STAGES.get(name, {}))


def width(text: str) -> int:
    """How many cells a text takes: two for a Chinese character, none for a colour.

    >>> width("智谱 AI")
    7
    """
    plain = _CODES.sub("", text) if "\x1b" in text else text
    return len(plain) if plain.isascii() else sum(map(_cells, plain))


def _cells(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def wrapped(text: str, space: int | None) -> list[str]:
    """Lines of at most `space` cells, broken between words; a word longer than a line is broken where the line ends.

    >>> wrapped("who invests in whom", 11)
    ['who invests', 'in whom']
    >>> wrapped("中国大模型", 4)
    ['中国', '大模', '型']
    """
    if space is None or width(text) <= space:
        return [text]
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined) <= space:
            line = joined
            continue
        if width(word) <= space:
            lines.append(line)
            line = word
        else:
            *full, line = _broken(joined, space)
            lines += full
    return [*lines, line]


def _broken(text: str, space: int) -> list[str]:
    lines, used = [""], 0
    for part in re.findall(rf"{_CODES.pattern}|.", text):
        cells = width(part)
        if used + cells > space and lines[-1]:
            lines.append("")
            used = 0
        lines[-1] += part
        used += cells
    return lines


def paragraph(text: str, first: str = "", rest: str | None = None) -> None:
    """Print a text behind `first`, its further lines behind `rest` (as many spaces, unless it is given)."""
    behind = " " * width(first) if rest is None else rest
    space = room()
    for number, line in enumerate(wrapped(text, None if space is None else max(space - width(first), 10))):
        say((behind if number else first) + line)


def fitted(rows: Sequence[Sequence[str]], space: int | None, gap: int = 2, tallest: int = 8) -> list[int] | None:
    """The width of each column, so that the rows fit into `space` cells; None if they cannot.

    Columns become narrower, the widest first, but never than their longest word, and no cell takes more than
    `tallest` lines.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(width, column)) for column in columns]
    if space is None:
        return widths
    least = [max(width(word) for cell in column for word in (cell.split() or [""])) for column in columns]
    excess = sum(widths) + gap * (len(widths) - 1) - space
    for _ in range(max(excess, 0)):
        wide = max(range(len(widths)), key=lambda i: (widths[i] > least[i], widths[i]))
        if widths[wide] <= least[wide]:
            return None
        widths[wide] -= 1
    if any(len(wrapped(cell, w)) > tallest for row in rows for cell, w in zip(row, widths, strict=True)):
        return None
    return widths


def aligned(row: Sequence[str], widths: Sequence[int], right: Iterable[int] = (), gap: int = 2) -> list[str]:
    """One row as lines: each cell in the width of its column, those of the columns `right` at its right side."""
    cells = [wrapped(cell, w) for cell, w in zip(row, widths, strict=True)]
    lines = []
    for number in range(max(map(len, cells))):
        parts = []
        for column, (cell, w) in enumerate(zip(cells, widths, strict=True)):
            part = cell[number] if number < len(cell) else ""
            blank = " " * (w - width(part))
            parts.append(blank + part if column in right else part + blank)
        lines.append((" " * gap).join(parts).rstrip())
    return lines
