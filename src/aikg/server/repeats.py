"""The same GET again: what was sent is sent again, as long as the data version is the same.

The routes would find the answer in the cache as well; reading the request and writing the head costs them ten times
what it costs to send bytes that are ready.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aikg.server import addresses
from aikg.server.cache import Cache, Key
from aikg.server.responses import VERSION
from aikg.server.shell import QUERY_HASH

_TOTAL: Final = 32 * 1024 * 1024
_VERSION: Final = VERSION.lower().encode()
_CHANGES: Final = frozenset({b"origin", b"if-none-match", b"range", b"authorization", b"content-length"})
"""Headers of requests that get another answer: of other sites, conditional, or not plain at all."""


class Sent(NamedTuple):
    """A whole response with an ETag, and what log and metrics are told of it."""

    version: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    route: Any
    query_hash: str | None


class Repeats:
    """Stands before the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._sent = Cache[Sent](_TOTAL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send again what was sent, or pass the request on and remember what comes back."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        core = scope["app"].state.core
        found = self._sent.get(*key)
        if found is None or found.version.decode() != await core.version():
            await self._app(scope, receive, self._remembering(key, scope, send))
            return
        core.cache.hits += 1
        scope["route"], scope[QUERY_HASH] = found.route, found.query_hash
        await send({"type": "http.response.start", "status": 200, "headers": found.headers})
        await send({"type": "http.response.body", "body": found.body})

    def _remembering(self, key: Key, scope: Scope, send: Send) -> Send:
        headers: list[tuple[bytes, bytes]] = []

        async def sending(message: Message) -> None:
            nonlocal headers
            if message["type"] == "http.response.start":
                headers = list(message["headers"]) if message["status"] == 200 else []
            elif headers and not message.get("more_body"):
                given = dict(headers)
                whole = b"etag" in given and _VERSION in given and b"content-length" in given
                if whole and b"accept-encoding" not in given.get(b"vary", b"").lower():
                    sent = Sent(given[_VERSION], headers, message["body"], scope.get("route"), scope.get(QUERY_HASH))
                    self._sent.put(*key, answer=sent)
            else:
                headers = []  # it flows, and is not kept
            await send(message)

        return sending


def _key(scope: Scope) -> Key | None:
    """All of a plain GET that its answer depends on, beside the data; None for any other request."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    accept, host, language = b"", b"", "en"
    for name, value in scope["headers"]:
        if name in _CHANGES:
            return None
        if name == b"accept":
            accept += b"," + value
        elif name == b"host":
            host = value
        elif name in (b"accept-language", b"cookie"):
            language = addresses.language(Request(scope))
    return scope["scheme"], host, scope["raw_path"], scope["query_string"], accept, language
