"""The generator of synthetic news: the same for the same seed, valid, and skewed. Speed is measured by hand."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from aikg import gate, ingest
from aikg.stores.embedded import EmbeddedStore

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
ITEMS = 300


def generated(path: Path, *options: str) -> Path:
    command = [sys.executable, str(BENCHMARKS / "generate.py"), "--items", str(ITEMS), *options, str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory.mktemp("news") / "news.nq")


@pytest.fixture(scope="module")
def store(quads: Path) -> EmbeddedStore:
    """Built through the whole gate, which refuses violations."""
    built = EmbeddedStore()
    report = ingest.compile_into(built, [quads], shipped=False).report
    assert report.conforms
    assert not report.findings
    return built


def test_the_same_seed_gives_the_same_bytes(quads: Path, tmp_path: Path) -> None:
    again = generated(tmp_path / "again.nq")
    assert again.read_bytes() == quads.read_bytes()
    assert generated(tmp_path / "other.nq", "--seed", "8").read_bytes() != quads.read_bytes()


def test_trig_holds_the_same_quads(quads: Path, tmp_path: Path) -> None:
    stores = [EmbeddedStore(), EmbeddedStore()]
    for held, path in zip(stores, (quads, generated(tmp_path / "news.trig")), strict=True):
        held.load(path)
    query = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(?g != <https://w3id.org/aikg/graph/meta>) }"
    first, second = (set(held.lexical(query)) for held in stores)
    assert first == second


@pytest.mark.slow
def test_so_many_items_with_one_to_four_claims(store: EmbeddedStore) -> None:
    claims = Counter(item for (item,) in store.lexical("SELECT ?i { ?c <https://w3id.org/aikg/ns#reportedIn> ?i }"))
    assert len(claims) == ITEMS
    assert min(claims.values()) == 1
    assert max(claims.values()) == 4


def test_every_class_of_claim_is_there(store: EmbeddedStore) -> None:
    found = {class_.rpartition("#")[2] for (class_,) in store.lexical("SELECT DISTINCT ?t { ?c a ?t }")}
    claims = "Claim Relation Observation Forecast Release FundingRound Investment Partnership Deployment PolicyMeasure"
    assert set(claims.split()) <= found


def test_one_item_conforms_alone(store: EmbeddedStore) -> None:
    item = max(graph for graph in store.graphs() if "/item/" in graph and "#" not in graph)
    assert not list(gate.conformance(store, [item]))
    assert not list(gate.checks(store, item))


def test_hubs_are_named_far_more_often_than_others(store: EmbeddedStore) -> None:
    rows = store.lexical("SELECT ?e { ?c <https://w3id.org/aikg/ns#subject> ?e }")
    mentions = sorted(Counter(entity for (entity,) in rows).values(), reverse=True)
    assert mentions[0] >= 10 * mentions[len(mentions) // 2]
    assert sum(mentions[: len(mentions) // 10]) > 0.4 * sum(mentions)


def test_news_spans_years_and_grows(store: EmbeddedStore) -> None:
    rows = store.lexical("SELECT ?d { ?a <https://schema.org/datePublished> ?d }")
    years = Counter(day[:4] for (day,) in rows)
    assert len(years) >= 7
    assert years["2025"] > 2 * years["2020"]


def test_another_format_is_refused_in_words(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCHMARKS / "generate.py"), str(tmp_path / "news.ttl")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert ".nq, .trig" in done.stderr


@pytest.mark.slow
def test_servers_are_measured_side_by_side(tmp_path: Path) -> None:
    """Real servers; one that is not installed is left out with a word, and the others go on."""
    out = tmp_path / "tables.md"
    options = ["--items", "20", "--seconds", "0.2", "--only", "aikg,oxigraph memory", "--out", str(out)]
    command = [sys.executable, str(BENCHMARKS / "endpoints.py"), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told = out.read_text(encoding="utf-8")
    cells = [cell.strip() for line in told.splitlines() if line.startswith("| card |") for cell in line.split("|")]
    rates = [float(cell.split(" ")[0].replace(",", "")) for cell in cells if "/" in cell]
    assert len(rates) >= 2
    assert min(rates) > 0
    assert "≠ " not in told.replace("`≠ n`", "")
    assert "### Load and memory" in told


def test_an_engine_that_does_not_exist_is_refused_in_words() -> None:
    command = [sys.executable, str(BENCHMARKS / "endpoints.py"), "--only", "nonesuch"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no engine nonesuch; there are aikg" in done.stderr
