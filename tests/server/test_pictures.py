"""The picture on an item's page: whatever the network, labels keep off one another where there is room."""

from __future__ import annotations

from aikg.network import Edge, Node
from aikg.server.pictures import Shape, picture


def drawn(*names: str) -> tuple[Shape, ...]:
    hub = "organization:hub"
    edges = [Edge(hub, f"place:{n}", "restricts") for n in range(len(names))]
    nodes = [
        Node(hub, "Ministry of Commerce of Chi", "Organization"),
        *(Node(f"place:{n}", name, "Place") for n, name in enumerate(names)),
    ]
    seen = picture(edges, nodes)
    assert seen is not None
    return seen.shapes


def box(shape: Shape) -> tuple[float, float, float, float]:
    half = len(shape.label) * 6 / 2
    return shape.x - half, shape.lettered - 11, shape.x + half, shape.lettered + 2


def test_labels_do_not_lie_on_one_another():
    for number in range(1, 9):
        boxes = [box(shape) for shape in drawn(*(f"Certain countries, group {n}" for n in range(number)))]
        for n, one in enumerate(boxes):
            for other in boxes[n + 1 :]:
                apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
                assert apart, (number, one, other)


def test_a_picture_is_drawn_out_but_not_wider_than_a_page():
    wide = picture([Edge("a:1", "b:1", "knows"), Edge("a:1", "b:2", "knows")], [])
    assert wide is not None
    assert wide.width <= 980
    alone = picture([Edge("a:1", "a:1", "knows")], [])
    assert alone is not None
    assert len(alone.shapes) == 1


def test_long_names_have_room_in_the_picture():
    name = "国家人工智能产业投资基金管理委员会办公室北京分部"
    seen = picture(
        [Edge("a:1", "b:1", "knows")], [Node("a:1", "Office", "Organization", name), Node("b:1", "W" * 90, "Place")]
    )
    assert seen is not None
    for shape in seen.shapes:
        for label, width in ((shape.label, 7.0), (shape.label_zh, 12.0)):
            assert shape.x - len(label) * width / 2 >= 0
            assert shape.x + len(label) * width / 2 <= seen.width + 12
