"""The way out for news: an item goes with its edges, the links to its claims, and its article if it was the last of it.

Entities stay, and so does the log. What claims of other items refer to is not taken away from them.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import NamedTuple

from rdflib import URIRef
from rdflib.namespace import RDF

from aikg import catalogue, provenance, rewriting
from aikg.changes import claims, references, unlinked
from aikg.errors import InUse, NotFound
from aikg.identity import curie
from aikg.provenance import Action
from aikg.stores import Store
from aikg.terms import Triple
from aikg.trials import graphs_of
from aikg.vocabulary import AIKG, LINKS_GRAPH, LOG_GRAPH, SCHEMA


class Removal(NamedTuple):
    """What went with an item: how many claims, its article (a CURIE, '' if it stays), and what else, in words."""

    claims: int
    article: str
    notes: tuple[str, ...]


def remove(store: Store, item: URIRef, *, agent: str, source: str) -> Removal:
    """Take a news item away, in one step.

    Raises:
        NotFound: there is no such item.
        InUse: claims of other items refer to its claims.
    """
    said = graphs_of(store, [item]).get(item, [])
    if (item, RDF.type, AIKG.NewsItem) not in said:
        known = sorted(curie(row[0]) for row in store.lexical(catalogue.find("entities", "items").text))
        raise NotFound("news item", curie(item), get_close_matches(curie(item), known, n=5, cutoff=0.4))
    made = claims(said)
    referring, links = references(store, made, besides=[item])
    if referring:
        raise InUse(curie(item), sorted({curie(reference.subject) for reference in referring}))
    article = _last_of(store, item, said)
    gone = {item: (), **dict.fromkeys(made, ()), **({} if article is None else {article: ()})}
    actions: dict[URIRef, Action] = dict.fromkeys([item] if article is None else [item, article], "removed")
    used = [URIRef(o) for _, p, o in said if p == SCHEMA.isPartOf]
    log = provenance.record(actions, agent=agent, source=source, used=used)
    rewritten = rewriting.forget(store, item).removing()
    store.replace(dict(gone.items()), adding={LOG_GRAPH: log}, removing={LINKS_GRAPH: links, **rewritten})
    return Removal(len(made), "" if article is None else curie(article), tuple(unlinked(links)))


def _last_of(store: Store, item: URIRef, said: Collection[Triple]) -> URIRef | None:
    """The article of an item, if no other item is part of it or derived from it."""
    articles = [URIRef(o) for _, p, o in said if p == SCHEMA.isPartOf]
    if not articles:
        return None
    rows = store.lexical(catalogue.find("entities", "items-of").with_values("article", articles))
    return articles[0] if all(other == str(item) for _, other in rows) else None
