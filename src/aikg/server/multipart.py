"""The documents of a multipart/form-data body."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from aikg.formats import RDF_FORMATS
from aikg.server.problems import Problem

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MOST: Final = 100


class Part(NamedTuple):
    """One document: its file name, its media type, its bytes."""

    name: str
    media_type: str
    document: bytes


def documents(content_type: str, body: bytes) -> list[Part]:
    """The parts of a body; a part without a type has that of its file name.

    Raises:
        Problem: it cannot be read, or has too many parts.
    """
    boundary = parse_options_header(content_type)[1].get(b"boundary")
    if not boundary or len(boundary) > 200:
        raise _bad("it has no boundary")
    reader = _Reader()
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise _bad(str(error)) from None
    if not reader.whole:
        raise _bad("it ends too early")
    return reader.parts


class _Reader:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.whole = False
        self._headers: dict[bytes, bytes] = {}
        self._field = self._value = b""
        self._document = bytearray()

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self.on_part_begin,
            "on_header_begin": self.on_header_begin,
            "on_header_field": self.on_header_field,
            "on_header_value": self.on_header_value,
            "on_header_end": self.on_header_end,
            "on_part_data": self.on_part_data,
            "on_part_end": self.on_part_end,
            "on_end": self.on_end,
        }

    def on_part_begin(self) -> None:
        if len(self.parts) >= _MOST:
            raise _bad(f"it has more than {_MOST} parts")
        self._headers, self._document = {}, bytearray()

    def on_header_begin(self) -> None:
        self._field = self._value = b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[self._field.lower()] = self._value

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._document += data[start:end]

    def on_part_end(self) -> None:
        options = parse_options_header(self._headers.get(b"content-disposition"))[1]
        name = options.get(b"filename", options.get(b"name", b"")).decode("utf-8", "replace")[:200]
        kind = parse_options_header(self._headers.get(b"content-type"))[0].decode("latin-1").lower()
        self.parts.append(Part(name, kind or _of_name(name), bytes(self._document)))

    def on_end(self) -> None:
        self.whole = True


def _of_name(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return next((f.media_type for f in RDF_FORMATS.values() if suffix in f.suffixes), "")


def _bad(why: str) -> Problem:
    return Problem(400, "bad-request", f"the multipart body cannot be read: {why}")
