"""What a store at a URL does when the network, the server or the credentials do not do what they should."""

from __future__ import annotations

import base64
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import Literal, URIRef

import store_servers as servers
from aikg.errors import BadQuery, BadRequest, StoreError
from aikg.stores.remote import RemoteStore, address, loading
from fake_server import EMPTY, NO, YES, Answer, Asked, Reply, quiet, serving

G, P = URIRef("https://example.org/g"), URIRef("https://example.org/p")
SELECT = "SELECT ?s { ?s <https://example.org/p> ?o }"
ROW = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}}]}}'


@pytest.fixture
def open_remote() -> Iterator[Callable[..., RemoteStore]]:
    """Opens stores, and closes them after the test."""
    opened: list[RemoteStore] = []

    def opening(url: str, **options: Any) -> RemoteStore:
        opened.append(RemoteStore(url, **options))
        return opened[-1]

    yield opening
    for store in opened:
        store.close()


def replying(*replies: Reply, update: Reply | None = None) -> Answer:
    """Answers a SELECT or an update with each reply in turn, the last one again and again."""
    left = list(replies)

    def answer(asked: Asked) -> Reply:
        if "/update" in asked.path and update is not None:
            return update
        if "/sparql" in asked.path and not asked.query and not quiet(asked):
            return Reply(404)
        if (own := quiet(asked)) is not None:
            return own
        if "schema.org/version" in asked.query:
            return EMPTY
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


def test_nobody_is_there(open_remote: Callable[..., RemoteStore]) -> None:
    store = open_remote(f"http://user:secret@127.0.0.1:{servers.free_port()}", retries=0)
    with pytest.raises(StoreError, match=r"no server answers at http://127\.0\.0\.1:\d+/query .*--store") as caught:
        len(store)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://x/", "localhost:7878", "http://", "file:///etc/passwd", "http://x:port/", ""])
def test_what_is_no_url_is_refused(open_remote: Callable[..., RemoteStore], url: str) -> None:
    with pytest.raises(BadRequest, match="http://"):
        open_remote(url)


def test_token_and_user_together_are_refused(open_remote: Callable[..., RemoteStore]) -> None:
    with pytest.raises(BadRequest, match="not both"):
        open_remote("http://localhost", username="a", token="b")


@pytest.mark.parametrize(
    ("url", "query", "update", "graph_store"),
    [
        ("http://h:7878", "/query", "/update", "/store"),
        ("http://h:7878/", "/query", "/update", "/store"),
        ("http://h:7878/query", "/query", "/update", "/store"),
        ("http://h:3030/ds", "/ds/query", "/ds/update", "/ds/store"),
        ("http://h:3030/ds/sparql", "/ds/sparql", "/ds/update", "/ds/store"),
        ("http://h:8890/sparql", "/sparql", "/update", "/store"),
        ("https://h/a/b?key=1", "/a/b/query?key=1", "/a/b/update?key=1", "/a/b/store?key=1"),
    ],
)
def test_endpoints_follow_from_one_url(url: str, query: str, update: str, graph_store: str) -> None:
    found = address.read(url)
    first = [
        candidates[0].partition("//h")[2].lstrip(":0123456789")
        for candidates in (found.query, found.update, found.graph_store)
    ]
    assert first == [query, update, graph_store]


def test_explicit_endpoints_win() -> None:
    found = address.read("http://h/", update_url="http://h/change", graph_store_url="http://h/graphs")
    assert (found.update, found.graph_store) == (("http://h/change",), ("http://h/graphs",))


def test_secrets_show_nowhere(open_remote: Callable[..., RemoteStore]) -> None:
    with serving(replying(Reply(500, b"broken", "text/plain"))) as (url, _):
        there = url.replace("//", "//user:s3cret@") + "/query?key=s3cret"
        store = open_remote(there)
        with pytest.raises(StoreError) as caught:
            list(store.select(SELECT))
        for text in (str(caught.value), repr(store), repr(vars(store)), store.url, repr(store._client._login)):
            assert "s3cret" not in text
        assert "s3cret" not in repr(open_remote(url, token="s3cret"))


def test_a_user_in_the_url_is_sent_and_decoded(open_remote: Callable[..., RemoteStore]) -> None:
    with serving(replying(Reply(body=ROW))) as (url, asked):
        assert list(open_remote(url.replace("//", "//me:p%40ss@")).lexical(SELECT)) == [("x",)]
    assert asked[-1].headers["authorization"] == "Basic " + base64.b64encode(b"me:p@ss").decode()


def test_a_token_is_sent_to_every_endpoint(open_remote: Callable[..., RemoteStore]) -> None:
    with serving(replying(Reply(body=ROW), update=Reply(204))) as (url, asked):
        store = open_remote(url, token="abc")
        list(store.select(SELECT))
        store.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    assert {request.headers["authorization"] for request in asked} == {"Bearer abc"}


