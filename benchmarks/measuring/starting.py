"""From the shell: how long until an answer stands there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from measuring.bench import Bench, aikg, python
from measuring.processes import Run, run, tool
from measuring.tables import Table, number, ratio, spread

TIMES = 10
_QUERY = "SELECT (COUNT(*) AS ?items) { ?item a <https://w3id.org/aikg/ns#NewsItem> }"


def starting(bench: Bench) -> Table:
    """Whole processes over the sample that ships, built before (the first call builds it), in turn."""
    sample = bench.fresh("sample")
    aikg("build", "--location", sample)
    sides: dict[str, Callable[[], Run]] = {"python -c pass": lambda: run([*python(), "-c", "pass"])}
    for words in (("--version",), ("query", "ranking"), ("show", "xAI"), ("view", "investors", "--param", "org=xAI")):
        place = () if words[0] == "--version" else ("--location", sample)
        sides[" ".join(("aikg", *words))] = lambda words=words, place=place: aikg(*words, *place)  # type: ignore[misc]
    oxigraph = tool("oxigraph")
    if oxigraph:
        store = str(_store(sample))
        command = [oxigraph, "query", "-l", store, "-q", _QUERY, "--results-format", "csv", "--union-default-graph"]
        sides["oxigraph query"] = lambda: run(command)
    for side in sides.values():
        side()
    runs = bench.alternated(sides, TIMES)
    base = [r.wall for r in runs["python -c pass"]]
    rows = [
        [
            f"`{name}`",
            spread([r.wall * 1e3 for r in done], "ms"),
            spread([r.cpu * 1e3 for r in done], "ms"),
            number(done[0].peak),
            ratio([r.wall for r in done], base),
        ]
        for name, done in runs.items()
    ]
    note = "" if oxigraph else "`oxigraph query` was left out: oxigraph is not installed."
    return Table(
        "Start-up, on the sample", ["from the shell", "time", "processor", "peak MB", "of `python -c pass`"], rows, note
    )


def _store(location: Path) -> Path:
    return location / "generations" / (location / "CURRENT").read_text(encoding="ascii").strip()
