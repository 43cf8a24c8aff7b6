"""One entity: its card, its neighbours, and what is claimed of it. Every fact leads back to its place in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from rdflib import URIRef

from aikg import catalogue, network
from aikg.errors import NotFound
from aikg.identity import class_name, curie, expand
from aikg.network import Edge
from aikg.search import describe
from aikg.stores import Store

_AT_ONCE: Final = 100
"""So many things are looked up by one query."""


class Place(NamedTuple):
    """Where a text says it: code points `start` to `end` of the article text with this SHA-256."""

    start: int
    end: int
    sha256: str


class Statement(NamedTuple):
    """One claim as a reader needs it. IRIs stand as CURIEs; '' = not stated. `roles`: how it mentions the entity."""

    claim: str
    type: str
    label: str
    label_zh: str
    stage: str
    modality: str
    figure: str
    period: str
    source: str
    item: str
    places: tuple[Place, ...]
    """In the order of the text, but what stands outside the item's own part of it, in the article's lead, last."""
    since: str = ""
    until: str = ""
    """First and last day of the period, as far as they are known."""
    roles: tuple[str, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    """(contradicts | supersedes | sameEventAs, other claim, its label); `superseded` when the other one came later."""


class Neighbour(NamedTuple):
    """One edge of an entity: `other` is at its far end, `outward` tells whether the edge starts at the entity."""

    other: str
    outward: bool
    edge: Edge


@dataclass(frozen=True)
class Identity:
    """Who or what an entity is."""

    id: str
    iri: str
    type: str
    label: str
    label_zh: str
    aliases: tuple[str, ...]
    definition: str
    same_as: str


@dataclass(frozen=True)
class Card(Identity):
    """What is known of one entity: who it is, its edges, its claims."""

    neighbours: tuple[Neighbour, ...]
    statements: tuple[Statement, ...]
    names: dict[str, str]
    """Label of each entity and headline of each news item that the card mentions, by CURIE."""


class Section(NamedTuple):
    """A news item as a part of its article: code points `start` to `end`."""

    headline: str
    start: int
    end: int


def identity(store: Store, entity: URIRef) -> Identity:
    """Names and class of an entity; of one that nothing is said of, its CURIE alone."""
    facts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for prop, value in store.select(catalogue.find("entities", "card").with_terms(entity=entity)):
        facts[curie(prop)].append((getattr(value, "language", None) or "", str(value)))
    labels = dict(facts["skos:prefLabel"])
    return Identity(
        id=curie(entity),
        iri=str(entity),
        type=min((class_name(value) for _, value in facts["rdf:type"]), default=""),
        label=labels.get("en") or labels.get("zh") or curie(entity),
        label_zh=labels.get("zh", ""),
        aliases=tuple(sorted({value for _, value in facts["skos:altLabel"]})),
        definition=next((value for _, value in facts["skos:definition"]), ""),
        same_as=next((value for _, value in facts["skos:exactMatch"]), ""),
    )


def card(store: Store, entity: URIRef) -> Card:
    """The card of an entity.

    Raises:
        NotFound: nothing is known of it.
    """
    told = identity(store, entity)
    near = neighbours(store, entity)
    said = statements(store, entity)
    if not told.type and not near and not said:
        raise NotFound("entity", curie(entity))
    mentioned = {n.other for n in near} | {curie(entity)}
    return Card(**vars(told), neighbours=tuple(near), statements=tuple(said), names=naming(store, said, mentioned))


def naming(store: Store, said: Iterable[Statement], mentioned: Iterable[str] = ()) -> dict[str, str]:
    """Label of each source and headline of each item of some claims, and labels of what else is mentioned, by CURIE."""
    said = list(said)
    entities = {s.source for s in said if s.source} | set(mentioned)
    names = {node.id: node.label for node in describe(store, sorted(entities))}
    return names | {i: s.headline for i, s in sections(store, sorted({s.item for s in said})).items()}


def statements(store: Store, entity: URIRef) -> list[Statement]:
    """Every claim that mentions an entity, in the order of the text."""
    roles: dict[str, set[str]] = defaultdict(set)
    for claim, role, *_ in store.lexical(catalogue.find("entities", "claims").with_terms(entity=entity)):
        roles[claim].add(class_name(role))
    said = details(store, roles)
    return [statement._replace(roles=tuple(sorted(roles[str(expand(statement.claim))]))) for statement in said]


def item_statements(store: Store, item: URIRef) -> list[Statement]:
    """Every claim of a news item, in the order of the text; or the one claim that is named (`<item>#<name>`)."""
    home, _, name = item.partition("#")
    rows = store.lexical(catalogue.find("entities", "claims-of").with_terms(item=URIRef(home)))
    return details(store, [claim for (claim,) in rows if not name or claim == str(item)])


def sections(store: Store, items: Iterable[str]) -> dict[str, Section]:
    """Headline and place of news items, given and returned as CURIEs."""
    wanted = [str(iri) for name in items if (iri := expand(name)) is not None]
    rows = _looked_up(store, "sections", wanted, "item")
    return {curie(item): Section(headline, int(start), int(end)) for item, headline, _, start, end in rows}


def neighbours(store: Store, entity: URIRef) -> list[Neighbour]:
    """The edges of an entity, sorted by relation and other end."""
    table = store.table(catalogue.find("entities", "neighbours").with_terms(entity=entity))
    near: list[Neighbour] = []
    for row in table.rows:
        value = dict(zip(table.variables, row, strict=True))
        outward = value["direction"] == "out"
        ends = (str(entity), value["other"]) if outward else (value["other"], str(entity))
        edge = next(network.edges(("source", "target", *table.variables), [(*ends, *row)]))
        near.append(Neighbour(curie(value["other"]), outward, edge))
    return sorted(near, key=lambda n: (n.edge.kind, not n.outward, n.other, n.edge.claim))


def details(store: Store, claims: Iterable[str]) -> list[Statement]:
    """Claims, given as IRIs, in the order of the text. Rows of one claim each source and place become one statement."""
    first: dict[str, Statement] = {}
    places: dict[str, set[Place]] = defaultdict(set)
    for claim, type_, label, label_zh, *rest in _looked_up(store, "statements", claims):
        stage, modality, figure, period, source, item, since, until, start, end, sha256 = rest
        name = curie(claim)
        texts = (label or label_zh or name, label_zh, _short(stage), _short(modality), figure, period)
        statement = Statement(name, class_name(type_), *texts, curie(source), curie(item), (), since, until)
        first[name] = min(first.get(name, statement), statement)
        places[name].add(Place(int(start), int(end), sha256))
    parts = sections(store, sorted({statement.item for statement in first.values()}))
    linked = links(store, [str(expand(name)) for name in first])
    whole = [
        statement._replace(
            places=tuple(sorted(places[name], key=lambda place: _order(place, parts.get(statement.item)))),
            links=tuple(sorted(linked[name])),
        )
        for name, statement in first.items()
    ]
    return sorted(whole, key=lambda s: (s.places[0].sha256, s.places[0].start, s.places[0].end, s.claim))


def links(store: Store, claims: Iterable[str]) -> dict[str, set[tuple[str, str, str]]]:
    """What claims, given as IRIs, have to do with other claims; see `Statement.links`."""
    rows = [
        (claim, "superseded" if class_name(link) == "supersedes" and direction == "in" else class_name(link), other)
        for claim, link, direction, other in _looked_up(store, "links", claims)
    ]
    labels = {row[0]: row[1] for row in _looked_up(store, "claim-labels", {other for _, _, other in rows})}
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for claim, link, other in rows:
        found[curie(claim)].add((link, curie(other), labels.get(other, "")))
    return found


def _looked_up(store: Store, query: str, iris: Iterable[str], variable: str = "claim") -> Iterator[tuple[str, ...]]:
    """The rows of a query for some values of a variable, a hundred at a time: engines try each value on each row."""
    ordered = sorted(set(iris))
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        yield from store.lexical(catalogue.find("entities", query).with_values(variable, some))


def _order(place: Place, part: Section | None) -> tuple[bool, Place]:
    """What the item's own part of the article says comes before what the article's lead says in advance."""
    return part is not None and not part.start <= place.start < part.end, place


def _short(term: str) -> str:
    return curie(term).removeprefix("aikgv:stage-").removeprefix("aikgv:modality-")
