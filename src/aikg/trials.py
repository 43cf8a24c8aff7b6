"""News on trial: held against the gate in a small store of its own, before it is in the store at all.

The small store has the ontology, the news, and of the real store what the news mentions. So a trial costs what the news
costs, whatever the size of the store, and nobody else sees news that is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from rdflib import URIRef
from rdflib.namespace import RDF

from aikg import catalogue, derivation, gate, resources, rewriting
from aikg.identity import curie
from aikg.ingest import Evidence
from aikg.kinds import LINK_KINDS
from aikg.rewriting import Edits
from aikg.stores import Store
from aikg.stores.embedded import EmbeddedStore
from aikg.terms import Term, Triple
from aikg.validation import Finding
from aikg.vocabulary import AIKG, LINKS_GRAPH, NAMES_GRAPH, ONTOLOGY_GRAPH, REGISTRY_GRAPH, SCHEMA

Graphs = dict[URIRef, list[Triple]]


class Tried(NamedTuple):
    """What a trial found, and what follows from the news: its edges by claim, and the keys of its names."""

    graphs: Graphs
    """The news as a store spells it: 5.00 is 5."""
    findings: list[Finding]
    edges: Graphs
    keys: list[Triple]
    rewritten: Edits
    """What writes down how the news named entities that are merged."""


class Trials:
    """Trials of news for one store; what they share is read once. `evidence` holds its places against article texts."""

    def __init__(self, known: Store, evidence: Evidence | None = None) -> None:
        self._known, self._evidence = known, evidence

    def hold(self, news: Mapping[URIRef, Collection[Triple]]) -> Tried:
        """Hold graphs against shapes, terms and checks, with what they mention in the store."""
        news, rewritten = rewriting.canonical(self._known, news)
        store = self._ontology.copied()
        store.insert_quads((graph, *triple) for graph, triples in news.items() for triple in triples)
        graphs = graphs_of(store, news)
        entities = {s for s, _, _ in graphs.get(REGISTRY_GRAPH, ()) if isinstance(s, URIRef)}
        registered = rows_of(self._known, "of-registry", entities)
        lent = registered | self._lent(graphs)
        store.insert(NAMES_GRAPH, lent)
        keys = [(s, p, o) for s, p, o in derivation.names(store) if s in entities]
        store.insert(NAMES_GRAPH, [*keys, *self._namesakes(keys, entities)])
        context = [*registered, *gate.types_of(store, graphs)]
        described = {graph: triples for graph, triples in graphs.items() if graph != LINKS_GRAPH}
        found = list(gate.hold(described, context, lambda: self._names))
        derivation.edges_into(store)
        found += gate.checks(store)
        own = {s for triples in graphs.values() for s, _, _ in triples}
        edges = {claim: triples for claim, triples in derivation.edge_graphs(store).items() if claim in own}
        found += self._evidence(store) if self._evidence else ()
        found += _changed_classes(graphs.get(REGISTRY_GRAPH, ()), registered)
        return Tried(graphs, _about(found, graphs), edges, keys, rewritten)

    @cached_property
    def _ontology(self) -> EmbeddedStore:
        store = EmbeddedStore()
        for path in resources.ontology_files():
            store.load(path, ONTOLOGY_GRAPH)
        return store

    @cached_property
    def _names(self) -> list[str]:
        """All that a mistyped name may have meant; read when there is one, since it is long."""
        text = catalogue.find("entities", "described").text
        stores: tuple[Store, ...] = (self._known, self._ontology)
        return sorted({curie(node) for store in stores for (node,) in store.lexical(text)})

    def _lent(self, graphs: Graphs) -> set[Triple]:
        """What the news mentions of the store: types, whole articles and claims, the entries of a ranking."""
        types = set(gate.types_of(self._known, graphs))
        documents = {node for node, prop, value in types if prop == AIKG.reportedIn or value == SCHEMA.NewsArticle}
        rankings = {o for triples in graphs.values() for _, p, o in triples if p == AIKG.ranking}
        lent = types | rows_of(self._known, "of-others", documents)
        elsewhere = {ranking for ranking in rankings if ranking.partition("#")[0] not in graphs}
        lent |= rows_of(self._known, "of-ranking", elsewhere, "ranking")
        older = {o for triples in graphs.values() for _, p, o in triples if p == AIKG.supersedes}
        lent |= rows_of(self._known, "superseded", older)
        # What the news replaces is no longer there to be mentioned.
        return {triple for triple in lent if URIRef(triple[0].partition("#")[0]) not in graphs}

    def _namesakes(self, keys: list[Triple], entities: set[URIRef]) -> set[Triple]:
        """Who else has the names of new entities."""
        wanted = sorted({key for _, _, key in keys})
        if not wanted:
            return set()
        rows = self._known.select(catalogue.find("entities", "by-keys").with_values("key", wanted))
        found = [(key, entity, type_) for key, entity, type_ in rows if entity not in entities]
        return {t for key, entity, type_ in found for t in ((entity, AIKG.nameKey, key), (entity, RDF.type, type_))}


def graphs_of(store: Store, names: Collection[URIRef]) -> Graphs:
    """The triples of graphs, without those that are empty."""
    found: Graphs = defaultdict(list)
    if names:
        rows = store.select(catalogue.find("entities", "graphs").with_values("graph", sorted(names)))
        for graph, *triple in rows:
            found[graph].append((triple[0], triple[1], triple[2]))
    return dict(found)


def unchanged(store: Store, graphs: Graphs) -> set[URIRef]:
    """The graphs that a store holds as they are."""
    there = graphs_of(store, graphs)
    return {name for name, triples in graphs.items() if name in there and set(there[name]) == set(triples)}


def rows_of(store: Store, query: str, nodes: Collection[Term], variable: str = "node") -> set[Triple]:
    """The triples that a query has for some nodes, in its last three columns."""
    if not nodes:
        return set()
    rows = store.select(catalogue.find("entities", query).with_values(variable, sorted(nodes)))
    return {(s, p, o) for *_, s, p, o in rows}


def _changed_classes(said: Collection[Triple], registered: Collection[Triple]) -> Iterator[Finding]:
    """Entities of the registry that would become something else as well."""
    classes = {(s, o) for s, p, o in registered if p == RDF.type}
    known = {s for s, _ in classes}
    for s, p, o in said:
        if p == RDF.type and s in known and (s, o) not in classes:
            message = "The registry has this entity, and it is of another class: give the new one an IRI of its own."
            names = (curie(str(s)), "rdf:type", curie(str(o)), "another-class")
            yield Finding("violation", message, *names, item=curie(str(REGISTRY_GRAPH)))


def _subjects(graphs: Graphs) -> set[URIRef]:
    return {s for triples in graphs.values() for s, _, _ in triples if isinstance(s, URIRef)}


def _about(found: list[Finding], graphs: Graphs) -> list[Finding]:
    """The findings about the news itself, each once; a name that is shared is a finding about the new entity, and one
    about a link is told of the item of its claim, wherever that is.
    """
    names, subjects = {curie(graph) for graph in graphs}, {curie(s) for s in _subjects(graphs)}
    linked = {curie(s) for s, _, _ in graphs.get(LINKS_GRAPH, ())}
    joins = {curie(AIKG[kind]) for kind in LINK_KINDS}
    kept = set()
    for finding in found:
        of_known = finding.rule == "shared-name" and finding.focus not in subjects
        turned = finding._replace(focus=finding.value, value=finding.focus) if of_known else finding
        of_link = turned.focus in linked and turned.path in joins
        if turned.item in names or of_link or (not turned.item and turned.focus in subjects):
            kept.add(turned)
    return sorted(kept)
