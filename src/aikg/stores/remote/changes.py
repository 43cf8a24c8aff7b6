"""Every way to change a store, and the new data version that goes with it, in the same request wherever it fits."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from rdflib import URIRef

from aikg import formats
from aikg.errors import AikgError, BadQuery
from aikg.stores import operations, requests
from aikg.stores.base import Graphs, Scope
from aikg.stores.remote import loading, virtuoso
from aikg.stores.remote.complaints import Unsure
from aikg.stores.remote.datasets import STAGING
from aikg.stores.remote.reading import Reader
from aikg.stores.remote.writing import Writer
from aikg.terms import Term, Triple, to_engine


class Changes:
    """Changes one server's data."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader, self._writer = reader, writer

    def update(self, text: str, scope: Scope | None) -> None:
        """See `Store.update`."""
        requests.check_update(text)
        steps = operations.split(text)
        if scope is not None:
            operations.refuse_second_dataset(steps)
            text = operations.joined(step.using(scope) for step in steps)
        union = scope is None and any(step.sees_union for step in steps)
        if union and any(step.names_dataset for step in steps):
            raise BadQuery("USING or WITH in one operation and the union in another: send them one by one")
        fields = self._reader.datasets.of_update() if union else ()
        self._writer.update(requests.followed_by(text, self._next_version(text)), fields)

    def replace(self, graphs: Graphs, adding: Graphs, removing: Graphs) -> None:
        """See `Store.replace`."""
        change = requests.replacement(graphs, adding, removing)
        if not change:
            return
        graphs, adding, removing = map(self._placed, (graphs, adding, removing))
        if self._fits(requests.merged(graphs, adding)):
            text = requests.replacement(graphs, adding, removing)
            self._writer.update(requests.with_version(text, self._next_version(change)))
        else:
            self._exchange(graphs, adding, removing, change)

    def add(self, graphs: Graphs) -> None:
        """See `Store.add`."""
        change = requests.insertion(graphs)
        graphs = self._placed(graphs)
        if self._fits(graphs):
            self._writer.update(requests.followed_by(requests.insertion(graphs), self._next_version(change)))
        else:
            self._writer.insert(quad for name, found in graphs.items() for quad in _quads(name, found))
            self._set_version(change)

    def load(self, path: Path, graph: URIRef | None) -> None:
        """See `Store.load`."""
        target = ox.DefaultGraph() if graph is None else cast("ox.NamedNode", to_engine(graph))
        engine_format = formats.of_file(path).engine
        with formats.source(path) as file:
            parsed = ox.parse(file, format=engine_format, base_iri=formats.base_iri(path))
            try:
                self._writer.insert(
                    ox.Quad(q.subject, q.predicate, q.object, target) if q.graph_name == ox.DefaultGraph() else q
                    for q in parsed
                )
            except (SyntaxError, MemoryError) as error:
                file.seek(0)
                raise formats.syntax_error(error, str(path), file) from error
            file.seek(0)
            self._set_version(hashlib.file_digest(file, "sha256").hexdigest())

    def insert_quads(self, rows: Iterable[tuple[URIRef, Term, Term, Term]]) -> None:
        """See `Store.insert_quads`."""
        seen = hashlib.sha256()

        def quads() -> Iterator[ox.Quad]:
            for graph, subject, predicate, value in rows:
                for quad in _quads(graph, [(subject, predicate, value)]):
                    seen.update(str(quad).encode())
                    yield quad

        self._writer.insert(quads())
        self._set_version(seen.hexdigest())

    def _placed(self, graphs: Graphs) -> Graphs:
        """The graphs under the names that the server has for them."""
        if not self._reader.datasets.ways().virtuoso:
            return graphs
        return {URIRef(virtuoso.UNNAMED) if name is None else name: found for name, found in graphs.items()}

    def _fits(self, graphs: Graphs) -> bool:
        """Whether the triples of all graphs can be sent in one request."""
        if not self._reader.datasets.ways().virtuoso:
            return sum(map(len, graphs.values())) <= loading.REQUEST
        added = [quad for name, found in graphs.items() for quad in _quads(name, found)]
        return loading.fits(list(self._writer.storable(added)))

    def _exchange(self, graphs: Graphs, adding: Graphs, removing: Graphs, change: str) -> None:
        """Change graphs by others that are stored under other names first; one request puts all in their places."""
        stage = f"{STAGING}{uuid.uuid4().hex}:"
        moved = {name: URIRef(f"{stage}{number}") for number, (name, found) in enumerate(graphs.items()) if found}
        joined = {name: URIRef(f"{stage}a{number}") for number, (name, found) in enumerate(adding.items()) if found}
        steps = [
            f"MOVE GRAPH <{moved[g]}> TO {_target(g)}" if g in moved else f"DROP SILENT {_target(g)}" for g in graphs
        ]
        if any(removing.values()):
            steps.append(requests.replacement({}, removing=removing))
        for name, place in joined.items():
            steps += [f"ADD GRAPH <{place}> TO {_target(name)}", f"DROP SILENT GRAPH <{place}>"]
        staged = [
            *((place, graphs[n]) for n, place in moved.items()),
            *((place, adding[n]) for n, place in joined.items()),
        ]
        try:
            self._writer.insert(quad for place, found in staged for quad in _quads(place, found))
            version = self._next_version(change)
        except BaseException:
            self._drop(place for place, _ in staged)
            raise
        try:
            self._writer.update(requests.followed_by(" ;\n".join(steps), version))
        except AikgError as error:
            if not isinstance(error, Unsure):  # else the server may be moving them right now
                self._drop(place for place, _ in staged)
            raise

    def _drop(self, graphs: Iterable[URIRef]) -> None:
        with suppress(AikgError):
            self._writer.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs))

    def _next_version(self, change: str) -> str:
        return requests.version_update(requests.next_version(self._reader.version(), change))

    def _set_version(self, change: str) -> None:
        self._writer.update(self._next_version(change))


def _target(graph: URIRef | None) -> str:
    return "DEFAULT" if graph is None else f"GRAPH <{graph}>"


def _quads(graph: URIRef | None, triples: Iterable[Triple]) -> Iterator[ox.Quad]:
    name = ox.DefaultGraph() if graph is None else to_engine(graph)
    for triple in triples:
        subject, predicate, value = map(to_engine, triple)
        yield ox.Quad(subject, predicate, value, name)  # type: ignore[arg-type]
