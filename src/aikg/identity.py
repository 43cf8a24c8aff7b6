"""Names of things: IRI ↔ CURIE, and the key under which a name is looked up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rdflib import URIRef

from aikg.kinds import KINDS
from aikg.vocabulary import ARTICLE, GRAPH, ID, ITEM, PREFIXES

UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What no text should hold: controls, and marks that turn the direction of what follows."""
UNNAMEABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""What no name should hold: lines, too, and everything without a width."""
_BASES: Final[dict[str, str]] = {
    **{kind: f"{ID}{kind}/" for kind in KINDS},
    "item": str(ITEM),
    "article": str(ARTICLE),
    "graph": str(GRAPH),
    **PREFIXES,
}
_LONGEST_FIRST: Final = sorted(_BASES.items(), key=lambda pair: -len(pair[1]))
_UNSAFE: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_WORDS: Final = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LONGEST_SLUG: Final = 80
_SEPARATORS: Final = re.compile(r"[\s\-‐-―_·・'’‘\"“”「」《》]+")


def curie(iri: str) -> str:
    """The short form of an IRI (`organization:xai`, `item:cn-ai-usage-roundup/4#inv-pif`), or the IRI itself.

    >>> curie("https://w3id.org/aikg/id/organization/xai")
    'organization:xai'
    """
    text = str(iri)  # a URIRef compares slower
    for prefix, base in _LONGEST_FIRST:
        if text.startswith(base) and len(text) > len(base):
            return f"{prefix}:{text[len(base) :]}"
    return text


def expand(name: str) -> URIRef | None:
    """The IRI that a CURIE or a full IRI stands for; None for anything else, such as a label.

    >>> expand("organization:xai")
    rdflib.term.URIRef('https://w3id.org/aikg/id/organization/xai')
    """
    name = name.strip()
    prefix, colon, rest = name.partition(":")
    if not colon or not rest or _UNSAFE.search(name):
        return None
    if prefix in _BASES:
        return URIRef(_BASES[prefix] + rest)
    if prefix in ("http", "https", "urn") and (rest.startswith("//") or prefix == "urn"):
        return URIRef(name)
    return None


def name_key(name: str) -> str:
    """The key of a name: what differs in case, width, spaces, dashes or quotes only has the same key.

    Digits that a separator parts stay parted, so that versions do not run together.

    >>> name_key("Qwen 3.6‑Plus"), name_key("ｘＡＩ"), name_key("GPT 4 1")
    ('qwen3.6plus', 'xai', 'gpt4-1')
    """
    return _folded(_SEPARATORS.sub(_between_digits, _folded(name)))


def slug(name: str) -> str:
    """A name as the last part of an IRI: letters (of any script) and digits, small and without accents, and dashes.

    Empty for a name without any. Names that differ may have the same one.

    >>> slug("Qwen 3.7‑Max"), slug("Société Générale"), slug("月之暗面 (Moonshot)")
    ('qwen-3.7-max', 'societe-generale', '月之暗面-moonshot')
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
    return "-".join(_WORDS.findall(bare))[:_LONGEST_SLUG].rstrip("-.")


def language_of(name: str) -> str:
    """The language tag of a name: a name with a Chinese character is Chinese.

    >>> language_of("智谱AI"), language_of("Zhipu AI")
    ('zh', 'en')
    """
    return "zh" if _CHINESE.search(name) else "en"


def is_text(name: str) -> bool:
    """Whether a name is Unicode text; bytes of a command line that are none come as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _folded(name: str) -> str:
    """Compatibility caseless form (Unicode 3.13, D146): the same for what differs in case or width."""
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", name).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def _between_digits(separator: re.Match[str]) -> str:
    before, after = separator.string[: separator.start()], separator.string[separator.end() :]
    return "-" if before[-1:].isdecimal() and after[:1].isdecimal() else ""


_CLASS_NAMES: Final = {
    "https://schema.org/AdministrativeArea": "Place",
    "http://www.w3.org/2004/02/skos/core#Concept": "Concept",
}
_CLASSES: Final = {name: iri for iri, name in _CLASS_NAMES.items()} | {
    name: f"{PREFIXES['schema']}{name}" for name in ("Person", "NewsArticle")
}


def class_of_kind(kind: str) -> str:
    """The class of a kind of entity; roles are concepts.

    >>> class_of_kind("organization"), class_of_kind("role")
    ('Organization', 'Concept')
    """
    return "Concept" if kind == "role" else kind.capitalize()


@lru_cache(1024)
def class_name(iri: str) -> str:
    """The short name of an entity's class: `Organization`, `Model`, `Person`, `Place`, `Concept`, …

    >>> class_name("https://schema.org/AdministrativeArea")
    'Place'
    """
    return _CLASS_NAMES.get(iri) or re.split(r"[#/]", iri)[-1]


def class_iri(name: str) -> URIRef:
    """The class that a short name stands for; `class_name` turned round.

    >>> class_iri("Person")
    rdflib.term.URIRef('https://schema.org/Person')
    """
    return URIRef(_CLASSES.get(name, f"{PREFIXES['aikg']}{name}"))
