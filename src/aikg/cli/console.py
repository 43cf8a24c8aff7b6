"""How answers look: tables on a terminal, tab-separated lines in a pipe; progress on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

if TYPE_CHECKING:
    from rich.console import Console

STAGE_STYLES: Final = {
    "potential": "yellow",
    "negotiating": "yellow",
    "planned": "yellow",
    "announced": "cyan",
    "in-effect": "green",
    "completed": "green",
    "cancelled": "red strike",
}


@cache
def console() -> Console:
    """The terminal, or a plain stream where there is none."""
    from rich.console import Console

    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print rows: a table on a terminal, else a line of tab-separated values each, the names of the columns first."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            click.echo("\t".join(value.replace("\t", " ").replace("\n", " ") for value in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left")
    for name in columns:
        drawn.add_column(name, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(value, style=STAGE_STYLES.get(value, "")) for value in row))
    console().print(drawn)
    click.echo(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", err=True)


@contextmanager
def output(path: Path | None) -> Iterator[BinaryIO]:
    """Where data goes: stdout, or a file that takes its place only when all of it is written."""
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from aikg.gephi import whole_file

    with whole_file(path) as out:
        yield out


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr's terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield tell
