"""One copy of the graph in memory for all readers: never older than the disk, made anew, done without."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import psutil
import pytest
from rdflib import Literal, URIRef
from server_process import Server, locate

from aikg.server import holding, sources
from aikg.server.holding import Holding
from aikg.server.nurseries import FirstNursery
from aikg.server.pools import Pool
from aikg.settings import Serving
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location

MANY = "INSERT DATA { " + " ".join(f"<urn:s{i}> <urn:p> {i} ." for i in range(500)) + " }"
NEWEST = "SELECT ?n { <urn:newest> <urn:is> ?n }"
READERS = 2

T = TypeVar("T")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    started = Server(locate(tmp_path / "graph", MANY), AIKG_READERS=READERS)
    yield started
    started.stop()


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def ended(work: Coroutine[Any, Any, T]) -> T:
    """What it returns, from a loop on a thread of its own: the browser of other tests may have one running here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def write(server: Server, number: int) -> None:
    text = f"<urn:newest> <urn:is> {number} ."
    assert server.http.put("/store?graph=urn:newest", content=text, headers={"Content-Type": "text/turtle"}).is_success


def branch(server: Server) -> psutil.Process:
    """The nursery that the readers are forked from."""
    (first,) = psutil.Process(server.process.pid).children()
    (found,) = [child for child in first.children() if child.children()]
    return found


def test_readers_are_forked_from_a_copy_in_memory(server: Server) -> None:
    server.until_held()
    until(lambda: len(branch(server).children()) == READERS)
    readers = {child.pid for child in branch(server).children()}
    assert server.rows("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }") == [{"n": "500"}]
    files = {file.path for pid in readers for file in psutil.Process(pid).open_files()}
    assert not {path for path in files if "/generations/" in path}, "nothing is read from disk"
    assert {child.pid for child in branch(server).children()} == readers


def test_no_answer_is_older_than_a_write(server: Server) -> None:
    for number in range(25):
        write(server, number)
        assert server.rows(NEWEST) == [{"n": str(number)}]
        if number % 8 == 0:
            server.until_held()
            assert server.rows(f"{NEWEST} # from memory") == [{"n": str(number)}]
        elif number % 8 > 5:
            time.sleep(0.6)  # about when a copy is begun
            assert server.rows(f"{NEWEST} # {number}") == [{"n": str(number)}]
    server.until_held()


def test_a_graph_that_is_built_anew_is_seen_at_once_and_held(server: Server, tmp_path: Path) -> None:
    server.until_held()
    location = Location(tmp_path / "graph")
    with location.writing(), location.generation() as folder:
        store = EmbeddedStore(folder)
        store.replace({URIRef("urn:newest"): [(URIRef("urn:newest"), URIRef("urn:is"), Literal("rebuilt"))]})
        store.close()
    assert server.rows(NEWEST) == [{"n": "rebuilt"}]
    assert server.rows("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }") == [{"n": "0"}]
    server.until_held()
    assert server.rows(f"{NEWEST} # again") == [{"n": "rebuilt"}]


def test_the_server_goes_on_without_the_copy_and_makes_another(server: Server) -> None:
    server.until_held()
    until(lambda: len(branch(server).children()) == READERS)
    lost = branch(server)
    readers = lost.children()
    lost.kill()
    for reader in readers:
        reader.kill()
    for number in range(10):
        assert server.ask(f"ASK {{ <urn:s{number}> <urn:p> {number} }}").json()["boolean"] is True
    until(lambda: lost.pid not in {child.pid for child in server.children()})
    server.until_held()
    until(lambda: len(branch(server).children()) == READERS)


@pytest.mark.parametrize("most", [0, 400])
def test_a_graph_that_is_too_large_is_read_from_disk(most: int, tmp_path: Path) -> None:
    server = Server(locate(tmp_path / "graph", MANY), AIKG_READERS=1, AIKG_IN_MEMORY=most)
    try:
        for _ in range(6):
            time.sleep(0.5)
            assert server.in_memory() == 0
        assert server.rows("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }") == [{"n": "500"}]
        assert len(server.children()) == 4, "nursery, house, writer, reader"
    finally:
        server.stop()


@pytest.mark.parametrize(("quads", "fits"), [(1_000, True), (10**10, False)])
def test_memory_that_is_not_there_is_not_taken(quads: int, fits: bool, tmp_path: Path) -> None:
    async def facts(*, count: bool) -> dict[str, Any]:
        return {"version": "7", "quads": quads}

    core: Any = SimpleNamespace(readers=SimpleNamespace(size=4), serving=Serving(in_memory=10**12), facts=facts)
    assert ended(Holding(core, Location(tmp_path))._fits()) is fits


@pytest.mark.parametrize(
    ("files", "free"),
    [
        ({"memory.max": "5000\n", "memory.current": "2000\n"}, 3000),
        ({"memory.max": "max\n", "memory.current": "2000\n"}, float("inf")),
        ({"memory/memory.limit_in_bytes": "900", "memory/memory.usage_in_bytes": "400"}, 500),
        ({}, float("inf")),
    ],
)
def test_the_limit_of_a_container_counts(files: dict[str, str], free: float, tmp_path: Path) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert holding.group_memory(tmp_path) == free


def test_readers_that_rest_are_exchanged(tmp_path: Path) -> None:
    place = sources.written(Location(locate(tmp_path / "graph", MANY)), 5)

    async def exchanged() -> list[set[int]]:
        nursery = FirstNursery()
        pool = Pool(nursery, "aikg.server.reader", (place, str(2**30), "0", ""), READERS, 9)
        pool.open()
        seen = []

        async def look() -> None:
            while len(pids := {child.pid for child in psutil.Process(nursery._process.pid).children()}) != READERS:
                await asyncio.sleep(0.02)
            seen.append(pids)

        await look()
        pool.refresh(0)
        await look()  # nobody has asked anything
        async with pool.lease(20) as process:
            async for _ in process.ask({"op": "facts", "count": True, "seconds": 20}):
                pass
            pool.refresh(0)
            await look()  # one is at work
        pool.refresh(1_000)
        await look()  # it is too soon
        pool.refresh(0)
        await asyncio.sleep(0.2)
        await look()
        await pool.close()
        await asyncio.to_thread(nursery.close)
        return seen

    *before, after = ended(exchanged())
    assert len(before) == 4
    assert all(pids == before[0] for pids in before)
    assert not after & before[0]
