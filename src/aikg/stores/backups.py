"""A copy of a store in a folder of its own, of one moment, whoever writes meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from aikg import formats
from aikg.errors import BadRequest, StoreError
from aikg.stores.base import Store
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from aikg.stores.opening import opened


def copy(source: Location, target: Location) -> None:
    """Copy a location as it is at this moment into a folder that holds none yet.

    By hard links, which costs next to nothing; while another process writes, quad by quad from a snapshot.

    Raises:
        BadRequest: there is something already.
        StoreError: it cannot be read or written.
    """
    source.needed()
    with _fresh(target) as folder:
        try:
            with source.writing():
                store = EmbeddedStore(source.needed())
                try:
                    store.backup(folder)
                finally:
                    store.close()
        except StoreError:  # somebody writes, the folder is read-only, or links do not reach: read it
            shutil.rmtree(folder, ignore_errors=True)
            _read(source, folder)


def fetch(source: Store, target: Location) -> None:
    """Copy a store that stays where it is, such as a server, into a folder that holds none yet.

    Raises:
        BadRequest: there is something already.
        StoreError: it cannot be read or written, or was written to meanwhile.
    """
    with _fresh(target) as folder, TemporaryDirectory() as scratch:
        quads = Path(scratch) / "quads.nq"
        before = source.version()
        with quads.open("wb") as out:
            source.dump(out, formats.named("nquads"))
        if source.version() != before:
            raise StoreError("the store was written to while it was read; try again when nobody writes")
        store = EmbeddedStore(folder)
        try:
            store.load(quads)
        finally:
            store.close()


@contextmanager
def _fresh(target: Location) -> Iterator[Path]:
    """The folder of a store in a location that does not exist yet."""
    folder = target.folder
    if folder.exists() and not folder.is_dir():
        raise BadRequest(f"{folder} is a file; name a folder that does not exist yet")
    if folder.exists() and any(folder.iterdir()):
        raise BadRequest(f"{folder} is not empty; name a folder that does not exist yet")
    with target.writing(), target.generation() as generation:
        yield generation


def _read(source: Location, folder: Path) -> None:
    for last in (False, False, True):  # a compaction may take a file away that is about to be read
        try:
            opened(source).copied(folder).close()
        except StoreError as error:
            if last or "No such file" not in str(error):
                raise
            shutil.rmtree(folder, ignore_errors=True)
        else:
            return
