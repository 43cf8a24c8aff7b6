"""Every IRI of the graph is a page, RDF and JSON; names are found; and no name does harm."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urljoin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from server_process import Server

from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from lantern import SENTENCES
from running import own

BASE = "https://w3id.org/aikg/"
HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".json": "application/json",
}
PREFIXES = """
PREFIX aikg: <https://w3id.org/aikg/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX id: <https://w3id.org/aikg/id/organization/>
"""
ELSEWHERE = ("/queries", "/views", "/export")
"""What other routers answer."""


class Page(HTMLParser):
    """What a browser would make of a page: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))

    @property
    def links(self) -> list[str]:
        return [attrs["href"] or "" for _, attrs in self.tags if "href" in attrs]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The graph that ships and the second article, with its text."""
    folder = tmp_path_factory.mktemp("news") / "graph"
    shutil.copytree(own(), folder)
    texts = own().parent / "texts"
    started = Server(folder, AIKG_READERS=1, AIKG_ARTICLES=texts)
    yield started
    started.stop()


def page(server: Server, path: str, status: int = 200) -> Page:
    answer = server.http.get(path, headers=HTML)
    assert answer.status_code == status, f"{path}: {answer.text[:300]}"
    assert answer.headers["content-type"] == MEDIA[".html"]
    return Page(answer.text)


def write(server: Server, update: str) -> None:
    answer = server.http.post(
        "/update", content=(PREFIXES + update).encode(), headers={"Content-Type": "application/sparql-update"}
    )
    assert answer.status_code == 204, answer.text


# every IRI


@pytest.mark.slow
def test_every_iri_of_the_graph_is_a_page_and_rdf_and_json(news: Server) -> None:
    asked = "SELECT DISTINCT ?x WHERE { { ?x ?p ?o } UNION { ?s ?p ?x } UNION { ?s ?x ?o } FILTER(isIRI(?x)) }"
    documents = {row["x"].partition("#")[0].removeprefix(BASE) for row in news.rows(asked) if row["x"].startswith(BASE)}
    documents = {name for name in documents if not name.startswith("graph/")}  # they lead elsewhere
    assert {name.partition("/")[0] for name in documents} == {"id", "item", "article", "vocab", "ns", "run"}
    assert len(documents) > 200
    for name in sorted(documents):
        assert page(news, f"/{name}").text
        told = Graph().parse(data=news.http.get(f"/{name}.ttl").text, format="turtle")
        assert any(URIRef(BASE + name) in triple for triple in told), name
        assert news.http.get(f"/{name}.json").json()


def test_graphs_are_in_the_graph_store(news: Server) -> None:
    answer = news.http.get("/graph/registry", follow_redirects=True, headers={"Accept": "text/turtle"})
    assert answer.history[0].status_code == 303
    assert URIRef(f"{BASE}id/organization/xai") in set(Graph().parse(data=answer.text, format="turtle").subjects())


@pytest.mark.parametrize(
    "path", ["/id/organization/xai", "/item/lantern/1", "/article/lantern", "/ns", "/vocab/stages"]
)
def test_formats_by_suffix_and_by_accept_are_the_same(news: Server, path: str) -> None:
    for suffix, media in MEDIA.items():
        named = news.http.get(path + suffix, headers={"Accept": "image/png"})
        accepted = news.http.get(path, headers={"Accept": f"image/png, {media.partition(';')[0]};q=0.4"})
        assert named.headers["content-type"] == accepted.headers["content-type"] == media
        assert "Accept" in named.headers["vary"].split(", ") and named.headers["vary"] == accepted.headers["vary"]
        assert sorted(named.text.splitlines()) == sorted(accepted.text.splitlines())


def test_what_cannot_be_is_told(news: Server) -> None:
    answer = news.http.get("/id/organization/xai", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.json()["available"] == [media.partition(";")[0] for media in MEDIA.values()]
    assert "Accept" in answer.headers["vary"].split(", ")
    best = {"text/turtle;q=0.5, text/html;q=0.4": ".ttl", "text/html;q=0, application/json": ".json", "*/*": ".html"}
    for accept, suffix in best.items():
        answer = news.http.get("/id/organization/xai", headers={"Accept": accept})
        assert answer.headers["content-type"] == MEDIA[suffix]


@pytest.mark.parametrize(
    "path",
    ["/", "/id/organization/xai", "/id/organization/xai.ttl", "/item/lantern/1.json", "/search?q=xai", "/ns.html",
     "/path?from=Tesla&to=PIF", "/id/organization/xai/neighbors", "/static/pages.css"],
)  # fmt: skip
def test_what_a_client_has_already_is_not_sent_again(news: Server, path: str) -> None:
    first = news.http.get(path)
    head = news.http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == first.headers[name]
    again = news.http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_links_above_a_page_are_words_of_their_own(news: Server) -> None:
    for path in ("/id/organization/xai", "/queries", "/ask"):
        text = news.http.get(path, headers=HTML).text
        assert re.search(r"Explore</a>\s+<a[^>]*>Ask</a>\s+<a[^>]*>Map</a>", text), path


def test_pages_lead_to_what_there_is(news: Server) -> None:
    todo, seen = ["/"], set()
    while todo and len(seen) < 400:
        path = todo.pop()
        seen.add(path)
        answer = news.http.get(path, headers=HTML)
        assert answer.status_code == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        told = Page(answer.text)
        ids = {attrs["id"] for _, attrs in told.tags if "id" in attrs}
        for link in told.links:
            target, _, fragment = urljoin(path, link).partition("#")
            if target == path and fragment:
                assert unquote(fragment) in ids, link
            local = target.startswith("/") and not target.startswith(ELSEWHERE)
            if local and target not in seen | set(todo):
                todo.append(target)
    assert len(seen) == 400 or not todo


def test_pages_lead_to_questions_and_files_for_gephi(news: Server) -> None:
    for link in (*page(news, "/").links, *page(news, "/id/organization/lantern-labs").links):
        if link.startswith(ELSEWHERE):
            answer = news.http.get(link, headers=HTML)
            assert answer.status_code == 200, f"{link}: {answer.text[:200]}"
            assert not link.endswith(".gexf") or "Tarn Capital" in answer.text


# what pages say


def test_an_entity_page(news: Server) -> None:
    told = page(news, "/id/organization/lantern-labs")
    for words in ("Lantern Labs", "灯笼实验室", "Also called", "Lantern", "Tarn Capital", "40 million US dollars",
                  "completed", "confirmed", "potential", "2026-03-01 – 2026-03-31", SENTENCES["paid"]):  # fmt: skip
        assert words in told.text, words
    assert "… potential investor in Lantern Labs" in told.text
    assert "/item/lantern/1#paid" in told.links
    assert "/export/around/organization/lantern-labs/lantern-labs.gexf" in told.links
    assert {f"/id/organization/lantern-labs{suffix}" for suffix in (".ttl", ".jsonld", ".nt", ".json")} <= set(
        told.links
    )


def test_a_cap_says_of_how_many(news: Server) -> None:
    told = page(news, "/id/organization/xai?limit=1")
    assert re.search(r"Investment 1 of 4", told.text)
    assert re.search(r"potential investor in xAI 1 of 4", told.text)
    assert "/id/organization/xai?limit=5" in told.links
    whole = news.http.get("/id/organization/xai.json").json()
    part = news.http.get("/id/organization/xai.json?limit=1").json()
    totals = [(group["kind"], group["total"]) for group in whole["groups"]]
    assert totals == [(group["kind"], group["total"]) for group in part["groups"]]
    assert all(len(group["statements"]) == group["total"] for group in whole["groups"])
    assert all(len(group["statements"]) == 1 for group in part["groups"])


def test_claims_that_contradict_stand_together(news: Server) -> None:
    answer = news.http.get("/id/concept/chinese-ai-models.json").json()
    observed = next(group["statements"] for group in answer["groups"] if group["kind"] == "Observation")
    places = [i for i, s in enumerate(observed) if s["claim"].endswith(("/1#weekly", "/1#daily"))]
    assert len(places) == 2 and places[1] == places[0] + 1
    told = page(news, "/id/concept/chinese-ai-models")
    assert told.text.count("contradicts") >= 2
    assert [attrs.get("class") for tag, attrs in told.tags if tag == "li"].count("contradicts") >= 4  # claim and link


def test_a_superseded_claim_says_so(news: Server) -> None:
    told = page(news, "/item/cn-ai-usage-roundup/10")
    assert "superseded by" in told.text and "supersedes" in told.text


def test_an_item_page_is_in_the_order_of_the_text(news: Server) -> None:
    told = page(news, "/item/lantern/1")
    assert told.text.index(SENTENCES["paid"]) < told.text.index("Lantern Labs and Meta are partners.")
    assert {attrs.get("id") for tag, attrs in told.tags if tag == "li"} >= {"paid", "partners"}
    assert "A week in the Lantern valley" in told.text and "2026-05-01" in told.text
    claims = news.http.get("/item/cn-ai-usage-roundup/4.json").json()["statements"]
    assert [c["places"][0]["start"] for c in claims] == sorted(c["places"][0]["start"] for c in claims)


def test_without_a_text_there_are_places_but_no_sentences(news: Server) -> None:
    told = news.http.get("/item/cn-ai-usage-roundup/4.json").json()
    assert told["sentences"] == {}
    assert all(statement["places"] for statement in told["statements"])
    lantern = news.http.get("/item/lantern/2.json").json()
    assert lantern["sentences"] == {"item:lantern/2#may": [SENTENCES["may"]]}


def test_an_article_lists_its_items(news: Server) -> None:
    told = page(news, "/article/cn-ai-usage-roundup")
    assert [link for link in told.links if link.startswith("/item/")] == [
        f"/item/cn-ai-usage-roundup/{number}" for number in range(1, 12)
    ]


def test_the_ontology_page_has_each_term_as_a_fragment(news: Server) -> None:
    told = page(news, "/ns")
    terms = {row["t"] for row in news.rows("SELECT ?t { ?t <http://www.w3.org/2000/01/rdf-schema#isDefinedBy> ?o }")}
    names = {term.partition("#")[2] for term in terms if term.startswith(f"{BASE}ns#")}
    assert len(names) > 50 and names <= {attrs.get("id") for _, attrs in told.tags}


def test_the_start_page(news: Server) -> None:
    told = page(news, "/")
    assert "Lantern Labs raises money" in told.text  # the newest
    assert any(tag == "form" and attrs["action"] == "/search" for tag, attrs in told.tags)
    assert any(link.startswith("/queries/") for link in told.links)


# unknown and ambiguous


def test_what_is_unknown_has_candidates(news: Server) -> None:
    answer = news.http.get("/id/organization/antropic.json")
    assert answer.status_code == 404
    assert answer.json()["error"] == "not-found"
    assert answer.json()["candidates"] == ["organization:anthropic (Anthropic)"]
    told = page(news, "/id/organization/antropic", 404)
    assert "/id/organization/anthropic" in told.links
    siblings = news.http.get("/item/lantern/9").json()["candidates"]
    assert [name.split()[0] for name in siblings] == ["item:lantern/1", "item:lantern/2"]
    assert "article:lantern" in news.http.get("/article/lanterm").json()["candidates"]
    for path in (
        "/id/organization",
        "/id/x/y",
        "/vocab/nothing",
        "/run/none",
        "/ns/none",
        "/item/x",
        "/id/organization/",
    ):
        assert news.http.get(path, headers={"Accept": "text/turtle"}).status_code == 404, path


def test_a_name_that_means_two_things_is_not_guessed(news: Server) -> None:
    answer = news.http.get("/path", params={"from": "Ridge", "to": "Meta"})
    assert answer.status_code == 409
    assert answer.json()["candidates"] == [
        "organization:ridge-fund (Ridge Fund, Organization)",
        "organization:ridge-robotics (Ridge Robotics, Organization)",
    ]


# walking


def test_neighbours_are_counted_before_they_are_named(news: Server) -> None:
    counted = news.http.get("/id/organization/xai/neighbors").json()
    relations = {(r["kind"], r["direction"]): r["total"] for r in counted["relations"]}
    assert relations["potentialInvestorIn", "in"] == 4
    assert all(r["neighbours"] == [] for r in counted["relations"])
    (named,) = news.http.get("/id/organization/xai/neighbors?kind=potentialInvestorIn&limit=3").json()["relations"]
    assert (named["total"], len(named["neighbours"])) == (4, 3)
    (rest,) = news.http.get("/id/organization/xai/neighbors?kind=potentialInvestorIn&offset=3").json()["relations"]
    everyone = {near["label"] for near in named["neighbours"] + rest["neighbours"]}
    assert everyone == {
        "Andreessen Horowitz",
        "Mubadala Investment Company",
        "Public Investment Fund",
        "Sequoia Capital",
    }
    wrong = news.http.get("/id/organization/xai/neighbors?kind=marries")
    assert wrong.status_code == 400 and "potentialInvestorIn" in wrong.json()["detail"]
    both = news.http.get("/id/organization/lantern-labs/neighbors?kind=partnerOf").json()["relations"]
    assert [(r["direction"], r["total"]) for r in both] == [("both", 1)]


def test_a_path_names_its_claims(news: Server) -> None:
    told = news.http.get("/path", params={"from": "塔恩", "to": "Meta"})
    assert told.status_code == 404
    told = news.http.get("/path", params={"from": "Tarn Capital", "to": "organization:meta"}).json()
    assert [step["target"] for step in told["steps"]] == ["organization:lantern-labs", "organization:meta"]
    assert told["claims"]["item:lantern/1#paid"]["figure"] == "40 million US dollars"
    assert told["nodes"]["organization:lantern-labs"]["label"] == "Lantern Labs"
    assert news.http.get("/path?from=xAI&to=xAI").json()["steps"] == []
    for query in ("", "?from=xAI", "?from=&to=xAI"):
        answer = news.http.get(f"/path{query}")
        assert answer.status_code == 400 and answer.json()["parameter"] in ("from", "to")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("lant", "Lantern Labs"), ("灯笼", "Lantern Labs"), ("Ltanern Labs", "Lantern Labs"), ("通义", "Qwen")],
)
def test_search_as_one_types(news: Server, typed: str, first: str) -> None:
    hits = news.http.get("/search", params={"q": typed}).json()["hits"]
    assert hits[0]["label"] == first
    assert hits[0]["iri"].startswith(BASE)
    assert page(news, f"/search?q={quote(typed)}").links.count(f"/id/{hits[0]['id'].replace(':', '/')}") == 1


def test_search_has_a_limit_and_says_so(news: Server) -> None:
    assert len(news.http.get("/search.json?q=a&limit=3").json()["hits"]) == 3
    for limit in ("0", "101", "x"):
        answer = news.http.get(f"/search.json?q=a&limit={limit}")
        assert answer.status_code == 400 and answer.json()["parameter"] == "limit"
    assert news.http.get("/search").json() == {"q": "", "hits": []}
    assert "Nothing is called so" in page(news, "/search?q=zzzzzzzz").text


# fresh


def test_a_new_label_shows_at_once(news: Server) -> None:
    write(news, 'INSERT DATA { GRAPH <urn:new> { id:fresh a aikg:Organization ; skos:prefLabel "Fresh One"@en } }')
    before = news.http.get("/id/organization/fresh", headers=HTML)
    assert "Fresh One" in before.text
    for number in range(3):
        name = f"Renamed {number} 更名"
        write(news, f'DELETE {{ GRAPH <urn:new> {{ id:fresh skos:prefLabel ?l }} }} INSERT {{ GRAPH <urn:new> {{ '
                    f'id:fresh skos:prefLabel "{name}"@en }} }} WHERE {{ id:fresh skos:prefLabel ?l }}')  # fmt: skip
        answer = news.http.get("/id/organization/fresh", headers={**HTML, "If-None-Match": before.headers["etag"]})
        assert answer.status_code == 200 and name in answer.text
        assert news.http.get("/search", params={"q": name}).json()["hits"][0]["label"] == name
        assert name in news.http.get("/id/organization/fresh.ttl").text
        before = answer
    write(news, "DROP GRAPH <urn:new>")
    assert news.http.get("/id/organization/fresh").status_code == 404
    assert not any(hit["id"] == "organization:fresh" for hit in news.http.get("/search?q=renamed").json()["hits"])


# hostile

NASTY = {
    "script": "<script>alert(1)</script>",
    "quotes": "\"'><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% raw %}",
    "rtl": "abc\u202edcba\u2066",
    "controls": "a\u001b[31mred\u0085",
    "long": "无" * 20_000,
    "comment": "--><svg onload=alert(1)><!--",
    "lines": "one\r\nSet-Cookie: a=b\r\n\r\n<b>two</b>",
    "entities": "&lt;script&gt;&#60;b&#62;",
}


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A graph of names that would do harm, in every place where a page shows a text."""
    told = ""
    for slug, name in NASTY.items():
        text = Literal(name).n3()
        alias = Literal(name + "x").n3()
        told += f"""
        id:{slug} a aikg:Organization ; skos:prefLabel {text}@en, {text}@zh ; skos:altLabel {alias}@en ;
            skos:definition {text}@en ; skos:exactMatch <javascript:alert(1)> ; aikg:partnerOf id:other .
        <{BASE}item/nasty/{slug}> a aikg:NewsItem ; <https://schema.org/headline> {text} ;
            <https://schema.org/isPartOf> <{BASE}article/nasty> ; <https://schema.org/position> 1 .
        <{BASE}item/nasty/{slug}#c> a aikg:Claim ; <http://www.w3.org/2000/01/rdf-schema#label> {text}@en ;
            aikg:reportedIn <{BASE}item/nasty/{slug}> ; aikg:subject id:{slug} ; aikg:valueText {text} ;
            aikg:period {text} ; aikg:claimedBy id:{slug} ; aikg:evidence <{BASE}item/nasty/{slug}#e> ;
            aikg:stage <{BASE}vocab/stage-x%22onload=1> .
        <{BASE}item/nasty/{slug}#e> <http://www.w3.org/ns/oa#start> 1 ; <http://www.w3.org/ns/oa#end> 2 .
        """
    article = f'<{BASE}article/nasty> a <https://schema.org/NewsArticle> ; <https://schema.org/headline> "<b>x</b>" .'
    folder = tmp_path_factory.mktemp("nasty")
    (folder / "nasty.ttl").write_text(PREFIXES + told + article, encoding="utf-8", newline="")
    place = Location(folder / "graph")
    with place.writing(), place.generation() as generation:
        store = EmbeddedStore(generation)
        store.load(folder / "nasty.ttl", URIRef("urn:nasty"))
        store.close()
    started = Server(folder / "graph", AIKG_READERS=1)
    yield started
    started.stop()


