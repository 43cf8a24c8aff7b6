"""Terms as N-Triples writes them, and what a graph is made of. Text is made here, so it holds nothing to escape."""

from __future__ import annotations

from typing import Final, NamedTuple

NS: Final = "https://w3id.org/aikg/ns#"
VOCAB: Final = "https://w3id.org/aikg/vocab/"
BASE: Final = "https://w3id.org/aikg/"
PREFIXES: Final = {
    "aikg": NS,
    "aikgv": VOCAB,
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Node(NamedTuple):
    """A subject and what is said of it: each line is a predicate and an object."""

    subject: str
    lines: list[str]


class Graph(NamedTuple):
    """A named graph, or a part of one."""

    name: str
    nodes: list[Node]


def iri(curie: str) -> str:
    """A prefixed name as a full IRI in angle brackets."""
    prefix, _, local = curie.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def a(curie: str) -> str:
    """The line that says the class of a subject."""
    return f"{RDF_TYPE} {iri(curie)}"


def text(value: str, language: str) -> str:
    """A literal with a language."""
    return f'"{value}"@{language}'


def typed(value: object, datatype: str) -> str:
    """A literal of a datatype of XML Schema, given by its local name."""
    return f'"{value}"^^<{PREFIXES["xsd"]}{datatype}>'


RDF_TYPE: Final = iri("rdf:type")
REGISTRY_GRAPH: Final = f"<{BASE}graph/registry>"
