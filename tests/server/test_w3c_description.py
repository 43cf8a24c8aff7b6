"""W3C service description tests: what a bare GET of the endpoint gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from server_process import Server

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture
def description(server: Server) -> Graph:
    return Graph().parse(data=server.http.get("/sparql").text, format="turtle")


def test_no_test_is_forgotten(w3c: Path) -> None:
    manifest = Graph().parse(w3c / "service-description" / "manifest.ttl")
    entries = Collection(manifest, manifest.value(manifest.value(None, RDF.type, MF.Manifest), MF.entries))
    names = [str(entry).rpartition("#")[2].replace("-", "_") for entry in entries]
    assert all(f"test_{name}" in globals() for name in names)
    assert len(names) == 3


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("*/*", "turtle"),
    ],
)
def test_returns_rdf(accept: str, format_: str, server: Server) -> None:
    response = server.http.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    assert accept == "*/*" or response.headers["content-type"].startswith(accept)
    assert len(Graph().parse(data=response.text, format=format_)) > 10


def test_has_endpoint_triple(server: Server, description: Graph) -> None:
    assert list(description.objects(None, SD.endpoint)) == [URIRef(f"{server.url}/sparql")]


def test_conforms_to_schema(description: Graph) -> None:
    """Domains and ranges of the service description vocabulary, and what a service must have."""
    service = description.value(None, RDF.type, SD.Service)
    assert description.value(service, SD.endpoint) is not None
    for language in description.objects(service, SD.supportedLanguage):
        assert language in (SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update)
    features = {
        SD.DereferencesURIs, SD.UnionDefaultGraph, SD.RequiresDataset, SD.EmptyGraphs, SD.BasicFederatedQuery,
    }  # fmt: skip
    assert set(description.objects(service, SD.feature)) <= features
    for property_ in (SD.resultFormat, SD.inputFormat):
        formats = list(description.objects(service, property_))
        assert formats
        assert all(str(name).startswith("http://www.w3.org/ns/formats/") for name in formats)
    dataset = description.value(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in description
    assert (description.value(dataset, SD.defaultGraph), RDF.type, SD.Graph) in description
