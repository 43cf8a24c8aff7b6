"""Running the application on uvicorn."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from aikg.errors import BadRequest
from aikg.server.nurseries import FirstNursery
from aikg.server.sources import Origin
from aikg.settings import Serving


def run(
    origin: Origin, serving: Serving, articles: Path | None = None, started: Callable[[str], None] = lambda _url: None
) -> None:
    """Serve until a signal comes; then requests that run may end. The access log goes to stderr.

    `started` is told the address when requests are answered.

    Raises:
        BadRequest: host and port cannot be listened on.
    """
    listening = _listening(serving.host, serving.port)
    nursery = FirstNursery()  # before all imports: it gets ready while this process imports what it needs
    import uvicorn

    from aikg.server import connections
    from aikg.server.app import create_app

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                started(_url(listening, serving.root_path))

    _log_to_stderr()
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # `aikg` ends at a closed pipe, a server must not
    app = create_app(origin, serving, articles=articles, nursery=nursery)
    Server(uvicorn.Config(app, log_level="error", **connections.options())).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise BadRequest(f"cannot listen on {host}, port {port} ({reason}); choose with --host and --port") from error


def _url(listening: socket.socket, root_path: str) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{root_path}/"


def _log_to_stderr() -> None:
    from aikg.server.shell import ACCESS

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    ACCESS.addHandler(handler)
    ACCESS.setLevel(logging.INFO)
    ACCESS.propagate = False
