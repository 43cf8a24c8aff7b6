"""Draw a thousand models and who made them: `python docs/models.py models` writes docs/models.svg.

`models` is a location into which Epoch AI's table was imported (docs/importing.md).
"""

import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

TARGET = Path(__file__).with_name("models.svg")
WIDTH = 1200
NAMED = 24


def exported(location: str) -> ET.Element:
    """The lineage view as aikg exports it: positions, sizes and colours are there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lineage.gexf")
        program = Path(sys.executable).with_name("aikg")
        subprocess.run([program, "view", "lineage", "--location", location, "-o", path], check=True)
        return ET.fromstring(path.read_bytes())  # our own file


def part(element: ET.Element, name: str) -> dict[str, str]:
    """The attributes of a viz element, whatever prefix its namespace has."""
    return next(dict(child.attrib) for child in element if child.tag.endswith(name))


def main(location: str) -> None:
    """Write the picture: edges under nodes under the names of those that made most."""
    graph = exported(location)
    nodes = {
        node.attrib["id"]: (node.attrib["label"], part(node, "position"), part(node, "size"), part(node, "color"))
        for node in graph.iter()
        if node.tag.endswith("}node")
    }
    xs = [float(position["x"]) for _, position, _, _ in nodes.values()]
    ys = [float(position["y"]) for _, position, _, _ in nodes.values()]
    scale = (WIDTH - 40) / (max(xs) - min(xs))
    height = round((max(ys) - min(ys)) * scale) + 40

    def place(name: str) -> tuple[int, int]:
        _, position, _, _ = nodes[name]
        x, y = float(position["x"]), float(position["y"])
        return round(20 + (x - min(xs)) * scale), round(20 + (max(ys) - y) * scale)

    edges = [(e.attrib["source"], e.attrib["target"]) for e in graph.iter() if e.tag.endswith("}edge")]
    lines = "".join("M{} {}L{} {}".format(*place(a), *place(b)) for a, b in edges)
    drawn = [f'<path d="{lines}" stroke="#6b7280" stroke-opacity=".35" fill="none"/>']
    for name, (_, _, size, color) in nodes.items():
        x, y = place(name)
        fill = "#{:02x}{:02x}{:02x}".format(*(int(color[c]) for c in "rgb"))
        drawn.append(f'<circle cx="{x}" cy="{y}" r="{float(size["value"]) * scale / 2:.1f}" fill="{fill}"/>')
    largest = sorted(nodes, key=lambda name: (-float(nodes[name][2]["value"]), name))[:NAMED]
    drawn += ['<text x="{}" y="{}">{}</text>'.format(*place(name), escape(nodes[name][0])) for name in largest]
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        "<style>text{font:600 15px system-ui,sans-serif;text-anchor:middle;paint-order:stroke;stroke:#fff;"
        "stroke-width:4px;fill:#111827}</style>\n" + "\n".join(drawn) + "\n</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1])
