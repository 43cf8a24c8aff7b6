"""GEXF 1.3 as Gephi and Gephi Lite read it. The rules in the comments are those of their importers' sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from aikg.gephi import style
from aikg.gephi.dialect import LISTS, Sheet, edge_id, lists, number
from aikg.gephi.links import Link, Vertex
from aikg.gephi.text import attribute, column, liststring
from aikg.gephi.times import OPEN_END, Spell

# Types: `anyURI` and `date` columns are dropped by Gephi, so IRIs and dates are strings. Ids: lower-case, not numeric,
# none of label, id, weight, type, timeset, which Gephi has already.
_NODE_COLUMNS = (
    ("class", "string"),
    ("label_zh", "string"),
    ("iri", "string"),
    ("degree", "integer"),
    ("first_seen", "string"),
    ("last_seen", "string"),
)
_EDGE_COLUMNS = (
    ("claims", "integer"),
    *((name, "liststring") for name in LISTS),
    ("first_seen", "string"),
    ("last_seen", "string"),
    ("potential", "boolean"),
)
# Without a time zone Gephi takes the reader's own, and a day begins at another hour.
_DYNAMIC = 'mode="dynamic" timeformat="date" timerepresentation="interval" timezone="UTC"'


class Gexf:
    """The format of Gephi; every value's column is declared before the first node, or Gephi drops the value."""

    separator = "\n"

    def head(self, sheet: Sheet) -> str:
        """Declarations: one block for nodes, one for edges, as Gephi Lite keeps only the last of each."""
        mode = _DYNAMIC if sheet.dynamic else 'mode="static"'
        measures = [(measure.name, "integer" if measure.whole else "double") for measure in sheet.measures]
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
            f"<meta><creator>aikg</creator><description>{attribute(sheet.title)}</description></meta>\n"
            f'<graph defaultedgetype="directed" {mode}>\n'
            f"{_declared('node', (*_NODE_COLUMNS, *measures))}{_declared('edge', _EDGE_COLUMNS)}<nodes>\n"
        )

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """Nodes: label, columns, spell, colour, position (all or none), size."""
        names = [attribute(measure.name) for measure in sheet.measures]
        for vertex in vertices:
            texts = (vertex.type, vertex.label_zh, vertex.iri, str(vertex.degree), vertex.first_seen, vertex.last_seen)
            values = [
                f'<attvalue for="{name}" value="{attribute(column(value))}"/>'
                for (name, _), value in zip(_NODE_COLUMNS, texts, strict=True)
                if value
            ]
            values += [
                f'<attvalue for="{name}" value="{number(value)}"/>'
                for name, value in zip(names, vertex.values, strict=True)
                if value is not None
            ]
            red, green, blue = style.rgb(vertex.colour)
            yield (
                f'<node id="{attribute(vertex.id)}" label="{attribute(vertex.label)}">'
                f"<attvalues>{''.join(values)}</attvalues>{_spells(vertex.spells) if sheet.dynamic else ''}"
                f'<viz:color r="{red}" g="{green}" b="{blue}"/>{_position(vertex.position)}'
                f'<viz:size value="{vertex.size}"/></node>'
            )

    def between(self) -> str:
        """Nodes end, edges begin."""
        return "\n</nodes>\n<edges>\n"

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """Edges: `kind` is the relation, without which Gephi sums parallel edges into one."""
        solid, potential = (_edge_style(colour) for colour in (style.EDGE_COLOUR, style.POTENTIAL_COLOUR))
        potential += '<viz:shape value="dashed"/>'
        for link in links:
            kind = attribute(link.kind)
            yield (
                f'<edge id="{attribute(edge_id(link))}" source="{attribute(link.source)}"'
                f' target="{attribute(link.target)}" kind="{kind}" label="{kind}" weight="{number(link.weight)}">'
                f"<attvalues>{_edge_values(link)}</attvalues>{_spells(link.spells) if dynamic else ''}"
                f"{potential if link.potential else solid}</edge>"
            )

    def tail(self) -> str:
        """The end of the document."""
        return "\n</edges>\n</graph>\n</gexf>\n"


def _declared(of: str, columns: Sequence[tuple[str, str]]) -> str:
    # The title is the id: NetworkX names an attribute by its column's title, Gephi Lite by its id.
    lines = "".join(f'<attribute id="{name}" title="{name}" type="{kind}"/>\n' for name, kind in columns)
    return f'<attributes class="{of}" mode="static">\n{lines}</attributes>\n'


def _edge_values(link: Link) -> str:
    values = f'<attvalue for="claims" value="{link.claims}"/>'
    for name, items in zip(LISTS, lists(link), strict=True):
        if items:
            values += f'<attvalue for="{name}" value="{attribute(column(liststring(items)))}"/>'
    if link.first_seen:
        values += f'<attvalue for="first_seen" value="{link.first_seen}"/>'
        values += f'<attvalue for="last_seen" value="{link.last_seen}"/>'
    return f'{values}<attvalue for="potential" value="{"true" if link.potential else "false"}"/>'


def _spells(spells: Sequence[Spell]) -> str:
    if not spells:
        return ""
    # A spell without a start (or end) has been there always (or stays for ever).
    starts_ends = ((f' start="{start}"' if start else "", f' end="{end}"' * (end != OPEN_END)) for start, end in spells)
    inside = "".join([f"<spell{start}{end}/>" for start, end in starts_ends])
    return f"<spells>{inside}</spells>"


def _position(position: tuple[float, float] | None) -> str:
    return f'<viz:position x="{position[0]}" y="{position[1]}" z="0.0"/>' if position else ""


def _edge_style(colour: str) -> str:
    red, green, blue = style.rgb(colour)
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
