"""What is to be done to a store so that it holds some news: a change that costs what the news costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import NamedTuple

from rdflib import URIRef

from aikg import catalogue, provenance
from aikg.identity import curie
from aikg.provenance import Action
from aikg.stores import Store
from aikg.submissions import ADDED_TO, kind_of
from aikg.terms import Triple
from aikg.trials import Graphs, Tried, graphs_of, rows_of
from aikg.vocabulary import AIKG, LINKS_GRAPH, LOG_GRAPH, NAMES_GRAPH, REGISTRY_GRAPH, SCHEMA


class Reference(NamedTuple):
    """`subject`, of another item, refers by `path` to a claim."""

    claim: URIRef
    path: URIRef
    subject: URIRef


class Change:
    """The difference between news that was tried and what a store holds.

    `actions` says what happens to each item, article and entity that is not as the news has it, `notes` what else has
    to change, and `referring` which claims of other items refer to claims that would go.
    """

    def __init__(self, store: Store, tried: Tried) -> None:
        self._store, self._tried = store, tried
        self._own = [graph for graph in tried.graphs if graph not in ADDED_TO]
        self._former = graphs_of(store, self._own)
        self._extended: Graphs = {}
        self.actions: dict[URIRef, Action] = {}
        for graph in self._own:
            if set(self._former.get(graph, ())) != set(tried.graphs[graph]):
                self.actions[graph] = "replaced" if graph in self._former else "added"
        for graph in tried.graphs.keys() & ADDED_TO:
            self._extend(graph)
        dropped = {claim for graph in self._former for claim in self._gone(graph)}
        self.referring, self._unlinked = references(store, dropped, besides=tried.graphs)
        self.notes = unlinked(self._unlinked)

    def unused_articles(self) -> list[URIRef]:
        """New articles of which no item is part."""
        whole = {o for graph in self._own for _, p, o in self._tried.graphs[graph] if p == SCHEMA.isPartOf}
        return [g for g in self._own if kind_of(g) == "article" and g not in self._former and g not in whole]

    @property
    def things(self) -> list[URIRef]:
        """All that the news describes: items and articles, then entities and claims that are linked."""
        added = {URIRef(s) for graph in ADDED_TO for s, _, _ in self._tried.graphs.get(graph, ())}
        return [*self._own, *sorted(added)]

    def apply(self, agent: str, source: Callable[[URIRef], str]) -> None:
        """Make the change, in one step; `source` tells where an item, article or entity came from."""
        replaced: dict[URIRef | None, Collection[Triple]] = {}
        adding: dict[URIRef | None, Collection[Triple]] = {}
        for graph in self._own:
            if graph in self._former and graph in self.actions:
                replaced.update(dict.fromkeys(claims(self._former[graph]), ()))
                replaced[graph] = self._tried.graphs[graph]
            elif graph in self.actions:
                adding[graph] = self._tried.graphs[graph]
        for claim, triples in self._tried.edges.items():
            if URIRef(claim.partition("#")[0]) in self.actions:
                (replaced if claim in replaced else adding)[claim] = triples
        named = {entity for entity, _, _ in self._extended.get(REGISTRY_GRAPH, ())}
        for graph, triples in self._extended.items():
            adding[graph] = triples
        adding[NAMES_GRAPH] = [key for key in self._tried.keys if key[0] in named]
        adding[LOG_GRAPH] = self._log(agent, source)
        rewritten = self._tried.rewritten
        adding |= rewritten.adding()
        self._store.replace(replaced, adding=adding, removing={LINKS_GRAPH: self._unlinked, **rewritten.removing()})

    def _extend(self, graph: URIRef) -> None:
        """Note what is to be added to a graph that is never replaced."""
        triples = self._tried.graphs[graph]
        query = "of-registry" if graph == REGISTRY_GRAPH else "of-links"
        there = rows_of(self._store, query, {subject for subject, _, _ in triples})
        self._extended[graph] = [triple for triple in triples if triple not in there]
        known = {subject for subject, _, _ in there}
        for subject, _, _ in self._extended[graph]:
            self.actions[URIRef(subject)] = "replaced" if subject in known else "added"

    def _gone(self, graph: URIRef) -> set[URIRef]:
        """Claims that the former version of an item makes and the new one does not."""
        return claims(self._former[graph]) - claims(self._tried.graphs[graph])

    def _log(self, agent: str, source_of: Callable[[URIRef], str]) -> list[Triple]:
        """One activity for each source."""
        by_source: dict[str, dict[URIRef, Action]] = defaultdict(dict)
        for thing, action in self.actions.items():
            by_source[source_of(thing)][thing] = action
        triples: list[Triple] = []
        for source, actions in by_source.items():
            parts = [self._tried.graphs[graph] for graph in actions if graph in self._own]
            used = {URIRef(o) for part in parts for s, p, o in part if p == SCHEMA.isPartOf and s in actions}
            triples += provenance.record(actions, agent=agent, source=source, used=sorted(used))
        return triples


def claims(triples: Collection[Triple]) -> set[URIRef]:
    """The claims that an item's graph makes."""
    return {URIRef(claim) for claim, path, _ in triples if path == AIKG.reportedIn}


def references(
    store: Store, dropped: Collection[URIRef], besides: Collection[URIRef]
) -> tuple[list[Reference], list[Triple]]:
    """What would be left dangling without some claims: references of items (besides some), and links."""
    found: list[Reference] = []
    links: dict[Triple, None] = {}
    if dropped:
        text = catalogue.find("entities", "referring").with_values("claim", sorted(dropped))
        for claim, graph, subject, path, value in store.select(text):
            if graph == LINKS_GRAPH:
                links[subject, path, value] = None
            elif graph not in besides and kind_of(graph) == "item":
                found.append(Reference(claim, path, subject))
    return sorted(found), list(links)


def unlinked(links: Collection[Triple]) -> list[str]:
    """Links that go, in words."""
    return [
        f"the link {curie(s)} {curie(p)} {curie(o)} went with its claim" for s, p, o in links if isinstance(o, URIRef)
    ]
