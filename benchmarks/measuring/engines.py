"""SPARQL servers, each started for real on a port of this machine, with the same data in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from measuring import servers
from measuring.processes import run
from measuring.servers import Missing, free_port, needed, running

RDFLIB_QUADS: Final = 100_000
LOAD_S: Final = 1_800.0
_HELD: Final = re.compile(rb"^aikg_quads_in_memory (.*)$", re.MULTILINE)
_ASK: Final = "?query=ASK%7B%7D"


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
    port = free_port()
    command = [needed("aikg", "pip install -e ."), "serve", "--location", str(data.location), "--port", str(port)]
    with running(command, folder, f"http://127.0.0.1:{port}/sparql{_ASK}") as process:
        _held(f"http://127.0.0.1:{port}/metrics")
        yield Served(f"http://127.0.0.1:{port}/sparql", data.load_s, process)


def _held(metrics: str) -> None:
    """Wait until readers have the graph in memory, if they may; until then they read it from disk."""
    until = time.monotonic() + 120
    while not (found := _HELD.search(urllib.request.urlopen(metrics).read())) or not float(found[1]):
        if time.monotonic() > until:
            print("  aikg serve reads from disk: there is no room in memory, or AIKG_IN_MEMORY forbids it")
            return
        time.sleep(0.2)


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
    loaded = run([needed("oxigraph", "pip install oxigraph"), "load", "-l", store, "-f", str(data.quads)], LOAD_S)
    with _oxigraph(folder, "-l", store) as served:
        served.load_s = loaded.wall
        yield served


@contextmanager
def _oxigraph(folder: Path, *options: str) -> Iterator[Served]:
    port = free_port()
    program = needed("oxigraph", "pip install oxigraph")
    command = [program, "serve", "-b", f"127.0.0.1:{port}", "--union-default-graph", *options]
    with running(command, folder, f"http://127.0.0.1:{port}/query{_ASK}") as process:
        yield Served(f"http://127.0.0.1:{port}/query", 0.0, process)


@contextmanager
def rdflib_endpoint(folder: Path, data: Data) -> Iterator[Served]:
    """rdflib-endpoint with rdflib's own store, which reads the file before it answers."""
    if data.count > RDFLIB_QUADS:
        raise Missing(f"over {RDFLIB_QUADS:,} quads it reads for minutes")
    port = free_port()
    program = needed("rdflib-endpoint", "pip install 'rdflib-endpoint[cli]'")
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(data.quads)]
    began = time.perf_counter()
    with running(command, folder, f"http://127.0.0.1:{port}/{_ASK}", LOAD_S) as process:
        yield Served(f"http://127.0.0.1:{port}/", time.perf_counter() - began, process)


@contextmanager
def virtuoso(folder: Path, data: Data) -> Iterator[Served]:
    """Virtuoso 7, filled by its own bulk loader."""
    isql = needed("isql-vt", "apt-get install virtuoso-opensource-7-bin")
    port, sql_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}/sparql"
    command = servers.virtuoso(folder, port, sql_port, reads=data.quads.parent, buffers=85_000)
    with running(command, folder, url + _ASK) as process:
        steps = f"ld_dir('{data.quads.parent}', '{data.quads.name}', 'urn:none'); rdf_loader_run(); checkpoint;"
        loaded = run([isql, f"127.0.0.1:{sql_port}", "dba", "dba", f"exec={steps}"], LOAD_S)
        yield Served(url, loaded.wall, process)


@contextmanager
def fuseki(folder: Path, data: Data) -> Iterator[Served]:
    """Fuseki on TDB2, filled by the Graph Store Protocol."""
    port = free_port()
    options = ("--tdb2", f"--loc={folder}", "--set", "tdb2:unionDefaultGraph=true")
    command = servers.fuseki(port, *options, memory="2g")
    with running(command, folder, f"http://127.0.0.1:{port}/ds/query{_ASK}") as process:
        began = time.perf_counter()
        _post(f"http://127.0.0.1:{port}/ds/data", data.quads, "application/n-quads")
        yield Served(f"http://127.0.0.1:{port}/ds/query", time.perf_counter() - began, process)


def _post(url: str, path: Path, media_type: str) -> None:
    headers = {"Content-Type": media_type, "Content-Length": str(path.stat().st_size)}
    with path.open("rb") as body:
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=LOAD_S) as answer:
            answer.read()


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
