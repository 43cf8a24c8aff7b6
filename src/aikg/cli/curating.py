"""Commands that say who is who: resolve, alias, merge, unmerge."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from aikg.cells import line
from aikg.cli.completion import ENTITY
from aikg.cli.main import located, opened
from aikg.cli.tables import table
from aikg.cli.writing import BY, changing, login
from aikg.errors import Ambiguous, BadRequest, NotFound, UnreadableInput
from aikg.kinds import KINDS
from aikg.plain import plain
from aikg.wording import counted

if TYPE_CHECKING:
    from rdflib import URIRef

    from aikg.cli.places import Place
    from aikg.graph import KnowledgeGraph
    from aikg.matching import Match
    from aikg.mergers import Merger

_FORMAT: Final = click.option(
    "--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)


@click.command(
    epilog="\b\nExamples:\n  aikg resolve 智谱 'Qwen 3.6 plus'\n  aikg resolve --type model --format csv < names.txt"
)
@click.argument("names", nargs=-1, type=ENTITY)
@click.option("--type", "kind", type=click.Choice(KINDS), help="Among entities of this kind only.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Suggestions for each name.")
@_FORMAT
@located
def resolve(
    names: tuple[str, ...], kind: str | None, limit: int, format_: str, place: Place, articles: Path | None
) -> None:
    """Tell who is meant by each of some names.

    NAMES come from stdin, one a line, if none is given. A name is one entity, or several that are called so, or
    nobody; then similar names are suggested, never another version. Exit 2 unless each name is one entity.
    """
    asked = names or _lines()
    with opened(place, articles) as graph:
        found = graph.matches(asked, kind or "", limit=limit)
    if format_ == "json":
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        _as_csv(_COLUMNS, _rows(found))
    else:
        table(_COLUMNS, _rows(found))
    open_ = [match for match in found if not match.entity]
    if open_:
        nobody = sum(not match.candidates for match in open_)
        click.echo(f"{len(open_)} of {len(found)} names are not settled, {nobody} without a suggestion", err=True)
        sys.exit(2)


_COLUMNS: Final = ("name", "found", "entity", "label", "class", "called", "score")


def _rows(found: Iterable[Match]) -> list[list[str]]:
    """A row for each candidate: `one`, or `several`, or merely `similar`; or one for nobody."""
    rows = []
    for match in found:
        for one in match.candidates:
            verdict = one.why if match.entity or one.why == "similar" else "several"
            rows.append([match.name, verdict, one.id, one.label, one.type, one.name, f"{one.score:.0f}"])
        if not match.candidates:
            rows.append([match.name, "nobody", "", "", "", "", ""])
    return rows


def _as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    click.echo("".join(line(tuple(row)) for row in (columns, *rows)), nl=False)


def _lines() -> tuple[str, ...]:
    if sys.stdin.isatty():
        raise BadRequest("give names, or a list of them on stdin, one a line")
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"not UTF-8 (byte {error.start})", file="stdin") from error
    return tuple(name.strip() for name in text.splitlines() if name.strip())


@click.group()
def alias() -> None:
    """Names that an entity has beside its label."""


@alias.command("add", epilog="\b\nExample:\n  aikg alias add --location my-graph Zhipu 智谱清言 --lang zh")
@click.argument("entity", type=ENTITY)
@click.argument("name", metavar="ALIAS")
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Default: zh if it has Chinese characters.")
@BY
@located
def add(entity: str, name: str, lang: str | None, agent: str | None, place: Place, articles: Path | None) -> None:
    """Let an entity be found by one more name.

    A name that another entity of its class has is refused.
    """
    from aikg import aliases
    from aikg.identity import curie

    with changing(place) as graph:
        iri = graph.resolve(entity)
        new = aliases.add(graph.store, iri, name, lang, agent=agent or login())
    click.echo(f"{curie(iri)} is called {name.strip()!r}" + ("" if new else " already"), err=True)


@alias.command("remove", epilog="\b\nExample:\n  aikg alias remove --location my-graph Zhipu 智谱清言")
@click.argument("entity", type=ENTITY)
@click.argument("name", metavar="ALIAS")
@BY
@located
def remove(entity: str, name: str, agent: str | None, place: Place, articles: Path | None) -> None:
    """Take an alias away; a label stays."""
    from aikg import aliases
    from aikg.identity import curie

    with changing(place) as graph:
        iri = graph.resolve(entity)
        aliases.remove(graph.store, iri, name, agent=agent or login())
    click.echo(f"{curie(iri)} is no longer called {name.strip()!r}", err=True)


@alias.command("list", epilog="\b\nExample:\n  aikg alias list Zhipu")
@click.argument("entity", type=ENTITY)
@_FORMAT
@located
def list_(entity: str, format_: str, place: Place, articles: Path | None) -> None:
    """List the names of an entity, and which merged entity brought them."""
    from aikg import aliases

    with opened(place, articles) as graph:
        found = aliases.listed(graph.store, graph.resolve(entity))
    columns = ("name", "language", "kind", "merged")
    if format_ == "json":
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        _as_csv(columns, found)
    else:
        table(columns, found)


@click.command(epilog="\b\nExample:\n  aikg merge --location my-graph xAI organization:x-ai --by 'news desk'")
@click.argument("kept", type=ENTITY)
@click.argument("merged", metavar="OTHER", type=ENTITY)
@click.option("--force", is_flag=True, help="Merge even what claims or Wikidata tell apart.")
@BY
@located
def merge(kept: str, merged: str, force: bool, agent: str | None, place: Place, articles: Path | None) -> None:
    """Let KEPT take the place of OTHER, which is the same.

    What names OTHER names KEPT then, its names are aliases of KEPT, its address leads there. aikg unmerge undoes it.
    """
    from aikg import mergers

    with changing(place) as graph:
        done = mergers.merge(
            graph.store, graph.resolve(kept), graph.resolve(merged), agent=agent or login(), force=force
        )
    _tell(done, f"{done.merged} is {done.kept} now", f"undo: aikg unmerge{place.options} {done.merged}")


@click.command(epilog="\b\nExample:\n  aikg unmerge --location my-graph organization:x-ai")
@click.argument("merged", metavar="OTHER")
@BY
@located
def unmerge(merged: str, agent: str | None, place: Place, articles: Path | None) -> None:
    """Undo a merger: everything is as it was before.

    OTHER is the CURIE or IRI of what was merged, or a name of what it was merged into, if that is all it took in.
    """
    from aikg import mergers

    with changing(place) as graph:
        done = mergers.unmerge(graph.store, _merged(graph, merged), agent=agent or login())
    _tell(
        done,
        f"{done.merged} and {done.kept} are two again",
        f"again: aikg merge{place.options} {done.kept} {done.merged}",
    )


def _merged(graph: KnowledgeGraph, name: str) -> URIRef:
    from aikg import mergers
    from aikg.identity import curie, expand

    iri, kept = expand(name), graph.resolve(name)
    if iri is not None and iri != kept:
        return iri
    inside = mergers.merged_into(graph.store, kept)
    if not inside:
        raise NotFound("merged entity", name)
    if len(inside) > 1:
        raise Ambiguous(name, [curie(entity) for entity in inside])
    return inside[0]


def _tell(done: Merger, what: str, further: str) -> None:
    names, places = counted(len(done.names), "name"), counted(done.places, "place")
    click.echo(f"{what}: {names}, {counted(done.claims, 'claim')} in {places} rewritten\n{further}", err=True)
