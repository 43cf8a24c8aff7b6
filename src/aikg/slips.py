"""Slips of the pen that no shape can see: names that nobody has described, and literals that are not what they say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, XSD
from rdflib.term import Node

from aikg import resources
from aikg.evidence import numerals
from aikg.evidence.numerals import said
from aikg.identity import UNSEEN, curie
from aikg.terms import Term, Triple
from aikg.validation import Finding
from aikg.vocabulary import AIKG, BASE, ID, PREFIXES, SCHEMA, UNDECIDED

_VOCABULARY = PREFIXES["aikgv"]
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_WELL_FORMED = {
    XSD.date: "2026-05-01",
    XSD.dateTime: "2026-05-01T12:00:00Z",
    XSD.decimal: "5000000.0",
    XSD.integer: "3",
}
_MULTIPLIER = URIRef("http://qudt.org/schema/qudt/conversionMultiplier")
_NUMBERS = frozenset({SCHEMA.value, SCHEMA.minValue, SCHEMA.maxValue, AIKG.change})
_STANDARDS = {str(namespace): namespace for namespace in (DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS)}


def findings(triples: list[Triple], described: set[Node], known: Callable[[], list[str]]) -> Iterator[Finding]:
    """What is wrong with the triples of a graph, given everything that is described.

    `known` gives the names of all entities, for "did you mean"; it is called only when one is unknown.
    """
    yield from _strangers(triples, described, known)
    yield from _misspelt_standards(triples)
    yield from _malformed(triples)
    yield from _misread_figures(triples)
    yield from _out_of_place(triples)
    yield from _unfinished(triples)


def _strangers(triples: list[Triple], described: set[Node], known: Callable[[], list[str]]) -> Iterator[Finding]:
    """Terms, concepts and entities that nobody has described: nearly always a slip of the pen."""
    terms = AIKG.__annotations__
    for nobody in sorted({s for s, _, _ in triples if isinstance(s, URIRef) and s.startswith(str(ID))} - described):
        cure = _nearest(curie(nobody), known(), "say what it is, such as `a aikg:Organization`")
        message = f"Nothing says what {curie(nobody)} is: {cure}"
        yield _stranger("unknown-entity", nobody, RDF.type, nobody, message)
    for subject, predicate, value in triples:
        for term in (subject, predicate, value):
            if isinstance(term, URIRef) and term.startswith("file:"):
                message = "A relative IRI says nothing outside its file: write the IRI in full or with a prefix."
                yield _stranger("relative-iri", subject, predicate, term, message)
        for term in (predicate, value):
            name = str(term).removeprefix(PREFIXES["aikg"])
            if isinstance(term, URIRef) and name != str(term) and name not in terms:
                cure = _nearest(
                    f"aikg:{name}", [f"aikg:{t}" for t in terms], "see ontology/aikg.ttl for the terms there are"
                )
                yield _stranger(
                    "unknown-term", subject, predicate, term, f"The ontology has no term aikg:{name}: {cure}"
                )
        if value == UNDECIDED:
            message = (
                f"The draft leaves {curie(predicate)} open: put what the text says in the place of aikgv:undecided; "
                "where a value stands beside it, take aikgv:undecided out if the value is right."
            )
            yield _stranger("undecided", subject, predicate, value, message)
        else:
            yield from _nobody(subject, predicate, value, described, known)


def _nobody(
    subject: Term, predicate: Term, value: Term, described: set[Node], known: Callable[[], list[str]]
) -> Iterator[Finding]:
    """A value that names what nothing describes, or nothing of this graph."""
    if not isinstance(value, URIRef) or value in described:
        return
    if not value.startswith(BASE) and _of_ours(predicate):
        message = (
            f"<{value}> is no name of this graph: describe who or what is meant in the registry "
            "(https://w3id.org/aikg/id/…), with skos:exactMatch to its Wikidata entity, and name that."
        )
        yield _stranger("foreign-entity", subject, predicate, value, message)
    elif value.startswith(_VOCABULARY):
        cure = _nearest(curie(value), known(), "add the concept to ontology/vocab.ttl")
        message = f"No list has the concept {curie(value)}: {cure}"
        yield _stranger("unknown-concept", subject, predicate, value, message)
    elif value.startswith(str(ID)):
        cure = _nearest(curie(value), known(), "describe it in the registry (data/registry.trig)")
        yield _stranger("unknown-entity", subject, predicate, value, f"The registry has no {curie(value)}: {cure}")


def _of_ours(predicate: Term) -> bool:
    """Whether a property joins things of this graph only."""
    return predicate.startswith(PREFIXES["aikg"]) or predicate in (RDF.subject, RDF.object)


def _misspelt_standards(triples: list[Triple]) -> Iterator[Finding]:
    """Terms that their vocabulary, such as schema.org, has not; a warning, as the list at hand may be older."""
    for subject, predicate, value in triples:
        for term in (predicate, value) if predicate == RDF.type else (predicate,):
            if message := _misspelt(str(term)):
                yield _stranger("unknown-term", subject, predicate, term, message)._replace(severity="warning")


@lru_cache(1024)
def _misspelt(term: str) -> str:
    """What is wrong with the name of a term of a standard vocabulary; the same few stand in nearly every triple."""
    name = curie(term)
    prefix, _, local = name.partition(":")
    namespace = _STANDARDS.get(PREFIXES.get(prefix, ""))
    if namespace is None or term in namespace:
        return ""
    terms = [f"{prefix}:{other}" for other in namespace.__annotations__]
    return f"{prefix}: has no term {local}: {_nearest(name, terms, 'see its documentation.')}"


def _malformed(triples: list[Triple]) -> Iterator[Finding]:
    """Literals that are none of their datatype, such as a 13th month, which engines keep and cannot compare; and texts
    with characters that nobody sees, or with none.
    """
    for subject, predicate, value in triples:
        if isinstance(value, Literal) and (unseen := UNSEEN.search(value)):
            names = (curie(str(subject)), curie(str(predicate)), f"U+{ord(unseen[0]):04X}")
            message = f"The text holds {names[-1]}, a character that nobody sees: take it out."
            yield Finding("violation", message, *names, "unseen-character")
        if isinstance(value, Literal) and not value.strip():
            names = (curie(str(subject)), curie(str(predicate)), repr(str(value)))
            yield Finding("violation", "The text is empty: write it, or take it out.", *names, "empty-text")
        if not isinstance(value, Literal) or value.datatype is None:
            continue
        odd = value.datatype == XSD.decimal and not _DECIMAL.fullmatch(value)  # rdflib lets NaN and 1e5 pass
        if odd or value.ill_typed:
            name = curie(value.datatype)
            example = _WELL_FORMED.get(value.datatype)
            cure = f'correct it; a well-formed one is "{example}"^^{name}' if example else "correct it"
            message = f"{str(value)!r} is no {name}: {cure}."
            yield Finding(
                "violation", message, curie(str(subject)), curie(str(predicate)), str(value), "malformed-literal"
            )


@cache
def _multipliers() -> dict[Node, Decimal]:
    """What a unit of the vocabulary multiplies by, such as 10^9 for the gigaFLOP of figures printed in FLOP."""
    units = Graph().parse(resources.ontology_files()[1], format="turtle")
    return {unit: Decimal(str(factor)) for unit, factor in units.subject_objects(_MULTIPLIER)}


def _misread_figures(triples: list[Triple]) -> Iterator[Finding]:
    """Numbers that the figure as printed does not say, such as 3.2e11 for "3.2 trillion"."""
    printed = {s: str(o) for s, p, o in triples if p == AIKG.valueText}
    factors = {s: _multipliers()[o] for s, p, o in triples if p == AIKG.unit and o in _multipliers()}
    for claim, prop, value in triples:
        if prop not in _NUMBERS or claim not in printed or not isinstance(value, Literal):
            continue
        number = str(value)
        if claim in factors and prop != AIKG.change and _DECIMAL.fullmatch(number):
            number = f"{Decimal(number) * factors[claim]:f}"
        if not any(said([], [number]).accounts_for(figure) for figure in numerals(printed[claim])):
            message = (
                f"The figure as printed, {printed[claim]!r}, does not read as {value}: correct the number or "
                "aikg:valueText; if it is right, leave it, this is only a warning."
            )
            yield Finding("warning", message, curie(str(claim)), curie(str(prop)), str(value), "figure-misread")


_PAST: Final[dict[Node, tuple[str, str]]] = {
    SCHEMA.datePublished: ("published", "not-yet-published"),
    PROV.generatedAtTime: ("made", "not-yet-made"),
}


def _out_of_place(triples: list[Triple]) -> Iterator[Finding]:
    """Two entities said to be one, which only a merger makes them; days of the past that have not come."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()  # it is tomorrow already in the east
    for subject, predicate, value in triples:
        if predicate == OWL.sameAs and subject.startswith(BASE):
            message = (
                "owl:sameAs makes nothing one here: join two entities of the graph by `aikg merge A B`; where one is "
                "elsewhere, such as in Wikidata, say skos:exactMatch."
            )
            yield _stranger("same-as", subject, predicate, value, message)
        elif predicate in _PAST and isinstance(value, Literal) and _day(value) > tomorrow:
            what, rule = _PAST[predicate]
            message = f"It is {what} on {value}, a day that has not come: correct the date."
            yield Finding("warning", message, curie(str(subject)), curie(str(predicate)), str(value), rule)


