"""Processes that are killed while they write: what was acknowledged is there, what was not is not there in part."""

from __future__ import annotations

import io
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from aikg import formats, ingest
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location

pytestmark = pytest.mark.slow
TRIPLES, GRAPHS = 40, 5

REPLACING = """
import sys
from pathlib import Path
from rdflib import Literal, URIRef
from aikg.stores.embedded import EmbeddedStore
store, number = EmbeddedStore(Path(sys.argv[1])), int(sys.argv[2])
while True:
    number += 1
    text = f"{number} " + "x" * 500
    pair = {}
    for graph in (number % GRAPHS, GRAPHS + number % GRAPHS):
        nodes = [URIRef(f"urn:s:{i}") for i in range(TRIPLES)]
        pair[URIRef(f"urn:g:{graph}")] = [(node, URIRef("urn:p"), Literal(text)) for node in nodes]
    store.replace(pair)
    print(number, store.version(), flush=True)
""".replace("GRAPHS", str(GRAPHS)).replace("TRIPLES", str(TRIPLES))

BUILDING = """
import sys
from pathlib import Path
from aikg import ingest
from aikg.stores.location import Location
location = Location(Path(sys.argv[1]))
with location.writing():
    print("writing", flush=True)
    while True:
        ingest.build(location)
        print("built", flush=True)
"""


def child(script: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def kill(process: subprocess.Popen) -> list[str]:
    """Kill a process and return what it had said and what was still on its way, whole lines only."""
    process.send_signal(signal.SIGKILL)
    with process:
        said = process.stdout.read()
    assert process.returncode == -signal.SIGKILL, "it died by itself"
    return [line for line in said.splitlines(keepends=True) if line.endswith("\n")]


def numbers(store: EmbeddedStore) -> dict[int, set[int]]:
    """The numbers that each graph holds; a graph that is whole holds one."""
    found: dict[int, set[int]] = {}
    counts: dict[int, int] = {}
    for graph, text in store.lexical("SELECT ?g ?o { GRAPH ?g { ?s <urn:p> ?o } }"):
        key = int(graph.rpartition(":")[2])
        found.setdefault(key, set()).add(int(text.split()[0]))
        counts[key] = counts.get(key, 0) + 1
    assert set(counts.values()) <= {TRIPLES}, "half a graph"
    return found


def test_a_killed_writer_has_lost_nothing_and_left_nothing_half_done(tmp_path: Path) -> None:
    chance = random.Random(20261124)
    folder, last = tmp_path / "store", 0
    kills = 0
    for _ in range(20):
        process = child(REPLACING, folder, last)
        first = process.stdout.readline()  # under way
        time.sleep(chance.uniform(0, 0.3))
        lines = [first, *kill(process)]
        kills += 1
        last, version = int(lines[-1].split()[0]), lines[-1].split()[1]
        store = EmbeddedStore(folder)  # opens at once: a dead process holds no lock
        found = numbers(store)
        assert all(len(held) == 1 for held in found.values())
        newest = max(number for held in found.values() for number in held)
        assert newest in (last, last + 1), "an acknowledged write is lost"
        assert newest == last + 1 or store.version() == version, "the version is not that of the data"
        expected = {n % GRAPHS: {n} for n in range(max(1, newest - GRAPHS + 1), newest + 1)}
        assert {graph: held for graph, held in found.items() if graph < GRAPHS} == expected
        assert {graph - GRAPHS: held for graph, held in found.items() if graph >= GRAPHS} == expected, "half a replace"
        last = newest
        store.close()
    assert kills >= 15
    assert last > 20, "too little was written for the kills to mean anything"


def test_a_killed_build_leaves_the_former_store(tmp_path: Path) -> None:
    chance = random.Random(4)
    reference, location = Location(tmp_path / "reference"), Location(tmp_path / "place")
    started = time.monotonic()
    with reference.writing():
        ingest.build(reference)
    span = time.monotonic() - started
    whole = dumped(reference.needed())
    exchanged = 0
    for _ in range(16):
        publish_former(location)
        former = location.needed()
        process = child(BUILDING, location.folder)
        assert process.stdout.readline() == "writing\n"
        time.sleep(chance.uniform(0, 1.5 * span))
        lines = kill(process)
        current = location.needed()
        exchanged += current != former
        if current == former:
            assert lines == [], "a build that was acknowledged is lost"
            assert dumped(current) == dumped(former)
            assert b"former" in dumped(current)
        else:
            assert dumped(current) == whole, "half a store counts"
        with location.writing(wait_s=5):  # no lock is left behind
            left = [path.name for path in (location.folder / "generations").glob("new-*")]
            assert left == [], "what the killed build left is swept"
    assert exchanged < 16, "every kill came too late"
    publish_former(location)
    assert len(list((location.folder / "generations").iterdir())) == 2


def publish_former(location: Location) -> None:
    with location.writing(wait_s=5), location.generation() as folder:
        store = EmbeddedStore(folder)
        store.replace({URIRef("urn:g"): [(URIRef("urn:a"), URIRef("urn:p"), Literal("former"))]})
        store.close()


def dumped(folder: Path) -> bytes:
    store, out = EmbeddedStore(folder, read_only=True), io.BytesIO()
    try:
        store.dump(out, formats.named("nquads"))
    finally:
        store.close()
    return out.getvalue()
