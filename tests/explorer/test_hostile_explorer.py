"""What others write does no harm: names with markup, addresses of scripts, states that nobody's walk made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from server_process import Server

from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location

pytestmark = pytest.mark.slow
NAME = "<img src=x onerror=alert(1)><script>alert(2)</script>"
DATA = f"""
PREFIX aikg: <https://w3id.org/aikg/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX o: <https://w3id.org/aikg/id/organization/>
INSERT DATA {{
  GRAPH <https://w3id.org/aikg/graph/registry> {{
    o:evil a aikg:Organization ; skos:prefLabel "{NAME}"@en ; skos:altLabel "<b>bold</b>"@en ;
      skos:definition "{NAME}"@en ; skos:exactMatch <javascript:alert(3)> .
    o:__proto__ a aikg:Organization ; skos:prefLabel "constructor"@en .
    o:unicorns a aikg:Organization ; skos:prefLabel "{"🦄" * 60}"@en .
    <https://w3id.org/aikg/id/model/a,b;c> a aikg:Model ; skos:prefLabel "\\u202Ereversed"@en .
    aikg:toString a aikg:Edge .
    aikg:investsIn a aikg:Edge .
  }}
  GRAPH <https://w3id.org/aikg/item/evil/1> {{
    <https://w3id.org/aikg/item/evil/1> a aikg:NewsItem ; schema:headline "{NAME}" ;
      schema:isPartOf <https://w3id.org/aikg/article/evil> .
    <https://w3id.org/aikg/item/evil/1#c> a aikg:Investment ; aikg:reportedIn <https://w3id.org/aikg/item/evil/1> ;
      rdfs:label "{NAME}"@en ; aikg:valueText "{NAME}" ; aikg:period "{NAME}" ;
      aikg:stage <https://w3id.org/aikg/vocab/stage-completed> ; aikg:investor o:evil ; aikg:investee o:__proto__ ;
      aikg:evidence <https://w3id.org/aikg/item/evil/1#e> .
    <https://w3id.org/aikg/item/evil/1#e> <http://www.w3.org/ns/oa#start> 0 ; <http://www.w3.org/ns/oa#end> 5 ;
      <http://www.w3.org/ns/oa#hasSource> <https://w3id.org/aikg/article/evil> .
  }}
  GRAPH <https://w3id.org/aikg/article/evil> {{
    <https://w3id.org/aikg/article/evil> a schema:NewsArticle ; schema:headline "{NAME}" ; schema:sha256 "00" .
  }}
  GRAPH <https://w3id.org/aikg/item/evil/1#c> {{
    o:evil aikg:investsIn o:__proto__ .
    o:__proto__ aikg:investsIn o:unicorns .
    o:evil aikg:toString <https://w3id.org/aikg/id/model/a,b;c> .
  }}
}}
"""


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = Location(tmp_path_factory.mktemp("evil") / "graph")
    with place.writing(), place.generation() as generation:
        store = EmbeddedStore(generation)
        store.update(DATA)
        store.close()
    server = Server(place.folder, token=None, AIKG_READERS=1)
    yield server
    server.stop()


def test_names_are_text_everywhere(visit, evil):
    tab = visit(url=evil.url)
    tab.page.on("dialog", lambda dialog: tab.problems.append(f"a script ran: {dialog.message}"))
    tab.walk("organization:evil")
    assert NAME in tab.card() and tab.nodes() == {"organization:evil", "organization:__proto__", "model:a,b;c"}
    tab.click("organization:evil|investsIn|organization:__proto__")
    assert tab.page.locator("#panel-card .claim").count() == 1 and NAME in tab.card()
    tab.page.get_by_role("button", name="Cite").click()
    small = tab.page.get_by_role("combobox", name="Search by name")
    small.fill("img src")
    tab.page.wait_for_selector("[role=option]")
    assert tab.page.evaluate("document.querySelectorAll('img, script:not([src]), b, [onerror]').length") == 0
    links = tab.page.evaluate("[...document.querySelectorAll('a')].map((one) => one.protocol)")
    assert set(links) <= {"http:", "https:"}


def test_what_is_no_card_is_told_in_words(visit):
    """Something between, such as a page to log in, answers in the place of the server."""
    tab = visit()
    tab.page.route("**/id/organization/xai.json*", lambda route: route.fulfill(json={"nodes": []}))
    tab.go("/#organization:xai")
    tab.page.get_by_role("alert").get_by_text("something else than it was asked for").wait_for()


def test_the_picture_of_hostile_names_is_no_program(visit, evil):
    tab = visit(url=evil.url).walk("organization:evil")
    tab.page.click("[data-tool=export]")
    with tab.page.expect_download() as download:
        tab.page.click("[data-export=svg]")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text and "<script" not in text and "onerror=alert(1)&gt;" in text


HOSTILE = {
    "script": "javascript:alert(1)",
    "elsewhere": "organization:../../map",
    "written-elsewhere": "focus=organization:%2e%2e/%252e%252e/map&nodes=organization:%2e./map",
    "markup": "focus=<script>alert(1)</script>",
    "prototype": "focus=organization:xai&__proto__=1&constructor=2&nodes=organization:xai&without___proto__=x",
    "numbers": "focus=organization:xai&camera=NaN,Infinity,-1&since=9999-99-99&until=0000-00-00",
    "places": f"focus=organization:xai&nodes=organization:xai,pif&at={'A' * 9}",
    "long": f"focus=organization:xai&nodes=organization:{','.join(['xai'] * 50_000)}",
    "nobody": "focus=organization:xai&nodes=organization:nobody,xai&path=organization:nobody,organization:xai",
    "selected": "focus=organization:xai&selected=organization:xai|__proto__|organization:pif",
    "percent": "focus=organization:xai&nodes=%E0%A4%A&pinned=%",
    "filters": f"focus=organization:xai&without_kinds={','.join(f'k{n}' for n in range(3_000))}",
}


@pytest.mark.parametrize("fragment", HOSTILE.values(), ids=HOSTILE)
def test_any_address_is_shown_or_leads_home(visit, fragment):
    tab = visit().go(f"/#{fragment}")
    tab.page.on("dialog", lambda dialog: tab.problems.append(f"a script ran: {dialog.message}"))
    if "organization:xai" in fragment:
        tab.settled()
        assert "organization:xai" in tab.nodes()
        assert tab.page.evaluate("({}).polluted === undefined && Object.keys(Object.prototype).length === 0")
    else:
        tab.page.locator("#start").wait_for()


def test_a_policy_is_there_and_nothing_violates_it(visit, news):
    """The tabs of all tests watch for violations; here the watch itself is tried."""
    tab = visit().walk("organization:xai")
    tab.page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'data:image/png;base64,AA'}))"
    )
    tab.page.wait_for_timeout(300)
    assert any("policy violated: img-src" in problem or "default-src" in problem for problem in tab.problems)
    tab.problems.clear()
