"""A SPARQL 1.1 server as a store."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox
from rdflib import Dataset, URIRef

from aikg import formats
from aikg.errors import BadQuery, BadRequest, MissingExtra, UnreadableInput
from aikg.formats import RdfFormat
from aikg.sparql import form
from aikg.stores import documents, engine, limits, operations, requests
from aikg.stores.base import Answer, Row, Scope, Solutions, Table, Triples
from aikg.terms import Term, Triple, to_engine

try:
    from aikg.stores.remote import answers, loading, terms
    from aikg.stores.remote.address import read as read_address
    from aikg.stores.remote.client import Body, Client
    from aikg.stores.remote.datasets import STAGING, VIRTUOSO_UNNAMED
    from aikg.stores.remote.login import Login
    from aikg.stores.remote.reading import Reader
    from aikg.stores.remote.writing import Writer
except ImportError as error:
    if error.name != "httpx":
        raise
    raise MissingExtra("a store at a URL", "remote") from error


class RemoteStore:
    """A SPARQL 1.1 server. Implements `aikg.stores.Store`; `docs/stores.md` tells how servers differ.

    One URL is enough for servers whose endpoints are where Oxigraph, Fuseki, Virtuoso or aikg itself have theirs.
    Nothing is asked before the first call. User and password may stand in the URL; they show in no message.

    Raises:
        BadRequest: no http or https URL, or both a token and a user.
        MissingExtra: httpx is not installed.
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
        self._writer = Writer(self._client, address, self._reader.datasets)

    def __repr__(self) -> str:
        return f"RemoteStore({self.url!r})"

    def query(self, text: str) -> Answer:
        """See `Store.query`."""
        if requests.query_form(text) in ("CONSTRUCT", "DESCRIBE"):
            return Triples(answers.triples(self._reader.body(text, answers.TRIPLES)))
        body = self._reader.body(text, answers.ROWS)
        found = answers.solutions(body)
        if isinstance(found, ox.QueryBoolean):
            body.close()
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
        if requests.query_form(text) in ("CONSTRUCT", "DESCRIBE"):
            documents.triple_format(media)
            triples = answers.engine_triples(self._reader.body(text, answers.TRIPLES, scope))
            return engine.write_triples(cast("ox.QueryTriples", triples), out, media, most)
        documents.result_format(media)
        limited = False
        if most is not None and form(text) == "SELECT":
            text, limited = limits.limited(text, most)
        body = self._reader.body(text, answers.ROWS, scope)
        with answers.unbroken(body):
            return engine.write_rows(answers.solutions(body), out, media, most if limited else None)

    def update(self, text: str, *, scope: Scope | None = None) -> None:
        """See `Store.update`."""
        requests.check_update(text)
        steps = operations.split(text)
        if scope is not None:
            operations.refuse_second_dataset(steps)
            text = operations.joined(step.using(scope) for step in steps)
        union = scope is None and any(step.sees_union for step in steps)
        if union and any(step.names_dataset for step in steps):
            raise BadQuery("USING or WITH in one operation and the union in another: send them one by one")
        self._writer.update(
            requests.followed_by(text, self._next_version(text)), self._reader.datasets.of_update() if union else ()
        )

    def replace(self, graphs: Mapping[URIRef | None, Collection[Triple]]) -> None:
        """See `Store.replace`. What is too long for one request waits under another name until it takes its place."""
        if not graphs:
            return
        change = requests.replacement(graphs)
        if self._reader.datasets.ways().virtuoso:
            graphs = {URIRef(VIRTUOSO_UNNAMED) if name is None else name: found for name, found in graphs.items()}
            quads = [quad for name, found in graphs.items() for quad in _quads(name, found)]
            list(self._writer.storable(quads))
            if len(list(loading.chunks(quads, loading.STATEMENT, loading.STATEMENT_BYTES))) > 1:
                self._exchange(graphs, change)
                return
        self._writer.update(requests.followed_by(requests.replacement(graphs), self._next_version(change)))

    def load(self, path: Path, graph: URIRef | None = None) -> None:
        """See `Store.load`."""
        target = ox.DefaultGraph() if graph is None else cast("ox.NamedNode", to_engine(graph))
        engine_format = formats.of_file(path).engine
        try:
            file = path.open("rb")
        except OSError as error:
            raise UnreadableInput(error.strerror or str(error), file=str(path)) from error
        with file:
            parsed = ox.parse(file, format=engine_format, base_iri=formats.base_iri(path))
            try:
                self._writer.insert(
                    ox.Quad(q.subject, q.predicate, q.object, target) if q.graph_name == ox.DefaultGraph() else q
                    for q in parsed
                )
            except SyntaxError as error:
                file.seek(0)
                raise formats.syntax_error(error, str(path), file) from error
            file.seek(0)
            self._set_version(hashlib.file_digest(file, "sha256").hexdigest())

    def insert(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """See `Store.insert`."""
        self.insert_quads((graph, *triple) for triple in triples)

    def insert_quads(self, rows: Iterable[tuple[URIRef, Term, Term, Term]]) -> None:
        """See `Store.insert_quads`."""
        seen = hashlib.sha256()

        def quads() -> Iterator[ox.Quad]:
            for graph, *triple in rows:
                for quad in _quads(graph, [cast("Triple", tuple(triple))]):
                    seen.update(str(quad).encode())
                    yield quad

        self._writer.insert(quads())
        self._set_version(seen.hexdigest())

    def graphs(self) -> Iterator[URIRef]:
        """See `Store.graphs`."""
        yield from map(URIRef, self._reader.datasets.graphs())

    def unnamed(self) -> Triple | None:
        """See `Store.unnamed`."""
        return next((cast("Triple", row) for row in _rows(self._reader.unnamed("LIMIT 1"))), None)

    def dump(self, out: BinaryIO, rdf_format: RdfFormat) -> None:
        """See `Store.dump`. All lines are sorted in this process: about 1 GB for a million quads."""
        if not rdf_format.graphs:
            raise BadRequest(f"{rdf_format.name} holds no graphs; dump to {', '.join(formats.with_graphs())}")
        lines = sorted(loading.nquads(self._all()).splitlines(keepends=True))
        if rdf_format.name == "nquads":
            out.writelines(lines)
        else:
            ox.serialize(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS), out, format=rdf_format.engine)

    def version(self) -> str:
        """See `Store.version`."""
        return self._reader.version()

    def dataset(self) -> Dataset:
        """See `Store.dataset`. A copy of this moment: rdflib's own SPARQL store knows no union, time-out or token."""
        dataset = Dataset(default_union=True)
        for quad in self._all():
            name = quad.graph_name
            context = dataset.default_graph if isinstance(name, ox.DefaultGraph) else dataset.graph(terms.term(name))
            context.add((terms.term(quad.subject), terms.term(quad.predicate), terms.term(quad.object)))
        return dataset

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

    def _exchange(self, graphs: Mapping[URIRef | None, Collection[Triple]], change: str) -> None:
        stage = f"{STAGING}{uuid.uuid4().hex}:"
        places = {name: URIRef(f"{stage}{number}") for number, name in enumerate(graphs)}
        steps = [
            f"MOVE SILENT GRAPH <{places[name]}> TO <{name}>" if found else f"DROP SILENT GRAPH <{name}>"
            for name, found in graphs.items()
        ]
        try:
            self._writer.insert(quad for name, found in graphs.items() for quad in _quads(places[name], found))
            self._writer.update(requests.followed_by(" ;\n".join(steps), self._next_version(change)))
        except BaseException:
            self._writer.update(" ;\n".join(f"DROP SILENT GRAPH <{place}>" for place in places.values()))
            raise

    def _all(self) -> Iterator[ox.Quad]:
        for unnamed, body in ((False, self._reader.named()), (True, self._reader.unnamed())):
            found = cast("ox.QuerySolutions", answers.solutions(body))
            with answers.unbroken(body):
                for row in found:
                    name, *triple = (ox.DefaultGraph(), *row) if unnamed else tuple(row)
                    if unnamed or not name.value.startswith(STAGING):
                        yield terms.quad(ox.Quad(*triple, name))

    def _next_version(self, change: str) -> str:
        return requests.version_update(requests.next_version(self.version(), change))

    def _set_version(self, change: str) -> None:
        self._writer.update(self._next_version(change))


def _rows(body: Body) -> Iterator[Row]:
    return answers.rows(cast("ox.QuerySolutions", answers.solutions(body)), body)


def _names(found: ox.QuerySolutions) -> tuple[str, ...]:
    return tuple(variable.value for variable in found.variables)


def _quads(graph: URIRef | None, triples: Iterable[Triple]) -> Iterator[ox.Quad]:
    name = ox.DefaultGraph() if graph is None else to_engine(graph)
    for triple in triples:
        subject, predicate, value = map(to_engine, triple)
        yield ox.Quad(subject, predicate, value, name)  # type: ignore[arg-type]
