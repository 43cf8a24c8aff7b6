"""Who is meant by many names at once: the one entity, or candidates with reasons, or nobody.

A name is normalised, then looked up exactly, among entities of one kind if need be. Only what nobody is called is
compared with what is similar, and that is merely suggested, never across versions: Qwen 3.5 is not Qwen 3.6.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import Final, NamedTuple

from rdflib import Literal

from aikg import catalogue
from aikg.errors import BadParameter, NotFound
from aikg.identity import class_of_kind, expand, is_text, name_key
from aikg.names import Names, versions
from aikg.network import Node
from aikg.search import Hit, describe, resolve, search
from aikg.stores import Store

_LIKELY: Final = 35.0
"""The score from which on a similar name is worth suggesting."""

_AT_ONCE: Final = 100
"""So many names are looked up by one query."""


class Candidate(NamedTuple):
    """An entity that a name may mean. `why`: `id`, `label`, `alias` (each the same name) or `similar`."""

    id: str
    label: str
    label_zh: str
    type: str
    name: str
    score: float
    why: str


class Match(NamedTuple):
    """What a name stands for: `entity` if there is exactly one, else ''. The candidates come best first."""

    name: str
    entity: str
    candidates: tuple[Candidate, ...]


def matches(
    store: Store, asked: Iterable[str], kind: str = "", *, limit: int = 5, names: Names | None = None
) -> list[Match]:
    """One match for each name, in their order; `kind` is one of `kinds.KINDS`. `names` is as for `search`."""
    known = Names() if names is None else names
    classes = (class_of_kind(kind),) if kind else ()
    asked = list(asked)
    found = exact(store, asked, classes)
    return [
        Match(name, same[0].id if len(same) == 1 else "", same)
        if (same := found.get(name, ()))
        else Match(name, "", tuple(similar(store, name, classes, limit, known)))
        for name in asked
    ]


def exact(store: Store, asked: Iterable[str], classes: tuple[str, ...] = ()) -> dict[str, tuple[Candidate, ...]]:
    """The entities of some classes (empty = all) that are called exactly so, for names of which there are any."""
    meant: dict[str, list[str]] = {}
    keys: dict[str, str] = {}
    for name in filter(is_text, asked):
        if expand(name) is None:
            keys[name] = name_key(name)
        else:
            with suppress(NotFound, BadParameter):  # nothing is called so, or nothing can be
                meant[name] = [str(resolve(store, name))]
    entities = _by_key(store, set(keys.values()) - {""})
    meant |= {name: sorted(entities[key]) for name, key in keys.items() if key in entities}
    nodes = {node.iri: node for node in describe(store, sorted({iri for iris in meant.values() for iri in iris}))}
    found = {name: [_candidate(name, nodes[iri]) for iri in iris if iri in nodes] for name, iris in meant.items()}
    wanted = {name: tuple(c for c in some if not classes or c.type in classes) for name, some in found.items()}
    return {name: some for name, some in wanted.items() if some}


def _by_key(store: Store, keys: Iterable[str]) -> dict[str, set[str]]:
    """The entities of each key, some keys at a time."""
    found: dict[str, set[str]] = defaultdict(set)
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        some = [Literal(key) for key in ordered[start : start + _AT_ONCE]]
        for key, entity, _ in store.lexical(catalogue.find("entities", "by-keys").with_values("key", some)):
            found[key].add(entity)
    return found


def similar(
    store: Store, name: str, classes: tuple[str, ...] = (), limit: int = 5, names: Names | None = None
) -> list[Candidate]:
    """What a name is similar to, best first: worth a look, and never another version of it."""
    hits = search(store, name, 4 * limit, classes, names)
    likely = (hit for hit in hits if hit.score >= _LIKELY and _same_version(name, hit))
    return [Candidate(*hit, "similar") for hit in likely][:limit]


def _candidate(name: str, node: Node) -> Candidate:
    """An entity that is called exactly so."""
    labels = {name_key(node.label): node.label, name_key(node.label_zh): node.label_zh}
    key = name_key(name)
    why = "id" if expand(name) is not None else "label" if key in labels else "alias"
    return Candidate(node.id, node.label, node.label_zh, node.type, labels.get(key, name), 100.0, why)


def _same_version(name: str, hit: Hit) -> bool:
    """Whether a similar name may be suggested: not another version, but a version to whoever names none."""
    asked = versions(name_key(name))
    return not asked or asked == versions(name_key(hit.name))
