"""Articles from files, standard input and addresses: plain text, Markdown, HTML, RSS and Atom.

What something is, is told by its bytes. Where its name or its media type says another thing, it is refused: a curator
then looks once, instead of finding a page's menu among the claims.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from aikg.drafting.documents import Document, document
from aikg.errors import UnreadableInput

LARGEST: Final = 20_000_000
"""Bytes of one article or feed: some hundred times as many as a long article has."""

_ARCHIVES: Final = {
    b"\x1f\x8b": "a gzip archive",
    b"PK\x03\x04": "a zip archive (or an office document)",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"7z\xbc\xaf": "a 7-zip archive",
}
_PDF: Final = b"%PDF"
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_FEED: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<\?(?:(?!\?>).)*+\?>\s*|<!--(?:(?!-->).)*+-->\s*)*+<(?:rss|feed|rdf:RDF)\b",
    re.I | re.S,
)
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE(?!\s+html)|ENTITY)", re.IGNORECASE)
_COMMON: Final = frozenset(
    "的一是不了在有人这上大来和个中国到说们为时地出要就以会可也你年生自能对后作家成发过工者月日业公司新元亿万与将"
)
"""Characters of which every Chinese text has many; bytes of another encoding, read as GB18030, give rare ones."""
_SUFFIXES: Final = {".html": "page", ".htm": "page", ".xhtml": "page", ".rss": "feed", ".atom": "feed", ".xml": "feed"}
_TEXTS: Final = (".txt", ".md", ".markdown")
_SAID: Final = {"page": "a web page", "feed": "a feed", "text": "plain text"}


class Found(NamedTuple):
    """Bytes with where they came from: `media_type` and `charset` as a server says, `url` where they were found."""

    name: str
    data: bytes
    media_type: str = ""
    charset: str = ""
    url: str = ""
    is_file: bool = False


def documents(name: str) -> list[Document]:
    """The articles of a file, of an http(s) address, or of standard input (`-`); of a feed, one an entry.

    Raises:
        UnreadableInput: it is not there, too large, in no encoding or format that is read, or without text.
        MissingExtra: it is a page or a feed, and what reads these is not installed.
    """
    found = _found(name)
    _check(found)
    kind = _kind(found)
    if kind == "feed":
        from aikg.drafting.feeds import entries

        return entries(found.data, found.name)
    if kind == "page":
        from aikg.drafting.pages import page

        return [page(decoded(found), found.name, found.url)]
    text = decoded(found)
    if not text.strip():
        raise UnreadableInput("holds no text", file=found.name)
    return [document(found.name, text, url=found.url, kept=found.is_file)]


def _found(name: str) -> Found:
    if name == "-":
        return Found("standard input", _limited(sys.stdin.buffer.read(LARGEST + 1), "standard input"))
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", name):
        from aikg.drafting.fetching import fetch

        return fetch(name, LARGEST)
    path = Path(name)
    try:
        if path.is_dir():
            raise UnreadableInput("is a folder; name the files in it", file=name)
        with path.open("rb") as file:
            return Found(name, _limited(file.read(LARGEST + 1), name), is_file=True)
    except OSError as error:
        raise UnreadableInput(error.strerror or str(error), file=name) from error


def _limited(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        raise UnreadableInput(
            f"is larger than {LARGEST // 1_000_000} MB, so it is no article; cut out what is one", file=name
        )
    return data


def _check(found: Found) -> None:
    for magic, what in _ARCHIVES.items():
        if found.data.startswith(magic):
            raise UnreadableInput(f"is {what}; unpack it first, nothing is unpacked here", file=found.name)
    if found.data.startswith(_PDF):
        raise UnreadableInput("is a PDF; save its text first (pdftotext does)", file=found.name)
    if not found.data.strip():
        raise UnreadableInput("is empty", file=found.name)


def _kind(found: Found) -> str:
    """`page`, `feed` or `text`, by the bytes; refused where name or media type say another."""
    if found.data.lstrip().startswith(b"<") and _DOCTYPE.search(found.data[:100_000]):
        raise UnreadableInput(
            "has a DOCTYPE or entities of its own, which no feed needs; it is not read", file=found.name
        )
    is_page, is_feed = _HTML.match(found.data[:100_000]), _FEED.match(found.data[:100_000])
    kind = "page" if is_page else "feed" if is_feed else "text"
    said = _declared(found)
    if said and said != kind and not (said == "page" and kind == "text"):
        raise UnreadableInput(
            f"calls itself {_SAID[said]} and is {_SAID[kind]}; give it the right name or save it anew", file=found.name
        )
    return "page" if said == "page" else kind


def _declared(found: Found) -> str:
    suffix = Path(urlsplit(found.name).path).suffix.lower() if found.url else Path(found.name).suffix.lower()
    if "html" in found.media_type:
        return "page"
    if re.search(r"rss|atom|xml", found.media_type):
        return "feed"
    if found.media_type or suffix in _TEXTS:
        return "text" if suffix in _TEXTS or found.media_type.startswith("text/plain") else ""
    return _SUFFIXES.get(suffix, "")


def decoded(found: Found) -> str:
    """The bytes as text, in the encoding that they declare; UTF-8 without one.

    Raises:
        UnreadableInput: they are in another encoding, or are no text.
    """
    declared = found.charset or _charset(found.data)
    if found.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput("is UTF-16; save it as UTF-8, in which offsets can be trusted", file=found.name)
    try:
        text = found.data.decode(declared or "utf-8")
    except LookupError as error:
        raise UnreadableInput(
            f"declares an encoding that there is not, {declared!r}; save it as UTF-8", file=found.name
        ) from error
    except UnicodeDecodeError as error:
        where = f"is not {declared or 'UTF-8'} at byte {error.start}"
        raise UnreadableInput(f"{where}{_cure(found.data)}", file=found.name) from error
    if "\x00" in text:
        raise UnreadableInput("holds NUL characters, so it is no text", file=found.name)
    return text


def _cure(data: bytes) -> str:
    """What to do about bytes in another encoding than they declare; one is named only where they look like it."""
    if _decodes(data, "utf-8"):
        return ", but UTF-8; correct the encoding that it declares"
    letters = re.findall(r"[^\W\d_]", _decodes(data, "gb18030"))
    foreign = [c for c in letters if not c.isascii()]
    if sum(c in _COMMON for c in foreign) > len(foreign) / 10:
        return "; it may be Chinese in GB18030: save it as UTF-8 (iconv -f GB18030 -t UTF-8) and read it through"
    return "; find out in which encoding it is (a browser says so, or the command file -i), and save it as UTF-8"


def _decodes(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _charset(data: bytes) -> str:
    """What the head of a page says of its encoding."""
    match = re.search(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", data[:4096], re.IGNORECASE)
    return match[1].decode("ascii").lower() if match and _HTML.match(data[:100_000]) else ""
