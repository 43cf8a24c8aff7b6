"""Two entities that are one: the first keeps its IRI, the other becomes a name of it; and back again.

`merge` rewrites claims, derived edges, keys of names and links of the registry; the IRI of the merged entity leads to
the one that is kept. `unmerge` gives back exactly what was there. Each is one atomic step that costs what names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from aikg import catalogue, rewriting
from aikg.errors import BadRequest, NotFound
from aikg.gate import is_authored
from aikg.identity import curie, name_key
from aikg.rewriting import Edits, Redirects
from aikg.search import describe
from aikg.stores import Store
from aikg.terms import Quad, Term
from aikg.vocabulary import AIKG, ID, NAMES_GRAPH, REGISTRY_GRAPH

_NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_ONCE = (SKOS.definition, SKOS.exactMatch)
"""Of these an entity has one; that of the merged one counts where there is none."""


class Merger(NamedTuple):
    """What was merged into what, what names it, and how many claims and other places were rewritten."""

    kept: str
    merged: str
    names: tuple[str, ...]
    claims: int
    places: int


def merge(store: Store, kept: URIRef, merged: URIRef, *, agent: str, force: bool = False) -> Merger:
    """Let one entity take the place of another of its class.

    Raises:
        BadRequest: they are one already, no entities or not of one class; or, unless `force`, they are probably not
            one: a claim names both, or each has a Wikidata entity of its own.
    """
    _check(store, kept, merged)
    before = rewriting.redirects(store)
    after = {**before, merged: kept}
    naming: list[Quad] = [(s, p, o, g) for s, p, o, g in store.select(_bound("quads-of", entity=merged))]
    authored = [quad for quad in naming if is_authored(quad[3] or NAMES_GRAPH)]
    if not force:
        _refuse_two(store, kept, merged, authored)
    change = Edits()
    places: dict[URIRef, set[Quad]] = {merged: set()}
    for quad in authored:
        places.setdefault(rewriting.place(quad), set()).add(quad)
    told = rewriting.rewrite(store, change, places, before, after)
    change.put([(merged, DCTERMS.isReplacedBy, kept, merged)])
    change.put(_inherited(store, kept, places[merged], merged))
    _rename(change, [quad for quad in naming if _is_inherited(quad)], merged, kept)
    keys = [(kept, p, o, g) for _, p, o, g in naming if g == NAMES_GRAPH]
    change.drop(quad for quad in naming if quad[3] == NAMES_GRAPH)
    change.put(keys)
    claims = rewriting.derive(store, change)
    names = sorted({str(o) for s, p, o, _ in naming if s == merged and p in _NAMES})
    change.log({merged: "removed", kept: "replaced"}, agent, f"merged {curie(merged)} into {curie(kept)}")
    change.apply(store)
    return Merger(curie(kept), curie(merged), tuple(names), claims, told)


def unmerge(store: Store, merged: URIRef, *, agent: str) -> Merger:
    """Undo a merger: everything is as it was, but what has been written since.

    Raises:
        NotFound: it was not merged into anything; candidates are those that were.
    """
    before = rewriting.redirects(store)
    if merged not in before:
        raise NotFound("merged entity", curie(merged), sorted(curie(entity) for entity in before)[:20])
    after = {entity: target for entity, target in before.items() if entity != merged}
    kept = URIRef(str(rewriting.target(merged, before)))
    # Whoever was merged into the one that comes back, comes with it.
    family = {entity for entity in before if merged in _way(entity, before)}
    change = Edits()
    places = {URIRef(n) for one in family for (n,) in store.lexical(_bound("rewritten", merged=one))}
    told = rewriting.rewrite(store, change, {node: set() for node in places}, before, after)
    own: list[Quad] = [(s, p, o, merged) for s, p, o in store.select(_bound("graph", graph=merged))]
    change.drop(own)
    theirs = [(s, p, o, g) for g in family - {merged} for s, p, o in store.select(_bound("graph", graph=g))]
    _rename(change, [quad for quad in theirs if _is_inherited(quad)], kept, merged)
    names = _unname(store, change, kept, merged, family)
    claims = rewriting.derive(store, change)
    change.log({merged: "added", kept: "replaced"}, agent, f"took {curie(merged)} apart from {curie(kept)} again")
    change.apply(store)
    return Merger(curie(kept), curie(merged), tuple(names), claims, told)


def merged_into(store: Store, kept: URIRef) -> list[URIRef]:
    """The entities that an entity took the place of."""
    mergers = rewriting.redirects(store)
    return sorted(entity for entity in mergers if kept in _way(mergers[entity], mergers))


def _way(entity: URIRef, mergers: Redirects) -> list[URIRef]:
    """An entity, whom it was merged into, and so on."""
    way = [entity]
    while way[-1] in mergers:
        way.append(mergers[way[-1]])
    return way


def _bound(query: str, **terms: URIRef) -> str:
    return catalogue.find("entities", query).with_terms(**terms)


def _is_inherited(quad: Quad) -> bool:
    """Whether an entity has it from one that was merged into it."""
    _, prop, _, graph = quad
    return graph is not None and graph.startswith(ID) and prop not in (DCTERMS.isReplacedBy, DCTERMS.references)


def _check(store: Store, kept: URIRef, merged: URIRef) -> None:
    if kept == merged:
        raise BadRequest(f"both names are {curie(kept)} already; there is nothing to merge")
    for entity in (kept, merged):
        if not entity.startswith(ID):
            raise BadRequest(
                f"{curie(entity)} is no entity of the registry; of two claims on one event say "
                "`aikg link CLAIM sameEventAs CLAIM`"
            )
    types = {node.iri: node.type for node in describe(store, [kept, merged])}
    first, second = (types.get(str(entity), "") for entity in (kept, merged))
    if first != second or not first:
        raise BadRequest(
            f"{curie(kept)} is {_article(first)} and {curie(merged)} is {_article(second)}: only entities of one class "
            "can be merged; correct the class in the registry if it is wrong"
        )


def _article(class_: str) -> str:
    return f"{'an' if class_[:1] in 'AEIOU' else 'a'} {class_}" if class_ else "of no class"


def _refuse_two(store: Store, kept: URIRef, merged: URIRef, naming: Iterable[Quad]) -> None:
    subjects = {subject for subject, _, value, graph in naming if value == merged and graph != REGISTRY_GRAPH}
    both = sorted({s for s, _, o, _ in store.select(_bound("quads-of", entity=kept)) if o == kept and s in subjects})
    if both:
        raise BadRequest(
            f"{len(both)} claim{'s' if len(both) > 1 else ''} name{'' if len(both) > 1 else 's'} both, such as "
            f"{curie(str(both[0]))}, so they are probably two; --force merges them all the same"
        )
    wikidata = [store.select(_bound("card", entity=entity)) for entity in (kept, merged)]
    ids = [next((str(o) for p, o in rows if p == SKOS.exactMatch), "") for rows in wikidata]
    if all(ids) and ids[0] != ids[1]:
        raise BadRequest(
            f"to Wikidata {curie(kept)} is {curie(ids[0])} and {curie(merged)} is {curie(ids[1])}; correct the one "
            "that is wrong, or merge them all the same with --force"
        )


def _inherited(store: Store, kept: URIRef, described: set[Quad], merged: URIRef) -> Iterator[Quad]:
    """What an entity has from the one that is merged into it: names, and what else it lacks."""
    own: list[tuple[Term, Term]] = [(prop, value) for prop, value in store.select(_bound("properties", thing=kept))]
    names = {value for prop, value in own if prop in _NAMES}
    said = {prop for prop, _ in own}
    for subject, prop, value, graph in described:
        if subject != merged or graph != REGISTRY_GRAPH or prop == RDF.type:
            continue
        if prop in _NAMES:
            if value not in names:
                yield kept, SKOS.altLabel if prop == SKOS.prefLabel else prop, value, merged
        elif (prop, value) not in own and value != kept and not (prop in _ONCE and prop in said):
            yield kept, prop, value, merged


def _rename(change: Edits, quads: Iterable[Quad], former: URIRef, now: URIRef) -> None:
    """What one entity had from others, the other has."""
    for subject, prop, value, graph in quads:
        if subject == former:
            change.drop([(subject, prop, value, graph)])
            change.put([(now, prop, value, graph)])


def _unname(store: Store, change: Edits, kept: URIRef, merged: URIRef, family: set[URIRef]) -> list[str]:
    """Give each of two entities the keys of its own names; returns the names of the one that comes back."""
    back = {o for triples in change.new.values() for s, p, o in triples if s == merged and p in _NAMES}
    rows = store.select(_bound("aliases", entity=kept))
    left = {name_key(str(name)) for graph, _, name in rows if graph not in family}
    keys = {key for name in back if (key := name_key(str(name)))}
    change.put((merged, AIKG.nameKey, Literal(key), NAMES_GRAPH) for key in keys)
    change.drop((kept, AIKG.nameKey, Literal(key), NAMES_GRAPH) for key in keys - left)
    return sorted(map(str, back))
