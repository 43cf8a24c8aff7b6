"""Which methods a path has, over all routes: for OPTIONS, and for the Allow of a 405."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from aikg.server.problems import Problem

_ALL = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")


def allowed(request: Request) -> Response:
    """204 for OPTIONS on a path that there is, else 405; both with the complete Allow."""
    routes = request.app.router.routes
    methods = {
        method
        for method in _ALL
        if method == "OPTIONS" or any(r.matches({**request.scope, "method": method})[0] is Match.FULL for r in routes)
    }
    allow = {"Allow": ", ".join(method for method in _ALL if method in methods)}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    detail = f"this path takes {allow['Allow']}"
    return Problem(405, "method-not-allowed", detail, headers=allow).response()
