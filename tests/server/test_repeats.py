"""The same GET again is answered from what was sent before, and never with anything else."""

from __future__ import annotations

import pytest
from server_process import Server

QUERY = "SELECT ?o { <urn:again> <urn:p> ?o }"
ROWS = "application/sparql-results+json"


def write(server: Server, value: int) -> None:
    update = f"CLEAR SILENT GRAPH <urn:again>; INSERT DATA {{ GRAPH <urn:again> {{ <urn:again> <urn:p> {value} }} }}"
    headers = {"Content-Type": "application/sparql-update"}
    assert server.http.post("/update", content=update, headers=headers).status_code == 204


def got(server: Server, path: str, *headers: str) -> tuple[bytes, bytes]:
    """Status line and body for a GET with these header lines."""
    lines = "".join(f"{line}\r\n" for line in headers)
    head, _, body = server.raw(f"GET {path} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode()).partition(
        b"\r\n\r\n"
    )
    return head, body


def test_two_hosts_are_refused_and_nothing_of_it_is_sent_again(open_server: Server) -> None:
    head, _ = got(open_server, "/sparql", "Host: evil.example", "Host: good.example")
    assert head.startswith(b"HTTP/1.1 400")
    _, body = got(open_server, "/sparql", "Host: good.example")
    assert b"http://good.example/sparql" in body
    assert b"evil.example" not in body


def test_two_accept_lines_are_one_list(open_server: Server) -> None:
    path = "/sparql?query=ASK%7B%7D"
    lines = ("Host: a", "Accept: text/csv;q=0.2", "Accept: application/sparql-results+json")
    first, _ = got(open_server, path, *lines)
    other, _ = got(open_server, path, "Host: a", "Accept: text/csv;q=0.2,application/sparql-results+json")
    assert b"application/sparql-results+json" in first.lower()
    assert b"application/sparql-results+json" in other.lower()


@pytest.mark.parametrize("token", [True, False])
def test_a_repeated_answer_is_the_same_and_a_write_ends_it(server: Server, token: bool) -> None:
    """Without the token, as readers ask, the request is plain; with it, it goes through the routes."""
    secret = server.http.headers["authorization"]
    for value in (1, 2):
        server.http.headers["authorization"] = secret
        write(server, value)
        if not token:
            del server.http.headers["authorization"]
        first, second = server.ask(QUERY), server.ask(QUERY)
        assert f'"{value}"' in first.text
        varying = ("x-request-id", "date")
        assert [(n, v) for n, v in first.headers.items() if n not in varying] == [
            (n, v) for n, v in second.headers.items() if n not in varying
        ]
        assert first.text == second.text
        assert first.headers["x-request-id"] != second.headers["x-request-id"]
    server.http.headers["authorization"] = secret
    server.http.delete("/store?graph=urn:again")


@pytest.fixture
def plain(open_server: Server) -> Server:
    """A server that was asked the query before."""
    for _ in range(2):
        assert open_server.ask(QUERY).status_code == 200
    return open_server


def test_other_formats_and_conditions_are_seen(plain: Server) -> None:
    assert plain.ask(QUERY, "text/csv").headers["content-type"].startswith("text/csv")
    assert plain.ask(QUERY, "image/png").status_code == 406
    tag = plain.ask(QUERY).headers["etag"]
    asked = {"query": QUERY}
    assert plain.http.get("/sparql", params=asked, headers={"Accept": ROWS, "If-None-Match": tag}).status_code == 304
    assert plain.http.head("/sparql", params=asked, headers={"Accept": ROWS}).content == b""
    other = plain.http.get("/sparql", params=asked, headers={"Accept": ROWS, "Origin": "https://example.org"})
    assert other.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in plain.ask(QUERY).headers


def test_what_answers_anew_each_time_is_asked_anew(plain: Server) -> None:
    answers = {plain.ask("SELECT (RAND() AS ?r) {}").text for _ in range(3)}
    assert len(answers) == 3


def test_log_and_metrics_are_told(plain: Server) -> None:
    asked = {"query": QUERY}
    for name in ("again-1", "again-2"):
        plain.http.get("/sparql", params=asked, headers={"Accept": ROWS, "X-Request-ID": name})
    first, second = plain.logged("again-1", "again-2")
    assert first["query"] == second["query"] is not None
    assert 'route="other"' not in "".join(
        line for line in plain.http.get("/metrics").text.splitlines() if 'status="200"' in line
    )
