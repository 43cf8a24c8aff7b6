"""The life of a child process: limits, requests one after another, and a quick end when the server is gone."""

from __future__ import annotations

import os
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

from aikg.errors import AikgError
from aikg.server import frames, problems
from aikg.server.frames import Outlet

Request = tuple[dict[str, Any], bytes]
Handle = Callable[[dict[str, Any], bytes, Outlet], dict[str, Any]]
"""Answers one request into an outlet; what it returns goes into the end frame."""

GRACE_S: Final = 5.0
"""How long after its time-out a child ends itself, should the server not have done it."""
IDLE_S: Final = 0.3


def confine(niceness: int) -> None:
    """Leave no core file, and let the server go first."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(niceness)


def run(handle: Handle, memory: int, idle: Callable[[], None] = lambda: None) -> None:
    """Answer requests from stdin on stdout until the server closes the pipe. `idle` is called when there is time.

    Each request may take `memory` bytes more than this process has when it begins.
    """
    outlet = Outlet(os.dup(sys.stdout.fileno()))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not reach the frames
    requests: queue.Queue[Request] = queue.Queue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    outlet.say(frames.READY)
    born = _taken()
    rested = False
    while True:
        try:
            fields, body = requests.get(timeout=None if rested else IDLE_S)
        except queue.Empty:
            idle()
            rested = True
            continue
        rested = False
        limit(memory)
        _answer(handle, fields, body, outlet, born + 3 * memory)


def _taken() -> int:
    """Bytes of data that this process has mapped, as RLIMIT_DATA counts them; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[5]) * resource.getpagesize()
    except OSError:
        return 0


def limit(memory: int | None) -> None:
    """Let this process take so many bytes more than it has, or, with None, as many as there are."""
    most = resource.RLIM_INFINITY if memory is None else _taken() + memory
    resource.setrlimit(resource.RLIMIT_DATA, (most, resource.RLIM_INFINITY))


def _answer(handle: Handle, fields: dict[str, Any], body: bytes, outlet: Outlet, most: int) -> None:
    # SIGALRM's default action ends the process even inside the engine, which hears no Python exception.
    signal.setitimer(signal.ITIMER_REAL, float(fields.get("seconds", 0)) + GRACE_S)
    try:
        end = handle(fields, body, outlet)
        # Requests leave memory behind that the allocator keeps; when it is much, a fresh process is better.
        outlet.say(frames.END, **end, retire=_taken() > most)
    except AikgError as error:
        outlet.drop()
        outlet.say(frames.ERROR, **problems.fields_of(error))
    except MemoryError:
        outlet.drop()
        detail = "the request needs more memory than it may use"
        outlet.say(frames.ERROR, status=507, error="too-much-memory", detail=detail)
        os._exit(1)
    except RecursionError:
        outlet.drop()
        outlet.say(frames.ERROR, status=400, error="too-deep", detail="the request is nested too deep")
        os._exit(1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _listen(requests: queue.Queue[Request]) -> None:
    """Requests come in on a thread of their own, so that a busy child too notices the end of the server."""
    try:
        while (request := frames.read_request(sys.stdin.buffer)) is not None:
            requests.put(request)
    finally:
        os._exit(0)
