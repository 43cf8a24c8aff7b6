"""Exports onto disk, whole or not at all, and NetworkX graphs as edges."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from math import isfinite
from numbers import Integral, Real
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, BinaryIO

from aikg.errors import BadRequest, StoreError
from aikg.gephi.dialect import Sheet
from aikg.gephi.exporting import Counts, Describe, export, export_parts
from aikg.gephi.tables import EdgeTable, NodeTable
from aikg.gephi.times import padded
from aikg.network import Edge, Node

if TYPE_CHECKING:
    import networkx as nx

_SUFFIXES = {".gexf": "gexf", ".graphml": "graphml", ".csv": "csv", ".cyjs": "cytoscape", ".json": "json"}
_NODE_FIELDS = frozenset(Node._fields)
_EDGE_TEXTS = ("kind", "claim", "item", "stage", "modality", "figure")


def edges_of(graph: nx.MultiDiGraph[Any]) -> Iterator[Edge]:
    """The edges of a view graph; attributes are `Edge`'s fields, and a missing one is not stated.

    Dates may be dates or ISO texts; a year or a month is padded to its first day, or to its last as an `end`.
    """
    for source, target, fields in graph.edges(data=True):
        kind, claim, item, stage, modality, figure = (str(fields.get(name) or "") for name in _EDGE_TEXTS)
        yield Edge(
            source=str(source),
            target=str(target),
            kind=kind,
            claim=claim,
            item=item,
            stage=stage,
            modality=modality,
            figure=figure,
            weight=_number(fields.get("weight")),
            start=padded(fields.get("start")),
            end=padded(fields.get("end"), end=True),
        )


def write(graph: nx.MultiDiGraph[Any], path: Path | str, format: str | None = None, title: str = "") -> Counts:
    """Export a view graph into a file; the format is that of the file's name unless it is given.

    Node attributes are `label`, `label_zh`, `type`, `iri`; any other that holds numbers (a measure) becomes a column.
    Raises `BadRequest` for an unknown format or a place that cannot be written, `StoreError` for a full disk; the
    file is then as it was before.
    """
    path = Path(path)
    chosen = format or format_of(path)
    with whole_file(path) as out:
        return export(
            edges_of(graph),
            _describer(graph),
            out,
            chosen,
            title=title or str(graph.graph.get("name", "")),
            measures=_measures(graph),
            nodes=map(str, graph.nodes),
        )


def format_of(path: Path) -> str:
    """The format that a file's name says; `BadRequest` where it says none."""
    chosen = _SUFFIXES.get(path.suffix.lower())
    if chosen is None:
        raise BadRequest(f"{path.name} does not say its format; name it with one of {', '.join(_SUFFIXES)}")
    return chosen


def export_csv_tables(
    edges: Iterable[Edge],
    describe: Describe,
    nodes_path: Path | str,
    edges_path: Path | str,
    *,
    measures: Mapping[str, Mapping[str, float | int]] | None = None,
) -> Counts:
    """Both CSV tables, which Gephi imports one after the other (nodes first).

    `edges` is read once. Raises what `write` raises; then neither file is changed.
    """
    with whole_file(Path(nodes_path)) as node_rows, whole_file(Path(edges_path)) as edge_rows:
        table = EdgeTable()
        edge_rows.write(table.head(Sheet("", False, ())).encode())
        return export_parts(edges, describe, (NodeTable(), node_rows), (table, edge_rows), measures=measures)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place at once when all of it is written; after an error all is as it was.

    A link stays one, and its target is written; a device or a pipe is written to, as it cannot be exchanged.

    Raises `BadRequest` where it may not be written and `StoreError` where the disk is full or fails.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        try:
            with path.open("wb") as out:
                yield out
        except OSError as error:
            raise _in_words(path, error) from error
        return
    path = path.resolve() if path.is_symlink() else path
    beside = path.with_name(f".{path.name}.{token_hex(4)}")
    unnamed = _unnamed(path.parent)
    try:
        with unnamed or beside.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
            if unnamed:
                _name(out, beside)
        beside.replace(path)
    except OSError as error:
        raise _in_words(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _unnamed(folder: Path) -> BinaryIO | None:
    """A file without a name, of which nothing stays should this process be killed; None where there are no such."""
    if not os.path.isdir("/proc/self/fd"):  # through which it gets its name  # noqa: PTH112
        return None
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666), "wb")
    except (OSError, AttributeError):
        return None


def _name(out: BinaryIO, path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:  # given a folder, Python follows the link that stands for the file
        os.link(f"/proc/self/fd/{out.fileno()}", path.name, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _in_words(path: Path, error: OSError) -> BadRequest | StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG):
        return StoreError(f"{path} could not be written ({error.strerror}); nothing was changed there")
    return BadRequest(f"{path} cannot be written: {error.strerror}. Name a file in a folder that may be written")


def _describer(graph: nx.MultiDiGraph[Any]) -> Describe:
    names = {str(name): name for name in graph.nodes}

    def describe(ids: Sequence[str]) -> Iterator[Node]:
        for identifier in ids:
            if identifier in names:
                fields = graph.nodes[names[identifier]]
                texts = (str(fields.get(field) or "") for field in ("label", "type", "label_zh", "iri"))
                yield Node(identifier, *texts)

    return describe


def _measures(graph: nx.MultiDiGraph[Any]) -> dict[str, dict[str, float | int]]:
    """Node attributes of numbers: true and false are none, nor is what is not finite."""
    found: dict[str, dict[str, float | int]] = {}
    for name, fields in graph.nodes(data=True):
        for field, value in fields.items():
            if field not in _NODE_FIELDS and _is_number(value):
                found.setdefault(str(field), {})[str(name)] = (
                    int(value) if isinstance(value, Integral) else float(value)
                )
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (Real, Decimal)) and isfinite(value) else None
