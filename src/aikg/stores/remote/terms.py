"""Terms as the embedded store would give them: servers write the same number and language tag in several ways."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from aikg.terms import Term, from_engine

EngineTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_DOUBLE: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_TRUTH: Final = {"1": "true", "true": "true", "0": "false", "false": "false"}


def value(term: EngineTerm) -> str:
    """The text of a term: what stands in a CSV file."""
    if isinstance(term, ox.Literal):
        return _canonical(term.value, term.datatype.value)
    return str(term) if isinstance(term, ox.Triple) else term.value


def term(found: EngineTerm) -> Term:
    """A term of an answer as rdflib's, in Oxigraph's own spelling."""
    return from_engine(literal(found) if isinstance(found, ox.Literal) else found)


def literal(found: ox.Literal) -> ox.Literal:
    """A literal in Oxigraph's own spelling: language tags in small letters, 1.50 as 1.5, 007 as 7."""
    if found.language is not None:
        tag = found.language.lower()
        return found if tag == found.language else ox.Literal(found.value, language=tag)
    spelled = _canonical(found.value, found.datatype.value)
    return found if spelled == found.value else ox.Literal(spelled, datatype=found.datatype)


def quad(found: ox.Quad) -> ox.Quad:
    """A quad with its literal spelled so."""
    if not isinstance(found.object, ox.Literal):
        return found
    return ox.Quad(found.subject, found.predicate, literal(found.object), found.graph_name)


def _canonical(text: str, datatype: str) -> str:
    match datatype.removeprefix(_XSD):
        case "boolean":
            return _TRUTH.get(text, text)
        case "integer" if _INTEGER.fullmatch(text) and len(text) < 19:
            return str(int(text))
        case "decimal" if _DECIMAL.fullmatch(text) and len(text) < 19:
            return _plain(Decimal(text))
        case "double" if _DOUBLE.fullmatch(text):
            return _plain(Decimal(repr(float(text)))) if abs(float(text)) != float("inf") else text
        case _:
            return text


def _plain(number: Decimal) -> str:
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
