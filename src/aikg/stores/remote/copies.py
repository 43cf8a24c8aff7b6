"""All of a store at once: as a dump, as an rdflib Dataset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, cast

import pyoxigraph as ox
from rdflib import Dataset, URIRef

from aikg import formats
from aikg.errors import BadRequest
from aikg.formats import RdfFormat
from aikg.stores.remote import answers, loading, terms, virtuoso
from aikg.stores.remote.client import Body
from aikg.stores.remote.datasets import STAGING
from aikg.stores.remote.reading import Reader


def quads(reader: Reader) -> Iterator[ox.Quad]:
    """Every quad but the engine's own, in no order."""
    named = reader.named()
    with answers.unbroken(named):
        for name, subject, predicate, value in answers.whole(_rows(named), named):
            if name.value == virtuoso.UNNAMED:
                yield terms.quad(ox.Quad(subject, predicate, value))
            elif not name.value.startswith(STAGING):
                yield terms.quad(ox.Quad(subject, predicate, value, name))
    if not reader.datasets.ways().virtuoso:
        unnamed = reader.unnamed()
        with answers.unbroken(unnamed):
            for subject, predicate, value in answers.whole(_rows(unnamed), unnamed):
                yield terms.quad(ox.Quad(subject, predicate, value))


def _rows(body: Body) -> ox.QuerySolutions:
    return cast("ox.QuerySolutions", answers.solutions(body))


def dump(reader: Reader, out: BinaryIO, rdf_format: RdfFormat) -> None:
    """Write every quad, the lines of N-Quads sorted.

    Raises:
        BadRequest: the format holds no graphs.
    """
    if not rdf_format.graphs:
        raise BadRequest(f"{rdf_format.name} holds no graphs; dump to {', '.join(formats.with_graphs())}")
    lines = sorted(loading.nquads(quads(reader)).splitlines(keepends=True))
    if rdf_format.name == "nquads":
        out.writelines(lines)
    else:
        ox.serialize(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS), out, format=rdf_format.engine)


def dataset(reader: Reader) -> Dataset:
    """Every quad, in an rdflib Dataset."""
    copy = Dataset(default_union=True)
    for quad in quads(reader):
        name = quad.graph_name
        unnamed = isinstance(name, ox.DefaultGraph)
        graph = copy.default_graph if unnamed else copy.graph(URIRef(cast("ox.NamedNode", name).value))
        graph.add((terms.term(quad.subject), terms.term(quad.predicate), terms.term(quad.object)))
    return copy
