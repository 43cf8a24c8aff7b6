"""One copy of the graph in memory for all readers: never older than the disk, made anew, done without."""

from __future__ import annotations

import asyncio
import math
import signal
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import psutil
import pytest
from rdflib import Literal, URIRef
from server_process import ENDLESS, Server, locate, until

from aikg.server import holding, pools, sources
from aikg.server.holding import Holding
from aikg.server.nurseries import Branch, FirstNursery
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


def ended(work: Coroutine[Any, Any, T]) -> T:
    """What it returns, from a loop on a thread of its own: the browser of other tests may have one running here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def write(server: Server, number: int) -> None:
    """What is newest; each time there is more of it, so that one can see what is in memory."""
    text = f"<urn:newest> <urn:is> {number} ." + "".join(f"<urn:n{i}> <urn:q> 1 ." for i in range(number))
    assert server.http.put("/store?graph=urn:newest", content=text, headers={"Content-Type": "text/turtle"}).is_success


def branch(server: Server) -> psutil.Process:
    """The nursery that the readers are forked from."""
    end = time.monotonic() + 60
    while True:
        with suppress(psutil.NoSuchProcess, ValueError):  # one has just ended, or none has begun yet
            (first,) = psutil.Process(server.process.pid).children()
            (found,) = [child for child in first.children() if child.children()]
            return found
        assert time.monotonic() < end, "there is none"
        time.sleep(0.05)


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


def test_a_folder_that_cannot_be_read_for_a_while_is_held_again(server: Server, tmp_path: Path) -> None:
    server.until_held()
    (generation,) = (tmp_path / "graph" / "generations").iterdir()
    aside = generation.rename(tmp_path / "aside")
    generation.write_text("in its place")
    until(lambda: server.http.get("/health").status_code == 503)
    time.sleep(1)
    generation.unlink()
    aside.rename(generation)
    write(server, 3)
    assert server.rows(NEWEST) == [{"n": "3"}]
    server.until_held()


def test_a_long_query_on_the_old_copy_does_not_delay_the_new_one(server: Server) -> None:
    server.until_held()
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(server.ask, ENDLESS, timeout=8)
        server.until_busy()
        write(server, 5)
        server.until_held()
        assert not long.done()
        assert server.rows(NEWEST) == [{"n": "5"}]
        assert long.result().status_code == 504


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_shutdown_while_a_copy_is_made_leaves_no_process(how: int, tmp_path: Path) -> None:
    large = " ".join(f'<urn:s{i}> <urn:p> "{"x" * 1000}{i}" .' for i in range(6_000))
    server = Server(locate(tmp_path / "graph", f"INSERT DATA {{ {large} }}"), AIKG_READERS=1)
    children = server.children()
    until(lambda: len(server.children()) > len(children))
    children = server.children()
    server.stop(how)
    assert not psutil.wait_procs(children, timeout=10)[1]


def copies(tmp_path: Path, quads: int = 1_000) -> tuple[Holding, SimpleNamespace]:
    """Of a server whose nursery is none."""

    async def facts(*, count: bool) -> dict[str, Any]:
        return {"version": "7", "quads": quads}

    async def version() -> str:
        return "7"

    async def branch() -> Branch:
        core.asked += 1
        raise ConnectionResetError

    core = SimpleNamespace(
        asked=0,
        facts=facts,
        version=version,
        stamp=lambda: "7",
        nursery=SimpleNamespace(branch=branch),
        readers=SimpleNamespace(size=4),
        serving=Serving(in_memory=10**12),
    )
    return Holding(core, Location(tmp_path)), core  # type: ignore[arg-type]


@pytest.mark.parametrize(("quads", "asked"), [(1_000, 1), (10**10, 0)])
def test_memory_that_is_not_there_is_not_taken(quads: int, asked: int, tmp_path: Path) -> None:
    tried, core = copies(tmp_path, quads)
    assert ended(tried._hold()) == ""
    assert core.asked == asked


def test_a_copy_that_failed_is_tried_again_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "_LOOK_S", 0.01)
    monkeypatch.setattr(holding, "_AGAIN_S", (0.2, 10.0))
    tried, core = copies(tmp_path)

    async def a_while() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(tried.run(), 2)

    ended(a_while())
    assert 2 <= core.asked <= 4, "after 0.2, 0.4 and 0.8 s, a little more on a busy machine"


def test_a_copy_takes_no_more_memory_than_it_may(tmp_path: Path) -> None:
    long = " ".join(f'<urn:s{i}> <urn:p> "{"x" * 1_000_000}{i}" .' for i in range(20))
    origin = sources.written(Location(locate(tmp_path / "graph", f"INSERT DATA {{ {long} }}")), 5)

    async def held(memory: int) -> dict[str, Any] | None:
        nursery = FirstNursery()
        branch = await nursery.branch()
        try:
            return await branch.hold(origin, memory)
        except OSError:
            assert branch.lost
            return None
        finally:
            await branch.end()
            await asyncio.to_thread(nursery.close)

    assert ended(held(5_000_000)) is None
    told = ended(held(1_000_000_000))
    assert told is not None
    assert told["quads"] > 20


@pytest.mark.parametrize("lost", [False, True])
def test_readers_leave_a_nursery_only_when_it_is_lost(lost: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "_BACKOFF_S", 0.01)

    class Failing:
        """Cannot start anything."""

        def __init__(self, *, lost: bool) -> None:
            self.lost, self.asked = lost, 0

        async def start(self, *_: Any) -> Any:
            self.asked += 1
            raise OSError("too many open files")

    first, branch = Failing(lost=False), Failing(lost=lost)

    async def tried() -> None:
        pool = Pool(first, "aikg.server.reader", (), 1, 1)  # type: ignore[arg-type]
        pool.move(branch)  # type: ignore[arg-type]
        pool.open()
        await asyncio.sleep(0.2)
        await pool.close()

    ended(tried())
    assert (branch.asked == 1) is (first.asked > 1) is lost


@pytest.mark.parametrize(
    ("own", "files", "free"),
    [
        ("0::/", {"memory.max": "5000", "memory.current": "2000"}, 3000),
        ("0::/", {"memory.max": "max", "memory.current": "2000"}, math.inf),
        ("0::/", {"memory.max": "5000", "memory.current": "4000", "memory.stat": "anon 9\ninactive_file 700"}, 1700),
        ("0::/a/b", {"a/memory.max": "5000", "a/memory.current": "1", "a/b/memory.max": "max"}, 4999),
        (
            "4:cpu,memory:/x\n1:pids:/",
            {"memory/x/memory.limit_in_bytes": "9", "memory/x/memory.usage_in_bytes": "4"},
            5,
        ),
        ("", {}, math.inf),
    ],
)
def test_the_limit_of_a_container_counts(own: str, files: dict[str, str], free: float, tmp_path: Path) -> None:
    for name, text in {"own": own, **files}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
        if path.name in ("memory.max", "memory.limit_in_bytes"):
            (path.parent / "memory.stat").touch()
    assert holding.group_memory(tmp_path, tmp_path / "own") == free


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
        await asyncio.sleep(0.2)
        await look()  # nobody has asked anything
        async with pool.lease(20) as process:
            async for _ in process.ask({"op": "facts", "count": True, "seconds": 20}):
                pass
            pool.refresh(0)
            await asyncio.sleep(0.2)
            await look()  # one is at work
        pool.refresh(1_000)
        await asyncio.sleep(0.2)
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
