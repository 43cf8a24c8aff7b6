"""Sentences of English and Chinese prose, as spans of the text itself.

Written here because the known light splitters are unmaintained (pySBD: last release 2021) or change the text. Where
it errs, it errs towards one sentence too many: each piece is then asked for evidence by itself, and nothing is lost.
A full stop without a space after it never ends a sentence ("2.5", "Node.js"), nor does one before a lower-case word
unless that word has a capital or a digit too ("xAI", "a16z").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aikg.errors import BadRequest
from aikg.evidence.spans import Span, clamp, trim

_LINE: Final = re.compile(r"[^\n\r]+")
_ONE_BREAK: Final = re.compile(r"(?:\r\n|\n|\r)?")
_MARK: Final = re.compile(r"(?P<mark>[.!?…]+|[。｡！？]+[.!?…]*)(?P<close>[\"'”’»)\]）」』】*_]*)(?:\[[0-9]+\])*")
_CHINESE_MARKS: Final = frozenset("。｡！？")
_CHINESE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")
_NEXT: Final = re.compile(r"\s+[\"'“‘«(\[（「『【*_#]*(?P<word>[\w.]*)")
_LAST_WORD: Final = re.compile(r"[\w.]*\Z")
_INITIALS: Final = re.compile(r"[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]")
_ENUMERATOR: Final = re.compile(r"\W*[0-9]{1,3}\Z")
_NEVER_LAST: Final = re.compile(
    r"mr|mrs|ms|dr|prof|st|gen|sen|rep|gov|hon|vs|v|e\.g|i\.e|cf|approx|ca|no|nos|fig|figs|eq|sec|vol|pp|p|al",
    re.IGNORECASE,
)
_MAYBE_LAST: Final = re.compile(
    r"inc|corp|ltd|co|llc|plc|bros|etc|dept|est|univ|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec", re.IGNORECASE
)
_STARTERS: Final = re.compile(
    r"a|an|the|this|that|these|those|it|its|he|she|they|we|i|you|his|her|their|our|in|on|at|as|by|for|from|with|and"
    r"|but|or|so|if|when|while|after|before|since|however|meanwhile|moreover|also|both|all|some|many|more|most|no|not"
    r"|there|here|what|why|how|who|which|under|according",
    re.IGNORECASE,
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences between `start` and `end`: in order, not overlapping, every non-space character in exactly one.

    A line break ends a sentence, unless it is a single one and the next line goes on in lower case (wrapped text).

    >>> [tuple(s) for s in sentences("Up 2.5 % vs. experts. 涨了。又涨了！")]
    [(0, 21), (22, 25), (25, 29)]
    """
    whole = clamp(text, start, len(text) if end is None else end)
    return [
        span
        for block in _blocks(text, whole)
        for piece in _pieces(text, block)
        if (span := trim(text, piece)) is not None
    ]


def passage(text: str, start: int, end: int) -> str:
    """What the text says at a place.

    Raises:
        BadRequest: the place is not in the text.
    """
    if not 0 <= start < end <= len(text):
        raise BadRequest(f"no passage {start}-{end}: the text has {len(text)} code points; correct oa:start and oa:end")
    return text[start:end]


def sentence_at(text: str, start: int, end: int) -> Span:
    """The whole sentence, or sentences, that a place touches, for display; the place itself where it touches none.

    >>> tuple(sentence_at("One. Two is here. Three.", 9, 11))
    (5, 17)
    """
    place = clamp(text, start, end)
    touched = [s for s in sentences(text) if s.start < place.end and place.start < s.end]
    return Span(touched[0].start, touched[-1].end) if touched else place


def _blocks(text: str, whole: Span) -> Iterator[Span]:
    """Lines, joined where a line is only wrapped."""
    open_block: Span | None = None
    for line in _LINE.finditer(text, whole.start, whole.end):
        if open_block is not None and _wrapped(text, open_block, line.start()):
            open_block = Span(open_block.start, line.end())
            continue
        if open_block is not None:
            yield open_block
        open_block = Span(line.start(), line.end())
    if open_block is not None:
        yield open_block


def _wrapped(text: str, block: Span, line_start: int) -> bool:
    return (
        _ONE_BREAK.fullmatch(text, block.end, line_start) is not None
        and text[line_start].islower()
        and text[block.start : block.end].rstrip()[-1:] not in {*".!?:", *_CHINESE_MARKS}
    )


def _pieces(text: str, block: Span) -> Iterator[Span]:
    at = block.start
    for match in _MARK.finditer(text, block.start, block.end):
        if match.end() < block.end and _ends_sentence(text, match, block):
            yield Span(at, match.end())
            at = match.end()
    yield Span(at, block.end)


def _ends_sentence(text: str, match: re.Match[str], block: Span) -> bool:
    mark, after = match["mark"], text[match.end()]
    if _CHINESE_MARKS.intersection(mark):
        return after not in "，、；：,;:"
    if mark[-1] in "!?" and _CHINESE.match(after):
        return True
    following = _NEXT.match(text, match.end(), block.end)
    if following is None or _goes_on(following["word"]):
        return False
    return mark != "." or match["close"] != "" or _full_stop(text, block.start, match.start(), following["word"])


def _goes_on(word: str) -> bool:
    return word[:1].islower() and not any(c.isupper() or c.isdigit() for c in word)


def _full_stop(text: str, start: int, at: int, following: str) -> bool:
    """Whether the dot at `at` ends a sentence, and not an abbreviation, initial or list number."""
    before = text[max(start, at - 20) : at]
    last = _LAST_WORD.search(before)
    word = last[0] if last else ""
    if _NEVER_LAST.fullmatch(word) and not (word.lower() == "no" and not following[:1].isdigit()):
        return False
    if at - start < 6 and _ENUMERATOR.match(text[start:at]):
        return False
    if _MAYBE_LAST.fullmatch(word) or _INITIALS.fullmatch(word):
        return _STARTERS.fullmatch(following) is not None
    return True
