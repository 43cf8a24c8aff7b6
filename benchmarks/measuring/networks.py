"""Networks written: aikg beside `networkx.write_gexf`, and `aikg export` of the generated graph."""

from __future__ import annotations

from importlib.util import find_spec

from measuring.bench import Bench, aikg
from measuring.processes import Failed, free_memory, task
from measuring.tables import Table, number

FORMATS = ("gexf", "graphml", "csv", "json", "cytoscape")
SMALL = (100_000, 20_000)
LARGE = (1_000_000, 200_000)
NETWORKX_MB = 14_000
"""What networkx needs for the large one, as measured."""


def writing(bench: Bench) -> Table:
    """From the same edges to a file by both, without the seconds that it takes to make the edges."""
    rows: list[list[str]] = []
    speed: dict[tuple[str, int], float] = {}
    for edges, nodes in (SMALL, LARGE):
        rows += [
            _aikg(bench, format_, edges, nodes, speed) for format_ in (FORMATS if edges == LARGE[0] else ("gexf",))
        ]
        rows.append(_networkx(bench, edges, nodes, speed))
    ratios = [
        f"{(speed['graph', edges] + speed['networkx', edges]) / ours:.1f} times as fast as networkx at {edges:,} edges"
        f" ({speed['networkx', edges] / ours:.1f} times as its writing alone)"
        for edges in (SMALL[0], LARGE[0])
        if (ours := speed.get(("aikg", edges))) and ("networkx", edges) in speed
    ]
    columns = ["by", "format", "edges", "nodes", "graph s", "s", "µs an edge", "MB written", "peak MB"]
    note = f"From edges to a file, aikg is {' and '.join(ratios)}." if ratios else ""
    return Table("Networks written", columns, rows, note)


def _aikg(bench: Bench, format_: str, edges: int, nodes: int, speed: dict[tuple[str, int], float]) -> list[str]:
    told, done = task("write-network", format_, edges, nodes, bench.fresh(f"network.{format_}"))
    bench.watched(f"write {edges:,} edges as {format_}", done)
    if format_ == "gexf":
        speed["aikg", edges] = told["seconds"] / edges
    bench.fresh(f"network.{format_}")
    size, each = number(told["bytes"] / 1e6), number(told["seconds"] / edges * 1e6)
    row = ["aikg", format_, f"{told['edges']:,}", f"{nodes:,}", ""]
    return [*row, number(told["seconds"]), each, size, number(done.peak)]


def _networkx(bench: Bench, edges: int, nodes: int, speed: dict[tuple[str, int], float]) -> list[str]:
    left_out = ["networkx", "gexf", f"{edges:,}", f"{nodes:,}"]
    if find_spec("networkx") is None:
        return [*left_out, "not installed", "", "", "", ""]
    if edges == LARGE[0] and free_memory() < NETWORKX_MB:
        return [*left_out, f"left out: needs some {NETWORKX_MB / 1e3:.0f} GB of memory", "", "", "", ""]
    try:
        told, done = task("write-networkx", edges, nodes, bench.fresh("networkx.gexf"), limit=900)
    except Failed as error:
        return [*left_out, str(error), "", "", "", ""]
    bench.fresh("networkx.gexf")
    speed["networkx", edges], speed["graph", edges] = told["seconds"] / edges, told["building"] / edges
    size, each = number(told["bytes"] / 1e6), number((told["building"] + told["seconds"]) / edges * 1e6)
    return [*left_out, number(told["building"]), number(told["seconds"]), each, size, number(done.peak)]


def exporting(bench: Bench) -> Table:
    """`aikg export` of everything, as a whole process."""
    rows = []
    for format_ in ("gexf", "csv"):
        path = bench.fresh(f"everything.{format_}")
        try:
            done = bench.watched(f"aikg export .{format_}", aikg("export", "--location", bench.graph, "-o", path))
        except Failed as error:
            rows.append([format_, str(error), "", ""])
            continue
        rows.append([format_, number(done.wall), number(path.stat().st_size / 1e6), number(done.peak)])
        bench.fresh(path.name)
    return Table(f"`aikg export` of everything, {bench.items:,} items", ["format", "s", "MB written", "peak MB"], rows)
