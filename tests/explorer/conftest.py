"""One browser and one server for all tests of the explorer; each test has a tab of its own, watched until its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Visit, started
from building import installed
from crowding import crowded
from playwright.sync_api import Browser
from server_process import Server

from running import own

LITE = "https://gephi.example/lite/?file={url}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with started() as found:
        yield found


@pytest.fixture(scope="session")
def news() -> Iterator[Server]:
    """A server over the graph that ships and the second article, whose text it holds."""
    texts = ("--articles", str(own().parent / "texts"))
    server = Server(own(), token=None, arguments=texts, AIKG_READERS=2, AIKG_GEPHI_LITE=LITE)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def npm() -> Path:
    """The folder with what the page is built from; Node and its packages are there after this."""
    return installed()


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over five thousand organizations and twice as many edges."""
    server = Server(crowded(tmp_path_factory.mktemp("crowd") / "graph"), token=None, AIKG_READERS=1)
    yield server
    server.stop()


@pytest.fixture
def visit(browser: Browser, news: Server) -> Iterator[Callable[..., Visit]]:
    """Opens tabs. At the end none may have had an error, a refused request or a violation of the policy."""
    opened: list[Visit] = []

    def opening(**options: Any) -> Visit:
        opened.append(Visit(browser, options.pop("url", news.url), **options))
        return opened[-1]

    yield opening
    for one in opened:
        one.close()
    assert [problem for one in opened for problem in one.problems] == []
