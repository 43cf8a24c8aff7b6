"""Some entities and the edges between them, without what is left out; and the same as an address and as a query."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from aikg import network, subgraphs
from aikg.errors import BadParameter
from aikg.graph import KnowledgeGraph
from aikg.kinds import KINDS
from aikg.subgraphs import Hidden

XAI = ["organization:xai", "model:grok-4", "organization:pif", "person:elon-musk", "place:saudi-arabia"]
GARTNER = ["organization:gartner", "concept:knowledge-work"]


def every(store, nodes):
    """What the view of everything has between some entities."""
    edges = network.ordered(KnowledgeGraph(store).edges("everything", {}))
    return [edge for edge in edges if edge.source in nodes and edge.target in nodes]


def test_it_is_the_part_of_everything_between_its_entities(store):
    for nodes in (XAI, GARTNER, ["place:mainland-china", "place:china"], ["organization:xai"]):
        assert network.ordered(subgraphs.subgraph(store, nodes)) == every(store, nodes)
    assert len(every(store, XAI)) > 5


@pytest.mark.parametrize(
    ("hidden", "left"),
    [
        (Hidden(kinds=("releases",)), lambda edge: edge.kind != "releases"),
        (Hidden(stages=("planned",)), lambda edge: edge.stage != "planned"),
        (Hidden(stages=("",)), lambda edge: edge.stage),
        (Hidden(items=("item:cn-ai-usage-roundup/4",)), lambda edge: edge.item != "item:cn-ai-usage-roundup/4"),
        (Hidden(dated_only=True), lambda edge: edge.start or edge.end),
        (Hidden(until=date(2026, 12, 31)), lambda edge: not edge.start or edge.start <= date(2026, 12, 31)),
        (Hidden(since=date(2028, 1, 1)), lambda edge: not edge.end or edge.end >= date(2028, 1, 1)),
    ],
)
def test_what_is_left_out_is_nothing_else(store, hidden, left):
    nodes = [*XAI, *GARTNER]
    found = network.ordered(subgraphs.subgraph(store, nodes, hidden))
    assert found == [edge for edge in every(store, nodes) if left(edge)] != every(store, nodes)


def test_its_query_is_sparql_that_anyone_can_ask(store):
    text = subgraphs.text(XAI, Hidden(kinds=("claimedBy",), since=date(2026, 1, 1)))
    assert "UNDEF" not in text and "?_nodes" not in text
    assert len(list(store.table(text).rows)) == len(
        list(subgraphs.subgraph(store, XAI, Hidden(kinds=("claimedBy",), since=date(2026, 1, 1))))
    )


def test_an_item_has_the_edges_of_its_claims(store):
    item = "item:cn-ai-usage-roundup/4"
    edges = subgraphs.reported(store, URIRef("https://w3id.org/aikg/item/cn-ai-usage-roundup/4"))
    claims = {edge.claim for edge in KnowledgeGraph(store).edges("everything", {}) if edge.item == item}
    assert {edge.claim for edge in edges} == claims and len(claims) > 8


_SLUG = st.text(st.characters(exclude_characters='<>"{}|^`\\', exclude_categories=("Cs", "Cc", "Z")), min_size=1)
_NAMES = st.lists(st.builds("{}:{}".format, st.sampled_from(KINDS), _SLUG), max_size=8)


@given(_NAMES)
def test_a_listing_comes_back_as_it_went_in(names):
    assert sorted(subgraphs.read(subgraphs.listed(names) or "model:")) == sorted(set(names))


@pytest.mark.parametrize("text", ["", "xai", "company:xai", ";", "organization", "<script>:x", "organization:a;:b"])
def test_a_listing_that_is_none_is_refused(text):
    with pytest.raises(BadParameter, match="KIND:SLUG"):
        subgraphs.read(text)


@pytest.mark.parametrize("node", ["organization:a b", "organization:<x>", 'organization:"', "organization:{}"])
def test_a_name_that_no_iri_has_is_refused(store, node):
    with pytest.raises(BadParameter):
        subgraphs.subgraph(store, [node])


def test_too_many_are_refused(store):
    with pytest.raises(BadParameter, match="too many"):
        subgraphs.subgraph(store, [f"organization:n{n}" for n in range(subgraphs.MOST + 1)])
