"""Commands that walk the graph: show, search, path."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aikg.cli.completion import ENTITY
from aikg.cli.console import STAGE_STYLES, console, table
from aikg.cli.main import located, opened

if TYPE_CHECKING:
    from aikg.entities import Card, Statement
    from aikg.graph import KnowledgeGraph

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.command(
    epilog="\b\nExamples:\n  aikg show xAI\n  aikg show 智谱 --articles texts/\n  aikg show item:cn-ai-usage-roundup/4"
)
@click.argument("entity", type=ENTITY)
@_FORMAT
@located
def show(entity: str, format_: str, location: Path | None, articles: Path | None) -> None:
    """Tell what is known of ENTITY (a name in English or Chinese, a CURIE or an IRI), or what a news item claims."""
    from aikg.identity import curie

    with opened(location, articles) as graph:
        name = curie(graph.resolve(entity))
        if name.startswith("item:"):
            _show_item(graph, name, format_)
        else:
            _show_card(graph, graph.show(name), format_)


def _show_card(graph: KnowledgeGraph, card: Card, format_: str) -> None:
    if format_ == "json":
        _as_json(card)
        return
    out = console()
    out.print(f"[bold]{_safe(card.label)}[/bold]" + (f"  {_safe(card.label_zh)}" if card.label_zh else ""))
    also = f" · also {', '.join(card.aliases)}" if card.aliases else ""
    out.print(_safe(f"{card.type} · {card.id}{also}"), style="dim")
    for line in (card.definition, card.same_as):
        if line:
            out.print(_safe(line))
    if card.neighbours:
        out.print("\n[bold]Edges[/bold]")
    width = max((len(near.edge.kind) for near in card.neighbours), default=0)
    for near in card.neighbours:
        edge = near.edge
        arrow = "→" if near.outward else "←"
        marks = _marks(edge.stage, edge.modality, edge.figure)
        out.print(
            f"  {arrow} {edge.kind:<{width}}  {_safe(card.names.get(near.other, near.other))}{marks}  [dim]{edge.claim}[/dim]"
        )
    if card.statements:
        out.print(f"\n[bold]Claims[/bold] ({len(card.statements)})")
    _print_statements(graph, card.statements)


def _show_item(graph: KnowledgeGraph, item: str, format_: str) -> None:
    said = graph.claims(item)
    if format_ == "json":
        _as_json(said)
        return
    console().print(f"[bold]{item}[/bold] ({len(said)} claims)")
    _print_statements(graph, said)


def _print_statements(graph: KnowledgeGraph, statements: tuple[Statement, ...] | list[Statement]) -> None:
    out = console()
    for said in statements:
        marks = _marks(said.stage, said.modality, said.figure)
        out.print(f"  • {_safe(said.label)}{marks}")
        where = ", ".join(f"{p.start}-{p.end}" for p in said.places)
        by = f" · by {said.source}" if said.source else ""
        out.print(f"    [dim]{_safe(said.claim)} · {said.type}{by} · text {where}[/dim]")
        for sentence in graph.sentences(said):
            out.print(f"    [italic]“{_safe(sentence)}”[/italic]")
        for link, other, label in said.links:
            style = "red" if link == "contradicts" else "yellow"
            out.print(f"    [{style}]{link}[/{style}] {_safe(label)} [dim]{_safe(other)}[/dim]")


def _marks(stage: str, modality: str, figure: str) -> str:
    style = STAGE_STYLES.get(stage, "")
    parts = [f"[{style}]{stage}[/{style}]" if style else stage, modality, _safe(figure)]
    said = " · ".join(part for part in parts if part)
    return f" — {said}" if said else ""


@click.command(epilog="\b\nExamples:\n  aikg search 通义\n  aikg search 'hunyan'")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@_FORMAT
@located
def search(text: str, limit: int, format_: str, location: Path | None, articles: Path | None) -> None:
    """Find entities by name or alias, English or Chinese; small misspellings are forgiven."""
    with opened(location, articles) as graph:
        hits = graph.search(text, limit)
    if format_ == "json":
        _as_json(hits)
    elif hits:
        rows = [[h.id, h.label, h.label_zh, h.type, h.name, f"{h.score:.0f}"] for h in hits]
        table(["entity", "name", "中文", "class", "found as", "score"], rows)
    else:
        click.echo(f"nothing is called {text!r} or nearly so", err=True)
        sys.exit(2)


@click.command(epilog="\b\nExample:\n  aikg path Meta Zhipu")
@click.argument("source", metavar="FROM", type=ENTITY)
@click.argument("target", metavar="TO", type=ENTITY)
@_FORMAT
@located
def path(source: str, target: str, format_: str, location: Path | None, articles: Path | None) -> None:
    """Tell a shortest way over edges from one entity to another, with the claim behind each step."""
    with opened(location, articles) as graph:
        steps = graph.path(source, target)
        if format_ == "json":
            _as_json(steps)
            return
        names = {
            node.id: node.label for node in graph.labels([end for step in steps for end in (step.source, step.target)])
        }
    for step in steps:
        arrow = f"── {step.edge.kind} ─→" if step.forward else f"←─ {step.edge.kind} ──"
        marks = _marks(step.edge.stage, step.edge.modality, step.edge.figure)
        ends = [f"[bold]{_safe(names.get(end, end))}[/bold]" for end in (step.source, step.target)]
        console().print(f"{ends[0]} {arrow} {ends[1]}{marks}  [dim]{step.edge.claim or 'registry'}[/dim]")
    if not steps:
        click.echo("both names are one entity", err=True)


def _safe(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _as_json(value: object) -> None:
    click.echo(json.dumps(_plain(value), ensure_ascii=False, indent=1))


def _plain(value: object) -> object:
    """NamedTuples as objects, dates as text."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value if isinstance(value, (str, int, float, bool, dict)) or value is None else str(value)
