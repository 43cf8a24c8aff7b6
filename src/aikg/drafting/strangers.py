"""Where a text has names that the registry lacks, and what of: by capitals, quotes and the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from aikg.drafting import cues
from aikg.drafting.mentions import Names
from aikg.evidence import Span

_CAPITAL: Final = r"(?:[A-Z][\w&]*(?:[.'-][\w]+)*)"
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)*(?![\w%.,]| ?%)"
_NAME: Final = re.compile(rf"(?<![\w.'-]){_CAPITAL}(?: (?:of |for )?(?:{_CAPITAL}|{_NUMBER}))*")
_LONGEST: Final = 80
_TITLE: Final = re.compile(r"《(?P<name>[^《》]{2,40})》")
_FIRM: Final = re.compile(
    r"(?:(?<=[，。；：、“”（）\s由与和向对在为给被据])|^)"
    r"(?P<name>[一-鿿]{2,8}(?:公司|集团|科技|资本|创投|银行|医院|大学|研究院|实验室))",
    re.MULTILINE,
)
_BEGINS: Final = re.compile(r"(?:^|[.!?:。！？：\n][\"'”]?\s*)$")
_ODD: Final = re.compile(r"[a-z][A-Z]|[A-Za-z]-?[0-9]|[A-Z]{2}")
_SHOUTED: Final = re.compile(r"[A-Z]{2,5}s?|[A-Z ]{6,}")
_ACTS: Final = re.compile(
    r"(?:'s\b| (?:has |will |have )?(?:said|says|announced|released|launched|unveiled|raised|raises|invested|acquired"
    r"|plans|signed|agreed|partnered|introduced|put|may|is|was|to)\b)"
)


def strangers(text: str, names: Names) -> Iterator[Span]:
    """Places of names in plain text, known or not: new versions, capitalised words, titles and firms in Chinese."""
    yield from names.continued(text)
    for match in _NAME.finditer(text):
        span = _trimmed(text, match)
        if span is not None:
            yield span
    for pattern in (_TITLE, _FIRM):
        for match in pattern.finditer(text):
            yield Span(*match.span("name"))


def class_of(text: str, name: str, spans: Sequence[Span]) -> str:
    """The likeliest class of a name, as a CURIE, by its own words and by what stands around it."""
    for class_, pattern in cues.patterns("classes").items():
        if pattern.search(name):
            return class_
    around = [(text[max(0, s.start - 30) : s.start], text[s.end : s.end + 40]) for s in spans]
    for class_, pattern in cues.patterns("company_before").items():
        if any(pattern.search(before) for before, _ in around):
            return class_
    for class_, pattern in cues.patterns("company_behind").items():
        if any(pattern.match(behind) for _, behind in around):
            return class_
    return "aikg:Organization"


def _trimmed(text: str, match: re.Match[str]) -> Span | None:
    """A run of capitalised words without the common ones at its ends; None if no name is left."""
    words = list(re.finditer(r"\S+", match[0]))
    while words and words[0][0].lower().removesuffix("'s") in cues.words("common"):
        words.pop(0)
    while words and words[-1][0].lower() in cues.words("common") - _TAILS:
        words.pop()
    if not words:
        return None
    start, end = match.start() + words[0].start(), match.start() + words[-1].end()
    name = text[start:end].removesuffix("'s")
    if len(name) > _LONGEST or _SHOUTED.fullmatch(name):
        return None
    alone = len(words) == 1 and not _ODD.search(name)
    begins = _BEGINS.search(text[max(0, start - 4) : start]) is not None
    if alone and any(pattern.fullmatch(name) for pattern in cues.patterns("classes").values()):
        return None  # "the Act" names nothing
    if alone and (begins or not _ACTS.match(text, start + len(name))):
        return None
    return Span(start, start + len(name))


_TAILS: Final = frozenset({"ai"})
"""Common words with which a name may well end: Mistral AI."""
