"""Generating, loading, building, and holding one item against the gate."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from measuring.bench import Bench, aikg
from measuring.processes import Run, run, task, tool
from measuring.tables import Table, number, p95, ratio, spread

VALIDATED_ITEMS = 50
ADDED, ADDED_AT_ONCE = 1_000, 20_000


def generating(bench: Bench) -> Table:
    """How fast news is written."""
    bench.fresh(bench._news.name)
    done = bench.generated
    with bench.news.open("rb") as file:
        quads = sum(1 for _ in file)
    size = bench.news.stat().st_size / 1e6
    row = [
        f"{bench.items:,}",
        f"{quads:,}",
        f"{quads / bench.items:.1f}",
        number(size),
        number(done.wall),
        number(done.peak),
    ]
    return Table("Generate", ["items", "quads", "quads an item", "MB", "s", "peak MB"], [row])


def loading(bench: Bench) -> Table:
    """`aikg load --raw` beside `oxigraph load`, into a new location each."""
    news, oxigraph = bench.news, tool("oxigraph")
    sides = {"aikg load": lambda: aikg("load", "--raw", "--location", bench.fresh("loaded"), news)}
    if oxigraph:
        sides["oxigraph load"] = lambda: run([oxigraph, "load", "-l", str(bench.fresh("loaded-ox")), "-f", str(news)])
    runs = bench.alternated(sides)
    for name in ("loaded", "loaded-ox"):
        bench.fresh(name)
    rows = [_row(name, done) for name, done in runs.items()]
    if oxigraph:
        ours, theirs = runs["aikg load"], runs["oxigraph load"]
        wall = ratio([r.wall for r in ours], [r.wall for r in theirs])
        rows.append(["ratio", wall, ratio([r.cpu for r in ours], [r.cpu for r in theirs]), _peaks(ours, theirs)])
    note = "" if oxigraph else "`oxigraph load` was left out: oxigraph is not installed."
    return Table(f"Load, {bench.items:,} items", ["whole process", "time", "processor", "peak MB"], rows, note)


def _row(name: str, done: list[Run]) -> list[str]:
    walls, cpus = [r.wall for r in done], [r.cpu for r in done]
    return [f"`{name}`", spread(walls), spread(cpus), number(max(r.peak for r in done))]


def _peaks(ours: list[Run], theirs: list[Run]) -> str:
    return ratio([r.peak for r in ours], [r.peak for r in theirs])


def building(bench: Bench) -> Table:
    """`aikg build` with the whole gate."""
    runs = bench.alternated(
        {"aikg build": lambda: aikg("build", "--bare", "--location", bench.fresh("built"), bench.news)},
        min(bench.repeats, 3) if bench.items <= 2_000 else 1,
    )["aikg build"]
    bench.fresh("built")
    rate = number(bench.items / min(r.wall for r in runs))
    row = [*_row("aikg build", runs), f"{rate} items/s"]
    note = "0 violations: a build that does not conform ends with an error, and so would this line."
    return Table(
        f"Build with validation, {bench.items:,} items",
        ["whole process", "time", "processor", "peak MB", "rate"],
        [row],
        note,
    )


def deriving(bench: Bench) -> Table:
    """The steps of a build but for the gate."""
    bench.fresh("graph")
    told = bench.prepared
    rows = [
        ["load ontology and news", number(told["load"]), ""],
        ["derive keys of names", number(told["names"]), f"{told['keys']:,} quads"],
        [
            "derive edges",
            number(told["edges"]),
            f"{told['derived']:,} quads, {number(told['derived'] / told['edges'])}/s",
        ],
    ]
    return Table(f"Derive, {bench.items:,} items", ["step", "s", "what"], rows, f"{told['quads']:,} quads in all.")


def adding(bench: Bench) -> Table:
    """`aikg add`: all items into an empty graph, then a thousand more into one that holds them."""
    rows = []
    if bench.items <= ADDED_AT_ONCE:
        place = bench.fresh("added")
        aikg("build", "--bare", "--location", place)
        rows.append(_added(bench, f"{bench.items:,} into an empty graph", place, bench.news, bench.items))
        rows.append(_added(bench, "the same again (unchanged)", place, bench.news, bench.items))
    more = bench.more(ADDED)
    rows.append(_added(bench, f"{ADDED:,} into a graph of {bench.items:,}", bench.copy("more"), more, ADDED))
    columns = ["`aikg add`, whole process", "s", "processor s", "items/s", "processor ms an item", "peak MB"]
    return Table(f"Add, {bench.items:,} items", columns, rows)


def _added(bench: Bench, what: str, place: Path, news: Path, items: int) -> list[str]:
    done = bench.watched(f"aikg add ({what})", aikg("add", "--location", place, news))
    figures = (done.wall, done.cpu, items / done.wall, 1e3 * done.cpu / items, done.peak)
    return [what, *map(number, figures)]


def validating(bench: Bench) -> Table:
    """One item against shapes and checks, as `aikg add` does it."""
    told, done = task("item", bench.graph, VALIDATED_ITEMS, bench.seed)
    bench.watched("validate items one by one", done)
    pairs = zip(told["shapes"], told["checks"], strict=True)
    told["both"] = [[a + b for a, b in zip(shapes, checks, strict=True)] for shapes, checks in pairs]
    rows = []
    for name in ("shapes", "checks", "both"):
        wall, cpu = zip(*told[name], strict=True)
        rows.append([name, *(number(value) for value in (median(wall), p95(wall), median(cpu), p95(cpu), min(cpu)))])
    note = f"{VALIDATED_ITEMS} random items; {told['findings']} findings."
    return Table(
        f"One item validated, of {bench.items:,}",
        ["what", "median ms", "p95 ms", "processor: median ms", "p95 ms", "least ms"],
        rows,
        note,
    )
