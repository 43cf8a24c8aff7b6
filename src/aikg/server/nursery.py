"""A process that has imported everything and forks children on demand: a new reader costs milliseconds.

Run by the server as `python -m aikg.server.nursery DESCRIPTOR`. It has one thread and opens no store on disk, so
forking is safe. An order is a line of JSON on the socket, answered by one: `start` (a module and its arguments, with
the child's descriptors; that may be another nursery), `prepare` (import and read what takes long, for the children to
come), `hold` (copy a graph into memory, for them too) or `bury` (a child that the server will not signal again). Until
then a dead child keeps its process id.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from typing import Any, Final, NoReturn

from aikg.errors import AikgError
from aikg.server import answering, children, held, sources
from aikg.stores.location import Location

_LIBRARIES: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Libraries that would start threads when NumPy is imported: a process with threads must not be forked."""
MODULES: Final = ("aikg.server.reader", "aikg.server.writer")


def main() -> None:
    """Fork children until the server is gone; then end them."""
    channel = socket.socket(fileno=os.dup(int(sys.argv[1])))
    os.dup2(2, 1)  # a stray print must not reach the server
    forked: set[int] = set()
    os.environ |= dict.fromkeys(_LIBRARIES, "1")
    for module in MODULES:
        import_module(module)
    gc.freeze()
    try:
        while (order := _next(channel)) is not None:
            fields, descriptors = order
            channel.sendall(json.dumps(_done(fields, descriptors, forked, channel)).encode() + b"\n")
    finally:
        for pid in forked:
            _bury(pid)


def _next(channel: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    text, descriptors = b"", []
    while not text.endswith(b"\n"):
        part, more, _, _ = socket.recv_fds(channel, 65536, 4)
        if not part:
            return None
        text += part
        descriptors += more
    return json.loads(text), descriptors


def _done(fields: dict[str, Any], descriptors: list[int], forked: set[int], channel: socket.socket) -> dict[str, Any]:
    if "bury" in fields:
        pid = int(fields["bury"])
        if pid in forked:
            forked.discard(pid)
            return {"signal": _bury(pid)}
        return {"signal": signal.SIGKILL}
    if "prepare" in fields:
        answering.preload()
        gc.freeze()
        return {}
    if "hold" in fields:
        return _hold(sources.read(fields["hold"]), int(fields["bytes"]))
    pid = os.fork()
    if pid == 0:
        channel.close()
        _become(fields["start"], fields["arguments"], descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    forked.add(pid)
    return {"pid": pid}


def _hold(origin: sources.Origin, memory: int) -> dict[str, Any]:
    children.limit(memory)  # past which this process ends, and the server goes on without it
    try:
        copy = held.hold(origin) if isinstance(origin, Location) else None
    except AikgError:  # it cannot be read now
        copy = None
    finally:
        children.limit(None)
    return {"version": "", "quads": 0} if copy is None else {"version": copy.version, "quads": len(copy.store)}


def _become(module: str, arguments: list[str], descriptors: list[int]) -> NoReturn:
    """Be a child: its first descriptor is stdin and stdout, its second stderr."""
    try:
        os.setsid()  # a terminal's Ctrl-C is for the server
        talk, complain = descriptors
        os.dup2(talk, 0)
        os.dup2(talk, 1)
        os.dup2(complain, 2)
        os.closerange(3, max(descriptors) + 1)
        sys.argv = [module, *arguments]
        import_module(module).main()
    except BaseException:  # whatever it was, this process must not go on as a second nursery
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _bury(pid: int) -> int:
    """End a child if it has not ended; returns the signal that it died of, 0 if it ended by itself."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


if __name__ == "__main__":
    main()
