"""A folder that holds a store on disk, and lets a whole store be exchanged in one step.

    location/CURRENT              the name of the generation that counts
    location/generations/NAME/    one Oxigraph (RocksDB) store
    location/writer.lock          held by the one process that writes

A build or a bulk load writes a generation of its own and then exchanges CURRENT, so that a reader sees the old
store or the new one, and a failed or killed build leaves the old one as it was.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from aikg.errors import AikgError, NotFound, StoreError


class Location:
    """One such folder. Reading needs no lock; `writing` is for one process at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """The store that counts, or None where nothing has been built."""
        try:
            path = self._generations / (self.folder / "CURRENT").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise in_words(error, self.folder) from error
        return path if path.is_dir() else None

    def needed(self) -> Path:
        """`current`, where there must be one.

        Raises:
            NotFound: nothing has been built here.
        """
        path = self.current()
        if path is None:
            raise NotFound("graph at", str(self.folder), cure=f"run `aikg build --location {self.folder}` first")
        return path

    @contextmanager
    def writing(self, wait_s: float = 0) -> Iterator[None]:
        """Be the only writer.

        Raises:
            StoreError: another process writes, or the folder cannot be written.
        """
        try:
            self._generations.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "writer.lock", timeout=wait_s)
            lock.acquire()
        except Timeout as error:
            raise StoreError(
                f"{self.folder} is locked: another process is writing to it; wait for it, stop it, "
                "or use another --location"
            ) from error
        except OSError as error:
            raise in_words(error, self.folder) from error
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    @contextmanager
    def generation(self) -> Iterator[Path]:
        """A fresh folder for a whole new store, which counts from the end of the block; gone if the block fails.

        Call it while `writing`. The generation before stays until the next exchange, for those who still read it.
        """
        path = self._generations / f"new-{uuid.uuid4().hex[:12]}"
        try:
            yield path
            self._publish(path)
        except BaseException as error:
            for failed in (path, self._final(path)):
                if failed != self.current():
                    shutil.rmtree(failed, ignore_errors=True)
            if isinstance(error, OSError) and not isinstance(error, AikgError):
                raise in_words(error, self.folder) from error
            raise

    @property
    def _generations(self) -> Path:
        return self.folder / "generations"

    @staticmethod
    def _final(built: Path) -> Path:
        return built.with_name(built.name.removeprefix("new-"))

    def _publish(self, built: Path) -> None:
        former = self.current()
        final = self._final(built)
        built.rename(final)
        note = self.folder / "CURRENT.new"
        with note.open("w", encoding="ascii") as file:
            file.write(final.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        note.replace(self.folder / "CURRENT")
        for path in self._generations.iterdir():
            if path not in (final, former):
                shutil.rmtree(path, ignore_errors=True)

    def _sweep(self) -> None:
        """Take away what killed builds left."""
        for path in self._generations.glob("new-*"):
            shutil.rmtree(path, ignore_errors=True)


_WORDS = (
    (
        r"no space|quota exceeded",
        "{}: the disk is full; free some space and run it again, the store is as it was before",
    ),
    (r"file too large", "{}: a file grew past the limit for files (see `ulimit -f`); the store is as it was before"),
    (
        r"read-only|permission denied|not permitted",
        "{} cannot be written (read-only or not permitted); choose another --location",
    ),
    (
        r"\block",
        "{} is locked: another process is writing to it; wait for it, stop it, or use another place",
    ),
    (r"not a directory|file exists", "{} is not a folder; choose another --location"),
    (r"no such file", "{} holds no store and none can be made there; choose another --location"),
)


def in_words(error: OSError, place: Path | str) -> StoreError:
    """An operating-system or engine error as one that a person can act on."""
    text = f"{error.strerror or ''} {error}".lower()
    for path in (place, error.filename):  # the name of a file says nothing about the failure
        text = text.replace(str(path).lower(), "")
    for pattern, words in _WORDS:
        if re.search(pattern, text):
            return StoreError(words.format(place))
    return StoreError(f"{place}: {error.strerror or error}")
