"""Long streams of quads, cut into requests of a size that servers take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

CHUNK: Final = 20_000
"""Quads a request of the Graph Store Protocol."""
REQUEST: Final = 100_000
"""Triples that a replacement may have to be one update, where the server sets no limit; about 20 MB."""
STATEMENT: Final = 1_000
"""Quads an INSERT DATA: Virtuoso's compiler runs out of memory between 2,000 and 5,000."""
STATEMENT_BYTES: Final = 1_000_000
"""Bytes an INSERT DATA: Virtuoso fails between 5 and 10 MB."""


def chunks(quads: Iterable[ox.Quad], size: int = CHUNK, most_bytes: int | None = None) -> Iterator[list[ox.Quad]]:
    """The quads in lists of at most `size`. Those with a blank node come last and in one list, however long.

    A blank node is the same in one request only.
    """
    chunk: list[ox.Quad] = []
    blank: list[ox.Quad] = []
    length = 0
    for quad in quads:
        if _blank(quad):
            blank.append(quad)
            continue
        chunk.append(quad)
        if most_bytes is not None:
            length += 200 + (4 * len(quad.object.value) if isinstance(quad.object, ox.Literal) else 0)
        if len(chunk) >= size or (most_bytes is not None and length >= most_bytes):
            yield chunk
            chunk, length = [], 0
    if chunk:
        yield chunk
    if blank:
        yield blank


def fits(quads: Sequence[ox.Quad]) -> bool:
    """Whether Virtuoso takes the quads in one INSERT DATA, where it takes no blank nodes."""
    return not any(map(_blank, quads)) and sum(1 for _ in chunks(quads, STATEMENT, STATEMENT_BYTES)) < 2


def by_graph(quads: Iterable[ox.Quad]) -> dict[str | None, list[ox.Quad]]:
    """The quads by the name of their graph; None for the unnamed."""
    graphs: dict[str | None, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        name = quad.graph_name
        graphs[None if isinstance(name, ox.DefaultGraph) else name.value].append(quad)
    return graphs


def few(quads: Sequence[ox.Quad]) -> bool:
    """Whether quads of one graph better share an INSERT DATA with those of others."""
    return len(quads) < STATEMENT // 5 and not any(map(_blank, quads))


def ntriples(quads: Iterable[ox.Quad]) -> bytes:
    """The triples of quads, as N-Triples."""
    return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Quads as N-Quads."""
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def insert_data(quads: Iterable[ox.Quad]) -> str:
    """Quads as one INSERT DATA."""
    blocks = []
    for name, found in by_graph(quads).items():
        lines = ntriples(found).decode()
        blocks.append(lines if name is None else f"GRAPH <{name}> {{\n{lines}}}")
    return "INSERT DATA {\n" + "\n".join(blocks) + "\n}"


def _blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
