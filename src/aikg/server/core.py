"""What all routes share: the settings, the processes, the cache, and the graph as it is now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request

from aikg.errors import AikgError
from aikg.graph import KnowledgeGraph
from aikg.server import frames, sources
from aikg.server.cache import Cache, Kept
from aikg.server.drawing import Drawing
from aikg.server.holding import Holding
from aikg.server.nurseries import FirstNursery
from aikg.server.pools import Pool
from aikg.server.problems import Problem, fields_of, problem
from aikg.server.processes import despite_shots
from aikg.server.sources import Origin
from aikg.settings import Serving
from aikg.stores.location import Location

_HOUSE_S: Final = 10.0
_NICE: Final = "5"
_NICEST: Final = "10"
_DRAWN_IN: Final = 10
"""A map is for all who come, and nobody waits for it: it may take so many times as long as a query."""
_AT_HAND: Final = 50_000
"""A graph of so many quads is held by the server itself too, for its own small questions."""
_PAGES: Final = 2
"""So many pages are made at a time, awaited still or not: threads that are busy in Python keep all others waiting."""


class Core:
    """One server over one graph: `readers` for strangers' queries, `house` for its own, `writer` for writes."""

    def __init__(
        self, origin: Origin, serving: Serving, articles: Path | None = None, nursery: FirstNursery | None = None
    ) -> None:
        self.origin, self.serving = origin, serving
        place, memory = sources.written(origin, serving.timeout_s), str(serving.memory_mb * 1024 * 1024)
        reader = "aikg.server.reader"
        self.nursery = nursery or FirstNursery()
        services = sources.services_written(serving)
        strangers = (place, memory, _NICE, services)
        self.readers = Pool(self.nursery, reader, strangers, serving.readers, serving.waiting)
        self.house = Pool(self.nursery, reader, (place, memory, "0", ""), 1, 1_000)
        # A document is some twenty times as large when it is parsed and on its way into a transaction.
        large = str(4 * serving.memory_mb * 1024 * 1024)
        self.writer = Pool(self.nursery, "aikg.server.writer", (place, large), 1, 100)
        self.drawing = Drawing(
            lambda: self.readers.nursery, (place, memory, _NICEST, ""), _DRAWN_IN * serving.timeout_s
        )
        self.cache = Cache[Kept]()
        self.pages = ThreadPoolExecutor(_PAGES, "page")
        self._articles = articles
        self._seen = self._version = ""
        self._watch = sources.watch(origin)
        self._source = sources.source(origin)
        self._graph: KnowledgeGraph | None = None
        self._opening, self._looking = asyncio.Lock(), asyncio.Lock()
        self.holding: Holding | None = None
        if isinstance(origin, Location) and serving.in_memory:
            self.holding = Holding(self, origin)

    def open(self) -> None:
        """Start the processes."""
        for pool in self._pools():
            pool.open()
        self._beside = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        """What is done beside requests.

        Once queries can be answered, have readers that draw networks and pages without importing anything first; from
        then on have them share a copy of the graph in memory.
        """
        await self.readers.ready.wait()
        with suppress(OSError):
            await self.nursery.prepare()
            self.readers.renew()
            self.writer.renew()
        if self.holding is not None:
            await self.holding.run()

    async def close(self) -> None:
        """End the processes."""
        self._beside.cancel()
        await asyncio.gather(self._beside, return_exceptions=True)
        self.pages.shutdown(wait=False, cancel_futures=True)
        await self.drawing.close()
        await asyncio.gather(*(pool.close() for pool in self._pools()))
        if self.holding is not None:
            await self.holding.close()
        await asyncio.to_thread(self.nursery.close)

    async def facts(self, wait_s: float = _HOUSE_S, *, count: bool = False) -> dict[str, Any]:
        """The data version and, if asked for, the number of quads, as a reader sees them.

        Raises:
            Problem: the store cannot be read.
        """
        asked = {"op": "facts", "count": count, "seconds": wait_s}
        return await despite_shots(lambda: self._asked(self.house, asked, wait_s))

    async def version(self) -> str:
        """The data version. Costs microseconds, unless something was, or may have been, written since the last call."""
        if self.stamp() != self._seen:
            async with self._looking:  # all who come meanwhile wait for one answer
                stamp = self.stamp()
                if stamp != self._seen:
                    self._version = (await self.facts())["version"]
                    self._seen = stamp
        return self._version

    def stamp(self) -> str:
        """What differs after each write; costs microseconds.

        Raises:
            Problem: the store cannot be read.
        """
        try:
            return self._watch()
        except AikgError as error:
            raise problem(fields_of(error)) from error

    async def write(self, fields: dict[str, Any], body: bytes = b"") -> dict[str, Any]:
        """Have something written; returns what the writer tells. Atomic: when it fails, nothing was written.

        Raises:
            Problem: it failed.
        """
        seconds = self.serving.timeout_s
        try:
            return await self._asked(self.writer, {**fields, "seconds": seconds}, seconds, body)
        finally:
            self._seen = ""

    async def graph(self) -> KnowledgeGraph:
        """The graph as it is now, in this process, for the catalogue's own bounded queries; call it from threads."""
        async with self._opening:
            try:
                return await asyncio.to_thread(self._current)
            except AikgError as error:
                raise problem(fields_of(error)) from error

    def _current(self) -> KnowledgeGraph:
        before = self._source.version
        store = self._source.store()
        if self._graph is None or before != self._source.version:
            self._source.settle(min(_AT_HAND, self.serving.in_memory))
            store = self._source.store()
        if self._graph is None or self._graph.store is not store:
            names = None if self._graph is None else self._graph.names
            self._graph = KnowledgeGraph(store, articles=self._articles, names=names)
        return self._graph

    async def _asked(self, pool: Pool, fields: dict[str, Any], wait_s: float, body: bytes = b"") -> dict[str, Any]:
        async with pool.lease(wait_s) as process:
            timer = asyncio.get_running_loop().call_later(wait_s, process.kill, "timeout")
            try:
                async for kind, payload in process.ask(fields, body):
                    if kind == frames.END:
                        return dict(payload)
            finally:
                timer.cancel()
        raise Problem(500, "engine-failed", "the process answered nothing")

    def _pools(self) -> Sequence[Pool]:
        return (self.house, self.readers, self.writer)


def core(request: Request) -> Core:
    """The core of the server that a request came to; a FastAPI dependency too."""
    found: Core = request.app.state.core
    return found
