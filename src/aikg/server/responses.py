"""An answer as a response: its headers, its body in one piece or as it comes."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from aikg.server import frames, media
from aikg.server.answers import Answer, ClientGone, until_gone
from aikg.server.cache import LARGEST, Kept
from aikg.server.problems import Problem

_LAST_S = 1.0
STALLED_S = 10.0
"""How long a client may take nothing of an answer that flows: a reader waits for it."""
CUT = "X-Aikg-Cut"
"""The header of an answer that stopped at the row limit, if that is known before the body; its value is the limit."""
LIMIT = "X-Aikg-Row-Limit"
"""The header with the limit itself: an answer that flows, and has so many rows or triples, was cut."""
VERSION = "X-Aikg-Data-Version"
VARY_OF_PAGES = "Accept, Accept-Language, Cookie"
"""What a page depends on: the language that its reader prefers, or has chosen, too."""


def headers(version: str, tag: str | None, cut: bool, most: int | None, kind: str = "") -> dict[str, str]:
    """The headers of an answer of a media type."""
    vary = VARY_OF_PAGES if kind == media.HTML else "Accept"
    found = {"Vary": vary, VERSION: version, "Cache-Control": "no-cache" if tag else "no-store"}
    if tag:
        found["ETag"] = tag
    if most is not None:
        found[LIMIT] = str(most)
        if cut:
            found[CUT] = str(most)
    return found


def kept(answer: Kept, version: str, tag: str, most: int | None) -> Response:
    """A response from the cache."""
    given = {**headers(version, tag, answer.cut, most, answer.media), "Content-Type": media.content_type(answer.media)}
    return Response(answer.body, headers=given)


def not_modified(version: str, tag: str, kind: str = "") -> Response:
    """304: what the client has is right still."""
    return Response(status_code=304, headers=headers(version, tag, False, None, kind))


def matches(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this ETag; weak comparison, as RFC 9110 has it."""
    given = request.headers.get("if-none-match", "")
    return any(part.strip().removeprefix("W/") in (tag, "*") for part in given.split(","))


def response(answer: Answer, most: int | None) -> Response:
    """A response to an answer, in one piece or flowing."""
    given = headers(answer.version, answer.etag, answer.cut, most, answer.media)
    given["Content-Type"] = media.content_type(answer.media)
    if answer.rest is None:
        return Response(answer.body, answer.status, headers=given)
    return Flowing(answer, given)


class Flowing(Response):
    """A response that is sent as the reader writes. If the reader ends early the connection is broken off.

    A client then sees that the answer is not whole: the last chunk never comes.
    """

    def __init__(self, answer: Answer, given: dict[str, str]) -> None:
        super().__init__(status_code=answer.status, headers=given)
        self._answer = answer
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, until it ends or the client goes."""
        flow = asyncio.ensure_future(self._flow(scope, send))
        gone = asyncio.ensure_future(until_gone(receive))
        killed = asyncio.ensure_future(self._answer.killed.wait())
        try:
            await asyncio.wait({flow, gone, killed}, return_when=asyncio.FIRST_COMPLETED)
            if killed.done():  # what the reader wrote may go out still, but not to a client that takes nothing
                await asyncio.wait({flow, gone}, timeout=_LAST_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (flow, gone, killed):
                task.cancel()
            await asyncio.gather(flow, gone, killed, return_exceptions=True)
            await self._answer.close()

    async def _flow(self, scope: Scope, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        await _data(send, self._answer.body)
        whole = bytearray(self._answer.body)
        try:
            async for kind, payload in self._answer.rest or ():  # type: ignore[union-attr]
                if kind == frames.DATA:
                    await _data(send, payload)
                    if len(whole) <= LARGEST:  # what is longer is not kept
                        whole += payload
                elif kind == frames.END and self._answer.keep is not None and len(whole) <= LARGEST:
                    self._answer.keep(bytes(whole), payload["cut"])
        except Problem:
            return
        await send({"type": "http.response.body", "body": b""})


async def _data(send: Send, data: Any) -> None:
    try:
        async with asyncio.timeout(STALLED_S):
            await send({"type": "http.response.body", "body": data, "more_body": True})
    except TimeoutError:
        raise ClientGone from None