@pytest.mark.parametrize(
    ("options", "cure"),
    [
        ({}, "give a username and password, or a token"),
        ({"username": "u", "password": "p"}, "username or password is wrong"),
        ({"token": "t"}, "the token is wrong"),
    ],
)
@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_says_which_setting_to_give(
    open_remote: Callable[..., RemoteStore], options: dict[str, str], cure: str, status: int
) -> None:
    challenge = (("WWW-Authenticate", 'Basic realm="x"'),)
    with (
        serving(lambda _: Reply(status, b"no entry", "text/plain", challenge)) as (url, _),
        pytest.raises(StoreError, match=f"refuses this \\({status}\\): .*{cure}"),
    ):
        list(open_remote(url, **options).select(SELECT))  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_is_tried_again(open_remote: Callable[..., RemoteStore], status: int) -> None:
    with serving(replying(Reply(status), Reply(0), Reply(body=ROW))) as (url, asked):
        assert list(open_remote(url).lexical(SELECT)) == [("x",)]
    assert sum("example.org/p" in request.query for request in asked) == 3


def test_a_read_is_not_tried_for_ever(open_remote: Callable[..., RemoteStore]) -> None:
    with (
        serving(replying(Reply(503, b"busy", "text/plain"))) as (url, asked),
        pytest.raises(StoreError, match="failed with 503: busy"),
    ):
        list(open_remote(url, retries=1).select(SELECT))
    assert sum("example.org/p" in request.query for request in asked) == 2


@pytest.mark.parametrize("reply", [Reply(503), Reply(0), Reply(500)])
def test_a_write_is_never_sent_twice(open_remote: Callable[..., RemoteStore], reply: Reply) -> None:
    with serving(replying(YES, update=reply)) as (url, asked), pytest.raises(StoreError):
        open_remote(url).update("INSERT DATA { <urn:a> <urn:b> 1 }")
    assert sum("/update" in request.path for request in asked) == 1


def test_a_server_for_reading_only(open_remote: Callable[..., RemoteStore]) -> None:
    with (
        serving(replying(YES, update=Reply(404))) as (url, _),
        pytest.raises(StoreError, match=r"takes no updates \(asked http.*/update.*update_url"),
    ):
        open_remote(url).replace({G: [(G, P, Literal(1))]})


def test_the_message_about_a_bad_query_comes_from_the_server(open_remote: Callable[..., RemoteStore]) -> None:
    message = b"Parse error: Encountered <EOF> at line 3, column 15."
    with (
        serving(replying(Reply(400, message, "text/plain"))) as (url, _),
        pytest.raises(BadQuery, match="Encountered <EOF>") as caught,
    ):
        list(open_remote(url).select(SELECT))
    assert (caught.value.line, caught.value.column) == (3, 15)


def test_a_page_of_html_is_no_message(open_remote: Callable[..., RemoteStore]) -> None:
    page = b"<html><head><title>Error 500 Out of order</title></head><body><p>lots</p></body></html>"
    with (
        serving(replying(Reply(500, page, "text/html"))) as (url, _),
        pytest.raises(StoreError, match=r"failed with 500: Error 500 Out of order$"),
    ):
        list(open_remote(url).select(SELECT))


def test_a_silent_server_is_left_after_the_time_out(open_remote: Callable[..., RemoteStore]) -> None:
    release = threading.Event()

    def answer(asked: Asked) -> Reply:
        if (own := quiet(asked)) is not None:
            return own
        release.wait(5)
        return EMPTY

    with serving(answer) as (url, asked):
        started = time.monotonic()
        with pytest.raises(StoreError, match=r"did not answer within 0\.3 s.*timeout_s"):
            list(open_remote(url, timeout_s=0.3).select(SELECT))
        assert time.monotonic() - started < 3
        with pytest.raises(StoreError, match="may have been written all the same"):
            open_remote(url, timeout_s=0.3)._changes._writer.update("INSERT DATA { <urn:a> <urn:b> 1 }")
        release.set()
    assert sum("example.org/p" in request.query for request in asked) == 1  # another try would take as long


@pytest.mark.parametrize("body", [ROW[:-20], b'{"head":{"vars":["s"]},"results":{"bindings":['])
def test_a_cut_answer_is_an_error(open_remote: Callable[..., RemoteStore], body: bytes) -> None:
    with serving(replying(Reply(body=body, promise=len(ROW)))) as (url, _):
        store = open_remote(url)
        for ask in (lambda: list(store.select(SELECT)), lambda: list(store.lexical(SELECT))):
            with pytest.raises(StoreError, match="was cut before its end"):
                ask()
        with pytest.raises(StoreError, match="was cut before its end"):
            store.write_answer(SELECT, io.BytesIO(), "csv")


