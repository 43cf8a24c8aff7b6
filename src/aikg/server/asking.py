"""The page at `/ask`: every question and view of the catalogue as a form, and where scripts run, SPARQL."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from aikg import catalogue, records
from aikg.graph import KnowledgeGraph
from aikg.kinds import KINDS
from aikg.server import bundle
from aikg.server.core import core
from aikg.server.routes import add
from aikg.vocabulary import BASE, PREFIXES

router = APIRouter()


async def page(request: Request) -> Response:
    """What can be asked. Without scripts it leads to the forms of `/queries` and `/views`."""
    serving = core(request).serving

    def seen(graph: KnowledgeGraph) -> dict[str, Any]:
        known = {
            "base": BASE,
            "kinds": list(KINDS),
            "prefixes": PREFIXES,
            "seconds": serving.timeout_s,
            "terms": records.term_labels(graph.store),
        }
        return {
            "folders": {
                "queries": ("Questions", list(catalogue.folder("questions").values())),
                "views": ("Views", list(catalogue.folder("views").values())),
            },
            "known": json.dumps(known, ensure_ascii=False),
            "gephi_lite": serving.gephi_lite,
        }

    return await bundle.page(request, "ask", seen)


add(router, "/ask", page, ("GET", "HEAD"), in_schema=False)
