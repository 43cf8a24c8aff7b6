"""The gate: what is in a store, held against shapes, terms, checks and article texts.

The shapes see a few thousand triples at a time: some graphs, and of what these mention only the types. So the cost is
that of the graphs, whatever the size of the store.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cache

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import Node

from aikg import catalogue, derivation, resources
from aikg.evidence import numerals
from aikg.evidence.numerals import said
from aikg.identity import curie
from aikg.stores import Solutions, Store
from aikg.stores.base import Row
from aikg.terms import Term, Triple
from aikg.validation import Finding, Shapes
from aikg.vocabulary import (
    AIKG,
    AS_WRITTEN_GRAPH,
    ID,
    LOG_GRAPH,
    META_GRAPH,
    NAMES_GRAPH,
    ONTOLOGY_GRAPH,
    PREFIXES,
    REGISTRY_GRAPH,
    SCHEMA,
)

BATCH = 5_000
"""Triples that pySHACL sees at a time: enough to share its start-up, few enough to stay small."""

_NOT_AUTHORED = frozenset({ONTOLOGY_GRAPH, NAMES_GRAPH, META_GRAPH, LOG_GRAPH, AS_WRITTEN_GRAPH})
_VOCABULARY = PREFIXES["aikgv"]
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_WELL_FORMED = {
    XSD.date: "2026-05-01",
    XSD.dateTime: "2026-05-01T12:00:00Z",
    XSD.decimal: "5000000.0",
    XSD.integer: "3",
}
_NUMBERS = frozenset({SCHEMA.value, SCHEMA.minValue, SCHEMA.maxValue, AIKG.change})


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
    home = {
        curie(s): curie(graph) for graph, triples in authored_triples.items() for s in {str(s) for s, _, _ in triples}
    }
    for finding in shapes().validate(data):
        if finding.focus in home:  # else it is about what is only mentioned, of which just the types are here
            yield finding._replace(item=home[finding.focus])
    described = {s for s, p, _ in data if p == RDF.type}
    for graph, triples in authored_triples.items():
        for finding in (*_strangers(triples, described, known), *_malformed(triples), *_misread_figures(triples)):
            yield finding._replace(item=curie(graph))


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
    own = {entity for entity, *_ in store.lexical(catalogue.find("entities", "names").text)}
    for _, _, key in set(derivation.names(store)):
        for entity, type_ in known.select(catalogue.find("entities", "by-key").with_terms(key=key)):
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


def _strangers(triples: list[Triple], described: set[Node], known: Callable[[], list[str]]) -> Iterator[Finding]:
    """Terms, concepts and entities that nobody has described: nearly always a slip of the pen."""
    terms = list(AIKG.__annotations__)
    for subject, predicate, value in triples:
        for term in (subject, predicate, value):
            if isinstance(term, URIRef) and term.startswith("file:"):
                message = "A relative IRI says nothing outside its file: write the IRI in full or with a prefix."
                yield _stranger("relative-iri", subject, predicate, term, message)
        for term in (predicate, value):
            name = str(term).removeprefix(PREFIXES["aikg"])
            if isinstance(term, URIRef) and name != str(term) and name not in terms:
                cure = _nearest(
                    f"aikg:{name}", [f"aikg:{t}" for t in terms], "see ontology/aikg.ttl for the terms there are"
                )
                yield _stranger(
                    "unknown-term", subject, predicate, term, f"The ontology has no term aikg:{name}: {cure}"
                )
        if isinstance(value, URIRef) and value not in described:
            if value.startswith(_VOCABULARY):
                cure = _nearest(curie(value), known(), "add the concept to ontology/vocab.ttl")
                yield _stranger(
                    "unknown-concept", subject, predicate, value, f"No list has the concept {curie(value)}: {cure}"
                )
            elif value.startswith(str(ID)):
                cure = _nearest(curie(value), known(), "describe it in the registry (data/registry.trig)")
                yield _stranger(
                    "unknown-entity", subject, predicate, value, f"The registry has no {curie(value)}: {cure}"
                )


def _malformed(triples: list[Triple]) -> Iterator[Finding]:
    """Literals that are none of their datatype, such as a 13th month; engines keep them, and cannot compare them."""
    for subject, predicate, value in triples:
        if not isinstance(value, Literal) or value.datatype is None:
            continue
        odd = value.datatype == XSD.decimal and not _DECIMAL.fullmatch(value)  # rdflib lets NaN and 1e5 pass
        if odd or value.ill_typed:
            name = curie(value.datatype)
            example = _WELL_FORMED.get(value.datatype)
            cure = f'correct it; a well-formed one is "{example}"^^{name}' if example else "correct it"
            message = f"{str(value)!r} is no {name}: {cure}."
            yield Finding(
                "violation", message, curie(str(subject)), curie(str(predicate)), str(value), "malformed-literal"
            )


def _misread_figures(triples: list[Triple]) -> Iterator[Finding]:
    """Numbers that the figure as printed does not say, such as 3.2e11 for "3.2 trillion"."""
    printed = {s: str(o) for s, p, o in triples if p == AIKG.valueText}
    for claim, prop, value in triples:
        if prop not in _NUMBERS or claim not in printed or not isinstance(value, Literal):
            continue
        if not any(said([], [str(value)]).accounts_for(figure) for figure in numerals(printed[claim])):
            message = (
                f"The figure as printed, {printed[claim]!r}, does not read as {value}: correct the number or "
                "aikg:valueText; if it is right, leave it, this is only a warning."
            )
            yield Finding("warning", message, curie(str(claim)), curie(str(prop)), str(value), "figure-misread")


def _nearest(name: str, known: list[str], otherwise: str) -> str:
    prefix, _, local = name.partition(":")
    names: dict[str, list[str]] = defaultdict(list)
    for other in known:  # without prefixes, which would make all of a kind alike
        names[other.partition(":")[2]].append(other)
    close = [other for match in get_close_matches(local, names, n=3, cutoff=0.75) for other in names[match]]
    nearest = sorted(close, key=lambda other: not other.startswith(f"{prefix}:"))[:3]
    return f"did you mean {' or '.join(nearest)}? Else {otherwise}" if nearest else otherwise


def _stranger(rule: str, focus: Term, path: Term, value: Term, message: str) -> Finding:
    return Finding("violation", message, curie(str(focus)), curie(str(path)), curie(str(value)), rule)


def _known_entities(*stores: Store) -> list[str]:
    text = catalogue.find("entities", "described").text
    return sorted({curie(node) for store in stores for (node,) in store.lexical(text)})


def _short(term: Term) -> str:
    return str(term) if isinstance(term, Literal) else curie(str(term))
