"""A subgraph over HTTP: JSON for programs, files under a path that says everything, the query; and bad requests."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pytest
from server_process import Server

G = "{http://gexf.net/1.3}"


def test_json_has_names_claims_and_headlines(news):
    told = news.http.get("/subgraph", params={"nodes": "organization:xai,pif;model:grok-4"}).json()
    assert told["nodes"]["organization:pif"]["label_zh"] == "沙特公共投资基金"
    claims = {edge["claim"] for edge in told["edges"]}
    assert "item:cn-ai-usage-roundup/4#inv-pif" in claims and len(told["edges"]) == 4
    assert told["items"] == {"item:cn-ai-usage-roundup/4": "Musk's xAI Funding Round"}
    assert told["terms"]["aikg:investsIn"]["zh"]


def test_a_file_has_each_entity_even_without_an_edge(news):
    answer = news.http.get("/export/subgraph/organization:xai,gartner;model:grok-4/x.gexf")
    assert answer.headers["content-type"].startswith("application/gexf+xml")
    nodes = {node.get("id") for node in ET.fromstring(answer.text).iter(f"{G}node")}
    assert nodes == {"organization:xai", "organization:gartner", "model:grok-4"}


def test_what_is_left_out_is_said_in_the_path(news):
    path = "/export/subgraph/organization:xai,pif;model:grok-4"
    every = csv.DictReader(io.StringIO(news.http.get(f"{path}/x.csv").text))
    kinds = {row["Kind"] for row in every}
    less = "without_kinds/releases,useOfFunds/without_stages/potential"
    fewer = csv.DictReader(io.StringIO(news.http.get(f"{path}/{less}/x.csv").text))
    assert kinds - {row["Kind"] for row in fewer} == {"releases", "useOfFunds", "potentialInvestorIn"}


def test_the_query_can_be_asked_at_the_endpoint(news):
    path = "/export/subgraph/organization:xai,pif;model:grok-4/since/2027-01-01/dated_only/true/x"
    query = news.http.get(f"{path}.rq")
    assert query.headers["content-type"].startswith("application/sparql-query")
    rows = list(csv.DictReader(io.StringIO(news.http.get(f"{path}.csv").text)))
    assert len(news.rows(query.text)) == len(rows) == 1


def test_a_form_gives_the_same_file_as_the_address(news):
    nodes, less = "organization:xai,pif;model:grok-4", {"without_kinds": "releases"}
    for suffix in ("csv", "nodes.csv", "graphml", "rq"):
        at = news.http.get(f"/export/subgraph/{nodes}/without_kinds/releases/x.{suffix}")
        sent = news.http.post(f"/export/subgraph/x.{suffix}", data={"nodes": nodes, **less})
        assert sent.status_code == 200 and sent.text == at.text, suffix


def test_a_form_must_be_one(news):
    assert news.http.post("/export/subgraph/x.csv", json={}).status_code == 415
    missing = news.http.post("/export/subgraph/x.csv", data={"since": "2026-01-01"})
    assert missing.status_code == 400 and "nodes" in missing.json()["detail"]
    wrong = news.http.post("/export/subgraph/x.zip", data={"nodes": "organization:xai"})
    assert wrong.status_code == 404 and "gexf" in wrong.json()["detail"]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/subgraph?nodes=xai", "KIND:SLUG"),
        ("/subgraph?nodes=", "nodes"),
        ("/subgraph?nodes=organization:a%20b", "not the name of a thing"),
        ("/export/subgraph/xai/x.gexf", "KIND:SLUG"),
        ("/export/subgraph/organization:xai/without_kinds/x.gexf", "has no value"),
        ("/export/subgraph/organization:xai/org/xAI/x.gexf", "there is no such option"),
        ("/export/subgraph/organization:xai/since/soon/x.gexf", "since"),
        ("/export/subgraph/organization:xai/measure/charm/x.gexf", "is none of"),
        ("/export/subgraph/organization:xai/since/soon/x.rq", "since"),
        ("/export/subgraph/organization:xai/without_items/%22/x.rq", "not the name of a thing"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(news, path, says):
    answer = news.http.get(path)
    assert answer.status_code == 400 and says in answer.json()["detail"], answer.text


def test_measures_are_columns(news):
    answer = news.http.get("/export/subgraph/organization:xai,pif/measure/degree,pagerank/x.nodes.csv")
    assert {"degree", "pagerank"} <= set(answer.text.splitlines()[0].lower().split(","))


def test_the_page_of_another_bundle_is_another_page(news):
    """A server that was updated has the same data and other scripts: nobody may keep the old page."""
    from aikg.server import bundle

    page = news.http.get("/", headers={"Accept": "text/html"})
    assert bundle.DIGEST in page.text
    assert news.http.get("/", headers={"If-None-Match": page.headers["etag"]}).status_code == 304


def test_more_names_than_an_address_holds_come_in_a_form(news: Server) -> None:
    some = "organization:xai,pif;model:grok-4"
    crowd = ",".join(f"nobody-{n:07}" for n in range(4_900))
    told = news.http.post("/subgraph", data={"nodes": f"{some};person:{crowd}"})
    assert told.status_code == 200
    assert told.json()["edges"] == news.http.get("/subgraph", params={"nodes": some}).json()["edges"]
    assert news.http.post("/subgraph", data={"nodes": ""}).status_code == 400
    assert news.http.post("/subgraph", content="x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert news.http.post("/subgraph", data={"nodes": "xai"}).status_code == 400
    assert news.http.post("/subgraph", data={"nodes": "x" * 1_100_000}).status_code == 413
