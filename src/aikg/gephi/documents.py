"""Two JSON documents that NetworkX reads back: node-link (`node_link_graph`) and Cytoscape.js (`cytoscape_graph`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import ClassVar

from aikg.gephi.dialect import LISTS, Sheet, edge_id, lists
from aikg.gephi.links import Link, Vertex

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class NodeLink:
    """`{"directed", "multigraph", "graph", "nodes": [...], "edges": [...]}`; an edge's `key` is its id."""

    separator: ClassVar[str] = ",\n"
    placed: ClassVar[bool] = True

    def head(self, sheet: Sheet) -> str:
        """The graph's own fields."""
        return f'{{"directed": true, "multigraph": true, "graph": {_encode({"name": sheet.title})},\n"nodes": [\n'

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """Nodes with their columns, `size`, `color` and, where there is a layout, `x` and `y`."""
        for vertex in vertices:
            place = dict(zip("xy", vertex.position, strict=True)) if vertex.position else {}
            yield _encode({"id": vertex.id, **_node_fields(vertex, sheet), **place})

    def between(self) -> str:
        """Nodes end, edges begin."""
        return '\n],\n"edges": [\n'

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """Edges; lists are lists, spells too."""
        for link in links:
            ends = {"source": link.source, "target": link.target, "key": edge_id(link)}
            yield _encode({**ends, **_edge_fields(link, dynamic)})

    def tail(self) -> str:
        """The end of the document."""
        return "\n]}\n"


class Cytoscape:
    """Cytoscape.js elements; `data.value` is the node's id and `data.key` the edge's, as NetworkX wants them."""

    separator: ClassVar[str] = ",\n"
    placed: ClassVar[bool] = True

    def head(self, sheet: Sheet) -> str:
        """The graph's own fields."""
        name = _encode({"name": sheet.title})
        return f'{{"data": {name}, "directed": true, "multigraph": true, "elements": {{"nodes": [\n'

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """Nodes; a `position` is there for all or for none."""
        for vertex in vertices:
            ids = {"id": vertex.id, "value": vertex.id, "name": vertex.label}
            # Cytoscape's y grows downwards, Gephi's upwards.
            place = {"position": {"x": vertex.position[0], "y": 0.0 - vertex.position[1]}} if vertex.position else {}
            yield _encode({"data": {**ids, **_node_fields(vertex, sheet)}, **place})

    def between(self) -> str:
        """Nodes end, edges begin."""
        return '\n],\n"edges": [\n'

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """Edges."""
        for link in links:
            identifier = edge_id(link)
            ends = {"id": identifier, "key": identifier, "source": link.source, "target": link.target}
            yield _encode({"data": {**ends, **_edge_fields(link, dynamic)}})

    def tail(self) -> str:
        """The end of the document."""
        return "\n]}}\n"


def _node_fields(vertex: Vertex, sheet: Sheet) -> dict[str, object]:
    """Measures come first, so that none can take the place of a field."""
    measures = zip((measure.name for measure in sheet.measures), vertex.values, strict=True)
    return {
        **{name: value for name, value in measures if value is not None},
        "label": vertex.label,
        "label_zh": vertex.label_zh,
        "class": vertex.type,
        "iri": vertex.iri,
        "degree": vertex.degree,
        "first_seen": vertex.first_seen,
        "last_seen": vertex.last_seen,
        "size": vertex.size,
        "color": vertex.colour,
    }


def _edge_fields(link: Link, dynamic: bool) -> dict[str, object]:
    spells = [[start or None, end if end != "~" else None] for start, end in link.spells]
    return {
        "kind": link.kind,
        "label": link.kind,
        "weight": link.weight,
        "claims": link.claims,
        **dict(zip(LISTS, lists(link), strict=True)),
        "first_seen": link.first_seen,
        "last_seen": link.last_seen,
        "potential": link.potential,
        **({"spells": spells} if dynamic and spells else {}),
    }
