"""Routes for whoever runs the server: /health and /metrics."""

from __future__ import annotations

import time
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aikg._version import __version__
from aikg.server.core import core
from aikg.server.problems import Problem
from aikg.server.routes import add
from aikg.server.sources import discreet
from aikg.stores.location import Location

router = APIRouter(tags=["Operations"])

_HEALTH_S: Final = 2.0


async def health(request: Request) -> Response:
    """Whether a reader gets an answer from the store; 503 if not."""
    began = time.perf_counter()
    here = core(request)
    try:  # to count the quads of another server may take long
        facts = await here.facts(_HEALTH_S, count=isinstance(here.origin, Location))
    except Problem as problem:
        detail = discreet(problem.detail, here.origin)
        return JSONResponse({"status": "failing", "error": problem.error, "detail": detail}, 503)
    took = round((time.perf_counter() - began) * 1000, 1)
    return JSONResponse(
        {"status": "ok", "ms": took, "aikg": __version__, **facts}, headers={"Cache-Control": "no-store"}
    )


async def metrics(request: Request) -> Response:
    """Prometheus metrics."""
    content, kind = request.app.state.metrics.exposition()
    return Response(content, headers={"Content-Type": kind, "Cache-Control": "no-store"})


add(router, "/health", health, ["GET", "HEAD"], response_class=JSONResponse)
add(router, "/metrics", metrics, ["GET", "HEAD"])
