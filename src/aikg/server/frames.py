"""What goes through the pipes between the server and its child processes.

To a child: a request, as JSON, and a body. From a child: frames, each a kind, a length and a payload. An answer is a
head (JSON), data, and an end (JSON); or at any point an error (JSON) instead of all that would follow. An answer
that is long in the making tells before its head how far it is (JSON).
"""

from __future__ import annotations

import json
import os
import struct
from asyncio import StreamReader
from typing import Any, BinaryIO, Final

from rdflib import URIRef

from aikg.stores import Scope

READY: Final = b"R"
PROGRESS: Final = b"P"
HEAD: Final = b"H"
DATA: Final = b"D"
ERROR: Final = b"E"
END: Final = b"Z"

CHUNK: Final = 64 * 1024
"""Bytes of data that a child collects into one frame."""

_FRAME: Final = struct.Struct("!cI")
_REQUEST: Final = struct.Struct("!II")


def request(fields: dict[str, Any], body: bytes = b"") -> bytes:
    """A request as bytes."""
    text = json.dumps(fields).encode()
    return _REQUEST.pack(len(text), len(body)) + text + body


def read_request(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next request, or None when the server is gone."""
    lengths = stream.read(_REQUEST.size)
    if len(lengths) < _REQUEST.size:
        return None
    text, body = _REQUEST.unpack(lengths)
    fields: dict[str, Any] = json.loads(stream.read(text))
    return fields, stream.read(body)


def scope_fields(scope: Scope | None) -> dict[str, Any] | None:
    """A dataset as JSON; `scope_of` reads it."""
    return None if scope is None else {"default": list(scope.default), "named": list(scope.named)}


def scope_of(fields: dict[str, Any] | None) -> Scope | None:
    """The dataset that `scope_fields` wrote down."""
    if fields is None:
        return None
    default = tuple(None if name is None else URIRef(name) for name in fields["default"])
    return Scope(default, tuple(URIRef(name) for name in fields["named"]))


async def read(stream: StreamReader) -> tuple[bytes, bytes]:
    """The next frame: its kind and payload.

    Raises:
        asyncio.IncompleteReadError: the child is dead.
    """
    kind, length = _FRAME.unpack(await stream.readexactly(_FRAME.size))
    return kind, await stream.readexactly(length)


class Outlet:
    """Where a child writes its answer: a binary stream for the data, and the frames around it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._held = bytearray()

    def say(self, kind: bytes, /, **fields: Any) -> None:
        """Send a frame other than data; data that is held goes before it."""
        self.flush()
        self._send(kind, json.dumps(fields).encode())

    def write(self, data: bytes) -> int:
        """Send data, soon. A full pipe makes it wait: a slow client slows the query down."""
        self._held += data
        if len(self._held) >= CHUNK:
            self._send(DATA, bytes(self._held))
            self._held.clear()
        return len(data)

    def flush(self) -> None:
        """Send the data that is held."""
        if self._held:
            self._send(DATA, bytes(self._held))
            self._held.clear()

    def drop(self) -> None:
        """Forget the data that is held: an error comes instead."""
        self._held.clear()

    def _send(self, kind: bytes, payload: bytes) -> None:
        rest = memoryview(_FRAME.pack(kind, len(payload)) + payload)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
