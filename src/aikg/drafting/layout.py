"""How an article is built: its title, its items with their headings, and what is only around it (byline, footer)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from aikg.drafting.claims import Item
from aikg.drafting.documents import Document
from aikg.drafting.periods import periods
from aikg.evidence import Span, plain
from aikg.evidence.spans import trim
from aikg.identity import name_key

_LINE: Final = re.compile(r"[^\n\r]+")
_NUMBERED: Final = re.compile(
    r"[#*_\s]*(?:\(?(?P<digits>[0-9]{1,3})[.):、]|(?P<chinese>[一二三四五六七八九十]{1,3})、)\s*(?P<words>\S.*)"
)
_MARKDOWN: Final = re.compile(r"(?P<level>#{1,6})\s+(?P<words>\S.*)")
_STOP: Final = re.compile(r"[.!?。！？…;；:：][\"')）]*$")
_PROSE: Final = re.compile(r"[.!?。！？…][\"')）\]*_]*(?:\[[0-9]+\])*$|^[-*•·] ")
_FURNITURE: Final = re.compile(
    r"(?:by|written by|posted by|author|reporter|editor)s?:? .{0,60}$|(?:written|posted) by$|.*\bmin(?:ute)?s? read$"
    r"|(?:[0-9]+ )?(?:followers?|comments?|likes?|shares?|views?)$|(?:share|sign in|log in|subscribe|follow us"
    r"|related|read more|tags?|source|image|photo|advertisement|copyright|©|all rights reserved|reader feedback"
    r"|discussion"
    r"|comments|leave a (?:comment|reply)|rate this|was this|more from|recommended)\b.{0,60}$"
    r"|(?:文/|作者|来源|编辑|责任编辑|责编|记者|原标题|相关阅读|推荐阅读|延伸阅读|版权|声明|免责声明|点赞|分享|收藏|扫码|评论|阅读\s?[0-9]"
    r"|本文来源|图源|关注我们).{0,60}$",
    re.IGNORECASE,
)
_LONGEST_HEADING: Final = 120
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
    lines = [s for m in _LINE.finditer(text) if (s := trim(text, Span(m.start(), m.end()))) is not None]
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
        if len(line) > _LONGEST_HEADING:
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
        if match is None or below is None or line.end - line.start > _LONGEST_HEADING:
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
    return any(start <= s.start < end and _PROSE.search(text[s.start : s.end]) for s in lines)


def _title(text: str, lines: Sequence[Span], heads: Sequence[_Heading]) -> str:
    """The first line that may be one: short, no sentence, no byline."""
    for line in lines:
        words = text[line.start : line.end].strip("#*_ ")
        if heads and line.start >= heads[0].line.start:
            break
        if not _FURNITURE.match(plain(words)) and len(words) <= _LONGEST_HEADING and not _PROSE.search(words):
            return words
    return ""


def _whole(text: str, lines: Sequence[Span], title: str) -> list[Item]:
    """The article as one item: from its title, if nothing is between them, to the last sentence."""
    prose = [_PROSE.search(text[s.start : s.end]) is not None for s in lines]
    key = name_key(title)
    named = (n for n, s in enumerate(lines) if not prose[n] and name_key(text[s.start : s.end].strip("#*_ ")) == key)
    at = next(named, -1)
    first = next((n for n in range(at + 1, len(lines)) if prose[n]), None)
    if first is None:
        return []
    body = [s for s in lines[first:] if not _MARKDOWN.match(text[s.start : s.end])]
    kept = _without_footer(text, body)
    heading = lines[at] if at >= 0 else None
    start = heading.start if heading is not None and first == at + 1 else kept[0].start
    return [Item(1, title, Span(start, kept[-1].end), heading)]


def _without_footer(text: str, body: Sequence[Span]) -> list[Span]:
    """The lines up to the last sentence before the first line of page furniture."""
    kept: list[Span] = []
    prose = 0
    for line in body:
        words = plain(text[line.start : line.end])
        if prose and _FURNITURE.match(words):
            break
        kept.append(line)
        if _PROSE.search(words):
            prose = len(kept)
    return kept[: prose or len(kept)]
