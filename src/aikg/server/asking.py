"""The page at `/ask`: every question and view of the catalogue as a form, and where scripts run, SPARQL."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg import catalogue
from aikg.kinds import KINDS
from aikg.server import bundle
from aikg.server.core import core
from aikg.server.routes import add
from aikg.vocabulary import BASE, PREFIXES

router = APIRouter()


async def page(request: Request) -> Response:
    """What can be asked. Without scripts it leads to the forms of `/queries` and `/views`."""
    serving = core(request).serving
    seen = {
        "folders": {
            "queries": ("Questions", list(catalogue.folder("questions").values())),
            "views": ("Views", list(catalogue.folder("views").values())),
        },
        "known": json.dumps({"base": BASE, "kinds": list(KINDS), "prefixes": PREFIXES, "seconds": serving.timeout_s}),
        "gephi_lite": serving.gephi_lite,
    }
    return await bundle.page(request, "ask", lambda _: seen)


add(router, "/ask", page, ("GET", "HEAD"), in_schema=False)
