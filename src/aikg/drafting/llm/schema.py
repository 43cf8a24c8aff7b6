"""The JSON schema of an answer, made of the SHACL shapes and the ontology: what a claim of each class may say.

A new class, property or list of the ontology is in the schema without a line of code.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS, XSD
from rdflib.term import Node

from aikg import resources
from aikg.identity import curie
from aikg.vocabulary import AIKG, PREFIXES

_NOT_ASKED: Final = frozenset(
    "aikg:reportedIn aikg:evidence aikg:sameEventAs aikg:contradicts aikg:supersedes aikg:partOf aikg:rank aikg:ranking"
    " aikg:assertedOn aikg:periodStart aikg:periodEnd aikg:useCase".split()
)
"""Properties that join claims, that are worked out here, or that are words of the model's own."""
_OF_FIGURES: Final = tuple(f"schema:{name}" for name in ("value", "minValue", "maxValue"))
_LISTS: Final = {"aikg:metric": "metrics", "aikg:unit": "units", "aikg:baseline": "baselines"}
_OTHERS: Final = ("rdf:subject", "rdf:predicate", "rdf:object")


class Property(NamedTuple):
    """What a claim may say by one property: `kind` is `entity`, `choice` or `text`; `choices` are CURIEs."""

    name: str
    kind: str
    many: bool
    needed: bool
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name in JSON."""
        prefix, _, local = self.name.partition(":")
        return local if prefix != "rdf" else f"relation_{local}"

    def schema(self) -> dict[str, Any]:
        """Its value in JSON; strict schemas know no optional properties, only ones that may be null."""
        one: dict[str, Any] = {"type": "string"}
        if self.kind == "choice":
            one["enum"] = list(self.choices)
        if self.many:
            return {"type": "array", "items": one}
        if not self.needed:
            return {"anyOf": [one, {"type": "null"}]}
        return one


@cache
def properties() -> dict[str, tuple[Property, ...]]:
    """What claims may say, by class (local name), in a fixed order."""
    ontology, shapes = Graph(), Graph().parse(resources.shapes_file(), format="turtle")
    for path in resources.ontology_files():
        ontology.parse(path, format="turtle")
    below = ontology.transitive_subjects(RDFS.subClassOf, AIKG.Claim)
    classes = sorted({kind for kind in below if isinstance(kind, URIRef)})
    return {
        curie(str(kind)).partition(":")[2]: tuple(_of_class(ontology, shapes, kind))
        for kind in classes
        if str(kind).startswith(PREFIXES["aikg"])
    }


@cache
def schema() -> dict[str, Any]:
    """The schema of a whole answer: the claims of one news item."""
    kinds = [_claim(kind, said) for kind, said in properties().items()]
    return _object({"claims": {"type": "array", "items": {"anyOf": kinds}}})


def _claim(kind: str, said: tuple[Property, ...]) -> dict[str, Any]:
    own = {"type": {"type": "string", "enum": [kind]}, "quotes": {"type": "array", "items": {"type": "string"}}}
    words = {"label": {"type": "string"}} if kind == "Claim" else {}
    return _object(own | words | {prop.key: prop.schema() for prop in said})


def _object(parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def _of_class(ontology: Graph, shapes: Graph, kind: URIRef) -> Iterator[Property]:
    above = {node for node in ontology.transitive_objects(kind, RDFS.subClassOf) if node is not None}
    domains = {prop for domain in above for prop in ontology.subjects(RDFS.domain, domain)}
    ruled = {shapes.value(rule, SH.path) for domain in above for rule in shapes.subjects(SH.targetClass, domain)}
    names = {curie(str(prop)) for prop in (*domains, *ruled) if isinstance(prop, URIRef)}
    asked = {n for n in (*names, *_OF_FIGURES) if n.startswith(("aikg:", "schema:", "rdf:"))} - _NOT_ASKED
    asked |= {"aikg:targets", "aikg:partOf"} if AIKG.PolicyMeasure in above else set()
    for name in sorted(asked, key=lambda n: (n not in _OTHERS, n)):
        yield _property(ontology, shapes, above, name)


def _property(ontology: Graph, shapes: Graph, above: set[Node], name: str) -> Property:
    prefix, _, local = name.partition(":")
    path = URIRef(PREFIXES[prefix] + local)
    rules = [rule for rule in shapes.subjects(SH.path, path) if _holds(shapes, rule, above)]
    least = max((int(str(n)) for rule in rules for n in shapes.objects(rule, SH.minCount)), default=0)
    most = min((int(str(n)) for rule in rules for n in shapes.objects(rule, SH.maxCount)), default=99)
    needs = [rule for rule in rules if (rule, SH.minCount, None) in shapes and (rule, SH.severity, None) not in shapes]
    always = any((rule, SH.targetClass, None) in shapes for rule in needs)
    choices = _choices(ontology, shapes, rules, name)
    kind = "choice" if choices else "entity" if _is_entity(ontology, path) else "text"
    return Property(name, kind, most > 1 and kind == "entity", bool(least) and always, choices)


def _holds(shapes: Graph, rule: Node, above: set[Node]) -> bool:
    """Whether a rule is about a class or one above it, or about whoever has the property."""
    targets = set(shapes.objects(rule, SH.targetClass))
    return bool(targets & above) or (not targets and (rule, SH.targetSubjectsOf, None) in shapes)


def _choices(ontology: Graph, shapes: Graph, rules: list[Node], name: str) -> tuple[str, ...]:
    lists = [(rule, set(Collection(shapes, first))) for rule in rules for first in shapes.objects(rule, SH["in"])]
    of_class = [listed for rule, listed in lists if (rule, SH.targetClass, None) in shapes]
    if lists:
        allowed = set.intersection(*of_class) if of_class else max((listed for _, listed in lists), key=len)
        return tuple(sorted(curie(str(term)) for term in allowed))
    scheme = URIRef(PREFIXES["aikgv"] + _LISTS[name]) if name in _LISTS else None
    members = ontology.subjects(SKOS.inScheme, scheme) if scheme else ()
    return tuple(sorted(curie(str(member)) for member in members))


def _is_entity(ontology: Graph, path: URIRef) -> bool:
    if curie(str(path)) in _OTHERS:
        return True
    return (path, RDF.type, OWL.ObjectProperty) in ontology and (path, RDFS.range, XSD.string) not in ontology
