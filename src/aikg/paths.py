"""Ways over edges: what surrounds an entity, and the way from one entity to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rdflib import URIRef

from aikg import catalogue, network
from aikg.entities import details, neighbours
from aikg.errors import BadRequest, NotFound
from aikg.identity import class_name, curie, expand
from aikg.network import Edge
from aikg.stores import Store


class Step(NamedTuple):
    """One edge on a path, as walked from `source` to `target`; `forward` tells whether the edge points that way."""

    source: str
    target: str
    forward: bool
    edge: Edge


class _Way(NamedTuple):
    """A step without what its claim says, which is looked up for the steps of a path only."""

    source: str
    target: str
    forward: bool
    kind: str
    claim: str


_Reached = dict[str, _Way | None]


def path(store: Store, source: URIRef, target: URIRef, limit: int = 20_000) -> list[Step]:
    """A shortest path over edges, whichever way they point; empty when both ends are one.

    Searches from both ends, the smaller rim first, so that a hub is opened only if nothing else is left.

    Raises:
        NotFound: there is none among the `limit` entities nearest to both ends.
    """
    ends = (curie(source), curie(target))
    if ends[0] == ends[1]:
        return []
    reached: tuple[_Reached, _Reached] = ({ends[0]: None}, {ends[1]: None})
    rims: list[list[str]] = [[ends[0]], [ends[1]]]
    while rims[0] and rims[1] and len(reached[0]) + len(reached[1]) < limit:
        side = 0 if len(rims[0]) <= len(rims[1]) else 1
        rim: list[str] = []
        for way in _ways(store, rims[side]):
            if way.target in reached[side]:
                continue
            reached[side][way.target] = way
            if way.target in reached[1 - side]:
                return _told(store, [_onward(store, step) for step in _joined(reached[0], reached[1], way.target)])
            rim.append(way.target)
        rims[side] = rim
    raise NotFound("path over edges", f"{ends[0]} to {ends[1]}")


def around(store: Store, entity: URIRef, hops: int) -> Iterator[Edge]:
    """Every edge within some hops of an entity, each once.

    Raises:
        BadRequest: less than one hop.
    """
    if hops < 1:
        raise BadRequest("hops must be 1 or more")
    seen, rim = {curie(entity)}, [curie(entity)]
    told: set[Edge] = set()
    for _ in range(hops):
        further: list[str] = []
        for step in _steps(store, rim):
            if step.edge not in told:
                told.add(step.edge)
                yield step.edge
            if step.target not in seen:
                seen.add(step.target)
                further.append(step.target)
        rim = further


def within(edges: Iterable[Edge], entity: URIRef, hops: int) -> Iterator[Edge]:
    """Those of some edges that `around` would find if there were no others.

    Raises:
        BadRequest: less than one hop.
    """
    if hops < 1:
        raise BadRequest("hops must be 1 or more")
    left, reached = list(edges), {curie(entity)}
    for _ in range(hops):
        found = [edge for edge in left if edge.source in reached or edge.target in reached]
        yield from found
        known = set(found)
        left = [edge for edge in left if edge not in known]
        reached |= {end for edge in found for end in edge[:2]}


def _steps(store: Store, rim: Iterable[str]) -> Iterator[Step]:
    for name in rim:
        iri = expand(name)
        for near in neighbours(store, iri) if iri is not None else ():
            yield Step(name, near.other, near.outward, near.edge)


def _ways(store: Store, rim: Iterable[str]) -> Iterator[_Way]:
    for name in rim:
        if (iri := expand(name)) is not None:
            rows = store.lexical(catalogue.find("entities", "relations").with_terms(entity=iri))
            found = [
                _Way(name, curie(other), direction == "out", class_name(kind), curie(claim))
                for direction, kind, other, claim in rows
            ]
            yield from sorted(found, key=lambda way: (way.kind, not way.forward, way.target, way.claim))


def _onward(store: Store, way: _Way) -> _Way:
    """The way over the edge that points onward, where the claim says both ways (a partnership)."""
    if not way.forward:
        onward = way._replace(forward=True)
        return onward if onward in _ways(store, [way.source]) else way
    return way


def _joined(ahead: _Reached, behind: _Reached, meeting: str) -> list[_Way]:
    ways: list[_Way] = []
    way = ahead[meeting]
    while way is not None:
        ways.insert(0, way)
        way = ahead[way.source]
    way = behind[meeting]
    while way is not None:
        ways.append(way._replace(source=way.target, target=way.source, forward=not way.forward))
        way = behind[way.source]
    return ways


def _told(store: Store, ways: list[_Way]) -> list[Step]:
    """The steps with what their claims say."""
    claims = [str(iri) for way in ways if way.claim and (iri := expand(way.claim)) is not None]
    said = {statement.claim: statement for statement in details(store, claims)}
    columns = ("source", "target", "kind", "claim", "item", "stage", "modality", "figure", "start", "end")
    steps = []
    for way in ways:
        row = [*((way.source, way.target) if way.forward else (way.target, way.source)), way.kind, way.claim]
        if (claim := said.get(way.claim)) is not None:
            row += [claim.item, claim.stage, claim.modality, claim.figure, claim.since, claim.until]
        edge = next(network.edges(columns[: len(row)], [row]))
        steps.append(Step(way.source, way.target, way.forward, edge))
    return steps
