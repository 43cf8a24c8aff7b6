"""Commands that make and check a graph: build, validate, coverage, load, dump, backup, stats."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aikg import settings
from aikg.cli.console import output, progress
from aikg.cli.main import located, opened
from aikg.cli.tables import table
from aikg.errors import BadRequest, DoesNotConform
from aikg.wording import counted

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.evidence import Coverage
    from aikg.ingest import Built
    from aikg.validation import Report

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.command(
    epilog="\b\nExamples:\n  aikg build --location my-graph news/\n  aikg build --location my-graph --bare mine.trig"
    "\n  aikg build --store http://localhost:7878 news/"
)
@_PATHS
@click.option("--bare", is_flag=True, help="Leave out the data that ships; ontology and PATHS only.")
@located
def build(paths: tuple[Path, ...], bare: bool, place: Place, articles: Path | None) -> None:
    """Build a graph: ontology, the data that ships, and your files.

    PATHS are RDF files or folders of them. Everything is parsed, validated, loaded and its edges derived; only then
    does it replace what was there. Without --location or --store the graph that ships is built again.
    """
    from aikg import formats

    if place.ships and (paths or bare):
        raise BadRequest("say where the graph is to be built: --location DIR or --store URL")
    formats.rdf_files(paths)  # before a folder is made for them
    began = time.perf_counter()
    built = _built(place, paths, not bare, articles)
    seconds = time.perf_counter() - began
    warnings = built.report.count("warning")
    click.echo(
        f"{counted(built.quads, 'quad')}, {counted(built.items, 'news item')}, {counted(warnings, 'warning')}, "
        f"{seconds:.1f} s → {place}\n"
        f"data version {built.version}" + (" (warnings: aikg validate)" if warnings else ""),
        err=True,
    )


def _built(place: Place, paths: tuple[Path, ...], shipped: bool, articles: Path | None) -> Built:
    from aikg import ingest
    from aikg.articles import evidence_of

    evidence = evidence_of(articles or settings.read().articles)
    if place.remote is not None:
        with progress() as tell, closing(place.server()) as store:
            return ingest.publish(store, paths, shipped=shipped, evidence=evidence, progress=tell)
    local = place.local()
    with progress() as tell, local.writing():
        return ingest.build(local, paths, shipped=shipped, evidence=evidence, progress=tell)


@click.command(epilog="\b\nExamples:\n  aikg validate mine.trig\n  aikg validate --format json news/ > report.json")
@_PATHS
@click.option("--format", "format_", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
@located
def validate(paths: tuple[Path, ...], format_: str, place: Place, articles: Path | None) -> None:
    """Hold files, or the whole graph, against shapes and checks.

    PATHS are RDF files or folders of them, which may mention what the graph knows; without any, the graph is held.
    With --articles the evidence is held against the texts too. Exit 1 on violations, 0 on warnings only.
    """
    from aikg import ingest
    from aikg.articles import evidence_of

    with opened(place, articles) as graph:
        if paths:
            with progress() as tell:
                report = ingest.validate(graph.store, paths, evidence=evidence_of(graph.articles), progress=tell)
        else:
            report = graph.validate()
    _print_report(report, format_)
    if not report.conforms:
        sys.exit(DoesNotConform.exit_code)


def _print_report(report: Report, format_: str) -> None:
    if format_ == "json":
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
    elif format_ == "turtle":
        click.echo(report.to_graph().serialize(format="turtle"), nl=False)
    else:
        click.echo(str(report))


@click.command(epilog="\b\nExample:\n  aikg coverage article.txt")
@click.argument("article", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@located
def coverage(article: Path, format_: str, place: Place, articles: Path | None) -> None:
    """List what of an article's text no evidence covers.

    ARTICLE is its text file. Told are the sentences and numerals that nothing covers, and what is left out, and why.
    Exit 1 if anything is not covered.
    """
    with opened(place, articles) as graph:
        covered = graph.coverage(article)
    if format_ == "json":
        click.echo(json.dumps(covered.to_dict(), ensure_ascii=False, indent=1))
    else:
        _print_coverage(covered, article.read_bytes().decode("utf-8"))
    if not covered.complete:
        sys.exit(DoesNotConform.exit_code)


def _print_coverage(covered: Coverage, text: str) -> None:
    """A line for each item, below it what is not covered; then everything that was left out, and why."""

    def words(start: int, end: int) -> str:
        said = " ".join(text[start:end].split())
        return f"{start}-{end} {said if len(said) <= 70 else said[:69] + '…'}"

    for item in covered.items:
        missing = [s for s in item.sentences if not s.heading and not s.covered]
        unaccounted = [n for n in item.numerals if not n.covered]
        sentences = sum(not s.heading for s in item.sentences)
        click.echo(
            f"{item.position}. {item.headline}: {sentences - len(missing)}/{sentences} sentences, "
            f"{len(item.numerals) - len(unaccounted)}/{len(item.numerals)} numerals"
        )
        for sentence in missing:
            click.echo(f"   no evidence covers  {words(sentence.start, sentence.end)}")
        for numeral in unaccounted:
            click.echo(f"   no claim says       {words(numeral.start, numeral.end)}")
    click.echo("\nleft out:")
    for stretch in covered.excluded:
        click.echo(f"   {stretch.reason:<18}  {words(stretch.start, stretch.end)}")
    click.echo(
        f"\n{covered.sentences_covered} of {covered.sentences} sentences and "
        f"{covered.numerals_covered} of {covered.numerals} numerals are covered"
    )


@click.command(epilog="\b\nExample:\n  aikg load --location my-graph more.nq")
@_PATHS
@click.option("--raw", is_flag=True, help="Store the files as they are; derive no edges and no names to search by.")
@located
def load(paths: tuple[Path, ...], raw: bool, place: Place, articles: Path | None) -> None:
    """Load RDF files in bulk, unvalidated, and derive their edges.

    All of them are loaded or none; on a server (--store) what came before an error stays.
    """
    from aikg import formats, ingest

    if not paths:
        raise BadRequest("name at least one file or folder to load")
    if place.remote is not None:
        files = formats.rdf_files(paths)
        with progress() as tell, closing(place.server()) as store:
            ingest.load_files(store, files, tell)
            if not raw:
                ingest.derive_all(store, tell)
            quads = len(store)
    else:
        local = place.own()
        formats.rdf_files(paths)  # before a folder is made for them
        with progress() as tell, local.writing():
            quads = ingest.append(local, paths, tell, derive=not raw)
    click.echo(f"{quads:,} quads in {place}", err=True)


@click.command(epilog="\b\nExamples:\n  aikg dump -o graph.nq\n  aikg dump --format trig | less")
@click.option(
    "--format", "format_", type=click.Choice(["nquads", "trig", "jsonld"]), help="Default: by the name, else nquads."
)
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="File to write; stdout without it.")
@located
def dump(format_: str | None, path: Path | None, place: Place, articles: Path | None) -> None:
    """Write all quads; the same data gives the same bytes."""
    from aikg import formats

    if format_ is None:
        named = path is not None and str(path) != "-" and not path.is_char_device()
        format_ = formats.of_file(path).name if path is not None and named else "nquads"
    with opened(place, articles) as graph, output(path) as out:
        graph.store.dump(out, formats.named(format_))


@click.command(
    epilog="\b\nExamples:\n  aikg backup --location my-graph my-graph-backup"
    "\n  aikg backup --store http://localhost:7878 from-the-server"
)
@click.argument("folder", type=click.Path(path_type=Path))
@located
def backup(folder: Path, place: Place, articles: Path | None) -> None:
    """Copy the graph as it is now into a new folder.

    FOLDER must not exist or be empty; the copy is a location of its own. While others write, a copy of a folder is of
    one moment; a server is read as a whole and in memory, and if somebody wrote meanwhile the copy fails.
    """
    from aikg.stores import backups
    from aikg.stores.location import Location

    if place.remote is not None:
        with closing(place.server()) as store:
            backups.fetch(store, Location(folder))
    else:
        backups.copy(place.own(), Location(folder))
    click.echo(f"backed up {place} to {folder}", err=True)


@click.command()
@located
def stats(place: Place, articles: Path | None) -> None:
    """Count quads, items, claims and entities."""
    with opened(place, articles) as graph:
        counts = graph.stats()
        version = graph.store.version()
    table(["what", "count"], [[name, f"{count}"] for name, count in counts.items()])
    click.echo(f"data version {version}", err=True)
