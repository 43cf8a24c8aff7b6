"""An HTTP server that answers what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs


class Asked(NamedTuple):
    """One request; `form` is its form or query string."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> str:
        return parse_qs(self.body.decode()).get("query", [""])[0]


class Reply(NamedTuple):
    """What is answered. With `promise`, the length that is promised is not what comes."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/sparql-results+json"
    headers: tuple[tuple[str, str], ...] = ()
    promise: int | None = None


YES = Reply(body=b'{"head":{},"boolean":true}')
NO = Reply(body=b'{"head":{},"boolean":false}')
EMPTY = Reply(body=b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}')

Answer = Callable[[Asked], Reply]


def quiet(asked: Asked) -> Reply | None:
    """What the store asks for itself: is anyone there, are you Virtuoso, what is in named graphs."""
    if asked.query == "ASK {}":
        return YES
    if "virtrdf" in asked.query:
        return NO
    if "LIMIT 3" in asked.query:
        return EMPTY
    return None


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[str, list[Asked]]]:
    """A server on a free port: its URL, and the list of what it has been asked."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Asked(self.command, self.path, headers, body)
            asked.append(request)
            reply = answer(request)
            if reply.status == 0:
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.media_type)
            self.send_header("Content-Length", str(len(reply.body) if reply.promise is None else reply.promise))
            for name, value in reply.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)
            if reply.promise is not None:
                self.close_connection = True

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that breaks off is what some tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
