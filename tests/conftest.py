"""What many tests share."""

from __future__ import annotations

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
