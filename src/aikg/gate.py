"""The gate: what is in a store, held against shapes, terms, checks and article texts.

The shapes see a few thousand triples at a time: some graphs, and of what these mention only the types. So the cost is
that of the graphs, whatever the size of the store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from aikg import catalogue, derivation, resources, slips
from aikg.errors import UnreadableInput
from aikg.identity import curie
from aikg.stores import Solutions, Store
from aikg.stores.base import Row
from aikg.terms import Term, Triple
from aikg.validation import Finding, Shapes
from aikg.vocabulary import (
    AIKG,
    AS_WRITTEN_GRAPH,
    ID,
    LINKS_GRAPH,
    LOG_GRAPH,
    META_GRAPH,
    NAMES_GRAPH,
    ONTOLOGY_GRAPH,
    REGISTRY_GRAPH,
    UNDECIDED,
)

BATCH = 5_000
"""Triples that pySHACL sees at a time: enough to share its start-up, few enough to stay small."""

_NOT_AUTHORED = frozenset({ONTOLOGY_GRAPH, NAMES_GRAPH, META_GRAPH, LOG_GRAPH, AS_WRITTEN_GRAPH})
"""Graphs that are aikg's own; so is one with `#`, which is named by a claim and holds the edges that follow from it."""


@cache
def shapes() -> Shapes:
    """The shapes, parsed once a process."""
    return Shapes()


@cache
def _class_tree() -> tuple[tuple[Node, Node, Node], ...]:
    """rdfs:subClassOf, so that a shape of Claim reaches a Forecast in a graph that holds little else."""
    ontology = Graph()
    for path in resources.ontology_files():
        ontology.parse(path, format="turtle")
    return tuple(ontology.triples((None, RDFS.subClassOf, None)))


def refuse_derived(store: Store) -> None:
    """Let a store pass that holds what people wrote and nothing else: an edge without a claim would prove nothing.

    Raises:
        UnreadableInput: it fills a graph that only aikg writes.
    """
    kept = store.lexical(catalogue.find("entities", "graph").with_terms(graph=META_GRAPH))
    for graph in store.graphs():
        own = graph == META_GRAPH and len(list(kept)) == 1  # the data version, which a store writes as it is loaded
        if not own and not is_authored(graph):
            raise UnreadableInput(
                f"the graph <{graph}> is derived or kept by aikg: state a claim in the graph of a news item instead "
                "(a whole dump is taken back by `aikg load`)"
            )


def authored(store: Store) -> list[URIRef]:
    """The graphs that people wrote."""
    return sorted(filter(is_authored, store.graphs()))


def is_authored(graph: URIRef) -> bool:
    """Whether people wrote a graph: it is not the ontology, nor derived.

    A claim's graph has a `#`, and a graph called like an entity is that of a merger.
    """
    return graph not in _NOT_AUTHORED and "#" not in graph and not graph.startswith(ID)


def conformance(store: Store, graphs: Iterable[URIRef], known: Store | None = None) -> Iterator[Finding]:
    """Findings of the shapes and of terms about everything in some graphs of a store.

    `known` is a store with further entities, which a mistyped name may have meant.
    """
    stores = [store] if known is None else [store, known]
    for batch in _batches(store, graphs):
        yield from hold(batch, types_of(store, batch), lambda: _known_entities(*stores))


def hold(
    authored_triples: dict[URIRef, list[Triple]], context: Sequence[Triple], known: Callable[[], list[str]]
) -> Iterator[Finding]:
    """Findings about authored triples (by graph), given the types of what they mention. Needs no store.

    `known` gives the names of all entities, for "did you mean"; it is called only when one is unknown.
    """
    data = Graph()
    for triple in (*_class_tree(), *context, *(t for triples in authored_triples.values() for t in triples)):
        data.add(triple)
    home = {  # links are about claims whose own graph may be in another batch
        curie(s): curie(graph)
        for graph, triples in authored_triples.items()
        if graph != LINKS_GRAPH
        for s in {str(s) for s, _, _ in triples}
    }
    left_open = {(curie(str(s)), curie(str(p))) for s, p in data.subject_predicates(UNDECIDED)}
    for finding in shapes().validate(data):
        # Else it is about what is only mentioned, of which just the types are here; what is open is told once, below.
        if finding.focus in home and (finding.focus, finding.path) not in left_open:
            yield finding._replace(item=home[finding.focus])
    described = set(data.subjects(RDF.type))
    for graph, triples in authored_triples.items():
        for finding in slips.findings(triples, described, known):
            yield finding._replace(item=curie(graph))


