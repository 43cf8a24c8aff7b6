"""Which edges a network is made of: a view or the surroundings of an entity, and what of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from rdflib import URIRef

from aikg.catalogue import Parameter
from aikg.errors import BadParameter
from aikg.graph import KnowledgeGraph
from aikg.network import MEASURES, Edge

OPTIONS: Final = {
    option.name: option
    for option in (
        Parameter("since", "date", "leave out what ended before this day", example="2026-01-01"),
        Parameter("until", "date", "leave out what began after this day", example="2027-12-31"),
        Parameter("dated_only", "enum", "true: leave out what has no date too", values=("true", "false")),
        Parameter("measure", "string", f"columns for the nodes, parted by commas: {', '.join(MEASURES)}"),
    )
}
"""What every network can be asked beside the parameters of its view."""


class Selection(NamedTuple):
    """The edges, as a stream; the title of the network; what is to be measured."""

    edges: Iterator[Edge]
    title: str
    measures: tuple[str, ...]


def selected(graph: KnowledgeGraph, asked: Mapping[str, Any]) -> Selection:
    """What is asked for: `view` with its `params`, or `around` and `hops`; the options are among the parameters.

    Raises:
        BadParameter, NotFound, Ambiguous: as `Query.bind`.
    """
    params = dict(asked["params"])
    options = {name: params.pop(name) for name in OPTIONS if name in params}
    around = asked.get("around")
    if around is not None and params:
        raise BadParameter(next(iter(params)), f"there is no such option; there are {', '.join(OPTIONS)}")
    since, until = (_day(name, options.get(name)) for name in ("since", "until"))
    edges = graph.selection(
        asked.get("view", ""),
        params,
        around=around,
        hops=asked.get("hops", 1),
        since=since,
        until=until,
        dated_only=_chosen("dated_only", options.get("dated_only")) == "true",
    )
    measures = tuple(options["measure"].split(",")) if "measure" in options else ()
    for name in measures:
        if name not in MEASURES:
            raise BadParameter("measure", f"{name!r} is none of {', '.join(MEASURES)}")
    return Selection(edges, f"around {around}" if around else asked["view"], measures)


def _day(name: str, text: str | None) -> date | None:
    found = _chosen(name, text)
    return None if found is None else date.fromisoformat(found)


def _chosen(name: str, text: str | None) -> str | None:
    return None if text is None else str(OPTIONS[name].term(text, _none))


def _none(name: str, _classes: tuple[str, ...]) -> URIRef:
    return URIRef(name)
