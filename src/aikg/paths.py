"""Ways over edges: what surrounds an entity, and the way from one entity to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rdflib import URIRef

from aikg.entities import neighbours
from aikg.errors import BadRequest, NotFound
from aikg.identity import curie, expand
from aikg.network import Edge
from aikg.stores import Store


class Step(NamedTuple):
    """One edge on a path, as walked from `source` to `target`; `forward` tells whether the edge points that way."""

    source: str
    target: str
    forward: bool
    edge: Edge


_Reached = dict[str, Step | None]


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
        for step in _steps(store, rims[side]):
            if step.target in reached[side]:
                continue
            reached[side][step.target] = step
            if step.target in reached[1 - side]:
                return [_onward(store, step) for step in _joined(reached[0], reached[1], step.target)]
            rim.append(step.target)
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


def _steps(store: Store, rim: Iterable[str]) -> Iterator[Step]:
    for name in rim:
        iri = expand(name)
        for near in neighbours(store, iri) if iri is not None else ():
            yield Step(name, near.other, near.outward, near.edge)


def _onward(store: Store, step: Step) -> Step:
    """The step over the edge that points onward, where the claim says both ways (a partnership)."""
    if not step.forward:
        for other in _steps(store, [step.source]):
            if other.forward and other.target == step.target and other.edge[2:4] == step.edge[2:4]:
                return other
    return step


def _joined(ahead: _Reached, behind: _Reached, meeting: str) -> list[Step]:
    steps: list[Step] = []
    step = ahead[meeting]
    while step is not None:
        steps.insert(0, step)
        step = ahead[step.source]
    step = behind[meeting]
    while step is not None:
        steps.append(step._replace(source=step.target, target=step.source, forward=not step.forward))
        step = behind[step.source]
    return steps
