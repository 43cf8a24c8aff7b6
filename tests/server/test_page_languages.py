"""Pages in English and Chinese: as the browser prefers, or as the reader chose."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from importlib import resources

import httpx
import pytest
from server_process import Server
from starlette.requests import Request

from aikg.server import addresses, templates
from running import own

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ZH = {"Accept": "text/html", "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("languages") / "graph"
    shutil.copytree(own(), folder)
    started = Server(folder, AIKG_READERS=1)
    yield started
    started.stop()


def test_every_text_of_a_page_is_there_in_chinese():
    folder = resources.files("aikg.server").joinpath("templates")
    said = {"Questions", "Views"}  # titles that the program gives
    for file in folder.iterdir():
        if file.name.endswith(".html") and file.name != "docs.html":
            for _, _, message in templates.environment().extract_translations(file.read_text(encoding="utf-8")):
                text = message[0] if isinstance(message, tuple) else message
                said |= {text} if text else set()
    chinese = templates.texts("zh")
    assert chinese.keys() == said
    assert all(CHINESE.search(text) or text == "，" for text in chinese.values())
    assert all(set(re.findall(r"%\(\w+\)s", one)) == set(re.findall(r"%\(\w+\)s", two)) for one, two in chinese.items())


@pytest.mark.parametrize(
    "path",
    [
        "/id/organization/xai",
        "/item/lantern/1",
        "/article/lantern",
        "/search?q=xai",
        "/queries",
        "/queries/ranking",
        "/views/investors?org=xAI",
        "/ns",
        "/",
        "/ask",
        "/id/organization/nobody-at-all",
    ],
)
def test_a_page_is_in_the_language_that_the_browser_prefers(news: Server, path: str):
    english = news.http.get(path, headers={"Accept": "text/html"})
    chinese = news.http.get(path, headers=ZH)
    assert '<html lang="en"' in english.text
    assert '<html lang="zh-Hans"' in chinese.text
    assert "探索" in chinese.text
    assert "Cookie" in chinese.headers["vary"]
    if chinese.status_code == 200:
        assert english.headers["etag"] != chinese.headers["etag"]
        again = news.http.get(path, headers={**ZH, "If-None-Match": chinese.headers["etag"]})
        assert again.status_code == 304
        other = news.http.get(path, headers={"Accept": "text/html", "If-None-Match": chinese.headers["etag"]})
        assert other.status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/id/organization/xai", "/views/investors?org=xAI", "/queries/investors-of?org=xAI"]
)
def test_a_page_without_scripts_has_no_english_between(news: Server, path: str):
    text = news.http.get(path, headers=ZH).text
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>|<(bdi|code|option|time)[^>]*>.*?</\2>", " ", text, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z_]{3,}", re.sub(r"<[^>]+>|https?://[^<]+", " ", body)))
    names = {"aikg", "English", "SPARQL", "HTTP", "VoID", "Gephi", "Turtle", "JSON", "Triples", "xAI", "Lite", "cyjs"}
    formats = {"json", "xml", "csv", "tsv", "gexf", "graphml", "nodes", "investors", "IRI", "true", "org"}
    measures = {"degree", "betweenness", "pagerank", "community", "component", "out_degree", "in_degree"}
    assert {word for word in words - names - formats - measures if word.islower()} == set()


def test_a_name_is_marked_with_its_own_language(news: Server):
    english = news.http.get("/id/organization/xai", headers={"Accept": "text/html"}).text
    assert '<h1><bdi lang="en">xAI</bdi></h1>' in english.replace("\n", "")


def test_an_answer_that_is_sent_again_is_in_the_language_of_who_asks(news: Server):
    for headers, tag in [
        ({}, "en"),
        ({"Cookie": "aikg.language=zh"}, "zh-Hans"),
        ({"Accept-Language": "zh"}, "zh-Hans"),
    ] * 2:
        answer = httpx.get(f"{news.url}/item/lantern/2", headers={"Accept": "text/html", **headers})
        assert f'<html lang="{tag}"' in answer.text, headers


def test_an_entity_has_its_chinese_name_first_and_its_relations_in_chinese(news: Server):
    text = news.http.get("/id/organization/zhipu-ai", headers=ZH).text
    heading = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    assert heading is not None
    assert heading[1].index("智谱") < heading[1].index("Zhipu")
    assert "合作" in text
    assert "关系" in text


def test_a_table_has_its_columns_in_chinese(news: Server):
    text = news.http.get("/queries/ranking", headers=ZH).text
    heads = re.findall(r"<th[^>]*>(.*?)</th>", text)
    assert heads
    assert all(CHINESE.search(head) for head in heads)
    english = news.http.get("/queries/ranking", headers={"Accept": "text/html"}).text
    assert not any("_" in head for head in re.findall(r"<th[^>]*>(.*?)</th>", english))


def test_a_table_has_entities_and_terms_by_their_chinese_names(news: Server):
    text = news.http.get("/queries/ranking", headers=ZH).text
    assert "豆包" in text
    assert "百分" in text
    assert "智谱" in news.http.get("/views/partnerships?org=Zhipu", headers=ZH).text
    english = news.http.get("/queries/ranking", headers={"Accept": "text/html"}).text
    assert "豆包" not in english
    assert "Doubao" in english


def test_names_of_entities_in_both_languages(news: Server):
    told = news.http.get("/names", params={"nodes": "organization:zhipu-ai,nobody;model:doubao"}).json()
    assert told["nodes"].keys() == {"organization:zhipu-ai", "model:doubao"}
    assert told["nodes"]["organization:zhipu-ai"]["label_zh"].startswith("智谱")
    assert news.http.get("/names", params={"nodes": "nonsense"}).status_code == 400


@pytest.mark.parametrize(
    ("preferred", "cookie", "expected"),
    [
        ("", "", "en"),
        ("zh", "", "zh"),
        ("ZH-tw", "", "zh"),
        ("de, zh;q=0.5", "", "en"),
        ("en;q=0.5, zh;q=0.9", "", "zh"),
        ("en, zh", "", "en"),
        ("en", "aikg.language=zh", "zh"),
        ("zh", "aikg.language=en", "en"),
        ("zh", "aikg.language=<script>", "zh"),
        ("zh;q=x,,;", "a=b; ;", "en"),
        ("zh;q=0", "", "en"),
        ("zh;q=1.5, en", "", "en"),
        ("zh;q=0.90000, en;q=0.95", "", "en"),
        ("zha, en", "", "en"),
        ("zh-Hant ; Q=1", "", "zh"),
        (",".join(["en;q=0.1"] * 5_000), "", "en"),
    ],
)
def test_what_the_reader_chose_counts_before_what_the_browser_prefers(preferred: str, cookie: str, expected: str):
    headers = [(b"accept-language", preferred.encode()), (b"cookie", cookie.encode())]
    request = Request({"type": "http", "headers": [pair for pair in headers if pair[1]]})
    assert addresses.language(request) == expected


def test_rdf_and_json_have_no_language(news: Server):
    for path in ("/id/organization/xai.ttl", "/id/organization/xai.json", "/search.json?q=xai"):
        answers = [news.http.get(path, headers={"Accept-Language": wanted}) for wanted in ("en", "zh")]
        assert answers[0].content == answers[1].content
        assert "Language" not in answers[0].headers["vary"]
