"""What files submit, put in order: which graphs there are, and which file each came from.

All files are read before any is let in, so it does not matter in which of them an item, its article and the entities
that it mentions stand. What is read lies in a store of its own, on disk where it is much.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from rdflib import URIRef

from aikg import formats
from aikg.errors import UnreadableInput
from aikg.screening import refuse_hostile
from aikg.stores.embedded import EmbeddedStore
from aikg.submissions import ADDED_TO, MOST_TRIPLES, NOWHERE, homes, kind_of, too_large
from aikg.terms import Quad, Term, Triple
from aikg.trials import Graphs, graphs_of, rows_of
from aikg.vocabulary import LINKS_GRAPH, REGISTRY_GRAPH

IN_MEMORY: Final = 64_000_000
"""Bytes of files that are held in memory; more goes to a temporary folder."""
TOGETHER: Final = 2_000
"""Triples that are held and stored at a time."""
_PART: Final = 50_000
"""Quads that are written at a time: the engine holds them in memory meanwhile."""
_LINES: Final = ("nquads", "ntriples")
_KEYED: Final = ("jsonld", "yamlld")
_NOTHING: Final = (
    "the file holds no triples: fill it or leave it out",
    "the file holds no triples: it has no @context, or one that lacks its keys",
)


class Said(NamedTuple):
    """What one file says of a thing that another has described: the file, the graph it belongs to, the triples."""

    file: str
    graph: URIRef
    triples: frozenset[Triple]


class Inbox:
    """The graphs of some files. Use it as a context manager."""

    def __init__(self, size: int = 0) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="aikg-add-") if size > IN_MEMORY else None
        self._store = EmbeddedStore(None if self._folder is None else Path(self._folder.name) / "store")
        self._digests: dict[URIRef, int] = {}
        self._files: dict[URIRef, str] = {}
        self._sources: dict[URIRef, dict[URIRef, str]] = {graph: {} for graph in ADDED_TO}
        self._besides: dict[URIRef, list[Said]] = defaultdict(list)
        """What later files say of an entity or a linked claim beside the first."""

    def __enter__(self) -> Inbox:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        if self._folder is not None:
            self._folder.cleanup()

    def take(self, path: Path, name: str) -> list[tuple[Term, str]]:
        """Read a file, called `name` in what is told. Returns what of it is refused, and why.

        Raises:
            UnreadableInput: with file, line and column; nothing of the file was taken.
            BadRequest: it could do harm, such as by its nesting.
        """
        try:
            return self._take(path, name)
        except UnreadableInput as error:
            raise error.called(name) from error
        except OSError as error:
            raise UnreadableInput(error.strerror or str(error), file=name) from error

    def _take(self, path: Path, name: str) -> list[tuple[Term, str]]:
        rdf_format = formats.of_file(path)
        if rdf_format.name not in _LINES:  # in those nothing can be nested
            refuse_hostile(path.read_bytes(), rdf_format)
        if next(formats.read(path), None) is None:
            raise UnreadableInput(_NOTHING[rdf_format.name in _KEYED], file=name)
        return self.put(lambda: formats.read(path), name)

    def put(self, quads: Callable[[], Iterable[Quad]], name: str) -> list[tuple[Term, str]]:
        """Take quads, which are gone through twice, from what is called `name`; returns as `take`."""
        said: dict[URIRef, set[int]] = defaultdict(set)  # a triple counts once, however often a file has it
        nowhere: set[Term] = set()
        besides: dict[tuple[URIRef, URIRef], set[Triple]] = defaultdict(set)
        for graph, triple in homes(quads()):
            if graph is None or (graph in ADDED_TO and not isinstance(triple[0], URIRef)):
                nowhere.add(triple[0])
            elif graph in ADDED_TO:
                subject = URIRef(triple[0])
                if self._sources[graph].setdefault(subject, name) != name:
                    besides[graph, subject].add(triple)
            else:
                said[graph].add(hash(triple))
        for (graph, subject), triples in besides.items():
            if new := triples - set(self.additions(graph, [subject])):
                self._besides[subject].append(Said(name, graph, frozenset(new)))
        large = {graph for graph, triples in said.items() if len(triples) > MOST_TRIPLES}
        digests = {graph: hash(frozenset(triples)) for graph, triples in said.items() if graph not in large}
        twice = {graph for graph, digest in digests.items() if self._digests.get(graph, digest) != digest}
        for graph in digests.keys() - twice:
            self._digests[graph] = digests[graph]
            self._files.setdefault(graph, name)
        rows = ((g, *triple) for g, triple in homes(quads()) if g is not None and g not in twice | large)
        while part := list(islice(rows, _PART)):
            self._store.insert_quads(part)
        told = [
            (graph, f"{self._files[graph]} says it otherwise: a graph stands in one file") for graph in sorted(twice)
        ]
        told += [(graph, too_large(len(said[graph]), MOST_TRIPLES)) for graph in sorted(large)]
        return [*told, *((subject, NOWHERE) for subject in sorted(nowhere))]

    def named(self, *kinds: str | None) -> list[URIRef]:
        """The graphs of some kinds, articles and their items in natural order."""
        return sorted((graph for graph in self._files if kind_of(graph) in kinds), key=natural)

    def graphs(self, names: Collection[URIRef]) -> Graphs:
        """The triples of some graphs, as a store spells them."""
        return graphs_of(self._store, names)

    def groups(self, items: Sequence[URIRef]) -> Iterator[Graphs]:
        """Items some at a time, those of one article together if it is not too long."""
        group: Graphs = {}
        size, former = 0, ""
        for start in range(0, len(items), 20):
            found = self.graphs(items[start : start + 20])
            for item in items[start : start + 20]:
                article = item.rpartition("/")[0]
                if size >= TOGETHER or (size >= TOGETHER // 2 and article != former):
                    yield group
                    group, size = {}, 0
                group[item], former = found[item], article
                size += len(found[item])
        if group:
            yield group

    def holds(self, graph: URIRef) -> bool:
        """Whether a graph was submitted."""
        return graph in self._files

    def subjects(self, graph: URIRef) -> set[URIRef]:
        """What is to be added to in the registry, or in the graph of links."""
        return set(self._sources[graph])

    def additions(self, graph: URIRef, subjects: Iterable[URIRef]) -> list[Triple]:
        """What is to be added to registry or links about some subjects."""
        query = "of-registry" if graph == REGISTRY_GRAPH else "of-links"
        return sorted(rows_of(self._store, query, set(subjects) & self._sources[graph].keys()))

    def retract(self, thing: URIRef) -> Said | None:
        """Take back what the last of several files said of an entity or a linked claim; None if one says it all."""
        if not self._besides[thing]:
            return None
        said = self._besides[thing].pop()
        self._store.replace({}, removing={said.graph: list(said.triples)})
        return said

    def file(self, thing: URIRef) -> str:
        """The file that a graph, an entity or a linked claim came from."""
        return self._files.get(thing) or self._sources[LINKS_GRAPH if "#" in thing else REGISTRY_GRAPH].get(thing, "")


def natural(name: str) -> list[tuple[int, str]]:
    """A key that puts item 2 before item 10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"([0-9]+)", name)]


def order(thing: str) -> tuple[bool, list[tuple[int, str]]]:
    """A key for CURIEs that puts articles and items before what they mention, item 2 before item 10."""
    return not thing.startswith(("article:", "item:")), natural(thing)
