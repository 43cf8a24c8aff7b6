"""Connections that wait for nobody: headers have a size and a time, whatever the parser would take."""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_BYTES: Final = 64 * 1024
"""What a request line (a query by GET, too) and its headers may have."""
HEADER_S: Final = 10.0
"""When they must have come, counted from the connection or the end of the request before."""

_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with these two limits, which httptools and uvicorn do not have."""

    _bytes = 0
    _in_headers = True
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A client came."""
        super().connection_made(transport)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client went."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came; those of headers are counted."""
        if self._in_headers:
            self._bytes += len(data)
            if self._timer is None:
                self._timer = self.loop.call_later(HEADER_S, self._give_up)
        super().data_received(data)
        if self._in_headers and self._bytes > HEADER_BYTES:
            self._end(_LARGE)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_headers = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The headers are there; the body has limits of its own."""
        self._in_headers = False
        self._stop_timer()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """The response is sent; the next request of this connection may come."""
        super().on_response_complete()
        self._bytes, self._in_headers = 0, True

    def _expect_headers(self) -> None:
        self._bytes, self._in_headers = 0, True
        self._timer = self.loop.call_later(HEADER_S, self._give_up)

    def _give_up(self) -> None:
        if self._in_headers:
            self._end(_SLOW)

    def _end(self, response: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(response)
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def options() -> dict[str, Any]:
    """How uvicorn is to be run."""
    return {
        "http": Protocol,
        "ws": "none",
        "access_log": False,
        "server_header": False,
        "date_header": True,
        "timeout_keep_alive": 15,
        "timeout_graceful_shutdown": 10,
        "limit_concurrency": 1_000,
        "backlog": 512,
    }
