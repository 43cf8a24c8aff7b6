"""Exports under paths without a query string, as Gephi Lite wants them."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import networkx as nx
import pytest
from networkx.readwrite import json_graph
from server_process import Server

from running import run, shipped

FORMATS = ("gexf", "graphml", "csv", "nodes.csv", "cyjs", "json")


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_export_is_the_view_with_its_parameters(news: Server, suffix: str) -> None:
    told = news.http.get(f"/export/view/investors/org/organization:xai/stage/potential/any-name.{suffix}")
    assert told.status_code == 200
    asked = {"org": "organization:xai", "stage": "potential"}
    assert told.content == news.http.get(f"/views/investors.{suffix}", params=asked).content


@pytest.mark.parametrize("hops", ["", "1/", "2/"])
def test_an_export_around_an_entity_is_that_of_the_command_line(news: Server, hops: str, tmp_path: Path) -> None:
    told = news.http.get(f"/export/around/organization/xai/{hops}xai.gexf")
    file = tmp_path / "xai.gexf"
    words = ("--around", "organization:xai", "--hops", hops.strip("/") or 1, "-o", file)
    run("export", *words, at=shipped())
    assert told.content == file.read_bytes()


def test_networkx_reads_an_export(news: Server) -> None:
    graph = nx.read_gexf(io.BytesIO(news.http.get("/export/around/organization/xai/2/xai.gexf").content))
    assert graph.nodes["organization:xai"]["label"] == "xAI"
    same = json_graph.node_link_graph(news.http.get("/export/around/organization/xai/2/xai.json").json(), edges="edges")
    assert set(same.nodes) == set(graph.nodes)
    assert same.number_of_edges() == graph.number_of_edges()
    rows = list(csv.DictReader(io.StringIO(news.http.get("/export/around/organization/xai/2/xai.csv").text)))
    assert len(rows) == graph.number_of_edges()


def test_gephi_lite_can_fetch_it_from_where_it_is(news: Server) -> None:
    """Its loader looks at the end of the path, sends no credentials and needs to be allowed."""
    page = news.http.get("/views/investors.html?org=xAI&stage=potential").text
    link = unescape(re.search(r'href="(https://gephi\.example/lite/[^"]+)"', page)[1])  # type: ignore[index]
    address = unquote(link.partition("?file=")[2])
    parts = urlsplit(address)
    assert (parts.query, parts.fragment) == ("", "")
    assert parts.path.endswith(".gexf")
    told = news.http.get(address, headers={"Origin": "https://gephi.example"})
    assert told.headers["access-control-allow-origin"] == "*"
    wanted = news.http.get("/views/investors.gexf?org=xAI&stage=potential")
    assert told.content == wanted.content


def test_without_a_setting_no_page_leads_elsewhere(server: Server) -> None:
    page = server.http.get("/views/investors.html").text
    assert "Gephi" not in page
    assert "http" not in re.sub(r"\s", "", page).replace("http-equiv", "").replace(">HTTP<", "")


def test_a_slash_in_a_value_is_escaped(news: Server) -> None:
    told = news.http.get("/export/view/investors/org/item%3Acn-ai-usage-roundup%2F4/x.json")
    assert told.status_code == 200
    assert told.json()["edges"] == []


def test_options_are_parts_of_the_path_too(news: Server) -> None:
    whole = news.http.get("/export/view/everything/x.json").json()
    dated = news.http.get("/export/view/everything/dated_only/true/measure/degree,pagerank/x.json").json()
    assert 0 < len(dated["edges"]) < len(whole["edges"])
    assert "pagerank" in dated["nodes"][0]
    around = news.http.get("/export/around/organization/xai/2/dated_only/true/x.json").json()
    assert len(around["edges"]) < len(whole["edges"])


@pytest.mark.parametrize(
    ("path", "status", "cure"),
    [
        ("view/investors/x.png", 404, "gexf"),
        ("view/investors/x.html", 404, "/views"),
        ("view/investers/x.gexf", 404, "investors"),
        ("view/investors/org/x.gexf", 400, "no value"),
        ("view/investors/org/xAI/org/Meta/x.gexf", 400, "once"),
        ("view/investors/orgs/xAI/x.gexf", 400, "it has: org"),
        ("view/investors/org/xAI/x.gexf?org=Meta", 400, "in the path"),
        ("around/organization/xa/x.gexf", 404, "organization:xai"),
        ("around/company/xai/x.gexf", 404, "organization"),
        ("around/organization/xai/0/x.gexf", 400, "from 1 to 10"),
        ("around/organization/xai/11/x.gexf", 400, "from 1 to 10"),
        ("around/organization/xai/two/x.gexf", 400, "from 1 to 10"),
        ("around/organization/xai/2/org/xAI/x.gexf", 400, "since"),
        ("around/organization/x.gexf", 404, "/export/around/KIND/SLUG"),
        ("everything.gexf", 404, "/export/view/VIEW"),
        ("view/investors/org/%FF/x.gexf", 400, "UTF-8"),
        ("view/investors/org/%00/x.gexf", 400, "NUL"),
        ("../../etc/passwd", 404, ""),
        ("", 404, ""),
    ],
)
def test_what_is_wrong_is_told_with_the_cure(news: Server, path: str, status: int, cure: str) -> None:
    told = news.http.get(f"/export/{path}")
    assert told.status_code == status, told.text
    assert cure in told.json()["detail"]


@pytest.mark.slow
def test_behind_a_proxy_the_paths_begin_with_its_own(tmp_path: Path) -> None:
    server = Server(shipped(), token=None, arguments=("--root-path", "/kg"), AIKG_READERS=1)
    try:
        told = server.http.get("/export/view/investors/org/item%3Aa%2Fexport%2Fb/x.json")
        assert told.status_code == 404  # no such entity; the path was read right
        assert told.json()["name"] == "item:a/export/b"
        page = server.http.get("/views/investors.html?org=xAI&limit=2").text
        assert 'action="/kg/views/investors"' in page
        assert 'href="/kg/id/organization/xai"' in page
        assert server.http.get("/views/investors.csv?limit=1").links["next"]["url"].startswith("/kg/views/")
    finally:
        server.stop()


def test_links_between_claims_are_a_network_of_claims(news: Server) -> None:
    told = news.http.get("/views/conflicts.gexf")
    assert told.status_code == 200
    assert 'id="item:cn-ai-usage-roundup/1#daily" label="The daily average' in told.text
    assert told.text.count("<edge ") == 1