@pytest.mark.parametrize("slug", sorted(NASTY))
def test_no_name_does_harm_on_a_page(nasty: Server, slug: str) -> None:
    usual = {tag for path in ("/", "/article/nasty") for tag, _ in page(nasty, path).tags}
    usual |= {"strong", "blockquote", "dl", "dt", "dd", "h3", "section", "ol", "code"}
    search = f"/search?q={quote(NASTY[slug][:100])}"
    for path in (
        f"/id/organization/{slug}",
        f"/item/nasty/{slug}",
        "/article/nasty",
        "/",
        search,
        f"/id/x/{slug}%3Cb%3E",
    ):
        answer = nasty.http.get(path, headers=HTML)
        assert answer.status_code in (200, 404), path
        told = Page(answer.text)
        assert {tag for tag, _ in told.tags} <= usual, path
        for tag, attrs in told.tags:
            assert not [name for name in attrs if name.startswith("on") or name == "style"], (path, tag)
            assert not str(attrs.get("href", "")).startswith("javascript"), path
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]", answer.text), path
        assert len(answer.content) < 100_000, path
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers


def test_nasty_names_are_whole_in_json_and_found(nasty: Server) -> None:
    for slug, name in NASTY.items():
        told = nasty.http.get(f"/id/organization/{slug}.json").json()
        assert told["identity"]["label"] == name
        found = nasty.http.get("/search", params={"q": name[:400]}).json()["hits"]
        assert f"organization:{slug}" in {hit["id"] for hit in found}, slug


