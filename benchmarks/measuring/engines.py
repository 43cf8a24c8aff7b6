"""SPARQL servers, each started for real on a port of this machine, with the same data in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from measuring.processes import Failed, run, tool

FUSEKI: Final = "jena-fuseki-server-5.6.0.jar"
RDFLIB_QUADS: Final = 100_000
LOAD_S: Final = 1_800.0

_INI: Final = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = 85000
MaxDirtyBuffers = 65000
CaseMode = 2
DirsAllowed = {data}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 10
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = 1000000
"""


class Missing(Exception):
    """An engine is not there, or cannot hold so much; the message says why."""


@dataclass
class Served:
    """A server that answers at `url`; `load_s` is how long it took until it had all the data."""

    url: str
    load_s: float
    process: subprocess.Popen[bytes]

    def memory(self) -> int:
        """Bytes of memory of the server and its children; what they share counts once."""
        root = psutil.Process(self.process.pid)
        return sum(int(process.memory_full_info().pss) for process in (root, *root.children(recursive=True)))


@dataclass(frozen=True)
class Data:
    """The same graph as a location of aikg and as N-Quads."""

    location: Path
    quads: Path
    count: int
    load_s: float
    """How long `aikg load` took for it."""


Engine = Callable[[Path, Data], "Iterator[Served]"]


@contextmanager
def aikg(folder: Path, data: Data) -> Iterator[Served]:
    """`aikg serve` with its own settings."""
    port = _port()
    command = [_needed("aikg", "pip install -e ."), "serve", "--location", str(data.location), "--port", str(port)]
    with _running(command, folder, f"http://127.0.0.1:{port}/sparql") as process:
        yield Served(f"http://127.0.0.1:{port}/sparql", data.load_s, process)


@contextmanager
def oxigraph_memory(folder: Path, data: Data) -> Iterator[Served]:
    """`oxigraph serve` without a folder."""
    with _oxigraph(folder) as served:
        began = time.perf_counter()
        _post(served.url.replace("/query", "/store"), data.quads, "application/n-quads")
        served.load_s = time.perf_counter() - began
        yield served


@contextmanager
def oxigraph_disk(folder: Path, data: Data) -> Iterator[Served]:
    """`oxigraph serve` of a folder that `oxigraph load` filled."""
    store = str(folder / "store")
    loaded = run([_needed("oxigraph", "pip install oxigraph"), "load", "-l", store, "-f", str(data.quads)], LOAD_S)
    with _oxigraph(folder, "-l", store) as served:
        served.load_s = loaded.wall
        yield served


@contextmanager
def _oxigraph(folder: Path, *options: str) -> Iterator[Served]:
    port = _port()
    program = _needed("oxigraph", "pip install oxigraph")
    command = [program, "serve", "-b", f"127.0.0.1:{port}", "--union-default-graph", *options]
    with _running(command, folder, f"http://127.0.0.1:{port}/query") as process:
        yield Served(f"http://127.0.0.1:{port}/query", 0.0, process)


@contextmanager
def rdflib_endpoint(folder: Path, data: Data) -> Iterator[Served]:
    """rdflib-endpoint with rdflib's own store, which reads the file before it answers."""
    if data.count > RDFLIB_QUADS:
        raise Missing(f"over {RDFLIB_QUADS:,} quads it reads for minutes")
    port = _port()
    program = _needed("rdflib-endpoint", "pip install 'rdflib-endpoint[cli]'")
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(data.quads)]
    began = time.perf_counter()
    with _running(command, folder, f"http://127.0.0.1:{port}/", LOAD_S) as process:
        yield Served(f"http://127.0.0.1:{port}/", time.perf_counter() - began, process)


@contextmanager
def virtuoso(folder: Path, data: Data) -> Iterator[Served]:
    """Virtuoso 7, filled by its own bulk loader."""
    program = _needed("virtuoso-t", "apt-get install virtuoso-opensource-7-bin")
    isql = _needed("isql-vt", "apt-get install virtuoso-opensource-7-bin")
    port, sql_port = _port(), _port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, port=port, sql_port=sql_port, data=data.quads.parent))
    url = f"http://127.0.0.1:{port}/sparql"
    with _running([program, "+configfile", str(ini), "+foreground"], folder, url) as process:
        steps = f"ld_dir('{data.quads.parent}', '{data.quads.name}', 'urn:none'); rdf_loader_run(); checkpoint;"
        loaded = run([isql, f"127.0.0.1:{sql_port}", "dba", "dba", f"exec={steps}"], LOAD_S)
        yield Served(url, loaded.wall, process)


@contextmanager
def fuseki(folder: Path, data: Data) -> Iterator[Served]:
    """Fuseki on TDB2, filled by the Graph Store Protocol."""
    java = _needed("java", "install Java 17")
    jar = Path(os.environ.get("AIKG_TEST_CACHE", Path.home() / ".cache" / "aikg-tests")) / FUSEKI
    if not jar.exists():
        raise Missing(f"{FUSEKI} is not in {jar.parent}; the tests of remote stores fetch it there")
    port = _port()
    options = ["--tdb2", f"--loc={folder}", "--set", "tdb2:unionDefaultGraph=true", "--update", "--localhost"]
    command = [java, "-Xmx2g", "-jar", str(jar), *options, f"--port={port}", "/ds"]
    with _running(command, folder, f"http://127.0.0.1:{port}/ds/query") as process:
        began = time.perf_counter()
        _post(f"http://127.0.0.1:{port}/ds/data", data.quads, "application/n-quads")
        yield Served(f"http://127.0.0.1:{port}/ds/query", time.perf_counter() - began, process)


def _needed(name: str, cure: str) -> str:
    program = tool(name)
    if program is None:
        raise Missing(f"{name} is not installed: {cure}")
    return program


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _post(url: str, path: Path, media_type: str) -> None:
    headers = {"Content-Type": media_type, "Content-Length": str(path.stat().st_size)}
    with path.open("rb") as body:
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=LOAD_S) as answer:
            answer.read()


@contextmanager
def _running(command: list[str], folder: Path, url: str, wait_s: float = 120.0) -> Iterator[subprocess.Popen[bytes]]:
    """A process that answers at `url`, and ends with the block."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AIKG_")}
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=folder, env=clean)
    try:
        _await(process, f"{url}?query=ASK%7B%7D", log, wait_s)
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
    words = log.read_text(errors="replace").strip().splitlines()
    raise Failed(f"it did not start: {(words or ['no word'])[-1][:200]}")


def emptied(folder: Path) -> Path:
    """A folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


ENGINES: Final = {
    "aikg": aikg,
    "oxigraph memory": oxigraph_memory,
    "oxigraph disk": oxigraph_disk,
    "rdflib-endpoint": rdflib_endpoint,
    "Virtuoso 7": virtuoso,
    "Fuseki": fuseki,
}
"""In the order in which they run."""

if sys.platform == "win32":
    raise ImportError("the servers are measured on Linux")
