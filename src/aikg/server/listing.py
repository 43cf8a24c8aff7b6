"""What there is to ask, as JSON and as a page."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request

from aikg import catalogue
from aikg.catalogue import Parameter, Query
from aikg.server import addresses, templates
from aikg.server.media import NETWORK_FORMATS, ROWS
from aikg.server.selection import OPTIONS


class Place(NamedTuple):
    """Where the server is: the path before all its paths, and its address; and the language of who asks."""

    root: str
    base: str
    language: str

    @classmethod
    def of(cls, request: Request) -> Place:
        """Where the server is to the client of a request."""
        root, language = addresses.reader(request)
        return cls(root, str(request.base_url).rstrip("/"), language)


@lru_cache(maxsize=32)
def written(folder: str, chosen: str, place: Place, gephi_lite: str) -> str:
    """The list of a folder's queries as `json` or `html`."""
    found = list(catalogue.folder(folder).values())
    name = {"questions": "queries"}.get(folder, folder)
    if chosen == "html":
        title = {"questions": "Questions", "views": "Views"}[folder]
        page = templates.page("catalogue.html", place.language)
        return page.render(root=place.root, title=title, place=name, queries=found)
    described = [_described(query, name, place, gephi_lite) for query in found]
    listed = {name: described, "texts": {"zh": dict(catalogue.texts("zh"))}}
    return json.dumps(listed, ensure_ascii=False, indent=1)


def _described(query: Query, folder: str, place: Place, gephi_lite: str) -> dict[str, Any]:
    path = f"{place.root}/{folder}/{query.name}"
    told: dict[str, Any] = {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "params": {p.name: _parameter(p, f"{path}/params/{p.name}") for p in query.parameters.values()},
        "returns": dict(query.returns),
        "chart": query.header.get("chart"),
        "url": path,
        "formats": [*(ROWS if folder == "queries" else NETWORK_FORMATS), "html", "rq"],
    }
    if folder == "views":
        told["options"] = {option.name: _parameter(option, None) for option in OPTIONS.values()}
        told["export"] = f"{place.root}/export/view/{query.name}{{/param,value*}}/{query.name}.gexf"
        if gephi_lite:
            file = f"{place.base}/export/view/{query.name}/{query.name}.gexf"
            told["gephi_lite"] = gephi_lite.replace("{url}", quote(file, safe=""))
    return told


def _parameter(parameter: Parameter, picks: str | None) -> dict[str, Any]:
    stated = {
        "type": parameter.type,
        "description": parameter.description,
        "required": parameter.required,
        "default": parameter.default,
        "example": parameter.example,
        "class": list(parameter.classes),
        "values": list(parameter.values),
        "picks": picks,
    }
    return {name: value for name, value in stated.items() if value not in ("", None, [], False)}
