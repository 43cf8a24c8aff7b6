"""News in and out over HTTP: checked first, stored as a whole, seen at once, never over what somebody else wrote."""

from __future__ import annotations

import gzip
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from server_process import Server

from aikg.submissions import MOST_TRIPLES
from lantern import own_data
from news_samples import claim, iri, item, registry, relation, trig
from running import ROOT, shipped

TRIG = {"Content-Type": "application/trig"}
TURTLE = {"Content-Type": "text/turtle"}
TWIN = ROOT / "tests" / "shapes" / "twins"
BAD = item(claim("bad", "Observation", "aikg:subject organization:xai"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("items") / "graph"
    shutil.copytree(shipped(), folder)
    started = Server(folder, AIKG_TIMEOUT_S=20, AIKG_READERS=2)
    yield started
    started.stop()


@pytest.fixture(autouse=True)
def emptied(place: Server) -> Iterator[None]:
    """Whatever a test let in goes again."""
    yield
    for row in place.rows("SELECT ?i { ?i a <https://w3id.org/aikg/ns#NewsItem> }"):
        path = row["i"].partition("/item/")[2]
        if not path.startswith("cn-ai"):
            assert place.http.delete(f"/items/{path}").status_code == 200


def post(place: Server, text: str | bytes, kind: str = "application/trig", **params: str) -> httpx.Response:
    return place.http.post("/items", content=text, headers={"Content-Type": kind}, params=params)


def version(place: Server) -> str:
    return place.http.get("/health").json()["version"]


@pytest.mark.slow
def test_new_news_is_seen_at_once_everywhere(place: Server) -> None:
    assert place.http.get("/item/lantern/1").status_code == 404
    assert place.http.get("/search.json", params={"q": "lantern labs"}).json()["hits"][:1] != ["x"]
    answer = post(place, own_data(), by="news desk")
    assert answer.status_code == 201
    assert [thing for thing in answer.json()["added"] if "item" in thing] == ["item:lantern/1", "item:lantern/2"]
    assert "Lantern Labs raises money" in place.http.get("/item/lantern/1", headers={"Accept": "text/html"}).text
    assert "organization:lantern-labs" in place.http.get("/search.json", params={"q": "lantern labs"}).text
    assert "Tarn Capital" in place.http.get("/views/investors.json", params={"org": "Lantern Labs"}).text
    assert answer.headers["X-Aikg-Data-Version"] == version(place)
    logged = place.rows(
        "PREFIX prov: <http://www.w3.org/ns/prov#> SELECT ?a { ?r prov:generated "
        "<https://w3id.org/aikg/item/lantern/1> ; prov:wasAssociatedWith ?a }"
    )
    assert {row["a"] for row in logged} == {"https://w3id.org/aikg/agent/news%20desk"}
    assert place.http.get("/agent/news%20desk.json").json()["label"] == "news desk"


def test_the_same_again_changes_nothing(place: Server) -> None:
    post(place, own_data())
    before = version(place)
    answer = post(place, own_data())
    assert answer.status_code == 200
    assert answer.json()["added"] == answer.json()["replaced"] == []
    assert version(place) == before


def test_every_format_lets_the_same_item_in(place: Server) -> None:
    document = json.loads((TWIN / "item.jsonld").read_text())
    forms = {
        "text/turtle": (TWIN / "item.ttl").read_bytes(),
        "application/ld+json": json.dumps(document).encode(),
        "application/ld+yaml": yaml.safe_dump(document, allow_unicode=True).encode(),
    }
    words = []
    for kind, text in forms.items():
        answer = post(place, text, kind)
        assert answer.status_code in (200, 201), answer.text
        words.append(next(w for w in ("added", "replaced", "unchanged") if "item:example/1" in answer.json()[w]))
    for kind in ("application/trig", "application/n-quads", "application/ld+json"):
        shown = place.http.get("/items/example/1", headers={"Accept": kind})
        assert shown.headers["content-type"].startswith(kind)
        answer = post(place, shown.content, kind)
        words.append("unchanged" if "item:example/1" in answer.json()["unchanged"] else answer.text)
    assert words == ["added"] + ["unchanged"] * 5


def test_a_batch_tells_of_each_item_and_strict_takes_all_or_none(place: Server) -> None:
    good = item(relation(of=iri(number=2)), number=2)
    assert post(place, trig(BAD, good), strict="true").status_code == 422
    assert place.http.get("/items/news/2").status_code == 404
    answer = post(place, trig(BAD, good))
    assert answer.status_code == 207
    assert answer.json()["added"] == ["article:news", "item:news/2"]
    refused = answer.json()["refused"]
    assert [refusal["thing"] for refusal in refused] == ["item:news/1"]
    assert {finding["rule"] for finding in refused[0]["findings"]} >= {"Observation-number"}
    assert place.http.get("/items/news/1").status_code == 404


@pytest.mark.parametrize("way", ["post", "strict", "put"])
def test_what_does_not_conform_is_told_as_a_report_and_not_stored(place: Server, way: str) -> None:
    before = version(place)
    if way == "put":
        answer = place.http.put("/items/news/1", content=trig(BAD), headers=TRIG)
    else:
        answer = post(place, trig(BAD), strict=str(way == "strict").lower())
    assert answer.status_code == 422
    told = answer.json()
    assert (told["error"], told["conforms"]) == ("does-not-conform", False)
    assert told["violations"] == len([f for f in told["findings"] if f["severity"] == "violation"]) > 0
    assert set(told["findings"][0]) >= {"severity", "message", "focus", "path", "rule", "item"}
    assert version(place) == before


def test_one_item_is_put_read_changed_and_deleted(place: Server) -> None:
    made = place.http.put("/items/news/1", content=trig(item(relation())), headers=TRIG)
    assert (made.status_code, made.headers["location"]) == (201, "/item/news/1")
    shown = place.http.get("/items/news/1", headers={"Accept": "text/turtle"})
    assert (
        place.http.get(
            "/items/news/1", headers={"Accept": "text/turtle", "If-None-Match": shown.headers["etag"]}
        ).status_code
        == 304
    )
    again = place.http.put("/items/news/1", content=shown.content, headers=TURTLE)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    changed = shown.text.replace('"Widgets"', '"More widgets"')
    assert place.http.put("/items/news/1", content=changed, headers=TURTLE).json()["outcome"] == "replaced"
    gone = place.http.delete("/items/news/1")
    assert gone.json() | {"version": ""} == {"claims": 1, "article": "article:news", "notes": [], "version": ""}
    assert place.http.delete("/items/news/1").status_code == 404
    assert place.http.get("/items/news/1").status_code == 404


@pytest.mark.parametrize("way", ["put", "post", "strict"])
def test_an_item_of_endless_triples_is_refused_however_it_comes(place: Server, way: str) -> None:
    head = f"<{iri()}#maker> rdfs:seeAlso ( {'1 ' * MOST_TRIPLES} ) ."
    news = trig(item(relation() + head))
    path = "/items/news/1" if way == "put" else "/items" + "?strict=true" * (way == "strict")
    told = (place.http.put if way == "put" else place.http.post)(path, content=news, headers=TRIG)
    assert told.status_code == 422
    assert "and may have 20,000" in told.text


def test_relative_names_are_those_of_the_item(place: Server) -> None:
    place.http.put("/items/news/1", content=trig(item(relation())), headers=TRIG)
    text = place.http.get("/items/news/1", headers={"Accept": "text/turtle"}).text
    relative = text.replace("<https://w3id.org/aikg/item/news/1#", "<#").replace(
        "<https://w3id.org/aikg/item/news/1>", "<>"
    )
    answer = place.http.put("/items/news/1", content=relative, headers=TURTLE)
    assert answer.json()["outcome"] == "unchanged"


def test_nobody_overwrites_what_somebody_else_has_changed(place: Server) -> None:
    text = trig(item(relation()))
    assert place.http.put("/items/news/1", content=text, headers=TRIG | {"If-Match": "*"}).status_code == 412
    made = place.http.put("/items/news/1", content=text, headers=TRIG | {"If-None-Match": "*"})
    assert made.status_code == 201
    assert place.http.put("/items/news/1", content=text, headers=TRIG | {"If-None-Match": "*"}).status_code == 412
    tag = place.http.get("/items/news/1").headers["etag"]
    others = text.replace("Widgets", "Gadgets")
    assert place.http.put("/items/news/1", content=others, headers=TRIG | {"If-Match": tag}).status_code == 200
    lost = place.http.put("/items/news/1", content=text, headers=TRIG | {"If-Match": tag})
    assert (lost.status_code, lost.json()["error"]) == (412, "changed")
    assert place.http.delete("/items/news/1", headers={"If-Match": tag}).status_code == 412
    now = lost.json()["etag"]
    assert place.http.delete("/items/news/1", headers={"If-Match": now}).status_code == 200


def test_what_others_refer_to_is_not_deleted(place: Server) -> None:
    part = claim("part", "Claim", f"aikg:subject organization:xai ; aikg:partOf <{iri()}#maker>", of=iri(number=2))
    post(place, trig(item(relation()), item(part, number=2)))
    answer = place.http.delete("/items/news/1")
    assert (answer.status_code, answer.json()["candidates"]) == (409, ["item:news/2#part"])
    assert place.http.delete("/items/news/2").status_code == 200


def test_a_packed_body_is_unpacked(place: Server) -> None:
    headers = TRIG | {"Content-Encoding": "gzip"}
    assert place.http.post("/items", content=gzip.compress(own_data().encode()), headers=headers).status_code == 201


def test_the_list_is_a_question(place: Server) -> None:
    answer = place.http.get(
        "/items", params={"limit": 2}, headers={"Accept": "application/json"}, follow_redirects=True
    )
    assert answer.status_code == 200
    assert len(answer.json()["results"]["bindings"]) == 2


def test_it_is_documented(place: Server) -> None:
    paths = place.http.get("/openapi.json").json()["paths"]
    assert set(paths["/items"]) == {"get", "post"}
    assert set(paths["/items/{rest}"]) == {"get", "put", "delete"}
    assert set(paths["/items"]["post"]["requestBody"]["content"]) >= {"application/trig", "application/ld+yaml"}


def test_no_reader_sees_half_an_item(place: Server) -> None:
    """Two versions take turns under load. Each has its claim, its edge and its headline, and never another's."""
    new = registry(
        ("organization:maker-a", "aikg:Organization", "Maker A"),
        ("organization:maker-b", "aikg:Organization", "Maker B"),
    )
    versions = [
        trig(item(relation(name, target=f"organization:{name}")).replace("Widgets", name)) + new
        for name in ("maker-a", "maker-b")
    ]
    post(place, versions[0])
    query = """PREFIX aikg: <https://w3id.org/aikg/ns#> PREFIX schema: <https://schema.org/>
        SELECT ?headline ?claim ?maker ?from { <https://w3id.org/aikg/item/news/1> schema:headline ?headline .
        OPTIONAL { ?claim aikg:reportedIn <https://w3id.org/aikg/item/news/1> }
        OPTIONAL { GRAPH ?from { ?model aikg:developedBy ?maker } FILTER(CONTAINS(STR(?from), "/news/1#")) } }"""
    stop, seen, wrong = threading.Event(), set(), []

    def read() -> None:
        with httpx.Client(base_url=place.url, timeout=60, trust_env=False) as client:
            number = 0
            while not stop.is_set():
                number += 1  # a text of its own each time, so that nothing comes from the cache
                answer = client.get("/sparql", params={"query": f"{query} # {number}"})
                rows = answer.json()["results"]["bindings"]
                names = {value["value"].rpartition("/")[2].rpartition("#")[2] for row in rows for value in row.values()}
                seen.add(frozenset(names))
                if len(rows) != 1 or len(names) != 1 or len(rows[0]) != 4:
                    wrong.append(rows)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(16):
        assert post(place, versions[(number + 1) % 2]).status_code == 200
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert seen == {frozenset({"maker-a"}), frozenset({"maker-b"})}


@pytest.mark.slow
def test_it_works_on_another_server_too(tmp_path: Path) -> None:
    import store_servers as servers
    from aikg import ingest
    from aikg.stores.remote import RemoteStore

    with servers.oxigraph(tmp_path) as address:
        ingest.publish(RemoteStore(address))
        started = Server(tmp_path / "log", store=address, AIKG_READERS=1)
        try:
            assert post(started, own_data()).status_code == 201
            assert post(started, own_data()).status_code == 200
            assert started.http.get("/items/lantern/1").status_code == 200
            assert started.http.delete("/items/lantern/1").status_code == 200
        finally:
            started.stop()
