"""Positions: no two nodes on one another, components near but apart, the same every time."""

import itertools
import json
import math
import random

import networkx as nx
import pytest
from gephi_samples import exported

from aikg.network import Edge


def sample(seed=3, hubs=(14, 9, 7, 5)):
    """Some sixty nodes: hubs with spokes that share some, and small components."""
    rng = random.Random(seed)
    edges = []
    for hub, spokes in enumerate(hubs):
        edges += [Edge(f"hub{hub}", f"spoke{hub}-{spoke}", "investsIn") for spoke in range(spokes)]
    edges += [Edge("hub0", f"spoke{rng.randrange(1, 4)}-{rng.randrange(4)}", "partnerOf") for _ in range(5)]
    edges += [Edge(f"chain{n}", f"chain{n + 1}", "basedOn") for n in range(4)]
    edges += [Edge(f"pair{n}", f"other{n}", "partnerOf") for n in range(4)]
    return [*edges, Edge("self", "self", "owns")]


def positions(edges):
    return {n["id"]: (n["x"], n["y"]) for n in json.loads(exported(edges, "json"))["nodes"]}


@pytest.mark.parametrize("hubs", [(14, 9, 7, 5), (90, 60, 30)])
def test_nodes_keep_apart_and_components_together(hubs):
    places = positions(sample(hubs=hubs))
    nearest = min(math.dist(a, b) for a, b in itertools.combinations(places.values(), 2))
    assert nearest > 40
    xs, ys = zip(*places.values(), strict=True)
    area = (max(xs) - min(xs)) * (max(ys) - min(ys))
    assert area / len(places) < 400**2
    assert abs(max(xs) + min(xs)) < 400 and abs(max(ys) + min(ys)) < 400


def test_components_do_not_overlap():
    edges = sample()
    places = positions(edges)
    graph = nx.Graph([(edge.source, edge.target) for edge in edges])
    boxes = []
    for component in nx.connected_components(graph):
        xs, ys = zip(*(places[name] for name in component), strict=True)
        boxes.append((min(xs), max(xs), min(ys), max(ys)))
    for a, b in itertools.combinations(boxes, 2):
        assert a[1] < b[0] or b[1] < a[0] or a[3] < b[2] or b[3] < a[2]


def test_the_layout_is_the_same_every_time():
    edges = sample(hubs=(90, 60, 30))
    assert exported(edges, "gexf") == exported(edges[::-1], "gexf")