def test_what_is_no_answer_is_an_error(open_remote: Callable[..., RemoteStore]) -> None:
    with (
        serving(replying(Reply(body=b"<html>hello</html>", media_type="text/html"))) as (url, _),
        pytest.raises(StoreError, match="cannot be read"),
    ):
        list(open_remote(url).select(SELECT))


def test_a_server_without_sparql_says_what_was_asked(open_remote: Callable[..., RemoteStore]) -> None:
    with serving(lambda _: Reply(404)) as (url, asked):
        with pytest.raises(StoreError, match=r"no SPARQL endpoint at .*of Fuseki that of a dataset"):
            len(open_remote(url))
        with pytest.raises(StoreError, match="no SPARQL endpoint"):
            len(open_remote(f"{url}/ds"))
    assert [request.path for request in asked] == ["/query", "/sparql", "/ds/query", "/ds/sparql", "/ds"]


def test_a_redirect_is_followed_at_home_only(open_remote: Callable[..., RemoteStore]) -> None:
    with serving(replying(Reply(body=ROW))) as (other, stolen):

        def answer(asked: Asked) -> Reply:
            if asked.path.startswith("/here"):
                return replying(Reply(body=ROW))(asked)
            place = "/here/query" if asked.path == "/home/query" else f"{other}/query"
            return Reply(307, headers=(("Location", place),))

        with serving(answer) as (url, _):
            assert list(open_remote(f"{url}/home/query").lexical(SELECT)) == [("x",)]
            with pytest.raises(StoreError, match="sends on to another server"):
                list(open_remote(f"{url}/away/query", username="u", password="p").select(SELECT))
        assert stolen == []


def test_a_redirect_in_a_circle_ends(open_remote: Callable[..., RemoteStore]) -> None:
    with (
        serving(lambda _: Reply(307, headers=(("Location", "/query"),))) as (url, asked),
        pytest.raises(StoreError, match="again and again"),
    ):
        len(open_remote(url))
    assert len(asked) == 3


def test_rows_that_a_server_keeps_back_are_no_answer(open_remote: Callable[..., RemoteStore]) -> None:
    """Virtuoso says 200 and gives the first rows."""
    for headers in ((("X-SPARQL-MaxRows", "10"),), (("X-SQL-State", "S1TAT"),)):
        with (
            serving(replying(Reply(body=ROW, headers=headers))) as (url, _),
            pytest.raises(StoreError, match=r"ResultSetMaxRows|time limit"),
        ):
            list(open_remote(url).select(SELECT))


def test_rows_come_while_the_answer_arrives(open_remote: Callable[..., RemoteStore]) -> None:
    """The first row is read although the end of the answer never comes."""
    first = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}},'
    padding = b" " * 100_000
    with serving(replying(Reply(body=first + padding, promise=10**9))) as (url, _):
        rows = open_remote(url).lexical(SELECT)
        assert next(rows) == ("x",)
        with pytest.raises(StoreError, match="cut before its end"):
            next(rows)


def test_an_engine_that_has_no_union_is_given_all_names(open_remote: Callable[..., RemoteStore]) -> None:
    row = {name: {"type": "uri", "value": f"urn:{value}"} for name, value in zip("spo", "abc", strict=True)}
    sample = json.dumps({"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": [row]}}).encode()
    graphs = b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":{"type":"uri","value":"urn:g"}}]}}'

    def answer(asked: Asked) -> Reply:
        if "LIMIT 3" in asked.query:
            return Reply(body=sample)
        if "DISTINCT ?g" in asked.query:
            return Reply(body=graphs)
        if "<urn:c>" in asked.query:
            return NO
        return quiet(asked) or Reply(body=ROW)

    with serving(answer) as (url, asked):
        assert list(open_remote(url).lexical(SELECT)) == [("x",)]
    assert b"default-graph-uri=urn%3Ag" in asked[-1].body
    assert b"named-graph-uri=urn%3Ag" in asked[-1].body


def test_close_lets_go(open_remote: Callable[..., RemoteStore], tmp_path: Path) -> None:
    with serving(replying(Reply(body=ROW))) as (url, _):
        store = open_remote(url)
        list(store.select(SELECT))
        store.close()
        with pytest.raises(StoreError):
            list(store.select(SELECT))


@pytest.mark.slow
def test_virtuoso_wants_digest_and_says_when_it_is_wrong(
    open_remote: Callable[..., RemoteStore], virtuoso_url: str
) -> None:
    nobody = virtuoso_url.replace("dba:dba@", "")
    with pytest.raises(StoreError, match="give a username and password"):
        open_remote(nobody).update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
    with pytest.raises(StoreError, match="username or password is wrong"):
        open_remote(nobody, username="dba", password="no").replace({G: [(G, P, Literal(1))]})
    open_remote(nobody, username="dba", password="dba").replace({G: []})


