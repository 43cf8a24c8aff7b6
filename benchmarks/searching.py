"""Measure a keystroke of the search: `python benchmarks/searching.py --entities 50000`.

Beside the index of names stands what it took the place of: reading every name from the store and comparing it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from rapidfuzz.distance import OSA

from aikg import catalogue
from aikg.identity import name_key
from aikg.names import Names
from aikg.search import search
from aikg.stores.embedded import EmbeddedStore
from measuring.tables import Table, number, ratio, spread
from synthetic.registry import Registry
from synthetic.writing import FORMATS

TYPED = ("Kalori Labs", "karoli", "Rivenu Capital", "卡洛维智能", "Nutaso 3.5", "xiahojug", "medical ai")
REPEATS = 3


def registry(entities: int, folder: Path) -> EmbeddedStore:
    """A store on disk with the entities of synthetic news, and nothing else."""
    news, store = folder / "registry.nq", EmbeddedStore(folder / "store")
    with news.open("w", encoding="utf-8") as out:
        out.writelines(FORMATS[".nq"](Registry((entities // 20) ** 2, 7).graphs()))
    store.load(news)
    return store


def compared(store: EmbeddedStore, text: str) -> list[tuple[float, str]]:
    """The best ten by comparing every name."""
    wanted, best = name_key(text), dict[str, float]()
    for entity, _, name, _ in store.lexical(catalogue.find("entities", "names").text):
        key = name_key(name)
        score = 1.0 if wanted in key else OSA.normalized_similarity(wanted, key, score_cutoff=0.6)
        best[entity] = max(score, best.get(entity, 0.0))
    return sorted(((score, entity) for entity, score in best.items()), reverse=True)[:10]


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of some work."""
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1e3


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=50_000, help="default: %(default)s")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store, names = registry(given.entities, Path(folder)), Names()
        first = timed(lambda: names.follow(store))
        store.update("INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> 1 } }")
        again = timed(lambda: names.follow(store))
        strokes = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
        kept = [timed(lambda t=t: search(store, t, 10, names=names)) for t in strokes for _ in range(REPEATS)]  # type: ignore[misc]
        every = [timed(lambda t=t: compared(store, t)) for t in TYPED]  # type: ignore[misc]
        rows = [
            ["a keystroke, index kept", spread(kept, "ms"), number(max(kept)), "1"],
            ["a search that compares every name", spread(every, "ms"), number(max(every)), ratio(every, kept)],
            ["the index, made", f"{first:,.0f} ms", "", ""],
            ["the index, after a write elsewhere", f"{again:,.0f} ms", "", ""],
        ]
        store.close()
    print(Table(f"Search, {len(names):,} names", ["what", "time", "most, ms", "ratio"], rows))


if __name__ == "__main__":
    main()
