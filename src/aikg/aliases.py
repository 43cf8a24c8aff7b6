"""Names that an entity has beside its label: adding, taking away, listing. No two entities of a class share one."""

from __future__ import annotations

from typing import Final, NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import SKOS

from aikg import catalogue
from aikg.errors import BadRequest, NotFound, Taken
from aikg.identity import UNNAMEABLE, curie, is_text, language_of, name_key
from aikg.rewriting import Edits
from aikg.search import describe, same
from aikg.stores import Store
from aikg.vocabulary import AIKG, ID, NAMES_GRAPH, REGISTRY_GRAPH

LANGUAGES: Final = ("en", "zh")
LONGEST: Final = 200
"""Characters of an alias: longer ones are sentences."""


class Alias(NamedTuple):
    """A name of an entity. `kind`: prefLabel, altLabel or hiddenLabel; `merged`: the merged entity that brought it."""

    name: str
    language: str
    kind: str
    merged: str = ""


def listed(store: Store, entity: URIRef) -> list[Alias]:
    """All names of an entity, its labels first."""
    found = [
        Alias(str(name), name.language or "", str(prop).rpartition("#")[2], curie(g) if g.startswith(ID) else "")
        for g, prop, name in store.select(catalogue.find("entities", "aliases").with_terms(entity=entity))
    ]
    return sorted(set(found), key=lambda alias: (alias.kind != "prefLabel", alias))


def add(store: Store, entity: URIRef, name: str, language: str | None = None, *, agent: str) -> bool:
    """Let an entity be found by one more name, at once. False if it has it already, and nothing is written.

    Raises:
        Taken: another entity of its class has the name.
        BadRequest: it is no name, its language is none of LANGUAGES, or the thing is no entity.
    """
    key = _checked(entity, name, language)
    alias = Literal(name.strip(), lang=language or language_of(name))
    types = {node.type for node in describe(store, [entity])}
    if not types:
        raise NotFound("entity", curie(entity))
    others = [other for other in same(store, name, tuple(types)) if other != str(entity)]
    if others:
        raise Taken(name, [f"{node.id} ({node.label})" for node in describe(store, others)])
    if any(alias == Literal(a.name, lang=a.language) for a in listed(store, entity)):
        return False
    change = Edits()
    change.put([(entity, SKOS.altLabel, alias, REGISTRY_GRAPH), (entity, AIKG.nameKey, Literal(key), NAMES_GRAPH)])
    change.log({entity: "replaced"}, agent, f"the alias {alias} added")
    change.apply(store)
    return True


def remove(store: Store, entity: URIRef, name: str, *, agent: str) -> None:
    """Take an alias away, in whatever language it is; a label stays.

    Raises:
        NotFound: the entity has no such alias; candidates are those that it has.
        BadRequest: it is a label.
    """
    rows = list(store.select(catalogue.find("entities", "aliases").with_terms(entity=entity)))
    wanted = name.strip()
    gone = [(entity, prop, alias, graph) for graph, prop, alias in rows if str(alias) == wanted]
    if any(prop == SKOS.prefLabel for _, prop, _, _ in gone):
        raise BadRequest(f"{wanted!r} is the label of {curie(entity)}, not an alias; change its skos:prefLabel instead")
    if not gone:
        known = sorted({str(alias) for _, prop, alias in rows if prop != SKOS.prefLabel})
        raise NotFound(f"alias of {curie(entity)}", wanted, known)
    left = {name_key(str(alias)) for _, _, alias in rows if str(alias) != wanted}
    change = Edits()
    change.drop(gone)
    if (key := name_key(wanted)) not in left:
        change.drop([(entity, AIKG.nameKey, Literal(key), NAMES_GRAPH)])
    change.log({entity: "replaced"}, agent, f"the alias {wanted} removed")
    change.apply(store)


def _checked(entity: URIRef, name: str, language: str | None) -> str:
    """The key of a name that can be an alias."""
    if not entity.startswith(ID):
        raise BadRequest(f"{curie(entity)} is no entity of the registry, so it has no aliases")
    if not is_text(name) or UNNAMEABLE.search(name):
        raise BadRequest(f"an alias is text without control characters: {name!r}")
    if len(name) > LONGEST:
        raise BadRequest(f"an alias has at most {LONGEST} characters; this has {len(name)}")
    if language is not None and language not in LANGUAGES:
        raise BadRequest(f"{language!r} is none of the languages of names: {', '.join(LANGUAGES)}")
    key = name_key(name)
    if not key:
        raise BadRequest(f"{name!r} is no name: it has neither letters nor digits")
    return key
