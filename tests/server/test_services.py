"""SERVICE on servers that an operator has listed: real answers of a second aikg, and what no list lets through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest
from server_process import Server, locate

from fake_server import Asked, Reply, serving

ROWS = b'{"head":{"vars":["s","n"]},"results":{"bindings":[%s]}}'
ROW = b'{"s":{"type":"bnode","value":"b0"},"n":{"type":"literal","value":"-5","datatype":"http://www.w3.org/2001/XMLSchema#integer"}}'
NUMBERS = "SELECT ?o { SERVICE <%s> { ?s <https://example.org/p> ?o } } ORDER BY ?o"


class World(NamedTuple):
    """A server that may ask two others: a real one, and one that misbehaves; a canary is listed nowhere."""

    front: Server
    other: Server
    odd: str
    odd_asked: list[Asked]
    canary: str
    canary_asked: list[Asked]

    def refused(self, query: str) -> str:
        """The words of a refusal; nothing came to the canary."""
        answer = self.front.ask(query)
        assert 400 <= answer.status_code < 500, answer.text
        assert self.canary_asked == []
        return str(answer.json()["detail"])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("services")
    with ExitStack() as stack:
        canary, canary_asked = stack.enter_context(serving(lambda _: Reply()))

        def odd(asked: Asked) -> Reply:
            return {
                "/redirect": Reply(302, headers=(("Location", f"{canary}/sparql"),)),
                "/many": Reply(body=ROWS % b",".join([ROW] * 60)),
                "/large": Reply(body=b" " * 11_000_000),
                "/gzip": Reply(body=b"x", headers=(("Content-Encoding", "gzip"),)),
                "/ask": Reply(body=b'{"head":{},"boolean":true}'),
                "/html": Reply(body=b"<html>"),
                "/one": Reply(body=ROWS % ROW),
                "/unbound": Reply(body=ROWS % b"{}"),
                "/gone": Reply(500),
            }[asked.path]

        odd_url, odd_asked = stack.enter_context(serving(odd))
        other = Server(locate(folder / "other"), token=None, AIKG_READERS=1)
        stack.callback(other.stop)
        named = f"http://localhost:{other.port}"
        front = Server(
            locate(folder / "front"), AIKG_READERS=2, AIKG_MAX_ROWS=50,
            AIKG_ALLOWED_SERVICES=f"{other.url}, {odd_url} {named}",
        )  # fmt: skip
        stack.callback(front.stop)
        yield World(front, other, odd_url, odd_asked, canary, canary_asked)


@pytest.mark.slow
def test_rows_of_another_server_join_with_our_own(world: World) -> None:
    assert [row["o"] for row in world.front.rows(NUMBERS % f"{world.other.url}/sparql")] == ["0", "1", "2"]
    joined = world.front.rows(
        f"PREFIX there: <{world.other.url}/> PREFIX ex: <https://example.org/>\n"
        "SELECT ?s ?o { ?s ex:p ?o . # a comment { that closes nothing\n"
        "SERVICE there:sparql { ?s ex:p ?o FILTER(?o > 0) } }"
    )
    assert sorted(row["o"] for row in joined) == ["1", "2"]
    assert (
        world.front.ask(f"ASK {{ SERVICE <{world.other.url}/sparql> {{ ?s ?p 'nothing' }} }}").json()["boolean"]
        is False
    )


def test_what_another_server_says_is_not_kept(world: World) -> None:
    answer = world.front.ask(NUMBERS % f"{world.other.url}/sparql")
    assert answer.status_code == 200 and "etag" not in answer.headers
    before = len(world.odd_asked)
    for _ in range(2):
        world.front.rows(f"SELECT * {{ SERVICE <{world.odd}/one> {{ ?s ?p ?n }} }}")
    assert len(world.odd_asked) == before + 2


def test_a_blank_node_gets_a_name_and_nothing_stays_nothing(world: World) -> None:
    (row,) = world.front.rows(f"SELECT * {{ SERVICE <{world.odd}/one> {{ ?s ?p ?n }} }}")
    assert row["n"] == "-5" and row["s"].startswith("urn:aikg:node:")
    assert world.front.rows(f"SELECT ?s ?n {{ SERVICE <{world.odd}/unbound> {{ ?s ?p ?n }} }}") == [{}]


def test_the_pattern_alone_is_sent(world: World) -> None:
    world.front.rows(
        f"PREFIX e: <urn:e:> SELECT * {{ VALUES ?secret {{ 42 }} SERVICE <{world.odd}/one> {{ ?s e:p ?n }} }}"
    )
    sent = world.odd_asked[-1]
    assert "e:p" in sent.query and "42" not in sent.query
    assert "authorization" not in sent.headers


def test_silent_lets_a_failure_pass_and_no_refusal(world: World) -> None:
    assert world.front.rows(f"SELECT * {{ VALUES ?x {{ 1 }} SERVICE SILENT <{world.odd}/gone> {{ ?s ?p ?o }} }}") == [
        {"x": "1"}
    ]
    assert "not among" in world.refused(f"SELECT * {{ SERVICE SILENT <{world.canary}/sparql> {{ ?s ?p ?o }} }}")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("redirect", "302"),
        ("gone", "500"),
        ("many", "more than 50 rows"),
        ("large", "larger than 10 MB"),
        ("gzip", "compressed"),
        ("ask", "yes or no"),
        ("html", "no SPARQL results"),
    ],
)
def test_a_server_that_fails_is_told(world: World, path: str, words: str) -> None:
    answer = world.front.ask(f"SELECT * {{ SERVICE <{world.odd}/{path}> {{ ?s ?p ?o }} }}")
    assert answer.status_code == 503 and words in answer.json()["detail"]
    assert world.canary_asked == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * { SERVICE <CANARY/x> { ?s ?p ?o } }", "not among AIKG_ALLOWED_SERVICES"),
        ("SELECT * { SERVICE <OTHER@CANARYHOST/x> { ?s ?p ?o } }", "not among"),
        ("SELECT * { SERVICE <OTHER.evil.example/x> { ?s ?p ?o } }", "not among"),
        ("SELECT * { SERVICE <NAMED/sparql> { ?s ?p ?o } }", "private address"),
        ("SELECT * { BIND(<OTHER/sparql> AS ?u) SERVICE ?u { ?s ?p ?o } }", "constant address"),
        ("SELECT * { SERVICE <OTHER/sparql> { SERVICE <CANARY/x> { ?s ?p ?o } } }", "within a SERVICE"),
        ("SELECT * { SERVICE <OTHER/sparql> { ?s ?p ?o ", "braces"),
        ("SELECT * { SERVICE <OTHER/sparql>", "braces"),
        ("SELECT * { ?a ?b 1SERVICE <CANARY/x> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { \\u0053ERVICE <CANARY/x> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { " + "SERVICE <OTHER/sparql> { } " * 21 + "}", "more than 20"),
    ],
)
def test_what_is_refused(world: World, query: str, words: str) -> None:
    named, host = world.other.url.replace("127.0.0.1", "localhost"), world.canary.removeprefix("http://")
    query = query.replace("CANARYHOST", host).replace("CANARY", world.canary)
    assert words in world.refused(query.replace("OTHER", world.other.url).replace("NAMED", named))


def test_an_update_asks_nobody(world: World) -> None:
    text = f"INSERT {{ <urn:a> <urn:b> ?o }} WHERE {{ SERVICE <{world.odd}/one> {{ ?s ?p ?o }} }}"
    before = len(world.odd_asked)
    answer = world.front.http.post("/update", content=text, headers={"Content-Type": "application/sparql-update"})
    assert answer.status_code == 400 and len(world.odd_asked) == before


def test_the_service_description_says_so(world: World) -> None:
    for server, told in ((world.front, True), (world.other, False)):
        turtle = server.http.get("/sparql", headers={"Accept": "text/turtle"}).text
        assert ("BasicFederatedQuery" in turtle) is told
