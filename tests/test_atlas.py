"""The map of the whole graph: the same from the same data, everything on it, cut where it is too large."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import networkx as nx
import numpy as np
import pytest

from aikg import atlas
from aikg.gephi import mesh
from aikg.gephi.layout import LAYOUT_NODES, Pairs
from aikg.graph import KnowledgeGraph
from aikg.network import communities
from aikg.stores.embedded import EmbeddedStore


def news(pairs: list[tuple[str, str]]) -> EmbeddedStore:
    """A store in which a claim of its own joins each pair of names."""
    store = EmbeddedStore()
    edge = "<https://w3id.org/aikg/ns#partnerOf>"
    for start in range(0, len(pairs), 2_000):
        quads = "\n".join(
            f"<https://example.org/c{start + n}> <https://w3id.org/aikg/ns#reportedIn> <https://example.org/i> . "
            f"GRAPH <https://example.org/c{start + n}> {{ <https://w3id.org/aikg/id/model/{one}> {edge} "
            f"<https://w3id.org/aikg/id/model/{other}> }}"
            for n, (one, other) in enumerate(pairs[start : start + 2_000])
        )
        store.update(f"INSERT DATA {{ {quads} }}")
    return store


def crowd(clusters: int, members: int) -> list[tuple[str, str]]:
    """Clusters that are dense inside, each joined to the next by one pair."""
    random = Random(3)
    inside = [
        (f"c{c:02}-{n}", f"c{c:02}-{random.randrange(n)}")
        for c in range(clusters)
        for n in range(1, members)
        for _ in range(3)
    ]
    return inside + [(f"c{one:02}-0", f"c{other:02}-0") for one, other in pairwise(range(clusters))]


def test_the_map_of_the_news_holds_every_edge(store):
    drawn = atlas.draw(store)
    edges = KnowledgeGraph(store).edges("everything", {})
    view = nx.Graph((edge.source, edge.target) for edge in edges if edge.source != edge.target)
    names = [spot.node.id for spot in drawn.spots]
    assert set(names) == set(view)
    assert {frozenset((names[link.source], names[link.target])) for link in drawn.links} == {
        frozenset(edge) for edge in view.edges
    }
    assert (drawn.nodes, drawn.links_in_all) == (len(view), view.number_of_edges())
    assert len({(spot.x, spot.y) for spot in drawn.spots}) == len(drawn.spots)
    assert {spot.node.label for spot in drawn.spots} >= {"xAI", "Tesla"}


def test_a_map_is_the_same_from_the_same_data(store):
    assert atlas.document(atlas.draw(store)) == atlas.document(atlas.draw(store))


def test_communities_are_numbered_by_size_and_named_by_their_most_central_members():
    pairs = [("hub", f"n{i}") for i in range(6)] + [("n0", "n1"), ("other", "m0"), ("other", "m1"), ("hub", "other")]
    drawn = atlas.draw(news(pairs))
    sizes = [community.size for community in drawn.communities]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(drawn.spots) == 10
    named = [[drawn.spots[number].node.id for number in community.central] for community in drawn.communities]
    assert named[0][0] == "model:hub"
    for number, community in enumerate(drawn.communities):
        assert {drawn.spots[spot].community for spot in community.central} == {number}


def test_an_empty_graph_has_an_empty_map():
    drawn = atlas.draw(EmbeddedStore())
    assert drawn == ([], [], [], 0, 0)
    assert atlas.document(drawn)["nodes"]["id"] == []


def test_a_large_map_keeps_the_strongest_and_says_what_there_is(monkeypatch):
    store = news(crowd(3, 30))
    whole = atlas.draw(store)
    ranked = sorted(whole.spots, key=lambda spot: (-spot.claims, spot.node.id))
    monkeypatch.setattr(atlas, "MOST_NODES", 12)
    monkeypatch.setattr(atlas, "MOST_LINKS", 12)
    drawn = atlas.draw(store)
    assert (len(drawn.spots), len(drawn.links), drawn.nodes) == (12, 12, 90)
    assert drawn.links_in_all > 12
    assert [spot.node.id for spot in drawn.spots] == sorted(spot.node.id for spot in ranked[:12])
    kept = {spot.node.id for spot in drawn.spots}
    among = [ends for link in whole.links if (ends := {whole.spots[end].node.id for end in link[:2]}) <= kept]
    joined = {drawn.spots[end].node.id for link in drawn.links for end in link[:2]}
    assert joined == set().union(*among), "none that is joined to a kept one stands alone while others have two links"


@pytest.mark.slow
def test_a_component_past_the_limit_of_springs_is_drawn_with_its_communities_apart():
    pairs = crowd(8, LAYOUT_NODES // 8 + 30)
    drawn = Pairs(None)
    for name in sorted({end for pair in pairs for end in pair}):
        drawn.add(name)
    drawn.join(pairs)
    told: list[float] = []
    places = drawn.positions(None, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    middles = {
        c: np.mean([place for name, place in places.items() if name.startswith(f"c{c:02}-")], axis=0) for c in range(8)
    }
    near = [min(middles, key=lambda c: np.linalg.norm(middles[c] - place)) for place in places.values()]
    own = [int(name[1:3]) for name in places]
    assert sum(a == b for a, b in zip(near, own, strict=True)) > 0.9 * len(places), "members lie with their own"
    again = Pairs(None)
    for name in {end for pair in pairs for end in pair}:
        again.add(name)
    again.join(reversed(pairs))
    assert again.positions() == places


def test_the_mesh_pushes_as_pairs_of_nodes_do():
    random = np.random.default_rng(5)
    places, mass = random.uniform(-100, 100, (300, 2)), random.uniform(1, 5, 300)
    gap = places[:, None] - places[None]
    square = (gap**2).sum(axis=2)
    np.fill_diagonal(square, np.inf)
    exact = (gap / square[..., None] * mass[None, :, None]).sum(axis=1)
    felt = mesh.Mesh(512).push(places, mass)
    error = np.linalg.norm(felt - exact, axis=1) / np.linalg.norm(exact, axis=1)
    assert np.median(error) < 0.02
    assert np.percentile(error, 95) < 0.2


def test_communities_of_two_cliques_that_touch():
    cliques = [(f"{c}{i}", f"{c}{j}") for c in "ab" for i in range(6) for j in range(i)]
    found = communities(dict.fromkeys([*cliques, ("a0", "b0")], 1.0))
    assert len(set(found.values())) == 2
    assert all(found[f"a{i}"] == found["a0"] != found[f"b{i}"] for i in range(6))
    assert communities({}) == {}
