"""Which graph a command is about: a folder, a server, or the one that ships."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from aikg import settings
from aikg.errors import BadRequest
from aikg.settings import Remote

if TYPE_CHECKING:
    from aikg.stores.location import Location
    from aikg.stores.remote import RemoteStore


class Place(NamedTuple):
    """A folder or a server; neither means the graph that ships."""

    folder: Path | None = None
    remote: Remote | None = None

    def __str__(self) -> str:
        if self.remote is None:
            return str(self.local().folder)
        from aikg.stores.remote.address import shown

        return shown(self.remote.url)

    @property
    def options(self) -> str:
        """The options that name it, with a blank before, for a command that is to be copied."""
        if self.ships:
            return ""
        return f" --location {quote(str(self))}" if self.remote is None else f" --store {quote(str(self))}"

    @property
    def ships(self) -> bool:
        """Whether it is the graph that ships."""
        return self.folder is None and self.remote is None

    def server(self) -> RemoteStore:
        """The server; call it where there is one.

        Raises:
            BadRequest: its URL or its credentials make no sense.
        """
        from aikg.stores.remote import RemoteStore

        assert self.remote is not None  # noqa: S101
        return RemoteStore(**vars(self.remote))

    def local(self) -> Location:
        """The folder, or that of the graph that ships."""
        from aikg.shipping import shipped_location
        from aikg.stores.location import Location

        return shipped_location() if self.folder is None else Location(self.folder)

    def own(self) -> Location:
        """The folder, where something is to be changed.

        Raises:
            BadRequest: the graph that ships is not changed.
        """
        if self.folder is None:
            raise BadRequest(
                "the graph that ships is not changed; name your own with --location DIR or --store URL "
                "(or AIKG_LOCATION, AIKG_STORE); `aikg build --location DIR` makes one"
            )
        return self.local()


def chosen(location: Path | None, store: str | None) -> Place:
    """What the options name, else the environment.

    Raises:
        BadRequest: both a folder and a server.
    """
    said = "--location and --store"
    if location is None and store is None:
        given = settings.read()
        location, store = given.location, given.store
        said = "AIKG_LOCATION and AIKG_STORE"
    if location is not None and store is not None:
        raise BadRequest(f"{said} name two graphs, a folder and a server; give one of them")
    return Place(location, None if store is None else settings.remote(store))
