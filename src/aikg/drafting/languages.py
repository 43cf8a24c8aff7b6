"""English, Chinese, or neither: told by script and by the small words that only one language has."""

from __future__ import annotations

import re
from typing import Final

from aikg.errors import UnreadableInput

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_OTHERS: Final = {
    "Japanese": re.compile(r"[\u3040-\u30ff]"),
    "Korean": re.compile(r"[\uac00-\ud7af]"),
    "Russian or another language in Cyrillic letters": re.compile(r"[\u0400-\u04ff]"),
    "Arabic": re.compile(r"[\u0600-\u06ff]"),
    "Hindi": re.compile(r"[\u0900-\u097f]"),
    "Greek": re.compile(r"[\u0370-\u03ff]"),
}
_WORDS: Final = {
    "": "the and of to in is that for with on as are by was from has its at have will be an this which not",
    "German": "der die und das ist nicht mit für auf ein eine von den dem sich auch wird werden im zu bei",
    "French": "le la les et de des est que dans pour une sur avec par au aux du plus qui sont ce cette à en il elle",
    "Spanish": "el la los las y de que en para una con por su del se más como es son al un ha sus",
    "Portuguese": "o os as e de que em para uma com por do da no na se mais como é são ao um dos seus",
    "Italian": "il lo la gli e di che per una con da del della nel sono più come è al alla dei un si",
    "Dutch": "de het een en van is dat op voor met zijn aan door niet ook wordt naar bij",
}
_KNOWN: Final = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENOUGH: Final = 20


def language_of(text: str, name: str = "") -> str:
    """`en` or `zh`.

    Raises:
        UnreadableInput: it is neither, or has no words.

    >>> language_of("智谱发布了新模型。"), language_of("Meta released a model.")
    ('zh', 'en')
    """
    letters = len(_LETTER.findall(text))
    if not letters:
        raise UnreadableInput("has no words", file=name)
    for language, script in _OTHERS.items():
        if len(script.findall(text)) > letters / 10:
            raise _neither(language, name)
    if len(_HAN.findall(text)) > letters / 4:
        return "zh"
    words = [word.casefold() for word in _WORD.findall(text)]
    shares = {language: sum(word in known for word in words) for language, known in _KNOWN.items()}
    likeliest = max(shares, key=lambda language: shares[language])
    if len(words) >= _ENOUGH and (shares[likeliest] > 1.5 * shares[""] or shares[""] < len(words) / 50):
        raise _neither(likeliest or "another language", name)
    return "en"


def _neither(language: str, name: str) -> UnreadableInput:
    return UnreadableInput(
        f"seems to be in {language}; only English and Chinese are read: translate it, or write the claims by hand",
        file=name,
    )
