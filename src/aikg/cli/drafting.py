"""The command `draft`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from aikg import settings
from aikg.cli.console import output
from aikg.cli.main import located, opened
from aikg.errors import BadRequest
from aikg.wording import counted

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.drafting import Draft
    from aikg.drafting.batch import Extractor, Outcome
    from aikg.stores import Store


@click.command(
    epilog="\b\nExamples:\n  aikg draft article.txt -o draft.trig"
    "\n  aikg draft page.html feed.xml -o drafts.trig --text texts/"
    "\n  aikg draft article.txt --extractor llm -o draft.trig\n  aikg validate draft.trig --articles texts/"
)
@click.argument("sources", nargs=-1, required=True, metavar="ARTICLE...")
@click.option(
    "-o", "--output", "path", type=click.Path(path_type=Path), help="File to write (TriG); stdout without it."
)
@click.option(
    "--text",
    "texts",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the texts taken out of pages and feeds. Default: --articles, else that of the output.",
)
@click.option(
    "--extractor",
    type=click.Choice(["rules", "llm"]),
    default="rules",
    show_default=True,
    help="Who proposes claims; llm is the language model of AIKG_LLM_URL, AIKG_LLM_MODEL and AIKG_LLM_KEY.",
)
@click.option(
    "--quotes", is_flag=True, help="Show the sentences in comments. Then the draft holds words of the article."
)
@click.option("--again", is_flag=True, help="Draft what the graph has already, too; adding it replaces what is there.")
@located
def draft(
    sources: tuple[str, ...],
    path: Path | None,
    texts: Path | None,
    extractor: str,
    quotes: bool,
    again: bool,
    place: Place,
    articles: Path | None,
) -> None:
    """Draft news items from the text of articles.

    ARTICLE, in English or Chinese, is a file (plain text, Markdown, HTML, an RSS or Atom feed), an http(s) address, or
    - for stdin. What is known is found in the text, figures are read, and claims are proposed with their places. A
    person then settles what is marked aikgv:undecided; until then the draft does not validate. Nothing is added to the
    graph.
    """
    from aikg.drafting import Knowledge, trig
    from aikg.drafting.batch import drafted

    if path is not None and path.exists() and any(path.resolve() == Path(source).resolve() for source in sources):
        raise BadRequest(f"{path} is an article; the draft would take its place: name another file with -o")
    kept = articles or settings.read().articles
    beside = path.parent if path is not None and str(path) != "-" else None
    folder = texts or (kept if kept is not None and kept.is_dir() else beside)
    code = 0
    with opened(place, None) as graph, ExitStack() as written:
        out: BinaryIO | None = None
        for outcome in drafted(sources, Knowledge.of(graph.store), _extractor(extractor, graph.store), again=again):
            _tell(outcome)
            code = max(code, outcome.error.exit_code if outcome.error else 0)
            if outcome.draft is not None:
                _keep(outcome.draft, folder)
                out = out or written.enter_context(output(path))  # without a draft there is no file
                out.write(f"{trig(outcome.draft, _now(), quotes=quotes)}\n".encode())
    sys.exit(code)


def _extractor(name: str, store: Store) -> Extractor:
    if name == "rules":
        from aikg.drafting import draft

        return lambda document, knowledge, slug: draft(document, knowledge, name=slug)
    from aikg.drafting.llm import extractor

    return extractor(settings.model(), store)


def _tell(outcome: Outcome) -> None:
    """One line for each article, on stderr."""
    if outcome.error is not None:
        click.echo(f"aikg: {outcome.error}", err=True)
    elif outcome.draft is None:
        click.echo(f"{outcome.name}: the graph has it, or it came before, as {outcome.known}; not drafted", err=True)
    else:
        draft, covered = outcome.draft, outcome.draft.coverage
        outside = len(draft.left_out.sentences)
        click.echo(
            f"{outcome.name}: {counted(len(draft.items), 'item')}, {counted(draft.claims, 'claim')}, "
            f"{counted(draft.open_points, 'open point')}; covers "
            f"{covered.sentences_covered} of {draft.sentences} sentences"
            f"{f' ({outside} outside of every item)' if outside else ''}, "
            f"{covered.numerals_covered} of {draft.numerals} figures → article:{draft.slug}",
            err=True,
        )


def _keep(draft: Draft, folder: Path | None) -> None:
    """Write the text that offsets count in, where it is in no file of the user's yet."""
    from aikg.gephi import whole_file

    if draft.document.kept:
        return
    if folder is None:
        raise BadRequest("say where the text that offsets count in is to be kept: --text FOLDER (or -o FILE)")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{draft.slug}.txt"
    with whole_file(path) as out:
        out.write(draft.document.text.encode())
    click.echo(f"text kept in {path}: `--articles {folder}` shows it beside the claims", err=True)


def _now() -> datetime:
    """Now, or SOURCE_DATE_EPOCH, so that a draft can be made again to the byte (reproducible-builds.org)."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadRequest(f"SOURCE_DATE_EPOCH is {fixed!r}, which is no number of seconds") from error
