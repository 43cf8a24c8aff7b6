"""A SPARQL 1.1 server as a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox
from rdflib import Dataset, URIRef

from aikg.errors import BadQuery, BadRequest
from aikg.formats import RdfFormat
from aikg.stores import documents, engine, limits, requests
from aikg.stores.base import Answer, Graphs, Row, Scope, Solutions, Table, Triples
from aikg.stores.remote import answers, copies
from aikg.stores.remote.address import read as read_address
from aikg.stores.remote.changes import Changes
from aikg.stores.remote.client import Body, Client
from aikg.stores.remote.login import Login
from aikg.stores.remote.reading import Reader
from aikg.stores.remote.writing import Writer
from aikg.terms import Term, Triple


class RemoteStore:
    """A SPARQL 1.1 server. Implements `aikg.stores.Store`; `docs/stores.md` tells how servers differ.

    One URL is enough for servers whose endpoints are where Oxigraph, Fuseki, Virtuoso or aikg itself have theirs.
    Nothing is asked before the first call. User and password may stand in the URL; they show in no message.

    Raises:
        BadRequest: no http or https URL, or both a token and a user.
    """

    def __init__(
        self,
        url: str,
        *,
        update_url: str | None = None,
        graph_store_url: str | None = None,
        username: str | None = None,
        password: str | None = None,
        token: str | None = None,
        timeout_s: float = 30,
        retries: int = 2,
    ) -> None:
        address = read_address(url, update_url=update_url, graph_store_url=graph_store_url)
        user = username if username is not None else address.username
        if token is not None and user is not None:
            raise BadRequest("give a token, or a username and password, not both")
        self.url = address.shown
        login = Login(user, password if username is not None else address.password, token)
        self._client = Client(login, timeout_s=timeout_s, retries=retries)
        self._reader = Reader(self._client, address)
        self._changes = Changes(self._reader, Writer(self._client, address, self._reader.datasets))

    def __repr__(self) -> str:
        return f"RemoteStore({self.url!r})"

    def query(self, text: str) -> Answer:
        """See `Store.query`."""
        if requests.query_form(text) in ("CONSTRUCT", "DESCRIBE"):
            return Triples(answers.triples(self._reader.body(text, answers.TRIPLES)))
        body = self._reader.body(text, answers.ROWS)
        found = answers.solutions(body)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        return Solutions(_names(found), answers.rows(found, body))

    def select(self, text: str) -> Iterator[Row]:
        """See `Store.select`."""
        found, body = self._solutions(text)
        yield from answers.rows(found, body)

    def lexical(self, text: str) -> Iterator[tuple[str, ...]]:
        """See `Store.lexical`."""
        yield from self.table(text).rows

    def table(self, text: str) -> Table:
        """See `Store.table`."""
        found, body = self._solutions(text)
        return Table(_names(found), answers.strings(found, body))

    def write_answer(
        self, text: str, out: BinaryIO, media: str, *, scope: Scope | None = None, most: int | None = None
    ) -> bool:
        """See `Store.write_answer`. Written anew from what arrives, so that every server's document is the same."""
        form = requests.query_form(text)
        if form in ("CONSTRUCT", "DESCRIBE"):
            documents.triple_format(media)
            triples = answers.engine_triples(self._reader.body(text, answers.TRIPLES, scope))
            return engine.write_triples(cast("ox.QueryTriples", triples), out, media, most)
        documents.result_format(media)
        asked, limited = text, False
        if most is not None and form == "SELECT":
            text, limited = limits.limited(text, most)
        try:
            body = self._reader.body(text, answers.ROWS, scope)
        except BadQuery:
            self._reader.body(asked, answers.ROWS, scope).close()  # line and column are those of the query as it came
            raise
        theirs, ours = body.row_limit, most if limited else None
        with answers.unbroken(body):
            cut = engine.write_rows(answers.solutions(body), out, media, ours or theirs)
            if cut and theirs is not None and (ours is None or theirs < ours):
                body.refuse_cut(theirs)
            return cut

    def update(self, text: str, *, scope: Scope | None = None) -> None:
        """See `Store.update`."""
        self._changes.update(text, scope)

    def replace(self, graphs: Graphs, *, adding: Graphs | None = None, removing: Graphs | None = None) -> None:
        """See `Store.replace`. What is too long for one request waits under another name until it takes its place."""
        self._changes.replace(graphs, adding or {}, removing or {})

    def add(self, graphs: Graphs) -> None:
        """See `Store.add`. What is too long for one request is not added atomically: only its version comes last."""
        self._changes.add(graphs)

    def load(self, path: Path, graph: URIRef | None = None) -> None:
        """See `Store.load`."""
        self._changes.load(path, graph)

    def insert(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """See `Store.insert`."""
        self.insert_quads((graph, *triple) for triple in triples)

    def insert_quads(self, rows: Iterable[tuple[URIRef, Term, Term, Term]]) -> None:
        """See `Store.insert_quads`."""
        self._changes.insert_quads(rows)

    def graphs(self) -> Iterator[URIRef]:
        """See `Store.graphs`."""
        yield from map(URIRef, self._reader.datasets.graphs())

    def holds(self, graph: URIRef | None) -> bool:
        """See `Store.holds`."""
        return self.unnamed() is not None if graph is None else self._reader.holds(graph)

    def unnamed(self) -> Triple | None:
        """See `Store.unnamed`."""
        return next((cast("Triple", row) for row in _rows(self._reader.unnamed("LIMIT 1"))), None)

    def dump(self, out: BinaryIO, rdf_format: RdfFormat) -> None:
        """See `Store.dump`. All lines are sorted in this process: about 1 GB for a million quads."""
        copies.dump(self._reader, out, rdf_format)

    def version(self) -> str:
        """See `Store.version`."""
        return self._reader.version()

    def dataset(self) -> Dataset:
        """See `Store.dataset`. A copy of this moment: rdflib's own SPARQL store knows no union, time-out or token."""
        return copies.dataset(self._reader)

    def __len__(self) -> int:
        """See `Store.__len__`."""
        return self._reader.count()

    def close(self) -> None:
        """See `Store.close`."""
        self._client.close()

    def _solutions(self, text: str) -> tuple[ox.QuerySolutions, Body]:
        if requests.query_form(text) != "SELECT":
            raise BadQuery("only a SELECT has rows")
        body = self._reader.body(text, answers.ROWS)
        return cast("ox.QuerySolutions", answers.solutions(body)), body


def _rows(body: Body) -> Iterator[Row]:
    return answers.rows(cast("ox.QuerySolutions", answers.solutions(body)), body)


def _names(found: ox.QuerySolutions) -> tuple[str, ...]:
    return tuple(variable.value for variable in found.variables)
