"""From files to a store: read, load, hold against the gate, derive, and only then let it count.

A build writes a store of its own beside the one that counts, so a failed or killed build changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from rdflib import URIRef
from rdflib.namespace import RDF

from aikg import catalogue, derivation, formats, gate, resources
from aikg.errors import AikgError, UnreadableInput
from aikg.formats import RdfFormat
from aikg.identity import curie
from aikg.stores import Store
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from aikg.validation import Finding, Report
from aikg.vocabulary import AIKG, ONTOLOGY_GRAPH, REGISTRY_GRAPH

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 = not known)."""


class NotConforming(AikgError):
    """The data breaks a shape or a check; `report` says which. Nothing was stored."""

    exit_code = 1
    http_status = 422

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(str(report))


class Built(NamedTuple):
    """What a build made: how many quads and news items, the data version, and the report with its warnings."""

    quads: int
    items: int
    version: str
    report: Report


def silent(_what: str, _done: int, _total: int) -> None:
    """No progress is shown."""


def build(
    location: Location,
    paths: Sequence[Path] = (),
    *,
    shipped: bool = True,
    evidence: Callable[[Store], Iterable[Finding]] | None = None,
    progress: Progress = silent,
    wait_s: float = 0,
) -> Built:
    """Compile ontology, the data that ships (unless `shipped=False`) and the files of `paths` into a location.

    Raises:
        NotConforming: the data has violations; the location is as it was.
        UnreadableInput: with file, line and column.
        StoreError: locked, read-only, full.
    """
    with location.writing(wait_s), location.generation() as folder:
        store = EmbeddedStore(folder)
        try:
            return compile_into(store, paths, shipped=shipped, evidence=evidence, progress=progress)
        finally:
            store.close()


def compile_into(
    store: Store,
    paths: Sequence[Path] = (),
    *,
    shipped: bool = True,
    evidence: Callable[[Store], Iterable[Finding]] | None = None,
    progress: Progress = silent,
) -> Built:
    """`build` into an empty store that is already there, such as one in memory; errors as for `build`."""
    files = [*(resources.data_files() if shipped else ()), *formats.rdf_files(paths)]
    load(store, files, progress)
    findings = [*outside(store), *_conformance(store, progress), *(evidence(store) if evidence else ())]
    derivation.names_into(store)
    if not any(finding.severity == "violation" for finding in findings):
        progress("deriving edges", 0, 0)
        derivation.edges_into(store)
        progress("checking", 0, 0)
    findings += gate.checks(store)
    report = Report(tuple(sorted(_with_files(findings, files))))
    if not report.conforms:
        raise NotConforming(report)
    items = sum(1 for _ in store.lexical(catalogue.find("entities", "items").text))
    return Built(len(store), items, store.version(), report)


def load(store: Store, files: Sequence[Path], progress: Progress = silent) -> None:
    """Load the ontology and some files in bulk, each into the graphs it names (see `target_graph`)."""
    for path in resources.ontology_files():
        store.load(path, ONTOLOGY_GRAPH)
    for number, path in enumerate(files):
        progress("loading", number, len(files))
        store.load(path, target_graph(path))


def target_graph(path: Path) -> URIRef | None:
    """Where the triples of a file without named graphs belong: the graph of its one news item, else the registry.

    None for a format that names its graphs itself.

    Raises:
        UnreadableInput: several news items in a format that cannot keep them apart.
    """
    rdf_format: RdfFormat = formats.of_file(path)
    if rdf_format.graphs:
        return None
    items = {s for s, p, o, _ in formats.read(path) if p == RDF.type and o == AIKG.NewsItem}
    if len(items) > 1:
        raise UnreadableInput(
            f"{rdf_format.name} holds {len(items)} news items and no graphs; write TriG, one graph an item",
            file=str(path),
        )
    return next((item for item in items if isinstance(item, URIRef)), REGISTRY_GRAPH)


def outside(store: Store) -> list[Finding]:
    """A finding when triples stand in no named graph."""
    triple = store.unnamed()
    if triple is None:
        return []
    message = "Triples stand outside every named graph: put them into the graph of their news item or of the registry."
    return [Finding("violation", message, curie(str(triple[0])), curie(str(triple[1])), rule="unnamed-graph")]


def _conformance(store: Store, progress: Progress) -> list[Finding]:
    graphs = gate.authored(store)
    findings: list[Finding] = []
    step = 50
    for start in range(0, len(graphs), step):
        progress("validating", start, len(graphs))
        findings += gate.conformance(store, graphs[start : start + step])
    return findings


def _with_files(findings: Iterable[Finding], files: Sequence[Path]) -> list[Finding]:
    """Findings with the file of their item; the files are read again only when there is something to tell."""
    found = list(findings)
    if not found:
        return []
    homes: dict[str, str] = {}
    for path in files:
        for subject, _, _, graph in formats.read(path):
            homes.setdefault(curie(str(graph if graph is not None else subject)), str(path))
    return [f._replace(file=homes.get(f.item) or homes.get(f.focus, "")) for f in found]
