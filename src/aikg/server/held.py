"""A copy of the graph in memory, made by a nursery and shared by the processes that it forks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final

from aikg import formats
from aikg.errors import StoreError
from aikg.server import children
from aikg.server.versions import Watch
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from aikg.stores.opening import opened

_NICENESS: Final = 10
"""Of the process that reads. The one that copies stays as it is: its children would have that niceness too."""


@dataclass(frozen=True)
class Held:
    """A copy of the store of a location in memory; when it was made its watch told `stamp`, or had just told it."""

    stamp: str
    version: str
    store: EmbeddedStore


_held: dict[str, Held] = {}
"""By folder. It stays as long as the process: to let go of it in a fork would write to all that is shared."""


def hold(location: Location) -> Held:
    """Copy the store of a location.

    Raises:
        AikgError: it cannot be read.
    """
    stamp = Watch(location).stamp()  # of before: who sees another later looks which version the disk has
    with _quads(location) as quads:
        store = EmbeddedStore.of_quads(quads)
    copy = Held(stamp, store.version(), store)
    _held[str(location.folder)] = copy
    return copy


def of(location: Location) -> Held | None:
    """The copy that this process was born with."""
    return _held.get(str(location.folder))


@contextmanager
def _quads(location: Location) -> Iterator[BinaryIO]:
    """All quads, from another process: the engine on disk starts threads, and one that has threads must not fork."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(ours)
            children.limit(None)
            os.nice(_NICENESS)
            with open(theirs, "wb") as out, closing(opened(location)) as store:  # noqa: PTH123
                store.dump(out, formats.named("nquads"))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(theirs)
    try:
        with open(ours, "rb") as quads:  # noqa: PTH123
            yield quads
    finally:
        status = os.waitpid(pid, 0)[1]
    if status != 0:
        raise StoreError(f"{location.folder} could not be copied into memory")
