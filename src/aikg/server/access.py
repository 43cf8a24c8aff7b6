"""Who may write: the holder of the token, given as `Authorization: Bearer …`."""

from __future__ import annotations

import hmac

from starlette.requests import Request

from aikg.server.problems import Problem

_CLOSE = {"Connection": "close"}
"""The body of a refused request is not read, so its connection cannot be used again."""


def require_token(request: Request, token: str | None) -> None:
    """Let a write pass; called before the body is read. The comparison takes the same time whatever is given.

    Raises:
        Problem: the server is read-only (403), or the token is missing or wrong (401).
    """
    if not token:
        raise Problem(403, "read-only", "this server is read-only: it was started without AIKG_TOKEN", headers=_CLOSE)
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    known = hmac.compare_digest(given.strip().encode("latin-1", "replace"), token.encode())
    if scheme.lower() != "bearer" or not known:
        said = 'Bearer realm="aikg"' + (', error="invalid_token"' if given else "")
        detail = "writing needs the header Authorization: Bearer, with the server's token"
        raise Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": said, **_CLOSE})
