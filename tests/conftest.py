"""What many tests share."""

from __future__ import annotations

import pytest

from aikg import ingest
from aikg.stores.embedded import EmbeddedStore


@pytest.fixture(scope="session")
def store() -> EmbeddedStore:
    """The graph that ships, in memory. For reading: all tests of a session share it."""
    store = EmbeddedStore()
    ingest.compile_into(store)
    return store
