"""RDF formats: media types, file names, reading with line and column, writing."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import quote
from xml.parsers import expat

import pyoxigraph as ox

from aikg import contexts, yamlld
from aikg.errors import BadRequest, UnreadableInput
from aikg.terms import Quad, from_engine, to_engine


class RdfFormat(NamedTuple):
    """One serialisation. `graphs` tells whether it can hold named graphs."""

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    graphs: bool
    engine: ox.RdfFormat


RDF_FORMATS: Final = {
    f.name: f
    for f in (
        RdfFormat("turtle", "text/turtle", (".ttl", ".turtle"), False, ox.RdfFormat.TURTLE),
        RdfFormat("ntriples", "application/n-triples", (".nt",), False, ox.RdfFormat.N_TRIPLES),
        RdfFormat("trig", "application/trig", (".trig",), True, ox.RdfFormat.TRIG),
        RdfFormat("nquads", "application/n-quads", (".nq",), True, ox.RdfFormat.N_QUADS),
        RdfFormat("rdfxml", "application/rdf+xml", (".rdf", ".owl", ".xml"), False, ox.RdfFormat.RDF_XML),
        RdfFormat("jsonld", "application/ld+json", (".jsonld", ".json"), True, ox.RdfFormat.JSON_LD),
        # JSON is YAML as well, so the engine's JSON-LD is what is written.
        RdfFormat("yamlld", "application/ld+yaml", (".yamlld", ".yaml", ".yml"), True, ox.RdfFormat.JSON_LD),
    )
}


ROWS: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Media types of a SELECT or ASK, the preferred one first."""

TRIPLES: Final = {n: RDF_FORMATS[n].media_type for n in ("turtle", "ntriples", "jsonld", "rdfxml", "trig")}
"""Media types of a CONSTRUCT or DESCRIBE, the preferred one first."""


def named(name: str) -> RdfFormat:
    """The format called `name`.

    Raises:
        BadRequest: no such format; the message lists what there is.
    """
    try:
        return RDF_FORMATS[name]
    except KeyError:
        raise BadRequest(f"no RDF format {name!r}; there are {', '.join(RDF_FORMATS)}") from None


def with_graphs() -> list[str]:
    """The names of the formats that can hold named graphs."""
    return [f.name for f in RDF_FORMATS.values() if f.graphs]


def of_file(path: Path) -> RdfFormat:
    """The format that a file's name says.

    Raises:
        UnreadableInput: the suffix is of no RDF format.
    """
    for known in RDF_FORMATS.values():
        if path.suffix.lower() in known.suffixes:
            return known
    suffixes = ", ".join(suffix for f in RDF_FORMATS.values() for suffix in f.suffixes)
    raise UnreadableInput(f"the name does not say an RDF format; end it in one of {suffixes}", file=str(path))


def rdf_files(paths: Iterable[Path]) -> list[Path]:
    """The RDF files among `paths`, each once and sorted; a folder stands for all that are below it.

    Raises:
        UnreadableInput: a path that is not there, a folder without RDF, or a file of another kind.
    """
    known = {suffix for f in RDF_FORMATS.values() for suffix in f.suffixes}
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = [p for p in path.rglob("*") if p.suffix.lower() in known and p.is_file() and not _hidden(p, path)]
            if not below:
                raise UnreadableInput("the folder holds no RDF file", file=str(path))
            files += below
        elif path.is_file():
            of_file(path)
            files.append(path)
        elif path.exists():
            raise UnreadableInput("it is neither a file nor a folder", file=str(path))
        else:
            raise UnreadableInput("there is no such file or folder", file=str(path))
    return sorted({path.resolve(): path for path in files}.values())


def _hidden(path: Path, root: Path) -> bool:
    """Whether a file or a folder on the way to it is hidden, as those of tools are (`.venv`, `.git`)."""
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def read(path: Path) -> Iterator[Quad]:
    """The quads of a file, as a stream; the graph is None for the default graph.

    Raises:
        UnreadableInput: with file, line and column.
    """
    with source(path) as file:
        try:
            yield from _convert(ox.parse(file, format=of_file(path).engine, base_iri=base_iri(path)))
        except (SyntaxError, MemoryError) as error:
            file.seek(0)
            raise syntax_error(error, str(path), file) from error


def source(path: Path) -> BufferedReader | BytesIO:
    """A file, open for a parser; YAML-LD becomes JSON-LD, and there the context stands in the place of its address.

    Raises:
        UnreadableInput: it is not there, or may not be read.
    """
    try:
        rdf_format = of_file(path)
        if rdf_format.engine == ox.RdfFormat.JSON_LD:
            return BytesIO(_for_engine(path.read_bytes(), rdf_format, str(path)))
        return path.open("rb")
    except OSError as error:
        raise UnreadableInput(error.strerror or str(error), file=str(path)) from error


