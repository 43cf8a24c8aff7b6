"""SPARQL servers of others: found or fetched, started on free ports, and ended. For benchmarks and tests."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from measuring.processes import tool

FUSEKI: Final = "5.6.0"
"""Needs Java 17."""
_INI: Final = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
CaseMode = 2
DirsAllowed = {reads}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 10
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = {most_rows}
"""


class Missing(Exception):
    """A server is not there, or cannot do what is asked; the message says why."""


def needed(name: str, cure: str) -> str:
    """The path of a program, beside this Python or on the PATH.

    Raises:
        Missing: it is not installed.
    """
    found = tool(name)
    if found is None:
        raise Missing(f"{name} is not installed: {cure}")
    return found


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, url: str, wait_s: float = 90.0) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at `url`, and ends with the block; what it says is in `server.log` of the folder.

    Raises:
        Missing: it does not start; the message has the end of its log.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AIKG_")}
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=folder, env=clean)
    try:
        _await(process, url, log, wait_s)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], url: str, log: Path, wait_s: float) -> None:
    end = time.monotonic() + wait_s
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise Missing(f"{process.args!r} did not start; its log ends:\n{log.read_text(errors='replace')[-2000:]}")


def virtuoso(
    folder: Path,
    port: int,
    sql_port: int,
    *,
    reads: Path | None = None,
    buffers: int = 4000,
    most_rows: int = 1_000_000,
) -> list[str]:
    """The command that runs Virtuoso 7 in a folder; `reads` is where it may load files from.

    Raises:
        Missing: it is not installed.
    """
    program = needed("virtuoso-t", "apt-get install virtuoso-opensource-7-bin")
    ini = folder / "virtuoso.ini"
    given = {"buffers": buffers, "dirty": buffers * 3 // 4, "most_rows": most_rows, "reads": reads or folder}
    ini.write_text(_INI.format(folder=folder, port=port, sql_port=sql_port, **given))
    return [program, "+configfile", str(ini), "+foreground"]


def fuseki(port: int, *options: str, memory: str = "512m") -> list[str]:
    """The command that runs Fuseki, with its one dataset at `/ds`.

    Raises:
        Missing: Java or the jar is not there, and cannot be fetched.
    """
    java = needed("java", "install Java 17 or later")
    return [java, f"-Xmx{memory}", "-jar", str(_jar()), *options, "--update", "--localhost", "--port", str(port), "/ds"]


def _jar() -> Path:
    """Fuseki's one jar, fetched once by Maven."""
    cache = Path(os.environ.get("AIKG_TEST_CACHE") or user_cache_path("aikg-tests"))
    jar = cache / f"jena-fuseki-server-{FUSEKI}.jar"
    if jar.exists():
        return jar
    maven = needed("mvn", f"Fuseki is not in {cache}, and Maven would fetch it")
    cache.mkdir(parents=True, exist_ok=True)
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
    artifact = f"org.apache.jena:jena-fuseki-server:{FUSEKI}"
    command = [maven, "-q", "-B", goal, f"-Dartifact={artifact}", f"-DoutputDirectory={cache}"]
    done = subprocess.run(command, cwd=cache, capture_output=True, text=True, timeout=300, check=False)
    if not jar.exists():
        raise Missing(f"Maven could not fetch Fuseki: {(done.stdout + done.stderr)[-500:]}")
    return jar