def outside(store: Store) -> list[Finding]:
    """A finding when triples stand in no named graph."""
    triple = store.unnamed()
    if triple is None:
        return []
    message = "Triples stand outside every named graph: put them into the graph of their news item or of the registry."
    return [Finding("violation", message, curie(str(triple[0])), curie(str(triple[1])), rule="unnamed-graph")]


def checks(store: Store, item: URIRef | None = None) -> Iterator[Finding]:
    """Findings of `queries/checks`, about the whole store or about one item."""
    for check in catalogue.folder("checks").values():
        answer = store.query(check.text if item is None else check.with_terms(item=item))
        if not isinstance(answer, Solutions):
            continue
        for row in answer.rows:
            found = {
                name: "" if term is None else _short(term) for name, term in zip(answer.variables, row, strict=True)
            }
            if found.get("value") == curie(UNDECIDED):  # what is open is told by `hold`
                continue
            cure = str(check.header.get("solution", "")).strip()
            yield Finding(
                severity=check.header["severity"],
                message=f"{found.get('message') or check.summary}: {cure}",
                focus=found.get("focus", ""),
                path=found.get("path", ""),
                value=found.get("value", ""),
                rule=check.name,
                item=found.get("item", ""),
            )


def types_of(store: Store, batch: dict[URIRef, list[Triple]]) -> list[Triple]:
    """Types and broader concepts of what the triples mention and do not describe themselves."""
    own = {s for triples in batch.values() for s, p, _ in triples if p == RDF.type}
    mentioned = {o for triples in batch.values() for _, p, o in triples if isinstance(o, URIRef) and p != RDF.type}
    mentioned |= {s for triples in batch.values() for s, _, _ in triples if isinstance(s, URIRef)}
    wanted = sorted(mentioned - own)
    if not wanted:
        return []
    rows = store.select(catalogue.find("entities", "types").with_values("node", wanted))
    return [(node, prop, value) for node, prop, value in rows]


def lend(known: Store, store: Store, graphs: Iterable[URIRef]) -> set[str]:
    """Let a store that holds some graphs only know what they mention: types, and who else has their names.

    Lent triples go into the graph of names, which is not authored. Returns the CURIEs of what was lent.
    """
    lent: set[Triple] = set()
    for batch in _batches(store, graphs):
        lent.update(types_of(known, batch))
        claims = sorted({str(s) for triples in batch.values() for s, _, _ in triples if "#" in str(s)})
        links = known.select(catalogue.find("entities", "links").with_values("claim", claims)) if claims else ()
        store.insert(LINKS_GRAPH, [(a, link, b) for a, link, way, b in links if str(way) == "out" and str(b) in claims])
    own = {entity for entity, *_ in store.lexical(catalogue.find("entities", "names").text)}
    keys = sorted({key for _, _, key in derivation.names(store)})
    rows = known.select(catalogue.find("entities", "by-keys").with_values("key", keys)) if keys else ()
    for key, entity, type_ in rows:
        if str(entity) not in own:
            lent |= {(entity, RDF.type, type_), (entity, AIKG.nameKey, key)}
    store.insert(NAMES_GRAPH, lent)
    return {curie(str(node)) for node, *_ in lent}


def _batches(store: Store, graphs: Iterable[URIRef]) -> Iterator[dict[URIRef, list[Triple]]]:
    """Whole graphs up to BATCH triples; the registry, which may be long, in parts that keep an entity whole."""
    batch: dict[URIRef, list[Triple]] = defaultdict(list)
    size = 0
    for graph in graphs:
        former: Term | None = None
        rows: Iterable[Row] = store.select(catalogue.find("entities", "graph").with_terms(graph=graph))
        if graph == REGISTRY_GRAPH:  # in memory an entity that two files describe is not in one piece
            rows = sorted(rows, key=lambda row: str(row[0]))
        for s, p, o in rows:
            if size >= BATCH and graph == REGISTRY_GRAPH and s != former:
                yield batch
                batch, size = defaultdict(list), 0
            batch[graph].append((s, p, o))
            size, former = size + 1, s
        if size >= BATCH:
            yield batch
            batch, size = defaultdict(list), 0
    if batch:
        yield batch


def _known_entities(*stores: Store) -> list[str]:
    text = catalogue.find("entities", "described").text
    return sorted({curie(node) for store in stores for (node,) in store.lexical(text)})


def _short(term: Term) -> str:
    return str(term) if isinstance(term, Literal) else curie(str(term))
