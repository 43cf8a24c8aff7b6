"""Keeps readers supplied with a copy of the graph in memory, one for all of them.

A nursery of its own makes the copy and forks the readers. When the graph is written to, readers go back to the disk
at once, and a new copy is made when writing has come to rest.
"""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aikg.server import sources
from aikg.server.nurseries import Branch
from aikg.server.problems import Problem
from aikg.stores.location import Location

if TYPE_CHECKING:
    from aikg.server.core import Core

_LOOK_S: Final = 0.5
_REST: Final = 2.0
"""Nothing is copied before the graph was left alone for so many times the seconds that the last copy took."""
_RESTED_S: Final = 30.0
"""Readers are exchanged when nothing was asked for so long: what they read has become their own memory."""
_AGAIN_S: Final = (30.0, 600.0)
"""When a copy that could not be made is tried again, at first and at most."""
_BYTES: Final = 400
"""A quad in memory; measured with news: 370. Long texts take more, which the limit of the nursery stops."""
_SHARE: Final = 0.5
"""How much of the free memory the copies may take."""


class Holding:
    """Has the readers of a server forked from a nursery that holds its graph, where that is small enough."""

    def __init__(self, core: Core, location: Location) -> None:
        self._core, self._origin = core, sources.written(location, 0)
        self._branch: Branch | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._took = 0.0
        self.quads = 0
        """How many are in memory now."""

    async def run(self) -> None:
        """Hold what there is, for ever."""
        again_s, most_s = _AGAIN_S
        while True:
            await self._quiet()
            if version := await self._hold():
                again_s = _AGAIN_S[0]
                await self._changed(version, math.inf)
            else:
                await self._changed("", again_s)
                again_s = min(2 * again_s, most_s)
            self._let_go()

    async def close(self) -> None:
        """End the nursery, whatever it does; call it when `run` has ended."""
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
        if self._branch is not None:
            await self._branch.end()

    async def _quiet(self) -> None:
        """Wait until the graph has been left alone for a while."""
        stamp, since = "", 0.0
        while True:
            await asyncio.sleep(_LOOK_S)
            with suppress(Problem):  # it cannot be read now
                if (now := self._core.stamp()) != stamp:
                    stamp, since = now, time.monotonic()
                elif time.monotonic() - since >= _REST * self._took:
                    return

    async def _hold(self) -> str:
        """The data version of the copy that readers now have; empty where none could be made."""
        with suppress(Problem, OSError):
            quads = (await self._core.facts(count=True))["quads"]
            # Pages that a reader touches become its own, so in the end there may be a copy for each.
            room = _SHARE * _free() / (1 + self._core.readers.size)
            if quads > self._core.serving.in_memory or quads * _BYTES > room:
                return ""
            began = time.monotonic()
            self._branch = await self._core.nursery.branch()
            held = await self._branch.hold(self._origin, int(room))
            self._took = time.monotonic() - began
            if held["version"]:
                self.quads = held["quads"]
                self._core.readers.move(self._branch)
            return str(held["version"])
        return ""

    async def _changed(self, version: str, wait_s: float) -> None:
        """Wait until the data is another than this version (without one: than it is now), at most so long."""
        until = time.monotonic() + wait_s
        while time.monotonic() < until and not (self._branch and self._branch.lost):
            with suppress(Problem):
                now = await self._core.version()
                version = version or now
                if now != version:
                    return
            if self.quads:
                self._core.readers.refresh(_RESTED_S)
            await asyncio.sleep(_LOOK_S)

    def _let_go(self) -> None:
        self.quads = 0
        branch, self._branch = self._branch, None
        if branch is not None:
            self._core.readers.move(self._core.nursery)
            task = asyncio.get_running_loop().create_task(_ended(branch))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)


async def _ended(branch: Branch) -> None:
    """End a nursery when the last of its children has: some may be at work for somebody."""
    try:
        while branch.children and not branch.lost:
            await asyncio.sleep(_LOOK_S)
    finally:
        await branch.end()


def _free() -> float:
    """Bytes of memory that can still be had, by what the system and the control groups of this process say."""
    return min(_available(), group_memory())


def _available() -> float:
    with suppress(OSError), Path("/proc/meminfo").open(encoding="ascii") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    return 0.0


def group_memory(root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> float:
    """Bytes that the control groups of this process may still take, infinite where none has a limit."""
    free = math.inf
    with suppress(OSError, ValueError):
        for line in own.read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if not controllers:
                top, names = root, ("memory.max", "memory.current")
            elif "memory" in controllers.split(","):
                top, names = root / "memory", ("memory.limit_in_bytes", "memory.usage_in_bytes")
            else:
                continue
            folder = top / path.strip("/")
            for group in (folder, *folder.parents):
                if group.is_relative_to(top):
                    free = min(free, _left(group, *names))
    return free


def _left(group: Path, most: str, used: str) -> float:
    with suppress(OSError, ValueError):  # "max" is no number, and means no limit
        left = float((group / most).read_text()) - float((group / used).read_text())
        stat = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        return left + float(stat.get("inactive_file", 0))  # files that were read, which the system lets go of
    return math.inf
