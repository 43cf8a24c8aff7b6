"""The graph that ships: where it is kept, and that it is built only once."""

from __future__ import annotations

from aikg import resources
from aikg._version import __version__
from aikg.errors import StoreError
from aikg.stores.location import Location


def shipped_location() -> Location:
    """Where the graph that ships is kept: in the user's cache, one folder for each version of its data."""
    from platformdirs import user_cache_path

    return Location(user_cache_path("aikg") / f"{__version__}-{resources.digest()}")


def shipped() -> Location:
    """The graph that ships, built now if it has not been yet.

    Raises:
        StoreError: the cache cannot be written; the message says how to do without.
    """
    place = shipped_location()
    try:
        _build_once(place)
    except StoreError as error:
        raise StoreError(
            f"{error}. The graph that ships is built once into the cache folder; XDG_CACHE_HOME moves it"
        ) from error
    return place


def _build_once(place: Location) -> None:
    if place.current() is None:
        from aikg import ingest

        with place.writing(wait_s=120):
            if place.current() is None:  # else another process has just built it
                ingest.build(place)
