"""An item goes with all that hangs on it, and leaves nothing dangling; the log tells who took it away."""

from __future__ import annotations

import pytest
from rdflib import URIRef

from aikg import catalogue, ingest, provenance, removal
from aikg.errors import InUse, NotFound
from aikg.identity import expand
from aikg.stores.embedded import EmbeddedStore
from aikg.vocabulary import AIKG, ARTICLE, GRAPH, ITEM, LINKS_GRAPH, REGISTRY_GRAPH
from news_samples import claim, iri, item, registry, relation, trig, write

FEW = registry(
    ("organization:tencent", "aikg:Organization", "Tencent"),
    ("organization:xai", "aikg:Organization", "xAI"),
    ("model:deepseek-v4", "aikg:Model", "DeepSeek V4"),
)
GOOD = trig(item(relation())) + FEW
CONTENT = """SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o }
    FILTER(?g NOT IN (<https://w3id.org/aikg/graph/meta>, <https://w3id.org/aikg/graph/log>)) }"""


def compiled(*paths, shipped: bool = False) -> EmbeddedStore:
    store = EmbeddedStore()
    ingest.compile_into(store, paths, shipped=shipped)
    return store


def taken(store: EmbeddedStore, name: URIRef) -> removal.Removal:
    return removal.remove(store, name, agent="news desk", source="a test")


def content(store: EmbeddedStore) -> set[tuple[str, ...]]:
    """All quads, without data version and log."""
    return set(store.lexical(CONTENT))


def ask(store: EmbeddedStore, text: str) -> list[tuple[str, ...]]:
    return list(store.lexical(text))


def test_removing_an_item_is_as_if_it_had_never_been_built(tmp_path):
    first = item(relation() + claim("old", "Claim", "aikg:subject organization:xai"))
    second = item(
        relation("again", of=iri(number=2)) + claim("c", "Claim", "aikg:subject organization:xai", of=iri(number=2)),
        number=2,
    )
    links = (
        f"<{LINKS_GRAPH}> {{ <{iri()}#old> aikg:contradicts <{iri(number=2)}#c> ; rdfs:comment 'both'@en . "
        f"<{iri(number=2)}#c> aikg:contradicts <{iri()}#old> . <{iri()}#old> aikg:sameEventAs <{iri()}#maker> }}"
    )
    kept_links = f"<{LINKS_GRAPH}> {{ <{iri()}#old> rdfs:comment 'both'@en ; aikg:sameEventAs <{iri()}#maker> }}"
    store = compiled(write(tmp_path / "with.trig", trig(first, second) + FEW + links))
    without = compiled(write(tmp_path / "without.trig", trig(first) + FEW + kept_links))
    version = store.version()
    assert content(store) > content(without)
    assert taken(store, ITEM["news/2"]).claims == 2
    assert content(store) == content(without)
    assert store.version() != version
    with pytest.raises(NotFound):
        taken(store, ITEM["news/2"])


def test_removing_every_item_that_ships_leaves_no_claim_and_no_edge():
    store = compiled(shipped=True)
    registry_before = ask(store, f"SELECT ?s ?p ?o {{ GRAPH <{REGISTRY_GRAPH}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o")
    claims = int(ask(store, f"SELECT (COUNT(*) AS ?n) {{ ?c <{AIKG.reportedIn}> ?i }}")[0][0])
    items = [URIRef(row[0]) for row in ask(store, catalogue.find("entities", "items").text)]
    assert sum(taken(store, one).claims for one in items) == claims > 100
    assert ask(store, f"SELECT ?c {{ ?c <{AIKG.reportedIn}> ?i }}") == []
    assert [graph for graph in store.graphs() if "#" in graph or "/item/" in graph or "/article/" in graph] == []
    assert not store.holds(LINKS_GRAPH)
    assert (
        ask(store, f"SELECT ?s ?p ?o {{ GRAPH <{REGISTRY_GRAPH}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o")
        == registry_before
    )


@pytest.mark.parametrize(
    "name",
    [
        ITEM["news/7"],
        REGISTRY_GRAPH,
        LINKS_GRAPH,
        GRAPH["ontology"],
        expand("organization:xai"),
        expand("article:news"),
    ],
)
def test_what_is_no_item_is_not_removed(tmp_path, name):
    store = compiled(write(tmp_path / "news.trig", GOOD))
    before = content(store)
    with pytest.raises(NotFound, match="no news item"):
        taken(store, name)
    assert content(store) == before


def test_a_mistyped_item_is_told_with_the_nearest(tmp_path):
    with pytest.raises(NotFound, match=r"no news item 'item:new/1'\. Nearest: item:news/1"):
        taken(compiled(write(tmp_path / "news.trig", GOOD)), ITEM["new/1"])


def test_the_last_item_takes_its_article_along_and_another_does_not(tmp_path):
    second = item(relation("again", of=iri(number=2)), number=2)
    store = compiled(write(tmp_path / "two.trig", trig(item(relation()), second) + FEW))
    assert taken(store, ITEM["news/1"]).article == ""
    assert store.holds(ARTICLE["news"])
    assert taken(store, ITEM["news/2"]).article == "article:news"
    assert not store.holds(ARTICLE["news"])


def test_what_another_item_refers_to_stays(tmp_path):
    part = claim("part", "Claim", f"aikg:subject organization:xai ; aikg:partOf <{iri()}#maker>", of=iri(number=2))
    store = compiled(write(tmp_path / "two.trig", trig(item(relation()), item(part, number=2)) + FEW))
    before = content(store)
    with pytest.raises(InUse, match="item:news/2#part"):
        taken(store, ITEM["news/1"])
    assert content(store) == before
    taken(store, ITEM["news/2"])
    assert taken(store, ITEM["news/1"]).claims == 1


def test_links_that_go_are_told(tmp_path):
    second = item(relation("again", of=iri(number=2)), number=2)
    links = f"<{LINKS_GRAPH}> {{ <{iri()}#maker> aikg:sameEventAs <{iri(number=2)}#again> }}"
    store = compiled(write(tmp_path / "two.trig", trig(item(relation()), second) + FEW + links))
    told = taken(store, ITEM["news/2"]).notes
    assert told == ("the link item:news/1#maker aikg:sameEventAs item:news/2#again went with its claim",)


def test_the_log_tells_who_took_it_away(tmp_path):
    store = compiled(write(tmp_path / "news.trig", GOOD))
    taken(store, ITEM["news/1"])
    entries = provenance.entries(store)
    assert {(e.agent, e.action, e.thing, e.source) for e in entries} == {
        ("news desk", "removed", "item:news/1", "a test"),
        ("news desk", "removed", "article:news", "a test"),
    }
