"""A table as it stands in its file: the text, its records, and where each cell is, in Unicode code points."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path
from typing import Final, NamedTuple

from aikg.errors import UnreadableInput

LIMIT: Final = 64 * 2**20
"""Bytes of the largest file that is read; a table is held in memory whole, so that places in it can be cited."""


class Cell(NamedTuple):
    """One value: what it says, and the place of exactly that in the file."""

    text: str
    start: int
    end: int


class Record(NamedTuple):
    """One row, entry or event, numbered from 1, with its cells by column; a cell without text is not there."""

    number: int
    line: int
    start: int
    end: int
    cells: dict[str, Cell]


class Table(NamedTuple):
    """A file's text, the SHA-256 of its bytes, and the names of its columns, in order, with what they hold."""

    path: Path
    text: str
    sha256: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    remarks: tuple[str, ...] = ()


def text_of(path: Path) -> tuple[str, str]:
    """The text of a file and the SHA-256 of its bytes.

    Raises:
        UnreadableInput: not there, larger than LIMIT, empty, or not UTF-8.
    """
    try:
        if path.exists() and not path.is_file():  # a device never ends
            raise UnreadableInput("is no file", file=str(path))
        size = path.stat().st_size
        if size > LIMIT:
            cure = "split it into files of fewer rows"
            raise UnreadableInput(
                f"{size / 2**20:.0f} MB are more than the {LIMIT // 2**20} MB that are read; {cure}", file=str(path)
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(error.strerror or str(error), file=str(path)) from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        raise UnreadableInput("UTF-16 or no text at all; save the file as UTF-8", file=str(path))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8"
        raise UnreadableInput(message, file=str(path), line=line) from error
    if not text.strip("\ufeff \t\r\n"):
        raise UnreadableInput("the file is empty", file=str(path))
    return text, hashlib.sha256(data).hexdigest()


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A place without the white space at both its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def line_of(text: str, at: int) -> int:
    """The line, from 1, on which a place is."""
    return text.count("\n", 0, at) + 1
