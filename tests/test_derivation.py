"""Edges that follow from claims, and the keys of names: never authored, always from one claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from aikg import catalogue, derivation
from aikg.identity import curie, expand, name_key
from aikg.stores.embedded import EmbeddedStore
from aikg.vocabulary import AIKG, NAMES_GRAPH
from news_samples import PREFIXES, claim, iri, item, relation, shipped

STAGES = ("potential", "negotiating", "planned", "announced", "in-effect", "completed", "cancelled")
MODALITIES = ("confirmed", "reported", "estimated", "forecast", "rumoured", "denied")
MONEY = "aikg:investor organization:pif ; aikg:investee organization:xai"


def stage(name: str) -> str:
    return f" ; aikg:stage aikgv:stage-{name}"


@pytest.fixture
def edges_of(tmp_path):
    """The edges of some claims, as CURIEs: claim name, source, kind, target."""

    def derive(*claims: str) -> set[tuple[str, str, str, str]]:
        return edges(tmp_path, *claims)

    return derive


def edges(folder, *claims: str) -> set[tuple[str, str, str, str]]:
    path = folder / "item.trig"
    path.write_text(f"{PREFIXES}<{iri()}> {{{item(''.join(claims))}}}", encoding="utf-8")
    store = EmbeddedStore()
    store.load(path)
    rows = [tuple(curie(part) for part in row) for row in derivation.edges(store)]
    assert len(rows) == len(set(rows))
    return {(claim.rpartition("#")[2], source, kind, target) for claim, source, kind, target in rows}


EXAMPLES = {
    "investsIn": (
        claim("c", "Investment", MONEY + stage("completed")),
        {("organization:pif", "aikg:investsIn", "organization:xai")},
    ),
    "potentialInvestorIn": (
        claim("c", "Investment", MONEY + stage("potential")),
        {("organization:pif", "aikg:potentialInvestorIn", "organization:xai")},
    ),
    "partnerOf": (
        claim("c", "Partnership", "aikg:partner organization:xai, organization:tencent, organization:meta"),
        {
            (one, "aikg:partnerOf", other)
            for one in ("organization:xai", "organization:tencent", "organization:meta")
            for other in ("organization:xai", "organization:tencent", "organization:meta")
            if one != other
        },
    ),
    "relation": (relation("c"), {("model:deepseek-v4", "aikg:developedBy", "organization:tencent")}),
    "releases": (
        claim("c", "Release", "aikg:agent organization:xai ; aikg:subject model:grok-4" + stage("announced")),
        {("organization:xai", "aikg:releases", "model:grok-4")},
    ),
    "deployedAt": (
        claim("c", "Deployment", "aikg:subject model:grok-4 ; aikg:site organization:xai, organization:meta"),
        {
            ("model:grok-4", "aikg:deployedAt", "organization:xai"),
            ("model:grok-4", "aikg:deployedAt", "organization:meta"),
        },
    ),
    "restricts and targets": (
        claim(
            "c",
            "PolicyMeasure",
            "aikg:agent organization:eu ; aikg:partOf policy:act ; aikg:targets place:cn ; "
            "aikg:measureKind aikgv:kind-restriction",
        ),
        {("organization:eu", "aikg:restricts", "place:cn"), ("policy:act", "aikg:targets", "place:cn")},
    ),
    "targets alone": (
        claim(
            "c", "PolicyMeasure", "aikg:partOf policy:act ; aikg:targets place:cn ; aikg:measureKind aikgv:kind-fund"
        ),
        {("policy:act", "aikg:targets", "place:cn")},
    ),
    "agent": (
        claim(
            "c",
            "PolicyMeasure",
            "aikg:agent organization:eu ; aikg:partOf policy:act ; aikg:measureKind aikgv:kind-governance-role",
        ),
        {("policy:act", "aikg:agent", "organization:eu")},
    ),
    "useOfFunds": (
        claim(
            "c", "FundingRound", "aikg:investee organization:xai ; aikg:useOfFunds product:gpu" + stage("negotiating")
        ),
        {("organization:xai", "aikg:useOfFunds", "product:gpu")},
    ),
    "claimedBy": (
        claim("c", "Claim", "aikg:subject model:grok-4 ; aikg:claimedBy organization:openrouter"),
        {("model:grok-4", "aikg:claimedBy", "organization:openrouter")},
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_rule_makes_its_edges_in_a_graph_named_by_the_claim(edges_of, name):
    text, expected = EXAMPLES[name]
    assert edges_of(text) == {("c", *edge) for edge in expected}


def test_every_rule_has_an_example(edges_of):
    made = {kind.removeprefix("aikg:") for _, expected in EXAMPLES.values() for _, kind, _ in expected}
    assert {rule for rule in catalogue.folder("edges") if rule != "relation"} <= made


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_denied_is_no_edge(edges_of, name):
    text = EXAMPLES[name][0].replace("aikgv:modality-reported", "aikgv:modality-denied")
    assert text != EXAMPLES[name][0]
    assert edges_of(text) == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_cancelled_is_no_edge(edges_of, name):
    text = EXAMPLES[name][0]
    for other in STAGES:
        text = text.replace(f" ; aikg:stage aikgv:stage-{other}", "")
    text = text.replace(" a aikg:", " aikg:stage aikgv:stage-cancelled ; a aikg:", 1)
    assert edges_of(text) == set()


@given(st.sampled_from([None, *STAGES]), st.sampled_from(MODALITIES))
def test_only_an_investment_that_is_done_is_an_investment(tmp_path_factory, at, modality):
    text = claim("c", "Investment", MONEY + (stage(at) if at else ""), modality=modality)
    kinds = {kind for _, _, kind, _ in edges(tmp_path_factory.mktemp("edges"), text)}
    if modality == "denied" or at in (None, "cancelled"):
        assert kinds == set()
    elif at in ("completed", "in-effect"):
        assert kinds == {"aikg:investsIn"}
    else:
        assert kinds == {"aikg:potentialInvestorIn"}


def test_a_measure_that_does_not_restrict_is_no_restriction(edges_of):
    for kind in ("fund", "recognition", "safeguard", "principle"):
        text = EXAMPLES["restricts and targets"][0].replace("kind-restriction", f"kind-{kind}")
        assert {row[2] for row in edges_of(text)} == {"aikg:targets"}


def test_nobody_is_a_partner_of_itself(edges_of):
    assert edges_of(claim("c", "Partnership", "aikg:partner organization:xai")) == set()


def test_claims_do_not_mix(edges_of):
    one = claim("one", "Release", "aikg:agent organization:xai ; aikg:subject model:a" + stage("announced"))
    two = claim("two", "Release", "aikg:agent organization:meta ; aikg:subject model:b" + stage("announced"))
    assert edges_of(one, two) == {
        ("one", "organization:xai", "aikg:releases", "model:a"),
        ("two", "organization:meta", "aikg:releases", "model:b"),
    }


def test_the_same_edge_from_two_claims_stands_twice(edges_of):
    claims = [claim(name, "Investment", MONEY + stage("completed")) for name in ("one", "two")]
    assert {row[0] for row in edges_of(*claims)} == {"one", "two"}


################################################################ the graph that ships


def items() -> list[URIRef]:
    return [URIRef(row[0]) for row in shipped().lexical(catalogue.find("entities", "items").text)]


def test_the_edges_of_one_item_are_those_of_all_that_are_its_own():
    every = list(derivation.edges(shipped()))
    assert len(every) > 50
    assert len(every) == len(set(every))
    assert len(items()) == 11
    by_item = {one: {row for row in every if row[0].startswith(f"{one}#")} for one in items()}
    assert set().union(*by_item.values()) == set(every)
    for one, expected in by_item.items():
        assert set(derivation.edges(shipped(), one)) == expected


def test_edge_graphs_are_the_same_edges_by_claim():
    for one in items():
        graphs = derivation.edge_graphs(shipped(), one)
        assert {(claim, *edge) for claim, triples in graphs.items() for edge in triples} == set(
            derivation.edges(shipped(), one)
        )
        for claim_iri in graphs:
            assert (
                next(shipped().select(f"SELECT ?c {{ <{claim_iri}> <{AIKG.reportedIn}> <{one}> }}"), None) is not None
            )


def test_every_edge_in_the_store_stands_in_the_graph_of_its_claim_and_nothing_else_does():
    stored = {
        tuple(URIRef(part) for part in row)
        for row in shipped().lexical('SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "#")) }')
    }
    assert stored == set(derivation.edges(shipped()))


def test_every_kind_of_edge_is_one_of_the_ontology():
    known = {row[0] for row in shipped().lexical(f"SELECT ?kind {{ ?kind a <{AIKG.Edge}> }}")}
    assert {str(kind) for _, _, kind, _ in derivation.edges(shipped())} <= known


################################################################ names


def test_every_name_has_its_key(tmp_path):
    path = tmp_path / "a.trig"
    path.write_text(
        f"{PREFIXES}<urn:g> {{ organization:x a aikg:Organization ; skos:prefLabel 'Zhipu AI'@en, '智谱'@zh ; "
        "skos:altLabel '---'@en ; skos:hiddenLabel 'Z.ai' . <urn:not-ours> a aikg:Claim ; skos:prefLabel 'Other'@en }",
        encoding="utf-8",
    )
    store = EmbeddedStore()
    store.load(path)
    entity = expand("organization:x")
    expected = {(entity, AIKG.nameKey, Literal(key)) for key in ("zhipuai", "智谱", "z.ai")}
    assert set(derivation.names(store)) == expected
    derivation.names_into(store)
    assert set(store.select(f"SELECT ?s ?p ?o {{ GRAPH <{NAMES_GRAPH}> {{ ?s ?p ?o }} }}")) == expected


def test_every_name_that_ships_is_found_by_its_key():
    by_key = catalogue.find("entities", "by-keys")
    for entity, _, name, _ in shipped().lexical(catalogue.find("entities", "names").text):
        rows = shipped().lexical(by_key.with_values("key", [Literal(name_key(name))]))
        assert entity in {row[1] for row in rows}
