"""One entity for a page: everything is counted, and as much as is wanted of it is shown. A `Card` has all of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rdflib import URIRef

from aikg import catalogue, entities, network
from aikg.entities import Identity, Statement
from aikg.errors import BadParameter, NotFound
from aikg.identity import class_name, curie, expand
from aikg.search import describe
from aikg.stores import Store

_CLAIMS: Final = 3
"""So many claims are named beside one neighbour."""


class Neighbour(NamedTuple):
    """Who is at the other end of edges of one kind: the claims that say so are `total`, the first few are named."""

    id: str
    label: str
    label_zh: str
    type: str
    total: int
    claims: tuple[str, ...]


class Relation(NamedTuple):
    """The neighbours over edges of one kind and direction (out, in, or both where each claim says both ways)."""

    kind: str
    direction: str
    total: int
    neighbours: tuple[Neighbour, ...]


class Group(NamedTuple):
    """The claims of one kind: `total` of them, the newest shown; claims that disagree stand together."""

    kind: str
    total: int
    statements: tuple[Statement, ...]


class Profile(NamedTuple):
    """What a page says of an entity. `names` and `published` (a day) are those of what it mentions, by CURIE."""

    identity: Identity
    relations: tuple[Relation, ...]
    groups: tuple[Group, ...]
    edges: dict[str, Statement]
    """The claims behind the edges that are shown."""
    names: dict[str, str]
    published: dict[str, str]


def profile(store: Store, entity: URIRef, most: int = 20) -> Profile:
    """The profile of an entity, with up to `most` neighbours of a relation and claims of a kind.

    Raises:
        NotFound: nothing is known of it.
    """
    told = entities.identity(store, entity)
    near = relations(store, entity, most=most)
    totals, chosen, published = _chosen(store, entity, most)
    if not told.type and not near and not totals:
        raise NotFound("entity", told.id)
    behind = {str(expand(claim)) for relation in near for n in relation.neighbours for claim in n.claims}
    days = {curie(item): day for item, day in published.items() if day}
    newest = sorted(entities.details(store, chosen | behind), key=lambda s: days.get(s.item, ""), reverse=True)
    said = {statement.claim: statement for statement in newest}
    groups = [
        Group(kind, total, together([s for s in newest if s.type == kind and str(expand(s.claim)) in chosen]))
        for kind, total in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Profile(
        identity=told,
        relations=tuple(near),
        groups=tuple(groups),
        edges={claim: statement for claim, statement in said.items() if str(expand(claim)) in behind},
        names=entities.naming(store, said.values()),
        published=days,
    )


def relations(store: Store, entity: URIRef, kind: str = "", *, most: int = 20, skip: int = 0) -> list[Relation]:
    """The relations of an entity, or the one of that kind: `most` neighbours of each, those with most claims first.

    Raises:
        BadParameter: the entity has no relation of that kind.
    """
    found = _edges(store, entity)
    kinds = sorted({name for name, _ in found})
    if kind and kind not in kinds:
        raise BadParameter("kind", f"{curie(entity)} has no relation {kind!r}; it has: {', '.join(kinds) or 'none'}")
    wanted = {
        key: sorted(others.items(), key=_busiest) for key, others in sorted(found.items()) if kind in ("", key[0])
    }
    shown = {other for others in wanted.values() for other, _ in others[skip : skip + most]}
    nodes = {node.id: node for node in describe(store, sorted(shown))}
    return [
        Relation(name, direction, len(others), tuple(_neighbours(others[skip : skip + most], nodes)))
        for (name, direction), others in wanted.items()
    ]


def together(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The same statements, those that contradict or supersede one another side by side."""
    by_claim = {statement.claim: statement for statement in statements}
    placed: dict[str, Statement] = {}
    for statement in statements:
        waiting = [statement.claim]
        while waiting:
            claim = waiting.pop()
            if claim in by_claim and claim not in placed:
                placed[claim] = by_claim[claim]
                waiting += [other for link, other, _ in by_claim[claim].links if link != "sameEventAs"]
    return tuple(placed.values())


_Others = dict[str, set[str]]
"""The claims of each neighbour, by CURIE."""


def _edges(store: Store, entity: URIRef) -> dict[tuple[str, str], _Others]:
    """The neighbours by kind and direction."""
    found: dict[tuple[str, str], _Others] = defaultdict(lambda: defaultdict(set))
    rows = list(store.lexical(catalogue.find("entities", "relations").with_terms(entity=entity)))
    ways: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for direction, *edge in rows:
        ways[edge[0], edge[1], edge[2]].add(direction)
    for (kind, other, claim), directions in ways.items():
        direction = "both" if len(directions) == 2 else min(directions)
        found[class_name(kind), direction][curie(other)] |= {curie(claim)} if claim else set()
    return found


def _busiest(pair: tuple[str, set[str]]) -> tuple[int, str]:
    return -len(pair[1]), pair[0]


def _neighbours(others: Iterable[tuple[str, set[str]]], nodes: dict[str, network.Node]) -> Iterable[Neighbour]:
    for other, claims in others:
        node = nodes.get(other) or network.Node(other, other, "")
        yield Neighbour(other, node.label, node.label_zh, node.type, len(claims), tuple(sorted(claims)[:_CLAIMS]))


def _chosen(store: Store, entity: URIRef, most: int) -> tuple[dict[str, int], set[str], dict[str, str]]:
    """How many claims of each kind mention the entity; the newest of each; and when their items were published."""
    kind_of: dict[str, str] = {}
    item_of: dict[str, str] = {}
    published: dict[str, str] = {}
    for claim, _, type_, item, day in store.lexical(catalogue.find("entities", "claims").with_terms(entity=entity)):
        kind_of[claim] = min(class_name(type_), kind_of.get(claim, "~"))
        item_of[claim], published[item] = item, max(day, published.get(item, ""))
    chosen: set[str] = set()
    for kind in set(kind_of.values()):
        claims = sorted(claim for claim in kind_of if kind_of[claim] == kind)
        chosen |= set(sorted(claims, key=lambda claim: published[item_of[claim]], reverse=True)[:most])
    return dict(Counter(kind_of.values())), chosen, published
