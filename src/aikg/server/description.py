"""What this service is: the SPARQL service description, and VoID for the data."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, VOID, XSD
from starlette.requests import Request
from starlette.responses import Response

from aikg import formats
from aikg.server import answers, media, responses
from aikg.server.cache import Kept
from aikg.server.core import core
from aikg.server.routes import add
from aikg.terms import Quad
from aikg.vocabulary import BASE, PREFIXES

router = APIRouter(tags=["Description"])

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
_OFFERED: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "TriG",
)
_READ: Final = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG")
_LICENCE: Final = URIRef("https://creativecommons.org/licenses/by/4.0/")


async def service(request: Request) -> Response:
    """The service description, in the format that the client prefers."""
    here = core(request)
    graph = Graph()
    endpoint = _endpoint(request)
    own, dataset, default = (URIRef(f"{endpoint}#{name}") for name in ("service", "dataset", "default-graph"))
    graph.add((own, RDF.type, SD.Service))
    graph.add((own, SD.endpoint, endpoint))
    languages = [SD.SPARQL11Query] + ([SD.SPARQL11Update] if here.serving.token else [])
    for language in languages:
        graph.add((own, SD.supportedLanguage, language))
    graph.add((own, SD.feature, SD.UnionDefaultGraph))
    if here.serving.allowed_services:
        graph.add((own, SD.feature, SD.BasicFederatedQuery))
    for name in _OFFERED:
        graph.add((own, SD.resultFormat, _FORMATS[name]))
    for name in _READ if here.serving.token else ():
        graph.add((own, SD.inputFormat, _FORMATS[name]))
    graph.add((own, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    return await _response(request, graph)


async def void(request: Request) -> Response:
    """VoID: what the data is, how much of it there is, and where it is served."""
    here = core(request)
    facts = await here.facts(count=True)
    graph = Graph()
    own = URIRef(f"{BASE}#dataset")
    root = _root(request)
    graph.add((own, RDF.type, VOID.Dataset))
    graph.add((own, DCTERMS.title, Literal("AI-industry news as a knowledge graph", lang="en")))
    graph.add((own, DCTERMS.title, Literal("人工智能行业新闻知识图谱", lang="zh")))
    graph.add((own, DCTERMS.license, _LICENCE))
    graph.add((own, VOID.sparqlEndpoint, _endpoint(request)))
    graph.add((own, FOAF.homepage, URIRef(f"{root}/")))
    graph.add((own, VOID.triples, Literal(str(facts["quads"]), datatype=XSD.integer)))
    graph.add((own, VOID.uriSpace, Literal(BASE)))
    graph.add((own, VOID.exampleResource, URIRef(f"{BASE}id/organization/xai")))
    for prefix in ("aikg", "dcterms", "oa", "prov", "schema", "skos"):
        graph.add((own, VOID.vocabulary, URIRef(PREFIXES[prefix])))
    for known in formats.RDF_FORMATS.values():
        if known.name in media.TRIPLES:
            graph.add((own, VOID.feature, _FORMATS[_READ[list(media.TRIPLES).index(known.name)]]))
    return await _response(request, graph)


async def _response(request: Request, graph: Graph) -> Response:
    chosen = media.choose(request.headers.get("accept"), media.TRIPLES)
    if chosen is None:
        raise media.not_acceptable(media.TRIPLES)
    version = await core(request).version()
    tag = answers.etag(version, answers.digest(chosen, str(request.url)))
    if responses.matches(request, tag):
        return responses.not_modified(version, tag)
    found = core(request).cache.get(version, tag) or _serialized(graph, chosen)
    core(request).cache.put(version, tag, answer=found)
    return responses.kept(found, version, tag, None)


def _serialized(graph: Graph, chosen: str) -> Kept:
    quads: list[Quad] = sorted((s, p, o, None) for s, p, o in graph)  # type: ignore[misc]
    prefixes = {name: PREFIXES[name] for name in ("dcterms", "xsd")} | {"sd": str(SD), "void": str(VOID)}
    return Kept(chosen, formats.serialize(quads, formats.named(chosen), prefixes), cut=False)


def _root(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _endpoint(request: Request) -> URIRef:
    return URIRef(f"{_root(request)}/sparql")


add(router, "/.well-known/void", void, ["GET", "HEAD"])
