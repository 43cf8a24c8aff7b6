"""Commands that tell what can be asked: queries, views."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from aikg.cli.completion import QUESTION, VIEW
from aikg.cli.main import told
from aikg.cli.tables import table

if TYPE_CHECKING:
    from aikg.catalogue import Query


@click.command()
@click.argument("name", required=False, type=QUESTION)
@click.option("--rdf", is_flag=True, help="The whole catalogue as Turtle (sh:SPARQLExecutable), for SPARQL editors.")
@told
def queries(name: str | None, rdf: bool) -> None:
    """List the catalogue's questions, or tell one in full.

    With NAME: its parameters, columns and SPARQL.
    """
    from aikg import catalogue

    if rdf:
        from aikg.executables import executables

        click.echo(executables().serialize(format="turtle"), nl=False)
    elif name is not None:
        _print_query(catalogue.find("questions", name))
    else:
        _print_catalogue(catalogue.folder("questions").values())


@click.command()
@click.argument("name", required=False, type=VIEW)
@told
def views(name: str | None) -> None:
    """List the relationship views, or tell one in full.

    With NAME: its parameters, columns and SPARQL.
    """
    from aikg import catalogue

    if name is not None:
        _print_query(catalogue.find("views", name))
    else:
        _print_catalogue(catalogue.folder("views").values())


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
