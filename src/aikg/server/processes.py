"""Child processes as the server sees them: started, asked, killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

from aikg.server import frames
from aikg.server.problems import Problem, problem

T = TypeVar("T")

_CHILDREN: Final = 8
_PIPE: Final = 256 * 1024
_OUT_OF_MEMORY: Final = ("memory allocation", "MemoryError", "bad_alloc", "allocate memory")
"""What the engine, Python, C++ and the system say."""


class Nursery:
    """A process that forks children; see `aikg.server.nursery`."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lock = threading.Lock()
        self._closed = False
        self.children = 0
        """How many it has."""
        self.lost = False
        """Whether it is known to have died."""

    async def start(self, module: str, arguments: Sequence[str]) -> Process:
        """A new child.

        Raises:
            OSError: it could not be started.
        """
        ours, theirs = socket.socketpair()
        complaints, complain = os.pipe()
        try:
            order = {"start": module, "arguments": list(arguments)}
            pid = (await self._order(order, (theirs.fileno(), complain)))["pid"]
        except BaseException:
            ours.close()
            os.close(complaints)
            raise
        finally:
            theirs.close()
            os.close(complain)
        self.children += 1
        reader, writer = await asyncio.open_connection(sock=ours, limit=_PIPE)
        return Process(self, pid, reader, writer, complaints)

    async def bury(self, pid: int) -> int:
        """End a child for good; returns the signal that it died of. Its id may be another process's from now on."""
        try:
            return int((await self._order({"bury": pid}, ()))["signal"])
        except OSError:
            return signal.SIGKILL
        finally:
            self.children -= 1

    async def prepare(self) -> None:
        """Have it import and read what requests need beside the engine: children that are started from now on have it.

        Raises:
            OSError: the nursery died.
        """
        await self._order({"prepare": True}, ())

    async def _order(self, fields: dict[str, Any], descriptors: Sequence[int]) -> dict[str, Any]:
        return await asyncio.to_thread(self._told, fields, descriptors)

    def _told(self, fields: dict[str, Any], descriptors: Sequence[int]) -> dict[str, Any]:
        with self._lock:  # held by the thread, so that order and answer stay together even if nobody waits any more
            try:
                return self._exchange(fields, descriptors)
            except OSError:
                self.lost = True
                raise

    def _exchange(self, fields: dict[str, Any], descriptors: Sequence[int]) -> dict[str, Any]:
        if self._closed:
            raise ConnectionResetError("the nursery is closed")
        socket.send_fds(self._channel, [json.dumps(fields).encode() + b"\n"], list(descriptors))
        text = b""
        while not text.endswith(b"\n"):
            part = self._channel.recv(65536)
            if not part:
                raise ConnectionResetError("the nursery died")
            text += part
        told: dict[str, Any] = json.loads(text)
        return told


class FirstNursery(Nursery):
    """The nursery that the server starts, at once, and again should it die."""

    def __init__(self) -> None:
        self._process, channel = _run()
        super().__init__(channel)

    async def branch(self) -> Branch:
        """A nursery that is a fork of this one.

        Raises:
            OSError: it could not be started.
        """
        ours, theirs = socket.socketpair()
        try:
            with open(os.devnull, "wb") as complain:  # noqa: PTH123
                order = {"start": "aikg.server.nursery", "arguments": ["0"]}
                pid = (await self._order(order, (theirs.fileno(), complain.fileno())))["pid"]
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return Branch(self, pid, ours)

    def close(self) -> None:
        """End the nursery, and with it all its children."""
        self._closed = True
        self._channel.close()
        self._process.wait()

    def _exchange(self, fields: dict[str, Any], descriptors: Sequence[int]) -> dict[str, Any]:
        if not self._closed and self._process.poll() is not None:
            self._channel.close()
            self._process, self._channel = _run()
        return super()._exchange(fields, descriptors)


class Branch(Nursery):
    """A nursery that may hold a copy of the graph, which its children then share."""

    def __init__(self, first: FirstNursery, pid: int, channel: socket.socket) -> None:
        super().__init__(channel)
        self._first, self._pid = first, pid

    async def hold(self, origin: str) -> dict[str, Any]:
        """Have it copy the graph of an origin; returns `version` and `quads`, none where the graph changed meanwhile.

        Raises:
            OSError: it died of that.
        """
        return await self._order({"hold": origin}, ())

    async def end(self) -> None:
        """End it, and leave the children that it has to themselves."""
        self._closed = True
        await self._first.bury(self._pid)
        await asyncio.to_thread(self._let_go)

    def _let_go(self) -> None:
        with self._lock:  # whoever waits for an answer has learnt by now that there will be none
            self._channel.close()


def _run() -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    command = (sys.executable, "-m", "aikg.server.nursery", str(theirs.fileno()))
    none = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603
        command, stdin=none, stdout=none, stderr=none, pass_fds=(theirs.fileno(),), start_new_session=True
    )
    theirs.close()
    return process, ours


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
