"""What a merger does to quads that name the merged entity, and how it is taken back exactly.

What is written stays what counts: of each quad that a merger rewrote, the store keeps how it was written, in one
literal for each news item (or thing of the registry). What stands in the graphs is always its image under the mergers
of the moment, so any of them can be undone, in any order. Entities that are merged are in the graphs called like them:
`GRAPH merged { merged dcterms:isReplacedBy kept . kept skos:altLabel "…" . item dcterms:references merged }`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV

from aikg import catalogue, derivation, formats, provenance
from aikg.provenance import Action
from aikg.stores import Store
from aikg.stores.base import Graphs, Row
from aikg.stores.embedded import EmbeddedStore
from aikg.terms import Quad, Term, Triple
from aikg.vocabulary import ARTICLE, AS_WRITTEN_GRAPH, ID, ITEM, LOG_GRAPH, REGISTRY_GRAPH

_AT_ONCE: Final = 100
"""So many places are read by one query."""

Redirects = Mapping[URIRef, URIRef]
"""Which entity was merged into which."""


@dataclass
class Edits:
    """Triples that go and that come, by graph; what does both stays."""

    gone: dict[URIRef | None, set[Triple]] = field(default_factory=partial(defaultdict, set))
    new: dict[URIRef | None, set[Triple]] = field(default_factory=partial(defaultdict, set))

    def drop(self, quads: Iterable[Quad]) -> None:
        """Quads that go."""
        for *triple, graph in quads:
            self.gone[graph].add(tuple(triple))  # type: ignore[arg-type]

    def put(self, quads: Iterable[Quad]) -> None:
        """Quads that come."""
        for *triple, graph in quads:
            self.new[graph].add(tuple(triple))  # type: ignore[arg-type]

    def log(self, actions: Mapping[URIRef, Action], agent: str, why: str) -> None:
        """Have the log tell who does what, and why."""
        self.new[LOG_GRAPH] |= set(provenance.record(actions, agent=agent, source=why))

    def removing(self) -> Graphs:
        """What goes and does not come."""
        return {graph: sorted(triples - self.new.get(graph, set())) for graph, triples in self.gone.items()}

    def adding(self) -> Graphs:
        """What comes."""
        return {graph: sorted(triples) for graph, triples in self.new.items()}

    def apply(self, store: Store) -> None:
        """Write it, in one atomic step."""
        store.replace({}, adding=self.adding(), removing=self.removing())


def redirects(store: Store) -> dict[URIRef, URIRef]:
    """All mergers that hold now."""
    rows = store.lexical(catalogue.find("entities", "redirects").text)
    return {URIRef(merged): URIRef(kept) for merged, kept in rows}


def target(term: Term, mergers: Redirects) -> Term:
    """Who stands for an entity: itself, or whom it was merged into."""
    while isinstance(term, URIRef) and term in mergers:
        term = mergers[term]
    return term


def image(quad: Quad, mergers: Redirects) -> Quad | None:
    """How a quad reads under mergers; None where it describes a merged entity, which has no entry of its own."""
    subject, prop, value, graph = quad
    if graph == REGISTRY_GRAPH and subject in mergers:
        return None
    return target(subject, mergers), prop, target(value, mergers), graph


def place(quad: Quad) -> URIRef:
    """Under which name it is kept how a quad was written: its graph's; in the registry, a long one, its subject's."""
    subject, _, _, graph = quad
    return URIRef(str(subject)) if graph == REGISTRY_GRAPH or graph is None else graph


def written(store: Store, nodes: Collection[URIRef]) -> dict[URIRef, set[Quad]]:
    """The quads of places that read otherwise than they were written, as they were written."""
    found: dict[URIRef, set[Quad]] = defaultdict(set)
    for node, text in _looked_up(store, "as-written", "node", nodes):
        found[node] |= set(formats.parse(str(text).encode(), formats.named("nquads")))
    return found


def present(store: Store, nodes: Collection[URIRef]) -> dict[URIRef, set[Quad]]:
    """The quads of places as they are in the store."""
    found: dict[URIRef, set[Quad]] = defaultdict(set)
    for node, prop, value in _looked_up(store, "of-registry", "node", [n for n in nodes if n.startswith(ID)]):
        found[node].add((node, prop, value, REGISTRY_GRAPH))
    for graph, s, p, o in _looked_up(store, "graphs", "graph", [n for n in nodes if not n.startswith(ID)]):
        found[graph].add((s, p, o, graph))
    return found


def _looked_up(store: Store, query: str, variable: str, nodes: Iterable[URIRef]) -> Iterator[Row]:
    ordered = sorted(set(nodes))
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        yield from store.select(catalogue.find("entities", query).with_values(variable, some))


def canonical(store: Store, news: Mapping[URIRef, Collection[Triple]]) -> tuple[dict[URIRef, list[Triple]], Edits]:
    """News as it reads under the mergers that hold, and the change that writes down how it was written.

    An entry of a merged entity is left out: the one that was kept has its names.
    """
    terms = {t for triples in news.values() for s, _, o in triples for t in (s, o) if t.startswith(str(ID))}
    mergers = _redirects_of(store, terms)
    former = written(store, news)
    read: dict[URIRef, list[Triple]] = {}
    change = Edits()
    for graph, triples in news.items():
        quads: dict[Quad, Quad | None] = {(*t, graph): image((*t, graph), mergers) for t in triples}
        read[graph] = list(dict.fromkeys((s, p, o) for s, p, o, _ in filter(None, quads.values())))
        if graph.startswith(str(ITEM)) or graph.startswith(str(ARTICLE)):
            rewritten = {seen for quad, seen in quads.items() if seen != quad}
            kept = {quad for quad, seen in quads.items() if seen in rewritten}
            _keep(change, graph, former[graph], kept, mergers)
    return read, change


def forget(store: Store, node: URIRef) -> Edits:
    """The change that forgets how the quads of a place were written, when it goes."""
    change = Edits()
    former = written(store, [node])[node]
    _keep(change, node, former, set(), {})
    change.drop(_references(node, former, redirects(store) if former else {}))
    return change


def _redirects_of(store: Store, terms: Collection[Term]) -> dict[URIRef, URIRef]:
    """The mergers that a few terms are affected by; costs what the terms cost."""
    found: dict[URIRef, URIRef] = {}
    wanted = sorted({str(term) for term in terms})
    while wanted:
        rows = store.lexical(catalogue.find("entities", "redirects-of").with_values("merged", wanted))
        new = {URIRef(merged): URIRef(kept) for merged, kept in rows}
        wanted = sorted(set(map(str, new.values())) - set(map(str, found)))
        found |= new
    return found


def rewrite(
    store: Store, change: Edits, places: Mapping[URIRef, set[Quad]], before: Redirects, after: Redirects
) -> int:
    """Make places read as they do under other mergers. Returns how many read otherwise then.

    Of each place those quads are given that name a merged entity and read as they were written until now. What was
    changed since it was written down stays as it is.
    """
    kept, there = written(store, places), present(store, places)
    return sum(_rewrite(change, node, more, (kept[node], there[node]), before, after) for node, more in places.items())


def _rewrite(
    change: Edits,
    node: URIRef,
    more: set[Quad],
    now: tuple[set[Quad], set[Quad]],
    before: Redirects,
    after: Redirects,
) -> bool:
    kept, there = now
    known = {quad for quad in kept if (read := image(quad, before)) is None or read in there}
    images = {image(quad, before) for quad in known}
    known |= more - images
    # What is written as another quad now reads is one of its origins, too, or the undoing would lose it.
    known |= {read for quad in list(known) if (read := image(quad, after)) in there - images and read is not None}
    old, new = ({read for quad in known if (read := image(quad, m)) is not None} for m in (before, after))
    change.drop(old - new)
    change.put(new - old)
    changed = {image(quad, after) for quad in known if image(quad, after) != quad}
    _keep(change, node, kept, {quad for quad in known if image(quad, after) in changed}, after)
    return old != new


def _keep(change: Edits, node: URIRef, former: set[Quad], kept: set[Quad], mergers: Redirects) -> None:
    """Write down how quads were written, and which merged entities they name."""
    if former:
        change.drop([(node, PROV.value, _text(former), AS_WRITTEN_GRAPH)])
    if kept:
        change.put([(node, PROV.value, _text(kept), AS_WRITTEN_GRAPH)])
    change.put(_references(node, kept, mergers))


def _references(node: URIRef, kept: Iterable[Quad], mergers: Redirects) -> list[Quad]:
    """Which merged entities quads name, as they were written; each stands in the graph of that entity."""
    named = {term for s, _, o, _ in kept for term in (s, o) if isinstance(term, URIRef) and term in mergers}
    return [(node, DCTERMS.references, entity, entity) for entity in sorted(named)]


def _text(quads: Iterable[Quad]) -> Literal:
    lines = formats.serialize(quads, formats.named("nquads")).decode().splitlines(keepends=True)
    return Literal("".join(sorted(lines)))


def derive(store: Store, change: Edits) -> int:
    """Derive the edges of the claims that a change is about, anew. Returns how many claims these are."""
    named = {graph for graph in (*change.gone, *change.new) if graph is not None and graph.startswith(ITEM)}
    items = sorted(graph for graph in named if "#" not in graph)
    claims = {
        subject
        for graph in items
        for subject, _, _ in change.gone.get(graph, set()) | change.new.get(graph, set())
        if isinstance(subject, URIRef)
    }
    scratch = EmbeddedStore()
    scratch.insert_quads(
        (graph, *triple)
        for graph, quads in present(store, items).items()
        for triple in ({(s, p, o) for s, p, o, _ in quads} - change.gone.get(graph, set()))
        | change.new.get(graph, set())
    )
    edges = [(s, p, o, claim) for claim, s, p, o in derivation.edges(scratch) if claim in claims]
    for quads in present(store, claims).values():
        change.drop(quads)
    change.put(edges)
    return len(claims)
