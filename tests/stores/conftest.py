"""Stores for the tests: each server is started once a session, and cleared before each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import store_servers as servers
from aikg.stores import Store
from store_servers import ENGINES, open_store


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
