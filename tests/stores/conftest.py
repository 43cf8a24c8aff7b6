"""Stores for the tests: each server is started once a session, and cleared before each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import store_servers as servers

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


@pytest.fixture(scope="session")
def oxigraph_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as url:
        yield url


@pytest.fixture(scope="session")
def virtuoso_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as url:
        yield url


@pytest.fixture(scope="session")
def fuseki_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.fuseki(tmp_path_factory.mktemp("fuseki")) as url:
        yield url


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each engine."""
    opened = open_store(engine, request, tmp_path)
    yield opened
    opened.close()


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
