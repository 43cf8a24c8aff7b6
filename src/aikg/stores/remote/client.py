"""HTTP to one store: time-outs, retries of reads, redirects within one origin, errors in our words."""

from __future__ import annotations

import io
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urljoin

import httpx

from aikg.errors import AikgError, StoreError
from aikg.stores.remote import complaints, virtuoso
from aikg.stores.remote.address import origin, shown
from aikg.stores.remote.login import Login

_AGAIN: Final = frozenset({502, 503, 504})
_GATEWAY: Final = frozenset({502, 504})
"""Said by someone on the way, who does not know what the server did."""
_PAUSE_S: Final = 0.2
_MOST_REDIRECTS: Final = 3

Fields = Sequence[tuple[str, str]]
"""Fields of a form, or of a query string, in order; a name may come twice."""


class Client:
    """A connection pool. Reads are tried again; writes never, since one whose answer was lost may have been done."""

    def __init__(self, login: Login, *, timeout_s: float, retries: int) -> None:
        self._timeout_s, self._retries = timeout_s, retries
        self._login = login
        # Settings from the environment would put someone's .netrc or proxy between; only certificates are taken.
        self._http = httpx.Client(auth=login, timeout=httpx.Timeout(timeout_s), follow_redirects=False)

    def read(self, url: str, form: Fields, accept: str) -> Body:
        """Ask, by a POST that changes nothing; the answer is a stream, to be closed or dropped.

        Raises:
            StoreError, BadQuery: see `aikg.stores.remote.complaints`.
        """
        fields: dict[str, list[str]] = {}
        for name, value in form:
            fields.setdefault(name, []).append(value)
        for attempt in range(self._retries + 1):
            last = attempt == self._retries
            try:
                response = self._send("POST", url, data=fields, headers={"Accept": accept})
            except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                if last:
                    raise complaints.of_connection(error, url, self._timeout_s) from error
            except httpx.HTTPError as error:
                raise complaints.of_connection(error, url, self._timeout_s) from error
            else:
                if response.status_code not in _AGAIN or last:
                    return self._body(response, url)
                response.close()
            time.sleep(_PAUSE_S * 2**attempt)
        raise AssertionError("a loop that returns or raises")

    def write(self, url: str, content: bytes, media_type: str, params: Fields = (), method: str = "POST") -> int:
        """Send a change once; the status it was answered with: 404, 405, 415 and 501 mean not here, or not so.

        Raises:
            StoreError, BadQuery: see `aikg.stores.remote.complaints`.
        """
        try:
            response = self._send(
                method, url, content=content, params=list(params), headers={"Content-Type": media_type}
            )
        except httpx.HTTPError as error:
            raise complaints.of_connection(error, url, self._timeout_s, write=True) from error
        with Body(response, url, self._timeout_s) as body:
            if response.status_code in (404, 405, 415, 501):
                return int(response.status_code)
            if response.status_code >= 300:
                complaint = complaints.of_answer(response, body.head(), url, self._login.kind)
                raise complaints.Unsure(str(complaint)) if response.status_code in _GATEWAY else complaint
            body.readall()
            return int(response.status_code)

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def _send(self, method: str, url: str, **content: Any) -> httpx.Response:
        if self._http.is_closed:
            raise StoreError("the store has been closed; open it again")
        params = content.pop("params", [])
        if params:  # httpx would take the query string of the URL away
            url = str(httpx.URL(url).copy_merge_params(params))
        for _ in range(_MOST_REDIRECTS):
            request = self._http.build_request(method, url, **content)
            with _sockets_may_close():
                response = self._http.send(request, stream=True)
            if response.status_code not in (301, 302, 307, 308):
                return response
            response.close()
            there = urljoin(url, response.headers.get("Location", ""))
            if origin(there) != origin(url):
                raise StoreError(f"{shown(url)} sends on to another server, {shown(there)}: if you trust it, name it")
            url = there
        raise StoreError(f"{shown(url)} sends on again and again; name the endpoint itself")

    def _body(self, response: httpx.Response, url: str) -> Body:
        body = Body(response, url, self._timeout_s)
        if response.status_code != 200:
            with body:
                raise complaints.of_answer(response, body.head(), url, self._login.kind)
        if cut := complaints.of_cut_answer(response.headers, url):
            body.close()
            raise cut
        return body


@contextmanager
def _sockets_may_close() -> Iterator[None]:
    """Have a socket that its other end closed be an error: else SIGPIPE ends `aikg`, as it does for a closed stdout."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})
    try:
        yield
    finally:
        if signal.SIGPIPE not in before:
            signal.sigtimedwait({signal.SIGPIPE}, 0)  # else it would come now
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Body(io.RawIOBase):
    """The body of a response as a file that is read while it arrives. Dropping it closes the connection."""

    def __init__(self, response: httpx.Response, url: str, timeout_s: float) -> None:
        super().__init__()
        self.media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self.headers: Mapping[str, str] = response.headers
        limit = response.headers.get("X-Aikg-Row-Limit", "")
        flows = "Content-Length" not in response.headers
        self.row_limit = int(limit) if flows and limit.isdigit() else None
        """After how many rows or triples the server stops, if it cannot know yet whether it will have to."""
        self.failure: AikgError | None = None
        """What went wrong while reading: a parser that reads this file would make a riddle of it."""
        self._response, self._url, self._timeout_s = response, url, timeout_s
        self._chunks: Iterator[bytes] = response.iter_bytes()
        if response.headers.get("Server", "").startswith("Virtuoso"):
            self._chunks = virtuoso.mended(self._chunks)
        self._rest = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with some of what has arrived; waits for it, at most as long as the time-out."""
        if not self._rest:
            self._rest = self._next()
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def refuse_cut(self, rows: int) -> None:
        """Let an answer pass, at its end, that has fewer rows than the server would give.

        Raises:
            StoreError: it has not.
        """
        if self.row_limit is not None and rows >= self.row_limit:
            raise complaints.of_row_limit(self.row_limit, self._url)

    def head(self, most: int = 4096) -> str:
        """The beginning of an error page."""
        try:
            return (self.read(most) or b"").decode("utf-8", "replace")
        except StoreError:
            return ""

    def close(self) -> None:
        """Close the response."""
        if not self.closed:
            self._response.close()
        super().close()

    def _next(self) -> bytes:
        try:
            return next((chunk for chunk in self._chunks if chunk), b"")
        except httpx.HTTPError as error:
            self.failure = complaints.of_stream(error, self._url, self._timeout_s)
            raise self.failure from error
        except httpx.StreamError as error:
            self.failure = StoreError("the answer was read after the store had been closed")
            raise self.failure from error
