"""Content negotiation: what a client accepts, with its q-values, and what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aikg import formats
from aikg.server.problems import Problem

ROWS: Final = formats.ROWS
TRIPLES: Final = formats.TRIPLES
HTML: Final = "text/html"
SPARQL: Final = "application/sparql-query"

NETWORK_FORMATS: Final = {
    "json": ("json", "application/json"),
    "gexf": ("gexf", "application/gexf+xml"),
    "graphml": ("graphml", "application/graphml+xml"),
    "csv": ("csv", "text/csv"),
    "nodes.csv": ("csv-nodes", "text/csv"),
    "cyjs": ("cytoscape", "application/vnd.cytoscape+json"),
}
"""Formats of a network by suffix, the preferred one first: the dialect of `aikg.gephi`, and the media type."""

SUFFIXES: Final = {
    **{name: name for name in ROWS},
    "srj": "json",
    "srx": "xml",
    "ttl": "turtle",
    "nt": "ntriples",
    "jsonld": "jsonld",
    "rdf": "rdfxml",
    "trig": "trig",
}
"""Formats of an answer by suffix."""

_ALSO: Final = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle",),
}
"""Names that ask for a format as well."""


def choose(accept: str | None, offered: Mapping[str, str]) -> str | None:
    """The best of what is offered for an Accept header, or None if nothing of it is accepted.

    >>> choose("text/csv;q=0.5, application/json", ROWS)
    'json'
    """
    ranges = _ranges(accept)
    best: tuple[float, str] | None = None
    for name, media in offered.items():
        quality = _quality(ranges, media, _ALSO.get(name, ()))
        if quality > 0 and (best is None or quality > best[0]):
            best = quality, name
    return None if best is None else best[1]


def content_type(media: str) -> str:
    """The Content-Type of an answer."""
    known = {**ROWS, **TRIPLES}.get(media, media)
    return f"{known}; charset=utf-8" if known.startswith("text/") else known


def not_acceptable(offered: Mapping[str, str]) -> Problem:
    """406, with the list of what there is."""
    available = list(offered.values())
    detail = f"nothing that there is fits the Accept header; there is {', '.join(available)}"
    return Problem(406, "not-acceptable", detail, headers={"Vary": "Accept"}, available=available)


def _ranges(accept: str | None) -> list[tuple[str, float]]:
    if accept is None or not accept.strip():
        return [("*/*", 1.0)]
    ranges = []
    for entry in accept.split(",")[:100]:
        media, *parameters = (part.strip() for part in entry.lower().split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _number(value)
        ranges.append((media, quality))
    return ranges


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), 1.0) if value == value else 0.0  # noqa: PLR0124


def _quality(ranges: list[tuple[str, float]], media: str, also: tuple[str, ...]) -> float:
    """The q-value of the most specific range that a media type falls into."""
    kind = media.partition("/")[0]
    for wanted in ((media,), also, (f"{kind}/*",), ("*/*",)):
        found = [quality for name, quality in ranges if name in wanted]
        if found:
            return max(found)
    return 0.0
