"""A few child processes of one kind, leased for one request each, replaced when they are lost."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from aikg.server.nurseries import Nursery
from aikg.server.problems import Problem
from aikg.server.processes import Process

_BACKOFF_S: Final = 1.0


class Pool:
    """A few child processes of one kind; one that is lost is replaced."""

    def __init__(self, nursery: Nursery, module: str, arguments: Sequence[str], size: int, waiting: int) -> None:
        self._first = self.nursery = nursery
        self._module, self._arguments = module, arguments
        self.size, self._waiting = size, waiting
        self._idle: asyncio.Queue[Process] = asyncio.LifoQueue()  # the latest has its data in the processor's caches
        self._all: set[Process] = set()
        self._tasks: set[asyncio.Task[object]] = set()
        self._closed = False
        self._asked = math.inf
        self.waiters = 0
        self.ready = asyncio.Event()
        """Whether a process was ever ready."""
        self.on_loss: Callable[[str], None] = lambda _reason: None
        """Told why a process was lost."""

    @property
    def busy(self) -> int:
        """How many processes are answering."""
        return sum(process.leased for process in self._all)

    def open(self) -> None:
        """Start all processes; `lease` waits for them."""
        for _ in range(self.size):
            self._replace()

    async def close(self) -> None:
        """Start no more; the nursery ends what runs."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for process in self._all:
            process.kill("closed")

    def renew(self) -> None:
        """Exchange the processes that have nothing to do for new ones."""
        for _ in range(self._idle.qsize()):
            self._retire(self._idle.get_nowait())

    def refresh(self, rested_s: float) -> None:
        """Exchange all when nothing was asked for so long: they give back the memory that answers took."""
        if self._idle.qsize() == self.size and time.monotonic() - self._asked >= rested_s:
            self._asked = math.inf
            self.renew()

    def move(self, nursery: Nursery) -> None:
        """Have all processes from another nursery; those at work are exchanged when they have done."""
        if nursery is not self.nursery:
            self.nursery = nursery
            self.renew()

    @asynccontextmanager
    async def lease(self, wait_s: float) -> AsyncIterator[Process]:
        """A process for one request; killed and replaced if the request did not come to its end.

        Raises:
            Problem: too many wait already, or none became free in time.
        """
        process = await self._free(wait_s)
        process.leased, self._asked = True, time.monotonic()
        try:
            yield process
        finally:
            process.leased = False
            if process.clean and process.alive:
                self._rest(process)
            else:
                if process.alive:  # else it died of something, which is to be counted as that
                    process.kill("gone")
                self._lose(process)

    async def _free(self, wait_s: float) -> Process:
        if self._idle.empty() and self.waiters >= self._waiting:
            raise _busy()
        self.waiters += 1
        try:
            async with asyncio.timeout(wait_s):
                while not self._usable(process := await self._idle.get()):
                    self._lose(process)
                return process
        except TimeoutError:
            raise _busy() from None
        finally:
            self.waiters -= 1

    def _rest(self, process: Process) -> None:
        if process.nursery is self.nursery:
            self._idle.put_nowait(process)
        else:
            self._retire(process)

    def _retire(self, process: Process) -> None:
        if process in self._all:
            self._all.discard(process)
            process.kill("renewed")
            self._begin(process.bury())
            self._replace()

    def _usable(self, process: Process) -> bool:
        return process in self._all and process.alive

    def _died(self, process: Process) -> None:
        if not process.leased:  # else whoever leased it learns of it, and asks what it died of
            self._lose(process)

    def _lose(self, process: Process) -> None:
        if process not in self._all:
            return
        self._all.discard(process)
        if not self._closed:
            self.on_loss(process.reason or "died")
        self._begin(process.bury())
        self._replace()

    def _replace(self) -> None:
        if not self._closed:
            self._begin(self._start())

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start(self) -> None:
        while True:
            nursery = self.nursery
            try:
                process = await nursery.start(self._module, self._arguments)
            except OSError:
                if nursery.lost and nursery is self.nursery:
                    self.nursery = self._first  # which is started again should it have died
                await asyncio.sleep(_BACKOFF_S)
                continue
            self._all.add(process)
            try:
                await process.ready()
            except (OSError, asyncio.IncompleteReadError):
                self._all.discard(process)
                await process.bury()
                await asyncio.sleep(_BACKOFF_S)
                continue
            process.watch(partial(self._died, process))
            self._rest(process)
            self.ready.set()
            return


def _busy() -> Problem:
    return Problem(503, "busy", "all readers are at work; try again soon", headers={"Retry-After": "5"})
