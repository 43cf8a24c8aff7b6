"""The graph of a command that changes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.graph import KnowledgeGraph


@contextmanager
def changing(place: Place) -> Iterator[KnowledgeGraph]:
    """The graph, to be written to; nobody else writes to a folder meanwhile."""
    from aikg.graph import KnowledgeGraph
    from aikg.stores.embedded import EmbeddedStore

    if place.remote is not None:
        with KnowledgeGraph(place.server()) as graph:
            yield graph
        return
    local = place.own()
    local.needed()
    with local.writing(), KnowledgeGraph(EmbeddedStore(local.needed())) as graph:
        yield graph
