"""Each check finds what its bad file has, finds nothing in its good file, and says who should do what."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from rdflib import URIRef

from aikg import catalogue, resources
from aikg.stores import Solutions
from aikg.stores.embedded import EmbeddedStore
from aikg.terms import Term
from aikg.vocabulary import ONTOLOGY_GRAPH

FOLDER = Path(__file__).parent / "checks"
CHECKS = catalogue.folder("checks")
COLUMNS = {"focus", "item", "path", "value", "message"}
HEADER = {"summary", "problem", "principle", "solution", "severity", "params", "returns"}

Rows = list[dict[str, Term | None]]


def run(store: EmbeddedStore, text: str) -> Rows:
    answer = store.query(text)
    assert isinstance(answer, Solutions)
    return [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]


@cache
def store_of(path: Path) -> EmbeddedStore:
    store = EmbeddedStore()
    for part in resources.ontology_files():
        store.load(part, ONTOLOGY_GRAPH)
    store.load(path)
    return store


def items_of(store: EmbeddedStore) -> list[URIRef]:
    text = "SELECT DISTINCT ?item { ?claim <https://w3id.org/aikg/ns#reportedIn> ?item }"
    return [URIRef(str(row["item"])) for row in run(store, text)]


def test_there_are_checks() -> None:
    assert len(CHECKS) >= 15


@pytest.mark.parametrize("name", CHECKS)
def test_a_bad_file_is_found_and_by_its_own_check_alone(name: str) -> None:
    store = store_of(FOLDER / name / "bad.trig")
    assert {other for other, check in CHECKS.items() if run(store, check.text)} == {name}


@pytest.mark.parametrize("name", CHECKS)
def test_a_bad_file_is_found_with_the_item_bound(name: str) -> None:
    store = store_of(FOLDER / name / "bad.trig")
    found = [row for item in items_of(store) for row in run(store, CHECKS[name].with_terms(item=item))]
    assert found
    assert {row["item"] for row in found} <= set(items_of(store))


@pytest.mark.parametrize("name", CHECKS)
def test_a_good_file_breaks_no_check(name: str) -> None:
    store = store_of(FOLDER / name / "good.trig")
    for other, check in CHECKS.items():
        assert not run(store, check.text), other
        for item in items_of(store):
            assert not run(store, check.with_terms(item=item)), other


@pytest.mark.parametrize("name", CHECKS)
def test_a_row_says_what_is_wrong_and_where(name: str) -> None:
    for row in run(store_of(FOLDER / name / "bad.trig"), CHECKS[name].text):
        assert row["focus"] is not None
        assert row["path"] is not None
        assert row["value"] is not None
        assert row["message"], row
        assert not str(row["message"]).endswith("."), "the cure follows after a colon"


def values(name: str, column: str) -> set[str]:
    rows = run(store_of(FOLDER / name / "bad.trig"), CHECKS[name].text)
    return {str(row[column]).rpartition("#")[2] for row in rows}


@pytest.mark.parametrize(
    ("name", "focus"),
    [
        ("claim-in-another-graph", {"stray", "guest", "home"}),
        ("dangling-reference", {"a", "b", "c", "gone"}),
        ("forecast-of-the-past", {"said", "printed"}),
        ("part-outside-whole", {"one", "slow", "slower", "weak"}),
        ("share-outside-whole", {"accuracy", "share"}),
        ("supersedes-cycle", {"a", "b", "c"}),
        ("week-below-days", {"week", "under"}),
    ],
)
def test_every_way_to_be_wrong_is_found(name: str, focus: set[str]) -> None:
    assert values(name, "focus") == focus


def test_a_link_is_followed_whichever_end_is_gone() -> None:
    rows = run(store_of(FOLDER / "dangling-reference" / "bad.trig"), CHECKS["dangling-reference"].text)
    assert len(rows) == 6


def test_an_edge_is_found_in_the_registry_in_an_item_and_in_what_a_claim_left() -> None:
    assert values("edge-without-claim", "path") == {"developedBy", "releases", "investsIn"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("relative-change", "from 80 to 100 is 25 %, not 20 %"),
        ("point-change", "from 5 % to 35 % is 30 points, not 600"),
        ("week-below-days", "98 a week, but 150 a day makes 1050 a week"),
        ("completed-in-open-round", "the investment is completed, but its round is negotiating"),
        ("forecast-of-the-past", "the period ends on 2026-03-31, the forecast is of 2026-04-02"),
    ],
)
def test_a_message_names_the_figures(name: str, message: str) -> None:
    assert message in values(name, "message")


@pytest.mark.parametrize("name", CHECKS)
def test_the_header_is_whole(name: str) -> None:
    check = CHECKS[name]
    assert check.header.keys() == HEADER
    for field in ("summary", "problem", "principle", "solution"):
        assert isinstance(check.header[field], str)
        assert check.header[field].strip()
    assert check.header["severity"] in ("violation", "warning")
    assert {key: p.type for key, p in check.parameters.items()} == {"item": "entity"}
    assert not check.parameters["item"].required
    assert check.returns.keys() == COLUMNS
    assert not check.header["solution"].endswith(".")
    store = EmbeddedStore()
    answer = store.query(check.text)
    assert isinstance(answer, Solutions)
    assert set(answer.variables) == COLUMNS


def test_every_check_has_both_files_and_every_folder_a_check() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(CHECKS)
    for name in CHECKS:
        assert {path.name for path in (FOLDER / name).iterdir()} == {"bad.trig", "good.trig"}
