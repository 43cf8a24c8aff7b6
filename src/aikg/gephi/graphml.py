"""GraphML as Gephi, NetworkX, yEd and igraph read it: no spells, lists joined by `|`.

GraphML has nothing like GEXF's `kind`: Gephi sums two relations between the same two entities into one edge.
NetworkX and igraph keep both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from aikg.gephi import style
from aikg.gephi.dialect import LISTS, Sheet, edge_id, lists, number
from aikg.gephi.links import Link, Vertex
from aikg.gephi.text import attribute, column, element

# Gephi takes label, size, x, y, r, g and b from keys of these names and makes columns of the others.
_NODE_KEYS = (
    ("label", "string"),
    ("class", "string"),
    ("label_zh", "string"),
    ("iri", "string"),
    ("degree", "int"),
    ("first_seen", "string"),
    ("last_seen", "string"),
    ("size", "double"),
    ("r", "int"),
    ("g", "int"),
    ("b", "int"),
    ("x", "double"),
    ("y", "double"),
)
_EDGE_KEYS = (
    ("label", "string"),
    ("weight", "double"),
    ("kind", "string"),
    ("claims", "int"),
    *((name, "string") for name in LISTS),
    ("first_seen", "string"),
    ("last_seen", "string"),
    ("potential", "boolean"),
    ("r", "int"),
    ("g", "int"),
    ("b", "int"),
)
# The ids of keys are unique in a document, so an edge key that a node key is called as well gets another id.
_EDGE_IDS = {name: f"edge_{name}" for name, _ in _EDGE_KEYS if name in dict(_NODE_KEYS)}


class GraphMl:
    """One `<data>` a value; empty values are left out."""

    separator: ClassVar[str] = ""
    placed: ClassVar[bool] = True

    def head(self, sheet: Sheet) -> str:
        """The keys of nodes and edges, and the title as the graph's description."""
        measures = [(measure.name, "int" if measure.whole else "double") for measure in sheet.measures]
        keys = [_key(name, name, "node", kind) for name, kind in (*_NODE_KEYS, *measures)]
        keys += [_key(_EDGE_IDS.get(name, name), name, "edge", kind) for name, kind in _EDGE_KEYS]
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
            f'{"".join(keys)}<graph id="aikg" edgedefault="directed">\n<desc>{element(sheet.title)}</desc>\n'
        )

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """Nodes; x and y for all or for none."""
        names = [measure.name for measure in sheet.measures]
        for vertex in vertices:
            red, green, blue = style.rgb(vertex.colour)
            values = [
                _data("label", element(vertex.label)),
                _data("class", element(column(vertex.type))),
                _data("label_zh", element(column(vertex.label_zh))),
                _data("iri", element(column(vertex.iri))),
                _data("degree", str(vertex.degree)),
                _data("first_seen", vertex.first_seen),
                _data("last_seen", vertex.last_seen),
                _data("size", str(vertex.size)),
                f'<data key="r">{red}</data><data key="g">{green}</data><data key="b">{blue}</data>',
            ]
            if vertex.position:
                values += [_data("x", str(vertex.position[0])), _data("y", str(vertex.position[1]))]
            pairs = zip(names, vertex.values, strict=True)
            values += [_data(attribute(name), number(value)) for name, value in pairs if value is not None]
            yield f'<node id="{attribute(vertex.id)}">{"".join(values)}</node>\n'

    def between(self) -> str:
        """Nothing: nodes and edges stand in one list."""
        return ""

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """Edges, each with an id of its own: readers take it for the key of a parallel edge."""
        colours = [
            "".join(_data(_EDGE_IDS[name], str(part)) for name, part in zip("rgb", style.rgb(colour), strict=True))
            for colour in (style.EDGE_COLOUR, style.POTENTIAL_COLOUR)
        ]
        for link in links:
            values = [
                _data(name, element(column("|".join(items)))) for name, items in zip(LISTS, lists(link), strict=True)
            ]
            yield (
                f'<edge id="{attribute(edge_id(link))}" source="{attribute(link.source)}"'
                f' target="{attribute(link.target)}">{_data(_EDGE_IDS["label"], element(link.kind))}'
                f'<data key="weight">{number(link.weight)}</data>{_data("kind", element(column(link.kind)))}'
                f'<data key="claims">{link.claims}</data>{"".join(values)}'
                f"{_data(_EDGE_IDS['first_seen'], link.first_seen)}{_data(_EDGE_IDS['last_seen'], link.last_seen)}"
                f'<data key="potential">{str(link.potential).lower()}</data>{colours[link.potential]}</edge>\n'
            )

    def tail(self) -> str:
        """The end of the document."""
        return "</graph>\n</graphml>\n"


def _key(identifier: str, name: str, of: str, kind: str) -> str:
    name, identifier = attribute(name), attribute(identifier)
    return f'<key id="{identifier}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n'


def _data(key: str, value: str) -> str:
    return f'<data key="{key}">{value}</data>' if value else ""
