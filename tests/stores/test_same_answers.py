"""The shipped graph, built on each engine: the same report, rows, cards and views as the embedded store gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from aikg import admission, catalogue, ingest, removal, search
from aikg.catalogue import Query
from aikg.errors import BadRequest, DoesNotConform, NotFound
from aikg.graph import KnowledgeGraph
from aikg.stores import Solutions, Store
from aikg.stores.embedded import EmbeddedStore
from aikg.vocabulary import LOG_GRAPH
from store_servers import ENGINES, open_store

GATHERED = re.compile(r"GROUP_CONCAT\(.*?\)\s+AS\s+\?(\w+)", re.DOTALL)
NEEDS_NODES = {"nodes", "types"}
"""Run with the names of nodes only: over everything, they meet what Virtuoso keeps for itself."""


@pytest.fixture(scope="module")
def embedded() -> Store:
    store = EmbeddedStore()
    ingest.compile_into(store)
    return store


@pytest.fixture(scope="module", params=ENGINES[2:])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Any]]:
    store = open_store(request.param, request, tmp_path_factory.mktemp("built"))
    yield store, ingest.compile_into(store)
    store.close()


def answers(store: Store, query: Query, text: str) -> list[tuple[object, ...]]:
    """The rows, sorted. SPARQL leaves open in which order GROUP_CONCAT takes its values, so they are sorted, too."""
    answer = store.query(text)
    assert isinstance(answer, Solutions)
    gathered = GATHERED.findall(query.text)
    at = [answer.variables.index(name) for name in gathered if name in answer.variables]
    rows = [[" ".join(sorted(str(t).split())) if i in at else t for i, t in enumerate(row)] for row in answer.rows]
    order = sorted(range(len(answer.variables)), key=lambda i: answer.variables[i])
    return sorted((tuple(row[i] for i in order) for row in rows), key=repr)


def arguments(query: Query) -> list[dict[str, str]]:
    """No parameter but the required, all examples, and each example for itself."""
    examples = {name: p.example for name, p in query.parameters.items() if p.example is not None}
    required = {name: value for name, value in examples.items() if query.parameters[name].required}
    choices = [required, examples, *(required | {name: value} for name, value in examples.items())]
    return [dict(choice) for choice in {tuple(sorted(c.items())) for c in choices}]


@pytest.mark.slow
def test_the_build_says_the_same(built: tuple[Store, Any], embedded: Store) -> None:
    store, result = built
    expected = ingest.compile_into(EmbeddedStore())
    assert (result.quads, result.items, result.report) == (expected.quads, expected.items, expected.report)
    assert set(store.graphs()) == set(embedded.graphs())


@pytest.mark.parametrize("folder", ["questions", "views", "edges", "checks"])
@pytest.mark.slow
def test_every_query_has_the_same_rows(built: tuple[Store, Any], embedded: Store, folder: str) -> None:
    store, _ = built
    different = []
    for query in catalogue.folder(folder).values():
        for given in arguments(query):
            text = query.bind(given, lambda name, classes: search.resolve(embedded, name, classes))
            if answers(store, query, text) != answers(embedded, query, text):
                different.append((query.name, given))
    assert different == []


@pytest.mark.slow
def test_entities_and_validation_are_the_same(built: tuple[Store, Any], embedded: Store) -> None:
    there, here = KnowledgeGraph(built[0]), KnowledgeGraph(embedded)
    for name in ("xAI", "智谱", "organization:google", "DeepSeek", "Rare-earth technology export control"):
        assert there.show(name) == here.show(name)
        assert there.search(name) == here.search(name)
    assert len(there.path("xAI", "PIF")) == len(here.path("xAI", "PIF")) == 1
    assert there.validate() == here.validate()
    assert there.stats() == here.stats()
    with pytest.raises(NotFound) as caught:
        there.resolve("xIA")
    with pytest.raises(NotFound) as expected:
        here.resolve("xIA")
    assert caught.value.candidates == expected.value.candidates


def test_nodes_are_described_alike(built: tuple[Store, Any], embedded: Store) -> None:
    names = sorted({str(s) for (s,) in embedded.select("SELECT DISTINCT ?s { ?s ?p ?o FILTER(ISIRI(?s)) }")})[:1_000]
    for name in sorted(NEEDS_NODES):
        query = catalogue.find("entities", name)
        text = query.with_values("node", names)
        assert answers(built[0], query, text) == answers(embedded, query, text)


def test_one_item_can_be_taken_away_and_put_back(built: tuple[Store, Any]) -> None:
    store, _ = built
    item = next(g for g in sorted(store.graphs()) if "/item/" in g and "#" not in g)
    before = len(store), set(store.graphs())
    graphs = [g for g in store.graphs() if g == item or g.startswith(f"{item}#")]
    links = URIRef("https://w3id.org/aikg/graph/links")
    kept = {g: list(store.select(f"SELECT ?s ?p ?o {{ GRAPH {g.n3()} {{ ?s ?p ?o }} }}")) for g in (*graphs, links)}
    removal.remove(store, item, agent="news desk", source="a test")
    assert len(store) < before[0]
    assert item not in set(store.graphs())
    done = admission.admit(store, {g: t for g, t in kept.items() if "#" not in g}, agent="news desk", source="a test")
    assert done.outcome == "added"
    store.replace({LOG_GRAPH: []})
    assert (len(store), set(store.graphs())) == before
    assert all(isinstance(o, URIRef | Literal) for triples in kept.values() for _, _, o in triples)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "disk"], indirect=True)
@pytest.mark.slow
def test_a_build_takes_the_place_of_another(store: Store, tmp_path: Path) -> None:
    own = URIRef("https://example.org/own")
    ingest.publish(store, shipped=False)
    store.replace({own: [(own, RDF.type, own)]})
    built = ingest.publish(store)
    assert built.items == 11
    assert own not in set(store.graphs())
    assert (built.quads, built.version) == (len(store), store.version())
    bad = tmp_path / "bad.trig"
    bad.write_text(f"GRAPH {own.n3()} {{ {own.n3()} a <https://w3id.org/aikg/ns#Investment> }}")
    with pytest.raises(DoesNotConform):
        ingest.publish(store, [bad], shipped=False)
    assert (len(store), store.version()) == (built.quads, built.version)


def test_a_build_leaves_the_data_of_others_alone(store: Store, tmp_path: Path) -> None:
    theirs = URIRef("https://example.org/theirs")
    if isinstance(store, EmbeddedStore):
        store._store.add(ox.Quad(*[ox.NamedNode(str(theirs))] * 4))
    else:
        store._changes._writer.insert([ox.Quad(*[ox.NamedNode(str(theirs))] * 4)])  # type: ignore[attr-defined]
    with pytest.raises(BadRequest, match=r"1 graphs that aikg did not write, such as <https://example\.org/theirs>"):
        ingest.publish(store)
    assert set(store.graphs()) == {theirs}
