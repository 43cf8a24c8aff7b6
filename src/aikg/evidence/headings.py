"""Which lines of a section are headings: they name the item and are no sentences of it."""

from __future__ import annotations

import re
from typing import Final

from aikg.evidence.plain import plain
from aikg.evidence.records import Section
from aikg.evidence.spans import Span, clamp, trim
from aikg.identity import name_key

_LINE: Final = re.compile(r"[^\n\r]+")
_MARKDOWN: Final = re.compile(r"#{1,6}\s+")
_NUMBER: Final = re.compile(
    r"[#*_\s]*(?:\(?[0-9]{1,3}[.):、]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十0-9]{1,3}[条章节])\s*"
)
_STOP: Final = re.compile(r"[.!?。！？;；][\"'”’)）]*\Z")


def headings(text: str, section: Section) -> list[Span]:
    """The heading lines of a section: its headline with or without a number, a Markdown heading, or a first line
    that is numbered, ends without a full stop and has more lines after it.

    >>> headings("3. Big News\\n\\nIt came.", Section("i", "Big News", 3, 0, 21))
    [Span(start=0, end=11)]
    """
    whole = clamp(text, section.start, section.end)
    found = _LINE.finditer(text, whole.start, whole.end)
    lines = [span for line in found if (span := trim(text, Span(line.start(), line.end()))) is not None]
    wanted = name_key(section.headline)
    return [
        line
        for number, line in enumerate(lines)
        if _is_heading(plain(text[line.start : line.end]), wanted, first=number == 0 and len(lines) > 1)
    ]


def _is_heading(line: str, wanted: str, *, first: bool) -> bool:
    number = _NUMBER.match(line)
    bare = line[number.end() :] if number else line
    if _MARKDOWN.match(line) or (wanted and wanted in (name_key(line), name_key(bare.strip("#*_ ")))):
        return True
    return first and number is not None and not _STOP.search(line)
