"""The catalogue's queries: aikg on disk, the same text on plain pyoxigraph in memory and on plain rdflib."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from measuring.bench import Bench, aikg
from measuring.processes import free_memory, task
from measuring.tables import Table, number, p95
from measuring.worker import Worker

LIMIT_S = 20.0
SLOW_MS = 100.0
RDFLIB_ITEMS = 2_000
MB_A_QUAD = 0.0006
"""Some more than the engine takes in memory while it loads."""


def asking(bench: Bench, everything: bool) -> list[Table]:
    """All cases on all engines that can hold the graph; the slow ones one by one, or with `everything` all of them."""
    unbound = "yes" if bench.items <= 100_000 else "no"
    cases = task("cases", bench.graph, bench.items, bench.seed, unbound)[0]["cases"]
    answers: dict[str, list[dict[str, Any]]] = {}
    skipped = []
    for engine in ("aikg", "memory", "rdflib"):
        reason = _why_not(bench, engine)
        if reason:
            skipped.append(f"{engine} was left out: {reason}.")
        else:
            answers[engine] = _answers(bench, engine, cases)
    note = " ".join([f"A query is killed after {LIMIT_S:.0f} s.", *skipped])
    tables = [_summary(bench, cases, answers, note)]
    chosen = [
        i for i, case in enumerate(cases) if everything or (case["about"] != "any" and _is_slow(answers["aikg"][i]))
    ]
    title = "each" if everything else f"bound and over {SLOW_MS:.0f} ms"
    rows = [_row(cases[i], [answers[engine][i] for engine in answers]) for i in chosen]
    columns = ["query", "about", "rows", *(f"{engine} ms" for engine in answers)]
    tables.append(Table(f"Queries, {bench.items:,} items: {title}", columns, rows, "" if rows else "None."))
    return tables


def _why_not(bench: Bench, engine: str) -> str:
    if engine == "rdflib" and bench.items > RDFLIB_ITEMS:
        return f"over {RDFLIB_ITEMS:,} items it parses for minutes"
    needed = bench.items * 36 * MB_A_QUAD
    if engine == "memory" and needed > free_memory() / 2:
        return f"some {needed / 1e3:.0f} GB of memory needed"
    return ""


def _answers(bench: Bench, engine: str, cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    worker = Worker(engine, bench.graph if engine == "aikg" else _dump(bench), LIMIT_S)
    try:
        worker.ask(cases[0]["text"], 1)
        return [worker.ask(case["text"], 5) for case in cases]
    finally:
        worker.close()


def _dump(bench: Bench) -> Path:
    """The whole graph, derived edges included, for engines that do not read a location."""
    path = bench.folder / "graph.nq"
    if not path.exists():
        bench.watched("aikg dump", aikg("dump", "--location", bench.graph, "-o", path))
    return path


def _milliseconds(answer: dict[str, Any]) -> float:
    return float(median(answer["times"])) if "times" in answer else answer.get("over", LIMIT_S) * 1e3


def _is_slow(answer: dict[str, Any]) -> bool:
    return _milliseconds(answer) > SLOW_MS


def _cell(answer: dict[str, Any]) -> str:
    if "times" in answer:
        return number(_milliseconds(answer))
    return f"over {answer['over'] * 1e3:,.0f}" if "over" in answer else answer["error"].replace("|", "/")


def _row(case: dict[str, Any], answers: Sequence[dict[str, Any]]) -> list[str]:
    rows = next((f"{a['rows']:,}" for a in answers if "rows" in a), "?")
    return [case["query"], case["about"], rows, *map(_cell, answers)]


def _summary(
    bench: Bench, cases: Sequence[dict[str, Any]], answers: dict[str, list[dict[str, Any]]], note: str
) -> Table:
    rows = []
    for about in dict.fromkeys(case["about"] for case in cases):
        for engine, told in answers.items():
            mine = [answer for case, answer in zip(cases, told, strict=True) if case["about"] == about]
            times = [_milliseconds(answer) for answer in mine]
            slow = sum(map(_is_slow, mine))
            failed = sum("times" not in answer for answer in mine)
            rows.append(
                [
                    about,
                    engine,
                    str(len(mine)),
                    number(median(times)),
                    number(p95(times)),
                    number(max(times)),
                    str(slow),
                    str(failed),
                ]
            )
    columns = [
        "about",
        "engine",
        "queries",
        "median ms",
        "p95 ms",
        "most ms",
        f"over {SLOW_MS:.0f} ms",
        "killed or failed",
    ]
    return Table(f"Questions and views, {bench.items:,} items", columns, rows, note)
