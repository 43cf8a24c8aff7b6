"""One event, told by several: what is found, and what is not, since both may be so; and links between claims."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, XSD

from aikg import conflicts, links, provenance
from aikg.comparison import Claim, compare
from aikg.errors import BadRequest, NotFound
from aikg.graph import KnowledgeGraph
from aikg.identity import curie, expand
from aikg.kinds import LINK_KINDS
from aikg.stores.embedded import EmbeddedStore
from aikg.terms import Term, Triple
from aikg.vocabulary import AIKG, ARTICLE, ITEM, LINKS_GRAPH, SCHEMA

Said = dict[str, Any]

_ROLES = {"subject", "agent", "investor", "investee", "partner", "site", "claimedBy", "partOf", "targets"}
_LISTS = {
    "metric": "aikgv:",
    "unit": "aikgv:",
    "bound": "aikgv:",
    "stage": "aikgv:stage-",
    "modality": "aikgv:modality-",
    "horizon": "aikgv:",
    "measureKind": "aikgv:kind-",
}
_NUMBERS = {"value", "minValue", "maxValue"}
_RELATION = {"source": RDF.subject, "predicate": RDF.predicate, "object": RDF.object}


def term(name: str, value: Any) -> Term:
    if name in _ROLES or name in ("source", "object"):
        return expand(f"organization:{value}") or URIRef(value)
    if name in _LISTS:
        return expand(_LISTS[name] + value) or URIRef(value)
    if name == "predicate":
        return AIKG[value]
    if name in _NUMBERS:
        return Literal(Decimal(str(value)))
    kind = XSD.date if name in ("periodStart", "periodEnd", "assertedOn") else None
    return Literal(value, datatype=kind) if kind else Literal(value, lang="en" if name == "useCase" else None)


def news(*items: Said) -> EmbeddedStore:
    """Items of one claim each; `day` is when its article came out, `kind` the class of the claim."""
    store = EmbeddedStore()
    for number, said in enumerate(items, 1):
        item, article = URIRef(ITEM[f"made-up-{number}/1"]), URIRef(ARTICLE[f"made-up-{number}"])
        claim = URIRef(f"{item}#c")
        triples: list[Triple] = [
            (item, SCHEMA.isPartOf, article),
            (claim, AIKG.reportedIn, item),
            (claim, RDF.type, AIKG[said["kind"]]),
            (claim, RDFS.label, Literal(f"claim {number}", lang="en")),
        ]
        if "day" in said:
            triples.append((article, SCHEMA.datePublished, Literal(said["day"], datatype=XSD.date)))
        for name in said.keys() - {"kind", "day"}:
            values = said[name] if isinstance(said[name], list) else [said[name]]
            prop = SCHEMA[name] if name in _NUMBERS else _RELATION.get(name) or AIKG[name]
            triples += [(claim, prop, term(name, value)) for value in values]
        store.add({item: triples})
    return store


def found(*items: Said, **options: Any) -> list[tuple[str, int, int]]:
    """(kind, number of the one item, number of the other), as they are found."""
    pairs = conflicts.candidates(news(*items), **options)
    return sorted((c.kind, *(int(name.split("-")[2].split("/")[0]) for name in (c.claim, c.other))) for c in pairs)


DOWNLOADS = {
    "kind": "Observation", "subject": "acme", "metric": "downloads", "unit": "download", "modality": "reported",
    "day": "2026-05-01", "bound": "exact", "value": 20_000, "valueText": "20,000",
}  # fmt: skip
MONEY = {
    "kind": "Investment", "investor": "first-fund", "investee": "acme", "stage": "completed", "modality": "reported",
    "day": "2026-05-01", "bound": "exact", "value": 5_000_000, "valueText": "5 million", "unit": "USD",
}  # fmt: skip
ROUND = {
    "kind": "FundingRound",
    "investee": "acme",
    "stage": "negotiating",
    "modality": "reported",
    "day": "2026-05-01",
}
DEAL = {"kind": "Partnership", "partner": ["acme", "borealis"], "stage": "announced", "day": "2026-05-01"}
RELEASE = {"kind": "Release", "subject": "acme-one", "agent": "acme", "stage": "planned", "day": "2026-05-01"}
USE = {"kind": "Deployment", "subject": "acme-one", "site": "harbour", "stage": "in-effect", "day": "2026-05-01"}
RULE = {
    "kind": "PolicyMeasure", "partOf": "act", "targets": "acme", "measureKind": "restriction", "stage": "announced",
    "day": "2026-05-01",
}  # fmt: skip
OUTLOOK = {
    **DOWNLOADS, "kind": "Forecast", "metric": "industry-size", "unit": "CNY", "modality": "forecast",
    "periodEnd": "2027-12-31", "period": "by the end of 2027", "claimedBy": "oracle",
}  # fmt: skip
MADE = {"kind": "Relation", "source": "acme-one", "predicate": "developedBy", "object": "acme", "modality": "reported"}
LOWER = {"bound": "more-than", "value": [], "minValue": 20_000}


def more_than(number: float) -> Said:
    return {"bound": "more-than", "value": [], "minValue": number, "valueText": f"more than {number}"}


PAIRS: list[tuple[str, Said, Said, str | None]] = [
    # figures
    ("another figure the same week", DOWNLOADS, {"value": 52_000, "day": "2026-05-04"}, "contradicts"),
    ("rounded", DOWNLOADS, {"value": 20_100}, "sameEventAs"),
    ("about so many", DOWNLOADS, {"value": 21_500, "bound": "about"}, "sameEventAs"),
    ("another unit", DOWNLOADS, {"value": 52_000, "unit": "user"}, None),
    ("another metric", DOWNLOADS, {"value": 52_000, "metric": "app-count"}, None),
    ("another subject", DOWNLOADS, {"value": 52_000, "subject": "borealis"}, None),
    ("a month later", DOWNLOADS, {"value": 52_000, "day": "2026-06-03"}, None),
    ("other periods", {**DOWNLOADS, "period": "in April"}, {"value": 52_000, "period": "in May"}, None),
    ("the same period", {**DOWNLOADS, "period": "in April"}, {"value": 52_000, "day": "2026-09-01"}, "contradicts"),
    (
        "periods that overlap",
        {**DOWNLOADS, "periodStart": "2026-04-01", "periodEnd": "2026-04-30"},
        {"value": 52_000, "periodStart": "2026-04-20", "periodEnd": "2026-05-20"},
        "contradicts",
    ),
    (
        "periods apart",
        {**DOWNLOADS, "periodStart": "2026-01-01", "periodEnd": "2026-01-31"},
        {"value": 52_000, "periodStart": "2026-04-01", "periodEnd": "2026-04-30"},
        None,
    ),
    ("two lower bounds", {**DOWNLOADS, **more_than(20_000)}, more_than(300), None),
    ("the same lower bound", {**DOWNLOADS, **more_than(20_000)}, more_than(20_000), "sameEventAs"),
    ("above a lower bound", DOWNLOADS, more_than(300), None),
    ("below a lower bound", DOWNLOADS, more_than(52_000), "contradicts"),
    (
        "ranges that overlap",
        {**DOWNLOADS, "bound": "range", "value": [], "minValue": 10_000, "maxValue": 20_000},
        {"minValue": 15_000, "maxValue": 30_000},
        None,
    ),
    (
        "ranges apart",
        {**DOWNLOADS, "bound": "range", "value": [], "minValue": 10_000, "maxValue": 20_000},
        {"minValue": 30_000, "maxValue": 40_000},
        "contradicts",
    ),
    ("within a range", DOWNLOADS, {"bound": "range", "value": [], "minValue": 15_000, "maxValue": 30_000}, None),
    ("what for", {**DOWNLOADS, "useCase": "reading"}, {"value": 52_000, "useCase": "writing"}, None),
    ("one of them denied", DOWNLOADS, {"modality": "denied"}, "contradicts"),
    ("both denied", {**DOWNLOADS, "modality": "denied"}, {"value": 52_000}, None),
    ("a forecast and a count", DOWNLOADS, {"kind": "Forecast", "value": 52_000}, None),
    # forecasts
    ("two forecasters", OUTLOOK, {"value": 90_000, "claimedBy": "seer"}, "contradicts"),
    ("another target", OUTLOOK, {"value": 90_000, "periodEnd": "2030-12-31", "period": "by the end of 2030"}, None),
    ("its own forecast, later", OUTLOOK, {"value": 90_000, "day": "2026-08-01"}, "supersedes"),
    ("its own forecast again", OUTLOOK, {"day": "2026-05-03"}, "sameEventAs"),
    ("another horizon", {**OUTLOOK, "horizon": "short-term"}, {"value": 90_000, "horizon": "long-term"}, None),
    # money
    ("another amount", MONEY, {"value": 8_000_000}, "contradicts"),
    ("the same amount", MONEY, {"day": "2026-05-05"}, "sameEventAs"),
    ("another currency", MONEY, {"value": 36_000_000, "unit": "CNY"}, "sameEventAs"),
    ("without an amount", MONEY, {"value": [], "bound": [], "unit": []}, "sameEventAs"),
    ("another investor", MONEY, {"value": 8_000_000, "investor": "second-fund"}, None),
    ("the next year", MONEY, {"value": 8_000_000, "day": "2027-06-01"}, None),
    ("potential, then completed", {**MONEY, "stage": "potential"}, {"stage": "completed"}, "supersedes"),
    (
        "potential, then completed with more",
        {**MONEY, "stage": "potential"},
        {"stage": "completed", "value": 8_000_000, "day": "2026-07-01"},
        "supersedes",
    ),
    ("completed, years after", {**MONEY, "stage": "potential"}, {"stage": "completed", "day": "2029-05-01"}, None),
    ("completed, then potential", MONEY, {"stage": "potential", "day": "2026-05-20"}, None),
    ("completed or cancelled", MONEY, {"stage": "cancelled", "day": "2026-05-03"}, "contradicts"),
    (
        "planned, then cancelled",
        {**MONEY, "stage": "planned"},
        {"stage": "cancelled", "day": "2026-06-01"},
        "supersedes",
    ),
    ("in effect is as far as completed", MONEY, {"stage": "in-effect"}, "sameEventAs"),
    ("denied", MONEY, {"modality": "denied", "day": "2026-05-02"}, "contradicts"),
    ("denied a season later", MONEY, {"modality": "denied", "day": "2026-09-02"}, None),
    # rounds, deals, releases, deployments, measures
    ("a round, told twice", ROUND, {"day": "2026-05-03"}, "sameEventAs"),
    ("a round, completed", ROUND, {"stage": "completed", "day": "2026-07-01"}, "supersedes"),
    ("another's round", ROUND, {"investee": "borealis"}, None),
    ("a deal, told twice", DEAL, {"partner": ["borealis", "acme", "third"]}, "sameEventAs"),
    ("a deal with another", DEAL, {"partner": ["acme", "third"]}, None),
    ("a release, done", RELEASE, {"stage": "completed", "day": "2026-06-01"}, "supersedes"),
    ("another's release", RELEASE, {"agent": "borealis"}, None),
    ("in use, told twice", USE, {"day": "2026-05-02"}, "sameEventAs"),
    ("in use elsewhere", USE, {"site": "airport"}, None),
    ("a rule, in effect", RULE, {"stage": "in-effect", "day": "2026-08-01"}, "supersedes"),
    ("another rule", RULE, {"measureKind": "fund"}, None),
    # relations are stated again and again
    ("made by, said twice", MADE, {}, None),
    ("made by, denied", MADE, {"modality": "denied"}, "contradicts"),
]


@pytest.mark.parametrize(("name", "one", "change", "kind"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_a_pair(name: str, one: Said, change: Said, kind: str | None) -> None:
    """Found as it should be, whichever of the two came in first."""
    other = {**one, **change}
    assert {c for c, *_ in found(one, other)} == ({kind} if kind else set()), name
    (forth,) = found(one, other) or [None]
    (back,) = found(other, one) or [None]
    if kind == "supersedes":
        assert forth == ("supersedes", 2, 1), "the later one supersedes"
        assert back == ("supersedes", 1, 2)
    elif kind:
        assert forth == back == (kind, 1, 2)


def test_precision_and_recall_among_all_at_once() -> None:
    """Every pair in one store, each about parties of its own, finds just what it finds alone."""
    items: list[Said] = []
    expected = []
    for number, (_, one, change, kind) in enumerate(PAIRS):
        for said in (one, {**one, **change}):
            items.append({k: _own(v, number) if k in _ROLES | {"source", "object"} else v for k, v in said.items()})
        if kind:
            ends = (len(items) - 1, len(items))
            expected.append((kind, *(reversed(ends) if kind == "supersedes" else ends)))
    assert found(*items) == sorted(_in_order(expected))


def _own(value: Any, number: int) -> Any:
    return [f"{v}-{number:03}" for v in value] if isinstance(value, list) else f"{value}-{number:03}"


def _in_order(pairs: list[Any]) -> list[tuple[str, int, int]]:
    """Pairs that have no direction begin with the claim whose IRI comes first."""
    return [
        (kind, *(ends if kind == "supersedes" else sorted(ends, key=lambda n: f"made-up-{n}/")))
        for kind, *ends in pairs
    ]


def test_claims_of_one_item_are_one_telling(store: EmbeddedStore) -> None:
    """Across items only; but a week has seven days, in one item, too."""
    copy = store.copied()
    weekly, daily = (URIRef(ITEM[f"cn-ai-usage-roundup/1#{name}"]) for name in ("weekly", "daily"))
    assert list(conflicts.candidates(copy)) == []
    links.unlink(copy, weekly, "contradicts", daily, agent="Jane Example")
    (pair,) = conflicts.candidates(copy)
    assert (pair.kind, pair.claim, pair.other) == ("contradicts", curie(daily), curie(weekly))
    assert "9.8 × 10^13 tokens a week against above 1.5 × 10^14 tokens a day" in pair.reason


def test_what_is_told_by_means_of_the_other_is_no_candidate() -> None:
    store = news(DOWNLOADS, {**DOWNLOADS, "value": 52_000})
    assert len(list(conflicts.candidates(store))) == 1
    one, other = (URIRef(ITEM[f"made-up-{n}/1#c"]) for n in (1, 2))
    store.add({URIRef(ITEM["made-up-2/1"]): [(other, AIKG.baseline, one)]})
    assert list(conflicts.candidates(store)) == []


def test_only_some_kinds_or_of_some_claims() -> None:
    items = [DOWNLOADS, {**DOWNLOADS, "value": 52_000}, ROUND, {**ROUND, "stage": "completed"}]
    assert found(*items) == [("contradicts", 1, 2), ("supersedes", 4, 3)]
    assert found(*items, kinds=("supersedes",)) == [("supersedes", 4, 3)]
    store = news(*items)
    for number, pair in ((1, ("contradicts", 1, 2)), (2, ("contradicts", 1, 2)), (3, ("supersedes", 4, 3))):
        among = conflicts.claims_of(store, URIRef(ITEM[f"made-up-{number}/1"]))
        assert found(*items, among=among) == [pair]
    assert found(*items, among=[]) == []


def test_days_widen_what_is_one_event() -> None:
    items = [DOWNLOADS, {**DOWNLOADS, "value": 52_000, "day": "2026-05-20"}]
    assert found(*items) == []
    assert found(*items, soon=30) == [("contradicts", 1, 2)]


def test_a_thousand_reports_of_one_thing_are_not_held_against_each_other_all() -> None:
    """Reports in the order of their time: each sees those of its days, and no more than these are looked at."""
    days = [f"20{year:02}-{month:02}-15" for year in range(10, 40) for month in range(1, 13)]
    items = [{**DOWNLOADS, "day": day, "value": 1_000 * n, "claimedBy": f"s{n}"} for n, day in enumerate(days, 1)]
    assert found(*items) == []
    assert len(found(*items, {**DOWNLOADS, "day": days[100], "value": 1})) == 1


values = st.decimals(min_value=-1000, max_value=1000, places=2)
figures = st.one_of(
    st.builds(lambda v, b: {"bound": (f"aikgv:{b}",), "value": (str(v),)}, values, st.sampled_from(["exact", "about"])),
    st.builds(lambda v: {"bound": ("aikgv:more-than",), "minValue": (str(v),)}, values),
    st.builds(lambda v: {"bound": ("aikgv:at-most",), "maxValue": (str(v),)}, values),
    st.builds(
        lambda a, b: {"bound": ("aikgv:range",), "minValue": (str(min(a, b)),), "maxValue": (str(max(a, b)),)},
        values,
        values,
    ),
)


@given(figures, figures)
def test_figures_that_leave_room_for_each_other_never_contradict(one: Said, other: Said) -> None:
    a, b = (Claim(f"c{n}", {**said, "reportedIn": (f"i{n}",)}) for n, said in enumerate((one, other)))
    low, high = (max(float(x[0]) for x in (a.figure, b.figure)), min(float(x[1]) for x in (a.figure, b.figure)))  # type: ignore[index]
    verdict = compare(a, b, figures=True)
    back = compare(b, a, figures=True)
    assert (verdict is not None and verdict.kind == "contradicts") == (low > high)
    assert (verdict and verdict.kind) == (back and back.kind)


# Links


@pytest.fixture
def two() -> tuple[EmbeddedStore, URIRef, URIRef]:
    store = news(DOWNLOADS, {**DOWNLOADS, "value": 52_000}, MONEY)
    return store, URIRef(ITEM["made-up-1/1#c"]), URIRef(ITEM["made-up-2/1#c"])


@pytest.mark.parametrize("kind", links.KINDS)
def test_a_link_is_made_and_taken_away(kind: str, two: tuple[EmbeddedStore, URIRef, URIRef]) -> None:
    store, one, other = two
    assert links.link(store, one, kind, other, note="as both print it", agent="Jane Example")
    assert not links.link(store, one, kind, other, agent="Jane Example"), "as before"
    (linked,) = conflicts.linked(store)
    assert (linked.kind, linked.claim, linked.other) == (kind, curie(one), curie(other))
    assert (linked.state, linked.reason) == ("linked", "as both print it")
    assert linked.label == "claim 1"
    assert list(conflicts.candidates(store)) == [], "it was judged"
    shown = KnowledgeGraph(store).query("contradictions")
    assert [row["claim"] for row in shown] == ([str(one)] if kind == "contradicts" else [])
    links.unlink(store, one, kind, other, agent="Jane Example")
    assert not store.holds(LINKS_GRAPH)
    assert len(list(conflicts.candidates(store))) == 1
    assert {e.source for e in provenance.entries(store)} == {
        f"linked: {kind} {curie(other)}", f"unlinked: {kind} {curie(other)}"
    }  # fmt: skip


def test_what_cannot_be_linked_is_told(two: tuple[EmbeddedStore, URIRef, URIRef]) -> None:
    store, one, other = two
    version = store.version()
    nobody = URIRef(ITEM["made-up-9/1#c"])
    for ends, kind, error, words in (
        ((one, one), "contradicts", BadRequest, "joins two"),
        ((one, nobody), "contradicts", NotFound, "no claim"),
        ((URIRef(ITEM["made-up-1/1"]), other), "contradicts", NotFound, "no claim"),
        ((one, other), "equals", BadRequest, "sameEventAs"),
    ):
        with pytest.raises(error, match=words):
            links.link(store, ends[0], kind, ends[1], agent="Jane Example")
    for note in ("x" * 501, "\ud800"):
        with pytest.raises(BadRequest, match="note"):
            links.link(store, one, "contradicts", other, note=note, agent="Jane Example")
    assert store.version() == version
    links.link(store, one, "supersedes", other, agent="Jane Example")
    with pytest.raises(BadRequest, match="already"):
        links.link(store, other, "supersedes", one, agent="Jane Example")
    links.link(store, other, "supersedes", (third := URIRef(ITEM["made-up-3/1#c"])), agent="Jane Example")
    with pytest.raises(BadRequest, match="through others"):
        links.link(store, third, "supersedes", one, agent="Jane Example")
    with pytest.raises(NotFound, match="Nearest: item:made-up-1/1#c aikg:supersedes item:made-up-2/1#c"):
        links.unlink(store, one, "contradicts", other, agent="Jane Example")


def test_the_note_of_another_link_stays(two: tuple[EmbeddedStore, URIRef, URIRef]) -> None:
    store, one, other = two
    third = URIRef(ITEM["made-up-3/1#c"])
    links.link(store, one, "contradicts", other, note="see both", agent="Jane Example")
    links.link(store, one, "sameEventAs", third, agent="Jane Example")
    assert {c.reason for c in conflicts.linked(store)} == {""}, "of which of the two it is, nobody can tell"
    links.unlink(store, one, "sameEventAs", third, agent="Jane Example")
    assert [c.reason for c in conflicts.linked(store)] == ["see both"]


def test_every_kind_of_pair_is_among_the_pairs() -> None:
    kinds = {kind for *_, kind in PAIRS}
    assert kinds == {None, *LINK_KINDS}
    assert len(set(itertools.chain(name for name, *_ in PAIRS))) == len(PAIRS)
