"""The Reconciliation API: what OpenRefine asks, as it asks it, and what strangers may send instead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from reconciliation_schemas import EXTENSION, MANIFEST, PROPOSALS, RESULTS, SUGGESTIONS, conforms
from server_process import Server

from aikg import mergers
from aikg.identity import expand
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from lantern import write_own
from running import own, run

PAGE = {"Origin": "http://127.0.0.1:3333"}


def asked(news: Server, **queries: Any) -> dict[str, Any]:
    """A batch as OpenRefine sends it: in a form by POST, from a program."""
    told = news.http.post("/reconcile", data={"queries": json.dumps(queries)})
    assert told.status_code == 200, told.text
    answer: dict[str, Any] = conforms(RESULTS, told.json())
    assert answer.keys() == queries.keys()
    return {name: found["result"] for name, found in answer.items()}


def test_the_manifest_names_services_that_are_there(news: Server) -> None:
    told = news.http.get("/reconcile", headers=PAGE)
    manifest = conforms(MANIFEST, told.json())
    assert told.headers["access-control-allow-origin"] == "*"
    for name, service in manifest["suggest"].items():
        url = service["service_url"] + service["service_path"]
        found = conforms(SUGGESTIONS, httpx.get(url, params={"prefix": "o"}, trust_env=False).json())
        assert found["result"], name
    service = manifest["extend"]["propose_properties"]
    url = service["service_url"] + service["service_path"]
    assert conforms(PROPOSALS, httpx.get(url, params={"type": "Model"}, trust_env=False).json())["properties"]
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        url = template.replace("{{id}}", quote("organization/zhipu-ai", safe=""))
        page = httpx.get(url, follow_redirects=True, trust_env=False, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "Zhipu AI" in page.text
    assert manifest["identifierSpace"] + "organization/zhipu-ai" == str(expand("organization:zhipu-ai"))


def test_a_column_is_reconciled(news: Server) -> None:
    """As OpenRefine does: `type` is one identifier, `type_strict` is "should", no limit unless it was chosen."""
    found = asked(
        news,
        q0={"query": "智谱", "type": "Organization", "type_strict": "should"},
        q1={"query": "ＺＨＩＰＵ　AI"},
        q2={"query": "Hunyan", "limit": 1},
        q3={"query": "No such thing at all"},
        q4={"query": "智谱", "type": ["Model", "Product"]},
        q5={"query": ""},
    )
    assert [(c["id"], c["match"], c["score"]) for c in found["q0"]] == [("organization/zhipu-ai", True, 100)]
    assert found["q1"][0]["id"] == "organization/zhipu-ai"
    assert found["q1"][0]["match"]
    assert [(c["id"], c["match"]) for c in found["q2"]] == [("model/hunyuan", False)], "similar is never a match"
    assert found["q3"] == found["q5"] == []
    assert "organization/zhipu-ai" not in {c["id"] for c in found["q4"]}


@pytest.mark.parametrize("name", ["Qwen 3.5", "GPT-4", "GPT 4.1", "Llama 3", "DeepSeek V3"])
def test_another_version_is_no_candidate(name: str, news: Server) -> None:
    versions = {"qwen-3.6-plus", "gpt-4o", "llama-4", "deepseek-v4"}
    assert not {c["id"].removeprefix("model/") for c in asked(news, q={"query": name})["q"]} & versions


def test_what_else_is_known_decides(news: Server) -> None:
    maker = [{"pid": "developedBy", "v": "智谱"}]
    other = [{"pid": "developedBy", "v": ["Tencent", {"id": "organization/openai", "name": "OpenAI"}]}]
    named = {"query": "AutoGLM App Store"}
    found = asked(
        news,
        agrees={**named, "properties": maker},
        differs={**named, "properties": other},
        unsaid={**named, "properties": [{"pid": "issuedBy", "v": "Tencent"}]},
        unnamed={"properties": [{"pid": "developedBy", "v": {"id": "organization/zhipu-ai"}}]},
    )
    assert [found[name][0]["match"] for name in ("agrees", "differs", "unsaid")] == [True, False, True]
    assert found["agrees"][0]["score"] > found["differs"][0]["score"]
    features = {f["id"]: f["value"] for f in found["differs"][0]["features"]}
    assert features == {"name": 100, "exact": True, "developedBy": False}
    assert "product/autoglm-app-store" in {c["id"] for c in found["unnamed"]}
    assert not any(c["match"] for c in found["unnamed"])


def test_an_identifier_finds_its_entity(news: Server) -> None:
    names = ("organization/xai", "organization:xai", "https://w3id.org/aikg/id/organization/xai")
    found = asked(news, **{str(number): {"query": name} for number, name in enumerate(names)})
    assert [(c[0]["id"], c[0]["match"]) for c in found.values()] == [("organization/xai", True)] * 3


@pytest.fixture(scope="module")
def ours() -> Iterator[Server]:
    """A server behind a proxy that has it under a path, over a graph in which two organizations are called Ridge."""
    started = Server(own(), token=None, AIKG_READERS=1, AIKG_ROOT_PATH="/kg")
    yield started
    started.stop()


def test_two_of_one_name_are_candidates_and_neither_is_the_match(ours: Server) -> None:
    found = asked(ours, q={"query": "Ridge"})["q"]
    assert {c["id"] for c in found[:2]} == {"organization/ridge-fund", "organization/ridge-robotics"}
    assert [c["score"] for c in found[:2]] == [100, 100]
    assert not any(c["match"] for c in found)


def test_a_property_tells_two_of_one_name_apart(ours: Server) -> None:
    wanted = [{"pid": "potentialInvestorIn", "v": "Lantern Labs"}, {"pid": "prefLabel", "v": "Ridge Fund"}]
    found = asked(ours, q={"query": "Ridge", "properties": wanted})["q"]
    assert [(c["id"], c["match"]) for c in found[:1]] == [("organization/ridge-fund", True)]


def test_addresses_have_the_path_of_the_proxy(ours: Server) -> None:
    manifest = conforms(MANIFEST, ours.http.get("/kg/reconcile").json())
    assert manifest["view"]["url"] == f"{ours.url}/kg/reconcile/view?id={{{{id}}}}"
    assert manifest["suggest"]["entity"]["service_url"] == f"{ours.url}/kg/reconcile"
    moved = ours.http.get("/kg/reconcile/view", params={"id": "organization/xai"})
    assert (moved.status_code, moved.headers["location"]) == (303, "/kg/id/organization/xai")
    page = ours.http.get("/kg/reconcile/preview", params={"id": "organization/xai"})
    assert 'href="/kg/static/pages.css"' in page.text


def test_a_get_answers_as_a_post_does(news: Server) -> None:
    queries = json.dumps({"q0": {"query": "xAI"}})
    posted = news.http.post("/reconcile", data={"queries": queries})
    for _ in range(2):
        told = news.http.get("/reconcile", params={"queries": queries})
        assert told.json() == posted.json()
    assert news.http.get("/reconcile", params={"queries": queries}, headers={"If-None-Match": told.headers["etag"]})


def test_jsonp_for_a_function_and_nothing_else(news: Server) -> None:
    name = "jQuery331_1700000000"
    for params in ({}, {"queries": '{"q0":{"query":"智谱"}}'}):
        told = news.http.get("/reconcile", params={**params, "callback": name})
        assert told.headers["content-type"].startswith("text/javascript")
        body = re.fullmatch(rf"/\*\*/{name}\((.*)\);", told.text)
        assert body
        conforms(RESULTS if params else MANIFEST, json.loads(body[1]))
    for bad in ("alert(1)//", "a;b", "a b", "<script>", "a.b.c.d.e", "x" * 500, "ａ"):
        told = news.http.get("/reconcile", params={"callback": bad})
        assert (told.status_code, told.json()["parameter"]) == (400, "callback")


def test_suggestions_as_one_types(news: Server) -> None:
    def suggested(what: str, **params: Any) -> list[str]:
        told = news.http.get(f"/reconcile/suggest/{what}", params=params).json()
        return [found["id"] for found in conforms(SUGGESTIONS, told)["result"]]

    assert suggested("entity", prefix="Zhi")[0] == "organization/zhipu-ai"
    assert suggested("entity", prefix="智")[0] == "organization/zhipu-ai"
    assert suggested("entity", prefix="organization/xai") == ["organization/xai"]
    everyone = suggested("entity", prefix="a")
    assert suggested("entity", prefix="a", cursor=3)[: len(everyone) - 3] == everyone[3:]
    assert all(id_.startswith("model/") for id_ in suggested("entity", prefix="o", type="Model"))
    assert suggested("property", prefix="developed") == ["developedBy"]
    assert suggested("type", prefix="organ") == ["Organization"]
    assert news.http.get("/reconcile/suggest/entity", params={"prefix": "a", "cursor": "-1"}).status_code == 400


def test_columns_are_fetched(news: Server) -> None:
    """As OpenRefine does: settings are an object, empty where nothing was set."""
    wanted = [{"id": "developedBy", "settings": {}}, {"id": "altLabel", "settings": {"limit": 1}}, {"id": "exactMatch"}]
    ids = ["product/autoglm-app-store", "organization/tencent", "organization/nobody"]
    told = news.http.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": wanted})})
    found = conforms(EXTENSION, told.json())
    assert [one["id"] for one in found["meta"]] == ["developedBy", "altLabel", "exactMatch"]
    assert found["rows"]["product/autoglm-app-store"]["developedBy"] == [
        {"id": "organization/zhipu-ai", "name": "Zhipu AI"}
    ]
    assert len(found["rows"]["organization/tencent"]["altLabel"]) == 1
    assert found["rows"]["organization/tencent"]["exactMatch"][0]["str"].endswith("/Q860580")
    assert found["rows"]["organization/nobody"] == {"developedBy": [], "altLabel": [], "exactMatch": []}


def test_properties_are_proposed_for_a_type(news: Server) -> None:
    def proposed(**params: Any) -> set[str]:
        told = conforms(PROPOSALS, news.http.get("/reconcile/properties", params=params).json())
        return {one["id"] for one in told["properties"]}

    assert "developedBy" in proposed(type="Model")
    assert "developedBy" not in proposed(type="Organization")
    assert proposed(type="aikg:Model") == proposed(type="Model")
    assert len(proposed(type="Model", limit=2)) == 2
    every = [{"id": name} for name in proposed()]
    told = news.http.post("/reconcile", data={"extend": json.dumps({"ids": ["model/gpt-4o"], "properties": every})})
    conforms(EXTENSION, told.json())


def test_a_preview_may_be_framed_and_do_nothing(news: Server) -> None:
    told = news.http.get("/reconcile/preview", params={"id": "organization/zhipu-ai"})
    policy = told.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "x-frame-options" not in told.headers
    assert "<script" not in told.text
    elsewhere = news.http.get("/id/organization/zhipu-ai.html")
    assert elsewhere.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in elsewhere.headers["content-security-policy"]
    lost = news.http.get(
        "/reconcile/preview", params={"id": "<script>alert(1)</script>"}, headers={"Accept": "text/html"}
    )
    assert lost.status_code == 404
    assert "<script>alert" not in lost.text


HOSTILE = [
    "",
    "null",
    "[]",
    "1",
    "{",
    '"x"',
    '{"q0": null}',
    '{"q0": []}',
    '{"q0": "xAI"}',
    '{"q0": {}}',
    '{"q0": {"query": null}}',
    '{"q0": {"query": {"$ne": 1}}}',
    '{"q0": {"query": ["xAI"]}}',
    '{"q0": {"query": "x", "limit": -1}}',
    '{"q0": {"query": "x", "limit": "many"}}',
    '{"q0": {"query": "x", "limit": 1.5}}',
    '{"q0": {"query": "x", "limit": NaN}}',
    '{"q0": {"query": "x", "limit": 1e400}}',
    '{"q0": {"query": "x", "type": "\\ud800"}}',
    '{"q0": {"query": "x", "limit": true}}',
    '{"q0": {"query": "x", "type": {"id": 1}}}',
    '{"q0": {"query": "x", "type": [["Model"]]}}',
    '{"q0": {"query": "x", "type_strict": "maybe"}}',
    '{"q0": {"query": "x", "properties": {}}}',
    '{"q0": {"query": "x", "properties": [{"pid": "developedBy"}]}}',
    '{"q0": {"query": "x", "properties": [{"pid": 1.5e999, "v": "x"}]}}',
    '{"q0": {"query": "x", "properties": [{"pid": "nope", "v": "x"}]}}',
    '{"q0": {"query": "x", "properties": [{"pid": "developedBy", "v": {"name": "x"}}]}}',
    '{"q0": {"query": "x", "more": 1}}',
    "[" * 100_000,
    '{"a":' * 100_000,
    '{"q0": {"query": "x", "limit": ' + "9" * 5_000 + "}}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:60])
def test_what_is_no_batch_is_refused_in_words(text: str, news: Server) -> None:
    told = news.http.post("/reconcile", data={"queries": text})
    assert told.status_code == 400, told.text
    assert {"error", "detail"} <= told.json().keys()
    assert len(told.json()["detail"]) < 1_000


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(101)})}, 413),
        ({"extend": json.dumps({"ids": ["x"] * 1_001, "properties": []})}, 413),
        ({"queries": json.dumps({"q": {"query": "x", "properties": [{"pid": "altLabel", "v": ["x"] * 101}]}})}, 413),
        ({"queries": " " * 3_000_000 + "{}"}, 413),
        ({"queries": "{}", "extend": "{}"}, 400),
        ({"extend": '{"ids": "organization/xai", "properties": []}'}, 400),
        ({"extend": '{"ids": [{}], "properties": []}'}, 400),
        ({"extend": '{"ids": [], "properties": [{"id": "nope"}]}'}, 400),
        ({"extend": '{"ids": [], "properties": [{"id": "altLabel", "settings": {"limit": -1}}]}'}, 400),
        ({"other": "x"}, 400),
    ],
    ids=str,
)
def test_too_much_or_nothing_is_refused(data: dict[str, str], status: int, news: Server) -> None:
    told = news.http.post("/reconcile", data=data)
    assert told.status_code == status, told.text
    assert told.json()["error"]


def test_a_body_that_is_no_form_is_refused(news: Server) -> None:
    told = news.http.post("/reconcile", json={"q0": {"query": "x"}})
    assert told.status_code == 415
    assert told.headers["accept-post"] == "application/x-www-form-urlencoded"
    assert news.http.post("/reconcile", content=b"queries=%FF", headers={"Content-Type": told.headers["accept-post"]})


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"} ; DROP ALL #', "\u202e智谱", "x" * 100_000, "\ufffe"]
)
def test_any_text_is_a_name(name: str, news: Server) -> None:
    found = asked(news, q={"query": name, "properties": [{"pid": "developedBy", "v": name}]})
    assert not any(c["match"] for c in found["q"])


def test_a_lone_surrogate_is_a_name_of_nobody(news: Server) -> None:
    told = news.http.post("/reconcile", data={"queries": '{"q": {"query": "\\ud800"}}'})
    assert told.json() == {"q": {"result": []}}


def test_a_merged_entity_leads_to_the_one_that_was_kept(tmp_path: Path) -> None:
    folder = write_own(tmp_path / "own")
    place = tmp_path / "graph"
    run("build", folder / "news", at=place)
    run("merge", "organization:ridge-fund", "organization:ridge-robotics", at=place)
    served = Server(place, token=None, AIKG_READERS=1)
    try:
        for path in ("ridge-robotics", "ridge-robotics.ttl", "ridge-robotics.json?limit=3"):
            moved = served.http.get(f"/id/organization/{path}")
            assert moved.status_code == 307
            assert moved.headers["location"] == f"/id/organization/{path.replace('robotics', 'fund')}"
        found = asked(served, q={"query": "organization/ridge-robotics"}, r={"query": "Ridge"})
        assert [(c[0]["id"], c[0]["match"]) for c in found.values()] == [("organization/ridge-fund", True)] * 2
        store = EmbeddedStore(Location(place).needed())
        mergers.unmerge(store, expand("organization:ridge-robotics"), agent="Jane Example")  # type: ignore[arg-type]
        store.close()
        assert served.http.get("/id/organization/ridge-robotics.json").json()["identity"]["label"] == "Ridge Robotics"
    finally:
        served.stop()
