"""From the names in a table to entities: those that the registry knows by exactly this name, and new ones.

Nothing is guessed: a name that two entities of a kind share is reported, and so is what the registry has that is near.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from typing import Final, NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SKOS

from aikg import catalogue
from aikg.identity import UNNAMEABLE, class_iri, curie, language_of, name_key, slug
from aikg.imports.parts import KINDS
from aikg.imports.readings import Unread, plain
from aikg.names import Names
from aikg.search import same
from aikg.stores import Store
from aikg.terms import Triple
from aikg.vocabulary import ID

LONGEST: Final = 120
"""Characters of the longest name; what is longer is a sentence."""
_ODD: Final = re.compile(f"[<>]|{UNNAMEABLE.pattern}")


class Found(NamedTuple):
    """An entity, the name that the table gives it, and what the registry has of that name nearly (CURIEs)."""

    iri: URIRef
    name: str
    new: bool
    near: tuple[str, ...] = ()


class Entities:
    """The entities of a store, and those that a table adds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names = Names().follow(store)
        self._known = {str(node) for (node,) in store.lexical(catalogue.find("entities", "described").text)}
        self._found: dict[tuple[str, tuple[str, ...]], Found | Unread] = {}
        self._new: dict[URIRef, list[Triple]] = {}
        self._added: dict[tuple[str, str], URIRef] = {}

    def new(self, mentioned: Collection[object]) -> list[Triple]:
        """What the registry needs about the new ones among what is mentioned, in order of their IRIs."""
        return [triple for iri in sorted(self._new) if iri in mentioned for triple in self._new[iri]]

    def counts(self, mentioned: Collection[object]) -> dict[str, tuple[int, int]]:
        """For each kind, how many of those mentioned the registry knows, and how many are new."""
        met: dict[str, set[tuple[URIRef, bool]]] = {}
        for found in self._found.values():
            if isinstance(found, Found) and found.iri in mentioned:
                kind = found.iri.removeprefix(str(ID)).partition("/")[0]
                met.setdefault(kind, set()).add((found.iri, found.iri in self._new))
        return {k: (sum(not new for _, new in v), sum(new for _, new in v)) for k, v in sorted(met.items())}

    def find(self, text: str, kinds: Collection[str], definition: str = "") -> Found | Unread:
        """The entity of a name among some kinds; without one a new one of the first kind, if it has a definition."""
        name = plain(text)
        asked = name_key(name), tuple(kinds)
        if asked not in self._found:
            self._found[asked] = self._find(name, tuple(kinds), definition)
        found = self._found[asked]
        return found._replace(name=name) if isinstance(found, Found) else found

    def _find(self, name: str, kinds: tuple[str, ...], definition: str) -> Found | Unread:
        if why := _unfit(name):
            return Unread(why)
        key = name_key(name)
        known = same(self._store, name, kinds)
        if len(known) > 1:
            return Unread(f"it can mean {' or '.join(map(curie, known))}")
        if known:
            return Found(URIRef(known[0]), name, new=False)
        added = next((self._added[kind, key] for kind in kinds if (kind, key) in self._added), None)
        if added is not None:
            return Found(added, name, new=True)
        near = self._near(name, kinds)
        if not definition:
            return Unread("the registry has no such name" + (f"; near: {', '.join(near)}" if near else ""))
        return Found(self._add(name, key, kinds[0], definition), name, new=True, near=near)

    def _near(self, name: str, kinds: Collection[str]) -> tuple[str, ...]:
        """Up to three entities whose names are nearly this one."""
        found = self._names.find(name, 3, {KINDS[kind] for kind in kinds})
        return tuple(curie(near.entity) for near, _ in found)

    def _add(self, name: str, key: str, kind: str, definition: str) -> URIRef:
        iri = ID[f"{KINDS[kind]}/{slug(name)}"]
        if str(iri) in self._known or iri in self._new:  # another name, or another version, of the same letters
            iri = URIRef(f"{iri}-{hashlib.sha256(key.encode()).hexdigest()[:6]}")
        self._added[kind, key] = iri
        self._new[iri] = [
            (iri, RDF.type, class_iri(kind)),
            (iri, SKOS.prefLabel, Literal(name, lang=language_of(name))),
            (iri, SKOS.definition, Literal(definition, lang="en")),
        ]
        return iri


def _unfit(name: str) -> str:
    """Why a text can be no name, or nothing."""
    if not name_key(name) or not slug(name):
        return "no name"
    if name.startswith("="):
        return "a formula of a spreadsheet and no name"
    if _ODD.search(name) or len(name) > LONGEST:
        return "no name: it has markup or invisible characters, or is too long"
    return ""
