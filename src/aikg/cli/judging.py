"""Commands about claims that tell of one event: conflicts, link, unlink."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from aikg.cells import line
from aikg.cli.completion import ENTITY
from aikg.cli.main import located, opened
from aikg.cli.tables import table
from aikg.cli.text import dim, look, paragraph, room
from aikg.cli.writing import BY, changing, login
from aikg.kinds import LINK_KINDS
from aikg.plain import plain

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.conflicts import Conflict
    from aikg.graph import KnowledgeGraph

_STATES: Final = ("candidate", "linked", "all")
_COLOURS: Final = {"contradicts": "red", "supersedes": "yellow", "sameEventAs": "green"}
_KIND: Final = click.argument("kind", type=click.Choice(LINK_KINDS), metavar="|".join(LINK_KINDS))


@click.command(
    epilog="\b\nExamples:\n  aikg conflicts\n  aikg conflicts --kind contradicts --about OpenRouter"
    "\n  aikg conflicts --state candidate --format csv > to-judge.csv"
)
@click.option("--kind", "kinds", type=click.Choice(LINK_KINDS), multiple=True, help="Only these; repeatable.")
@click.option("--about", type=ENTITY, metavar="NAME", help="Only what an entity, news item or claim has a part in.")
@click.option(
    "--state", type=click.Choice(_STATES), default="all", show_default=True, help="Judged by a curator or not."
)
@click.option(
    "--days",
    type=click.IntRange(0, 365),
    default=7,
    show_default=True,
    help="Reports at most so far apart are on one event.",
)
@click.option("--limit", type=click.IntRange(min=1), help="How many at most.")
@click.option("--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@located
def conflicts(
    kinds: tuple[str, ...],
    about: str | None,
    state: str,
    days: int,
    limit: int | None,
    format_: str,
    place: Place,
    articles: Path | None,
) -> None:
    """List claims that contradict, repeat or supersede each other.

    First those that a curator has linked, then candidates from different news items: the same parties, about the same
    time. A candidate is a question; aikg link is the answer.
    """
    with opened(place, articles) as graph:
        found = list(islice(_found(graph, kinds or LINK_KINDS, about, state, days), limit))
    if format_ == "json":
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        columns = ("kind", "claim", "other", "state", "reason", "item", "other_item", "label", "other_label")
        click.echo("".join(line(tuple(row)) for row in (columns, *found)), nl=False)
    elif room() is None:
        table(
            ("kind", "state", "claim", "other", "reason"),
            [(c.kind, c.state, c.claim, c.other, c.reason) for c in found],
        )
    else:
        _print(found)
    judged = sum(conflict.state == "linked" for conflict in found)
    click.echo(f"{judged} linked, {len(found) - judged} candidates", err=True)


def _found(
    graph: KnowledgeGraph, kinds: tuple[str, ...], about: str | None, state: str, days: int
) -> Iterator[Conflict]:
    from aikg import conflicts
    from aikg.identity import curie

    among = None if about is None else conflicts.claims_of(graph.store, graph.resolve(about))
    names = None if among is None else set(map(curie, among))
    linked = conflicts.linked(graph.store, kinds) if state != "candidate" else []
    return chain(
        (c for c in linked if names is None or {c.claim, c.other} & names),
        conflicts.candidates(graph.store, kinds, among=among, soon=days) if state != "linked" else (),
    )


def _print(found: list[Conflict]) -> None:
    for conflict in found:
        head = look(conflict.kind, fg=_COLOURS[conflict.kind], bold=True)
        paragraph(f"{head} {dim(conflict.state)}  {conflict.reason}", "", "  ")
        for label, claim in ((conflict.label, conflict.claim), (conflict.other_label, conflict.other)):
            paragraph(f"{look(label)} {dim(claim)}", "  • ", "    ")


@click.command(epilog="\b\nExample:\n  aikg link 'item:a/1#round' contradicts 'item:b/2#round' --note 'B is right'")
@click.argument("claim")
@_KIND
@click.argument("other")
@click.option("--note", default="", metavar="TEXT", help="What you have to say of it; kept with the link.")
@BY
@located
def link(claim: str, kind: str, other: str, note: str, agent: str | None, place: Place, articles: Path | None) -> None:
    """Say what one claim is to another.

    They contradict each other, report the same event, or the first supersedes the second. CLAIM and OTHER are CURIEs
    or IRIs of claims, as aikg conflicts lists them.
    """
    from aikg import links

    with changing(place) as graph:
        ends = graph.resolve(claim), graph.resolve(other)
        new = links.link(graph.store, ends[0], kind, ends[1], note=note, agent=agent or login())
    click.echo(f"{claim} {kind} {other}" + ("" if new else ", as before"), err=True)


@click.command(epilog="\b\nExample:\n  aikg unlink 'item:a/1#round' contradicts 'item:b/2#round'")
@click.argument("claim")
@_KIND
@click.argument("other")
@BY
@located
def unlink(claim: str, kind: str, other: str, agent: str | None, place: Place, articles: Path | None) -> None:
    """Take a link between two claims away, with its note."""
    from aikg import links

    with changing(place) as graph:
        ends = graph.resolve(claim), graph.resolve(other)
        links.unlink(graph.store, ends[0], kind, ends[1], agent=agent or login())
    click.echo(f"{claim} no longer {kind} {other}", err=True)
