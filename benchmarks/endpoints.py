"""Measure SPARQL servers side by side and print tables: `python benchmarks/endpoints.py --items 1000`.

The same data, queries and machine, in one run: `aikg serve` when no cache has the answer (each text is another) and
when its own has, `oxigraph serve` in memory and on disk, rdflib-endpoint, Virtuoso 7, Fuseki. What is missing is left
out, with a word. The other servers are asked the same text again and again, so their caches may help them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from measuring import clients, engines
from measuring.bench import Bench, aikg
from measuring.clients import Told
from measuring.engines import ENGINES, Data, Missing
from measuring.processes import Failed, task
from measuring.tables import Table, number
from run import head

SECONDS = 3.0


def data(bench: Bench) -> Data:
    """The graph in both forms, and how long it took aikg to load it."""
    quads = bench.folder / "served" / "graph.nq"
    quads.parent.mkdir(exist_ok=True)
    aikg("dump", "--location", bench.graph, "-o", quads)
    with quads.open("rb") as lines:
        count = sum(1 for _ in lines)
    loaded = aikg("load", "--location", bench.fresh("loaded"), quads)
    bench.fresh("loaded")
    return Data(bench.graph, quads, count, loaded.wall)


class Run:
    """All that was measured of one column."""

    def __init__(self, answers: dict[str, Told], load_s: float, memory: int) -> None:
        self.answers, self.load_s, self.memory = answers, load_s, memory


def measured(name: str, bench: Bench, held: Data, cases: dict[str, str], given: argparse.Namespace) -> dict[str, Run]:
    """One engine: what each query took, by the name of the column."""
    columns = {"aikg cold": True, "aikg warm": False} if name == "aikg" else {name: False}
    folder = engines.emptied(bench.folder / "engine")
    with ENGINES[name](folder, held) as served:
        told = {
            column: {
                case: clients.ask(served.url, text, clients=given.clients, seconds=given.seconds, fresh=fresh)
                for case, text in cases.items()
            }
            for column, fresh in columns.items()
        }
        memory = served.memory()
    return {column: Run(answers, served.load_s, memory) for column, answers in told.items()}


def speeds(cases: dict[str, str], runs: dict[str, Run]) -> Table:
    """Requests a second, and how long one takes."""
    expected = {case: next(iter(runs.values())).answers[case].rows for case in cases}
    rows = [
        [case, f"{expected[case]:,}", *(_cell(run.answers[case], expected[case]) for run in runs.values())]
        for case in cases
    ]
    note = "Requests a second (p50 / p99 in ms); `≠ n`: another number of rows, n, so another answer."
    return Table("Requests", ["query", "rows", *runs], rows, note)


def _cell(told: Told, expected: int) -> str:
    if told.error:
        return told.error.replace("|", "/")
    differs = "" if told.rows == expected else f" ≠ {told.rows:,}"
    return f"{number(told.rate)} ({number(told.p50)} / {number(told.p99)}){differs}"


def costs(runs: dict[str, Run], quads: int) -> Table:
    """What it takes to hold the data."""
    rows = [
        [name, number(run.load_s), number(run.memory / 1e6), number(run.memory / quads)] for name, run in runs.items()
    ]
    return Table("Load and memory", ["server", "load s", "memory MB", "bytes a quad"], rows)


def aims(cases: dict[str, str], runs: dict[str, Run]) -> Table:
    """Where aikg is behind what it aims at."""
    rows = []
    for case in cases:
        rate = {name: run.answers[case].rate for name, run in runs.items() if not run.answers[case].error}
        others = {name: value for name, value in rate.items() if not name.startswith("aikg")}
        if not others or "aikg warm" not in rate:
            continue
        best = max(others, key=lambda name: others[name])
        cells = [f"{rate['aikg warm'] / others[best]:.1f}x {best}"]
        for other in ("oxigraph disk", "oxigraph memory"):
            cells.append(f"{rate['aikg cold'] / rate[other]:.2f}x" if other in rate else "–")
        rows.append([case, *cells])
    columns = ["query", "warm / best other (aim: over 1)", "cold / disk (over 1)", "cold / memory (over 0.67)"]
    return Table("Aims", columns, rows)


def report(bench: Bench, given: argparse.Namespace) -> str:
    """Measure everything; an engine that is missing or fails says so and the others go on."""
    held = data(bench)
    cases = task("served", bench.graph, bench.items, bench.seed)[0]["cases"]
    runs: dict[str, Run] = {}
    left_out = []
    for name in given.only.split(","):
        began = perf_counter()
        try:
            runs |= measured(name, bench, held, cases, given)
        except (Missing, Failed, OSError) as error:
            left_out.append(f"{name} was left out: {error}.")
        print(f"{name}: {perf_counter() - began:.0f} s", file=sys.stderr)
    parts = [head(bench), f"{held.count:,} quads, {given.clients} clients, {given.seconds:g} s a query.\n"]
    parts += map(str, (speeds(cases, runs), aims(cases, runs), costs(runs, held.count)))
    return "\n".join([*parts, *left_out])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=50_000, help="news items (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--clients", type=int, default=2, help="connections at a time (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each query (default: %(default)s)")
    parser.add_argument("--only", default=",".join(ENGINES), help="some of %(default)s")
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary folder")
    parser.add_argument("--out", type=Path, help="write the tables there too")
    given = parser.parse_args()
    if unknown := sorted(set(given.only.split(",")) - set(ENGINES)):
        parser.error(f"no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    with tempfile.TemporaryDirectory(prefix="aikg-bench-", dir=given.folder and given.folder.parent) as scratch:
        told = report(Bench(given.items, (given.folder or Path(scratch)).resolve(), given.seed), given)
    print(told)
    if given.out:
        given.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
