"""`aikg serve --store URL`: the limits, the cache, the writes of an endpoint whose graph is on another server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from rdflib import Literal, URIRef
from server_process import DATA, TOKEN, Server, locate

import store_servers as servers
from aikg import formats
from aikg.errors import StoreError
from aikg.stores.remote import RemoteStore
from fake_server import Asked, Reply, quiet, serving

UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}
ALL = "SELECT ?o { ?s <https://example.org/p> ?o } ORDER BY ?o"
NUMBERS = " ".join(map(str, range(2000)))
LONG = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} VALUES ?c {{ {NUMBERS} }} }}"


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as url, closing(RemoteStore(url)) as store:
        yield store


@pytest.fixture
def front(behind: RemoteStore, tmp_path: Path) -> Iterator[Server]:
    """A server over an `oxigraph serve` that holds what `locate` puts into a folder."""
    behind.update("DROP ALL")
    behind.update(DATA)
    server = Server(tmp_path / "no-folder", store=behind.url, AIKG_READERS=2, AIKG_TIMEOUT_S=3, AIKG_MAX_ROWS=1000)
    yield server
    server.stop()


@pytest.mark.slow
def test_queries_with_their_datasets(front: Server) -> None:
    def found(query: str = ALL, **params: object) -> list[str]:
        return [row["o"] for row in front.rows(query, **params)]

    graph = "https://example.org/g1"
    assert found() == ["0", "1", "2"]
    assert found(**{"default-graph-uri": graph}) == ["1"]
    assert found("SELECT ?o { GRAPH ?g { ?s <https://example.org/p> ?o } } ORDER BY ?o") == ["1", "2"]
    assert found("SELECT ?o FROM <https://example.org/g2> { ?s <https://example.org/p> ?o }") == ["2"]
    assert found("SELECT ?o { GRAPH ?g { ?s <https://example.org/p> ?o } }", **{"named-graph-uri": graph}) == ["1"]
    turtle = front.ask("DESCRIBE <https://example.org/a>", accept="text/turtle")
    assert "甲" in turtle.text
    assert front.ask("ASK {}", accept="text/csv").text.strip() == "true"
    wrong = front.ask("SELECT * { ?s ?p }")
    assert (wrong.status_code, wrong.json()["line"]) == (400, 1)
    assert front.ask("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status_code == 400


@pytest.mark.slow
def test_updates_and_graphs(front: Server, behind: RemoteStore) -> None:
    answer = front.http.post("/update", content="INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 7 } }", headers=UPDATE)
    assert answer.status_code == 204
    version = answer.headers["x-aikg-data-version"]
    assert front.http.get("/health").json()["version"] == version == behind.version()
    assert front.rows("SELECT ?o { <urn:a> ?p ?o }") == [{"o": "7"}], "seen at once"
    named = {"graph": "urn:new"}
    assert front.http.put("/store", params=named, content="<urn:x> <urn:y> 1 .", headers=TURTLE).status_code == 201
    assert front.http.post("/store", params=named, content="<urn:x> <urn:y> 2 .", headers=TURTLE).status_code == 200
    assert front.http.get("/store", params=named, headers={"Accept": "application/n-triples"}).text.count("\n") == 2
    assert front.http.get("/store?default", headers={"Accept": "text/turtle"}).text.count("example.org/p") == 1
    assert front.http.delete("/store", params=named).status_code == 200
    assert front.http.get("/store", params=named).status_code == 404
    assert front.http.delete("/store", params=named).status_code == 404
    assert URIRef("urn:new") not in set(behind.graphs())
    assert httpx.post(f"{front.url}/update", content="CLEAR ALL", headers=UPDATE, trust_env=False).status_code == 401


@pytest.mark.slow
def test_answers_are_kept_until_the_data_changes(front: Server, behind: RemoteStore) -> None:
    first = front.ask(ALL)
    before = _hits(front)
    again = front.ask(ALL)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert _hits(front) == before + 1
    same = front.http.get("/sparql", params={"query": ALL}, headers={"If-None-Match": first.headers["etag"]})
    assert same.status_code == 304
    # whoever else writes as aikg does, such as the command line, changes the version; it is asked once a second
    behind.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <https://example.org/p> 3 } }")
    end = time.monotonic() + 3
    while len(front.rows(ALL)) != 4:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert front.ask(ALL).headers["etag"] != first.headers["etag"]


@pytest.mark.slow
def test_a_store_that_aikg_never_wrote_is_read_anew(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path) as url:
        httpx.post(f"{url}/update", content=DATA, headers=UPDATE).raise_for_status()
        server = Server(tmp_path / "no-folder", store=url, AIKG_READERS=1)
        try:
            assert len(server.rows(ALL)) == 3
            more = "INSERT DATA { GRAPH <urn:g> { <urn:a> <https://example.org/p> 3 } }"
            httpx.post(f"{url}/update", content=more, headers=UPDATE).raise_for_status()
            time.sleep(1.1)
            assert len(server.rows(ALL)) == 4
        finally:
            server.stop()


def _hits(server: Server) -> float:
    lines = server.http.get("/metrics").text.splitlines()
    return float(next(line for line in lines if line.startswith("aikg_cache_hits_total")).split()[1])


@pytest.mark.slow
def test_limits_hold(front: Server) -> None:
    began = time.monotonic()
    assert front.ask(LONG).status_code == 504
    assert time.monotonic() - began < 12, "the time-out of 3 s, and what a busy machine adds"
    assert front.ask(LONG, timeout=0.5).status_code == 504
    cut = front.ask(f"SELECT ?a {{ VALUES ?a {{ {NUMBERS} }} }}")
    assert (cut.headers["x-aikg-cut"], len(cut.json()["results"]["bindings"])) == ("1000", 1000)
    assert front.rows(ALL), "and the readers that were killed have been replaced"


@pytest.mark.slow
def test_a_reader_ends_with_its_client(front: Server) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{front.url}/sparql", params={"query": LONG}, timeout=0.5, trust_env=False)
    end = time.monotonic() + 2
    while "aikg_readers_busy 0.0" not in front.http.get("/metrics").text:
        assert time.monotonic() < end, "well before the time-out of 3 s"
        time.sleep(0.02)


@pytest.mark.slow
def test_the_other_server_may_fail_and_come_back(tmp_path: Path) -> None:
    secret = "s3cret-Pa55"
    failing = True

    def answer(asked: Asked) -> Reply:
        if failing:
            return Reply(500, b"java.lang.OutOfMemoryError")
        if "version" in asked.query:
            return Reply(body=b'{"head":{"vars":["v"]},"results":{"bindings":[]}}')
        return quiet(asked) or Reply(500)

    with serving(answer) as (url, asked):
        login = {"AIKG_STORE_USER": "me", "AIKG_STORE_PASSWORD": secret}
        server = Server(tmp_path / "no-folder", store=url, AIKG_READERS=1, **login)
        try:
            sick = server.http.get("/health")
            told = server.ask("ASK { ?s ?p ?o }")
            assert (sick.status_code, told.status_code) == (503, 503)
            assert "OutOfMemoryError" in told.json()["detail"]
            for text in (sick.text, told.text):
                assert "the store" in text
                assert url not in text, "where the store is, is not for strangers"
            failing = False
            assert server.http.get("/health").status_code == 200
            assert server.ask("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 3").status_code == 200
            assert asked[-1].headers["authorization"].startswith("Basic ")
            assert secret not in server.log.read_text()
        finally:
            server.stop()


@pytest.mark.slow
def test_nobody_there_is_told_and_the_server_runs(tmp_path: Path) -> None:
    server = Server(tmp_path / "no-folder", store=f"http://127.0.0.1:{servers.free_port()}", AIKG_READERS=1)
    try:
        told = server.ask("ASK {}")
        assert (told.status_code, told.json()["error"]) == (503, "store-error")
        assert "no server answers at the store" in told.json()["detail"]
        for path in ("/id/organization/xai.json", "/search.json?q=xai", "/queries/ranking.json", "/"):
            page = server.http.get(path, headers={"Accept": "text/html"})
            assert page.status_code == 503
            assert "127.0.0.1" not in page.text.replace(server.url, ""), "where the store is, is not for strangers"
    finally:
        server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["virtuoso", "fuseki"])
def test_other_engines_behind(engine: str, tmp_path: Path) -> None:
    with getattr(servers, engine)(tmp_path) as url:
        with closing(RemoteStore(url)) as store:
            store.replace({URIRef("urn:g"): [(URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c"))]})
        server = Server(tmp_path / "no-folder", store=url, AIKG_READERS=2)
        try:
            assert server.rows("SELECT ?o { <urn:a> <urn:b> ?o }") == [{"o": "urn:c"}]
            put = server.http.put("/store?graph=urn:new", content="<urn:x> <urn:y> [ <urn:z> 1 ] .", headers=TURTLE)
            assert put.status_code == 201, put.text
            assert server.rows("SELECT ?o { <urn:x> ?p ?b . ?b ?q ?o }") == [{"o": "1"}]
            with ThreadPoolExecutor(4) as pool:
                assert all(pool.map(lambda n: server.ask(f"ASK {{ <urn:a> ?p ?o }} # {n}").json()["boolean"], range(8)))
        finally:
            server.stop()


@pytest.mark.slow
def test_the_token_of_the_server_is_not_that_of_the_store(tmp_path: Path) -> None:
    with serving(lambda asked: quiet(asked) or Reply(500)) as (url, asked):
        server = Server(tmp_path / "no-folder", store=url, AIKG_READERS=1, AIKG_STORE_TOKEN="another")
        try:
            server.ask("ASK {}")
        finally:
            server.stop()
        assert {request.headers.get("authorization") for request in asked} == {"Bearer another"}
        assert TOKEN not in str(asked)


@pytest.mark.slow
def test_aikg_is_a_store_itself(tmp_path: Path) -> None:
    server = Server(locate(tmp_path / "graph"), AIKG_READERS=1, AIKG_MAX_ROWS=30_000)
    graph, prop = URIRef("urn:g"), URIRef("urn:p")
    try:
        with closing(RemoteStore(server.url, token=TOKEN)) as store:
            assert sorted(str(o) for (o,) in store.select(ALL)) == ["0", "1", "2"]
            store.replace({graph: [(graph, prop, Literal(f"{n} and some more words")) for n in range(29_999)]})
            assert sum(1 for _ in store.lexical("SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }")) == 29_999
            store.insert(graph, [(graph, prop, Literal(n)) for n in range(2)])
            long, short = ("SELECT " + what + " { GRAPH <urn:g> { ?s ?p ?o } }" for what in ("?o", "(1 AS ?x)"))
            for query in (long, short):  # the first flows, of the second the server knows in time that it is cut
                with pytest.raises(StoreError, match="no more than 30,000 rows"):
                    list(store.select(query))
                with pytest.raises(StoreError, match="no more than 30,000 rows"):
                    store.write_answer(query, BytesIO(), "csv")
            with pytest.raises(StoreError, match="no more than 30,000"):
                store.dump(BytesIO(), formats.named("nquads"))
    finally:
        server.stop()
