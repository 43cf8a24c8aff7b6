"""Commands that make and check a graph: build, validate, coverage, load, remove, dump, backup, stats."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aikg import settings
from aikg.cli.console import output, progress
from aikg.cli.main import located, located_at, opened
from aikg.cli.tables import table
from aikg.errors import BadRequest, DoesNotConform, NotFound

if TYPE_CHECKING:
    from aikg.evidence import Coverage
    from aikg.validation import Report

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.command(
    epilog="\b\nExamples:\n  aikg build --location my-graph news/\n  aikg build --location my-graph --bare mine.trig"
)
@_PATHS
@click.option("--bare", is_flag=True, help="Leave out the data that ships; ontology and PATHS only.")
@located
def build(paths: tuple[Path, ...], bare: bool, location: Path | None, articles: Path | None) -> None:
    """Build a graph: ontology, the data that ships, and your files.

    PATHS are RDF files or folders of them. Everything is parsed, validated, loaded and its edges derived; only then
    does it replace what was there. Without --location the graph that ships is built again.
    """
    from aikg import formats, ingest
    from aikg.articles import evidence_of

    if (location or settings.read().location) is None and (paths or bare):
        raise BadRequest("say where the graph is to be built: --location DIR (or AIKG_LOCATION)")
    formats.rdf_files(paths)  # before a folder is made for them
    place = located_at(location)
    began = time.perf_counter()
    with progress() as tell, place.writing():
        built = ingest.build(
            place,
            paths,
            shipped=not bare,
            evidence=evidence_of(articles or settings.read().articles),
            progress=tell,
        )
    seconds = time.perf_counter() - began
    warnings = built.report.count("warning")
    click.echo(
        f"{built.quads:,} quads, {built.items:,} news items, {warnings} warnings, {seconds:.1f} s → {place.folder}\n"
        f"data version {built.version}" + (" (warnings: aikg validate)" if warnings else ""),
        err=True,
    )


@click.command(epilog="\b\nExamples:\n  aikg validate mine.trig\n  aikg validate --format json news/ > report.json")
@_PATHS
@click.option("--format", "format_", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
@located
def validate(paths: tuple[Path, ...], format_: str, location: Path | None, articles: Path | None) -> None:
    """Hold files, or the whole graph, against shapes and checks.

    PATHS are RDF files or folders of them, which may mention what the graph knows; without any, the graph is held.
    With --articles the evidence is held against the texts too. Exit 1 on violations, 0 on warnings only.
    """
    from aikg import ingest
    from aikg.articles import evidence_of

    with opened(location, articles) as graph:
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
def coverage(article: Path, format_: str, location: Path | None, articles: Path | None) -> None:
    """List what of an article's text no evidence covers.

    ARTICLE is its text file. Told are the sentences and numerals that nothing covers, and what is left out, and why.
    Exit 1 if anything is not covered.
    """
    with opened(location, articles) as graph:
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
@located
def load(paths: tuple[Path, ...], location: Path | None, articles: Path | None) -> None:
    """Load RDF files in bulk, without validation.

    All of them are loaded or none.
    """
    from aikg import formats, ingest
    from aikg.stores.location import Location

    if not paths:
        raise BadRequest("name at least one file or folder to load")
    place = Location(_own(location))
    formats.rdf_files(paths)  # before a folder is made for them
    with progress() as tell, place.writing():
        quads = ingest.append(place, paths, tell)
    click.echo(f"{quads:,} quads in {place.folder}", err=True)


@click.command(epilog="\b\nExample:\n  aikg remove --location my-graph item:cn-ai-usage-roundup/4")
@click.argument("item")
@located
def remove(item: str, location: Path | None, articles: Path | None) -> None:
    """Take a news item out of the graph, and its edges.

    ITEM is its CURIE or IRI, such as item:cn-ai-usage-roundup/4.
    """
    from aikg import ingest
    from aikg.graph import KnowledgeGraph
    from aikg.identity import curie
    from aikg.stores.embedded import EmbeddedStore
    from aikg.stores.location import Location

    place = Location(_own(location))
    place.needed()
    with place.writing(), KnowledgeGraph(EmbeddedStore(place.needed())) as graph:
        iri = graph.resolve(item)
        if graph.show(item).type != "NewsItem":
            raise NotFound("news item", curie(iri))
        claims = ingest.remove(graph.store, iri)
    click.echo(f"removed {curie(iri)} and its {claims} claims", err=True)


@click.command(epilog="\b\nExamples:\n  aikg dump -o graph.nq\n  aikg dump --format trig | less")
@click.option(
    "--format", "format_", type=click.Choice(["nquads", "trig", "jsonld"]), default="nquads", show_default=True
)
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="File to write; stdout without it.")
@located
def dump(format_: str, path: Path | None, location: Path | None, articles: Path | None) -> None:
    """Write all quads; the same data gives the same bytes."""
    from aikg import formats

    with opened(location, articles) as graph, output(path) as out:
        graph.store.dump(out, formats.named(format_))


@click.command(epilog="\b\nExample:\n  aikg backup --location my-graph my-graph-backup")
@click.argument("folder", type=click.Path(path_type=Path))
@located
def backup(folder: Path, location: Path | None, articles: Path | None) -> None:
    """Copy the graph as it is now into a new folder.

    FOLDER must not exist or be empty; the copy is a location of its own.
    """
    from aikg import ingest
    from aikg.stores.location import Location

    place = Location(_own(location))
    ingest.copy(place, Location(folder))
    click.echo(f"backed up {place.folder} to {folder}", err=True)


@click.command()
@located
def stats(location: Path | None, articles: Path | None) -> None:
    """Count quads, items, claims and entities."""
    with opened(location, articles) as graph:
        counts = graph.stats()
        version = graph.store.version()
    table(["what", "count"], [[name, f"{count}"] for name, count in counts.items()])
    click.echo(f"data version {version}", err=True)


def _own(location: Path | None) -> Path:
    folder = location or settings.read().location
    if folder is None:
        raise BadRequest("the graph that ships is not changed; name your own with --location DIR (or AIKG_LOCATION)")
    return folder
