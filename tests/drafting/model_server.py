"""A chat-completions server on loopback that answers as it was told, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Reply:
    """One answer: a status with headers, and bytes that are sent in pieces with pauses."""

    def __init__(
        self,
        content: object = None,
        *,
        status: int = 200,
        raw: bytes | None = None,
        pause_s: float = 0.0,
        **headers: str,
    ) -> None:
        words = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        whole = {"choices": [{"message": {"role": "assistant", "content": words}}]}
        self.body = raw if raw is not None else json.dumps(whole, ensure_ascii=False).encode()
        self.status, self.pause_s = status, pause_s
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Asked:
    """What the server was asked: the bodies and the headers of its requests."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""


@contextmanager
def model_server(*replies: Reply) -> Iterator[Asked]:
    """A server that gives the replies in turn, and then the last one again and again."""
    asked = Asked()
    left = list(replies)
    gone = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            asked.headers.append(dict(self.headers))
            reply = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(reply.status)
            for name, value in ({"Content-Type": "application/json"} | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            try:
                if not reply.pause_s:
                    self.wfile.write(reply.body)
                    return
                for byte in reply.body:
                    if gone.wait(reply.pause_s):
                        return
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
            except OSError:  # the client has had enough
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    asked.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield asked
    finally:
        gone.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
        time.sleep(0)
