"""What is measured inside a process of its own: `python -m measuring.tasks NAME …` prints one line of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import networkx

    from aikg.network import Edge

_KINDS: Final = ("developedBy", "releases", "investsIn", "potentialInvestorIn", "partnerOf", "deployedAt", "restricts")


def prepare(news: str, location: str) -> dict[str, Any]:
    """Load ontology and news into a location and derive, as a build does but without the gate."""
    from aikg import derivation, ingest
    from aikg.stores.embedded import EmbeddedStore
    from aikg.stores.location import Location

    place = Location(Path(location))
    with place.writing(), place.generation() as folder:
        store = EmbeddedStore(folder)
        load, _ = _timed(lambda: ingest.load(store, [Path(news)]))
        loaded = len(store)
        names, _ = _timed(lambda: derivation.names_into(store))
        named = len(store)
        edges, _ = _timed(lambda: derivation.edges_into(store))
        whole = len(store)
        store.close()
    return {
        "load": load,
        "names": names,
        "edges": edges,
        "quads": whole,
        "keys": named - loaded,
        "derived": whole - named,
    }


def more(path: str, items: str, others: str, seed: str) -> dict[str, Any]:
    """Write news beside that of a graph of `others` items: the same entities, other articles."""
    from synthetic.articles import articles
    from synthetic.registry import Registry
    from synthetic.writing import FORMATS

    graphs = articles(Registry(int(others), int(seed)), int(items), int(seed) + 1, "more")
    with Path(path).open("w", encoding="utf-8") as out:
        out.writelines(FORMATS[".nq"](graphs))
    return {}


def item(location: str, number: str, seed: str) -> dict[str, Any]:
    """Hold some news items of a store against shapes and checks, one by one: milliseconds, also of the processor."""
    from aikg import gate, graph

    with graph.open(location) as opened:
        store = opened.store
        found = sorted(name for name in store.graphs() if "/item/" in name and "#" not in name)
        chosen = Random(int(seed)).sample(found, int(number) + 1)
        times: dict[str, list[tuple[float, float]]] = {"shapes": [], "checks": []}
        findings = 0
        for place, name in enumerate(chosen):
            steps = {"shapes": partial(gate.conformance, store, [name]), "checks": partial(gate.checks, store, name)}
            for step, work in steps.items():
                began, busy = perf_counter(), process_time()
                findings += sum(1 for _ in work())
                if place:  # not the first one, which reads shapes and query files
                    times[step].append(((perf_counter() - began) * 1e3, (process_time() - busy) * 1e3))
        return {**times, "findings": findings}


def cases(location: str, items: str, seed: str, unbound: str) -> dict[str, Any]:
    """The catalogue's questions and views, bound to entities of the generated graph."""
    from aikg import graph
    from measuring.cases import listed

    with graph.open(location) as opened:
        return {"cases": list(listed(opened, int(items), int(seed), unbound == "yes"))}


def served(location: str, items: str, seed: str) -> dict[str, Any]:
    """What servers are asked, about an organization that is often in the news."""
    from aikg import graph
    from measuring.cases import endpoint_cases

    with graph.open(location) as opened:
        return {"cases": endpoint_cases(opened, int(items), int(seed))}


def write_network(format_: str, edges: str, nodes: str, path: str) -> dict[str, Any]:
    """Write a network by aikg; the edges are made while it reads them."""
    from aikg import gephi
    from aikg.network import Node

    def describe(names: Any) -> Iterator[Node]:
        return (Node(name, name.title(), "Organization", "", f"https://example.org/{name}") for name in names)

    def work() -> Any:
        with gephi.whole_file(Path(path)) as out:
            return gephi.export(_edges(int(edges), int(nodes)), describe, out, format_)

    making, _ = _timed(lambda: sum(1 for _ in _edges(int(edges), int(nodes))))
    seconds, counts = _timed(work)
    return {"seconds": seconds - making, "edges": counts.edges, "bytes": Path(path).stat().st_size}


def write_networkx(edges: str, nodes: str, path: str) -> dict[str, Any]:
    """Write the same network by `networkx.write_gexf`, which needs a graph first; what that takes is told apart."""
    import networkx

    making, _ = _timed(lambda: sum(1 for _ in _edges(int(edges), int(nodes))))
    building, graph = _timed(lambda: _networkx_graph(int(edges), int(nodes)))
    seconds, _ = _timed(lambda: networkx.write_gexf(graph, path))
    return {
        "seconds": seconds,
        "building": building - making,
        "edges": graph.number_of_edges(),
        "bytes": Path(path).stat().st_size,
    }


def _networkx_graph(edges: int, nodes: int) -> networkx.MultiDiGraph[str]:
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for edge in _edges(edges, nodes):
        for name in edge[:2]:
            graph.add_node(name, label=name.title(), type="Organization", iri=f"https://example.org/{name}")
        fields = {k: str(v) for k, v in edge._asdict().items() if v not in ("", None) and k not in ("source", "target")}
        fields["first"], fields["last"] = fields.pop("start"), fields.pop("end")
        graph.add_edge(edge.source, edge.target, **fields)
    return graph


def _edges(number: int, nodes: int) -> Iterator[Edge]:
    """A network as a view gives it: skewed, dated, each edge another pair."""
    from aikg.network import Edge

    unit, first = Random(7).random, date(2020, 1, 1)
    days = [first + timedelta(days=day) for day in range(2_000)]
    for place in range(number):
        source = place % nodes
        target = int(nodes ** unit()) - 1
        day = int(unit() * 1_500)
        yield Edge(
            source=f"organization:n{source}",
            target=f"product:n{target}",
            kind=_KINDS[place // nodes % len(_KINDS)],
            claim=f"item:synthetic-{place // 4}/{place % 4}#claim",
            item=f"item:synthetic-{place // 4}/{place % 4}",
            stage="completed" if place % 3 else "planned",
            modality="reported",
            figure="US$5 billion" if place % 5 == 0 else "",
            start=days[day],
            end=days[day + 300],
        )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = perf_counter()
    result = work()
    return perf_counter() - began, result


TASKS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "prepare": prepare,
    "more": more,
    "item": item,
    "cases": cases,
    "served": served,
    "write-network": write_network,
    "write-networkx": write_networkx,
}

if __name__ == "__main__":
    name, *arguments = islice(sys.argv, 1, None)
    print(json.dumps(TASKS[name](*arguments)))
