"""Who asks: nobody, a token (Bearer), or a user (Basic, and Digest where a server wants that)."""

from __future__ import annotations

from collections.abc import Generator

import httpx


class Login(httpx.Auth):
    """Puts credentials on each request; no redirect to another origin is followed. Nothing of it shows in its repr."""

    requires_request_body = True

    def __init__(self, username: str | None, password: str | None, token: str | None) -> None:
        self._token = token
        self._user = None if username is None else (username, password or "")
        self._digest: dict[str, httpx.DigestAuth] = {}

    def __repr__(self) -> str:
        return f"Login({self.kind})"

    @property
    def kind(self) -> str:
        """`token`, `user` or `nobody`."""
        return "token" if self._token is not None else "user" if self._user is not None else "nobody"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The requests that one request takes: Digest needs a challenge first, and each path has its own."""
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request
        elif self._user is None:
            yield request
        elif request.url.path in self._digest:
            yield from self._digest[request.url.path].auth_flow(request)
        else:
            yield from self._first(request, self._user)

    def _first(self, request: httpx.Request, user: tuple[str, str]) -> Generator[httpx.Request, httpx.Response, None]:
        basic = httpx.BasicAuth(*user)
        response = yield from _passing(basic, request)
        if response.status_code != 401:
            return
        challenge = response.headers.get("WWW-Authenticate", "").lower()
        if "basic" in challenge:
            return  # the password is wrong, not the scheme
        # Virtuoso answers Basic with a bare 401: only a request without credentials is told what it wants.
        digest = httpx.DigestAuth(*user)
        request.headers.pop("Authorization", None)
        response = yield from _passing(digest, request)
        if response.status_code < 400:
            self._digest[request.url.path] = digest


def _passing(auth: httpx.Auth, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, httpx.Response]:
    """Run another scheme's flow, and give back its last response."""
    flow = auth.auth_flow(request)
    asked = next(flow)
    while True:
        response = yield asked
        try:
            asked = flow.send(response)
        except StopIteration:
            return response
