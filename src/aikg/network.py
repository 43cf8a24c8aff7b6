"""View rows as NetworkX graphs: one node an entity, one edge a claim.

A view's rows become `Edge`s and the entities they join become `Node`s; `build` puts both into a
`networkx.MultiDiGraph`, on which every NetworkX function (and backend) works unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import isfinite, nan
from typing import TYPE_CHECKING, Final, NamedTuple

from aikg.errors import BadRequest
from aikg.identity import class_name, curie

if TYPE_CHECKING:
    import networkx


class Node(NamedTuple):
    """An entity as a network sees it. `id` is its CURIE (`organization:xai`), `type` its class (`Organization`)."""

    id: str
    label: str
    type: str
    label_zh: str = ""
    iri: str = ""


class Edge(NamedTuple):
    """One claim that joins two entities. `source` and `target` are CURIEs, `kind` a relation (`investsIn`).

    `stage` and `modality` are short names (`potential`, `confirmed`), `figure` is the amount as printed
    (`US$5 billion`), `item` and `claim` CURIEs that lead back to the sentence. Empty string or None = not stated.
    """

    source: str
    target: str
    kind: str
    claim: str = ""
    item: str = ""
    stage: str = ""
    modality: str = ""
    figure: str = ""
    weight: float | None = None
    start: date | None = None
    end: date | None = None


_SEED: Final = 7

MEASURES: Final = ("degree", "in_degree", "out_degree", "betweenness", "pagerank", "community", "component")
"""What `measure` can compute, each by NetworkX's own function."""


def edges(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Edge]:
    """A view's rows, as plain strings, as edges. Columns that an edge does not know are left out.

    Raises:
        BadRequest: the rows lack ?source, ?target or ?kind, or a date or weight is none.
    """
    missing = {"source", "target", "kind"} - set(columns)
    if missing:
        raise BadRequest(f"a view returns ?source ?target ?kind; missing: {', '.join(sorted(missing))}")
    place = {name: columns.index(name) for name in Edge._fields if name in columns}
    for row in rows:
        value = {name: row[index] for name, index in place.items() if row[index]}
        yield Edge(
            source=curie(row[place["source"]]),
            target=curie(row[place["target"]]),
            kind=class_name(row[place["kind"]]),
            claim=curie(value.get("claim", "")),
            item=curie(value.get("item", "")),
            stage=curie(value.get("stage", "")).removeprefix("aikgv:stage-"),
            modality=curie(value.get("modality", "")).removeprefix("aikgv:modality-"),
            figure=value.get("figure", ""),
            weight=_number(value.get("weight")),
            start=_day(value.get("start")),
            end=_day(value.get("end")),
        )


def during(
    edge_list: Iterable[Edge], since: date | None, until: date | None, *, dated_only: bool = False
) -> Iterator[Edge]:
    """The edges whose time overlaps the days from `since` to `until`, and those without a date unless `dated_only`."""
    for edge in edge_list:
        undated = edge.start is None and edge.end is None
        early = since is not None and edge.end is not None and edge.end < since
        late = until is not None and edge.start is not None and edge.start > until
        if not (dated_only and undated) and not early and not late:
            yield edge


def ordered(edge_list: Iterable[Edge]) -> list[Edge]:
    """Each edge once, sorted."""
    return sorted(set(edge_list), key=lambda edge: tuple(str(value) for value in edge))


def build(edge_list: Iterable[Edge], describe: Callable[[Sequence[str]], Iterable[Node]]) -> networkx.MultiDiGraph[str]:
    """A graph with one edge a claim. Edges and nodes come sorted, so that the same rows give the same graph.

    Nodes carry `label`, `type`, `label_zh`, `iri`; edges the fields of `Edge` that are stated (dates as
    `datetime.date`), under a key that is unique in the graph.
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    listed = ordered(edge_list)
    names = sorted({name for edge in listed for name in edge[:2]})
    known = {node.id: node for node in describe(names)}
    for name in names:
        node = known.get(name) or Node(name, name, "")
        graph.add_node(name, **{key: value for key, value in node._asdict().items() if key != "id"})
    used: Counter[str] = Counter()
    for edge in listed:
        base = f"{edge.kind} {edge.claim or edge.source}"
        used[base] += 1
        key = base if used[base] == 1 else f"{base} {used[base]}"
        stated = {k: v for k, v in edge._asdict().items() if v not in ("", None) and k not in ("source", "target")}
        graph.add_edge(edge.source, edge.target, key=key, **stated)
    return graph


def measure(graph: networkx.MultiDiGraph[str], names: Iterable[str]) -> dict[str, dict[str, float]]:
    """Compute measures by NetworkX's own functions and set them as node attributes; returns them by name.

    `community` and `component` number the groups from 0, the largest first. Communities are Louvain's with a fixed
    seed, of the claims without their direction and amounts: an investor and its investments belong together, and money
    that some claims state and others do not is no measure of how close two entities are.
    A NetworkX backend (`NETWORKX_BACKEND_PRIORITY`) takes over where it is installed.

    Raises:
        BadRequest: an unknown measure (the message lists what there is), or one that does not converge.
    """
    import networkx as nx

    functions: dict[str, Callable[[], Mapping[str, float]]] = {
        "degree": lambda: dict(graph.degree()),
        "in_degree": lambda: dict(graph.in_degree()),
        "out_degree": lambda: dict(graph.out_degree()),
        "betweenness": lambda: nx.betweenness_centrality(graph),
        "pagerank": lambda: nx.pagerank(graph),
        "community": lambda: _numbered(
            nx.community.louvain_communities(graph.to_undirected(), weight=None, seed=_SEED)
        ),
        "component": lambda: _numbered(nx.weakly_connected_components(graph)),
    }
    measured: dict[str, dict[str, float]] = {}
    for name in names:
        if name not in functions:
            raise BadRequest(f"no measure {name!r}; there are {', '.join(MEASURES)}")
        try:
            measured[name] = dict(functions[name]()) if len(graph) else {}
        except (nx.NetworkXException, ArithmeticError) as error:
            raise BadRequest(f"{name} cannot be computed for these edges: {error}") from error
        nx.set_node_attributes(graph, measured[name], name)
    return measured


def communities(weights: Mapping[tuple[str, str], float]) -> dict[str, int]:
    """The community of each node of an undirected graph, given as weights of pairs; 0 is the largest.

    By Leiden's method (Traag, Waltman and van Eck 2019) for modularity, with a fixed seed. It takes one second for
    40,000 nodes and 110,000 pairs, for which NetworkX's Louvain takes minutes.
    """
    if not weights:
        return {}
    from graspologic_native import leiden

    # A fixed order and each pair once: the method walks the nodes as they come.
    pairs = sorted((min(pair), max(pair), float(weight)) for pair, weight in weights.items())
    _, found = leiden(edges=pairs, iterations=2, seed=_SEED)
    groups: dict[int, set[str]] = {}
    for node, group in found.items():
        groups.setdefault(group, set()).add(node)
    return _numbered(groups.values())


def _numbered(groups: Iterable[set[str]]) -> dict[str, int]:
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ordered) for node in group}


def _number(text: str | None) -> float | None:
    try:
        number = None if text is None else float(text)
    except ValueError:
        number = nan
    if number is not None and not isfinite(number):
        raise BadRequest(f"a view's ?weight must be a number, not {text!r}")
    return number


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text[:10])
    except ValueError:
        raise BadRequest(f"a view's ?start and ?end must be dates, not {text!r}") from None
