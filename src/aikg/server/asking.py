"""The page at `/ask`: every question and view of the catalogue as a form, and where scripts run, SPARQL."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg import catalogue
from aikg.graph import KnowledgeGraph
from aikg.server import addresses, bundle, representations, templates
from aikg.server.core import core
from aikg.server.representations import HTML
from aikg.server.routes import add
from aikg.vocabulary import BASE, KINDS, PREFIXES

router = APIRouter()


async def page(request: Request) -> Response:
    """What can be asked. Without scripts it leads to the forms of `/queries` and `/views`."""
    serving = core(request).serving

    def work(_graph: KnowledgeGraph) -> bytes:
        root = addresses.root(request)
        return templates.rendered(
            "ask.html",
            root,
            page="ask",
            assets=bundle.address(root),
            folders={
                "queries": ("Questions", list(catalogue.folder("questions").values())),
                "views": ("Views", list(catalogue.folder("views").values())),
            },
            known=json.dumps({"base": BASE, "kinds": list(KINDS), "prefixes": PREFIXES, "seconds": serving.timeout_s}),
            gephi_lite=serving.gephi_lite,
        )

    return await representations.readable(request, representations.made(request, HTML, work, also=bundle.DIGEST))


add(router, "/ask", page, ("GET", "HEAD"), in_schema=False)
