"""The map of the whole graph, while it is being drawn and when it is: one for each version of the data.

A process of its own draws it, however many ask, and ends with it. Whoever asks meanwhile gets the map that there was
before, or hears how far the first one is. A graph that is written to all the time is drawn now and then.
"""

from __future__ import annotations

import asyncio
import time
from asyncio import IncompleteReadError
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from aikg.server import frames
from aikg.server.nurseries import Nursery
from aikg.server.problems import Problem
from aikg.server.processes import Process

HELD_S: Final = 1.0
"""How long a request waits for a map that may be done soon."""
_REST: Final = 5.0
"""A map is drawn anew after so many times the seconds that the last one took."""
_AGAIN_S: Final = 300.0
"""When a map that could not be drawn is tried again, should the data stay as it is."""


class Drawn(NamedTuple):
    """A map as JSON, packed with gzip; the version of the data that it shows, and how long it took."""

    version: str
    packed: bytes
    seconds: float


class Progress(NamedTuple):
    """Which step of a map is being done, and how much of all, 0 to 1."""

    step: str
    done: float


class Drawing:
    """Draws maps, one at a time, each in a process of the nursery that is told then.

    `arguments` are those of a reader; `seconds` is how long one may take.
    """

    def __init__(self, nursery: Callable[[], Nursery], arguments: Sequence[str], seconds: float) -> None:
        self._nursery, self._arguments, self._seconds = nursery, arguments, seconds
        self._task: asyncio.Task[None] | None = None
        self._progress = Progress("", 0.0)
        self._drawn: Drawn | None = None
        self._failed: tuple[str, Problem] | None = None
        self._next = 0.0

    async def ask(self, version: str) -> Drawn | Progress:
        """The map of a version of the data, or the one before while it is drawn; the progress while there is none.

        Raises:
            Problem: it could not be drawn.
        """
        if self._drawn is None or self._drawn.version != version:
            self._begin(version)
            if self._task is not None and (self._drawn is None or self._drawn.seconds < HELD_S):
                await asyncio.wait({self._task}, timeout=HELD_S)
        if self._drawn is not None:
            return self._drawn
        if self._failed is not None:
            raise self._failed[1]
        return self._progress

    async def close(self) -> None:
        """Draw no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _begin(self, version: str) -> None:
        tried = self._failed is not None and self._failed[0] == version
        if self._task is None and time.monotonic() >= self._next + (_AGAIN_S if tried else 0.0):
            self._failed, self._progress = None, Progress("", 0.0)
            self._task = asyncio.get_running_loop().create_task(self._draw(version))

    async def _draw(self, version: str) -> None:
        began = time.monotonic()
        try:
            found, packed = await self._made()
            self._drawn = Drawn(found, packed, time.monotonic() - began)
        except Problem as problem:
            problem.headers.setdefault("Retry-After", str(round(_AGAIN_S)))
            self._failed = version, problem
        finally:
            ended = time.monotonic()
            self._next = ended + _REST * (ended - began)
            self._task = None

    async def _made(self) -> tuple[str, bytes]:
        try:
            process = await self._nursery().start("aikg.server.reader", self._arguments)
        except OSError:
            raise _lost() from None
        try:
            await process.ready()
            return await self._received(process)
        except IncompleteReadError:
            raise _lost() from None
        finally:
            process.kill("closed")
            await asyncio.shield(process.bury())

    async def _received(self, process: Process) -> tuple[str, bytes]:
        head: dict[str, Any] = {}
        packed = bytearray()
        media = {"rows": "application/json"}
        timer = asyncio.get_running_loop().call_later(self._seconds, process.kill, "timeout")
        try:
            async for kind, payload in process.ask({"op": "map", "seconds": self._seconds, "media": media}):
                if kind == frames.PROGRESS:
                    self._progress = Progress(**payload)
                elif kind == frames.HEAD:
                    head = payload
                elif kind == frames.DATA:
                    packed += payload
        finally:
            timer.cancel()
        return head["version"], bytes(packed)


def _lost() -> Problem:
    return Problem(503, "engine-failed", "the map could not be drawn: its process ended")
