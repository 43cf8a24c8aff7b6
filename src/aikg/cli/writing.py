"""The graph of a command that changes it, and who does so."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from aikg import settings
from aikg.cli.main import opened

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.graph import KnowledgeGraph
    from aikg.stores import Store


WAIT_S: Final = 2.0
"""How long a command waits for another writer: a server lets go of the folder a moment after each write."""
BY: Final = click.option(
    "--by", "agent", metavar="NAME", help="Who does it, for the log: a name or an ORCID (AIKG_AGENT)."
)


@contextmanager
def writable(place: Place, articles: Path | None, reading: bool = False) -> Iterator[Store]:
    """The store, to be written to or only to be read; nobody else writes to a folder meanwhile."""
    from aikg.stores.embedded import EmbeddedStore

    if reading:
        with opened(place, articles) as graph:
            yield graph.store
    elif place.remote is not None:
        with closing(place.server()) as server:
            yield server
    else:
        local = place.own()
        local.needed()
        with local.writing(WAIT_S), closing(EmbeddedStore(local.needed())) as store:
            yield store


@contextmanager
def changing(place: Place) -> Iterator[KnowledgeGraph]:
    """The graph, to be written to; nobody else writes to a folder meanwhile."""
    from aikg.graph import KnowledgeGraph

    with writable(place, None) as store:
        yield KnowledgeGraph(store)


def login() -> str:
    """Who works here: AIKG_AGENT, or the name of the account."""
    if agent := settings.read().agent:
        return agent
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have a user without a name
        return "unknown"
