"""One import from files to graphs: which mapping, which state of the table, when it was read, and the TriG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rdflib import URIRef
from rdflib.namespace import PROV

from aikg import catalogue, formats
from aikg.errors import BadRequest
from aikg.imports.assembling import Imported, assemble, held, mentioned, run_of
from aikg.imports.columns import agreed
from aikg.imports.delimited import table as csv_table
from aikg.imports.mapping import Mapping, chosen
from aikg.imports.naming import Entities
from aikg.imports.parts import Edition
from aikg.imports.records import Table
from aikg.imports.trees import json_table, yaml_table
from aikg.ingest import Progress, silent
from aikg.stores import Store
from aikg.terms import Quad, Triple
from aikg.vocabulary import ARTICLE, BASE, ID, ITEM, PREFIXES, REGISTRY_GRAPH


def run(
    paths: Sequence[Path],
    store: Store,
    *,
    mapping: str | None = None,
    edition: Edition | None = None,
    times: dict[str, str] | None = None,
    gate: bool = True,
    progress: Progress = silent,
) -> list[Imported]:
    """What some tables say, held against the gate (unless a store will do so); `times` are those of former runs.

    `edition` tells the state of a table that its mapping does not know by its SHA-256.

    Raises:
        UnreadableInput: a table or mapping cannot be read, or its columns are others.
        BadRequest: no mapping is for a table, or two tables are one.
        MissingExtra: tinyrml is not installed.
    """
    read = [(table, known) for path in paths for known in [chosen(path, mapping)] for table in [table_of(path, known)]]
    names = [known.id for _, known in read]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise BadRequest(f"two of the files are read as {doubled[0]!r}; import them one by one, or give each a mapping")
    entities, results = Entities(store), list[Imported]()
    for number, (table, known) in enumerate(read):
        progress(f"reading {table.path.name}", number, len(read))
        begun = run_of(table, known, _now())
        begun = begun._replace(when=(times or {}).get(str(begun.activity), begun.when))
        state = edition or known.editions.get(table.sha256) or Edition()
        results.append(assemble(table, known, entities, begun, state))
    for number, imported in enumerate(results if gate else ()):
        progress("validating", number, len(results))
        held(imported, store, entities.new(mentioned(imported.items)))
        imported.report.items["written"] = len(imported.items)
    for imported in results:
        imported.registry = entities.new(mentioned(imported.items))
    return results


def table_of(path: Path, mapping: Mapping) -> Table:
    """A file as a table, with the columns that its mapping needs.

    Raises:
        UnreadableInput: with file and line, or with the columns that are missing and the nearest there are.
    """
    if mapping.format == "csv":
        table = csv_table(path, mapping.expected)
    elif mapping.format == "json":
        table = json_table(path, mapping.descend)
    else:
        table = yaml_table(path, mapping.descend)
    agreed(table, mapping)
    return table


def trig(results: Iterable[Imported]) -> bytes:
    """Imports as one TriG document; the same tables, mappings and registry give the same bytes."""
    quads: dict[Quad, None] = {}
    for imported in results:
        quads |= dict.fromkeys(_in(imported.run.article, imported.article))
        quads |= dict.fromkeys(_in(REGISTRY_GRAPH, imported.registry))
        for item, triples in imported.items.items():
            quads |= dict.fromkeys(_in(item, triples))
    ordered = sorted(quads, key=lambda quad: _order(quad[3]))
    return formats.serialize(ordered, formats.named("trig"), _PREFIXES)


def times_of(quads: Iterable[Quad]) -> dict[str, str]:
    """When the import runs ended that some quads tell of, by the IRI of the run."""
    begun = f"{BASE}run/import-"
    return {str(s): str(o) for s, p, o, _ in quads if p == PROV.endedAtTime and s.startswith(begun)}


def times_in(store: Store, paths: Sequence[Path], mapping: str | None) -> dict[str, str]:
    """`times_of` the articles that some tables are, in a store."""
    times: dict[str, str] = {}
    for path in paths:
        article = ARTICLE[chosen(path, mapping).id]
        rows = store.select(catalogue.find("entities", "graph").with_terms(graph=article))
        times |= times_of((s, p, o, article) for s, p, o in rows)
    return times


_PREFIXES = {name: iri for name, iri in PREFIXES.items() if name not in ("owl", "sh", "wd")} | {
    kind: f"{ID}{kind}/" for kind in ("organization", "model", "product", "policy", "place")
}


def _in(graph: URIRef, triples: Iterable[Triple]) -> Iterable[Quad]:
    return ((s, p, o, graph) for s, p, o in triples)


def _order(graph: URIRef | None) -> int:
    """Articles, then the registry, then items, each in the order of their tables."""
    return 0 if graph and graph.startswith(str(ARTICLE)) else 2 if graph and graph.startswith(str(ITEM)) else 1


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
