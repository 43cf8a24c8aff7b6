"""How an article is built: its title, its items with their headings, and what is only around it (byline, footer)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from aikg.drafting.claims import Item
from aikg.drafting.documents import Document
from aikg.drafting.lines import LONGEST_HEADING, directly_below, is_furniture, is_prose, lines_of, may_be_prose
from aikg.drafting.periods import periods
from aikg.evidence import Span, plain, sentences
from aikg.evidence.spans import cut, overlaps, union
from aikg.identity import name_key

_LINE: Final = re.compile(r"[^\n\r]+")
_NUMBERED: Final = re.compile(
    r"[#*_\s]*(?:\(?(?P<digits>[0-9]{1,3})[.):、]|(?P<chinese>[一二三四五六七八九十]{1,3})、)\s*(?P<words>\S.*)"
)
_MARKDOWN: Final = re.compile(r"(?P<level>#{1,6})\s+(?P<words>\S.*)")
_STOP: Final = re.compile(r"[.!?。！？…;；:：][\"')）]*$")
_BYLINES: Final = 12
_CHINESE: Final = "零一二三四五六七八九"


class Layout(NamedTuple):
    """An article's title and its items, in the order of the text."""

    title: str
    items: tuple[Item, ...]


class _Heading(NamedTuple):
    line: Span
    words: str


def layout(text: str, title: str = "", otherwise: str = "") -> Layout:
    """How a text is built. `title` is what its source calls it; `otherwise`, what to call it if it has no title.

    Items are told by numbered headings, else by Markdown headings of one level, else the whole is one item.

    >>> found = layout("News\\n\\n1. One\\n\\nIt came.\\n\\n2. Two\\n\\nIt went.\\n\\nWritten by\\nA")
    >>> [(item.headline, tuple(item.section)) for item in found.items]
    [('One', (6, 22)), ('Two', (24, 40))]
    """
    lines = lines_of(text)
    heads = _numbered(text, lines) or _markdown(text, lines)
    name = title or _title(text, lines, heads) or otherwise
    if not heads:
        return Layout(name, tuple(_whole(text, lines, name)))
    items = []
    for position, (head, following) in enumerate(pairwise([*heads, None]), 1):
        assert head is not None  # noqa: S101
        end = following.line.start if following else len(text)
        body = [line for line in lines if head.line.end <= line.start < end]
        body = _without_footer(text, body) if following is None else body
        if body:
            items.append(Item(position, head.words, Span(head.line.start, body[-1].end), head.line))
    return Layout(name, tuple(items))


def dated(document: Document) -> Document:
    """A document with its day of publication, where a line before its first long one holds a date and little else."""
    if document.published is not None:
        return document
    for match in list(_LINE.finditer(document.text))[:_BYLINES]:
        line = match[0].strip()
        if len(line) > LONGEST_HEADING:
            break
        days = [p for p in periods(line) if p.first == p.last and len(p.printed) > len(line) / 3]
        if days:
            return document._replace(published=days[0].last)
    return document


def _numbered(text: str, lines: Sequence[Span]) -> list[_Heading]:
    """Headings that count from 1 (at least two of them), each with text under it."""
    found: list[_Heading] = []
    for line, below in pairwise([*lines, None]):
        assert line is not None  # noqa: S101
        match = _NUMBERED.fullmatch(plain(text[line.start : line.end]))
        if match is None or below is None or line.end - line.start > LONGEST_HEADING:
            continue
        if _STOP.search(match["words"].strip("*_ ")) or _number(match) != len(found) + 1:
            continue
        if found and not _text_between(text, lines, found[-1].line.end, line.start):
            continue  # a list, not headings
        found.append(_Heading(line, text[line.start + match.start("words") : line.end].strip("*_ ")))
    return found if len(found) > 1 else []


