"""Hostile news: nothing of it is stored, nothing is fetched, and the server goes on."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterator

import pytest
from server_process import TOKEN, Server
from test_hostile import Canary

from lantern import own_data
from news_samples import PREFIXES, article, item, relation, trig
from running import shipped

TRIG = {"Content-Type": "application/trig"}
GRAPHS = "https://w3id.org/aikg/graph/"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile-items") / "graph"
    shutil.copytree(shipped(), folder)
    started = Server(folder, AIKG_TIMEOUT_S=20, AIKG_READERS=1)
    yield started
    started.stop()


@pytest.fixture(autouse=True)
def unchanged(place: Server) -> Iterator[None]:
    before = place.http.get("/health").json()["version"], place.rss()
    yield
    assert place.process.poll() is None
    assert place.http.get("/health").json()["version"] == before[0]
    assert place.rss() - before[1] < 100_000_000


@pytest.fixture
def canary() -> Iterator[Canary]:
    started = Canary()
    yield started
    assert started.seen == []
    started.close()


def refused(place: Server, text: str | bytes, kind: str, status: int, path: str = "/items") -> str:
    send = place.http.post if path == "/items" else place.http.put
    answer = send(path, content=text, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert "Traceback" not in answer.text and "/tmp" not in answer.text
    return answer.json()["detail"]


@pytest.mark.parametrize("kind", ["application/ld+json", "application/ld+yaml"])
@pytest.mark.parametrize("key", ["@context", "@import"])
def test_no_context_is_fetched(place: Server, canary: Canary, kind: str, key: str) -> None:
    context = f"{canary.url}/context.jsonld" if key == "@context" else {"@import": f"{canary.url}/x"}
    assert "context" in refused(place, json.dumps({"@context": context, "id": "x"}), kind, 400)
    assert "context" in refused(place, json.dumps([{"@graph": [{"@context": [context]}]}]), kind, 400)


def test_a_context_is_no_file_either(place: Server) -> None:
    refused(place, json.dumps({"@context": "file:///etc/passwd", "id": "x"}), "application/ld+json", 400)
    refused(place, "'@context': /etc/passwd\nid: x", "application/ld+yaml", 400)


def test_rdf_xml_is_not_taken(place: Server) -> None:
    refused(place, '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "application/rdf+xml", 415)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        (BOMB, "application/ld+yaml", "aliases"),
        ("a: &a [*a]", "application/ld+yaml", "YAML"),
        ("!!python/object/apply:os.system ['touch /tmp/owned']", "application/ld+yaml", "tag"),
        ("[" * 50_000, "application/ld+yaml", "nest"),
        ("[" * 50_000, "application/ld+json", "nested deeper"),
        ('{"a":' * 50_000, "application/ld+json", "nested deeper"),
        ("<urn:a> <urn:b> " + "(" * 50_000, "text/turtle", "nested deeper"),
        (b"<urn:a> <urn:b> '\xff' .", "text/turtle", "UTF-8"),
        (b"a: \xff", "application/ld+yaml", "UTF-8"),
        (b"<urn:a> <urn:b> '\x00' .", "application/trig", "NUL"),
        ("", "application/trig", "empty"),
        ("  \n", "application/ld+yaml", "empty"),
        ("<urn:a> <urn:b>", "application/trig", "1:"),
        ("<< <urn:a> <urn:b> <urn:c> >> <urn:d> <urn:e> .", "text/turtle", ""),
    ],
)
def test_what_cannot_be_read_is_400(place: Server, text: str | bytes, kind: str, why: str) -> None:
    assert why in refused(place, text, kind, 400)


def test_too_much_is_413_before_and_after_unpacking(place: Server) -> None:
    assert place.http.post("/items", content=b"#" * 9_000_000, headers=TRIG).status_code == 413
    packed = zlib.compress(b"#" * 500_000_000, 9)
    answer = place.http.post("/items", content=packed, headers=TRIG | {"Content-Encoding": "deflate"})
    assert answer.status_code == 413


def test_too_many_items_are_for_the_command_line(place: Server) -> None:
    text = trig(*(f"<https://w3id.org/aikg/item/news/{n}> a aikg:NewsItem ." for n in range(1, 502)))
    assert "aikg add" in refused(place, text, "application/trig", 400)


@pytest.mark.parametrize("name", ["ontology", "names", "meta", "log", "new"])
@pytest.mark.parametrize("kind", ["NewsItem", "Claim"])
def test_no_graph_of_the_makers_is_taken(place: Server, name: str, kind: str) -> None:
    graph = f"<{GRAPHS}{name}>"
    text = f"{PREFIXES}{graph} {{ {graph} a aikg:{kind} ; schema:version 'evil' }}"
    assert "Nobody can submit a graph of this name" in refused(place, text, "application/trig", 422)


def test_an_item_does_not_speak_of_others(place: Server) -> None:
    for said in (
        'organization:xai skos:prefLabel "Evil"@en .',
        '<https://w3id.org/aikg/item/cn-ai-usage-roundup/4> schema:headline "Evil"@en .',
        "organization:xai aikg:investsIn organization:tencent .",
        '<https://w3id.org/aikg/log/x> schema:headline "Evil"@en .',
    ):
        assert "says things of itself" in refused(place, trig(item(relation() + said)), "application/trig", 422)


def test_the_registry_does_not_rename(place: Server) -> None:
    text = f'{PREFIXES}<{GRAPHS}registry> {{ organization:xai skos:prefLabel "Evil"@en }}'
    assert "preferred name" in refused(place, text, "application/trig", 422)


def test_a_put_is_about_its_own_item_and_article(place: Server) -> None:
    path = "/items/news/1"
    other = f"<https://w3id.org/aikg/article/cn-ai-usage-roundup> {{ {article('cn-ai-usage-roundup')} }}"
    assert "cn-ai-usage-roundup" in refused(place, trig(item(relation())) + other, "application/trig", 400, path)
    two = trig(item(relation()), item(relation(), number=2))
    assert "news/2" in refused(place, two, "application/trig", 400, path)
    assert "does not hold it" in refused(place, own_data(), "application/trig", 400, path)


NO_NAMES = "a/%2e%2e/b %2e%2e/graph/ontology a%2Fb a//b a/ a%00b a%20b a%3Fx a%23b a%3Cb%3E"


@pytest.mark.parametrize("path", NO_NAMES.split())
def test_names_that_are_none(place: Server, path: str) -> None:
    for method in ("PUT", "DELETE", "GET"):
        request = f"{method} /items/{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        body = trig(item(relation()))
        request += f"Content-Type: application/trig\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
        assert place.raw(request.encode()).split(b" ")[1] in (b"404", b"400"), path


@pytest.mark.parametrize("path", ["../graph/ontology", "a/../../ns", "a/./b"])
def test_item_names_that_climb(place: Server, path: str) -> None:
    name = f"<https://w3id.org/aikg/item/{path}>"
    text = f"{PREFIXES}{name} {{ {name} a aikg:NewsItem }}"
    answer = place.http.post("/items", content=text, headers={"Content-Type": "application/trig"})
    assert answer.status_code == 422
    assert "Nobody can submit" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_who_has_no_token_writes_nothing(place: Server, open_server: Server, method: str) -> None:
    path = "/items" if method == "POST" else "/items/cn-ai-usage-roundup/1"
    for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
        headers = TRIG | {"Authorization": ""} | given
        answer = place.http.request(method, path, content=own_data(), headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    answer = open_server.http.request(method, path, content=own_data(), headers=TRIG)
    assert (answer.status_code, answer.json()["error"]) == (403, "read-only")


@pytest.mark.parametrize("by", ["", "x" * 101, "two\nlines", "\x1b[31m"])
def test_a_name_for_the_log_is_a_name(place: Server, by: str) -> None:
    answer = place.http.post("/items", content=own_data(), headers=TRIG, params={"by": by})
    assert answer.status_code == 400
    assert "by" in answer.json()["detail"]
