"""View rows as edges and as NetworkX graphs, and the measures, which are NetworkX's own."""

from __future__ import annotations

from datetime import date
from math import isfinite

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.errors import BadRequest
from aikg.network import MEASURES, Edge, Node, build, during, edges, measure, ordered

ID = "https://w3id.org/aikg/id/organization/"
AIKG = "https://w3id.org/aikg/ns#"
VOCAB = "https://w3id.org/aikg/vocab/"
FULL = ("source", "target", "kind", "weight", "start", "end", "claim", "item", "stage", "modality", "figure")


def described(names):
    return [Node(name, name.upper(), "Organization") for name in names if name != "unknown"]


def test_a_row_is_an_edge():
    row = (ID + "a", ID + "b", AIKG + "investsIn", "2.5", "2026-01-01", "2026-12-31T00:00:00Z")
    row += ("https://w3id.org/aikg/item/x/1#c", "https://w3id.org/aikg/item/x/1")
    row += (VOCAB + "stage-potential", VOCAB + "modality-reported", "US$5 billion")
    (edge,) = edges(FULL, [row])
    assert edge == Edge(
        "organization:a",
        "organization:b",
        "investsIn",
        "item:x/1#c",
        "item:x/1",
        "potential",
        "reported",
        "US$5 billion",
        2.5,
        date(2026, 1, 1),
        date(2026, 12, 31),
    )


def test_what_a_row_does_not_state_is_empty():
    (edge,) = edges(("kind", "target", "source", "more"), [(AIKG + "k", ID + "b", ID + "a", "left out")])
    assert edge == Edge("organization:a", "organization:b", "k")
    (empty,) = edges(FULL, [(ID + "a", ID + "b", AIKG + "k", *[""] * 8)])
    assert empty == edge


def test_rows_that_are_no_edges():
    with pytest.raises(BadRequest, match="missing: kind, target"):
        list(edges(("source",), []))
    with pytest.raises(BadRequest, match="must be a number"):
        list(edges(FULL[:4], [("a", "b", "c", "much")]))
    for text in ("inf", "nan"):
        with pytest.raises(BadRequest, match="must be a number"):
            list(edges(FULL[:4], [("a", "b", "c", text)]))
    with pytest.raises(BadRequest, match="must be dates"):
        list(edges((*FULL[:3], "start"), [("a", "b", "c", "soon")]))


def test_a_graph_has_one_edge_a_claim():
    two = [Edge("a", "b", "k", "c1"), Edge("a", "b", "k", "c2"), Edge("a", "b", "k", "c1")]
    graph = build(two, described)
    assert isinstance(graph, networkx.MultiDiGraph)
    assert graph.number_of_edges() == 2 and set(graph.nodes) == {"a", "b"}
    assert dict(graph.nodes["a"]) == {"label": "A", "type": "Organization", "label_zh": "", "iri": ""}
    keys = [key for *_, key in graph.edges(keys=True)]
    assert keys == ["k c1", "k c2"]


def test_keys_are_unique_in_the_graph():
    # One claim may join several pairs; keys are unique over all of them, for formats that name edges.
    many = [Edge("a", "b", "k", "c"), Edge("a", "c", "k", "c"), Edge("b", "c", "k")]
    keys = [key for *_, key in build(many, described).edges(keys=True)]
    assert sorted(keys) == ["k b", "k c", "k c 2"]


def test_only_what_is_stated_is_an_attribute():
    graph = build([Edge("a", "unknown", "k", stage="potential", weight=0.0)], described)
    assert list(graph.edges(data=True)) == [("a", "unknown", {"kind": "k", "stage": "potential", "weight": 0.0})]
    assert graph.nodes["unknown"]["label"] == "unknown"


NAMES = st.sampled_from("abcdef")
EDGES = st.lists(
    st.builds(
        Edge,
        source=NAMES,
        target=NAMES,
        kind=st.sampled_from(["k", "m"]),
        claim=st.sampled_from(["", "c1", "c2"]),
        weight=st.sampled_from([None, None, 0.5, 2.0, 5e9]),
        start=st.none(),
        end=st.none(),
    ),
    max_size=12,
)


