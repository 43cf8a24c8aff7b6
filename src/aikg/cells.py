"""One cell of a CSV file: quoted as RFC 4180 asks, and disarmed where a spreadsheet would run it."""

from __future__ import annotations

import re
from typing import Final

_QUOTED: Final = re.compile('[",\r\n]')
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def cell(text: str) -> str:
    """Text as one CSV cell, with a leading apostrophe where a spreadsheet would run it as a formula.

    The rule is OWASP's for CSV injection: a cell that starts with = + - @, tab or carriage return. A number stays one.

    >>> cell("=1+1"), cell("Acme, Inc."), cell("xAI"), cell("-4.5")
    ("'=1+1", '"Acme, Inc."', 'xAI', '-4.5')
    """
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def line(texts: tuple[str, ...]) -> str:
    """One row of a CSV file."""
    return ",".join([cell(text) for text in texts]) + "\r\n"
