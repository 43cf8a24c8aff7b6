"""The graph of a command that changes it, and who does so."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from aikg import settings

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.graph import KnowledgeGraph


BY: Final = click.option(
    "--by", "agent", metavar="NAME", help="Who does it, for the log: a name or an ORCID (AIKG_AGENT)."
)


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


def login() -> str:
    """Who works here: AIKG_AGENT, or the name of the account."""
    if agent := settings.read().agent:
        return agent
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have a user without a name
        return "unknown"
