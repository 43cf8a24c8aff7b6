"""Running the application on uvicorn."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path

from aikg.server.processes import Nursery
from aikg.server.sources import Origin
from aikg.settings import Serving


def run(origin: Origin, serving: Serving, articles: Path | None = None) -> None:
    """Serve until a signal comes; then requests that run may end. The access log goes to stderr."""
    nursery = Nursery()  # first of all: it gets ready while this process imports what it needs
    import uvicorn

    from aikg.server import connections
    from aikg.server.app import create_app

    _log_to_stderr()
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # `aikg` ends at a closed pipe, a server must not
    app = create_app(origin, serving, articles=articles, nursery=nursery)
    uvicorn.run(app, host=serving.host, port=serving.port, log_level="error", **connections.options())


def _log_to_stderr() -> None:
    from aikg.server.shell import ACCESS

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    ACCESS.addHandler(handler)
    ACCESS.setLevel(logging.INFO)
    ACCESS.propagate = False
