"""Child processes as the server sees them: started, asked, killed, replaced."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from aikg.server import frames
from aikg.server.problems import Problem, problem

_PIPE: Final = 256 * 1024
_BACKOFF_S: Final = 1.0


class Process:
    """One child process. It answers one request at a time; one that did not come to its end can only be killed."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self._reason = ""
        self.clean = True
        """Whether the last request came to its end, so that another may be asked."""

    @classmethod
    async def start(cls, module: str, arguments: Sequence[str]) -> Process:
        """Start `python -m module`; a session of its own keeps the terminal's Ctrl-C away from it."""
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", module, *arguments)
        child = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, stderr=pipe, limit=_PIPE, start_new_session=True
        )
        process = cls(child)
        try:
            await frames.read(_stream(child.stdout))
        except BaseException:
            process.kill("not started")
            raise
        return process

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._child.returncode is None

    def kill(self, reason: str) -> None:
        """End it at once, whatever it does; `reason` is `timeout`, `gone`, `closed` …"""
        self._reason = self._reason or reason
        self.clean = False
        with suppress(ProcessLookupError):
            self._child.kill()

    async def ask(self, fields: dict[str, Any], body: bytes = b"") -> AsyncGenerator[tuple[bytes, Any], None]:
        """Send a request and yield the frames of its answer: bytes for data, a dictionary for the others.

        Raises:
            Problem: the child says so, or died, or was killed.
        """
        self.clean = False
        child = self._child
        try:
            if child.stdin is None:
                raise BrokenPipeError
            child.stdin.write(frames.request(fields, body))
            await child.stdin.drain()
            while True:
                kind, payload = await frames.read(_stream(child.stdout))
                self.clean = kind in (frames.END, frames.ERROR)
                if kind == frames.ERROR:
                    raise problem(json.loads(payload))
                yield kind, payload if kind == frames.DATA else json.loads(payload)
                if kind == frames.END:
                    return
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise await self._death() from error

    async def _death(self) -> Problem:
        said = b""
        with suppress(TimeoutError):
            said = (await asyncio.wait_for(_stream(self._child.stderr).read(8192), 1.0))[-4000:]
        await self._child.wait()
        return _cause(self._reason, said.decode(errors="replace"))


def _stream(stream: asyncio.StreamReader | None) -> asyncio.StreamReader:
    if stream is None:
        raise BrokenPipeError
    return stream


def _cause(reason: str, said: str) -> Problem:
    if reason == "timeout":
        return Problem(504, "timeout", "the request was stopped at its time-out; ask for less, or add LIMIT")
    if reason:
        return Problem(503, reason, "the request was stopped", headers={"Retry-After": "5"})
    if "memory" in said.lower() or "bad_alloc" in said:
        return Problem(507, "too-much-memory", "the request needs more memory than it may use")
    if "overflow" in said or not said:
        return Problem(400, "too-deep", "the request is nested too deep for the engine")
    return Problem(500, "engine-failed", "the engine ended while it answered; the server goes on")


class Pool:
    """A few child processes of one kind; one that is lost is replaced."""

    def __init__(self, module: str, arguments: Sequence[str], size: int, waiting: int) -> None:
        self._module, self._arguments = module, arguments
        self._size, self._waiting = size, waiting
        self._idle: asyncio.Queue[Process] = asyncio.Queue()
        self._all: set[Process] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.waiters = 0
        self.on_loss: Callable[[str], None] = lambda _reason: None
        """Told why a process was lost."""

    @property
    def busy(self) -> int:
        """How many processes are answering."""
        return len(self._all) - self._idle.qsize()

    @property
    def pids(self) -> list[int]:
        """The ids of the processes."""
        return [process.pid for process in self._all]

    async def open(self) -> None:
        """Start all processes, at the same time; ready when the first one is."""
        for _ in range(self._size):
            self._replace()
        first = await self._idle.get()
        self._idle.put_nowait(first)

    async def close(self) -> None:
        """End all processes."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for process in self._all:
            process.kill("closed")
        await asyncio.gather(*(process._child.wait() for process in self._all))

    @asynccontextmanager
    async def lease(self, wait_s: float) -> AsyncIterator[Process]:
        """A process for one request; killed and replaced if the request did not come to its end.

        Raises:
            Problem: too many wait already, or none became free in time.
        """
        process = await self._free(wait_s)
        try:
            yield process
        finally:
            if process.clean and process.alive:
                self._idle.put_nowait(process)
            else:
                process.kill("gone")
                self._all.discard(process)
                self.on_loss(process._reason)
                self._replace()

    async def _free(self, wait_s: float) -> Process:
        if self._idle.empty() and self.waiters >= self._waiting:
            raise _busy()
        self.waiters += 1
        try:
            async with asyncio.timeout(wait_s):
                while not (process := await self._idle.get()).alive:
                    self._all.discard(process)
                    self._replace()
                return process
        except TimeoutError:
            raise _busy() from None
        finally:
            self.waiters -= 1

    def _replace(self) -> None:
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._start())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _start(self) -> None:
        while True:
            try:
                process = await Process.start(self._module, self._arguments)
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(_BACKOFF_S)
                continue
            self._all.add(process)
            self._idle.put_nowait(process)
            return


def _busy() -> Problem:
    return Problem(503, "busy", "all readers are at work; try again soon", headers={"Retry-After": "5"})
