"""One entity: its card, its neighbours, and what is claimed of it. Every fact leads back to its place in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from rdflib import URIRef

from aikg import catalogue, network
from aikg.errors import NotFound
from aikg.identity import class_name, curie, expand
from aikg.network import Edge
from aikg.search import describe
from aikg.stores import Store


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
    roles: tuple[str, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    """(contradicts | supersedes | sameEventAs, other claim, its label); `superseded` when the other one came later."""


class Neighbour(NamedTuple):
    """One edge of an entity: `other` is at its far end, `outward` tells whether the edge starts at the entity."""

    other: str
    outward: bool
    edge: Edge


class Card(NamedTuple):
    """What is known of one entity."""

    id: str
    iri: str
    type: str
    label: str
    label_zh: str
    aliases: tuple[str, ...]
    definition: str
    same_as: str
    neighbours: tuple[Neighbour, ...]
    statements: tuple[Statement, ...]
    names: dict[str, str]
    """Label of each entity and headline of each news item that the card mentions, by CURIE."""


class Section(NamedTuple):
    """A news item as a part of its article: code points `start` to `end`."""

    headline: str
    start: int
    end: int


def card(store: Store, entity: URIRef) -> Card:
    """The card of an entity.

    Raises:
        NotFound: nothing is known of it.
    """
    facts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for prop, value in store.select(catalogue.find("entities", "card").with_terms(entity=entity)):
        facts[curie(prop)].append((getattr(value, "language", None) or "", str(value)))
    near = neighbours(store, entity)
    said = statements(store, entity)
    if not facts and not near and not said:
        raise NotFound("entity", curie(entity))
    labels = dict(facts["skos:prefLabel"])
    mentioned = {n.other for n in near} | {s.source for s in said if s.source} | {curie(entity)}
    names = {node.id: node.label for node in describe(store, sorted(mentioned))}
    names |= {item: section.headline for item, section in sections(store, sorted({s.item for s in said})).items()}
    return Card(
        id=curie(entity),
        iri=str(entity),
        type=min((class_name(value) for _, value in facts["rdf:type"]), default=""),
        label=labels.get("en") or labels.get("zh") or curie(entity),
        label_zh=labels.get("zh", ""),
        aliases=tuple(sorted({value for _, value in facts["skos:altLabel"]})),
        definition=next((value for _, value in facts["skos:definition"]), ""),
        same_as=next((value for _, value in facts["skos:exactMatch"]), ""),
        neighbours=tuple(near),
        statements=tuple(said),
        names=names,
    )


def statements(store: Store, entity: URIRef) -> list[Statement]:
    """Every claim that mentions an entity, in the order of the text."""
    rows = store.lexical(catalogue.find("entities", "claims").with_terms(entity=entity))
    return _statements(store, ((row[0], row[1], row[2:]) for row in rows))


def item_statements(store: Store, item: URIRef) -> list[Statement]:
    """Every claim of a news item, in the order of the text; or the one claim that is named (`<item>#<name>`)."""
    home, _, name = item.partition("#")
    rows = store.lexical(catalogue.find("entities", "item-claims").with_terms(item=URIRef(home)))
    return _statements(store, ((row[0], "", row[1:]) for row in rows if not name or row[0] == str(item)))


def sections(store: Store, items: Iterable[str]) -> dict[str, Section]:
    """Headline and place of news items, given and returned as CURIEs."""
    wanted = [iri for name in items if (iri := expand(name)) is not None]
    if not wanted:
        return {}
    rows = store.lexical(catalogue.find("entities", "sections").with_values("item", wanted))
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


def _statements(store: Store, rows: Iterable[tuple[str, str, tuple[str, ...]]]) -> list[Statement]:
    """Rows of one claim each role, class, source and evidence place, folded into one statement a claim."""
    first: dict[str, Statement] = {}
    roles: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[Place]] = defaultdict(set)
    for claim, role, rest in rows:
        type_, label, label_zh, stage, modality, figure, period, source, item, start, end, sha256 = rest
        name = curie(claim)
        texts = (label or label_zh or name, label_zh, _short(stage), _short(modality), figure, period)
        statement = Statement(name, class_name(type_), *texts, curie(source), curie(item), ())
        first[name] = min(first.get(name, statement), statement)
        roles[name] |= {class_name(role)} if role else set()
        places[name].add(Place(int(start), int(end), sha256))
    parts = sections(store, sorted({statement.item for statement in first.values()}))
    whole = [
        statement._replace(
            places=tuple(sorted(places[name], key=lambda place: _order(place, parts.get(statement.item)))),
            roles=tuple(sorted(roles[name])),
            links=_links(store, name),
        )
        for name, statement in first.items()
    ]
    return sorted(whole, key=lambda s: (s.places[0].sha256, s.places[0].start, s.places[0].end, s.claim))


def _order(place: Place, part: Section | None) -> tuple[bool, Place]:
    """What the item's own part of the article says comes before what the article's lead says in advance."""
    return part is not None and not part.start <= place.start < part.end, place


def _links(store: Store, claim: str) -> tuple[tuple[str, str, str], ...]:
    iri = expand(claim)
    if iri is None:
        return ()
    found = set()
    for link, direction, other, label in store.lexical(catalogue.find("entities", "links").with_terms(claim=iri)):
        name = class_name(link)
        found.add(("superseded" if name == "supersedes" and direction == "in" else name, curie(other), label))
    return tuple(sorted(found))


def _short(term: str) -> str:
    return curie(term).removeprefix("aikgv:stage-").removeprefix("aikgv:modality-")
