"""Answers as documents: the formats there are, and which fits which kind of query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, cast

import pyoxigraph as ox

from aikg import formats
from aikg.errors import BadRequest
from aikg.formats import RdfFormat

RESULT_FORMATS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_XML_NAME: Final = re.compile(r"[^\W\d][\w.\-]*$")


def result_format(media: str) -> ox.QueryResultsFormat:
    """The format of rows or of a truth value.

    Raises:
        BadRequest: it is none.
    """
    if media not in RESULT_FORMATS:
        raise BadRequest(f"a SELECT or ASK has rows, not {media}; ask for {', '.join(RESULT_FORMATS)}")
    return RESULT_FORMATS[media]


def triple_format(media: str) -> RdfFormat:
    """The format of triples.

    Raises:
        BadRequest: it is none.
    """
    known = formats.named(media) if media not in RESULT_FORMATS else None
    if known is None or known.name == "nquads":
        wanted = "turtle, ntriples, rdfxml, jsonld, trig"
        raise BadRequest(f"a CONSTRUCT or DESCRIBE has triples, not {media}; ask for {wanted}")
    return known


def write_rows(result: ox.QuerySolutions | ox.QueryBoolean, out: BinaryIO, media: str) -> None:
    """Write rows or a truth value; errors as for `result_format`."""
    result.serialize(cast("BinaryIO", _Cleaned(out)) if media == "xml" else out, format=result_format(media))


def write_triples(triples: Iterable[ox.Triple], out: BinaryIO, media: str) -> None:
    """Write triples; errors as for `triple_format`."""
    known = triple_format(media)
    if media == "rdfxml":
        ox.serialize(_with_xml_names(triples), cast("BinaryIO", _Cleaned(out)), format=known.engine)
    else:
        ox.serialize(triples, out, format=known.engine)


def _with_xml_names(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples, as long as their properties can be XML elements: the engine writes ill-formed XML for the others."""
    for triple in triples:
        if not _XML_NAME.search(triple.predicate.value):
            raise BadRequest(f"RDF/XML cannot name the property {triple.predicate}; ask for turtle, ntriples or jsonld")
        yield triple


class _Cleaned:
    """A stream for XML: Oxigraph writes characters that no XML reader takes as they are.

    Control characters become spaces, U+FFFE and U+FFFF become U+FFFD, CR a character reference.
    """

    _ILLEGAL: Final = bytes(c for c in range(0x20) if c not in (0x9, 0xA, 0xD))
    _TABLE: Final = bytes.maketrans(_ILLEGAL, b" " * len(_ILLEGAL))
    _NO_CHARACTER: Final = re.compile(b"\xef\xbf[\xbe\xbf]")
    _BEGUN: Final = re.compile(b"\xef\xbf?$")

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._begun = b""

    def write(self, data: bytes) -> int:
        whole = self._begun + bytes(data)
        begun = self._BEGUN.search(whole)  # a character may be cut in two; no document ends within one
        self._begun = begun.group() if begun else b""
        whole = whole.removesuffix(self._begun).translate(self._TABLE).replace(b"\r", b"&#13;")
        self._out.write(self._NO_CHARACTER.sub(b"\xef\xbf\xbd", whole))
        return len(data)

    def flush(self) -> None:
        self._out.flush()
