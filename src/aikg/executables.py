"""The catalogue as RDF, for editors that offer example queries (SIB's convention: sh:SPARQLExecutable)."""

from __future__ import annotations

from rdflib import Graph, Literal, Namespace
from rdflib.namespace import RDF, RDFS, SH

from aikg import catalogue
from aikg.vocabulary import PREFIXES, SCHEMA

QUERY = Namespace("https://w3id.org/aikg/query/")


def executables() -> Graph:
    """Every question and view as a sh:SPARQLSelectExecutable with summary, keywords and its SPARQL.

    A parameter stays the variable that it is in the file, and so means "any": the queries run as they stand.

    Source: https://github.com/sib-swiss/sparql-examples
    """
    graph = Graph()
    for prefix in ("rdfs", "schema", "sh"):
        graph.bind(prefix, PREFIXES[prefix])
    for query in (*catalogue.folder("questions").values(), *catalogue.folder("views").values()):
        node = QUERY[f"{query.folder}/{query.name}"]
        graph.add((node, RDF.type, SH.SPARQLExecutable))
        graph.add((node, RDF.type, SH.SPARQLSelectExecutable))
        graph.add((node, RDFS.label, Literal(query.name)))
        graph.add((node, RDFS.comment, Literal(query.summary, lang="en")))
        graph.add((node, SH.select, Literal(query.text)))
        for tag in query.tags:
            graph.add((node, SCHEMA.keywords, Literal(tag)))
    return graph
