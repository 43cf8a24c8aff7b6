"""The writing side of a server: updates, and bulk by the Graph Store Protocol. Nothing is ever sent twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import pyoxigraph as ox

from aikg.errors import BadQuery, BadRequest, StoreError
from aikg.stores.remote import loading, terms, virtuoso
from aikg.stores.remote.address import Address, shown
from aikg.stores.remote.client import Client, Fields
from aikg.stores.remote.datasets import Datasets


class Writer:
    """Writes to one server. An endpoint is found by the first write: 404 and 405 mean that nobody was there."""

    def __init__(self, client: Client, address: Address, datasets: Datasets) -> None:
        self._client, self._datasets = client, datasets
        self._update, self._graph_store = list(address.update), list(address.graph_store)
        self._quads_at_once = True

    def update(self, text: str, fields: Fields = ()) -> None:
        """Run a SPARQL Update, one request.

        Raises:
            BadQuery, StoreError: see `aikg.stores.remote.complaints`.
        """
        content, media_type = text.encode(), "application/sparql-update"
        if fields:  # long lists of graphs fit into no URL
            content = urlencode([("update", text), *fields]).encode()
            media_type = "application/x-www-form-urlencoded"
        if not self._sent(self._update, content, media_type):
            tried = ", ".join(map(shown, self._update))
            raise StoreError(
                f"the server takes no updates (asked {tried}): it may be open for reading only; "
                "else give update_url (AIKG_STORE_UPDATE_URL)"
            )

    def insert(self, quads: Iterable[ox.Quad]) -> None:
        """Add a long stream of quads, in many requests; those before one that fails stay.

        Raises:
            BadRequest: a value that the server would change into another.
            StoreError: see `aikg.stores.remote.complaints`.
        """
        is_virtuoso = self._datasets.ways().virtuoso
        for chunk in loading.chunks(self.storable(quads)):
            if is_virtuoso or not (self._quads_at_once and self._whole(chunk)):
                self._by_graph(chunk, virtuoso.UNNAMED if is_virtuoso else None)

    def storable(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """The quads spelled as the embedded store spells them, so that STR() says the same everywhere.

        Raises:
            BadRequest: Virtuoso would make another value of one.
        """
        is_virtuoso = self._datasets.ways().virtuoso
        for quad in map(terms.quad, quads):
            value = quad.object
            if is_virtuoso and isinstance(value, ox.Literal) and not virtuoso.keeps(value):
                raise BadRequest(
                    f"Virtuoso would store another value for {value}: it keeps integers of up to 18 digits, "
                    "no ill-formed numbers and no durations"
                )
            yield quad

    def _whole(self, chunk: list[ox.Quad]) -> bool:
        """Send quads of all graphs in one request; False where the server has no such thing."""
        try:
            done = self._sent(self._graph_store, loading.nquads(chunk), "application/n-quads")
        except BadQuery:
            done = False
        self._quads_at_once = done
        return done

    def _by_graph(self, chunk: list[ox.Quad], unnamed: str | None) -> None:
        rest: list[ox.Quad] = []
        for name, quads in loading.by_graph(chunk).items():
            graph = name or unnamed
            if name is not None and loading.few(quads):
                rest += quads  # thousands of small graphs: several in one INSERT DATA
            elif not self._sent(
                self._graph_store,
                loading.ntriples(quads),
                "text/turtle",
                (("graph", graph),) if graph else (("default", ""),),
            ):
                rest += quads
        for part in loading.chunks(rest, loading.STATEMENT, loading.STATEMENT_BYTES):
            self.update(loading.insert_data(part))

    def _sent(self, candidates: list[str], content: bytes, media_type: str, params: Fields = ()) -> bool:
        """Send to the first endpoint that is there, and forget those before it."""
        for number, url in enumerate(list(candidates)):
            if self._client.write(url, content, media_type, params) < 300:
                del candidates[:number]
                return True
        return False
