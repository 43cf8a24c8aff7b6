"""Commands that walk the graph: show, search, path."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aikg.cli.completion import ENTITY
from aikg.cli.main import located, opened
from aikg.cli.tables import table
from aikg.cli.text import aligned, clean, dim, look, paragraph, room, say, stage, width
from aikg.plain import plain
from aikg.wording import counted

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.entities import Card, Neighbour, Statement
    from aikg.graph import KnowledgeGraph
    from aikg.network import Edge
    from aikg.paths import Step

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.command(
    epilog="\b\nExamples:\n  aikg show xAI\n  aikg show 智谱 --articles texts/\n  aikg show item:cn-ai-usage-roundup/4"
)
@click.argument("entity", type=ENTITY)
@_FORMAT
@located
def show(entity: str, format_: str, place: Place, articles: Path | None) -> None:
    """Tell what is known of an entity, or what a news item says.

    ENTITY is a name in English or Chinese, a CURIE (organization:xai) or an IRI; also a news item or one claim
    (item:…). With --articles each claim comes with the sentence that says it.
    """
    from aikg.identity import curie

    with opened(place, articles) as graph:
        name = curie(graph.resolve(entity))
        if name.startswith("item:"):
            said = graph.claims(name)
            if format_ == "json":
                _as_json(said)
            else:
                _print_statements(graph, said, {s.id: s.label for s in graph.labels([s.source for s in said])})
        elif name.startswith("article:"):
            _print_article(graph, name, format_)
        elif format_ == "json":
            _as_json(graph.show(name))
        else:
            _print_card(graph, graph.show(name))


def _print_article(graph: KnowledgeGraph, name: str, format_: str) -> None:
    from aikg import records

    told = records.article(graph.store, graph.resolve(name))
    if format_ == "json":
        _as_json(told)
        return
    say(look(told.headline, bold=True))
    facts = (told.author, told.published or "no date", told.language, f"SHA-256 {told.sha256[:12]}…")
    paragraph(dim(" · ".join([told.id, *filter(None, facts)])))
    say()
    for part in told.items:
        where = dim(f"{part.item} · {counted(part.claims, 'claim')}")
        paragraph(f"{clean(part.headline)} {where}", f"{part.position:>4}. ")


def _print_card(graph: KnowledgeGraph, card: Card) -> None:
    say(look(card.label, bold=True) + (f"  {clean(card.label_zh)}" if card.label_zh else ""))
    also = f" · also {', '.join(card.aliases)}" if card.aliases else ""
    paragraph(dim(f"{card.type} · {card.id}{also}"))
    for line in (card.definition, card.same_as):
        if line:
            paragraph(clean(line))
    if card.neighbours:
        _print_edges(card)
    if card.statements:
        say("\n" + look(f"Claims ({len(card.statements)})", bold=True))
        _print_statements(graph, card.statements, card.names)


def _print_edges(card: Card) -> None:
    """Edges below their relation, each in one line with its claim; where lines are too short, the claim goes below."""

    def said(near: Neighbour) -> tuple[str, str, str]:
        return near.edge.kind, near.other, near.edge.claim

    out, back = ({said(n) for n in card.neighbours if n.outward is outward} for outward in (True, False))

    def relation(near: Neighbour) -> str:
        arrow = ("↔" if said(near) in back else "→") if near.outward else "←"
        return f"  {arrow} {near.edge.kind}"

    listed = [
        (relation(n), clean(card.names.get(n.other, n.other)), _marks(n.edge), dim(n.edge.claim or "registry"))
        for n in card.neighbours
        if n.outward or said(n) not in out  # what holds both ways stands once
    ]
    say("\n" + look(f"Edges ({len(listed)})", bold=True))
    names, marks, claims = (max(map(width, column)) for column in list(zip(*listed, strict=True))[1:])
    space = max((room() or 10_000) - 6, 20)
    beside = space - names - claims - 4
    inline = beside >= min(marks, 32)
    names = names if inline else min(names, space // 2)
    widths = [names, min(marks, beside), claims] if inline else [names, min(marks, space - names - 2)]
    for kind, rows in groupby(listed, key=lambda row: row[0]):
        say(kind)
        for row in rows:
            for line in aligned(row[1 : 1 + len(widths)], widths):
                say("      " + line)
            if not inline:
                paragraph(row[3], "        ")


def _print_statements(graph: KnowledgeGraph, statements: Sequence[Statement], names: dict[str, str]) -> None:
    """Claims in the order of the text, below the headline of their news item."""
    parts = graph.sections({said.item for said in statements})
    former: list[str] = []
    missing = False
    for item, said_there in groupby(statements, key=lambda said: said.item):
        part = parts.get(item)
        paragraph(look(part.headline if part else item, underline=True) + dim(f"  {item}" if part else ""), "  ")
        for said in said_there:
            marks = _marks(said)
            paragraph(clean(said.label) + (f" — {marks}" if marks else ""), "  • ", "    ")
            here = [p for p in said.places if part is None or part.start <= p.start < part.end]
            where = [("text", here), ("lead", [p for p in said.places if p not in here])]
            places = [f"{kind} {', '.join(f'{p.start}-{p.end}' for p in found)}" for kind, found in where if found]
            by = [f"by {names.get(said.source, said.source)}"] if said.source else []
            paragraph(dim(" · ".join([said.claim, said.type, *by, *places])), "    ")
            sentences = graph.sentences(said)
            missing |= not sentences
            _print_sentences(sentences, former)
            former = sentences or former
            for link, other, label in said.links:
                colour = "red" if link == "contradicts" else "yellow"
                paragraph(f"{look(link, fg=colour)} {clean(label)} {dim(other)}", "    ")
    if graph.articles is not None and missing and statements:
        click.echo(f"{graph.articles} does not hold the text of every claim; some sentences are not shown", err=True)


def _print_sentences(sentences: list[str], former: list[str]) -> None:
    for sentence in sentences:
        if sentence in former:
            say(dim("    “…” (as above)"))
        else:
            paragraph(look(f"“{sentence}”", italic=True), "    ")


def _marks(said: Edge | Statement) -> str:
    return " · ".join(filter(None, (stage(said.stage), clean(said.modality), clean(said.figure))))


@click.command(epilog="\b\nExamples:\n  aikg search 通义\n  aikg search hunyan")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@_FORMAT
@located
def search(text: str, limit: int, format_: str, place: Place, articles: Path | None) -> None:
    """Find entities by name or alias, English or Chinese.

    Small misspellings are forgiven; the best comes first.
    """
    with opened(place, articles) as graph:
        hits = graph.search(text, limit)
    if format_ == "json":
        _as_json(hits)
    elif hits:
        rows = [[h.id, h.label, h.label_zh, h.type, h.name, f"{h.score:.0f}"] for h in hits]
        table(["entity", "name", "中文", "class", "found as", "score"], rows)
    if not hits:
        click.echo(f"nothing is called {text!r} or nearly so; `aikg query entities` lists all", err=True)
        sys.exit(2)


@click.command(epilog="\b\nExample:\n  aikg path Meta Zhipu")
@click.argument("source", metavar="FROM", type=ENTITY)
@click.argument("target", metavar="TO", type=ENTITY)
@_FORMAT
@located
def path(source: str, target: str, format_: str, place: Place, articles: Path | None) -> None:
    """Tell a shortest way over edges between two entities.

    Each step comes with the claim behind it. ↓ is an edge that points onward, ↑ one that points back.
    """
    with opened(place, articles) as graph:
        steps = graph.path(source, target)
        if format_ == "json":
            _as_json(steps)
        else:
            _print_path(graph, steps)
    if not steps:
        click.echo("both names are one entity", err=True)


def _print_path(graph: KnowledgeGraph, steps: list[Step]) -> None:
    names = {node.id: node.label for node in graph.labels([end for step in steps for end in step[:2]])}
    for number, step in enumerate(steps):
        if number == 0:
            say(look(names.get(step.source, step.source), bold=True))
        marks = _marks(step.edge)
        paragraph(step.edge.kind + (f" — {marks}" if marks else ""), f"  {'↓' if step.forward else '↑'} ")
        for said in graph.claims(step.edge.claim) if step.edge.claim else ():
            paragraph(clean(said.label), "    ")
            _print_sentences(graph.sentences(said), [])
        paragraph(dim(step.edge.claim or "registry"), "    ")
        say(look(names.get(step.target, step.target), bold=True))


def _as_json(value: object) -> None:
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=1))