_HOLE: Final = re.compile(r"(?:^|[\s(（])[?？](?=[\s:：,，)）]|$)")


def _unfinished(triples: list[Triple]) -> Iterator[Finding]:
    """Lines of a draft with a question mark in the place of a name, when what was open is settled."""
    undecided = {subject for subject, _, value in triples if value == UNDECIDED}
    for subject, predicate, value in triples:
        if predicate == RDFS.label and subject not in undecided and _HOLE.search(str(value)):
            message = f"The line {str(value)!r} has a question mark where a name should stand: write the name."
            yield Finding("warning", message, curie(str(subject)), curie(str(predicate)), str(value), "label-with-hole")


def _day(literal: Literal) -> date:
    """The day of a date or a time; the first of all for what is neither."""
    day = literal.toPython()
    return day.date() if isinstance(day, datetime) else day if isinstance(day, date) else date.min


def _nearest(name: str, known: list[str], otherwise: str) -> str:
    prefix, _, local = name.partition(":")
    names: dict[str, list[str]] = defaultdict(list)
    for other in known:  # without prefixes, which would make all of a kind alike
        names[other.partition(":")[2]].append(other)
    close = [other for match in get_close_matches(local, names, n=3, cutoff=0.75) for other in names[match]]
    nearest = sorted(close, key=lambda other: not other.startswith(f"{prefix}:"))[:3]
    return f"did you mean {' or '.join(nearest)}? Else {otherwise}" if nearest else otherwise


def _stranger(rule: str, focus: Term, path: Term, value: Term, message: str) -> Finding:
    return Finding("violation", message, curie(str(focus)), curie(str(path)), curie(str(value)), rule)
