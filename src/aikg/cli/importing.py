"""`aikg import`: tables to items."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aikg.cli.console import output, progress
from aikg.cli.main import located, opened
from aikg.cli.tables import table
from aikg.cli.writing import login, writable
from aikg.errors import BadRequest, DoesNotConform

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.imports.assembling import Imported
    from aikg.imports.parts import Edition


@click.command(
    "import",
    epilog="\b\nExamples:\n  aikg import --list\n  aikg import --location my-graph notable-ai-models.csv"
    "\n  aikg import --mapping my.yml table.csv -o my.trig --report remarks.csv",
)
@click.argument("tables", nargs=-1, type=click.Path(path_type=Path))
@click.option("--mapping", metavar="NAME|FILE", help="How the table is read; without it the one for its file name.")
@click.option("--list", "listed", is_flag=True, help="List the mappings that ship, and end.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write TriG to a file and store nothing.")
@click.option("--report", type=click.Path(path_type=Path), help="Write what was done row by row, as .json or .csv.")
@click.option("--version", "version", help="Which state of the table this is, such as a commit.")
@click.option("--date", "date", metavar="YYYY-MM-DD", help="When this state of the table was published.")
@click.option("--prune", is_flag=True, help="Remove the items of rows that the table no longer has.")
@click.option("--by", "agent", metavar="NAME", help="Who does it, a name or an ORCID, for the log (AIKG_AGENT).")
@located
def import_(
    tables: tuple[Path, ...],
    mapping: str | None,
    listed: bool,
    path: Path | None,
    report: Path | None,
    version: str | None,
    date: str | None,
    prune: bool,
    agent: str | None,
    place: Place,
    articles: Path | None,
) -> None:
    """Turn tables into news items: one row is one item.

    TABLES are CSV, JSON or YAML files. A mapping says what their columns mean; docs/importing.md tells how to write
    one. Nothing is dropped in silence: the report on stderr says what was done with each row and column.
    """
    from aikg.imports import mapping as mappings
    from aikg.imports import running

    if listed:
        rows = [[m.path.stem, m.file, m.title, m.licence] for m in mappings.shipped()]
        table(["mapping", "file", "title", "licence"], rows)
        return
    if not tables:
        raise BadRequest("name a table; --list shows the mappings that ship")
    if report is not None and report.suffix not in (".json", ".csv"):
        raise BadRequest(f"--report {report}: end the name in .json or .csv")
    if prune and path is not None:
        raise BadRequest("--prune is for a graph; with -o nothing is stored, so nothing can be removed")
    state = mappings.edition(version, date)
    if path is None:
        results = _stored(tables, mapping, state, place, articles, agent or login(), prune)
    else:
        with opened(place, articles) as graph, progress() as tell:
            times = running.times_in(graph.store, tables, mapping) | _times(path)
            results = running.run(tables, graph.store, mapping=mapping, edition=state, times=times, progress=tell)
        with output(path) as out:
            out.write(running.trig(results))
    _tell(results, report)
    if any(remark.done == "refused" for imported in results for remark in imported.report.remarks):
        sys.exit(DoesNotConform.exit_code)


def _stored(
    tables: tuple[Path, ...],
    mapping: str | None,
    state: Edition | None,
    place: Place,
    articles: Path | None,
    agent: str,
    prune: bool,
) -> list[Imported]:
    from aikg.imports import running, storing

    with writable(place, articles) as store, progress() as tell:
        times = running.times_in(store, tables, mapping)
        results = running.run(tables, store, mapping=mapping, edition=state, times=times, gate=False, progress=tell)
        storing.store_all(results, store, agent=agent, prune=prune, progress=tell)
    return results


def _times(path: Path) -> dict[str, str]:
    """When the runs ended that a file of an earlier import tells of, so that a second one writes the same bytes."""
    from aikg import formats
    from aikg.errors import UnreadableInput
    from aikg.imports import running

    if str(path) == "-" or not path.is_file():
        return {}
    try:
        return running.times_of(formats.read(path))
    except UnreadableInput:
        return {}  # whatever it was, it is about to be replaced


def _tell(results: list[Imported], report: Path | None) -> None:
    for imported in results:
        click.echo(str(imported.report), err=True)
    if report is None:
        return
    with output(report) as out:
        if report.suffix == ".json":
            out.write(("[" + ",\n".join(i.report.to_json().rstrip() for i in results) + "]\n").encode())
        else:
            out.write("".join(i.report.to_csv() for i in results).encode())
