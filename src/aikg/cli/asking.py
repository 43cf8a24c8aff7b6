"""Commands that ask: query, queries, view, views, export."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from aikg.cli.completion import ENTITY, QUESTION, VIEW, parameter_values
from aikg.cli.console import output, table
from aikg.cli.main import located, opened, parameters, told
from aikg.errors import BadRequest

if TYPE_CHECKING:
    from aikg.catalogue import Query
    from aikg.graph import KnowledgeGraph

RESULT_FORMATS: Final = ("table", "json", "csv", "tsv", "xml", "turtle", "ntriples", "rdfxml", "jsonld")
VIEW_FORMATS: Final = ("table", "json", "gexf", "graphml", "csv", "csv-nodes", "cytoscape")

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
    epilog="\b\nExamples:\n  aikg query ranking\n  aikg query partners --param org=智谱 --format csv -o partners.csv"
    "\n  echo 'SELECT * { ?s ?p ?o } LIMIT 3' | aikg query -"
)
@click.argument("query", type=QUESTION)
@_PARAM
@click.option("--format", "format_", type=click.Choice(RESULT_FORMATS), default="table", show_default=True)
@_OUTPUT
@located
def query(
    query: str, pairs: tuple[str, ...], format_: str, path: Path | None, location: Path | None, articles: Path | None
) -> None:
    """Answer QUERY: a question of the catalogue (aikg queries), a SPARQL file, or - for SPARQL on stdin."""
    with opened(location, articles) as graph:
        text = graph.text_of(_source(query), parameters(pairs))
        if format_ == "table":
            _print_answer(graph, text, path)
        else:
            with output(path) as out:
                graph.store.write_answer(text, out, format_)


def _source(query: str) -> str | Path:
    if query == "-":
        return sys.stdin.read() + "\n"
    path = Path(query)
    return path if path.suffix in (".rq", ".sparql", ".ru") or path.is_file() else query


def _print_answer(graph: KnowledgeGraph, text: str, path: Path | None) -> None:
    from aikg.identity import curie
    from aikg.stores import Solutions, Triples

    if path is not None:
        raise BadRequest("a table is for reading; with -o choose --format csv, tsv, json, xml or a triple format")
    answer = graph.store.query(text)
    if isinstance(answer, Solutions):
        table(answer.variables, [["" if t is None else curie(str(t)) for t in row] for row in answer.rows])
    elif isinstance(answer, Triples):
        table(["subject", "predicate", "object"], [[curie(str(t)) for t in triple] for triple in answer.triples])
    else:
        click.echo("yes" if answer else "no")


@click.command()
@click.argument("name", required=False, type=QUESTION)
@click.option("--rdf", is_flag=True, help="The whole catalogue as Turtle (sh:SPARQLExecutable), for SPARQL editors.")
@told
def queries(name: str | None, rdf: bool) -> None:
    """List the catalogue's questions, or tell one: its parameters, columns and SPARQL."""
    from aikg import catalogue

    if rdf:
        from aikg.executables import executables

        click.echo(executables().serialize(format="turtle"), nl=False)
    elif name is not None:
        _print_query(catalogue.find("questions", name))
    else:
        _print_catalogue(catalogue.folder("questions").values())


@click.command(
    epilog="\b\nExamples:\n  aikg view investors --param org=xAI"
    "\n  aikg view partnerships --param org=智谱 --measure degree\n  aikg view everything --format gexf -o all.gexf"
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
    location: Path | None,
    articles: Path | None,
) -> None:
    """Draw the relationship view NAME (aikg views): one row or edge for each claim."""
    with opened(location, articles) as graph:
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
            click.echo(f"{counts.nodes:,} nodes, {counts.edges:,} edges, {counts.claims:,} claims → {path}", err=True)


def _print_view(graph: KnowledgeGraph, name: str, given: dict[str, str], measures: tuple[str, ...]) -> None:
    network = graph.view(name, measures, **given)
    label = {node: data["label"] for node, data in network.nodes(data=True)}
    rows = [
        [
            label[s],
            e["kind"],
            label[t],
            e.get("stage", ""),
            e.get("modality", ""),
            e.get("figure", ""),
            e.get("claim", ""),
        ]
        for s, t, e in network.edges(data=True)
    ]
    table(["source", "relation", "target", "stage", "modality", "figure", "claim"], rows)
    if measures:
        values = [[label[n], *(f"{d[m]:.4g}" for m in measures)] for n, d in network.nodes(data=True)]
        click.echo()
        table(["node", *measures], values)


@click.command()
@click.argument("name", required=False, type=VIEW)
@told
def views(name: str | None) -> None:
    """List the relationship views, or tell one: its parameters, columns and SPARQL."""
    from aikg import catalogue

    if name is not None:
        _print_query(catalogue.find("views", name))
    else:
        _print_catalogue(catalogue.folder("views").values())


@click.command(
    epilog="\b\nExamples:\n  aikg export -o all.gexf\n  aikg export --around xAI --hops 2 -o xai.gexf"
    "\n  aikg export --view lineage -o lineage.graphml\n  aikg export --since 2026-01-01 --dated-only -o dated.gexf"
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
    location: Path | None,
    articles: Path | None,
) -> None:
    """Write a network for Gephi, Gephi Lite, Cytoscape or NetworkX."""
    with opened(location, articles) as graph:
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
    click.echo(f"{counts.nodes:,} nodes, {counts.edges:,} edges, {counts.claims:,} claims → {path}", err=True)


def _print_catalogue(listed: Iterable[Query]) -> None:
    rows = [[query.name, ", ".join(query.parameters), query.summary] for query in listed]
    table(["name", "parameters", "what it answers"], rows)


def _print_query(query: Query) -> None:
    click.echo(f"{query.name}: {query.summary}")
    if query.description:
        click.echo(query.description)
    if query.parameters:
        click.echo()
        rows = [
            [
                p.name,
                p.type,
                "required" if p.required else p.default or "",
                p.example or ", ".join(p.values),
                p.description,
            ]
            for p in query.parameters.values()
        ]
        table(["parameter", "type", "default", "example", "meaning"], rows)
    click.echo()
    table(["column", "meaning"], [[name, meaning] for name, meaning in query.returns.items()])
    click.echo()
    click.echo("\n".join(line for line in query.text.splitlines() if not line.startswith("#+")))