def _number(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"])
    tens, ten, ones = match["chinese"].rpartition("十")
    return (10 * (_CHINESE.index(tens) if tens else 1) if ten else 0) + (_CHINESE.index(ones) if ones else 0)


def _markdown(text: str, lines: Sequence[Span]) -> list[_Heading]:
    """The Markdown headings of the highest level that has at least two with text under them."""
    by_level: dict[int, list[_Heading]] = {}
    for line in lines:
        if match := _MARKDOWN.fullmatch(text[line.start : line.end]):
            head = _Heading(line, match["words"].strip("*_# "))
            by_level.setdefault(len(match["level"]), []).append(head)
    for _, heads in sorted(by_level.items()):
        ends = [h.line.start for h in heads[1:]] + [len(text)]
        told = [h for h, end in zip(heads, ends, strict=True) if _text_between(text, lines, h.line.end, end)]
        if len(told) > 1:
            return told
    return []


def _text_between(text: str, lines: Sequence[Span], start: int, end: int) -> bool:
    return any(start <= s.start < end and is_prose(text[s.start : s.end]) for s in lines)


def _title(text: str, lines: Sequence[Span], heads: Sequence[_Heading]) -> str:
    """The first line that may be one: short, no byline, before all sentences."""
    for line in lines:
        words = text[line.start : line.end]
        if is_prose(words) or (heads and line.start >= heads[0].line.start):
            break
        if not is_furniture(words) and len(words) <= LONGEST_HEADING:
            return words.strip("#*_ ")
    return ""


def _whole(text: str, lines: Sequence[Span], title: str) -> list[Item]:
    """The article as one item: from its title, if nothing is between them, to the last sentence."""
    prose = next((n for n, s in enumerate(lines) if is_prose(text[slice(*s)])), len(lines))
    key = name_key(title)
    at = next((n for n, s in enumerate(lines[:prose]) if name_key(text[slice(*s)].strip("#*_ ")) == key), -1)
    first = next((n for n in range(at + 1, len(lines)) if may_be_prose(text[slice(*lines[n])])), None)
    if first is None:
        return []
    while first > at + 1 and _of_one_paragraph(text, lines[first - 1], lines[first]):
        first -= 1
    body = [s for s in lines[first:] if not _MARKDOWN.match(text[s.start : s.end])]
    kept = _without_footer(text, body)
    heading = lines[at] if at >= 0 else None
    start = heading.start if heading is not None and first == at + 1 else kept[0].start
    return [Item(1, title, Span(start, kept[-1].end), heading)]


def _of_one_paragraph(text: str, line: Span, following: Span) -> bool:
    """Whether two lines, of which one is prose, belong together; a byline belongs to nothing."""
    return directly_below(text, line, following) and not any(is_furniture(text[slice(*s)]) for s in (line, following))


def _without_footer(text: str, body: Sequence[Span]) -> list[Span]:
    """The lines up to the last sentence before the page furniture below an article."""
    end = _footer(text, body)
    last = max((n for n in range(end) if may_be_prose(text[slice(*body[n])])), default=len(body) - 1)
    while last + 1 < end and _of_one_paragraph(text, body[last], body[last + 1]):
        last += 1
    return list(body[: last + 1])


def _footer(text: str, body: Sequence[Span]) -> int:
    """Where the furniture below an article begins: at a line of it behind which no sentence of the article is.

    Footers talk, too ("Did you like it?"): a short sentence alone between other lines, without a figure, may be one
    of theirs where lines of furniture are more than twice as many.
    """
    prose = [is_prose(text[slice(*line)]) for line in body]
    first = prose.index(True) if any(prose) else len(body)
    end, talk, furniture = len(body), 0, 0
    for n in range(len(body) - 1, first, -1):
        words = text[slice(*body[n])]
        if prose[n]:
            among_prose = prose[n - 1] or (n + 1 < len(body) and prose[n + 1])
            if among_prose or len(words) > LONGEST_HEADING or any(c.isdigit() for c in words):
                break
            talk += 1
        elif is_furniture(words):
            furniture += 1
            end = n if not talk or furniture > 2 * talk + 1 else end
    return end


class LeftOut(NamedTuple):
    """What of a text is in no item: sentences, and what is none (title, byline, furniture)."""

    sentences: tuple[Span, ...]
    others: tuple[Span, ...]


def left_out(text: str, sections: Sequence[Span]) -> LeftOut:
    """What of a text is in none of the sections of its items, sentence by sentence."""
    prose = union(line for line in lines_of(text) if is_prose(text[slice(*line)]))
    gaps = [gap for gap, inside in cut(Span(0, len(text)), union(sections)) if not inside]
    pieces = [piece for gap in gaps for piece in sentences(text, *gap)]
    said = [piece for piece in pieces if overlaps(prose, *piece)]
    return LeftOut(tuple(said), tuple(piece for piece in pieces if not overlaps(prose, *piece)))
