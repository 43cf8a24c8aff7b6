"""Where the server's graph is, in a folder or on another server, and the store of it for each process."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from aikg.server import held, versions
from aikg.settings import Remote, Serving
from aikg.stores import Store
from aikg.stores.location import Location

if TYPE_CHECKING:
    from aikg.stores.remote.services import Services

Origin = Location | Remote

FRESH_S: Final = 1.0
"""How old the data version of another server may be when kept answers are looked for: asking costs a request."""
_AFTER_S: Final = 5.0
"""The time-out of a request to another server is longer than the server's own by this, so that ours comes first."""


class Source(Protocol):
    """The store of an origin, as it is now. For one thread."""

    version: str
    """The data version at the last call of `store`."""

    def store(self) -> Store:
        """The store as it is now.

        Raises:
            NotFound, StoreError: there is none, or it cannot be read.
        """
        ...

    def reopen(self) -> Store:
        """The store, opened again in any case."""
        ...

    def settle(self, most: int) -> None:
        """Make what comes faster, where there are at most so many quads."""
        ...


class RemoteSource:
    """A store on another server.

    Of one that aikg never wrote to, nobody knows when it changes: each time its version is another one, so that
    nothing of its answers is kept.
    """

    def __init__(self, remote: Remote) -> None:
        from aikg.stores.remote import RemoteStore

        self._store = RemoteStore(**asdict(remote))
        self.version = ""

    def store(self) -> Store:
        """See `Source.store`. The version is asked first, so an answer is never older than its version."""
        version = self._store.version()
        self.version = version if version != "0" else f"0-{time.time_ns()}"
        return self._store

    def reopen(self) -> Store:
        """See `Source.reopen`."""
        return self.store()

    def settle(self, most: int) -> None:
        """There is nothing to do."""


def written(origin: Origin, timeout_s: float) -> str:
    """An origin as an argument of a child process; `read` reads it. It goes through a pipe, not a command line."""
    if isinstance(origin, Location):
        return json.dumps({"folder": str(origin.folder)})
    return json.dumps(asdict(replace(origin, timeout_s=timeout_s + _AFTER_S)))


def read(text: str) -> Origin:
    """The origin that `written` wrote down."""
    fields = json.loads(text)
    return Location(Path(fields["folder"])) if "folder" in fields else Remote(**fields)


def source(origin: Origin) -> Source:
    """The source of an origin; from the copy in memory that this process was born with, while that is what there is."""
    return RemoteSource(origin) if isinstance(origin, Remote) else versions.LocalSource(origin, held.of(origin))


def services_written(serving: Serving) -> str:
    """What SERVICE may do, as an argument of a child process; `services` reads it. Empty where it may do nothing."""
    if not serving.allowed_services:
        return ""
    return json.dumps(
        {"allowed": serving.allowed_services, "most": serving.max_rows, "timeout_s": min(serving.timeout_s, 20.0)}
    )


def services(text: str) -> Services | None:
    """The servers that a query may ask, None where there are none."""
    if not text:
        return None
    from aikg.stores.remote.services import Services

    return Services(**json.loads(text))


def watch(origin: Origin) -> Callable[[], str]:
    """Tells, when it is called, something that differs after each write.

    Of a folder it does so at once (and raises NotFound where there is nothing), of another server when `FRESH_S` have
    passed.
    """
    if isinstance(origin, Location):
        return versions.Watch(origin).stamp
    return lambda: str(int(time.monotonic() / FRESH_S))


def discreet(text: str, origin: Origin) -> str:
    """An error's words without the address of the other server, which is not for strangers."""
    if isinstance(origin, Location):
        return text
    for url in filter(None, (origin.url, origin.update_url, origin.graph_store_url)):
        parts = urlsplit(url)
        place = re.escape(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        text = re.sub(place + r"[^\s,;()]*", "the store", text)
    return text
