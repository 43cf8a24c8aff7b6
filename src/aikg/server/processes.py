"""Child processes as the server sees them: asked, killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from aikg.server import frames
from aikg.server.problems import Problem, problem

if TYPE_CHECKING:
    from aikg.server.nurseries import Nursery

T = TypeVar("T")

_CHILDREN: Final = 8
_OUT_OF_MEMORY: Final = ("memory allocation", "MemoryError", "bad_alloc", "allocate memory")
"""What the engine, Python, C++ and the system say."""


class Process:
    """One child process. It answers one request at a time; one that did not come to its end can only be killed."""

    def __init__(
        self, nursery: Nursery, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, complaints: int
    ) -> None:
        self.pid = pid
        self.nursery = nursery
        self.reason = ""
        """Why it was killed: `timeout`, `gone`, `closed`; empty if it was not."""
        self.killed = asyncio.Event()
        self.clean = True
        """Whether the last request came to its end, so that another may be asked."""
        self.leased = False
        self._reader, self._writer, self._complaints = reader, writer, complaints
        self._handle = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else -1
        self._closed = False

    @property
    def alive(self) -> bool:
        """Whether it runs, as far as is known."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    async def ready(self) -> None:
        """Wait until it can be asked.

        Raises:
            asyncio.IncompleteReadError: it died before.
        """
        await frames.read(self._reader)

    def watch(self, died: Callable[[], None]) -> None:
        """Have `died` called when it ends, whatever the cause, unless it is buried before."""
        if self._handle >= 0:
            asyncio.get_running_loop().add_reader(self._handle, self._died, died)

    def _died(self, tell: Callable[[], None]) -> None:
        asyncio.get_running_loop().remove_reader(self._handle)
        tell()

    def kill(self, reason: str) -> None:
        """End it at once, whatever it does."""
        self.reason = self.reason or reason
        self.clean = False
        self.killed.set()
        if self._closed:
            return
        with suppress(ProcessLookupError):
            if self._handle >= 0:  # a handle never means another process, as an id may after a death
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)

    async def bury(self) -> int:
        """End it for good and let go of its pipes; returns the signal that it died of, 0 for none."""
        if self._closed:
            return 0
        self._closed = True
        self._writer.close()
        if self._handle >= 0:
            asyncio.get_running_loop().remove_reader(self._handle)
        for descriptor in (self._complaints, self._handle):
            if descriptor >= 0:
                os.close(descriptor)
        self._complaints = self._handle = -1
        return await self.nursery.bury(self.pid)

    async def ask(self, fields: dict[str, Any], body: bytes = b"") -> AsyncGenerator[tuple[bytes, Any], None]:
        """Send a request and yield the frames of its answer: bytes for data, a dictionary for the others.

        Raises:
            Problem: the child says so, or died, or was killed.
        """
        self.clean = False
        try:
            self._writer.write(frames.request(fields, body))
            await self._writer.drain()
            while True:
                kind, payload = await frames.read(self._reader)
                self.clean = kind in (frames.END, frames.ERROR)
                if kind == frames.ERROR:
                    raise problem(json.loads(payload))
                told: Any = payload if kind == frames.DATA else json.loads(payload)
                if kind == frames.END and told.pop("retire"):
                    self.clean = False
                yield kind, told
                if kind == frames.END:
                    return
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise await self._death() from error

    async def _death(self) -> Problem:
        said = b""
        with suppress(OSError):
            os.set_blocking(self._complaints, False)
            said = os.read(self._complaints, 65536)
        return _cause(self.reason, await self.bury(), said.decode(errors="replace"))


class Shot(Problem):
    """The child was killed, and neither by this server nor by what it did: another can be asked the same."""


async def despite_shots(ask: Callable[[], Awaitable[T]]) -> T:
    """What `ask` returns; if somebody shot the child that it asked, it is done again: all may be dying."""
    for _ in range(_CHILDREN):
        with suppress(Shot):
            return await ask()
    return await ask()


def _cause(reason: str, died_of: int, said: str) -> Problem:
    if reason == "timeout":
        return Problem(504, "timeout", "the request was stopped at its time-out; ask for less, or add LIMIT")
    if reason:
        return Problem(503, reason, "the request was stopped", headers={"Retry-After": "5"})
    if any(sign in said for sign in _OUT_OF_MEMORY):
        return Problem(507, "too-much-memory", "the request needs more memory than it may use")
    if died_of == signal.SIGSEGV or "overflow" in said:
        return Problem(400, "too-deep", "the request is nested too deep for the engine")
    kind = Shot if died_of == signal.SIGKILL else Problem
    return kind(500, "engine-failed", "the engine ended while it answered; the server goes on")
