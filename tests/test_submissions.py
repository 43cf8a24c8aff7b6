"""Whose graph a triple belongs to, and what nobody may submit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from aikg import formats
from aikg.submissions import home_of, kind_of, objections, placed
from aikg.vocabulary import AIKG, ARTICLE, GRAPH, ID, ITEM, LINKS_GRAPH, LOG, REGISTRY_GRAPH, RUN, SCHEMA
from running import ROOT

ITEM_1 = ITEM["news/1"]


def rules(graphs) -> set[str]:
    return {finding.rule for finding in objections(graphs)}


@pytest.mark.parametrize(
    "name",
    [
        *(GRAPH[name] for name in ("ontology", "names", "meta", "log", "other")),
        URIRef("https://w3id.org/aikg/ns#"),
        URIRef("https://w3id.org/aikg/id/organization/xai"),
        URIRef("https://example.org/item/1"),
        URIRef("urn:x"),
        *(URIRef(f"{ITEM}{path}") for path in ("", "../graph/ontology", "a/../b", "a/./b", "a//1", "/a", "a/", "a#b")),
        *(URIRef(f"{ITEM}{path}") for path in ("a/%2e%2e/b", "a%2Fb", "a?x=1", "a b", "a\nb", "a<b", "x" * 600)),
        *(URIRef(f"{ARTICLE}{path}") for path in ("", "..", "a#author")),
    ],
)  # fmt: skip
def test_names_that_nobody_may_take(name):
    assert kind_of(name) is None
    assert rules({name: [(name, RDF.type, AIKG.NewsItem)]}) == {"graph-name"}


@pytest.mark.parametrize("path", ["news/1", "中文/1", "%E4%B8%AD/1", "a/b/c", "a.b-c_d~e/1!"])
def test_names_of_items(path):
    assert kind_of(URIRef(f"{ITEM}{path}")) == "item"


@given(st.text())
def test_any_text_is_a_name_or_none(path):
    kind = kind_of(URIRef(f"{ITEM}{path}"))
    assert kind in ("item", None)
    if kind:
        assert ".." not in path.split("/") and "#" not in path


def test_a_graph_describes_itself_as_what_its_name_says():
    article = ARTICLE["news"]
    assert rules({ITEM_1: [(ITEM_1, RDF.type, SCHEMA.NewsArticle)]}) == {"not-itself"}
    assert rules({article: [(article, RDF.type, AIKG.NewsItem)]}) == {"not-itself"}
    assert rules({ITEM_1: [(ITEM_1, RDF.type, AIKG.NewsItem)]}) == set()


@pytest.mark.parametrize(
    "subject",
    [ID["organization/xai"], ITEM["news/10"], ITEM["news/2#claim"], ARTICLE["news"], RUN["x"], AIKG.Claim, LOG["x"]],
)
def test_an_item_speaks_of_itself_only(subject):
    said = [(ITEM_1, RDF.type, AIKG.NewsItem), (subject, RDFS.label, Literal("x"))]
    assert rules({ITEM_1: said}) == {"foreign-subject"}


@pytest.mark.parametrize("subject", [ID["organization/xai"], ITEM["news/1"], ARTICLE["other"], LOG["x"], GRAPH["log"]])
def test_an_article_speaks_of_itself_and_of_its_run(subject):
    article = ARTICLE["news"]
    said = [
        (article, RDF.type, SCHEMA.NewsArticle),
        (RUN["r"], RDFS.label, Literal("x")),
        (subject, RDFS.label, Literal("x")),
    ]
    assert rules({article: said}) == {"foreign-subject"}


def test_the_registry_speaks_of_entities_and_links_join_claims():
    assert rules({REGISTRY_GRAPH: [(ITEM_1, SKOS.prefLabel, Literal("x"))]}) == {"foreign-subject"}
    assert rules({LINKS_GRAPH: [(ID["organization/xai"], AIKG.sameEventAs, ITEM["news/1#a"])]}) == {"foreign-subject"}
    assert rules({LINKS_GRAPH: [(ITEM["news/1#a"], AIKG.stage, ITEM["news/1#b"])]}) == {"foreign-subject"}
    assert rules({LINKS_GRAPH: [(ITEM["news/1#a"], AIKG.contradicts, ITEM["news/1#b"])]}) == set()


def test_a_blank_node_has_to_get_a_name():
    article = ARTICLE["news"]
    author = BNode()
    said = [
        (article, RDF.type, SCHEMA.NewsArticle),
        (article, SCHEMA.author, author),
        (author, SCHEMA.name, Literal("x")),
    ]
    assert rules({article: said}) == {"blank-node"}


@pytest.mark.parametrize("name", ["item.ttl", "item.jsonld"])
def test_triples_outside_graphs_go_where_their_subjects_belong(name):
    path = ROOT / "tests" / "shapes" / "twins" / name
    homes = {graph and kind_of(graph) for graph in placed(formats.read(path))}
    assert homes == {"item", "article", "registry"}


def test_what_belongs_nowhere_is_told():
    said = {None: [(URIRef("urn:x"), RDFS.label, Literal("x"))]}
    assert rules(said) == {"unnamed-graph"}
    assert home_of(URIRef("urn:x")) is home_of(BNode()) is home_of(AIKG.Claim) is None
