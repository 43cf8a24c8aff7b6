"""The lines of a text: wrapped ones joined, and which of them are prose and which what a page puts around it.

Where it is in doubt a line is prose: a button among the sentences costs a person a glance, a lost sentence the news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from aikg.evidence import Span, plain
from aikg.evidence.spans import trim

LONGEST_HEADING: Final = 120
_LINE: Final = re.compile(r"[^\n\r]+")
_BREAK: Final = re.compile(r"\r\n|\n|\r")
_BEGINS: Final = re.compile(r"[-*•·#>|]|\(?[0-9]{1,3}[.):、]|[一二三四五六七八九十]{1,3}、")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HEADING: Final = re.compile(r"#{1,6}\s")
_WORD: Final = re.compile(r"[\u3400-\u9fff]{2}|[A-Za-z]+")
_MANY_WORDS: Final = 8
_BULLET: Final = re.compile(r"[-*•·] ")
_MARKUP: Final = (
    r"(?:[\"')\]»」』】》*_`~\s]|<[^<>]{1,80}>|!?\[[^\[\]]{0,80}\](?:\([^()\s]{0,200}\))?+|\([^()]{1,30}\))*+\Z"
)
_STOP: Final = re.compile(rf"[.!?。｡！？…]{_MARKUP}")
_AGENCY: Final = re.compile(
    r"\((?:Reuters|AP|AFP|dpa|Bloomberg|Xinhua|Kyodo|PTI|新华社|中新社|路透社?|法新社|美联社|彭博社?)\)[*_]*\Z"
)
_BEHIND: Final = 400
"""How far from its end a stop of a line is looked for, with markup behind it."""
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


def lines_of(text: str) -> list[Span]:
    """The lines of a text, without white space around them; lines that are one wrapped sentence are one.

    >>> [tuple(line) for line in lines_of("News\\n\\nIt was sold to\\nsome bank. It closed.\\nSo it is.")]
    [(0, 4), (6, 42), (43, 52)]
    """
    found = []
    for paragraph in _paragraphs(text):
        for joined in _joined(text, paragraph):
            whole = Span(joined[0].start, joined[-1].end)
            found += [whole] if ends_as_prose(text[slice(*whole)]) else joined
    return found


def is_prose(words: str) -> bool:
    """Whether a line is a sentence, or several: by its end, as a point of a list, or since no heading is so long."""
    if _HEADING.match(words):
        return False
    return len(words) > LONGEST_HEADING or _BULLET.match(words) is not None or ends_as_prose(words)


def may_be_prose(words: str) -> bool:
    """Whether a line is prose, or has as many words as a sentence whose stop is missing."""
    many = len(_WORD.findall(words)) >= _MANY_WORDS
    return is_prose(words) or (many and not is_furniture(words) and not _HEADING.match(words))


def ends_as_prose(words: str) -> bool:
    """Whether a line ends in a stop, whatever quotes, brackets, markup or name of an agency stand behind it.

    >>> [ends_as_prose(words) for words in ("It fell. (Reuters)", "他说：「好。」", "It fell.</p>", "A fall")]
    [True, True, True, False]
    """
    end = plain(words[-_BEHIND:])
    return _STOP.search(end) is not None or _AGENCY.search(end) is not None


def is_furniture(words: str) -> bool:
    """Whether a line is a byline, a button or a tag; no sentence is one, however it begins."""
    return _FURNITURE.match(plain(words)) is not None and not ends_as_prose(words)


def directly_below(text: str, line: Span, following: Span) -> bool:
    """Whether a line follows another without an empty line between."""
    return len(_BREAK.findall(text, line.end, following.start)) == 1


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """The lines as they are broken, in runs without an empty line between."""
    run: list[Span] = []
    for match in _LINE.finditer(text):
        line = trim(text, Span(match.start(), match.end()))
        if line is None:
            continue
        if run and not directly_below(text, run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _joined(text: str, paragraph: Sequence[Span]) -> Iterator[list[Span]]:
    """The lines of a paragraph, those together of which each but the last is wrapped."""
    width = _width(paragraph)
    group = [paragraph[0]]
    for line, following in pairwise(paragraph):
        if not _wrapped(text[slice(*line)], text[slice(*following)], width):
            yield group
            group = []
        group.append(following)
    yield group


def _width(paragraph: Sequence[Span]) -> int:
    """At how many characters a paragraph is wrapped; 0 if no two lines of it are about as long as its longest."""
    lengths = sorted(line.end - line.start for line in paragraph)
    return lengths[-1] if len(lengths) > 2 and lengths[-2] > 0.8 * lengths[-1] else 0


def _wrapped(line: str, following: str, width: int) -> bool:
    """Whether a line goes on in the one below: that begins in lower case, or with a word that had no room left."""
    if ends_as_prose(line) or line.endswith((":", "：")) or _BEGINS.match(line) or _BEGINS.match(following):
        return False
    word = following[:1] if _HAN.match(following) else following.split(maxsplit=1)[0]
    if word[:1].islower() and not any(c.isupper() or c.isdigit() for c in word):
        return True
    return 0 < width < len(line) + len(word) + 1
