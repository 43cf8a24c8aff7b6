"""Which edges a network is made of: a view or the surroundings of an entity, and what of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from rdflib import URIRef

from aikg import subgraphs
from aikg.catalogue import Parameter
from aikg.errors import BadParameter
from aikg.graph import KnowledgeGraph
from aikg.network import MEASURES, Edge
from aikg.subgraphs import Hidden

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


LEFT_OUT: Final = {
    option.name: option
    for option in (
        Parameter("without_kinds", "string", "relations to leave out, parted by commas", example="partnerOf"),
        Parameter("without_stages", "string", "stages to leave out, parted by commas; unstated: what has none"),
        Parameter("without_items", "string", "news items to leave out, parted by commas"),
    )
}
"""What a subgraph can be asked too."""


class Selection(NamedTuple):
    """The edges, as a stream; the title of the network; what is to be measured; nodes that are there in any case."""

    edges: Iterator[Edge]
    title: str
    measures: tuple[str, ...]
    nodes: tuple[str, ...] = ()


def selected(graph: KnowledgeGraph, asked: Mapping[str, Any]) -> Selection:
    """What is asked for: `view` with its `params`, `around` and `hops`, or a `subgraph`; with options in `params`.

    Raises:
        BadParameter, NotFound, Ambiguous: as `Query.bind`.
    """
    params = dict(asked["params"])
    if "subgraph" in asked:
        nodes = subgraphs.read(asked["subgraph"])
        measures = _measures(params.pop("measure", ""))
        return Selection(subgraphs.subgraph(graph.store, nodes, hidden(params)), "subgraph", measures, tuple(nodes))
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
    return Selection(edges, f"around {around}" if around else asked["view"], _measures(options.get("measure", "")))


def hidden(params: Mapping[str, str]) -> Hidden:
    """What a subgraph leaves out.

    Raises:
        BadParameter: there is no such option, or its value is none.
    """
    for name in params:
        if name not in LEFT_OUT and (name not in OPTIONS or name == "measure"):
            known = ", ".join([*LEFT_OUT, *OPTIONS])
            raise BadParameter(name, f"there is no such option; there are {known}")
    kinds, stages, items = (tuple(filter(None, params.get(name, "").split(","))) for name in LEFT_OUT)
    return Hidden(
        kinds,
        tuple("" if stage == "unstated" else stage for stage in stages),
        items,
        _day("since", params.get("since")),
        _day("until", params.get("until")),
        _chosen("dated_only", params.get("dated_only")) == "true",
    )


def _measures(listed: str) -> tuple[str, ...]:
    measures = tuple(listed.split(",")) if listed else ()
    for name in measures:
        if name not in MEASURES:
            raise BadParameter("measure", f"{name!r} is none of {', '.join(MEASURES)}")
    return measures


def _day(name: str, text: str | None) -> date | None:
    found = _chosen(name, text)
    return None if found is None else date.fromisoformat(found)


def _chosen(name: str, text: str | None) -> str | None:
    return None if text is None else str(OPTIONS[name].term(text, _none))


def _none(name: str, _classes: tuple[str, ...]) -> URIRef:
    return URIRef(name)
