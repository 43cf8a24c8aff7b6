"""From files to a store: read, load, hold against the gate, derive, and only then let it count.

A build writes a store of its own beside the one that counts, so a failed or killed build changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from rdflib import URIRef

from aikg import catalogue, derivation, formats, gate, resources
from aikg.errors import BadRequest, DoesNotConform, UnreadableInput
from aikg.identity import curie
from aikg.stores import Store
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from aikg.submissions import homes
from aikg.terms import Term, Triple
from aikg.validation import Finding, Report
from aikg.vocabulary import META_GRAPH, ONTOLOGY_GRAPH, REGISTRY_GRAPH

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 = not known)."""


Evidence = Callable[[Store], Iterable[Finding]]
"""Holds the evidence of a store against article texts; see `aikg.articles.findings`."""


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
    evidence: Evidence | None = None,
    progress: Progress = silent,
) -> Built:
    """Compile ontology, the data that ships (unless `shipped=False`) and the files of `paths` into a location.

    Call it while `location.writing()`.

    Raises:
        DoesNotConform: the data has violations; the location is as it was.
        UnreadableInput: with file, line and column.
        StoreError: locked, read-only, full.
    """
    with location.generation() as folder:
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
    evidence: Evidence | None = None,
    progress: Progress = silent,
) -> Built:
    """`build` into an empty store that is already there, such as one in memory; errors as for `build`."""
    files = [*(resources.data_files() if shipped else ()), *formats.rdf_files(paths)]
    load(store, files, progress)
    findings = [*gate.outside(store), *_conformance(store, progress), *(evidence(store) if evidence else ())]
    derivation.names_into(store)
    if not any(finding.severity == "violation" for finding in findings):
        progress("deriving edges", 0, 0)
        derivation.edges_into(store)
        progress("checking", 0, 0)
    findings += gate.checks(store)
    report = Report(tuple(sorted(_with_files(findings, files))))
    if not report.conforms:
        raise DoesNotConform(report)
    items = sum(1 for _ in store.lexical(catalogue.find("entities", "items").text))
    return Built(len(store), items, store.version(), report)


def publish(
    store: Store,
    paths: Sequence[Path] = (),
    *,
    shipped: bool = True,
    evidence: Evidence | None = None,
    progress: Progress = silent,
) -> Built:
    """`build` for a store that stays where it is, such as a server: compiled in memory, then put in place of all.

    The exchange is one `Store.replace`, so it is as atomic as the store's is; errors as for `build`.

    Raises:
        BadRequest: the store holds graphs and no data version, so that they are not ours to replace.
    """
    former = [graph for graph in store.graphs() if graph != META_GRAPH]
    if former and store.version() == "0":
        raise BadRequest(
            f"the store holds {len(former)} graphs that aikg did not write, such as <{former[0]}>: use an empty one"
        )
    compiled = EmbeddedStore()
    built = compile_into(compiled, paths, shipped=shipped, evidence=evidence, progress=progress)
    progress("publishing", 0, 0)
    graphs: dict[URIRef | None, list[Triple]] = {None: [], **{graph: [] for graph in former}}
    for graph in set(compiled.graphs()) - {META_GRAPH}:
        text = catalogue.find("entities", "graph").with_terms(graph=graph)
        graphs[graph] = [(s, p, o) for s, p, o in compiled.select(text)]
    store.replace(graphs)
    return Built(len(store), built.items, store.version(), built.report)


def load(store: Store, files: Sequence[Path], progress: Progress = silent) -> None:
    """Load some files in bulk, each into the graphs it names or belongs to, and the ontology.

    Raises:
        UnreadableInput: a file names a graph that only aikg writes, such as one of derived edges.
    """
    load_files(store, files, progress)
    gate.refuse_derived(store)
    for path in resources.ontology_files():
        store.load(path, ONTOLOGY_GRAPH)


def load_files(store: Store, files: Sequence[Path], progress: Progress = silent) -> None:
    """Load files in bulk, each triple into the graph that it names or belongs to; an empty file is refused."""
    for number, path in enumerate(files):
        progress("loading", number, len(files))
        if next(formats.read(path), None) is None:
            raise UnreadableInput("the file holds no triples: fill it or leave it out", file=str(path))
        if formats.of_file(path).name in ("trig", "nquads"):
            store.load(path)
        else:
            _load_placed(store, path)


