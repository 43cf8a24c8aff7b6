"""Where nodes lie: each connected component by NetworkX's own layout, the components packed side by side.

Measured on some sixty nodes in seven components, looking at the pictures: ForceAtlas2 and the spring layout of the
whole graph push components far apart and crush each into a dot; Kamada-Kawai draws hubs and spokes best but lets
components overlap. So each component is drawn alone, which also makes Kamada-Kawai's cubic cost bearable.
A component that is too large for springs is drawn by communities, on a mesh (`aikg.gephi.mesh`).
The result depends on the input only: seeds are fixed, nodes come sorted, numbers are rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING, TypeAlias

from aikg import network
from aikg.gephi import mesh
from aikg.gephi.links import Link

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

    Places: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float64]]

#: Above this many nodes no layout is made unless it is asked for: the spring layout costs n² a step, some seconds in
#: all here, while Gephi's own ForceAtlas2 is made for large graphs. It is also the largest component that springs draw.
LAYOUT_NODES = 2_000
#: Up to this many nodes a component is drawn by Kamada-Kawai (n³; 0.5 s at the limit), above by springs.
_KAMADA_KAWAI_NODES = 150
#: Median length of an edge and least distance of two nodes, in Gephi's units; nodes are 10 to 60 across.
_EDGE_LENGTH, _APART = 140.0, 70.0
_MARGIN = 160.0
#: Nodes squared times steps of the spring layout, which is what its time follows.
_SPRING_BUDGET = 20_000_000
_SEED = 20261

Positions = dict[str, tuple[float, float]]
Box = tuple[float, float, Positions]


class Pairs:
    """Who is joined to whom, gathered from links as they pass; given up past `limit` nodes (None: never)."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._nodes: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        self.given_up = limit == 0

    def watch(self, links: Iterable[Link]) -> Iterator[Link]:
        """The same links, noted."""
        for link in links:
            if not self.given_up:
                self._note(link)
            yield link

    def add(self, identifier: str) -> None:
        """A node that needs a place though no link may touch it."""
        if not self.given_up:
            self._nodes.add(identifier)
            self._check()

    def join(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Ties between nodes, given by their names."""
        self._pairs.update((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])

    def positions(
        self, groups: Mapping[str, int] | None = None, told: Callable[[float], None] = lambda _done: None
    ) -> Positions:
        """A place for each node; empty if given up.

        `groups` are the communities by which a large graph is drawn, where they are known. `told` hears how much of
        the largest component is done, 0 to 1.
        """
        if self.given_up:
            return {}
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(sorted(self._nodes))
        graph.add_edges_from(sorted(self._pairs))
        components = sorted((sorted(component) for component in nx.connected_components(graph)), key=_by_size)
        if groups is None and components and len(components[0]) > LAYOUT_NODES:
            groups = network.communities(dict.fromkeys(self._pairs, 1.0))
        return _packed([_box(graph.subgraph(component), component, groups or {}, told) for component in components])

    def _note(self, link: Link) -> None:
        self._nodes.update((link.source, link.target))
        if link.source != link.target:
            self._pairs.add(min((link.source, link.target), (link.target, link.source)))
        self._check()

    def _check(self) -> None:
        if self._limit is not None and len(self._nodes) > self._limit:
            self.given_up = True
            self._nodes.clear()
            self._pairs.clear()


def _by_size(component: Sequence[str]) -> tuple[int, str]:
    return -len(component), component[0]


def _box(
    component: nx.Graph[str], names: Sequence[str], groups: Mapping[str, int], told: Callable[[float], None]
) -> Box:
    """A component drawn alone: width, height, and positions from its lower left corner, a margin all round."""
    import networkx as nx
    import numpy as np

    # In the order of the names: a subgraph's own order is that of a set, which differs from run to run.
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(sorted((min(edge), max(edge)) for edge in component.edges))
    places = np.zeros((len(names), 2))
    if len(names) > 1:
        at = {name: index for index, name in enumerate(names)}
        ends = np.array([(at[source], at[target]) for source, target in graph.edges])
        if len(names) > LAYOUT_NODES:
            numbers = np.unique([groups[name] for name in names], return_inverse=True)[1]
            places = _parted(mesh.drawn(ends, numbers, _APART, told).reshape(-1, 2))
        else:
            drawn = _drawn(graph)
            places = np.array([drawn[name] for name in names])
            lengths = np.linalg.norm(places[ends[:, 0]] - places[ends[:, 1]], axis=1)
            places = _parted(places * (_EDGE_LENGTH / max(float(np.median(lengths)), 1e-9)))
    places -= places.min(axis=0) - _MARGIN / 2
    width, height = places.max(axis=0) + _MARGIN / 2
    return float(width), float(height), {name: (float(x), float(y)) for name, (x, y) in zip(names, places, strict=True)}


def _drawn(graph: nx.Graph[str]) -> Mapping[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    import networkx as nx

    number = len(graph)
    if number <= _KAMADA_KAWAI_NODES:
        return nx.kamada_kawai_layout(graph, weight=None)
    steps = max(10, min(50, _SPRING_BUDGET // number**2))
    start = dict(zip(graph, _by_distance(graph), strict=True))
    return nx.spring_layout(graph, pos=start, weight=None, seed=_SEED, iterations=steps, method="force")


def _by_distance(graph: nx.Graph[str]) -> Places:
    """Where springs start from, within a unit circle: pivot MDS (Brandes and Pich 2006) on the distances to 50 nodes.

    From a random start the few steps that a large graph can afford leave a tangle.
    """
    import networkx as nx
    import numpy as np
    from scipy.sparse.csgraph import shortest_path

    pivots = np.unique(np.linspace(0, len(graph) - 1, 50).astype(int))
    matrix = nx.to_scipy_sparse_array(graph, weight=None)
    squares = shortest_path(matrix, unweighted=True, directed=False, indices=pivots).T ** 2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1, keepdims=True) + squares.mean()
    places: Places = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    places /= max(float(np.abs(places).max()), 1e-9)
    # Leaves of one node have the same distances; a little noise lets the springs part them.
    places += np.random.default_rng(_SEED).normal(0, 0.01, places.shape)
    return places


def _parted(places: Places) -> Places:
    """Nodes that lie on one another pushed apart, half the way each, until none does or 60 rounds are over."""
    import numpy as np
    from scipy.spatial import cKDTree

    for _ in range(60):
        near = cKDTree(places).query_pairs(_APART, output_type="ndarray")
        if not len(near):
            break
        near = near[np.lexsort((near[:, 1], near[:, 0]))]
        gap = places[near[:, 0]] - places[near[:, 1]]
        distance = np.linalg.norm(gap, axis=1, keepdims=True)
        # Two nodes on the very same spot part in a direction that depends on their number only.
        angle = near[:, :1] * 2.4
        gap = np.where(distance > 1e-6, gap / np.maximum(distance, 1e-6), np.hstack((np.cos(angle), np.sin(angle))))
        push = gap * (_APART * 1.02 - distance) / 2
        np.add.at(places, near[:, 0], push)
        np.add.at(places, near[:, 1], -push)
    return places


def _packed(boxes: Sequence[Box]) -> Positions:
    """Boxes in rows, the largest first, about as wide as high together; the middle is the origin."""
    area = sum(width * height for width, height, _ in boxes)
    limit = max([1.25 * sqrt(area), *(width for width, _, _ in boxes)])
    left = top = row = widest = 0.0
    placed: Positions = {}
    for width, height, places in boxes:
        if left and left + width > limit:
            left, top, row = 0.0, top + row, 0.0
        for name, (x, y) in places.items():
            # Rows grow downwards, as reading does; Gephi's y grows upwards.
            placed[name] = (left + x, -top - y)
        left, row, widest = left + width, max(row, height), max(widest, left + width)
    middle = (widest / 2, (top + row) / 2)
    return {name: (round(x - middle[0], 1), round(y + middle[1], 1)) for name, (x, y) in placed.items()}
