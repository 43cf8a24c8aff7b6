"""The map over HTTP: drawn once for each version of the data, told while it is drawn, sent packed."""

from __future__ import annotations

import time
from typing import Any

import httpx
from server_process import AUTH, Server, until

from running import shipped

EDGE = """
PREFIX aikg: <https://w3id.org/aikg/ns#>
INSERT DATA {
  <https://example.org/claim> aikg:reportedIn <https://example.org/item> .
  GRAPH <https://example.org/claim> { <https://example.org/one> aikg:partnerOf <https://example.org/other> }
}
"""


def drawn(server: Server, wanted: Any = None, **headers: str) -> httpx.Response:
    """The map, asked for as a client does: again while it is drawn, and until it is what is `wanted`."""
    end = time.monotonic() + 60
    while True:
        answer = server.http.get("/map.json", headers=headers)
        if answer.status_code == 202:
            told = answer.json()
            assert told["state"] == "drawing"
            assert 0 <= told["done"] <= 1
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.headers["Cache-Control"] == "no-store"
        elif wanted is None or answer.status_code == 304 or wanted(answer):
            return answer
        assert time.monotonic() < end, answer.text[:500]
        time.sleep(0.2)


def test_the_map_of_the_news(news):
    answer = drawn(news)
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    told = answer.json()
    number = len(told["nodes"]["id"])
    assert number == told["total"]["nodes"] > 80
    assert all(len(column) == number for column in told["nodes"].values())
    assert all(0 <= end < number for end in told["links"]["source"] + told["links"]["target"])
    assert sum(community["size"] for community in told["communities"]) == number
    at = told["nodes"]["id"].index("organization:xai")
    assert told["nodes"]["label"][at] == "xAI"
    assert told["classes"][told["nodes"]["class"][at]] == "Organization"


def test_it_is_not_sent_twice_nor_packed_for_those_who_cannot_unpack(news):
    packed = drawn(news)
    plain = drawn(news, **{"Accept-Encoding": "identity"})
    refused = drawn(news, **{"Accept-Encoding": "gzip;q=0, br"})
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers
    assert plain.json() == packed.json()
    assert plain.headers["ETag"] != packed.headers["ETag"]
    again = drawn(news, **{"If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304
    assert not again.content
    # Asked again and again, each still gets its own.
    assert "Content-Encoding" not in drawn(news, **{"Accept-Encoding": "identity"}).headers
    assert drawn(news).headers["Content-Encoding"] == "gzip"


def test_formats_and_methods(news):
    assert drawn(news, Accept="text/csv").status_code == 406
    assert news.http.post("/map.json").status_code == 405
    assert "/map.json" in news.http.get("/openapi.json").json()["paths"]


def test_a_write_is_on_the_map_soon(server):
    drawn(server)
    assert server.http.post("/update", data={"update": EDGE}, headers=AUTH).status_code == 204
    after = drawn(server, lambda answer: "https://example.org/one" in answer.json()["nodes"]["id"])
    assert after.headers["X-Aikg-Data-Version"] == server.http.get("/health").json()["version"]
    server.http.post("/update", data={"update": EDGE.replace("INSERT", "DELETE")}, headers=AUTH)


def test_it_is_drawn_once_for_all_who_ask_by_a_process_that_ends(news):
    news.until_held()
    drawn(news)
    used = news.cpu_s()
    for _ in range(20):
        assert news.http.get("/map.json").status_code == 200
    assert news.cpu_s() - used < 1.5
    until(lambda: len(news.children()) == 6)  # two readers, house, writer, and the nurseries of these and those


def test_a_map_that_takes_too_long_is_told_and_not_tried_again_at_once(tmp_path):
    server = Server(shipped(), token=None, AIKG_READERS=1, AIKG_TIMEOUT_S=0.001)
    try:
        answer = drawn(server, lambda _answer: True)
        assert answer.status_code == 504, answer.text
        assert int(answer.headers["Retry-After"]) >= 60
        assert answer.json()["detail"]
        used = server.cpu_s()
        assert [server.http.get("/map.json").status_code for _ in range(5)] == [answer.status_code] * 5
        assert server.cpu_s() - used < 0.5
        assert server.http.get("/health").status_code == 200
    finally:
        server.stop()
