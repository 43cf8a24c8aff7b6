"""The application: what is put together, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response

from aikg._version import __version__
from aikg.errors import AikgError
from aikg.server import (
    asking,
    bundle,
    catalogue,
    description,
    entities,
    explorer,
    exploring,
    exports,
    graphstore,
    items,
    maps,
    openapi,
    operations,
    pages,
    reconcile,
    sparql,
    static,
)
from aikg.server.core import Core
from aikg.server.methods import allowed
from aikg.server.metrics import Metrics
from aikg.server.nurseries import FirstNursery
from aikg.server.problems import Problem, fields_of, problem
from aikg.server.repeats import Repeats
from aikg.server.responses import CUT, LIMIT, VERSION
from aikg.server.shell import Shell
from aikg.server.sources import Origin, discreet
from aikg.settings import Serving
from aikg.stores.location import Location

_ROUTERS = (
    sparql.router,
    graphstore.router,
    items.router,
    exploring.router,
    reconcile.router,
    entities.router,
    description.router,
    operations.router,
    catalogue.router,
    exports.router,
    asking.router,
    maps.router,
    static.router,
    bundle.router,
    explorer.router,
    pages.router,
)
_ABOUT = "AI-industry news as a knowledge graph: every fact traceable to the sentence that says it."


def create_app(
    origin: Origin | Path,
    serving: Serving | None = None,
    *,
    articles: Path | None = None,
    nursery: FirstNursery | None = None,
    routers: Sequence[APIRouter] = (),
) -> FastAPI:
    """The server over a graph in a folder or on another server. `routers` come first, so one of them may take `/`.

    Routers find what they need with `aikg.server.core.core(request)`.
    """
    place = Location(origin) if isinstance(origin, Path) else origin
    settings = serving or Serving()
    core = Core(place, settings, articles, nursery)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        core.open()
        try:
            yield
        finally:
            await core.close()

    app = FastAPI(
        title="aikg", version=__version__, description=_ABOUT, lifespan=lifespan,
        docs_url=None, redoc_url=None, redirect_slashes=False,
    )  # fmt: skip
    app.root_path = settings.root_path  # the parameter of this name is deprecated
    app.state.core, app.state.metrics = core, Metrics(core)
    for router in (*routers, *_ROUTERS):
        app.include_router(router)
    app.openapi = partial(openapi.document, app)  # type: ignore[method-assign]
    _handle_errors(app)
    _surround(app, settings)
    return app


def _surround(app: FastAPI, settings: Serving) -> None:
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type", "Accept", "If-Match", "If-None-Match", "X-Request-ID"],
        expose_headers=["ETag", "Link", "Location", "X-Request-ID", CUT, LIMIT, VERSION],
    )
    app.add_middleware(Repeats)
    app.add_middleware(Shell)


def _handle_errors(app: FastAPI) -> None:
    async def told(_request: Request, error: Any) -> Response:
        found: Problem = error if isinstance(error, Problem) else problem(fields_of(error))
        found.detail = discreet(found.detail, app.state.core.origin)
        return found.response()

    async def http(request: Request, error: Any) -> Response:
        if error.status_code == 405:
            return allowed(request)
        names = {404: ("not-found", "there is nothing here")}
        name, detail = names.get(error.status_code, ("bad-request", str(error.detail)))
        return Problem(error.status_code, name, detail, headers=error.headers).response()

    async def invalid(_request: Request, error: Any) -> Response:
        first = error.errors()[0]
        parameter = ".".join(str(part) for part in first["loc"][1:])
        missing = f"is missing; give it as ?{parameter}=…"
        words = missing if first["type"] == "missing" else first["msg"]
        return Problem(400, "bad-parameter", f"{parameter}: {words}", parameter=parameter).response()

    app.add_exception_handler(Problem, told)
    app.add_exception_handler(AikgError, told)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
