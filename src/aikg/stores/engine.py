"""What the embedded store needs and Oxigraph does not offer: exact datasets, cut answers, updates over the union."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final, cast

import pyoxigraph as ox

from aikg.errors import BadQuery
from aikg.stores import documents
from aikg.stores.base import Scope
from aikg.stores.limits import COMMENT, Counted
from aikg.stores.operations import BLANK, DECODE, Operation
from aikg.vocabulary import BASE

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Graph = ox.NamedNode | ox.BlankNode


def dataset(scope: Scope) -> tuple[list[_Graph | ox.DefaultGraph], list[_Graph]]:
    """The graphs of a scope: those that are merged as default graph, and the named ones.

    Raises:
        BadQuery: a name is no absolute IRI.
    """
    try:
        default = [ox.DefaultGraph() if name is None else ox.NamedNode(str(name)) for name in scope.default]
        return list(default), [ox.NamedNode(str(name)) for name in scope.named]
    except ValueError as error:
        raise BadQuery(f"a graph of the dataset is no absolute IRI: {error}") from error


def write_rows(result: ox.QuerySolutions | ox.QueryBoolean, out: BinaryIO, media: str, most: int | None) -> bool:
    """Write rows or a truth value. With `most`, the limit in the query, tell at the end when it was reached."""
    if most is None or isinstance(result, ox.QueryBoolean):
        documents.write_rows(result, out, media)
        return False
    documents.result_format(media)
    counted = Counted(out, media, most)
    documents.write_rows(result, cast("BinaryIO", counted), media)
    return counted.finish()


def write_triples(triples: ox.QueryTriples, out: BinaryIO, media: str, most: int | None) -> bool:
    """Write triples, `most` at most; where a format has comments, the last line tells when there are more."""
    if most is None:
        documents.write_triples(triples, out, media)
        return False
    documents.write_triples(islice(triples, most), out, media)
    cut = next(triples, None) is not None
    if cut and media != "jsonld":
        said = COMMENT.format(most=most, what="triples")
        out.write((f"\n<!-- {said} -->\n" if media == "rdfxml" else f"# {said}\n").encode())
    return cut


def over_union(engine: ox.Store, step: Operation, known: ox.Store) -> Operation:
    """The operation over the solutions that its WHERE has in the union of all graphs of `engine`.

    Raises:
        BadQuery: a solution has a blank node that `known` has not: one that the same request makes.
    """
    solutions = engine.query(step.as_query(), base_iri=BASE, use_default_graph_as_union=True)
    if not isinstance(solutions, ox.QuerySolutions):
        raise BadQuery("an update cannot be read")
    columns = range(len(solutions.variables))

    def written(term: _Term | None) -> str | None:
        if not isinstance(term, ox.BlankNode):
            return None if term is None else str(term)
        if engine is not known and not _holds(known, term):
            raise BadQuery("a blank node that the same request makes cannot be found by it; send two requests")
        return f"<{BLANK}{term.value}>"

    return step.over([[written(solution[i]) for i in columns] for solution in solutions])


def _holds(store: ox.Store, node: ox.BlankNode) -> bool:
    patterns = chain(store.quads_for_pattern(node, None, None), store.quads_for_pattern(None, None, node))
    return next(patterns, None) is not None


def _decode(term: _Term) -> _Term | None:
    if isinstance(term, ox.NamedNode) and term.value.startswith(BLANK):
        return ox.BlankNode(term.value.removeprefix(BLANK))
    return term


DECODING: Final[dict[ox.NamedNode, Callable[..., _Term | None]]] = {ox.NamedNode(DECODE): _decode}
"""The custom function that rewritten updates call."""


def opened_for_reading(path: Path, attempts: int = 20) -> ox.Store:
    """Open a store that another process may be writing: where that merges a file away meanwhile, look again."""
    for _ in range(attempts):
        try:
            return ox.Store.read_only(str(path))
        except (RuntimeError, FileNotFoundError) as error:
            if "No such file" not in str(error) or not (path / "CURRENT").exists():  # the store as a whole is gone
                raise
            time.sleep(0.05)
    return ox.Store.read_only(str(path))
