"""Measure aikg on synthetic news and print tables: `python benchmarks/run.py --items 1000`.

Sections: generate, load, build, add, derive, item, ask, network, export, start; `--only load,item` takes some. Each
measurement runs in a process of its own, and both sides of a comparison in one run. What is not installed is left out,
with a word.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

from measuring import asking, networks, starting, storing
from measuring.bench import Bench
from measuring.processes import Failed, run, tool
from measuring.tables import Table, number

Section = Callable[[Bench], list[Table]]


def sections(everything: bool) -> dict[str, Section]:
    """The measurements in the order in which they run."""
    return {
        "generate": lambda bench: [storing.generating(bench)],
        "load": lambda bench: [storing.loading(bench)],
        "build": lambda bench: [storing.building(bench)],
        "add": lambda bench: [storing.adding(bench)],
        "derive": lambda bench: [storing.deriving(bench)],
        "item": lambda bench: [storing.validating(bench)],
        "ask": lambda bench: asking.asking(bench, everything),
        "network": lambda bench: [networks.writing(bench)],
        "export": lambda bench: [networks.exporting(bench)],
        "start": lambda bench: [starting.starting(bench)],
    }


def head(bench: Bench) -> str:
    """When, on what, with which versions."""
    names = ("aikg", "pyoxigraph", "rdflib", "pyshacl", "networkx")
    versions = [f"{name} {_version(name)}" for name in names]
    oxigraph = tool("oxigraph")
    versions.append(run([oxigraph, "--version"]).out.strip() if oxigraph else "no oxigraph")
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    where = f"{processors} processors, Python {platform.python_version()}, {', '.join(versions)}"
    return f"## {bench.items:,} items\n\n{datetime.now(UTC):%Y-%m-%d}, {where}; seed {bench.seed}.\n"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def memory(bench: Bench) -> Table:
    """The peaks that were noted on the way."""
    rows = [[what, number(peak)] for what, peak in bench.peaks.items() if not what.startswith("python")]
    return Table(f"Peak memory, {bench.items:,} items", ["process", "MB"], rows)


def measure(bench: Bench, chosen: list[str], everything: bool) -> str:
    """Run the chosen sections; a section that fails says so and the others go on."""
    parts = [head(bench)]
    for name, section in sections(everything).items():
        if name not in chosen:
            continue
        began = perf_counter()
        try:
            parts += map(str, section(bench))
        except (Failed, FileNotFoundError) as error:
            parts.append(f"### {name}\n\nfailed: {error}\n")
        print(f"{name}: {perf_counter() - began:.0f} s", file=sys.stderr)
    return "\n".join([*parts, str(memory(bench))])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = list(sections(everything=False))
    parser.add_argument("--items", type=int, default=1_000, help="news items (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", help=f"some of {','.join(known)}; default: all, but over 100,000 items no build")
    parser.add_argument("--all", action="store_true", help="list every query, not only the slow ones")
    parser.add_argument(
        "--folder", type=Path, help="where to work, and keep what was made; default: a temporary folder"
    )
    parser.add_argument("--out", type=Path, help="write the tables there too")
    given = parser.parse_args()
    chosen = given.only.split(",") if given.only else [n for n in known if n != "build" or given.items <= 100_000]
    if unknown := sorted(set(chosen) - set(known)):
        parser.error(f"no section {', '.join(unknown)}; there are {', '.join(known)}")
    with tempfile.TemporaryDirectory(prefix="aikg-bench-", dir=given.folder and given.folder.parent) as scratch:
        bench = Bench(given.items, (given.folder or Path(scratch)).resolve(), given.seed)
        told = measure(bench, chosen, given.all)
    print(told)
    if given.out:
        given.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
