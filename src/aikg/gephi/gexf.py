"""GEXF 1.3 as Gephi and Gephi Lite read it. The rules in the comments are those of their importers' sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from typing import ClassVar

from aikg.gephi import style
from aikg.gephi.dialect import LISTS, Sheet, edge_id, number
from aikg.gephi.links import Link, Vertex
from aikg.gephi.text import attribute, column, list_item, plain
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

_join = "', '".join


class Gexf:
    """The format of Gephi; every value's column is declared before the first node, or Gephi drops the value."""

    separator: ClassVar[str] = ""
    placed: ClassVar[bool] = True

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
        names, dynamic = [measure.name for measure in sheet.measures], sheet.dynamic
        for vertex in vertices:
            identifier, label, kind, label_zh, iri, degree, first, last, spells, size, colour, measured, place = vertex
            if not plain(f"{identifier}{label}{kind}{label_zh}{iri}"):
                identifier, label = attribute(identifier), attribute(label)
                kind, label_zh, iri = (attribute(column(text)) for text in (kind, label_zh, iri))
            said = f'<attvalue for="class" value="{kind}"/>' if kind else ""
            chinese = f'<attvalue for="label_zh" value="{label_zh}"/>' if label_zh else ""
            page = f'<attvalue for="iri" value="{iri}"/>' if iri else ""
            values = "".join(
                f'<attvalue for="{name}" value="{number(value)}"/>'
                for name, value in zip(names, measured, strict=True)
                if value is not None
            )
            yield (
                f'<node id="{identifier}" label="{label}"><attvalues>{said}{chinese}{page}'
                f'<attvalue for="degree" value="{degree}"/>{_seen(first, last) if first else ""}{values}</attvalues>'
                f"{_spells(spells) if dynamic and spells else ''}{_colour(colour)}{_position(place)}"
                f'<viz:size value="{size}"/></node>\n'
            )

    def between(self) -> str:
        """Nodes end, edges begin."""
        return "</nodes>\n<edges>\n"

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """Edges: `kind` is the relation, without which Gephi sums parallel edges into one."""
        solid = f'<attvalue for="potential" value="false"/></attvalues>{_colour(style.EDGE_COLOUR)}</edge>\n'
        look = f'{_colour(style.POTENTIAL_COLOUR)}<viz:shape value="dashed"/>'
        potential = f'<attvalue for="potential" value="true"/></attvalues>{look}</edge>\n'
        # Few stages and modalities stand behind very many edges.
        stages_of, modalities_of = cache(partial(_list, "stages")), cache(partial(_list, "modalities"))
        weight_of = lru_cache(1_000)(number)
        for link in links:
            identifier = ""
            if not link[14]:
                identifier, link = attribute(edge_id(link)), _escaped(link)  # noqa: PLW2901
            (
                source, kind, target, weight, claims, ids, items, stages, modalities, figures, first, last, spells,
                is_potential, _,
            ) = link  # fmt: skip
            seen = _seen(first, last) if first else ""
            spelled = _spells(spells) if dynamic and spells else ""
            yield (
                f'<edge id="{identifier or f"{source}|{kind}|{target}"}" source="{source}" target="{target}"'
                f' kind="{kind}" label="{kind}" weight="{weight_of(weight)}">{spelled}<attvalues>'
                f'<attvalue for="claims" value="{claims}"/>{_list("claim_ids", ids) if ids else ""}'
                f"{_list('items', items) if items else ''}{_list('figures', figures) if figures else ''}{seen}"
                f"{stages_of(stages)}{modalities_of(modalities)}{potential if is_potential else solid}"
            )

    def tail(self) -> str:
        """The end of the document."""
        return "</edges>\n</graph>\n</gexf>\n"


def _declared(of: str, columns: Sequence[tuple[str, str]]) -> str:
    # The title is the id: NetworkX names an attribute by its column's title, Gephi Lite by its id.
    lines = "".join(f'<attribute id="{name}" title="{name}" type="{kind}"/>\n' for name, kind in columns)
    return f'<attributes class="{of}" mode="static">\n{lines}</attributes>\n'


def _escaped(link: Link) -> Link:
    def ready(items: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(attribute(column(list_item(item))) for item in items)

    return link._replace(
        source=attribute(link.source),
        kind=attribute(link.kind),
        target=attribute(link.target),
        claim_ids=ready(link.claim_ids),
        items=ready(link.items),
        stages=ready(link.stages),
        modalities=ready(link.modalities),
        figures=ready(link.figures),
    )


def _list(name: str, items: tuple[str, ...]) -> str:
    return f'<attvalue for="{name}" value="[\'{_join(items)}\']"/>' if items else ""


def _seen(first: str, last: str) -> str:
    return f'<attvalue for="first_seen" value="{first}"/><attvalue for="last_seen" value="{last}"/>'


def _spells(spells: Sequence[Spell]) -> str:
    """Spells; one without a start has been there always, one without an end stays for ever."""
    if len(spells) == 1 and spells[0][0] and spells[0][1] != OPEN_END:
        return f'<spells><spell start="{spells[0][0]}" end="{spells[0][1]}"/></spells>'
    inside = ""
    for start, end in spells:
        from_ = f' start="{start}"' if start else ""
        inside += f'<spell{from_} end="{end}"/>' if end != OPEN_END else f"<spell{from_}/>"
    return f"<spells>{inside}</spells>" if inside else ""


def _position(position: tuple[float, float] | None) -> str:
    return f'<viz:position x="{position[0]}" y="{position[1]}" z="0.0"/>' if position else ""


@cache
def _colour(colour: str) -> str:
    red, green, blue = style.rgb(colour)
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