@given(listed=EDGES, seed=st.randoms())
def test_the_same_rows_give_the_same_graph_in_any_order(listed, seed):
    graph = build(listed, described)
    seed.shuffle(listed)
    again = build(listed, described)
    assert list(graph.edges(keys=True, data=True)) == list(again.edges(keys=True, data=True))
    assert list(graph.nodes(data=True)) == list(again.nodes(data=True))
    assert graph.number_of_edges() == len(set(listed)) == len(ordered(listed))


@settings(max_examples=40, deadline=None)
@given(listed=EDGES)
def test_measures_are_networkx_own(listed):
    graph = build(listed, described)
    measured = measure(graph, MEASURES)
    assert set(measured) == set(MEASURES)
    if len(graph):
        assert measured["degree"] == dict(graph.degree())
        assert measured["in_degree"] == dict(graph.in_degree())
        assert measured["betweenness"] == networkx.betweenness_centrality(graph)
        assert measured["pagerank"] == networkx.pagerank(graph)
        assert len(set(measured["component"].values())) == networkx.number_weakly_connected_components(graph)
        groups = networkx.community.louvain_communities(graph.to_undirected(), weight=None, seed=7)
        assert {
            frozenset(n for n in graph if measured["community"][n] == g) for g in measured["community"].values()
        } == {frozenset(group) for group in groups}
    for name in MEASURES:
        assert networkx.get_node_attributes(graph, name) == measured[name]


def test_groups_are_numbered_from_the_largest():
    graph = build([Edge("a", "b", "k"), Edge("b", "c", "k"), Edge("d", "e", "k")], described)
    assert measure(graph, ["component"])["component"] == {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1}


def test_a_star_is_one_community_whatever_its_amounts():
    amounts = {"a": 5e9, "b": 3e9, "c": None, "d": 1.0}
    star = [Edge(name, "hub", "investsIn", f"c{name}", weight=amount) for name, amount in amounts.items()]
    assert set(measure(build(star, described), ["community"])["community"].values()) == {0}


def test_unknown_measure_changes_nothing_in_between():
    with pytest.raises(BadRequest, match="no measure 'fame'; there are degree"):
        measure(build([Edge("a", "b", "k")], described), ["fame"])


def test_a_networkx_backend_takes_over(monkeypatch):
    """`measure` calls NetworkX's dispatching functions, so an installed backend would be used."""
    graph = build([Edge("a", "b", "k"), Edge("b", "c", "k")], described)
    called = []
    for function in (networkx.pagerank, networkx.betweenness_centrality):
        assert function.backends, "NetworkX dispatches it"

        def noted(graph, function=function):
            called.append(function.__name__)
            return function(graph)

        monkeypatch.setattr(networkx, function.__name__, noted)
    measure(graph, ["pagerank", "betweenness"])
    assert called == ["pagerank", "betweenness_centrality"], "looked up when called, and given the graph as it is"


JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


def test_during():
    dated = Edge("a", "b", "k", start=JANUARY, end=MARCH)
    begun = Edge("a", "b", "begun", start=MARCH)
    undated = Edge("a", "b", "undated")
    everything = [dated, begun, undated]
    assert list(during(everything, None, None)) == everything
    assert list(during(everything, None, None, dated_only=True)) == [dated, begun]
    assert list(during(everything, MARCH, None)) == everything, "the last day counts"
    assert list(during(everything, MAY, None)) == [begun, undated], "what has no end goes on"
    assert list(during(everything, None, JANUARY)) == [dated, undated]
    assert list(during(everything, MAY, MAY, dated_only=True)) == [begun]


@pytest.mark.parametrize("weights", [(0.0,), (0.0, 0.0), (1e308, 1e308), (5.0, -5.0), (None, 1e9)])
def test_amounts_of_any_size_leave_measures_finite(weights):
    graph = build([Edge("a", "b", "k", f"c{n}", weight=weight) for n, weight in enumerate(weights)], described)
    for name, values in measure(graph, MEASURES).items():
        assert all(isfinite(value) for value in values.values()), name
