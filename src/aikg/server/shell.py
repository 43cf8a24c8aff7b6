"""What surrounds every request: an id, the access log, security headers, CORS, and problems told as JSON."""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aikg.server.answers import ClientGone
from aikg.server.problems import Problem
from aikg.server.sources import discreet

ACCESS: Final = logging.getLogger("aikg.access")

QUERY_HASH: Final = "aikg.query"
"""Where a route leaves the hash of a query in the scope, for the log."""

_ID: Final = re.compile(r"[A-Za-z0-9._\-]{1,64}")
_POLICY: Final = "; ".join(
    ("default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'")
)
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Frame-Options": "DENY",
}


class Shell:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell about it afterwards."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _join_accept(scope)
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex[:16]
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                framed = "frame-ancestors *" in headers.get("content-security-policy", "")
                for name, value in (*_ALWAYS.items(), ("X-Request-ID", request_id)):
                    if not (framed and name == "X-Frame-Options"):
                        headers.setdefault(name, value)
            await send(message)

        try:
            await self._guarded(scope, receive, sending, request_id)
        finally:
            seconds = time.perf_counter() - began
            route = getattr(scope.get("route"), "path", "other")
            scope["app"].state.metrics.count(_method(scope), route, status or 499, seconds)
            _log(scope, status or 499, seconds, request_id)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        try:
            _refuse_several_hosts(scope)
            _refuse_other_encodings(scope["query_string"])
            await self._app(scope, receive, send)
        except ClientGone:
            return
        except Problem as problem:
            problem.detail = discreet(problem.detail, scope["app"].state.core.origin)
            await problem.response()(scope, receive, send)


def _join_accept(scope: Scope) -> None:
    """Make one header of several `Accept`, as which they count (RFC 9110, 5.2): all who read it then read the same."""
    found = [value for name, value in scope["headers"] if name == b"accept"]
    if len(found) > 1:
        rest = [header for header in scope["headers"] if header[0] != b"accept"]
        scope["headers"] = [*rest, (b"accept", b", ".join(found))]


def _refuse_several_hosts(scope: Scope) -> None:
    """Let a request pass that names one host (RFC 9112, 3.2): of two, each reader of it might take another."""
    if sum(name == b"host" for name, _ in scope["headers"]) > 1:
        raise Problem(400, "bad-request", "the request has several Host headers; send one")


def _refuse_other_encodings(query: bytes) -> None:
    """Let a query string pass that is UTF-8; else a name in Latin-1 would be looked for as another, and not found."""
    try:
        if b"%" in query:
            unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "not-utf-8", "the query string is not UTF-8; percent-encode the bytes of UTF-8") from None


def _log(scope: Scope, status: int, seconds: float, request_id: str) -> None:
    """One line of JSON: neither headers nor bodies, and of a query only a hash, so no secret gets into it."""
    line = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "method": _method(scope),
        "path": unquote(scope["path"])[:200],
        "status": status,
        "ms": round(seconds * 1000, 1),
        "query": scope.get(QUERY_HASH),
        "id": request_id,
    }
    text = json.dumps(line, ensure_ascii=True)
    token = scope["app"].state.core.serving.token
    ACCESS.info(text.replace(token, "***") if token else text)  # whoever puts it into a path or an id


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
    return scope["method"] if scope["method"] in known else "other"