@pytest.mark.parametrize(
    "path",
    [
        "/id/../../etc/passwd",
        "/id/organization/..%2f..%2fetc%2fpasswd",
        "/static/..%2fapp.py",
        "/static/../app.py",
        "/item/%00",
        "/id/organization/%ff%fe",
        "/id/organization/x%0d%0aSet-Cookie:%20a=b",
        "/graph/x%0d%0aSet-Cookie:%20a=b",
        "/id/organization/%252e%252e",
        "/id/organization/a%20b%3Cc%3E",
        "/id/organization/xai%23x",
        "/id/organization/" + "x" * 5000,
        "/id/organization/%F0%9F%A4%96.ttl",
        "//id//organization//xai",
        "/id/organization/xai/",
        "/ns.ttl.ttl",
        "/id/organization/.ttl",
        "/vocab/",
    ],
)
def test_odd_paths(news: Server, path: str) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    answer = news.raw(head.encode())
    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 404), answer[:200]
    assert b"root:" not in answer and b"create_app" not in answer
    assert b"\nset-cookie" not in answer.lower()


def test_names_outside_ascii_have_a_path(news: Server) -> None:
    iri = f"<{BASE}id/organization/新公司-é>"
    write(news, f'INSERT DATA {{ GRAPH <urn:beyond> {{ {iri} a aikg:Organization ; skos:prefLabel "新公司"@zh }} }}')
    try:
        for path in ("/id/organization/新公司-é", "/id/organization/%e6%96%b0%E5%85%AC%E5%8F%B8-%C3%A9"):
            told = page(news, path)
            assert "新公司" in told.text
        assert "/id/organization/%E6%96%B0%E5%85%AC%E5%8F%B8-%C3%A9.ttl" in told.links
        assert URIRef(iri[1:-1]) in set(Graph().parse(data=news.http.get(path + ".ttl").text).subjects())
    finally:
        write(news, "DROP GRAPH <urn:beyond>")


