"""Prefixes and terms. A name that the ontology lacks raises AttributeError; a test compares both."""

from __future__ import annotations

from typing import Final

from rdflib import URIRef
from rdflib.namespace import DefinedNamespace, Namespace

PREFIXES: Final[dict[str, str]] = {
    "aikg": "https://w3id.org/aikg/ns#",
    "aikgv": "https://w3id.org/aikg/vocab/",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

BASE: Final = "https://w3id.org/aikg/"
"""What relative IRIs of a query or an update are resolved against."""

ID: Final = Namespace("https://w3id.org/aikg/id/")
ARTICLE: Final = Namespace("https://w3id.org/aikg/article/")
ITEM: Final = Namespace("https://w3id.org/aikg/item/")
GRAPH: Final = Namespace("https://w3id.org/aikg/graph/")
RUN: Final = Namespace("https://w3id.org/aikg/run/")
AGENT: Final = Namespace("https://w3id.org/aikg/agent/")
LOG: Final = Namespace("https://w3id.org/aikg/log/")
SCHEMA: Final = Namespace(PREFIXES["schema"])
"""schema.org with https, as this graph writes it (rdflib's own SDO checks names against a dated list)."""

ONTOLOGY_GRAPH: Final = GRAPH["ontology"]
REGISTRY_GRAPH: Final = GRAPH["registry"]
LINKS_GRAPH: Final = GRAPH["links"]
NAMES_GRAPH: Final = GRAPH["names"]
META_GRAPH: Final = GRAPH["meta"]
LOG_GRAPH: Final = GRAPH["log"]
AS_WRITTEN_GRAPH: Final = GRAPH["as-written"]
"""What was written before a merger rewrote it, so that the merger can be undone."""


UNDECIDED: Final = URIRef(f"{PREFIXES['aikgv']}undecided")
"""What a draft writes where a person has to decide. No list has it, so that the gate refuses it."""


class AIKG(DefinedNamespace):
    """The terms of ontology/aikg.ttl."""

    _NS = Namespace(PREFIXES["aikg"])
    _fail = True

    # classes
    Organization: URIRef
    Model: URIRef
    Product: URIRef
    Policy: URIRef
    NewsItem: URIRef
    Claim: URIRef
    Relation: URIRef
    Observation: URIRef
    Forecast: URIRef
    Release: URIRef
    FundingRound: URIRef
    Investment: URIRef
    Partnership: URIRef
    Deployment: URIRef
    PolicyMeasure: URIRef
    Edge: URIRef

    # qualifiers of any claim
    reportedIn: URIRef
    subject: URIRef
    agent: URIRef
    stage: URIRef
    modality: URIRef
    claimedBy: URIRef
    assertedOn: URIRef
    periodStart: URIRef
    periodEnd: URIRef
    period: URIRef
    evidence: URIRef
    partOf: URIRef
    sameEventAs: URIRef
    contradicts: URIRef
    supersedes: URIRef

    # numbers
    metric: URIRef
    unit: URIRef
    bound: URIRef
    valueText: URIRef
    change: URIRef
    changeUnit: URIRef
    baseline: URIRef
    rank: URIRef
    ranking: URIRef

    # roles
    investee: URIRef
    investor: URIRef
    useOfFunds: URIRef
    partner: URIRef
    site: URIRef
    useCase: URIRef
    measureKind: URIRef
    horizon: URIRef

    # edges
    developedBy: URIRef
    basedOn: URIRef
    runsOn: URIRef
    issuedBy: URIRef
    targets: URIRef
    restricts: URIRef
    releases: URIRef
    partnerOf: URIRef
    investsIn: URIRef
    potentialInvestorIn: URIRef
    coInvestorWith: URIRef
    deployedAt: URIRef

    # names
    nameKey: URIRef
