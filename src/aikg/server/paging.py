"""The pages before and after a page, as RFC 8288 links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request

from aikg.answers import Page
from aikg.server.arguments import FURTHEST

_PATH: Final = "/:@!$&'()*+,;=~-._%"


def neighbours(page: Page, more: bool) -> dict[str, Page]:
    """The pages that a page leads to, by relation."""
    found = {"first": Page(page.limit)}
    if page.offset > 0:
        found["prev"] = Page(page.limit, max(page.offset - page.limit, 0))
    if more and page.offset + page.limit <= FURTHEST:
        found["next"] = Page(page.limit, page.offset + page.limit)
    return found


def query_of(given: Mapping[str, str], page: Page) -> str:
    """The query string of a page."""
    return urlencode({**given, "limit": page.limit, "offset": page.offset})


def link(request: Request, page: Page, more: bool) -> str:
    """The Link header of a page; the URLs are relative to the server."""
    pairs = dict(parse_qsl(request.scope["query_string"].decode("latin-1")))
    root, path = request.scope.get("root_path", "").rstrip("/"), request.scope["path"]
    path = quote(path if path.startswith(f"{root}/") else f"{root}{path}", safe=_PATH)
    pages = neighbours(page, more)
    return ", ".join(f'<{path}?{query_of(pairs, other)}>; rel="{relation}"' for relation, other in pages.items())
