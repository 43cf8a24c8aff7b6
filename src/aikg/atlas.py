"""The map of the whole graph: where each entity lies, to which community it belongs, and who is joined to whom.

The same data gives the same map. With 50,000 entities it is the work of a minute: a server makes it once for each
version of the data, in a process of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from aikg import catalogue
from aikg.gephi.layout import Pairs
from aikg.identity import curie
from aikg.network import Node, communities
from aikg.search import describe
from aikg.stores import Store

MOST_NODES: Final = 100_000
MOST_LINKS: Final = 100_000
"""How many a map holds: the entities with most claims, and of each its strongest link before any other link."""
CENTRAL: Final = 3
"""Members by which a community is named."""
_CHUNK: Final = 1_000

Tell = Callable[[str, float], None]
"""Hears which step is being done (`edges`, `communities`, `positions`, `names`), and how much of all, 0 to 1."""
Weights = Counter[tuple[str, str]]
"""How many claims join two entities; each pair once, in the order of the names."""


class Spot(NamedTuple):
    """An entity on the map; `claims` counts those that join it to another."""

    node: Node
    x: int
    y: int
    community: int
    claims: int


class Link(NamedTuple):
    """Two spots, by number, and how many claims join them."""

    source: int
    target: int
    claims: int


class Community(NamedTuple):
    """How many spots are its members, and the few, by number, that most claims join to others of it."""

    size: int
    central: tuple[int, ...]


class Atlas(NamedTuple):
    """A map. Spots come in the order of their ids, communities the largest first; a spot names its own by number.

    `nodes` and `links_in_all` are what the graph has: more than is drawn, if it is larger than a map may be.
    """

    spots: list[Spot]
    links: list[Link]
    communities: list[Community]
    nodes: int
    links_in_all: int


def draw(store: Store, tell: Tell = lambda _step, _done: None) -> Atlas:
    """The map of everything in a store."""
    tell("edges", 0.0)
    found = _weights(store)
    claims = _claims(found)
    kept = sorted(sorted(claims, key=lambda name: (-claims[name], name))[:MOST_NODES])
    weights = found if len(kept) == len(claims) else _among(found, set(kept))
    tell("communities", 0.3)
    groups = communities(weights)
    pairs = Pairs(None)
    for name in kept:
        pairs.add(name)
    pairs.join(weights)
    places = pairs.positions(_complete(groups, kept), lambda done: tell("positions", 0.35 + 0.35 * done))
    known = {node.id: node for node in _described(store, kept, tell)}
    spots = [
        Spot(known.get(name) or Node(name, name, ""), round(x), round(y), groups[name], claims[name])
        for name, (x, y) in ((name, places[name]) for name in kept)
    ]
    at = {name: number for number, name in enumerate(kept)}
    links = [Link(at[source], at[target], count) for (source, target), count in _strongest(weights)]
    return Atlas(spots, links, _communities(spots, weights, at), len(claims), len(found))


def document(atlas: Atlas) -> dict[str, Any]:
    """A map as JSON can hold it: by columns, which is half as long as by rows."""
    classes = sorted({spot.node.type for spot in atlas.spots})
    number = {name: index for index, name in enumerate(classes)}
    return {
        "classes": classes,
        "nodes": {
            "id": [spot.node.id for spot in atlas.spots],
            "label": [spot.node.label for spot in atlas.spots],
            "label_zh": [spot.node.label_zh for spot in atlas.spots],
            "class": [number[spot.node.type] for spot in atlas.spots],
            **{name: [getattr(spot, name) for spot in atlas.spots] for name in ("x", "y", "community", "claims")},
        },
        "links": {name: [getattr(link, name) for link in atlas.links] for name in Link._fields},
        "communities": [community._asdict() for community in atlas.communities],
        "total": {"nodes": atlas.nodes, "links": atlas.links_in_all},
    }


def _weights(store: Store) -> Weights:
    found: dict[tuple[str, str], set[str]] = {}
    for source, target, claim in store.lexical(catalogue.find("entities", "pairs").text):
        if source != target:
            pair = (source, target) if source < target else (target, source)
            found.setdefault(pair, set()).add(claim)
    return Counter({(curie(one), curie(other)): len(claims) for (one, other), claims in found.items()})


def _claims(weights: Weights) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair, count in weights.items():
        for name in pair:
            found[name] += count
    return found


def _among(weights: Weights, names: set[str]) -> Weights:
    return Counter({pair: count for pair, count in weights.items() if names.issuperset(pair)})


def _complete(groups: dict[str, int], names: Iterable[str]) -> dict[str, int]:
    """Communities in which every name has one: whoever was joined to none that is kept is one of its own."""
    following = max(groups.values(), default=-1) + 1
    for name in names:
        if name not in groups:
            groups[name] = following
            following += 1
    return groups


def _described(store: Store, names: Sequence[str], tell: Tell) -> Iterator[Node]:
    for begin in range(0, len(names), _CHUNK):
        tell("names", 0.7 + 0.3 * begin / len(names))
        yield from describe(store, names[begin : begin + _CHUNK])


def _strongest(weights: Weights) -> list[tuple[tuple[str, str], int]]:
    """The pairs that are drawn: of each entity the one with most claims, then those with most claims of all."""
    ranked = sorted(weights.items(), key=lambda entry: (-entry[1], entry[0]))
    if len(ranked) <= MOST_LINKS:
        return sorted(ranked)
    seen: set[str] = set()
    first: list[tuple[tuple[str, str], int]] = []
    rest: list[tuple[tuple[str, str], int]] = []
    for entry in ranked:
        (rest if seen.issuperset(entry[0]) else first).append(entry)
        seen.update(entry[0])
    return sorted((first + rest)[:MOST_LINKS])


def _communities(spots: Sequence[Spot], weights: Weights, at: dict[str, int]) -> list[Community]:
    within: Counter[int] = Counter()
    for (source, target), count in weights.items():
        one, other = at[source], at[target]
        if spots[one].community == spots[other].community:
            within[one] += count
            within[other] += count
    members: dict[int, list[int]] = {}
    for number, spot in enumerate(spots):
        members.setdefault(spot.community, []).append(number)
    return [
        Community(len(found), tuple(sorted(found, key=lambda number: (-within[number], number))[:CENTRAL]))
        for _, found in sorted(members.items())
    ]
