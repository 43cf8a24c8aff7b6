"""From graphs to a store, through the one way in: what is as it was stays, what a table no longer has is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import PROV, XSD

from aikg import catalogue, removal
from aikg.adding import Adding
from aikg.admission import Admission
from aikg.batch import Batch
from aikg.errors import InUse
from aikg.identity import curie
from aikg.imports.assembling import Imported, claims_of
from aikg.inbox import Inbox
from aikg.ingest import Progress, silent
from aikg.stores import Store
from aikg.terms import Triple
from aikg.trials import Graphs, graphs_of
from aikg.vocabulary import AIKG, BASE, REGISTRY_GRAPH, SCHEMA

_MADE: Final = frozenset({PROV.wasGeneratedBy, PROV.generatedAtTime})
_PLACES: Final = frozenset({AIKG.evidence, SCHEMA.position})
_PLACE: Final = re.compile(r"#s[0-9]+-[0-9]+$")
_BYTES: Final = 100
"""Of a quad in a file, more or less."""
_RUN: Final = f"{BASE}run/import-"


def settle(results: Sequence[Imported], store: Store) -> dict[URIRef, str]:
    """Leave the items of former imports as they are where the table says the same at the same place.

    Otherwise each of a thousand items would be written again for the name of the run alone. The runs that made them
    stay described in the article. Returns what will become of each item.
    """
    words: dict[URIRef, str] = {}
    for imported in results:
        former = graphs_of(store, [imported.run.article, *imported.items])
        for item, triples in imported.items.items():
            was = former.get(item)
            if was is None:
                words[item] = "added"
            elif _without(was, _MADE) == _without(triples, _MADE):
                imported.items[item] = was
                words[item] = "unchanged"
            else:
                same = _said(was) == _said(triples)
                words[item] = "moved in the file" if same else "changed"
        needed = {o for triples in imported.items.values() for _, p, o in triples if p == PROV.wasGeneratedBy}
        runs = [t for t in former.get(imported.run.article, ()) if t[0].startswith(_RUN) and t[0] in needed]
        imported.article = sorted({*imported.article, *runs})
        if imported.items and imported.run.activity not in needed:
            imported.article = [t for t in imported.article if t[0] != imported.run.activity]
    return words


def store_all(
    results: Sequence[Imported], store: Store, *, agent: str, prune: bool = False, progress: Progress = silent
) -> None:
    """Let imports in; the reports tell what was added, changed and refused, and which items the tables no longer have.

    `prune` removes the latter. Everything that is told is stored, and what is stored is whole.

    Raises:
        StoreError: what was told is stored, and nothing else; the same import again finishes it.
    """
    words = settle(results, store)
    batch = _let_in(results, words, Admission(store, agent=agent), store, progress)
    homes = {curie(item): (item, imported) for imported in results for item in imported.items}
    for refusal in batch.refused:
        item, imported = homes.get(refusal.thing, (None, results[0]))
        reasons = [f"{f.rule}: {f.message}" for f in refusal.findings if f.severity == "violation"]
        why = "; ".join(reasons) or refusal.reason
        imported.report.remark(_row(imported, item), 0, "", refusal.thing, "refused", why)
        if item is not None:
            words[item] = "refused"
    for warning in batch.warnings:
        item, imported = homes.get(warning.item, (None, results[0]))
        why = f"{warning.rule}: {warning.message}"
        imported.report.remark(_row(imported, item), 0, warning.path, warning.value, "warning", why)
    for imported in results:
        imported.report.items.update(words[item] for item in imported.items)
        stored = {item: triples for item, triples in imported.items.items() if words[item] != "refused"}
        imported.report.claims = claims_of(stored)
    _gone(results, store, agent, prune)


def _let_in(
    results: Sequence[Imported], words: Mapping[URIRef, str], admission: Admission, store: Store, progress: Progress
) -> Batch:
    """Let in what is new of some imports, from memory: a file in between would be written, and read three times."""
    quads = [(*triple, graph) for graph, triples in _news(results, words).items() for triple in triples]
    with Inbox(_BYTES * len(quads)) as inbox:
        adding = Adding(admission, store, inbox)
        adding.put(quads, ", ".join(imported.report.table for imported in results))
        adding.run(progress)
        return adding.batch()


def _news(results: Sequence[Imported], words: Mapping[URIRef, str]) -> Graphs:
    """What is new of some imports: an item that is as it was need not be held against the gate, nor compared again."""
    news: Graphs = {REGISTRY_GRAPH: [triple for imported in results for triple in imported.registry]}
    for imported in results:
        news[imported.run.article] = imported.article
        news |= {item: triples for item, triples in imported.items.items() if words[item] != "unchanged"}
    return news


def _gone(results: Sequence[Imported], store: Store, agent: str, prune: bool) -> None:
    """Tell of the items that a former state of the table had, and remove them if that is wished."""
    for imported in results:
        rows = store.lexical(catalogue.find("entities", "article-items").with_terms(article=imported.run.article))
        counts: Counter[str] = Counter()
        for item in sorted({item for item, *_ in rows} - {str(item) for item in imported.items}):
            name = curie(item)
            if not prune:
                imported.report.remark(0, 0, "", name, "gone", "the table no longer has this row; --prune removes it")
                continue
            try:
                removal.remove(store, URIRef(item), agent=agent, source=imported.report.table)
                counts["pruned"] += 1
            except InUse as error:
                imported.report.remark(0, 0, "", name, "kept", str(error))
        imported.report.items |= counts


def _row(imported: Imported, item: URIRef | None) -> int:
    triples = imported.items.get(item, []) if item is not None else []
    return next((int(str(o)) for _, p, o in triples if p == SCHEMA.position), 0)


def _without(triples: Sequence[Triple], predicates: frozenset[URIRef]) -> set[tuple[str, str, object]]:
    """Triples without some predicates; decimals by their value, since a store writes 5.0 as 5."""
    return {(s, p, _value(o)) for s, p, o in triples if p not in predicates}


def _value(term: object) -> object:
    if isinstance(term, Literal) and term.datatype == XSD.decimal:
        return Decimal(str(term))
    return term


def _said(triples: Sequence[Triple]) -> set[tuple[str, str, object]]:
    """What an item says, without where in the file it says it."""
    return {t for t in _without(triples, _MADE | _PLACES) if not _PLACE.search(t[0])}