def base_iri(path: Path) -> str:
    """What relative IRIs of a file are read against: its name alone, so that no graph tells where it was on a disk."""
    return f"file:///{quote(os.fsencode(path.name))}"


def parse(data: bytes, rdf_format: RdfFormat, *, name: str = "", base: str | None = None) -> Iterator[Quad]:
    """The quads of `data`; `name` stands for the file in error messages.

    Raises:
        UnreadableInput: with name, line and column.
    """
    try:
        document = _for_engine(data, rdf_format, name)
        yield from _convert(ox.parse(document, format=rdf_format.engine, base_iri=base))
    except (SyntaxError, MemoryError) as error:
        raise syntax_error(error, name, BytesIO(data)) from error


def _for_engine(data: bytes, rdf_format: RdfFormat, name: str) -> bytes:
    """A document as the engine reads it; lines stay as they are, but in YAML-LD."""
    if rdf_format.name == "yamlld":
        data = yamlld.as_json(data, name)
    if rdf_format.engine != ox.RdfFormat.JSON_LD or contexts.ADDRESS.encode() not in data:
        return data
    _refuse_strays(data, name)
    return contexts.inlined(data)


def _refuse_strays(data: bytes, name: str) -> None:
    """Refuse a key that the context lacks, such as a mistyped one: nothing is to be lost without a word."""
    try:
        strays = contexts.strays(json.loads(data))
    except (ValueError, RecursionError):
        return  # the parser says it better
    if strays:
        near = get_close_matches(strays[0], contexts.terms(), n=2, cutoff=0.6)
        cure = f"did you mean {' or '.join(near)}?" if near else "write it with a prefix, as aikg:…, or correct it"
        raise UnreadableInput(f"the context has no term {strays[0]!r}: {cure}", file=name)


def serialize(quads: Iterable[Quad], rdf_format: RdfFormat, prefixes: dict[str, str] | None = None) -> bytes:
    """Quads as text, in the order given."""
    return ox.serialize(map(_to_quad, quads), format=rdf_format.engine, prefixes=prefixes or {}) or b""


def syntax_error(error: SyntaxError | MemoryError, name: str, data: BinaryIO) -> UnreadableInput:
    """The parser's complaint about some data as ours: file, line, column, and the cure where it has but a puzzle."""
    if isinstance(error, MemoryError):  # of the parser's buffer, which does not grow past this
        return UnreadableInput("a single literal or name is longer than 16 MB; nothing so long is news", file=name)
    message, line, column = str(error.msg), error.lineno, error.offset
    if line:
        message = message.split(": ", 1)[-1]
    else:  # the parser of RDF/XML does not say where
        line, column = _malformed_xml(data)
        data.seek(0)
    if "LoadDocumentCallback" in message:
        message = f"a remote @context is not fetched; name {contexts.ADDRESS}, or write the context itself"
    at_start = (line, column) == (1, 1)
    message = _bad_encoding(data, at_start=at_start) or message
    return UnreadableInput(message, file=name, line=line, column=column)


def _malformed_xml(data: BinaryIO) -> tuple[int | None, int | None]:
    """Line and column where data that begins like XML is not well-formed, None where it is or is none."""
    if not data.read(200).lstrip(codecs.BOM_UTF8).lstrip().startswith(b"<?xml"):
        return None, None
    data.seek(0)
    parser = expat.ParserCreate()  # reaches for nothing, and gives up on entities that grow
    try:
        parser.ParseFile(data)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    return None, None


def _bad_encoding(data: BinaryIO, *, at_start: bool) -> str | None:
    """What to say when data is not plain UTF-8, which the parsers report as a puzzling syntax error."""
    start = data.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start:
        return "UTF-16, not UTF-8; save the file as UTF-8"
    if at_start and start.startswith(codecs.BOM_UTF8):  # JSON and XML allow it
        return "begins with a byte order mark; save the file as UTF-8 without BOM"
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = start
    try:
        while chunk:
            decoder.decode(chunk)
            chunk = data.read(1 << 20)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return f"not UTF-8 (byte 0x{error.object[error.start]:02x}); save the file as UTF-8"
    return None


def _convert(quads: Iterable[ox.Quad]) -> Iterator[Quad]:
    for quad in quads:
        graph = quad.graph_name
        yield (
            from_engine(quad.subject),
            from_engine(quad.predicate),
            from_engine(quad.object),
            None if isinstance(graph, ox.DefaultGraph) else from_engine(graph),  # type: ignore[misc]
        )


def _to_quad(quad: Quad) -> ox.Quad:
    subject, predicate, value, graph = quad
    name = ox.DefaultGraph() if graph is None else to_engine(graph)
    return ox.Quad(to_engine(subject), to_engine(predicate), to_engine(value), name)  # type: ignore[arg-type]
