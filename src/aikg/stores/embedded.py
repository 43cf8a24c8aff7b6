"""The embedded store: Oxigraph inside this process, in memory or on disk. Its types do not leave this module."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from typing import BinaryIO, Final, cast

import pyoxigraph as ox
from rdflib import Dataset, URIRef

from aikg import formats, sparql
from aikg.errors import BadQuery, BadRequest, StoreError, UnreadableInput
from aikg.formats import RdfFormat
from aikg.stores.base import Answer, Row, Solutions, Table, Triples
from aikg.stores.location import in_words
from aikg.terms import Term, Triple, from_engine, to_engine
from aikg.vocabulary import META_GRAPH, SCHEMA

RESULT_FORMATS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_XML_NAME: Final = re.compile(r"[^\W\d][\w.\-]*$")
_VERSION: Final = (ox.NamedNode(str(META_GRAPH)), ox.NamedNode(str(SCHEMA.version)))


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
                self._engine = ox.Store.read_only(str(path))
            else:
                self._engine = ox.Store(str(path))

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

    def write_answer(self, text: str, out: BinaryIO, media: str) -> None:
        """See `Store.write_answer`."""
        result = self._run(text)
        with self._failures():
            if isinstance(result, ox.QueryTriples):
                known = formats.named(media) if media not in RESULT_FORMATS else None
                if known is None or (known.graphs and known.name != "jsonld"):
                    raise BadRequest(
                        f"a CONSTRUCT or DESCRIBE has triples, not {media}; ask for turtle, ntriples, rdfxml, jsonld"
                    )
                if known.name == "rdfxml":
                    ox.serialize(_with_xml_names(result), cast("BinaryIO", _Cleaned(out)), format=known.engine)
                else:
                    result.serialize(out, format=known.engine)
            elif media in RESULT_FORMATS:
                sink = cast("BinaryIO", _Cleaned(out)) if media == "xml" else out
                result.serialize(sink, format=RESULT_FORMATS[media])
            else:
                raise BadRequest(f"a SELECT or ASK has rows, not {media}; ask for {', '.join(RESULT_FORMATS)}")

    def update(self, text: str) -> None:
        """See `Store.update`."""
        if sparql.form(text) != "UPDATE":
            raise BadQuery("this is a query, not an update")
        self._refuse_reaching_out(text)
        # One request is one transaction, so the new version and the new data come together.
        last = [token.text for token in sparql.tokens(text) if token.kind != "comment" and not token.text.isspace()][-1]
        separator = "" if last == ";" else ";"
        self._apply(f"{text}\n{separator}\n{self._next_version(text)}")

    def replace(self, graphs: Mapping[URIRef, Collection[Triple]]) -> None:
        """See `Store.replace`."""
        steps = [f"DROP SILENT GRAPH {to_engine(graph)}" for graph in graphs]
        blocks: list[str] = []
        for graph, triples in graphs.items():
            if triples:
                lines = " .\n".join(" ".join(str(to_engine(term)) for term in triple) for triple in triples)
                blocks.append(f"GRAPH {to_engine(graph)} {{\n{lines}\n}}")
        if steps:
            steps.append(f"INSERT DATA {{ {' '.join(blocks)} }}")  # one block, so that graphs may share a blank node
            steps.append(self._next_version("\n".join(steps)))
            self._apply(" ;\n".join(steps))

    def load(self, path: Path, graph: URIRef | None = None) -> None:
        """See `Store.load`."""
        target = None if graph is None else cast("ox.NamedNode", to_engine(graph))
        engine = formats.of_file(path).engine
        try:
            file = path.open("rb")
        except OSError as error:
            raise UnreadableInput(error.strerror or str(error), file=str(path)) from error
        with file, self._failures():
            try:
                self._store.bulk_load(file, format=engine, base_iri=formats.base_iri(path), to_graph=target)
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
        with self._failures():
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
        for graph in (ox.DefaultGraph(), *nameless):
            for quad in self._store.quads_for_pattern(None, None, None, graph):
                return from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)
        return None

    def version(self) -> str:
        """See `Store.version`."""
        quads = self._store.quads_for_pattern(*_VERSION, None, ox.NamedNode(str(META_GRAPH)))
        return next((cast("ox.Literal", quad.object).value for quad in quads), "0")

    def dataset(self) -> Dataset:
        """See `Store.dataset`."""
        from oxrdflib import OxigraphStore

        return Dataset(store=OxigraphStore(store=self._store), default_union=True)

    def backup(self, folder: Path) -> None:
        """Copy a store on disk, as it is at this moment, into a folder that does not exist yet (by hard links)."""
        with self._failures(folder):
            self._store.backup(str(folder))

    def __len__(self) -> int:
        """See `Store.__len__`."""
        return len(self._store)

    def close(self) -> None:
        """See `Store.close`."""
        if self._engine is not None and not self._read_only and self._path is not None:
            with self._failures():
                self._engine.flush()
        self._engine = None  # the engine closes its files when the last reference goes

    def _run(self, text: str) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        if sparql.form(text) == "UPDATE":
            raise BadQuery("this is an update, not a query")
        self._refuse_reaching_out(text)
        with self._failures():
            return self._store.query(text, use_default_graph_as_union=not sparql.names_dataset(text))

    def _solutions(self, text: str) -> ox.QuerySolutions:
        result = self._run(text)
        if not isinstance(result, ox.QuerySolutions):
            raise BadQuery("only a SELECT has rows")
        return result

    def _apply(self, update: str) -> None:
        with self._failures():
            self._store.update(update)

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
        version = hashlib.sha256(f"{self.version()}\0{change}".encode()).hexdigest()[:16]
        subject, predicate = _VERSION
        return (
            f"DELETE WHERE {{ GRAPH {subject} {{ {subject} {predicate} ?version }} }} ;\n"
            f'INSERT DATA {{ GRAPH {subject} {{ {subject} {predicate} "{version}" }} }}'
        )

    def _set_version(self, change: str) -> None:
        self._apply(self._next_version(change))

    @staticmethod
    def _refuse_reaching_out(text: str) -> None:
        if keyword := sparql.reaches_out(text):
            raise BadQuery(
                f"{keyword} is refused: a query reads this graph only; fetch the data first, then `aikg load` it"
            )

    @contextmanager
    def _failures(self, place: Path | None = None) -> Iterator[None]:
        """The engine's errors in our words."""
        try:
            yield
        except SyntaxError as error:
            raise _bad_query(str(error)) from error
        except OSError as error:
            raise in_words(error, place or self._path or "the store in memory") from error
        except RuntimeError as error:
            if "read-write" in str(error):
                raise StoreError(f"{self._path} is open for reading only") from error
            if "custom function" in str(error):
                raise BadQuery(str(error)) from error
            raise StoreError(f"the engine failed: {error}") from error