ANY = st.text(max_size=60) | st.sampled_from(
    ["\0", "..", "a/b", "%", "%2e", "#", "?", "organization:", "http://[", "\u202e"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/id/organization/{}", "/item/{}", "/article/{}.json", "/vocab/{}.ttl", "/search?q={}",
                          "/path?from={}&to=xAI", "/id/{}/neighbors", "/ns{}",
                          "/id/organization/xai/neighbors?kind={}"]),
    name=ANY,
    accept=st.sampled_from(["text/html", "application/json", "text/turtle", "*/*", "x"]),
)  # fmt: skip
def test_no_name_makes_the_server_fail(news: Server, path: str, name: str, accept: str) -> None:
    url = path.format(quote(name.encode("utf-8", "replace"), safe="/"))
    answer = news.http.get(url, headers={"Accept": accept})
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400 and not answer.headers["content-type"].startswith("text/html"):
        assert set(answer.json()) >= {"error", "detail"}


def test_behind_a_proxy_links_have_its_path(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("proxied") / "graph"
    shutil.copytree(own(), folder)
    server = Server(folder, token=None, arguments=("--root-path", "/kg"), AIKG_READERS=1)
    try:
        for path in ("/id/organization/xai", "/kg/id/organization/xai"):  # it may take its path away, or leave it
            told = page(server, path)
            assert all(link.startswith(("/kg/", "http")) for link in told.links), told.links
            assert ("form", {"action": "/kg/search", "role": "search"}) in told.tags
    finally:
        server.stop()
