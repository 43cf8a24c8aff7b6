"""The SPARQL endpoint beyond the W3C tests: formats, errors, datasets, limits, caching."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import Dataset, Graph
from server_process import Server, locate

from aikg.server.media import ROWS, TRIPLES

EX = "https://example.org/"
ALL = "SELECT ?s ?o { ?s <https://example.org/p> ?o } ORDER BY ?o"
UPDATE = {"Content-Type": "application/sparql-update"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(locate(tmp_path_factory.mktemp("small") / "graph"), AIKG_READERS=2, AIKG_MAX_ROWS=3)
    yield started
    started.stop()


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        *((media, media) for media in ROWS.values()),
        ("application/json", ROWS["json"]),
        ("application/xml", ROWS["xml"]),
        ("text/csv;q=0.5, text/tab-separated-values", ROWS["tsv"]),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.4, text/turtle", ROWS["csv"]),
        ("text/*;q=0.9, application/sparql-results+json;q=0.1", ROWS["csv"]),
        ("application/sparql-results+json;q=0, */*", ROWS["xml"]),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ROWS["xml"]),
        ("TEXT/CSV", ROWS["csv"]),
        ("*/*", ROWS["json"]),
        ("", ROWS["json"]),
    ],
)
def test_rows_come_in_the_format_that_is_preferred(accept: str, content_type: str, server: Server) -> None:
    for query in ("SELECT * { ?s ?p 1 }", "ASK { ?s ?p 1 }"):
        answer = server.ask(query, accept)
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == content_type
        assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize("media", TRIPLES.values())
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p 1 }", "DESCRIBE <https://example.org/a>"])
def test_triples_come_in_each_format(media: str, query: str, server: Server) -> None:
    answer = server.ask(query, media)
    assert answer.headers["content-type"].partition(";")[0] == media
    graph = Dataset(default_union=True).parse(data=answer.text, format=media)
    assert (len(graph) or len(Dataset(default_union=True))) in (1, 2)


@pytest.mark.parametrize(("query", "accept"), [("ASK {}", "text/turtle"), ("CONSTRUCT WHERE {?s ?p 1}", "text/csv")])
def test_406_lists_what_there_is(query: str, accept: str, server: Server) -> None:
    answer = server.ask(query, accept)
    assert answer.status_code == 406
    offered = ROWS if "ASK" in query else TRIPLES
    assert answer.json()["available"] == list(offered.values())
    assert server.ask("ASK {}", "image/png, text/csv;q=0").status_code == 406


def test_415_lists_what_is_taken(server: Server) -> None:
    answer = server.http.post("/sparql", content=b"ASK {}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert "application/sparql-query" in answer.headers["accept-post"]


@pytest.mark.parametrize(
    ("query", "line", "column"), [("SELECT X { }", 1, 13), ("SELECT *\n{ ?s ?p }", 2, 10), ("ASK {\n?s ?p ?o", 1, 5)]
)
def test_a_syntax_error_has_line_and_column(query: str, line: int, column: int, server: Server) -> None:
    told = server.ask(query).json()
    assert told["error"] == "bad-query"
    assert (told["line"], told["column"]) == (line, column)
    assert f"line {line}, column {column}" in told["detail"]


def test_the_default_graph_is_the_union_and_a_dataset_is_exact(server: Server) -> None:
    def found(query: str = ALL, **params: object) -> list[str]:
        return [row["o"] for row in server.rows(query, **params)]

    assert found() == ["0", "1", "2"]
    assert found(ALL.replace("{", f"FROM <{EX}g1> {{", 1)) == ["1"]
    assert found(ALL.replace("{", f"FROM NAMED <{EX}g1> {{", 1)) == []
    assert found(**{"default-graph-uri": [f"{EX}g1", f"{EX}g2"]}) == ["1", "2"]
    named = "SELECT ?o { GRAPH ?g { ?s <https://example.org/p> ?o } } ORDER BY ?o"
    assert found(named) == ["1", "2"]
    assert found(named, **{"default-graph-uri": f"{EX}g1"}) == []
    assert found(named, **{"named-graph-uri": f"{EX}g1"}) == ["1"]
    assert found(named.replace("{", f"FROM NAMED <{EX}g2> {{", 1), **{"named-graph-uri": f"{EX}g1"}) == ["1"]
    answer = server.ask(ALL, **{"default-graph-uri": "no iri"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "default-graph-uri")


def test_each_path_takes_its_own(server: Server) -> None:
    query = {"Content-Type": "application/sparql-query"}
    assert server.http.post("/query", content="ASK {}", headers=query).json()["boolean"] is True
    assert server.http.get("/query/", params={"query": "ASK {}"}).json()["boolean"] is True
    assert server.http.post("/query", content="CLEAR ALL", headers=UPDATE).status_code == 415
    assert server.http.post("/query", content="CLEAR ALL", headers=query).status_code == 400
    assert server.http.post("/query", data={"update": "CLEAR ALL"}).status_code == 400
    assert server.http.post("/update", content="ASK {}", headers=query).status_code == 415
    assert server.http.post("/update", data={"query": "ASK {}"}).status_code == 400
    assert server.http.get("/update", params={"update": "CLEAR ALL"}).status_code == 405
    assert server.http.post("/sparql", data={"query": "ASK {}", "update": "CLEAR ALL"}).status_code == 400
    assert server.rows(ALL) != []


def test_head_has_the_headers_of_get(server: Server) -> None:
    given = {"query": ALL}
    head, get = server.http.head("/sparql", params=given), server.http.get("/sparql", params=given)
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "x-aikg-data-version"):
        assert head.headers[name] == get.headers[name]


def test_an_answer_is_kept_until_something_is_written(server: Server) -> None:
    first = server.ask(ALL)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    asked = {"query": ALL}
    for given in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = server.http.get("/sparql", params=asked, headers={"If-None-Match": given, "Accept": "*/*"})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert server.ask(ALL, "text/csv").headers["etag"] != tag
    assert server.ask(ALL, **{"default-graph-uri": f"{EX}g1"}).headers["etag"] != tag
    assert server.http.post("/update", content="INSERT DATA { <urn:t> <urn:t> 1 }", headers=UPDATE).status_code == 204
    assert server.http.get("/sparql", params=asked, headers={"If-None-Match": tag}).status_code == 200
    server.http.post("/update", content="DELETE DATA { <urn:t> <urn:t> 1 }", headers=UPDATE)


def test_what_answers_anew_each_time_is_not_kept(server: Server) -> None:
    for function in ("NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"):
        answer = server.ask(f"SELECT ({function} AS ?x) {{}}")
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
    assert server.ask("SELECT (UUID() AS ?x) {}").text != server.ask("SELECT (UUID() AS ?x) {}").text


MANY = "SELECT ?n { VALUES ?n { 1 2 3 4 5 } }"


@pytest.mark.parametrize("media", ROWS)
def test_cut_rows_say_so(media: str, small: Server) -> None:
    answer = small.ask(MANY, ROWS[media])
    assert answer.headers["x-aikg-cut"] == answer.headers["x-aikg-row-limit"] == "3"
    if media == "json":
        assert len(answer.json()["results"]["bindings"]) == 3
        assert set(answer.json()) == {"head", "results"}, "a strict reader takes nothing else"
    elif media == "xml":
        assert len(ElementTree.fromstring(answer.text).findall(".//{*}result")) == 3
        assert "<!-- cut: " in answer.text
    else:
        assert len(list(csv.reader(io.StringIO(answer.text)))) == 4, "a header and three rows"
    whole = small.ask(MANY + " LIMIT 3", ROWS[media])
    assert "x-aikg-cut" not in whole.headers
    assert "cut" not in whole.text


@pytest.mark.parametrize("media", TRIPLES)
def test_cut_triples_say_so(media: str, small: Server) -> None:
    construct = "CONSTRUCT { ?s <urn:p> ?n } WHERE { VALUES ?n { 1 2 3 4 } BIND(<urn:s> AS ?s) }"
    answer = small.ask(construct, TRIPLES[media])
    assert answer.headers["x-aikg-cut"] == "3"
    assert ("cut: " in answer.text) is (media != "jsonld")
    kind = "nt" if media == "ntriples" else TRIPLES[media]
    graph = Dataset(default_union=True) if media in ("trig", "jsonld") else Graph()
    graph.parse(data=answer.text, format=kind)
    assert len(graph) == 3
    whole = small.ask(construct.replace(" 4 ", " "), TRIPLES[media])
    assert "x-aikg-cut" not in whole.headers
    assert "cut: " not in whole.text


def test_a_graph_is_never_cut(small: Server) -> None:
    text = "".join(f"<urn:s> <urn:p> {n} .\n" for n in range(9))
    assert (
        small.http.put("/store?graph=urn:g", content=text, headers={"Content-Type": "text/turtle"}).status_code == 201
    )
    assert len(Graph().parse(data=small.http.get("/store?graph=urn:g").text, format="turtle")) == 9


def test_updates_see_the_union(server: Server) -> None:
    def update(text: str, **params: str) -> int:
        return server.http.post("/update", params=params, content=text, headers=UPDATE).status_code

    where = f"WHERE {{ ?s <{EX}p> ?o }}"
    assert update(f"INSERT {{ GRAPH <urn:u> {{ ?s <urn:seen> ?o }} }} {where}") == 204
    assert len(server.rows("SELECT * { GRAPH <urn:u> { ?s ?p ?o } }")) == 3
    assert (
        update(f"DROP GRAPH <urn:u> ; INSERT {{ GRAPH <urn:u> {{ ?s <urn:seen> ?o }} }} USING <{EX}g1> {where}") == 204
    )
    assert len(server.rows("SELECT * { GRAPH <urn:u> { ?s ?p ?o } }")) == 1
    assert update(f"CLEAR GRAPH <urn:u> ; WITH <{EX}g2> INSERT {{ ?s <urn:w> 1 }} {where}") == 204
    assert [row["s"] for row in server.rows("SELECT ?s { ?s <urn:w> 1 }")] == [f"{EX}b"]
    assert update(f"DELETE DATA {{ GRAPH <{EX}g2> {{ <{EX}b> <urn:w> 1 }} }}") == 204
    assert update("INSERT { <urn:x> <urn:y> ?o } WHERE { ?s ?p ?o", **{"using-graph-uri": f"{EX}g1"}) == 400
    assert update("CLEAR GRAPH <urn:nothing>") == 400
    assert update("CLEAR SILENT GRAPH <urn:nothing>") == 204


def test_a_graph_store_request_names_one_graph(server: Server) -> None:
    for target in ("/store", "/store?graph=urn:a&default", "/store?graph=urn:a&graph=urn:b", "/store?graph=rel"):
        assert server.http.get(target).status_code == 400
    assert server.http.get("/store?graph=urn:nowhere").status_code == 404
    assert server.http.get("/store?default", headers={"Accept": "text/csv"}).status_code == 406
    unnamed = Graph().parse(data=server.http.get("/store?default").text, format="turtle")
    assert [int(o) for o in unnamed.objects()] == [0]
    for kind in ("text/plain", "", "text/turtle; charset=latin-1"):
        assert server.http.put("/store?graph=urn:a", content="", headers={"Content-Type": kind}).status_code == 415
    wrong = server.http.put(
        "/store?graph=urn:a", content="<urn:a> <urn:b>\n  x", headers={"Content-Type": "text/turtle"}
    )
    assert (wrong.status_code, wrong.json()["line"]) == (400, 2)
    trig = {"Content-Type": "application/trig"}
    assert server.http.put("/store?graph=urn:a", content="<a:g> { <a:s> <a:p> 1 }", headers=trig).status_code == 400


@pytest.mark.parametrize("media", TRIPLES.values())
def test_each_format_can_be_put_and_comes_back(media: str, server: Server) -> None:
    source = Graph().parse(data='<urn:s> <urn:p/q> "é\\n\\"", 5, "x"@en .', format="turtle")
    text = source.serialize(format={"application/trig": "turtle", "application/n-triples": "nt"}.get(media, media))
    assert server.http.put("/store?graph=urn:f", content=text.encode(), headers={"Content-Type": media}).is_success
    back = server.http.get("/store?graph=urn:f", headers={"Accept": "application/n-triples"}).text
    assert set(Graph().parse(data=back, format="nt")) == set(source)
    assert server.http.delete("/store?graph=urn:f").status_code == 200


def test_documents_of_one_post_keep_their_blank_nodes_apart(server: Server) -> None:
    files = [(f"f{i}", (f"{i}.ttl", f"_:a <urn:p> {i} .", "text/turtle")) for i in range(2)]
    answer = server.http.post("/store?graph=urn:parts", files=files)
    assert (answer.status_code, answer.json()["triples"]) == (201, 2)
    assert server.rows("SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH <urn:parts> { ?s ?p ?o } }") == [{"n": "2"}]
    assert server.http.post("/store?graph=urn:parts", files=[("f", ("x.exe", "", "text/x"))]).status_code == 415
    boundary = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"", b"--x\r\n", b"no", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1"):
        assert server.http.post("/store?graph=urn:parts", content=body, headers=boundary).status_code == 400
    server.http.delete("/store?graph=urn:parts")


def test_relative_names_are_of_the_graph(server: Server) -> None:
    iri = "SELECT (<id/organization/xai> AS ?x) {}"
    assert server.rows(iri) == [{"x": "https://w3id.org/aikg/id/organization/xai"}]


def test_cors(server: Server) -> None:
    asked = {"Origin": "https://lite.example", "Access-Control-Request-Method": "POST"}
    preflight = server.http.options("/sparql", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    plain = server.http.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://lite.example"})
    assert plain.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in plain.headers
    assert "ETag" in plain.headers["access-control-expose-headers"]


def test_a_graph_is_named_by_its_url(server: Server) -> None:
    turtle = {"Content-Type": "text/turtle"}
    for path, iri in (("/store/智谱/a%20b", "/store/智谱/a%20b"), ("/store/%ff", "/store/%ff")):
        made = server.http.put(path, content="<> <urn:p> 1 .", headers=turtle)
        assert made.status_code == 201
        assert httpx.URL(made.headers["location"]).raw_path == httpx.URL(path).raw_path
        assert server.rows("SELECT ?s ?g { GRAPH ?g { ?s <urn:p> 1 } }") == [
            {"s": server.url + iri, "g": server.url + iri}
        ]
        assert server.http.get(made.headers["location"]).status_code == 200
        assert server.http.get("/store", params={"graph": server.url + iri}).status_code == 200
        assert server.http.delete(path).status_code == 200
