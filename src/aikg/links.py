"""What a curator says of two claims: they contradict each other, report one event, or one takes the other's place."""

from __future__ import annotations

from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from aikg import catalogue
from aikg.errors import BadRequest, NotFound
from aikg.identity import curie, is_text, language_of
from aikg.kinds import LINK_KINDS
from aikg.rewriting import Edits
from aikg.stores import Store
from aikg.terms import Quad
from aikg.vocabulary import AIKG, LINKS_GRAPH

KINDS: Final = {name: AIKG[name] for name in LINK_KINDS}
LONGEST: Final = 500
"""Characters of a note."""


def link(store: Store, claim: URIRef, kind: str, other: URIRef, *, note: str = "", agent: str) -> bool:
    """Join two claims, at once. False if they are joined so already, and nothing is written.

    Raises:
        NotFound: one of them is no claim.
        BadRequest: both are one, the kind is none of KINDS, or the note no text; or the other one supersedes this one,
            itself or through others.
    """
    prop = _checked(store, claim, kind, other)
    if not is_text(note) or len(note) > LONGEST:
        raise BadRequest(f"a note is text of at most {LONGEST} characters")
    there = _between(store, claim, other)
    if (claim, prop, other, LINKS_GRAPH) in there:
        return False
    if kind == "supersedes" and str(claim) in _older(store, other):
        raise BadRequest(
            f"{curie(other)} supersedes {curie(claim)} already, itself or through others; if it is the other way "
            "round, `aikg unlink` that first"
        )
    change = Edits()
    change.put(_stated(claim, kind, other))
    if note.strip():
        change.put([(claim, RDFS.comment, Literal(note.strip(), lang=language_of(note)), LINKS_GRAPH)])
    change.log({claim: "replaced"}, agent, f"linked: {kind} {curie(other)}")
    change.apply(store)
    return True


def unlink(store: Store, claim: URIRef, kind: str, other: URIRef, *, agent: str) -> None:
    """Take a link away, and the notes of a claim that has no other one.

    Raises:
        NotFound: they are not linked so.
    """
    _checked(store, claim, kind, other)
    stated = [quad for quad in _stated(claim, kind, other) if quad in _between(store, claim, other)]
    if not stated:
        links = sorted(f"{curie(s)} {curie(p)} {curie(str(o))}" for s, p, o, _ in _between(store, claim, other))
        raise NotFound("link", f"{curie(claim)} {kind} {curie(other)}", links)
    change = Edits()
    change.drop(stated)
    for end in (claim, other):
        said = {(end, p, o, LINKS_GRAPH) for p, o in _said(store, end)}
        if not any(p in KINDS.values() for _, p, _, _ in said - set(stated)):
            change.drop(quad for quad in said if quad[1] == RDFS.comment)
    change.log({claim: "replaced"}, agent, f"unlinked: {kind} {curie(other)}")
    change.apply(store)


def _checked(store: Store, claim: URIRef, kind: str, other: URIRef) -> URIRef:
    if kind not in KINDS:
        raise BadRequest(f"{kind!r} is no link between claims; there are {', '.join(KINDS)}")
    for end in (claim, other):
        rows = store.lexical(catalogue.find("conflicts", "facts").with_values("claim", [end]))
        if not any(prop == str(AIKG.reportedIn) for _, prop, _ in rows):
            raise NotFound("claim", curie(end))
    if claim == other:
        raise BadRequest(f"{curie(claim)} is one claim; a link joins two")
    return KINDS[kind]


def _stated(claim: URIRef, kind: str, other: URIRef) -> list[Quad]:
    """A link as it is written: both directions where it has none."""
    forward: Quad = (claim, KINDS[kind], other, LINKS_GRAPH)
    return [forward] if kind == "supersedes" else [forward, (other, KINDS[kind], claim, LINKS_GRAPH)]


def _between(store: Store, claim: URIRef, other: URIRef) -> set[Quad]:
    """The links that there are between two claims, in both directions."""
    ends = ((claim, other), (other, claim))
    return {(s, p, o, LINKS_GRAPH) for s, far in ends for p, o in _said(store, s) if o == far and p in KINDS.values()}


def _older(store: Store, claim: URIRef) -> set[str]:
    """What a claim supersedes, directly and through others."""
    return {older for *_, older in store.lexical(catalogue.find("entities", "superseded").with_values("node", [claim]))}


def _said(store: Store, claim: URIRef) -> list[tuple[URIRef, URIRef | Literal]]:
    """What the graph of links says of a claim."""
    text = catalogue.find("entities", "described-in").with_terms(graph=LINKS_GRAPH, thing=claim)
    return list(store.select(text))
