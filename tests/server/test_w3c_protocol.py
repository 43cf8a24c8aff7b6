"""W3C SPARQL 1.1 Protocol tests: each request of each test of the manifest, sent over HTTP as it is written there."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.collection import Collection
from server_process import TOKEN, Server

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")

NAMES = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]

FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "RDF": ("application/rdf+xml", "text/turtle", "application/n-triples"),
}


@pytest.fixture(scope="module")
def manifest(w3c: Path) -> Graph:
    return Graph().parse(w3c / "protocol" / "manifest.ttl")


def test_no_test_is_forgotten(manifest: Graph) -> None:
    entries = Collection(manifest, manifest.value(manifest.value(None, RDF.type, MF.Manifest), MF.entries))
    assert [str(entry).rpartition("#")[2] for entry in entries] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_protocol(name: str, manifest: Graph, w3c: Path, w3c_server: Server) -> None:
    test = next(s for s in manifest.subjects(RDF.type, MF.ProtocolTest) if str(s).endswith(f"#{name}"))
    for data in manifest.objects(test, UT.graphData):
        file = Path(str(manifest.value(data, UT.graph))).name
        graph = quote(str(manifest.value(data, RDFS.label)), safe="")
        text = (w3c / "protocol" / file).read_text()
        assert w3c_server.http.put(
            f"/store?graph={graph}", content=text, headers={"Content-Type": "text/turtle"}
        ).is_success
    requests = list(Collection(manifest, manifest.value(manifest.value(test, MF.action), HT.requests)))
    assert requests
    for request in requests:
        check(manifest, manifest.value(request, HT.resp), send(manifest, request, w3c_server))


def send(manifest: Graph, request: Any, server: Server) -> Any:
    headers = {}
    for header in Collection(manifest, manifest.value(request, HT.headers) or RDF.nil):
        headers[str(manifest.value(header, HT.fieldName))] = str(manifest.value(header, HT.fieldValue))
    body = manifest.value(request, HT.body)
    content = None
    if body is not None:
        content = str(manifest.value(body, CNT.chars)).encode(str(manifest.value(body, CNT.characterEncoding)))
    path = str(manifest.value(request, HT.absolutePath))
    return server.http.request(str(manifest.value(request, HT.methodName)), path, content=content, headers=headers)


def check(manifest: Graph, expected: Any, response: Any) -> None:
    statuses = {str(status)[-3] for status in manifest.objects(expected, MF.expectedStatus)}
    assert str(response.status_code)[0] in statuses, response.text
    wanted = manifest.value(expected, MF.expectedFormat)
    if wanted is not None:
        assert response.headers["content-type"].partition(";")[0] in FORMATS[str(wanted)]
    boolean = manifest.value(expected, MF.expectedBoolean)
    if boolean is not None:
        assert response.json()["boolean"] is boolean.toPython()


def test_updates_of_these_tests_need_the_token(w3c_server: Server) -> None:
    for content, kind in ((b"CLEAR ALL", "application/sparql-update"), (b"update=CLEAR+ALL", None)):
        headers = {"Content-Type": kind or "application/x-www-form-urlencoded", "Authorization": "Bearer wrong"}
        assert w3c_server.http.post("/sparql/", content=content, headers=headers).status_code == 401
    assert TOKEN not in w3c_server.log.read_text()
