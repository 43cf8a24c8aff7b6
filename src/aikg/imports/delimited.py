"""CSV and its kin, read with the place of every cell (RFC 4180; the csv module does not say where a cell stands)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from aikg.errors import UnreadableInput
from aikg.imports.records import Cell, Record, Table, line_of, text_of, trimmed

DELIMITERS: Final = (",", ";", "\t", "|")
_NAMES: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def table(path: Path, expected: Collection[str]) -> Table:
    """Read a file whose first row names the columns; the delimiter is the one that finds most `expected` columns.

    A row of another length than the header is kept out, with a remark. Rows without any text are no rows.

    Raises:
        UnreadableInput: with file and line.
    """
    text, sha256 = text_of(path)
    delimiter = max(DELIMITERS, key=lambda mark: _hits(text, mark, expected))  # the first of equals
    rows = _rows(text, delimiter, str(path))
    header = [cell.text.strip().lstrip("\ufeff") for cell in next(rows)]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    if doubled:
        raise UnreadableInput(f"two columns are called {doubled[0]!r}; rename one", file=str(path), line=1)
    records: list[Record] = []
    remarks = [] if delimiter == "," else [f"the cells are parted by {_NAMES[delimiter]}"]
    line, last = 1, 0
    for number, row in enumerate((row for row in rows if any(cell.text.strip() for cell in row)), start=1):
        line, last = line + text.count("\n", last, row[0].start), row[0].start
        if len(row) != len(header):
            remarks.append(f"row {number} (line {line}) has {len(row)} cells and not {len(header)}: not used")
            continue
        cells = {name: _tight(text, cell) for name, cell in zip(header, row, strict=True) if cell.text.strip()}
        start, end = row[0].start, row[-1].end
        quoted = text[end : end + 1] == '"', text[start - 1 : start] == '"'
        records.append(Record(number, line, start - quoted[1], end + quoted[0], cells))
    return Table(path, text, sha256, tuple(header), tuple(records), tuple(remarks))


def _hits(text: str, delimiter: str, expected: Collection[str]) -> int:
    try:
        header = next(_rows(text, delimiter, ""))
    except UnreadableInput:
        return 0
    return len({cell.text.strip().lstrip("\ufeff") for cell in header} & set(expected))


def _tight(text: str, cell: Cell) -> Cell:
    return Cell(cell.text, *trimmed(text, cell.start, cell.end))


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]++|"")*+)"|([^"{mark}\r\n][^{mark}\r\n]*|))(?=({mark})|(\r\n|\r|\n)|\Z)')


def _rows(text: str, delimiter: str, file: str) -> Iterator[list[Cell]]:
    pattern, at, row = _cell(delimiter), 1 if text.startswith("\ufeff") else 0, list[Cell]()
    while True:
        found = pattern.match(text, at)
        if found is None:
            raise UnreadableInput(
                'a quoted cell does not end, or goes on after its closing quote; write " within a cell as ""',
                file=file,
                line=line_of(text, at),
            )
        group = 1 if found[1] is not None else 2
        said = found[group].replace('""', '"') if group == 1 else found[group]
        row.append(Cell(said, *found.span(group)))
        if found[3] is None:
            yield row
            row = []
            if found[4] is None:
                return
        at = found.end(3 if found[3] is not None else 4)
