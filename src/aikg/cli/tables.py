"""Rows: a table on a terminal, or one block a row where that is too narrow; tab-separated lines in a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

import click

from aikg.cli.text import aligned, clean, dim, fitted, look, paragraph, room, say, stage, width

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?|")
_LONG: Final = re.compile(r"[+-]?[0-9]{5,40}")
Row = Sequence[str]


def table(columns: Row, rows: Iterable[Row], beneath: Sequence[Row] = ()) -> None:
    """Print rows; `beneath` are texts that stand under each row of a table, dim, and are no part of it."""
    space = room()
    if space is None:
        for row in chain([columns], rows):
            click.echo("\t".join(clean(re.sub(r"[\t\r\n]", " ", value)) for value in row))
        return
    shown = [[stage(_grouped(value)) for value in row] for row in rows]
    widths = fitted([columns, *shown], space)
    if widths is None:
        _blocks(columns, shown, beneath)
    elif columns:
        _print_table(columns, shown, widths, beneath)
    click.echo(f"{len(shown)} row{'' if len(shown) == 1 else 's'}", err=True)


def answer(columns: Row, rows: Iterable[Row]) -> None:
    """Print the answer to a query; on a terminal in a form for reading.

    There a name stands for its IRI (`org_label` for `org`), a claim and its line stand beneath the row, and columns
    without any value are left out. What is left out is told on stderr.
    """
    if room() is None:
        table(columns, rows)
        return
    rows = list(rows)
    index = {name: number for number, name in enumerate(columns)}
    named = {name for name in columns if f"{name}_label" in index}
    under = ["label", "claim"] if {"label", "claim"} < set(columns) else []
    gone = {name for name in columns if rows and not any(row[index[name]] for row in rows)}
    if under and "item" in index and all(row[index["claim"]].startswith(row[index["item"]] + "#") for row in rows):
        gone.add("item")
    kept = [name for name in columns if not name.endswith("_label") or name.removesuffix("_label") not in named]
    kept = [name for name in kept if name not in gone and name not in under] or list(columns)

    def reading(row: Row, name: str) -> str:
        value = row[index[f"{name}_label"]] if name in named else ""
        return value or _short(row[index[name]])

    beneath = [[row[index[name]] for name in under] for row in rows] if under else []
    table(kept, [[reading(row, name) for name in kept] for row in rows], beneath)
    left = [name for name in columns if name in gone or name in named]
    if left:
        click.echo(f"not shown here: {', '.join(left)} (--format csv has all)", err=True)


def _print_table(columns: Row, rows: Sequence[Row], widths: Sequence[int], beneath: Sequence[Row]) -> None:
    right = {i for i, cells in enumerate(zip(*rows, strict=True)) if all(_number(cell) for cell in cells)}
    for line in aligned([look(name, bold=True) for name in columns], widths, right):
        say(line)
    say(dim("─" * min(room() or 0, sum(widths) + 2 * (len(widths) - 1))))
    for number, row in enumerate(rows):
        for line in aligned(row, widths, right):
            say(line)
        if beneath and any(beneath[number]):
            paragraph(dim("  ".join(filter(None, beneath[number]))), "   ")


def _blocks(columns: Row, rows: Sequence[Row], beneath: Sequence[Row]) -> None:
    """One block a row: below its title, where it has one, everything else in one paragraph, else a line a value."""
    names = max(map(width, columns))
    for number, row in enumerate(rows):
        values = [(dim(name), value) for name, value in zip(columns, row, strict=True) if value]
        title, *further = beneath[number] if beneath else ("",)
        if title:
            paragraph(look(title, bold=True), "• ", "  ")
            paragraph(dim(" · ").join(f"{name} {value}" for name, value in values), "  ")
        else:
            say(look(f"• {number + 1}", bold=True))
            for name, value in values:
                paragraph(value, f"  {name}{' ' * (names - width(name))}  ")
        for text in further:
            paragraph(dim(text), "  ")


def _number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell.replace(",", "")) is not None


def _grouped(value: str) -> str:
    """A long whole number with its thousands apart: 3200000000000 cannot be read."""
    return f"{int(value):,}" if _LONG.fullmatch(value) else clean(value)


def _short(value: str) -> str:
    """A concept of the controlled lists without what all of its list begin with."""
    return re.sub(r"^aikgv:(stage-|modality-)?", "", value)
