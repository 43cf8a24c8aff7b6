"""The W3C Reconciliation API 0.2 over a store: candidates for names, suggestions, and values of properties.

An identifier is the rest of an entity's IRI after the identifier space (`organization/xai`); CURIEs and IRIs are read
as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS, XSD

from aikg import catalogue, matching
from aikg.errors import BadParameter
from aikg.identity import class_name, class_of_kind, curie, expand, is_text, name_key
from aikg.kinds import KINDS
from aikg.matching import Candidate
from aikg.names import Names
from aikg.search import describe, kept, same, search
from aikg.stores import Store
from aikg.terms import Term
from aikg.vocabulary import AIKG, ID, SCHEMA

TYPES: Final = ("Organization", "Model", "Product", "Policy", "Person", "Place", "Concept")
CANDIDATES: Final = 5
MOST: Final = 50
"""Candidates that a query gets, and that it can ask for."""


_IDENTIFIER: Final = re.compile(rf"(?:{'|'.join(KINDS)})/[\w.~%-]+")


class Property(NamedTuple):
    """A property that can be compared or fetched; `things`: its values are entities."""

    id: str
    name: str
    iri: URIRef
    things: bool = True


PROPERTIES: Final = {
    prop.id: prop
    for prop in (
        Property("developedBy", "developed by", AIKG.developedBy),
        Property("basedOn", "based on", AIKG.basedOn),
        Property("runsOn", "runs on", AIKG.runsOn),
        Property("isPartOf", "part of", SCHEMA.isPartOf),
        Property("location", "location", SCHEMA.location),
        Property("issuedBy", "issued by", AIKG.issuedBy),
        Property("releases", "releases", AIKG.releases),
        Property("investsIn", "invests in", AIKG.investsIn),
        Property("potentialInvestorIn", "potential investor in", AIKG.potentialInvestorIn),
        Property("partnerOf", "partner of", AIKG.partnerOf),
        Property("deployedAt", "deployed at", AIKG.deployedAt),
        Property("restricts", "restricts", AIKG.restricts),
        Property("targets", "targets", AIKG.targets),
        Property("prefLabel", "name", SKOS.prefLabel, things=False),
        Property("altLabel", "alias", SKOS.altLabel, things=False),
        Property("definition", "definition", SKOS.definition, things=False),
        Property("exactMatch", "Wikidata", SKOS.exactMatch, things=False),
        Property("identifier", "CURIE", DCTERMS.identifier, things=False),
    )
}
_OF_TYPES: Final = {
    "developedBy": ("Model", "Product"),
    "basedOn": ("Model", "Policy"),
    "runsOn": ("Model",),
    "issuedBy": ("Policy",),
    "releases": ("Organization", "Person"),
    "investsIn": ("Organization", "Person", "Place", "Product"),
    "potentialInvestorIn": ("Organization", "Person", "Place", "Product"),
    "partnerOf": ("Organization", "Person", "Place"),
    "deployedAt": ("Model", "Product"),
    "restricts": ("Organization", "Place"),
    "targets": ("Policy",),
}


class Query(NamedTuple):
    """What is known of the entity that is sought: a name, its types, and (property, its possible values)."""

    text: str = ""
    types: tuple[str, ...] = ()
    limit: int = CANDIDATES
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


def identifier(iri: str) -> str:
    """The identifier of an entity.

    >>> identifier("https://w3id.org/aikg/id/organization/xai")
    'organization/xai'
    """
    return iri.removeprefix(str(ID))


def entity(store: Store, name: str) -> URIRef | None:
    """The entity that an identifier, CURIE or IRI stands for, or that this was merged into; None if there is none."""
    iri = expand(f"{ID}{name}" if _IDENTIFIER.fullmatch(name) else name)
    if iri is None or not iri.startswith(ID):
        return None
    with suppress(BadParameter):  # no store can hold it
        return kept(store, iri)
    return None


def prop(name: str) -> Property:
    """A property by its identifier, CURIE or IRI.

    Raises:
        BadParameter: there is none.
    """
    found = next((p for p in PROPERTIES.values() if name == p.id or expand(name) == p.iri), None)
    if found is None:
        raise BadParameter("properties", f"there is no property {name!r}; there are {', '.join(PROPERTIES)}")
    return found


def candidates(store: Store, query: Query, names: Names) -> list[dict[str, Any]]:
    """The candidates for a query, best first. `match` is true only for the one that is called exactly so.

    A property that an entity has otherwise counts against it; one of which nothing is known does not.
    """
    compared = [(prop(name), values) for name, values in query.properties]
    judged = []
    for one in _found(store, query, names, compared):
        features = dict(_compared(store, one, compared))
        judged.append((one, features, _score(one, features)))
    sure = [one.id for one, features, _ in judged if one.why != "similar" and all(features.values())]
    ranked = sorted(judged, key=lambda found: (found[0].why == "similar", -found[2], found[0].id))[: query.limit]
    return [_as_json(one, features, score, sure == [one.id]) for one, features, score in ranked]


def suggestions(store: Store, prefix: str, cursor: int, types: tuple[str, ...], names: Names) -> list[dict[str, Any]]:
    """Entities whose names begin so or nearly so, after the first `cursor` of them."""
    named = entity(store, prefix) if prefix.strip() else None
    first = [node for node in describe(store, [str(named)] if named else []) if not types or node.type in types]
    hits = [node[:4] for node in first] + [
        (hit.id, hit.label, hit.type, hit.label_zh)
        for hit in search(store, prefix, cursor + 2 * CANDIDATES, types, names)
        if hit.id not in {node.id for node in first}
    ]
    page = hits[cursor : cursor + 2 * CANDIDATES]
    return [
        {"id": identifier(str(expand(id_))), "name": label, "description": zh, "notable": [_type(type_)]}
        for id_, label, type_, zh in page
    ]


def suggested(offered: Iterable[tuple[str, str]], prefix: str, cursor: int) -> list[dict[str, str]]:
    """Types or properties, as (identifier, name), that a prefix fits, after the first `cursor` of them."""
    wanted = name_key(prefix)
    found = [{"id": id_, "name": name} for id_, name in offered if wanted in name_key(id_) or wanted in name_key(name)]
    return found[cursor : cursor + MOST]


def proposals(type_: str) -> list[dict[str, str]]:
    """The properties that entities of a type may have; for no type in particular, all."""
    fitting = (p for p in PROPERTIES.values() if not type_ or type_ in _OF_TYPES.get(p.id, TYPES))
    return [{"id": p.id, "name": p.name} for p in fitting]


def extension(store: Store, ids: Sequence[str], wanted: Mapping[str, int]) -> dict[str, Any]:
    """Values of properties of some entities; `wanted` has the most values of each property (0 = all)."""
    props = [(prop(name), most) for name, most in wanted.items()]
    rows = {}
    for id_ in ids:
        said = _said(store, entity(store, id_))
        rows[id_] = {p.id: _values(store, p, said.get(p.iri, [])[: most or None]) for p, most in props}
    return {"meta": [{"id": p.id, "name": p.name} for p, _ in props], "rows": rows}


def _found(store: Store, query: Query, names: Names, compared: Sequence[Any]) -> list[Candidate]:
    if not query.text.strip():
        return list(_by_values(store, query, compared))
    named = entity(store, query.text)
    text = query.text if named is None else str(named)
    exact = list(matching.exact(store, [text], query.types).get(text, ()))
    known = {one.id for one in exact}
    similar = matching.similar(store, query.text, query.types, query.limit, names) if named is None else ()
    return exact + [one for one in similar if one.id not in known]


def _by_values(store: Store, query: Query, compared: Sequence[tuple[Property, tuple[str, ...]]]) -> Iterator[Candidate]:
    """Without a name: what has a value that is asked for."""
    found: set[str] = set()
    for p, values in compared:
        for value in values if p.things else ():
            for target in _meant(store, value):
                rows = catalogue.find("entities", "with-value").with_terms(property=p.iri, value=URIRef(target))
                found |= {iri for (iri,) in store.lexical(rows)}
    for node in describe(store, sorted(found)):
        if not query.types or node.type in query.types:
            yield Candidate(node.id, node.label, node.label_zh, node.type, node.label, 0.0, "similar")


def _meant(store: Store, value: str) -> set[str]:
    iri = entity(store, value)
    return {str(iri)} if iri is not None else set(same(store, value)) if is_text(value) else set()


def _compared(
    store: Store, one: Candidate, compared: Sequence[tuple[Property, tuple[str, ...]]]
) -> Iterator[tuple[str, bool]]:
    """For each property of which both sides say something, whether they agree."""
    said = _said(store, expand(one.id)) if compared else {}
    for p, values in compared:
        if p.iri not in said or not values:
            continue
        if p.things:
            meant = {target for value in values for target in _meant(store, value)}
            yield p.id, bool(meant & set(map(str, said[p.iri])))
        else:
            yield p.id, bool({name_key(v) for v in values} & {name_key(_plain(v)) for v in said[p.iri]})


def _score(one: Candidate, features: Mapping[str, bool]) -> float:
    """That of the name, and up to 20 more or less for what else is known."""
    agreed = sum(features.values()) / len(features) if features else 0.5
    return round(one.score + 40 * agreed - 20, 1)


def _as_json(one: Candidate, features: Mapping[str, bool], score: float, match: bool) -> dict[str, Any]:
    told = [{"id": "name", "value": round(one.score, 1)}, {"id": "exact", "value": one.why != "similar"}]
    return {
        "id": identifier(str(expand(one.id))),
        "name": one.label,
        "description": one.label_zh,
        "type": [_type(one.type)],
        "score": min(max(score, 0.0), 100.0),
        "match": match,
        "features": told + [{"id": name, "value": value} for name, value in features.items()],
    }


def _type(name: str) -> dict[str, str]:
    return {"id": name, "name": name}


def _said(store: Store, name: URIRef | None) -> dict[Term, list[Term]]:
    """What is said of an entity, by property."""
    said: dict[Term, list[Term]] = {}
    if name is not None:
        said[DCTERMS.identifier] = [name]
        for p, value in store.select(catalogue.find("entities", "properties").with_terms(thing=name)):
            said.setdefault(p, []).append(value)
    return said


def _values(store: Store, p: Property, values: Sequence[Term]) -> list[dict[str, Any]]:
    if not p.things:
        return [_value(value) for value in values]
    nodes = describe(store, sorted({str(value) for value in values if isinstance(value, URIRef)}))
    return [{"id": identifier(node.iri), "name": node.label} for node in nodes]


def _value(value: Term) -> dict[str, Any]:
    if isinstance(value, Literal) and value.datatype == XSD.date:
        return {"date": f"{value}T00:00:00Z"}
    if isinstance(value, Literal) and value.datatype in (XSD.decimal, XSD.integer):
        return {"float": float(value)}
    return {"str": _plain(value)}


def _plain(value: Term) -> str:
    return curie(str(value)) if isinstance(value, URIRef) and value.startswith(ID) else str(value)


def type_of(name: str) -> str:
    """The identifier of a type that is named by it, by its CURIE, its IRI, or the kind of its entities.

    >>> type_of("organization"), type_of("https://schema.org/Person"), type_of("aikg:Model")
    ('Organization', 'Person', 'Model')
    """
    iri = expand(name)
    if iri is not None:
        return class_name(str(iri))
    return class_of_kind(name.lower()) if name.lower() in KINDS else name
