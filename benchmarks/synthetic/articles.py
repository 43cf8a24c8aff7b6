"""Articles of several items, over the years, ever more of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from typing import Final

from synthetic.claims import THEMES, Item, P, ranking_theme
from synthetic.draws import Draw
from synthetic.registry import Registry
from synthetic.terms import BASE, Graph, Node, a, iri, text, typed

_FIRST, _DAYS = date(2019, 1, 1), 2_700
_HEADLINE, _PART_OF, _POSITION = iri("schema:headline"), iri("schema:isPartOf"), iri("schema:position")
_LANGUAGE, _DIGEST, _PUBLISHED = iri("schema:inLanguage"), iri("schema:sha256"), iri("schema:datePublished")
_DERIVED, _MADE, _MADE_AT = iri("prov:wasDerivedFrom"), iri("prov:wasGeneratedBy"), iri("prov:generatedAtTime")
_START, _END = iri("oa:start"), iri("oa:end")
_IN_ARTICLE: Final = tuple((at, number) for number, at in enumerate((0.3, 0.5, 0.65, 0.77, 0.86, 0.92, 0.96, 1.0), 1))
_CLAIMS: Final = ((0.66, 1), (0.87, 2), (0.96, 3), (1.0, 4))


def articles(registry: Registry, items: int, seed: int, name: str = "synthetic") -> Iterator[Graph]:
    """The graphs of so many items and of their articles, one after another; memory does not grow with them."""
    draw = Draw(seed + 1)
    written = number = 0
    while written < items:
        number += 1
        # The share of the days grows with the root of the share of the items: every year brings more news.
        day = (_FIRST + timedelta(days=int(_DAYS * (written / items) ** 0.5))).isoformat()
        count = min(draw.weighted(_IN_ARTICLE), items - written)
        yield _article(f"{name}-{number:07d}", day, draw)
        yield from _items(registry, draw, f"{name}-{number:07d}", day, count)
        written += count


def _article(slug: str, day: str, draw: Draw) -> Graph:
    name = f"<{BASE}article/{slug}>"
    lines = [
        a("schema:NewsArticle"),
        f"{_HEADLINE} {text(f'Round-up {slug} of {day}', 'en')}",
        f'{_LANGUAGE} "{"zh" if draw.chance(0.4) else "en"}"',
        f'{_DIGEST} "{sha256(slug.encode()).hexdigest()}"',
        f"{_PUBLISHED} {typed(day, 'date')}",
    ]
    return Graph(name, [Node(name, lines), Node(_run(slug), [a("prov:Activity")])])


def _run(slug: str) -> str:
    """What made an article's items: a run of its own, as `aikg draft` makes them."""
    return f"<{BASE}run/{slug}>"


def _items(registry: Registry, draw: Draw, slug: str, day: str, count: int) -> Iterator[Graph]:
    begin = 120
    for position in range(1, count + 1):
        item = Item(draw, registry, f"{BASE}item/{slug}/{position}", day)
        end = begin + draw.whole(300, 900)
        yield _item(item, slug, position, begin, end)
        begin = end + 2


def _item(item: Item, slug: str, position: int, begin: int, end: int) -> Graph:
    theme = item.draw.weighted(THEMES)
    claims = list(islice(theme(item), item.draw.weighted(_CLAIMS)))
    places = {_place(item, begin, end): (begin, end)}
    for claim in claims:
        start = begin + item.draw.whole(0, end - begin - 60)
        stop = start + item.draw.whole(20, 60)
        place = _place(item, start, stop)
        places[place] = (start, stop)
        claim.lines.append(f"{P['evidence']} {place}")
    nodes = [_head(item, slug, position, _place(item, begin, end)), *claims]
    if theme is ranking_theme:
        name = f"{iri('schema:name')} {text(f'Ranking of {item.day}', 'en')}"
        nodes.append(Node(item.iri("ranking"), [a("schema:ItemList"), name]))
    nodes += [_selector(place, *offsets) for place, offsets in places.items()]
    return Graph(f"<{item.name}>", nodes)


def _place(item: Item, start: int, end: int) -> str:
    return item.iri(f"s{start}-{end}")


def _selector(place: str, start: int, end: int) -> Node:
    offsets = [f"{_START} {typed(start, 'integer')}", f"{_END} {typed(end, 'integer')}"]
    return Node(place, [a("oa:TextPositionSelector"), *offsets])


def _head(item: Item, slug: str, position: int, section: str) -> Node:
    article = f"<{BASE}article/{slug}>"
    lines = [
        a("aikg:NewsItem"),
        f"{_HEADLINE} {text(f'Item {position} of {slug}', 'en')}",
        f"{_PART_OF} {article}",
        f"{_POSITION} {typed(position, 'integer')}",
        f"{P['evidence']} {section}",
        f"{_DERIVED} {article}",
        f"{_MADE} {_run(slug)}",
        f"{_MADE_AT} {typed(item.day + 'T12:00:00Z', 'dateTime')}",
    ]
    return Node(f"<{item.name}>", lines)
