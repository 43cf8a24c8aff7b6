"""The card of an entity, its edges and claims, and the ways from one entity to another."""

from __future__ import annotations

from functools import cache

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from aikg import catalogue, network
from aikg.entities import card, item_statements, neighbours, sections, statements
from aikg.errors import BadRequest, NotFound
from aikg.identity import curie, expand
from aikg.paths import around, path
from running import own_store


def iri(name: str) -> URIRef:
    found = expand(name)
    assert found is not None
    return found


@cache
def edges() -> networkx.Graph:
    """Everything that neighbours joins, by the query that it uses, as one graph."""
    graph = networkx.Graph()
    for entity, *_ in own_store().lexical(catalogue.find("entities", "described").text):
        for near in neighbours(own_store(), URIRef(entity)):
            graph.add_edge(curie(entity), near.other)
    return graph


ENTITIES = st.deferred(lambda: st.sampled_from(sorted(edges())))


def test_card():
    xai = card(own_store(), iri("organization:xai"))
    assert (xai.label, xai.type, xai.aliases) == ("xAI", "Organization", ("X.AI", "xAI Corp."))
    assert xai.same_as == "http://www.wikidata.org/entity/Q120599684"
    assert "not the same as XAI Holdings" in xai.definition
    assert xai.names["item:cn-ai-usage-roundup/4"] == "Musk's xAI Funding Round"
    assert {near.other for near in xai.neighbours} <= set(xai.names)
    assert {said.source for said in xai.statements if said.source} <= set(xai.names)


def test_card_of_nothing():
    with pytest.raises(NotFound):
        card(own_store(), iri("organization:nobody"))


def test_entities_of_all_kinds_have_a_card():
    described = sorted(row[0] for row in own_store().lexical(catalogue.find("entities", "described").text))
    for entity in described[::4]:
        told = card(own_store(), URIRef(entity))
        assert told.label and told.type, entity


def test_potential_stays_potential():
    near = neighbours(own_store(), iri("organization:xai"))
    investors = [n for n in near if n.edge.kind == "potentialInvestorIn"]
    assert len(investors) == 4 and all(n.edge.stage == "potential" and not n.outward for n in investors)
    assert not [n for n in near if n.edge.kind == "investsIn"]


def test_edges_lead_back():
    for near in neighbours(own_store(), iri("organization:lantern-labs")):
        assert near.edge.claim.startswith(near.edge.item + "#")
        assert near.other in (near.edge.source, near.edge.target)
        assert (near.edge.source == "organization:lantern-labs") is near.outward


def test_claims_come_in_the_order_of_the_text():
    said = statements(own_store(), iri("organization:xai"))
    starts = [s.places[0].start for s in said]
    assert starts == sorted(starts)
    whole = [s.claim for s in item_statements(own_store(), iri("item:cn-ai-usage-roundup/4"))]
    assert [s.claim for s in said] == [claim for claim in whole if claim in {s.claim for s in said}]


def test_claims_of_every_item():
    for item in [curie(row[0]) for row in own_store().lexical(catalogue.find("entities", "items").text)]:
        said = item_statements(own_store(), iri(item))
        part = sections(own_store(), [item])[item]
        assert said and all(s.item == item and s.label and s.places for s in said)
        assert all(part.start <= s.places[0].start < part.end for s in said), "its own part of the article comes first"
        assert [s.places[0].start for s in said] == sorted(s.places[0].start for s in said)


def test_what_the_lead_says_in_advance_comes_last():
    (streak,) = item_statements(own_store(), iri("item:cn-ai-usage-roundup/1#streak"))
    assert [(p.start, p.end) for p in streak.places] == [(704, 881), (106, 447)]


def test_one_claim_and_none():
    (said,) = item_statements(own_store(), iri("item:lantern/1#paid"))
    assert (said.claim, said.stage, said.modality) == ("item:lantern/1#paid", "completed", "confirmed")
    assert item_statements(own_store(), iri("item:lantern/1#nothing")) == []
    assert item_statements(own_store(), iri("item:nothing/1")) == []


def test_roles_tell_how_a_claim_mentions_the_entity():
    said = {s.claim: s.roles for s in statements(own_store(), iri("organization:tarn-capital"))}
    assert said == {"item:lantern/1#paid": ("investor",)}


def test_contradictions_are_told_on_both_claims():
    said = {s.claim.partition("#")[2]: s for s in item_statements(own_store(), iri("item:cn-ai-usage-roundup/1"))}
    assert said["weekly"].links[0][:2] == ("contradicts", "item:cn-ai-usage-roundup/1#daily")
    assert said["daily"].links[0][:2] == ("contradicts", "item:cn-ai-usage-roundup/1#weekly")


# ways


def test_path():
    steps = path(own_store(), iri("organization:tarn-capital"), iri("organization:zhipu-ai"))
    assert [(s.source, s.edge.kind, s.target, s.forward) for s in steps] == [
        ("organization:tarn-capital", "investsIn", "organization:lantern-labs", True),
        ("organization:lantern-labs", "partnerOf", "organization:meta", True),
        ("organization:meta", "partnerOf", "organization:zhipu-ai", True),
    ]


def test_path_to_itself_and_to_nowhere():
    assert path(own_store(), iri("organization:xai"), iri("organization:xai")) == []
    with pytest.raises(NotFound, match="organization:openai to organization:ridge-robotics"):
        path(own_store(), iri("organization:openai"), iri("organization:ridge-robotics"))


@settings(max_examples=25, deadline=None)
@given(source=ENTITIES, target=ENTITIES)
def test_paths_are_shortest_and_hold_together(source, target):
    try:
        steps = path(own_store(), iri(source), iri(target))
    except NotFound:
        assert not networkx.has_path(edges(), source, target)
        return
    assert len(steps) == networkx.shortest_path_length(edges(), source, target)
    walked = [source, *(step.target for step in steps)]
    assert walked[-1] == target
    for here, step in zip(walked, steps, strict=False):
        assert step.source == here
        ends = (step.edge.source, step.edge.target)
        assert ends == ((step.source, step.target) if step.forward else (step.target, step.source))


def test_around():
    one = list(around(own_store(), iri("organization:lantern-labs"), 1))
    assert len(one) == len(set(one))
    ends = {end for edge in one for end in edge[:2]}
    assert ends == {f"organization:{n}" for n in ("lantern-labs", "tarn-capital", "ridge-fund", "meta")}
    two = set(around(own_store(), iri("organization:lantern-labs"), 2))
    assert two > set(one)
    with pytest.raises(BadRequest):
        list(around(own_store(), iri("organization:xai"), 0))


@settings(max_examples=20, deadline=None)
@given(centre=ENTITIES, hops=st.integers(1, 3))
def test_around_is_what_networkx_calls_an_ego_graph(centre, hops):
    ends = {end for edge in around(own_store(), iri(centre), hops) for end in edge[:2]}
    assert ends == set(networkx.ego_graph(edges(), centre, hops))


def test_sections():
    found = sections(own_store(), ["item:lantern/1", "item:lantern/2", "not a curie"])
    assert found["item:lantern/1"].headline == "Lantern Labs raises money"
    assert found["item:lantern/1"].end < found["item:lantern/2"].start
    assert sections(own_store(), []) == {}


def test_neighbours_give_edges_of_the_network():
    assert all(isinstance(near.edge, network.Edge) for near in neighbours(own_store(), iri("organization:xai")))
