"""When a location changed, and the store of it as it is now."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location, in_words
from aikg.stores.opening import opened

if TYPE_CHECKING:
    from aikg.server.held import Held

_TICK_NS: Final = 100_000_000


class Watch:
    """Sees when a location changed, whoever wrote: which generation counts, and how far its write-ahead log has come.

    It lists the folder of the generation only when that changed, so that a look costs a few microseconds.
    """

    def __init__(self, location: Location) -> None:
        self._location = location
        self._current: tuple[int, ...] = ()
        self._listed: tuple[Path, int] | None = None
        self._files: list[Path] = []

    def stamp(self) -> str:
        """Differs after each write of any process.

        Raises:
            NotFound: nothing has been built there.
            StoreError: it cannot be read.
        """
        try:
            return self._stamp()
        except OSError as error:
            raise in_words(error, self._location.folder) from error

    def _stamp(self) -> str:
        generation = self._generation()
        try:
            self._list(generation)
            marks = [_mark(file) for file in self._files]
        except FileNotFoundError:  # it was exchanged, or the engine has just taken a file away
            self._current, self._listed = (), None
            generation = self._location.needed()
            marks = []
        return f"{generation.name} {' '.join(marks)}"

    def _generation(self) -> Path:
        try:
            status = (self._location.folder / "CURRENT").stat()
        except OSError:
            return self._location.needed()  # says what is wrong
        current = (status.st_ino, status.st_mtime_ns)
        if current != self._current or self._listed is None:
            generation = self._location.needed()
            self._current = current
            return generation
        return self._listed[0]

    def _list(self, generation: Path) -> None:
        changed = generation.stat().st_mtime_ns
        if self._listed == (generation, changed):
            return
        files = sorted(generation.iterdir())
        # Only the newest log grows, and the manifest where logs are put away.
        self._files = [p for p in files if p.suffix == ".log"][-1:] + [
            p for p in files if p.name.startswith("MANIFEST")
        ]
        # A file that comes within the same tick of the clock would leave the time of the folder as it is.
        settled = time.time_ns() - changed > _TICK_NS
        self._listed = (generation, changed if settled else -1)


def _mark(path: Path) -> str:
    status = path.stat()
    return f"{path.name}:{status.st_size}:{status.st_mtime_ns}"


class LocalSource:
    """The store of a location, read as it is now. For one thread."""

    def __init__(self, location: Location, held: Held | None = None) -> None:
        self._location = location
        self._watch, self._stamp = Watch(location), ""
        self._store: EmbeddedStore | None = None
        self._settled = False
        self.version = ""
        if held is not None:
            self._store, self._stamp, self.version = held.store, held.stamp, held.version

    def store(self) -> EmbeddedStore:
        """The store, opened again if something was written.

        Raises:
            NotFound, StoreError: there is none, or it cannot be read.
        """
        for _ in range(3):  # a build may take the generation away between the look and the opening
            now = self._watch.stamp()
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

    def settle(self, most: int) -> None:
        """Take a store of at most so many quads into memory, where joins are many times faster."""
        store = self.store()
        if not self._settled and len(store) <= most:
            self._store = store.copied()
        self._settled = True

    def _open(self) -> bool:
        before = self._location.needed()
        store = opened(self._location)
        version = store.version()
        if self._store is None or version != self.version:
            self._store, self.version, self._settled = store, version, False
        return self._location.current() == before
