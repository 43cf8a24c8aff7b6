"""Commands that ask: query, view, export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from aikg.cli.completion import ENTITY, QUESTION, VIEW, Parametrised, parameter_values
from aikg.cli.console import output
from aikg.cli.main import located, opened, parameters
from aikg.cli.tables import answer, table
from aikg.cli.text import room
from aikg.errors import BadQuery, BadRequest, UnreadableInput
from aikg.wording import counted

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.gephi import Counts
    from aikg.graph import KnowledgeGraph
    from aikg.terms import Term

RESULT_FORMATS: Final = ("table", "json", "csv", "tsv", "xml", "turtle", "ntriples", "rdfxml", "jsonld")
VIEW_FORMATS: Final = ("table", "json", "gexf", "graphml", "csv", "csv-nodes", "cytoscape")

_RESULT_SUFFIXES: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".rdf": "rdfxml",
    ".jsonld": "jsonld",
}

_PARAM = click.option(
    "--param",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter; repeatable.",
    shell_complete=parameter_values,
)
_OUTPUT = click.option(
    "-o", "--output", "path", type=click.Path(path_type=Path), help="File to write; stdout without it."
)


@click.command(
    cls=Parametrised,
    epilog="\b\nExamples:\n  aikg query ranking\n  aikg query partners --param org=智谱 --format csv -o partners.csv"
    "\n  echo 'SELECT * { ?s ?p ?o } LIMIT 3' | aikg query -",
)
@click.argument("query", type=QUESTION)
@_PARAM
@click.option(
    "--format",
    "format_",
    type=click.Choice(RESULT_FORMATS),
    default=None,
    help="Default: table, or what -o's name says.",
)
@_OUTPUT
@located
def query(
    query: str,
    pairs: tuple[str, ...],
    format_: str | None,
    path: Path | None,
    place: Place,
    articles: Path | None,
) -> None:
    """Answer a question of the catalogue, or SPARQL.

    QUERY is the name of a question (aikg queries lists them), a SPARQL file, SPARQL itself, or - for SPARQL on stdin.
    """
    chosen = format_ or ("table" if path is None else _RESULT_SUFFIXES.get(path.suffix.lower(), "table"))
    if chosen == "table" and path is not None:
        if path.is_dir():
            raise BadRequest(f"{path} is a folder; name a file in it")
        raise BadRequest(
            f"a table is for reading; name the file with one of {', '.join(_RESULT_SUFFIXES)}, or choose a --format"
        )
    from aikg.answers import write_answer

    source = _source(query)
    with opened(place, articles) as graph, _named(source):
        text = graph.text_of(source, parameters(pairs))
        if chosen == "table":
            _print_answer(graph, text)
        else:
            with output(path) as out:
                write_answer(graph.store, text, out, chosen)


@contextmanager
def _named(source: str | Path) -> Iterator[None]:
    """Errors in the query of a file name the file."""
    try:
        yield
    except BadQuery as error:
        if isinstance(source, Path):
            raise BadQuery(f"{source}: {error}", line=error.line, column=error.column) from error
        raise


def _source(query: str) -> str | Path:
    if query == "-":
        try:
            return sys.stdin.buffer.read().decode("utf-8-sig") + "\n"
        except UnicodeDecodeError as error:
            raise UnreadableInput("not UTF-8", file="stdin") from error
    path = Path(query)
    try:
        if path.is_dir() or path.is_char_device():
            raise BadRequest(f"{query} is no file; name a question, a SPARQL file, or - for SPARQL on stdin")
        is_file = path.suffix in (".rq", ".sparql", ".ru") or path.is_file()
    except (OSError, ValueError):  # too long for a name, as SPARQL may be
        is_file = False
    return path if is_file and "\n" not in query and "{" not in query else query


def _print_answer(graph: KnowledgeGraph, text: str) -> None:
    from aikg.stores import Solutions, Triples

    found = graph.store.query(text)
    if isinstance(found, Solutions):
        answer(found.variables, (list(map(_written, row)) for row in found.rows))
    elif isinstance(found, Triples):
        table(["subject", "predicate", "object"], (list(map(_written, triple)) for triple in found.triples))
    else:
        click.echo("yes" if found else "no")


def _written(term: Term | None) -> str:
    from rdflib import URIRef

    from aikg.identity import curie

    return "" if term is None else curie(str(term)) if isinstance(term, URIRef) else str(term)


@click.command(
    cls=Parametrised,
    epilog="\b\nExamples:\n  aikg view investors --param org=xAI"
    "\n  aikg view partnerships --param org=智谱 --measure degree\n  aikg view everything --format gexf -o all.gexf",
)
@click.argument("name", type=VIEW)
@_PARAM
@click.option(
    "--format", "format_", type=click.Choice(VIEW_FORMATS), default=None, help="Default: table, or what -o's name says."
)
@click.option("--measure", "measures", multiple=True, help="degree, betweenness, pagerank, community, …; repeatable.")
@_OUTPUT
@located
def view(
    name: str,
    pairs: tuple[str, ...],
    format_: str | None,
    measures: tuple[str, ...],
    path: Path | None,
    place: Place,
    articles: Path | None,
) -> None:
    """Draw a relationship view: one row or edge for each claim.

    NAME is one of those that aikg views lists.
    """
    with opened(place, articles) as graph:
        given = parameters(pairs)
        if format_ is None and path is not None:
            from aikg.gephi import format_of

            format_ = format_of(path)
        if format_ in (None, "table"):
            if path is not None:
                raise BadRequest("a table is for reading; with -o choose another --format")
            _print_view(graph, name, given, measures)
            return
        edges = graph.edges(name, given)
        with output(path) as out:
            counts = graph.write_network(edges, out, str(format_), measures=measures, title=name)
        if path is not None:
            _tell_counts(counts, path)


def _tell_counts(counts: Counts, path: Path) -> None:
    made = (counted(counts.nodes, "node"), counted(counts.edges, "edge"), counted(counts.claims, "claim"))
    click.echo(f"{', '.join(made)} → {path}", err=True)


def _print_view(graph: KnowledgeGraph, name: str, given: dict[str, str], measures: tuple[str, ...]) -> None:
    from aikg.network import ordered

    measured = graph.view(name, measures, **given).nodes(data=True) if measures else ()
    edges = ordered(graph.edges(name, given))
    nodes = graph.labels(sorted({end for edge in edges for end in edge[:2]}))
    label = {node.id: node.label for node in nodes}
    rows = [[label.get(e.source, e.source), e.kind, label.get(e.target, e.target), *e[5:8], e.claim] for e in edges]
    columns = ["source", "relation", "target", "stage", "modality", "figure", "claim"]
    if room() is None:
        table(columns, rows)
    else:
        table(columns[:-1], [row[:-1] for row in rows], [row[-1:] for row in rows])
    if measures:
        click.echo()
        table(["node", *measures], [[d["label"], *(f"{d[m]:.4g}" for m in measures)] for _, d in measured])


@click.command(
    cls=Parametrised,
    epilog="\b\nExamples:\n  aikg export -o all.gexf\n  aikg export --around xAI --hops 2 -o xai.gexf"
    "\n  aikg export --view lineage -o lineage.graphml\n  aikg export --since 2026-01-01 --dated-only -o dated.gexf",
)
@click.option("--view", "name", default="everything", show_default=True, type=VIEW)
@_PARAM
@click.option("--around", type=ENTITY, metavar="ENTITY", help="Only the surroundings of one entity.")
@click.option("--hops", type=click.IntRange(1, 10), default=1, show_default=True, help="How far around it.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what ended before this day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what began after this day.")
@click.option("--dated-only", is_flag=True, help="Leave out what has no date too.")
@click.option("--measure", "measures", multiple=True, help="degree, betweenness, pagerank, community, …; repeatable.")
@click.option(
    "--format", "format_", type=click.Choice([f for f in VIEW_FORMATS if f != "table"]), help="Default: by the name."
)
@click.option(
    "-o", "--output", "path", type=click.Path(path_type=Path), required=True, help=".gexf .graphml .csv .cyjs .json"
)
@located
def export(
    name: str,
    pairs: tuple[str, ...],
    around: str | None,
    hops: int,
    since: datetime | None,
    until: datetime | None,
    dated_only: bool,
    measures: tuple[str, ...],
    format_: str | None,
    path: Path,
    place: Place,
    articles: Path | None,
) -> None:
    """Write a network for Gephi, Gephi Lite, Cytoscape or NetworkX."""
    if str(path) == "-":
        raise BadRequest("name a file; `aikg view everything --format gexf` writes to stdout")
    if since and until and until < since:
        raise BadRequest(f"--until {until:%Y-%m-%d} is before --since {since:%Y-%m-%d}")
    if hops > 1 and around is None:
        raise BadRequest("--hops counts from an entity; name it with --around")
    with opened(place, articles) as graph:
        counts = graph.export(
            path,
            name,
            around=around,
            hops=hops,
            since=since.date() if since else None,
            until=until.date() if until else None,
            dated_only=dated_only,
            measures=measures,
            format=format_,
            **parameters(pairs),
        )
    _tell_counts(counts, path)
    if (format_ or path.suffix.lower().lstrip(".")) == "csv":
        click.echo("These are the edges; `--format csv-nodes -o FILE` writes the table of the nodes.", err=True)
