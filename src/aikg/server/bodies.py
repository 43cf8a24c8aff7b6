"""Reading what a client sends, up to a limit: bytes as they come, and bytes as they unpack."""

from __future__ import annotations

import asyncio
import zlib
from typing import Final

from starlette.requests import ClientDisconnect, Request

from aikg.server.answers import ClientGone
from aikg.server.problems import Problem

SLOWEST_S: Final = 30.0
"""A body must have come after this time."""

_WINDOWS: Final = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


async def read(request: Request, most: int) -> bytes:
    """The body of a request, unpacked.

    Raises:
        Problem: larger than `most` bytes (413), too slow (408), packed in an unknown way (415) or wrongly (400).
    """
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > most:
        raise too_large(most)
    unpack = _unpacking(request.headers.get("content-encoding", "identity"))
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_S):
            async for chunk in request.stream():
                body += unpack(chunk, most - len(body) + 1)
                if len(body) > most:
                    raise too_large(most)
    except TimeoutError:
        close = {"Connection": "close"}
        raise Problem(408, "too-slow", f"the body did not come in {SLOWEST_S:.0f} s", headers=close) from None
    except ClientDisconnect:
        raise ClientGone from None
    unpack.finish()
    return bytes(body)


def too_large(most: int) -> Problem:
    """413; the connection ends, so that the rest is not read."""
    return Problem(413, "too-large", f"the body is larger than {most:,} bytes", headers={"Connection": "close"})


def text(body: bytes) -> str:
    """A body as text.

    Raises:
        Problem: it is not UTF-8, or holds NUL.
    """
    try:
        said = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf-8", f"the request is not UTF-8 (byte {error.start})") from None
    if "\0" in said:
        raise Problem(400, "not-text", "the request holds NUL characters")
    return said


class _Unpacker:
    """Unpacks a stream, never more at a time than is asked for."""

    def __init__(self, window: int | None) -> None:
        self._engine = None if window is None else zlib.decompressobj(window)

    def __call__(self, chunk: bytes, most: int) -> bytes:
        if self._engine is None:
            return chunk
        try:
            return self._engine.decompress(chunk, most)
        except zlib.error as error:
            raise Problem(400, "bad-encoding", f"the body cannot be unpacked: {error}") from None

    def finish(self) -> None:
        """Nothing may be missing at the end."""
        if self._engine is not None and not self._engine.eof:
            raise Problem(400, "bad-encoding", "the packed body ends too early")


def _unpacking(encoding: str) -> _Unpacker:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Unpacker(None)
    if name not in _WINDOWS:
        accepted = {"Accept-Encoding": "gzip, deflate"}
        raise Problem(415, "unsupported-encoding", "a body may be packed with gzip or deflate", headers=accepted)
    return _Unpacker(_WINDOWS[name])
