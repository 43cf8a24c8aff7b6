"""Nurseries as the server sees them: told to fork children, to hold a copy of the graph, to end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from aikg.server.processes import Process

_PIPE: Final = 256 * 1024


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
        complaints, complain = os.pipe()
        try:
            pid, ours = await self._forked(module, arguments, complain)
        except BaseException:
            os.close(complaints)
            raise
        finally:
            os.close(complain)
        try:
            reader, writer = await asyncio.open_connection(sock=ours, limit=_PIPE)
            return Process(self, pid, reader, writer, complaints)
        except BaseException:
            ours.close()
            os.close(complaints)
            await self.bury(pid)
            raise

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

    async def _forked(self, module: str, arguments: Sequence[str], complain: int) -> tuple[int, socket.socket]:
        """The id of a child that runs the main of a module, and a socket to it."""
        ours, theirs = socket.socketpair()
        try:
            order = {"start": module, "arguments": list(arguments)}
            pid = (await self._order(order, (theirs.fileno(), complain)))["pid"]
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self.children += 1
        return pid, ours

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
        with open(os.devnull, "wb") as complain:  # noqa: PTH123
            pid, ours = await self._forked("aikg.server.nursery", ["0"], complain.fileno())
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
        self._handle = -1
        with suppress(OSError, AttributeError):  # it has ended, or this system has no handles
            self._handle = os.pidfd_open(pid)

    async def hold(self, origin: str, memory: int) -> dict[str, Any]:
        """Have it copy the graph of an origin; returns its `version` and `quads`, an empty one if it cannot be read.

        Raises:
            OSError: it died; so it does of a copy that takes more than `memory` bytes.
        """
        return await self._order({"hold": origin, "bytes": memory}, ())

    async def end(self) -> None:
        """End it, and leave the children that it has to themselves."""
        self._closed = True
        if self._handle >= 0:  # the first nursery may be another by now, that does not know it
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            os.close(self._handle)
            self._handle = -1
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
