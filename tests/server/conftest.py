"""Servers that several tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from server_process import Server, locate

from running import shipped

W3C = Path(__file__).parents[3] / "shared" / "w3c" / "sparql11"


@pytest.fixture(scope="session")
def w3c() -> Path:
    """The folder of the W3C tests, which are not part of this repository."""
    if not W3C.is_dir():
        reason = f"the W3C tests are not at {W3C}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return W3C


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be written to, with a little data."""
    started = Server(locate(tmp_path_factory.mktemp("served") / "graph"), AIKG_TIMEOUT_S=5, AIKG_READERS=2)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without a token."""
    started = Server(locate(tmp_path_factory.mktemp("open") / "graph"), token=None, AIKG_READERS=1)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def w3c_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the W3C tests may empty."""
    started = Server(locate(tmp_path_factory.mktemp("w3c") / "graph"), AIKG_READERS=1)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def news() -> Iterator[Server]:
    """A server over the graph that ships, with links to a Gephi Lite."""
    lite = "https://gephi.example/lite/?file={url}"
    started = Server(shipped(), token=None, AIKG_TIMEOUT_S=20, AIKG_READERS=2, AIKG_GEPHI_LITE=lite)
    yield started
    started.stop()
