"""Keeps readers supplied with a copy of the graph in memory, one for all of them.

A nursery of its own makes the copy and forks the readers. When the graph is written to, readers go back to the disk
at once, and a new copy is made when writing has come to rest.
"""

from __future__ import annotations

import asyncio
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
"""Readers that nobody asked for so long are exchanged: what they read has become their own memory."""
_BYTES: Final = 400
"""A quad in memory, measured with news: 370."""
_SHARE: Final = 0.5
"""How much of the free memory the copies may take."""


class Holding:
    """Has the readers of a server forked from a nursery that holds its graph, where that is small enough."""

    def __init__(self, core: Core, location: Location) -> None:
        self._core, self._origin = core, sources.written(location, 0)
        self._branch: Branch | None = None
        self._took = 0.0
        self.quads = 0
        """How many are in memory now."""

    async def run(self) -> None:
        """Hold what there is, for ever."""
        while True:
            version = await self._quiet()
            with suppress(Problem, OSError):
                if await self._fits() and not await self._hold(version):
                    version = ""  # it was written to meanwhile: try again
            await self._changed(version)
            await self._let_go()

    async def _quiet(self) -> str:
        """The data version, when the graph has been left alone for a while."""
        stamp, since = "", 0.0
        while True:
            await asyncio.sleep(_LOOK_S)
            with suppress(Problem):  # it cannot be read now
                if (now := self._core.stamp()) != stamp:
                    stamp, since = now, time.monotonic()
                elif time.monotonic() - since >= _REST * self._took:
                    return await self._core.version()

    async def _changed(self, version: str) -> None:
        while not (self._branch and self._branch.lost):
            with suppress(Problem):
                if await self._core.version() != version:
                    return
            if self._branch:
                self._core.readers.refresh(_RESTED_S)
            await asyncio.sleep(_LOOK_S)

    async def _fits(self) -> bool:
        facts = await self._core.facts(count=True)
        # Pages that a reader touches become its own, so in the end there may be a copy for each.
        needed = facts["quads"] * _BYTES * (1 + self._core.readers.size)
        return bool(facts["quads"] <= self._core.serving.in_memory and needed <= _SHARE * _free())

    async def _hold(self, version: str) -> bool:
        began = time.monotonic()
        self._branch = await self._core.nursery.branch()
        try:
            held = await self._branch.hold(self._origin)
        except OSError:  # it died of that, and so would the next
            await self._branch.end()
            self._branch = None
            raise
        self._took = time.monotonic() - began
        if held["version"] != version:
            return False
        self.quads = held["quads"]
        self._core.readers.move(self._branch)
        return True

    async def _let_go(self) -> None:
        self.quads = 0
        branch, self._branch = self._branch, None
        if branch is None:
            return
        self._core.readers.move(self._core.nursery)
        while branch.children:  # some may be at work for somebody
            await asyncio.sleep(_LOOK_S)
        await branch.end()


def _free() -> float:
    """Bytes of memory that can still be had, by what the system and the control group of this process say."""
    return min(_available(), group_memory())


def _available() -> float:
    with suppress(OSError), Path("/proc/meminfo").open(encoding="ascii") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    return 0.0


def group_memory(folder: Path = Path("/sys/fs/cgroup")) -> float:
    """Bytes that the control group of this process may still take, infinite where it has no limit."""
    for most, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        with suppress(OSError, ValueError):  # "max" is no number, and means no limit
            return float((folder / most).read_text()) - float((folder / used).read_text())
    return float("inf")
