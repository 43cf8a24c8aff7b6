"""W3C Graph Store Protocol tests: the request and response texts of the manifest, read and sent in its order.

Four texts of the manifest cannot be right as they stand; what is changed in them is in `REPAIRS`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from server_process import Server

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")

NAMES = [
    "put__initial_state",
    "get_of_put__initial_state",
    "put__graph_already_in_store",
    "get_of_put__graph_already_in_store",
    "put__default_graph",
    "get_of_put__default_graph",
    "delete__existing_graph",
    "get_of_delete__existing_graph",
    "delete__nonexistent_graph",
    "post__existing_graph",
    "get_of_post__existing_graph",
    "post__multipart_formdata",
    "get_of_post__multipart_formdata",
    "post__create__new_graph",
    "get_of_post__create__new_graph",
    "get_of_post__after_noop",
    "head_on_an_existing_graph",
    "head_on_a_nonexisting_graph",
]

REPAIRS = {
    # Turtle without its last full stop
    "post__existing_graph": (('foaf:name "Jane Doe"', 'foaf:name "Jane Doe" .'),),
    "post__multipart_formdata": (
        ('foaf:familyName "Doe"', 'foaf:familyName "Doe" .'),
        ('foaf:givenName "Jane"', 'foaf:givenName "Jane" .'),
    ),
    # the graph held Jane's card by then, and her name had just been posted
    "get_of_post__existing_graph": (
        ('v:fn "John Doe"', 'v:fn "Jane Doe"'),
        ("a foaf:Person;", 'a foaf:Person; foaf:name "Jane Doe";'),
    ),
}


class Exchange(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    body: str
    status: int
    expected_headers: dict[str, str]
    expected_body: str


@pytest.fixture(scope="module")
def manifest(w3c: Path) -> Graph:
    return Graph().parse(w3c / "http-rdf-update" / "manifest.ttl")


@pytest.fixture(scope="module")
def server(w3c_server: Server) -> Server:
    turtle = {"Content-Type": "text/turtle"}
    # The manifest begins with an empty default graph, and deletes a graph that no test of it made.
    assert w3c_server.http.delete("/store?default").is_success
    assert w3c_server.http.put("/store/person/2.ttl", content="<a:s> <a:p> 1 .", headers=turtle).status_code == 201
    return w3c_server


@pytest.fixture(scope="module")
def places() -> dict[str, str]:
    """Where the graph is that the server named itself."""
    return {}


def exchange(name: str, text: str, server: Server, places: dict[str, str]) -> Exchange:
    for old, new in REPAIRS.get(name, ()):
        assert old in text
        text = text.replace(old, new, 1)
    text = text.replace("http://$HOST$/$GRAPHSTORE$", f"{server.url}/store").replace("$GRAPHSTORE$", "/store")
    text = text.replace("$NEWPATH$", places.get("new", "")).replace("$HOST$", server.url.removeprefix("http://"))
    request, response = text.split("#### Response")
    first, headers, body = _message(request.split("#### Request")[1])
    method, target, _ = first.split()
    status, expected_headers, expected_body = _message(response)
    return Exchange(method, target, headers, body, int(status.split()[0]), expected_headers, expected_body)


def _message(text: str) -> tuple[str, dict[str, str], str]:
    lines = [line.removeprefix("    ") for line in text.strip("\n").rstrip().splitlines()]
    while not lines[0].strip():
        lines.pop(0)
    end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    headers = dict(re.split(r":\s*", line, maxsplit=1) for line in lines[1:end])
    return lines[0].strip(), headers, "\r\n".join(lines[end + 1 :])


def test_no_test_is_forgotten(manifest: Graph) -> None:
    entries = Collection(manifest, manifest.value(manifest.value(None, RDF.type, MF.Manifest), MF.entries))
    assert [str(entry).rpartition("#")[2] for entry in entries] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_graph_store(name: str, manifest: Graph, server: Server, places: dict[str, str]) -> None:
    test = next(s for s in manifest.subjects(RDF.type, MF.GraphStoreProtocolTest) if str(s).endswith(f"#{name}"))
    text = next(str(c) for c in manifest.objects(test, RDFS.comment) if "#### Request" in str(c))
    asked = exchange(name, text, server, places)
    headers = {key: value for key, value in asked.headers.items() if key != "Host"}
    target = asked.target if asked.target.startswith(("/", "http")) else f"/{asked.target}"
    response = server.http.request(asked.method, target, content=asked.body.encode() or None, headers=headers)
    assert response.status_code == asked.status, response.text
    if "Content-Type" in asked.expected_headers:
        assert response.headers["content-type"] == asked.expected_headers["Content-Type"]
        assert int(response.headers["content-length"]) > 0
    if "Location" in asked.expected_headers:
        places["new"] = response.headers["location"]
    if asked.expected_body:
        assert isomorphic(Graph().parse(data=response.text), Graph().parse(data=asked.expected_body))
    if asked.method == "HEAD":
        assert response.content == b""
