"""Who changed what, and when (PROV), in a graph of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS, XSD

from aikg.terms import Quad
from aikg.vocabulary import BASE, LOG_GRAPH, SCHEMA


def entry(label: str, about: Iterable[URIRef], by: str = "") -> list[Quad]:
    """The record of one change, which begins and ends now."""
    run = URIRef(f"{BASE}run/{uuid.uuid4().hex}")
    now = Literal(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD.dateTime)
    lines: list[Quad] = [
        (run, RDF.type, PROV.Activity, LOG_GRAPH),
        (run, RDFS.label, Literal(label, lang="en"), LOG_GRAPH),
        (run, PROV.endedAtTime, now, LOG_GRAPH),
        *((run, PROV.used, thing, LOG_GRAPH) for thing in about),
    ]
    return [*lines, (run, SCHEMA.agent, Literal(by), LOG_GRAPH)] if by else lines
