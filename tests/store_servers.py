"""Real SPARQL servers for the tests, and the stores of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aikg.stores import Store
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.remote import RemoteStore
from measuring import servers
from measuring.servers import Missing, free_port, needed, running

ENGINES = [
    "memory",
    "disk",
    "oxigraph",
    pytest.param("virtuoso", marks=pytest.mark.slow),
    pytest.param("fuseki", marks=pytest.mark.slow),
]

_ASK = "?query=ASK%7B%7D"


@contextlib.contextmanager
def _there() -> Iterator[None]:
    """Skip where a server is missing, or fail where everything must be there."""
    try:
        yield
    except Missing as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@contextlib.contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """`oxigraph serve`, in memory; gives its URL."""
    with _there():
        url = f"http://127.0.0.1:{free_port()}"
        program = needed("oxigraph", "pip install oxigraph")
        command = [program, "serve", "-b", url.removeprefix("http://"), *options]
        with running(command, folder, f"{url}/query{_ASK}"):
            yield url


@contextlib.contextmanager
def virtuoso(folder: Path, *, most_rows: int = 1_000_000) -> Iterator[str]:
    """Virtuoso 7; gives its URL, with user and password."""
    with _there():
        port = free_port()
        command = servers.virtuoso(folder, port, free_port(), most_rows=most_rows)
        with running(command, folder, f"http://127.0.0.1:{port}/sparql{_ASK}"):
            yield f"http://dba:dba@127.0.0.1:{port}/sparql"


@contextlib.contextmanager
def fuseki(folder: Path) -> Iterator[str]:
    """Fuseki, in memory; gives the URL of its one dataset."""
    with _there():
        port = free_port()
        with running(servers.fuseki(port, "--mem"), folder, f"http://127.0.0.1:{port}/ds/query{_ASK}"):
            yield f"http://127.0.0.1:{port}/ds"


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
