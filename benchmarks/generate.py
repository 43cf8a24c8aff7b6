"""Write synthetic news: `python benchmarks/generate.py --items 1000 news.trig` (or .nq).

The same number of items and the same seed give the same bytes. Memory does not grow with the items.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from synthetic.articles import articles
from synthetic.registry import Registry
from synthetic.terms import Graph
from synthetic.writing import FORMATS

SEED = 7


def news(items: int, seed: int = SEED) -> Iterator[Graph]:
    """The registry, then article after article."""
    registry = Registry(items, seed)
    return chain(registry.graphs(), articles(registry, items, seed))


def write(path: Path, items: int, seed: int = SEED) -> None:
    """Write news into a file, in the format that its name says."""
    with path.open("w", encoding="utf-8", buffering=1 << 20) as out:
        out.writelines(FORMATS[path.suffix](news(items, seed)))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, help="file to write: .nq or .trig")
    parser.add_argument("--items", type=int, default=1_000, help="news items (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="default: %(default)s")
    given = parser.parse_args()
    if given.path.suffix not in FORMATS:
        parser.error(f"name the file with one of {', '.join(FORMATS)}")
    if given.items < 1:
        parser.error("at least one item")
    began = time.perf_counter()
    write(given.path, given.items, given.seed)
    size = given.path.stat().st_size
    print(f"{given.items:,} items, {size / 1e6:,.1f} MB, {time.perf_counter() - began:.1f} s → {given.path}")


if __name__ == "__main__":
    main()
