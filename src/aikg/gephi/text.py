"""Text that every reader survives: control characters out, XML escaped, lists quoted."""

from __future__ import annotations

import re

# XML 1.0, production 2 (Char): everything else makes a document unreadable, escaped or not. Lone surrogates are in
# the set too, so what is cleaned can also be encoded as UTF-8.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_ATTRIBUTE = re.compile('[&<>"\t\n\r]')
_IN_ELEMENT = re.compile("[&<>\r]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
# What any XML text, list or edge id here must escape, and what Gephi misreads.
_SPECIAL = ("&", "<", ">", '"', "'", "|", "\\", "\t", "\n", "\r", "INF")
_IN_LIST = re.compile(r"[\\']")
# ZERO WIDTH NON-JOINER, which Java's text renderer leaves out even where the font has no glyph for it.
_BREAK = "\u200c"


def clean(text: str) -> str:
    """The text without the characters that XML 1.0 forbids and without lone surrogates.

    >>> clean("Acme\\x00 \\ud800AI")
    'Acme AI'
    """
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def plain(text: str) -> bool:
    """Whether a text can stand in XML, in a list and in an edge's id as it is: no need to look at its parts.

    >>> plain("organization:xai US$5 billion"), plain("R&D"), plain("O'Neil")
    (True, False, False)
    """
    # Eleven searches for a fixed text are several times faster than one for a pattern.
    return not any([mark in text for mark in _SPECIAL])  # noqa: C419 - and a list than a generator


def attribute(text: str) -> str:
    """Cleaned text as the inside of a double-quoted XML attribute; line breaks and tabs survive.

    >>> attribute('R&D "lab"')
    'R&amp;D &quot;lab&quot;'
    """
    return _IN_ATTRIBUTE.sub(_entity, text) if _IN_ATTRIBUTE.search(text) else text


def element(text: str) -> str:
    """Cleaned text as the content of an XML element.

    >>> element("a < b")
    'a &lt; b'
    """
    return _IN_ELEMENT.sub(_entity, text) if _IN_ELEMENT.search(text) else text


def column(text: str) -> str:
    """Text for a column of GEXF or GraphML, past a bug of Gephi's.

    Its importer replaces the letters INF in every column value by Infinity, whatever the type of the column
    (`ElementDraftImpl.parseValue`; labels, ids and kinds are spared). An invisible character between I and NF keeps
    the value readable; where INF does not occur, the text is unchanged.

    >>> column("INFLECTION") == "I\\u200cNFLECTION", column("Inflection")
    (True, 'Inflection')
    """
    return text.replace("INF", f"I{_BREAK}NF") if "INF" in text else text


def list_item(value: str) -> str:
    """A value as it stands between the quotes of Gephi's `liststring`.

    >>> print(list_item("O'Neil"), list_item("Acme, Inc."))
    O\\'Neil Acme, Inc.
    """
    return _IN_LIST.sub(r"\\\g<0>", value) if _IN_LIST.search(value) else value


def _entity(match: re.Match[str]) -> str:
    return _ENTITIES[match.group()]