def _load_placed(store: Store, path: Path) -> None:
    """Load a file of a format without graphs, or one that may leave them out as JSON-LD does."""
    outside: list[Triple] = []

    def quads() -> Iterator[tuple[URIRef, Term, Term, Term]]:
        for graph, triple in _homes(path):
            if graph is None:
                outside.append(triple)
            else:
                yield graph, *triple

    store.insert_quads(quads())
    if outside:
        store.add({None: outside})


def _homes(path: Path) -> Iterator[tuple[URIRef | None, Triple]]:
    """The triples of a file with the graph of each: that of its subject, where the file names none.

    What belongs nowhere is of the registry in a format that has no graphs.
    """
    otherwise = None if formats.of_file(path).graphs else REGISTRY_GRAPH
    return ((graph or otherwise, triple) for graph, triple in homes(formats.read(path)))


def _conformance(store: Store, progress: Progress, known: Store | None = None) -> list[Finding]:
    graphs = gate.authored(store)
    findings: list[Finding] = []
    step = 50
    for start in range(0, len(graphs), step):
        progress("validating", start, len(graphs))
        findings += gate.conformance(store, graphs[start : start + step], known)
    return findings


def _with_files(findings: Iterable[Finding], files: Sequence[Path]) -> list[Finding]:
    """Findings with the file of their item; the files are read again only when there is something to tell."""
    found = list(findings)
    if not found:
        return []
    nodes = {finding.focus for finding in found}
    places: dict[tuple[str, str], str] = {}
    for path in files:
        for graph, (subject, _, _) in _homes(path):
            item, node = curie(graph or ""), curie(str(subject))
            if item:
                places.setdefault((item, ""), str(path))
            if node in nodes:  # several files may hold parts of one graph, as of the registry
                places.setdefault((item, node), str(path))
                places.setdefault(("", node), str(path))
    return [
        f._replace(file=places.get((f.item, f.focus)) or places.get((f.item, "")) or places.get(("", f.focus), ""))
        for f in found
    ]


def append(location: Location, paths: Sequence[Path], progress: Progress = silent, *, derive: bool = True) -> int:
    """Load files into a location in bulk, without the gate; all of them or none. Returns the number of quads.

    With `derive`, the names and edges of all that is there then are derived, so that it is found and drawn.
    Works on a copy of the store (by hard links), which then takes its place. Call it while `location.writing()`.

    Raises:
        UnreadableInput: with file, line and column; the location is as it was.
    """
    files = formats.rdf_files(paths)
    current = location.current()
    with location.generation() as folder:
        if current is not None:
            former = EmbeddedStore(current)
            former.backup(folder)
            former.close()
        store = EmbeddedStore(folder)
        try:
            load_files(store, files, progress)
            if derive:
                derive_all(store, progress)
            return len(store)
        finally:
            store.close()


def derive_all(store: Store, progress: Progress = silent) -> None:
    """Derive the names and edges of a store that may have some of them; none is taken away."""
    progress("deriving edges", 0, 0)
    derivation.names_into(store)
    derivation.edges_into(store)


def validate(
    known: Store, paths: Sequence[Path], *, evidence: Evidence | None = None, progress: Progress = silent
) -> Report:
    """Hold files against the gate, without storing them; what they mention is looked up in a store.

    Raises:
        UnreadableInput: with file, line and column.
    """
    files = formats.rdf_files(paths)
    store = EmbeddedStore()
    load(store, files, progress)
    graphs = gate.authored(store)
    lent = gate.lend(known, store, graphs)
    derivation.names_into(store)
    findings = [*gate.outside(store), *_conformance(store, progress, known), *(evidence(store) if evidence else ())]
    derivation.edges_into(store)
    findings += gate.checks(store)
    about = {curie(graph) for graph in graphs} | {""}
    stated = {(curie(s), curie(p)) for graph in graphs for s, p, _ in store.lexical(_graph_query(graph))}
    kept = (
        finding
        for finding in map(partial(_about_own, lent=lent), findings)
        if finding.item in about and (finding.focus not in lent or (finding.focus, finding.path) in stated)
    )
    return Report(tuple(sorted(_with_files(kept, files))))


def _graph_query(graph: URIRef) -> str:
    return catalogue.find("entities", "graph").with_terms(graph=graph)


def _about_own(finding: Finding, lent: set[str]) -> Finding:
    """A name that a new entity shares with a lent one is a finding about the new one."""
    if finding.rule == "shared-name" and finding.focus in lent:
        return finding._replace(focus=finding.value, value=finding.focus)
    return finding
