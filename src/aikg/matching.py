"""Who is meant by many names at once: the one entity, or candidates with reasons, or nobody.

A name is normalised, then looked up exactly, among entities of one kind if need be. Only what nobody is called is
compared with what is similar, and that is merely suggested, never across versions: Qwen 3.5 is not Qwen 3.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from aikg.errors import BadParameter, NotFound
from aikg.identity import class_of_kind, expand, is_text, name_key
from aikg.names import Names, versions
from aikg.search import Hit, describe, resolve, same, search
from aikg.stores import Store

_LIKELY: Final = 35.0
"""The score from which on a similar name is worth suggesting."""


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
    """One match for each name, in their order; `kind` is one of `vocabulary.KINDS`. `names` is as for `search`."""
    known = Names() if names is None else names
    classes = (class_of_kind(kind),) if kind else ()
    return [match(store, name, classes, limit=limit, names=known) for name in asked]


def match(
    store: Store, name: str, classes: tuple[str, ...] = (), *, limit: int = 5, names: Names | None = None
) -> Match:
    """What a name stands for among the entities of some classes (empty = all)."""
    if not is_text(name):
        return Match(name, "", ())
    try:
        found = same(store, name, classes) if expand(name) is None else [str(resolve(store, name))]
    except (NotFound, BadParameter):  # nothing is called so, or nothing can be
        found = []
    exact = tuple(one for one in _exact(store, name, found) if not classes or one.type in classes)
    if exact:
        return Match(name, exact[0].id if len(exact) == 1 else "", exact)
    return Match(name, "", tuple(similar(store, name, classes, limit, names)))


def similar(
    store: Store, name: str, classes: tuple[str, ...] = (), limit: int = 5, names: Names | None = None
) -> list[Candidate]:
    """What a name is similar to, best first: worth a look, and never another version of it."""
    hits = search(store, name, 4 * limit, classes, names)
    likely = (hit for hit in hits if hit.score >= _LIKELY and _same_version(name, hit))
    return [Candidate(*hit, "similar") for hit in likely][:limit]


def _exact(store: Store, name: str, found: list[str]) -> Iterator[Candidate]:
    for node in describe(store, found):
        labels = {name_key(node.label): node.label, name_key(node.label_zh): node.label_zh}
        key = name_key(name)
        why = "id" if expand(name) is not None else "label" if key in labels else "alias"
        yield Candidate(node.id, node.label, node.label_zh, node.type, labels.get(key, name), 100.0, why)


def _same_version(name: str, hit: Hit) -> bool:
    """Whether a similar name may be suggested: not another version, but a version to whoever names none."""
    asked = versions(name_key(name))
    return not asked or asked == versions(name_key(hit.name))
