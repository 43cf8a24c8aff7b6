"""A small network as a picture on a page, without scripts: where its shapes, lines and names are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import cos, hypot, pi, sin
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from aikg.gephi import style
from aikg.gephi.layout import Pairs, Positions
from aikg.network import Edge, Node

MOST: Final = 60
"""Entities beyond which a picture cannot be read."""

# Corners and turn of the shape of each class, as the explorer has them (explorer/src/explorer/looks.ts).
SHAPES: Final = {
    "Model": (4, 1 / 8),
    "Product": (4, 0.0),
    "Policy": (3, 0.0),
    "Person": (6, 0.0),
    "Concept": (5, 0.0),
    "Place": (3, 1 / 2),
    "Role": (8, 1 / 16),
}
_RADIUS: Final = 9.0
_ASIDE: Final = 7.0
_MARGIN: Final = (14.0, 36.0)
_LABEL: Final = 172.0
"""Pixels that a label may be long."""
_BELOW, _ABOVE, _LINE = 24.0, -15.0, 15.0
"""Baselines of a label from the middle of its shape, and the height of a line."""
_WIDTH: Final = 980.0
"""What a page has for a picture; one that is narrower is drawn out, since labels lie along it."""
_DRAWN_OUT, _WIDEST = 1.6, 190.0
"""How many times as wide a picture may become, and what the labels at its sides may take of the page."""


class Shape(NamedTuple):
    """An entity: its middle, and its corners as SVG has them; '' for a circle."""

    id: str
    label: str
    label_zh: str
    type: str
    x: float
    y: float
    corners: str
    lettered: float
    """Where its label stands: the y of its baseline."""


class Line(NamedTuple):
    """All claims of one relation between two. `look` is settled, potential, cancelled or unstated.

    Of the lines that join the same two, the first is `named` for all, and `others` counts the rest.
    """

    kind: str
    says: str
    look: str
    named: bool
    others: int
    x1: float
    y1: float
    x2: float
    y2: float


class Picture(NamedTuple):
    """A picture from (0, 0) to (`width`, `height`)."""

    width: float
    height: float
    lines: tuple[Line, ...]
    shapes: tuple[Shape, ...]


def picture(edges: Sequence[Edge], nodes: Iterable[Node]) -> Picture | None:
    """A picture of some edges; None where there is nothing to see, or too much."""
    known = {node.id: node for node in nodes}
    names = sorted({name for edge in edges for name in edge[:2]})
    if not names or len(names) > MOST:
        return None
    pairs = Pairs(None)
    for name in names:
        pairs.add(name)
    pairs.join((edge.source, edge.target) for edge in edges)
    places = _drawn_out(pairs.positions())
    half = {name: _half(known[name]) if name in known else _length(name) / 2 for name in names}
    left = min(x - half[name] for name, (x, _) in places.items()) - _MARGIN[0]
    wide = max(x + half[name] for name, (x, _) in places.items()) + _MARGIN[0]
    low, high = min(y for _, y in places.values()) - _MARGIN[1], max(y for _, y in places.values()) + _MARGIN[1]
    at = {name: (x - left, high - y) for name, (x, y) in places.items()}  # a page's y grows downwards
    shapes = _apart([_shape(known.get(name) or Node(name, name, ""), *at[name]) for name in names])
    return Picture(round(wide - left), round(high - low), tuple(_lines(edges, at, known)), tuple(shapes))


def look(stages: Iterable[str]) -> str:
    """How a line looks that has claims of these stages.

    >>> look(["planned", "completed"]), look(["planned"]), look([""])
    ('settled', 'potential', 'unstated')
    """
    found = set(stages)
    if found & style.SETTLED_STAGES:
        return "settled"
    if found & style.POTENTIAL_STAGES:
        return "potential"
    return "cancelled" if "cancelled" in found else "unstated"


def _shape(node: Node, x: float, y: float) -> Shape:
    corners, turn = SHAPES.get(node.type, (0, 0.0))
    angles = [2 * pi * (n / corners + turn) for n in range(corners)]
    points = " ".join(f"{x + 1.2 * _RADIUS * sin(a):.1f},{y - 1.2 * _RADIUS * cos(a):.1f}" for a in angles)
    return Shape(
        node.id, _short(node.label), _short(node.label_zh), node.type, round(x, 1), round(y, 1), points, y + _BELOW
    )


def _drawn_out(places: Positions) -> Positions:
    """The places as wide as a page, though not much wider than they are."""
    span = max(x for x, _ in places.values()) - min(x for x, _ in places.values())
    factor = min(_DRAWN_OUT, max(1.0, (_WIDTH - _WIDEST) / (span or _WIDTH)))
    return {name: (x * factor, y) for name, (x, y) in places.items()}


def _apart(shapes: Sequence[Shape]) -> Iterator[Shape]:
    """The shapes, each label below its own or, where it would lie on another or on a shape, above if there is room."""
    taken = [(s.x - _RADIUS, s.y - _RADIUS, s.x + _RADIUS, s.y + _RADIUS) for s in shapes]
    for shape in shapes:
        half = _half(shape)
        boxes = [
            (shape.x - half, shape.y + aside - _LINE + 3, shape.x + half, shape.y + aside + 3)
            for aside in (_BELOW, _ABOVE)
        ]
        free = [not any(_overlap(box, other) for other in taken) for box in boxes]
        above = free[1] and not free[0]
        taken.append(boxes[above])
        yield shape._replace(lettered=round(shape.y + (_ABOVE if above else _BELOW), 1))


def _half(named: Node | Shape) -> float:
    """Half of the longer of two names, as they are written."""
    return max(_length(_short(named.label)), _length(_short(named.label_zh))) / 2


def _length(label: str) -> float:
    """How long a label is about, in pixels: Chinese letters are twice as wide."""
    return sum(12.5 if east_asian_width(letter) in "WF" else 6.6 for letter in label)


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _short(label: str) -> str:
    """As much of a label as has room: twice as many signs of English as of Chinese."""
    while _length(label) > _LABEL:
        label = f"{label.removesuffix('…')[:-1]}…"
    return label


def _lines(edges: Sequence[Edge], at: dict[str, tuple[float, float]], known: dict[str, Node]) -> Iterable[Line]:
    groups: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.source != edge.target:
            groups[edge.source, edge.kind, edge.target].append(edge)
    beside: dict[frozenset[str], list[tuple[str, str, str]]] = defaultdict(list)
    for key in sorted(groups):
        beside[frozenset((key[0], key[2]))].append(key)
    for keys in beside.values():
        for number, (source, kind, target) in enumerate(keys):
            aside = (number - (len(keys) - 1) / 2) * _ASIDE * (1 if source < target else -1)
            claims = groups[source, kind, target]
            figures = sorted({edge.figure for edge in claims if edge.figure})
            ends = [known[name].label if name in known else name for name in (source, target)]
            says = " · ".join([f"{ends[0]} → {ends[1]}", *figures])
            how = look(edge.stage for edge in claims)
            yield Line(kind, says, how, number == 0, len(keys) - 1, *_between(at[source], at[target], aside))


def _between(start: tuple[float, float], end: tuple[float, float], aside: float) -> tuple[float, float, float, float]:
    """A line from rim to rim, somewhat to its side."""
    long = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    ux, uy = (end[0] - start[0]) / long, (end[1] - start[1]) / long
    ox, oy, gap = -uy * aside, ux * aside, _RADIUS + 3
    ends = (start[0] + ux * gap + ox, start[1] + uy * gap + oy, end[0] - ux * gap + ox, end[1] - uy * gap + oy)
    x1, y1, x2, y2 = (round(value, 1) for value in ends)
    return x1, y1, x2, y2
