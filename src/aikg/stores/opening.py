"""Opening the store of a location, for reading."""

from __future__ import annotations

from aikg.errors import StoreError
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location


def opened(location: Location) -> EmbeddedStore:
    """The store that counts at this moment.

    Raises:
        NotFound: nothing has been built there.
        StoreError: it cannot be read.
    """
    for _ in range(10):  # builds may take the generation away between the look and the opening
        current = location.needed()
        try:
            return EmbeddedStore(current, read_only=True)
        except StoreError:
            if location.current() == current:
                raise
    raise StoreError(f"{location.folder} is being rebuilt again and again; try later")
