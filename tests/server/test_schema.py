"""The OpenAPI document holds: whatever fits it, and whatever nearly does, gets an answer that is no failure of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server_process import AUTH, Server, locate

from aikg import catalogue

PATHS = {
    *("/sparql", "/query", "/update", "/store", "/store/{path}", "/.well-known/void", "/health", "/metrics"),
    *("/id/{kind}/{slug}", "/id/{kind}/{slug}/neighbors", "/item/{rest}", "/article/{rest}", "/vocab/{term}", "/ns"),
    *("/run/{rest}", "/graph/{rest}", "/search", "/path"),
    *("/queries", "/queries/{name}", "/views", "/views/{name}", "/views/{name}/params/{param}", "/export/{path}"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: what is asked at random may empty it."""
    started = Server(locate(tmp_path_factory.mktemp("random") / "graph"), AIKG_TIMEOUT_S=5, AIKG_READERS=2)
    yield started
    started.stop()


def test_every_operation_is_described(server: Server) -> None:
    told = server.http.get("/openapi.json").json()
    assert set(told["paths"]) >= PATHS
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], f"{method} {path}"
            assert operation["operationId"]
    assert {p["name"] for p in told["paths"]["/sparql"]["get"]["parameters"]} >= {"query", "timeout"}


@pytest.mark.parametrize("folder", ["questions", "views"])
def test_each_question_and_view_is_an_operation_with_its_own_parameters(news: Server, folder: str) -> None:
    paths = news.http.get("/openapi.json").json()["paths"]
    place = {"questions": "queries", "views": "views"}[folder]
    for query in catalogue.folder(folder).values():
        operation = paths[f"/{place}/{query.name}.{{format}}"]["get"]
        told = {given["name"]: given for given in operation["parameters"]}
        assert operation["summary"] == query.summary
        assert {"format", "timeout", *query.parameters} <= set(told)
        for parameter in query.parameters.values():
            given = told[parameter.name]
            assert parameter.description in given["description"]
            assert given["required"] is parameter.required
            assert given["schema"].get("enum", []) == list(parameter.values)
            assert str(given.get("example", "")).removesuffix(".0") == (parameter.example or "").removesuffix(".0")


def test_parameters_have_their_types(news: Server) -> None:
    paths = news.http.get("/openapi.json").json()["paths"]
    amounts = {given["name"]: given["schema"] for given in paths["/queries/amounts.{format}"]["get"]["parameters"]}
    assert amounts["at_least"]["type"] == "number"
    assert amounts["limit"] == {"type": "integer", "minimum": 1, "maximum": 100_000}
    until = next(p for p in paths["/queries/timeline.{format}"]["get"]["parameters"] if p["name"] == "until")
    assert until["schema"] == {"type": "string", "format": "date"}


@pytest.mark.slow
def test_no_request_makes_the_server_fail(server: Server) -> None:
    document = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    tried = 0
    for operation in (result.ok() for result in document.get_all_operations()):

        @settings(
            max_examples=3 if "{format}" in operation.path else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def holds(case: Any) -> None:
            answer = case.call(headers=AUTH, timeout=30)
            assert answer.status_code < 500 or answer.status_code == 504, answer.text  # 504: it asked for a short time

        holds()
        tried += 1
    assert tried >= 80


ANYTHING = st.text(max_size=40) | st.sampled_from(
    [
        "",
        "\0",
        "\ud7ff",
        "urn:a",
        "urn:a b",
        "http://[",
        "http://a/%",
        "SELECT",
        "ASK{}",
        "智谱",
        "'\"><",
        "-1",
        "1e999",
    ]
)
NAMES = st.sampled_from(["query", "update", "default-graph-uri", "named-graph-uri", "timeout", "graph", "default", "x"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]),
    st.sampled_from(["/sparql", "/query/", "/update", "/store", "/store/x", "/.well-known/void", "/health"]),
    st.lists(st.tuples(NAMES, ANYTHING), max_size=4),
    ANYTHING,
    st.sampled_from(
        ["application/sparql-query", "application/sparql-update", "text/turtle", "application/ld+json",
         "application/rdf+xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x", ""]
    ),
)  # fmt: skip
def test_no_parameter_makes_the_server_fail(
    server: Server, method: str, path: str, params: list[tuple[str, str]], content: str, kind: str
) -> None:
    body = content.encode("utf-8", "replace")
    answer = server.http.request(method, path, params=params, content=body, headers={"Content-Type": kind})
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400 and method != "HEAD":
        assert set(answer.json()) >= {"error", "detail"}
