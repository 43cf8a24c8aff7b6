"""What many tests share."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from aikg import ingest
from aikg.stores.embedded import EmbeddedStore

# How long an example takes says how busy the machine is; what must be fast is measured in benchmarks/.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.fixture(scope="session")
def store() -> EmbeddedStore:
    """The graph that ships, in memory. For reading: all tests of a session share it."""
    store = EmbeddedStore()
    ingest.compile_into(store)
    return store


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Where tests run side by side, one that is marked `alone` waits for the others, and they wait for it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    with (item.config.cache.mkdir("turns") / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        return (yield)
