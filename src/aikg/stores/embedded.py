"""The embedded store: Oxigraph inside this process, in memory or on disk. Its types do not leave this module."""

from __future__ import annotations

import hashlib
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox
from rdflib import Dataset, URIRef

from aikg import formats, sparql
from aikg.errors import BadQuery, BadRequest, StoreError
from aikg.formats import RdfFormat
from aikg.stores import engine, limits, operations, requests
from aikg.stores.base import Answer, Graphs, Row, Scope, Solutions, Table, Triples
from aikg.stores.location import in_words
from aikg.terms import Term, Triple, from_engine, to_engine
from aikg.vocabulary import BASE, META_GRAPH


class EmbeddedStore:
    """Oxigraph in memory (`path=None`) or in a folder of its own. Implements `aikg.stores.Store`.

    Raises:
        StoreError: the folder is locked, not writable, or no store.
    """

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        with self._failures():
            if path is None:
                self._engine: ox.Store | None = ox.Store()
            elif read_only:
                self._engine = engine.opened_for_reading(path)
            else:
                self._engine = ox.Store(str(path))

    @classmethod
    def of_quads(cls, quads: BinaryIO) -> EmbeddedStore:
        """A store in memory of N-Quads; its data version is what they say."""
        store = cls()
        with store._failures():
            store._store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
        return store

    @property
    def _store(self) -> ox.Store:
        if self._engine is None:
            raise StoreError("the store is closed; open it again")
        return self._engine

    def query(self, text: str) -> Answer:
        """See `Store.query`."""
        result = self._run(text)
        if isinstance(result, ox.QuerySolutions):
            return Solutions(tuple(v.value for v in result.variables), self._rows(result))
        if isinstance(result, ox.QueryTriples):
            return Triples(self._triples(result))
        return bool(result)

    def select(self, text: str) -> Iterator[Row]:
        """See `Store.select`."""
        yield from self._rows(self._solutions(text))

    def lexical(self, text: str) -> Iterator[tuple[str, ...]]:
        """See `Store.lexical`."""
        yield from self.table(text).rows

    def table(self, text: str) -> Table:
        """See `Store.table`."""
        result = self._solutions(text)
        return Table(tuple(v.value for v in result.variables), self._strings(result))

    def write_answer(
        self, text: str, out: BinaryIO, media: str, *, scope: Scope | None = None, most: int | None = None
    ) -> bool:
        """See `Store.write_answer`."""
        asked, limited = text, False
        if most is not None and sparql.form(text) == "SELECT":
            text, limited = limits.limited(text, most)
        try:
            result = self._run(text, scope)
        except BadQuery:
            self._run(asked, scope)  # line and column are to be those of the query as it came
            raise
        with self._failures():
            if isinstance(result, ox.QueryTriples):
                return engine.write_triples(result, out, media, most)
            return engine.write_rows(result, out, media, most if limited else None)

    def update(self, text: str, *, scope: Scope | None = None) -> None:
        """See `Store.update`."""
        requests.check_update(text)
        steps = operations.split(text)
        if scope is not None:
            operations.refuse_second_dataset(steps)
            steps = [step.using(scope) for step in steps]
        elif any(step.sees_union for step in steps):
            steps = self._over_union(text, steps)
        elif len({step.prologue for step in steps}) < 2:  # as it came, so that an error's line and column are right
            self._apply(requests.followed_by(text, self._next_version(text)), text)
            return
        # One request is one transaction, so the new version and the new data come together.
        change = operations.joined(steps)
        self._apply(requests.followed_by(change, self._next_version(change)))

    def replace(self, graphs: Graphs, *, adding: Graphs | None = None, removing: Graphs | None = None) -> None:
        """See `Store.replace`."""
        if change := requests.replacement(graphs, adding, removing):
            self._apply(requests.with_version(change, self._next_version(change)))

    def load(self, path: Path, graph: URIRef | None = None) -> None:
        """See `Store.load`."""
        target = None if graph is None else cast("ox.NamedNode", to_engine(graph))
        engine = formats.of_file(path).engine
        with formats.source(path) as file, self._failures():
            try:
                self._store.bulk_load(file, format=engine, base_iri=formats.base_iri(path), to_graph=target)
            except (SyntaxError, MemoryError) as error:
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
                subject, predicate, value = map(to_engine, triple)
                quad = ox.Quad(subject, predicate, value, to_engine(graph))  # type: ignore[arg-type]
                seen.update(str(quad).encode())
                yield quad

        with self._failures():
            self._store.bulk_extend(quads())
        self._set_version(seen.hexdigest())

    def dump(self, out: BinaryIO, rdf_format: RdfFormat) -> None:
        """See `Store.dump`. On disk the engine's own order is that of the content; in memory the lines are sorted."""
        if not rdf_format.graphs:
            raise BadRequest(f"{rdf_format.name} holds no graphs; dump to {', '.join(formats.with_graphs())}")
        with self._failures(Path("output")):  # which can be full while the store is not
            if self._path is not None:
                self._store.dump(out, format=rdf_format.engine, prefixes=None)
                return
            lines = (self._store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
            ordered = b"".join(sorted(lines))
            if rdf_format.engine == ox.RdfFormat.N_QUADS:
                out.write(ordered)
            else:
                ox.serialize(ox.parse(ordered, format=ox.RdfFormat.N_QUADS), out, format=rdf_format.engine)

    def graphs(self) -> Iterator[URIRef]:
        """See `Store.graphs`."""
        for name in self._store.named_graphs():
            if isinstance(name, ox.NamedNode):
                yield URIRef(name.value)

    def unnamed(self) -> Triple | None:
        """See `Store.unnamed`."""
        nameless = (name for name in self._store.named_graphs() if isinstance(name, ox.BlankNode))
        graphs: list[ox.DefaultGraph | ox.BlankNode] = [ox.DefaultGraph(), *nameless]
        for graph in graphs:
            for quad in self._store.quads_for_pattern(None, None, None, graph):
                return from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)
        return None

    def version(self) -> str:
        """See `Store.version`."""
        quads = self._store.quads_for_pattern(*requests.VERSION, None, ox.NamedNode(str(META_GRAPH)))
        return next((cast("ox.Literal", quad.object).value for quad in quads), "0")

    def dataset(self) -> Dataset:
        """See `Store.dataset`."""
        from oxrdflib import OxigraphStore

        return Dataset(store=OxigraphStore(store=self._store), default_union=True)

    def backup(self, folder: Path) -> None:
        """Copy a store on disk, as it is at this moment, into a folder that does not exist yet (by hard links)."""
        with self._failures(folder):
            self._store.backup(str(folder))

    def holds(self, graph: URIRef | None) -> bool:
        """See `Store.holds`."""
        name = ox.DefaultGraph() if graph is None else cast("ox.NamedNode", to_engine(graph))
        return next(self._store.quads_for_pattern(None, None, None, name), None) is not None

    def copied(self, folder: Path | None = None) -> EmbeddedStore:
        """A copy of all quads as they are at this moment, in memory or in a folder."""
        copy = EmbeddedStore(folder)
        with self._failures():
            copy._store.bulk_extend(self._store)
        return copy

    def add(self, graphs: Graphs) -> None:
        """See `Store.add`."""
        change = requests.insertion(graphs)
        self._apply(requests.followed_by(change, self._next_version(change)))

    def __len__(self) -> int:
        """See `Store.__len__`."""
        return len(self._store)

    def close(self) -> None:
        """See `Store.close`."""
        engine, self._engine = self._engine, None  # it closes its files when the last reference goes
        if engine is not None and not self._read_only and self._path is not None:
            with self._failures():
                engine.flush()

    def _run(self, text: str, scope: Scope | None = None) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        requests.query_form(text)
        with self._failures(text=text):
            if scope is not None:
                default, named = engine.dataset(scope)
                return self._store.query(text, base_iri=BASE, default_graph=default, named_graphs=named)
            union = not sparql.names_dataset(text)
            return self._store.query(text, base_iri=BASE, use_default_graph_as_union=union)

    def _solutions(self, text: str) -> ox.QuerySolutions:
        result = self._run(text)
        if not isinstance(result, ox.QuerySolutions):
            raise BadQuery("only a SELECT has rows")
        return result

    def _apply(self, update: str, asked: str = "") -> None:
        with self._failures(text=asked):
            self._store.update(update, base_iri=BASE, custom_functions=engine.DECODING)

    def _over_union(self, text: str, steps: list[operations.Operation]) -> list[operations.Operation]:
        """The steps with each WHERE over the union answered already.

        A step that follows others sees what they did, so those run on a copy first (on disk, of hard links).
        """
        alone = not any(step.sees_union for step in steps[1:])
        with self._failures():
            if not alone:  # the engine says with line and column what it cannot read, before anything is copied
                ox.Store().update(operations.joined(operations.split(text)), base_iri=BASE)
            with nullcontext(self._store) if alone else self._copied() as state:
                done = []
                for step in steps:
                    done.append(engine.over_union(state, step, self._store) if step.sees_union else step)
                    if not alone:
                        state.update(operations.joined(done[-1:]), base_iri=BASE, custom_functions=engine.DECODING)
                return done

    @contextmanager
    def _copied(self) -> Iterator[ox.Store]:
        if self._path is None:
            yield self.copied()._store
            return
        folder = self._path.with_name(f"new-{uuid.uuid4().hex[:12]}")
        try:
            self._store.backup(str(folder))
            yield ox.Store(str(folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _strings(self, solutions: ox.QuerySolutions) -> Iterator[tuple[str, ...]]:
        columns = range(len(solutions.variables))
        with self._failures():
            for solution in solutions:
                yield tuple("" if (term := solution[i]) is None else term.value for i in columns)

    def _rows(self, solutions: ox.QuerySolutions) -> Iterator[Row]:
        columns = range(len(solutions.variables))
        with self._failures():
            for solution in solutions:
                yield tuple(None if (term := solution[i]) is None else from_engine(term) for i in columns)

    def _triples(self, triples: ox.QueryTriples) -> Iterator[Triple]:
        with self._failures():
            for triple in triples:
                yield from_engine(triple.subject), from_engine(triple.predicate), from_engine(triple.object)

    def _next_version(self, change: str) -> str:
        return requests.version_update(requests.next_version(self.version(), change))

    def _set_version(self, change: str) -> None:
        self._apply(self._next_version(change))

    @contextmanager
    def _failures(self, place: Path | None = None, text: str = "") -> Iterator[None]:
        """The engine's errors in our words."""
        try:
            yield
        except SyntaxError as error:
            raise requests.bad_query(str(error), text) from error
        except OSError as error:
            raise in_words(error, place or self._path or "the store in memory") from error
        except RuntimeError as error:
            if "read-write" in str(error):
                raise StoreError(f"{self._path} is open for reading only") from error
            if "custom function" in str(error) or re.search(r"The graph .* (does not|already) exist", str(error)):
                raise BadQuery(str(error)) from error
            raise StoreError(f"the engine failed: {error}") from error
