"""Commands that let news in and out: add, remove, log."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from aikg import settings
from aikg.cli.console import progress
from aikg.cli.main import located, opened
from aikg.cli.tables import table
from aikg.cli.text import clean, room
from aikg.cli.writing import BY, login, writable
from aikg.errors import BadRequest, DoesNotConform, NotFound

if TYPE_CHECKING:
    from aikg.batch import Batch, Refusal
    from aikg.cli.places import Place

_STDIN: Final = "-"
_WARNINGS: Final = 20
_PLURALS: Final = defaultdict(lambda: "entities", item="items", article="articles", link="linked claims")
_SINGULAR: Final = {"entities": "entity", "items": "item", "articles": "article", "linked claims": "linked claim"}


@click.command(
    epilog="\b\nExamples:\n  aikg add --location my-graph mine.trig"
    "\n  aikg add --location my-graph news/ --strict --by 'news desk'"
    "\n  aikg add --dry-run mine.yamlld\n  my-program | aikg add --location my-graph --format trig -"
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_", metavar="NAME", help="Format of stdin: trig, turtle, nquads, jsonld, yamlld, …")
@click.option("--strict", is_flag=True, help="Stop at the first refusal.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--report",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to tell what was done.",
)
@BY
@located
def add(
    paths: tuple[Path, ...],
    format_: str | None,
    strict: bool,
    dry_run: bool,
    report: str,
    agent: str | None,
    place: Place,
    articles: Path | None,
) -> None:
    """Let news in: items, their articles, and entities that are new.

    PATHS are RDF files or folders of them, or - for stdin. Each item is held against shapes and checks, with --articles
    against the texts too, and stored as a whole, with its edges. One that is there is replaced, one that does not
    conform is refused with the reasons, and the rest goes on. In a pipe each line of stdout tells a thing that is
    stored. Exit 1 if anything was refused.
    """
    from aikg import adding
    from aikg.articles import evidence_of

    if not paths:
        raise BadRequest("name at least one file or folder to add, or - for stdin")
    with _files(paths, format_) as names, writable(place, articles, dry_run) as store, progress() as tell:
        batch = adding.add(
            store,
            list(names),
            agent=agent or login(),
            strict=strict,
            rehearsal=dry_run,
            names=names,
            evidence=evidence_of(articles or settings.read().articles),
            progress=tell,
            told=_line if report == "text" and room() is None else adding.unheard,
        )
    if report == "json":
        click.echo(json.dumps(batch.to_json(), ensure_ascii=False, indent=1))
    _tell(batch, dry_run, strict)
    if batch.refused:
        sys.exit(DoesNotConform.exit_code)


def _named(path: Path) -> str:
    """What a file is called; its name may be no Unicode text."""
    return os.fsencode(path).decode(errors="replace")


@contextmanager
def _files(paths: tuple[Path, ...], format_: str | None) -> Iterator[dict[Path, str]]:
    """The files to read, with what they are called; stdin is one of them."""
    from aikg import formats

    if Path(_STDIN) not in paths:
        if format_ is not None:
            raise BadRequest("--format is for stdin; the name of a file says its format")
        yield {path: _named(path) for path in formats.rdf_files(paths)}
        return
    if format_ is None:
        raise BadRequest("say the format of stdin: --format trig")
    rdf_format = formats.named(format_)
    with tempfile.TemporaryDirectory(prefix="aikg-add-") as folder:
        given = Path(folder, f"stdin{rdf_format.suffixes[0]}")
        with given.open("wb") as file:
            while chunk := sys.stdin.buffer.read(1 << 20):
                file.write(chunk)
        others = formats.rdf_files(path for path in paths if str(path) != _STDIN)
        yield {given: "stdin", **{path: _named(path) for path in others}}


def _line(word: str, thing: str, file: str) -> None:
    click.echo(f"{word}\t{clean(thing)}\t{clean(file)}")
    sys.stdout.flush()


def _tell(batch: Batch, dry_run: bool, strict: bool) -> None:
    for refusal in batch.refused:
        click.echo(_refusal(refusal), err=True)
    for finding in batch.warnings[:_WARNINGS]:
        click.echo(f"warning: {clean(finding.focus)}: {clean(finding.message)}", err=True)
    if len(batch.warnings) > _WARNINGS:
        click.echo(f"… and {len(batch.warnings) - _WARNINGS} more warnings (--report json has all)", err=True)
    for note in batch.notes:
        click.echo(f"note: {clean(note)}", err=True)
    parts = [(word, getattr(batch, word)) for word in ("added", "replaced", "unchanged")]
    said = [f"{word} {_counted(things)}" for word, things in parts if things]
    said += [f"refused {len(batch.refused)}"] if batch.refused else []
    lead = "would have " if dry_run else ""
    ending = "; stopped at the first refusal (--strict)" if batch.refused and strict else ""
    click.echo(f"{lead}{', '.join(said) or 'nothing to do'}{ending}", err=True)


def _refusal(refusal: Refusal) -> str:
    from aikg.validation import paragraph

    place = " · ".join(clean(part) for part in (refusal.file, refusal.thing) if part)
    reasons = [paragraph(finding._replace(item="", file="")) for finding in refusal.findings[:_WARNINGS]]
    if len(refusal.findings) > _WARNINGS:
        reasons.append(f"… and {len(refusal.findings) - _WARNINGS:,} more (--report json has all)")
    return "\n".join([f"refused {place}: {clean(refusal.reason)}", *("  " + r.replace("\n", "\n  ") for r in reasons)])


def _counted(things: tuple[str, ...]) -> str:
    """How many of each kind."""
    kinds = Counter(_PLURALS["link" if "#" in thing else thing.partition(":")[0]] for thing in things)
    return ", ".join(f"{count:,} {_SINGULAR[kind] if count == 1 else kind}" for kind, count in kinds.most_common())


@click.command(epilog="\b\nExample:\n  aikg remove --location my-graph item:cn-ai-usage-roundup/4")
@click.argument("item")
@BY
@located
def remove(item: str, agent: str | None, place: Place, articles: Path | None) -> None:
    """Take a news item out of the graph, and its edges.

    ITEM is its CURIE or IRI, such as item:cn-ai-usage-roundup/4. Links to its claims go with it, and its article with
    its last item; entities stay. What other items refer to is not taken away.
    """
    from aikg import removal
    from aikg.identity import curie, expand

    iri = expand(item)
    if iri is None:
        raise NotFound("news item", item)
    with writable(place, articles) as store:
        done = removal.remove(store, iri, agent=agent or login(), source="aikg remove")
    for note in done.notes:
        click.echo(f"note: {note}", err=True)
    article = f", and {done.article}, which had no other item" if done.article else ""
    claims = "claim" if done.claims == 1 else "claims"
    click.echo(f"removed {curie(iri)} and its {done.claims} {claims}{article}", err=True)


@click.command(epilog="\b\nExamples:\n  aikg log\n  aikg log item:cn-ai-usage-roundup/4 --format json")
@click.argument("thing", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, the newest first.")
@click.option("--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@located
def log(thing: str | None, limit: int, format_: str, place: Place, articles: Path | None) -> None:
    """Tell who added, replaced or removed what, when, and from where.

    THING is a news item, an article or an entity; without it everything is told. What `aikg build` and `aikg load` put
    into the graph is not in the log.
    """
    from aikg import provenance
    from aikg.identity import expand

    with opened(place, articles) as graph:
        iri = None if thing is None else expand(thing) or graph.resolve(thing)
        entries = provenance.entries(graph.store, iri, limit)
    if format_ == "json":
        click.echo(json.dumps([entry._asdict() for entry in entries], ensure_ascii=False, indent=1))
        return
    columns = ("time", "agent", "action", "thing", "source")
    rows = [tuple(getattr(entry, name) for name in columns) for entry in entries]
    if format_ == "csv":
        from aikg.cells import line

        click.echo("".join(map(line, [columns, *rows])), nl=False)
    else:
        table(columns, rows)
