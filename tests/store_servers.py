"""Real SPARQL servers for the tests: found or fetched, started on free ports, waited for, and ended by their id."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from aikg.stores import Store
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.remote import RemoteStore

ENGINES = [
    "memory",
    "disk",
    "oxigraph",
    pytest.param("virtuoso", marks=pytest.mark.slow),
    pytest.param("fuseki", marks=pytest.mark.slow),
]

FUSEKI = "5.6.0"
"""Needs Java 17."""

VIRTUOSO_INI = """
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
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CaseMode = 2
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 10
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = {most_rows}
"""


def missing(reason: str) -> None:
    """Skip, or fail where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], folder: Path, url: str, *, wait_s: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at `url`; what it says is in `server.log` of the folder."""
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    try:
        _wait(process, url, log, wait_s)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path, wait_s: float) -> None:
    end = time.monotonic() + wait_s
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{process.args!r} did not start; its log ends:\n{log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """`oxigraph serve`, in memory; gives its URL."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        missing("oxigraph is not installed: pip install oxigraph")
    url = f"http://127.0.0.1:{free_port()}"
    address = url.removeprefix("http://")
    with running([str(program), "serve", "-b", address, *options], folder, f"{url}/query?query=ASK%7B%7D"):
        yield url


@contextlib.contextmanager
def virtuoso(folder: Path, *, most_rows: int = 1_000_000) -> Iterator[str]:
    """Virtuoso 7; gives its URL, with user and password."""
    program = shutil.which("virtuoso-t")
    if program is None:
        missing("Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin")
    port = free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, port=port, sql_port=free_port(), most_rows=most_rows))
    command = [str(program), "+configfile", str(ini), "+foreground"]
    with running(command, folder, f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D"):
        yield f"http://dba:dba@127.0.0.1:{port}/sparql"


@contextlib.contextmanager
def fuseki(folder: Path) -> Iterator[str]:
    """Fuseki, in memory; gives the URL of its one dataset."""
    java = shutil.which("java")
    if java is None:
        missing("Java is not installed; Fuseki needs 17 or later")
    port = free_port()
    options = ["--mem", "--update", "--localhost", "--port", str(port), "/ds"]
    command = [str(java), "-Xmx512m", "-jar", str(fuseki_jar()), *options]
    with running(command, folder, f"http://127.0.0.1:{port}/ds/query?query=ASK%7B%7D", wait_s=90):
        yield f"http://127.0.0.1:{port}/ds"


def fuseki_jar() -> Path:
    """Fuseki's one jar, fetched once by Maven."""
    cache = Path(os.environ.get("AIKG_TEST_CACHE") or user_cache_path("aikg-tests"))
    jar = cache / f"jena-fuseki-server-{FUSEKI}.jar"
    if jar.exists():
        return jar
    maven = shutil.which("mvn")
    if maven is None:
        missing(f"Fuseki is not in {cache} and Maven is not installed to fetch it")
    cache.mkdir(parents=True, exist_ok=True)
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
    artifact = f"org.apache.jena:jena-fuseki-server:{FUSEKI}"
    command = [str(maven), "-q", "-B", goal, f"-Dartifact={artifact}", f"-DoutputDirectory={cache}"]
    done = subprocess.run(command, cwd=cache, capture_output=True, text=True, timeout=300, check=False)
    if not jar.exists():
        missing(f"Maven could not fetch Fuseki: {(done.stdout + done.stderr)[-500:]}")
    return jar


def open_store(engine: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    if engine == "memory":
        return EmbeddedStore()
    if engine == "disk":
        return EmbeddedStore(folder / "store")
    remote = RemoteStore(request.getfixturevalue(f"{engine}_url"), timeout_s=60)
    clear(remote)
    return remote


def clear(store: RemoteStore) -> None:
    """Take every graph away, and the version with them; CLEAR ALL would take Virtuoso's own graphs."""
    graphs = list(store.graphs())
    for start in range(0, len(graphs), 200):
        store.update(" ; ".join(f"DROP SILENT GRAPH {graph.n3()}" for graph in graphs[start : start + 200]))
    store.replace({None: ()})
    store._changes._writer.update("DROP SILENT GRAPH <https://w3id.org/aikg/graph/meta>")
