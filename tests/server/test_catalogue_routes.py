"""Questions and views over HTTP: the same answers as the command line, in every format, in pages, with pick-lists."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server_process import Server

from aikg import catalogue, picks
from aikg.graph import open as open_graph
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from running import run, shipped

QUESTIONS = list(catalogue.folder("questions").values())
VIEWS = list(catalogue.folder("views").values())
NETWORK_SUFFIXES = {"json": "json", "gexf": "gexf", "graphml": "graphml", "csv": "csv", "nodes.csv": "csv-nodes"}
NETWORK_SUFFIXES |= {"cyjs": "cytoscape"}


def examples(query: catalogue.Query) -> dict[str, str]:
    return {p.name: p.example for p in query.parameters.values() if p.example is not None}


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def in_some_order(document: bytes) -> list[str]:
    """The words of a document: lists of items are in no fixed order."""
    return sorted(re.findall(r"[^\s\",]+", document.decode()))


# the same answers


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_a_question_is_answered_as_by_the_command_line(news: Server, query: catalogue.Query) -> None:
    arguments = examples(query)
    pairs = [word for name, value in arguments.items() for word in ("--param", f"{name}={value}")]
    for format_ in ("json", "csv"):
        told = news.http.get(f"/queries/{query.name}.{format_}", params=arguments)
        assert told.status_code == 200, told.text
        printed = run("query", query.name, *pairs, "--format", format_, at=shipped()).stdout_bytes
        assert told.content == printed or in_some_order(told.content) == in_some_order(printed)


@pytest.mark.parametrize("query", VIEWS, ids=lambda query: query.name)
def test_a_view_is_drawn_as_by_the_command_line(news: Server, query: catalogue.Query, tmp_path: Path) -> None:
    arguments = examples(query)
    pairs = [word for name, value in arguments.items() for word in ("--param", f"{name}={value}")]
    for suffix, format_ in NETWORK_SUFFIXES.items():
        told = news.http.get(f"/views/{query.name}.{suffix}", params=arguments)
        assert told.status_code == 200, told.text
        file = tmp_path / "view"
        run("view", query.name, *pairs, "--format", format_, "-o", file, at=shipped())
        assert told.content == file.read_bytes()


def test_a_measure_and_a_time_narrow_and_widen_a_view(news: Server) -> None:
    nodes = news.http.get("/views/investors.json?org=xAI&measure=degree,pagerank").json()["nodes"]
    assert all(node["pagerank"] > 0 for node in nodes)
    whole = news.http.get("/views/everything.json").json()["edges"]
    dated = news.http.get("/views/everything.json?dated_only=true&since=2026-01-01").json()["edges"]
    assert 0 < len(dated) < len(whole)


# formats


def test_the_suffix_wins_over_accept(news: Server) -> None:
    xml = news.http.get("/queries/ranking.xml", headers={"Accept": "text/csv"})
    assert xml.headers["content-type"] == "application/sparql-results+xml"
    ET.fromstring(xml.content)
    assert news.http.get("/queries/ranking.tsv").text.startswith("?ranking\t")


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/queries/ranking", "*/*", "application/sparql-results+json"),
        ("/queries/ranking", "application/json", "application/sparql-results+json"),
        ("/queries/ranking", "text/csv", "text/csv; charset=utf-8"),
        ("/queries/ranking", "text/html,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/views/investors", "*/*", "application/json"),
        ("/views/investors", "application/gexf+xml", "application/gexf+xml"),
        ("/views/investors", "text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/views", "text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/queries", "*/*", "application/json"),
    ],
)
def test_accept_chooses(news: Server, path: str, accept: str, kind: str) -> None:
    told = news.http.get(path, headers={"Accept": accept})
    assert told.status_code == 200
    assert told.headers["content-type"] == kind
    assert "Accept" in told.headers["vary"]


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/queries/ranking", "text/csv"),
        ("/views/investors", "application/gexf+xml"),
        ("/queries", "text/html"),
        ("/queries/ranking/params/metric", "application/json"),
    ],
)
def test_what_cannot_be_had_is_refused_with_what_there_is(news: Server, path: str, there: str) -> None:
    told = news.http.get(path, headers={"Accept": "image/png"})
    assert told.status_code == 406
    assert there in told.json()["available"]


def test_rdf_of_a_question_that_has_rows_is_refused(news: Server) -> None:
    told = news.http.get("/queries/ranking.ttl")
    assert told.status_code == 406
    assert "text/csv" in told.json()["available"]


def test_the_lists_tell_everything_that_is_needed_to_ask(news: Server) -> None:
    queries = {query["name"]: query for query in news.http.get("/queries").json()["queries"]}
    views = {view["name"]: view for view in news.http.get("/views").json()["views"]}
    assert set(queries) == {query.name for query in QUESTIONS}
    assert set(views) == {query.name for query in VIEWS}
    assert queries["everything-on"]["params"]["entity"]["required"] is True
    stage = views["investors"]["params"]["stage"]
    assert (stage["type"], stage["values"][0]) == ("enum", "potential")
    assert news.http.get(stage["picks"]).status_code == 200
    assert {"gexf", "nodes.csv", "html"} <= set(views["investors"]["formats"])
    file = unquote(views["investors"]["gephi_lite"].removeprefix("https://gephi.example/lite/?file="))
    assert news.http.get(file).content == news.http.get("/views/investors.gexf").content


# caching


@pytest.mark.parametrize("path", ["/queries/ranking.csv", "/views/investors.gexf", "/views", "/queries/ranking.html"])
def test_what_a_client_has_is_not_sent_again(news: Server, path: str) -> None:
    first = news.http.get(path)
    tag = first.headers["etag"]
    again = news.http.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    head = news.http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(first.content))
    assert head.headers["etag"] == tag


def test_the_etag_is_that_of_data_question_and_format(news: Server) -> None:
    paths = ("/views/investors.json", "/views/investors.cyjs", "/views/investors.json?org=xAI", "/views/lineage.json")
    tags = [news.http.get(path).headers["etag"] for path in paths]
    assert len(set(tags)) == len(paths)


# pages


def follow(server: Server, path: str) -> list[str]:
    found = []
    while path:
        told = server.http.get(path)
        assert told.status_code == 200, told.text
        found.append(told.text)
        path = told.links.get("next", {}).get("url", "")
    return found


@pytest.mark.parametrize("size", [1, 7, 10, 1000])
@pytest.mark.parametrize("path", ["/queries/changes.csv", "/views/everything.csv", "/views/everything.nodes.csv"])
def test_pages_cover_every_row_once_and_in_order(news: Server, path: str, size: int) -> None:
    whole = rows_of(news.http.get(path).text)
    pages = [rows_of(page) for page in follow(news, f"{path}?limit={size}")]
    assert [page[0] for page in pages] == [whole[0]] * len(pages)
    assert [row for page in pages for row in page[1:]] == whole[1:]
    assert len(pages) == -(-(len(whole) - 1) // size)  # no empty page at the end


def test_pages_in_json_lead_back_and_forth(news: Server) -> None:
    whole = news.http.get("/queries/metrics.json").json()["results"]["bindings"]
    pages = [json.loads(page)["results"]["bindings"] for page in follow(news, "/queries/metrics.json?limit=10")]
    assert [row for page in pages for row in page] == whole
    middle = news.http.get("/queries/metrics.json?limit=10&offset=10")
    assert news.http.get(middle.links["first"]["url"]).json()["results"]["bindings"] == whole[:10]
    assert news.http.get(middle.links["prev"]["url"]).json()["results"]["bindings"] == whole[:10]
    cached = news.http.get("/queries/metrics.json?limit=10&offset=10")
    assert cached.links == middle.links


def test_links_keep_the_parameters(news: Server) -> None:
    told = news.http.get("/queries/everything-on.csv", params={"entity": "智谱", "limit": 1})
    url = told.links["next"]["url"]
    assert quote("智谱") in url
    assert news.http.get(url).status_code == 200


def test_an_offset_past_the_end_is_an_empty_page(news: Server) -> None:
    told = news.http.get("/queries/ranking.csv?limit=5&offset=999999999999")
    assert (told.status_code, len(rows_of(told.text))) == (200, 1)
    assert "next" not in told.links


def test_the_row_limit_of_the_server_is_said_in_the_head() -> None:
    server = Server(shipped(), token=None, AIKG_READERS=1, AIKG_MAX_ROWS=5)
    try:
        told = server.http.get("/queries/changes.csv")
        assert told.headers["x-aikg-cut"] == "5"
        assert len(rows_of(told.text)) == 6
        assert server.http.get("/queries/changes.json").headers["x-aikg-cut"] == "5"
        assert "x-aikg-cut" not in server.http.get("/queries/industry-size.csv").headers
        over = server.http.get("/queries/changes.csv?limit=6")
        assert (over.status_code, over.json()["parameter"]) == (400, "limit")
        assert len(follow(server, "/queries/changes.csv?limit=5")) > 2
    finally:
        server.stop()


# what is wrong


@pytest.mark.parametrize(
    ("path", "status", "parameter", "cure"),
    [
        ("/queries/rankin.csv", 404, None, "ranking"),
        ("/views/investers.json", 404, None, "investors"),
        ("/views/investors.xlsx", 404, None, "gexf"),
        ("/queries/ranking.gexf", 404, None, "csv"),
        ("/queries/ranking.", 404, None, "csv"),
        ("/queries/everything-on.csv", 400, "entity", "for example entity=Zhipu"),
        ("/queries/everything-on.csv?entity=", 400, "entity", "for example"),
        ("/queries/partners.csv?organisation=xAI", 400, "organisation", "it has: org"),
        ("/queries/partners.csv?org=xAI&org=Meta", 400, "org", "once"),
        ("/queries/partners.csv?org=xAII", 404, None, "organization:xai"),
        ("/views/investors.json?stage=done", 400, "stage", "completed"),
        ("/views/investors.json?since=yesterday", 400, "since", "2026-05-31"),
        ("/views/investors.json?dated_only=perhaps", 400, "dated_only", "true, false"),
        ("/views/investors.json?measure=size", 400, "measure", "pagerank"),
        ("/views/investors.json?limit=3", 400, "limit", "a network comes whole"),
        ("/queries/ranking.csv?limit=0", 400, "limit", "from 1"),
        ("/queries/ranking.csv?limit=ten", 400, "limit", "whole number"),
        ("/queries/ranking.csv?offset=-1", 400, "offset", "from 0"),
        ("/queries/ranking.csv?offset=99999999999999999999", 400, "offset", "whole number"),
        ("/queries/ranking.csv?timeout=soon", 400, "timeout", "seconds"),
        ("/queries/top-apps.csv?top=many", 400, "top", "whole number"),
        ("/queries/partners.csv?org=%FF", 400, None, "UTF-8"),
        ("/queries/partners.csv?org=a%00", 400, None, "NUL"),
        ("/queries/partners/params/orgs", 404, None, "org"),
        ("/queries/partners/params/org?foo=1", 400, "foo", "q"),
        ("/queries/%2e%2e%2fviews%2finvestors.csv", 404, None, "nothing"),
        ("/queries/edges.csv", 404, None, "Nearest"),
    ],
)
def test_what_is_wrong_is_told_with_the_cure(
    news: Server, path: str, status: int, parameter: str | None, cure: str
) -> None:
    told = news.http.get(path)
    assert told.status_code == status, told.text
    assert told.json().get("parameter") == parameter
    assert cure in told.json()["detail"]


# pick-lists


def test_a_pick_list_has_entities_with_both_names_and_their_claims(news: Server) -> None:
    told = news.http.get("/views/investors/params/org?limit=5").json()
    assert len(told["values"]) == 5 < told["total"]
    assert [pick["claims"] for pick in told["values"]] == sorted((p["claims"] for p in told["values"]), reverse=True)
    google = next(pick for pick in told["values"] if pick["value"] == "organization:google")
    assert (google["label"], google["label_zh"]) == ("Google", "谷歌")


@pytest.mark.parametrize(("text", "found"), [("谷歌", "organization:google"), ("GOOG", "organization:google")])
def test_a_pick_list_narrows_in_both_languages(news: Server, text: str, found: str) -> None:
    told = news.http.get("/queries/partners/params/org", params={"q": text}).json()
    assert found in {pick["value"] for pick in told["values"]}
    assert told["total"] < 10


def test_pick_lists_of_terms_dates_and_numbers(news: Server) -> None:
    stages = news.http.get("/views/investors/params/stage").json()["values"]
    assert {"value": "potential", "label": "potential", "label_zh": "潜在", "claims": 4} in stages
    days = news.http.get("/queries/timeline/params/since").json()["values"]
    assert [pick["value"] for pick in days] == sorted(pick["value"] for pick in days)
    assert news.http.get("/queries/top-apps/params/top").json()["values"] == []
    metrics = news.http.get("/queries/ranking/params/metric").json()["values"]
    assert all(pick["value"].startswith("aikgv:") for pick in metrics)


@pytest.mark.parametrize("query", [*QUESTIONS, *VIEWS], ids=lambda query: f"{query.folder}/{query.name}")
def test_every_pick_can_be_given(query: catalogue.Query) -> None:
    graph = open_graph(shipped())
    for parameter in query.parameters.values():
        values = picks.picks(graph.store, parameter).values
        assert values or parameter.type in ("integer", "decimal", "string") or parameter.pick == "none"
        for pick in values[:3]:
            parameter.term(pick.value, graph.resolve)


# any name, any parameter

ODD = ["..", "ranking.csv", "investors.gexf", "a/b", "%", "\0", "智谱", "'\"<"]
PIECES = st.text(max_size=30) | st.sampled_from(ODD)
PARAMS = st.sampled_from(["org", "stage", "limit", "offset", "timeout", "since", "measure", "entity", "q", "x"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["/queries/", "/views/", "/queries/ranking/params/", "/export/", "/export/view/investors/"]),
    PIECES,
    st.lists(st.tuples(PARAMS, PIECES), max_size=3),
    st.sampled_from(["*/*", "text/html", "text/csv", "application/gexf+xml", "x"]),
)
def test_no_name_and_no_parameter_makes_the_server_fail(
    news: Server, place: str, name: str, params: list[tuple[str, str]], accept: str
) -> None:
    url = place + quote(name.encode("utf-8", "replace"), safe="/")
    told = news.http.get(url, params=[(k, v.encode("utf-8", "replace")) for k, v in params], headers={"Accept": accept})
    assert told.status_code < 500, told.text
    if told.status_code >= 400 and "json" in told.headers["content-type"]:
        assert set(told.json()) >= {"error", "detail"}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([q.name for q in QUESTIONS]),
    st.data(),
)
def test_any_value_of_a_parameter_is_answered_or_told_what_is_wrong(news: Server, name: str, data: Any) -> None:
    parameters = list(catalogue.find("questions", name).parameters)
    given_ = {key: data.draw(PIECES).encode("utf-8", "replace") for key in parameters}
    told = news.http.get(f"/queries/{name}.csv", params=given_)
    assert told.status_code in (200, 400, 404, 409), told.text


def test_the_store_is_as_it_was(news: Server) -> None:
    assert (
        EmbeddedStore(Location(shipped()).needed(), read_only=True).version()
        == (news.http.get("/health").json()["version"])
    )
