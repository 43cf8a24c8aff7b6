"""Whole processes, watched from outside: time, processor time, peak memory.

The kernel counts the peak of a child from that of its parent, so the process that measures stays small: it imports
neither aikg nor rdflib.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

HERE = Path(__file__).parents[1]


class Failed(Exception):
    """A process that was measured did not end well."""


class Run(NamedTuple):
    """One process that has ended: seconds, seconds of processor, peak memory in MB, what it printed."""

    wall: float
    cpu: float
    peak: float
    out: str


def tool(name: str) -> str | None:
    """The command of this Python's environment, else the one on the PATH; None if it is not installed."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def run(command: Sequence[str], limit: float | None = None, environment: dict[str, str] | None = None) -> Run:
    """Run a command to its end.

    Raises:
        Failed: it ended with another code than 0, or was killed at the limit (seconds).
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=environment, cwd=HERE)
        watch = threading.Timer(limit, process.kill) if limit else None
        if watch:
            watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - began
        if watch:
            watch.cancel()
        process.returncode = code = os.waitstatus_to_exitcode(status)
        if code:
            err.seek(0)
            words = err.read().decode(errors="replace").strip().splitlines()
            raise Failed(f"killed after {wall:.0f} s" if code < 0 else (words or ["no message"])[-1][:200])
        out.seek(0)
        peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        return Run(wall, usage.ru_utime + usage.ru_stime, peak, out.read().decode(errors="replace"))


def task(name: str, *arguments: object, limit: float | None = None) -> tuple[dict[str, Any], Run]:
    """Run a task of `measuring.tasks` in a process of its own; what it measured, and the process."""
    done = run([sys.executable, "-m", "measuring.tasks", name, *map(str, arguments)], limit)
    return json.loads(done.out.splitlines()[-1]), done


def free_memory() -> float:
    """Memory that can be had, in MB; infinite where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("inf")
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith("MemAvailable")), float("inf"))