class _Cleaned:
    """A stream for XML: Oxigraph writes characters that no XML reader takes as they are.

    Control characters become spaces, U+FFFE and U+FFFF become U+FFFD, CR a character reference.
    """

    _ILLEGAL: Final = bytes(c for c in range(0x20) if c not in (0x9, 0xA, 0xD))
    _TABLE: Final = bytes.maketrans(_ILLEGAL, b" " * len(_ILLEGAL))
    _NO_CHARACTER: Final = re.compile(b"\xef\xbf[\xbe\xbf]")
    _BEGUN: Final = re.compile(b"\xef\xbf?$")

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._begun = b""

    def write(self, data: bytes) -> int:
        whole = self._begun + bytes(data)
        begun = self._BEGUN.search(whole)  # a character may be cut in two; no document ends within one
        self._begun = begun.group() if begun else b""
        whole = whole.removesuffix(self._begun).translate(self._TABLE).replace(b"\r", b"&#13;")
        self._out.write(self._NO_CHARACTER.sub(b"\xef\xbf\xbd", whole))
        return len(data)

    def flush(self) -> None:
        self._out.flush()


def _with_xml_names(triples: ox.QueryTriples) -> Iterator[ox.Triple]:
    """The triples, as long as their properties can be XML elements: the engine writes ill-formed XML for the others."""
    for triple in triples:
        if not _XML_NAME.search(triple.predicate.value):
            raise BadRequest(f"RDF/XML cannot name the property {triple.predicate}; ask for turtle, ntriples or jsonld")
        yield triple


def _bad_query(message: str) -> BadQuery:
    """`error at 2:8: expected …` as an error that knows its line and column."""
    head, _, rest = message.partition(": ")
    place = head.removeprefix("error at ").split(":")
    if len(place) == 2 and all(part.isdigit() for part in place):
        line, column = map(int, place)
        if "Prefix not found" in rest:
            rest = "this prefix is not declared; add a PREFIX line for it"
        words = shorten(rest, 200, placeholder=" …")  # the engine lists every character that could stand there
        return BadQuery(f"line {line}, column {column}: {words}", line=line, column=column)
    return BadQuery(message)
