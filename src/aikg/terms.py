"""Between rdflib's terms, which aikg speaks, and Oxigraph's, which the engine and the parsers speak.

Only this module, `formats` and `stores` know the engine's types.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

from aikg.errors import BadRequest

# Of a literal that is none of its datatype rdflib tells in a traceback on stderr; validation tells it in words.
logging.getLogger("rdflib.term").addHandler(logging.NullHandler())

Term = URIRef | Literal | BNode
Triple = tuple[Term, Term, Term]
Quad = tuple[Term, Term, Term, URIRef | None]

EngineTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_KEPT: Final = 2**16
"""IRIs that are kept: those of one graph come again and again, and cost more to check and make than to look up."""


def from_engine(term: EngineTerm) -> Term:
    """An Oxigraph term as rdflib's. A plain string stays plain: xsd:string is not spelled out.

    Raises:
        BadRequest: a triple term; the graph is plain RDF 1.1.
    """
    if isinstance(term, ox.NamedNode):
        return _iri(term.value)
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        if term.language is not None:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=None if datatype == _XSD_STRING else _iri(datatype), normalize=False)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise BadRequest(f"triple terms are not used here (plain RDF 1.1): {term}")


def to_engine(term: Identifier) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """An rdflib term as Oxigraph's.

    Raises:
        BadRequest: an IRI, language tag or text that is not well-formed.
    """
    try:
        if isinstance(term, Literal):
            if term.language:
                return ox.Literal(str(term), language=term.language)
            if str(term.datatype) == _LANG_STRING:  # the engine takes it, and no parser reads it back
                raise ValueError("rdf:langString needs a language")  # noqa: TRY301
            return ox.Literal(str(term), datatype=_node(str(term.datatype or _XSD_STRING)))
        if isinstance(term, BNode):
            return ox.BlankNode(str(term))
        return _node(str(term))
    except ValueError as error:
        raise BadRequest(f"not a well-formed RDF term: {term!r} ({error})") from error


@lru_cache(_KEPT)
def _iri(iri: str) -> URIRef:
    return URIRef(iri)


@lru_cache(_KEPT)
def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
