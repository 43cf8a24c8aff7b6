"""When a location changed: a stamp that costs microseconds, whoever wrote."""

from __future__ import annotations

import os
import time
from pathlib import Path

from aikg.errors import StoreError
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location


def stamp(location: Location) -> str:
    """Which generation counts, and how far its write-ahead log has come: differs after each write of any process."""
    generation = location.needed()
    marks = [generation.name]
    with os.scandir(generation) as entries:
        for entry in entries:
            if entry.name.endswith(".log") or entry.name.startswith("MANIFEST"):
                try:
                    status = entry.stat()
                except FileNotFoundError:
                    continue
                marks.append(f"{entry.name}:{status.st_size}:{status.st_mtime_ns}")
    return " ".join(sorted(marks))


class LocalSource:
    """The store of a location, read as it is now, in memory when it is small. For one thread."""

    def __init__(self, location: Location, in_memory: int) -> None:
        self._location = location
        self._in_memory = in_memory
        self._stamp = ""
        self._store: EmbeddedStore | None = None
        self._settled = False
        self.version = ""

    def store(self) -> EmbeddedStore:
        """The store, opened again if something was written.

        Raises:
            NotFound, StoreError: there is none, or it cannot be read.
        """
        for _ in range(3):  # a build may take the generation away between the look and the opening
            now = stamp(self._location)
            if self._store is not None and now == self._stamp:
                return self._store
            if self._open():
                self._stamp = now
        assert self._store is not None  # noqa: S101
        return self._store

    def reopen(self) -> EmbeddedStore:
        """The store, opened again in any case: a file of it went away."""
        self._store, self._stamp = None, ""
        return self.store()

    def settle(self) -> None:
        """Take a small store into memory, where joins are many times faster."""
        store = self.store()
        if not self._settled and len(store) <= self._in_memory:
            self._store = store.copied()
        self._settled = True

    def _open(self) -> bool:
        before = self._location.needed()
        opened = _opened(before)
        version = opened.version()
        if self._store is None or version != self.version:
            self._store, self.version, self._settled = opened, version, False
        return self._location.current() == before


def _opened(generation: Path) -> EmbeddedStore:
    """A store for reading. A writer's compaction may take a file away while it is being opened; then again."""
    for wait_s in (0.01, 0.03, 0.1, 0.3):
        try:
            return EmbeddedStore(generation, read_only=True)
        except StoreError as error:
            if "No such file" not in str(error):
                raise
            time.sleep(wait_s)
    return EmbeddedStore(generation, read_only=True)