@pytest.mark.slow
def test_virtuoso_never_cuts_an_answer_in_silence(open_remote: Callable[..., RemoteStore], tmp_path: Path) -> None:
    with servers.virtuoso(tmp_path, most_rows=100) as url:
        store = open_remote(url)
        store.insert(G, ((G, P, Literal(number)) for number in range(150)))
        with pytest.raises(StoreError, match="no more than 100 rows"):
            list(store.select(f"SELECT ?o {{ ?s {P.n3()} ?o }}"))
        assert len(store) == 151


@pytest.mark.slow
@pytest.mark.parametrize(
    "value",
    [
        Literal("99999999999999999999", datatype=URIRef("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("abc", datatype=URIRef("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("P1Y", datatype=URIRef("http://www.w3.org/2001/XMLSchema#duration"), normalize=False),
    ],
)
def test_virtuoso_is_given_no_value_that_it_would_change(
    open_remote: Callable[..., RemoteStore], virtuoso_url: str, value: Literal
) -> None:
    store = open_remote(virtuoso_url)
    for write in (lambda: store.replace({G: [(G, P, value)]}), lambda: store.insert(G, [(G, P, value)])):
        with pytest.raises(BadRequest, match="another value"):
            write()


@pytest.mark.parametrize("options", [[], ["--union-default-graph"]])
def test_oxigraph_started_either_way(
    open_remote: Callable[..., RemoteStore], tmp_path: Path, options: list[str]
) -> None:
    with servers.oxigraph(tmp_path, *options) as url:
        store = open_remote(url)
        store.replace({G: [(G, P, Literal("x"))]})
        assert list(store.lexical(f"SELECT ?o {{ ?s {P.n3()} ?o }}")) == [("x",)]
        assert len(store) == 2
        assert store.unnamed() is None


def test_a_read_only_oxigraph_says_so(
    open_remote: Callable[..., RemoteStore], tmp_path: Path, oxigraph_url: str
) -> None:
    other = open_remote(oxigraph_url, update_url=f"{oxigraph_url}/nowhere")
    with pytest.raises(StoreError, match="takes no updates"):
        other.replace({G: [(G, P, Literal(1))]})


@pytest.mark.parametrize(
    "server", ["oxigraph", *(pytest.param(name, marks=pytest.mark.slow) for name in ("virtuoso", "fuseki"))]
)
def test_what_is_too_long_for_one_request_is_exchanged(
    server: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "REQUEST", 10)
    store = servers.open_store(server, request, tmp_path)
    triples = [(URIRef(f"https://example.org/{number}"), P, Literal(number)) for number in range(3_000)]
    store.replace({G: [(G, P, Literal("old"))], P: [(P, P, P)]})
    store.replace({G: triples, P: []})
    assert sorted(store.select(f"SELECT ?s ?p ?o {{ GRAPH {G.n3()} {{ ?s ?p ?o }} }}")) == sorted(triples)
    assert len(store) == 3_001
    before = store.version()

    def broken(*_: object) -> None:
        raise StoreError("no more")

    writer = store._changes._writer  # type: ignore[attr-defined]
    real = writer.update
    sent: list[str] = []

    def once(text: str, fields: object = ()) -> None:
        sent.append(text)
        if "MOVE" in text:
            broken()
        real(text)

    monkeypatch.setattr(writer, "update", once)
    with pytest.raises(StoreError, match="no more"):
        store.replace({G: [(G, P, Literal(number)) for number in range(3_000)]})
    assert "DROP SILENT GRAPH <urn:aikg:staging:" in sent[-1]
    assert (len(store), store.version()) == (3_001, before)
    store.close()


@pytest.mark.parametrize("status", [200, 500, 502, 504])
def test_a_write_without_an_answer_leaves_the_way_open(
    open_remote: Callable[..., RemoteStore], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was stored beside is taken away only when the server is sure not to be moving it just now."""
    monkeypatch.setattr(loading, "REQUEST", 1)

    def answer(asked: Asked) -> Reply:
        if b"MOVE" in asked.body:
            return Reply(status)
        return Reply(204) if "/store" in asked.path or b"DROP" in asked.body else replying(YES)(asked)

    with serving(answer) as (url, asked):
        try:
            open_remote(url).replace({G: [(G, P, Literal(1)), (G, P, Literal(2))]})
        except StoreError:
            assert status >= 500
        dropped = [request for request in asked if request.body.startswith(b"DROP SILENT GRAPH <urn:aikg:staging")]
    assert len(dropped) == (status == 500)
