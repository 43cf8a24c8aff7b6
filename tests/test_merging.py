"""Merging two entities, and taking them apart again: nothing is lost, everything follows, and the undo is exact."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SKOS

from aikg import (
    admission,
    aliases,
    derivation,
    formats,
    gate,
    mergers,
    provenance,
    removal,
    rewriting,
    search,
    submissions,
)
from aikg.errors import BadRequest, NotFound, Taken
from aikg.graph import KnowledgeGraph
from aikg.identity import expand
from aikg.stores.embedded import EmbeddedStore
from aikg.terms import Triple
from aikg.vocabulary import AIKG, ID, ITEM, LOG_GRAPH, META_GRAPH, REGISTRY_GRAPH, SCHEMA
from lantern import write_own

FUND, ROBOTICS = (URIRef(ID[f"organization/ridge-{name}"]) for name in ("fund", "robotics"))
XAI, HOLDINGS = URIRef(ID["organization/xai"]), URIRef(ID["organization/xai-holdings"])


@pytest.fixture
def own(store: EmbeddedStore) -> EmbeddedStore:
    """The graph that ships, to be written to."""
    return store.copied()


def state(store: EmbeddedStore) -> bytes:
    """The dump, without the data version and the log."""
    out = io.BytesIO()
    store.dump(out, formats.named("nquads"))
    apart = (f"<{META_GRAPH}> .".encode(), f"<{LOG_GRAPH}> .".encode())
    return b"\n".join(line for line in out.getvalue().splitlines() if not line.endswith(apart))


def quads(store: EmbeddedStore) -> Iterator[tuple[URIRef, Triple]]:
    for graph, s, p, o in store.select("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"):
        yield graph, (s, p, o)


def test_what_named_the_other_names_the_kept_one_and_back(own: EmbeddedStore) -> None:
    before = state(own)
    done = mergers.merge(own, XAI, HOLDINGS, agent="Jane Example")
    assert (done.kept, done.merged, done.claims) == ("organization:xai", "organization:xai-holdings", 1)
    assert "XAI Holdings" in done.names
    graph = KnowledgeGraph(own)
    assert graph.resolve("XAI Holdings") == graph.resolve("organization:xai-holdings") == XAI
    assert [hit.id for hit in graph.search("xAI Holdings Corp.", 1)] == ["organization:xai"]
    assert "item:cn-ai-usage-roundup/4#merger" in {said.claim for said in graph.show("xAI").statements}
    assert "XAI Holdings" in graph.show("xAI").aliases
    assert gate.authored(own) == [g for g in gate.authored(own) if not g.startswith(ID)]
    assert graph.validate().conforms
    undone = mergers.unmerge(own, HOLDINGS, agent="Jane Example")
    assert set(undone.names) == set(done.names)
    assert state(own) == before
    assert KnowledgeGraph(own).resolve("XAI Holdings") == HOLDINGS


def test_derived_edges_follow(own: EmbeddedStore) -> None:
    meta, kept = URIRef(ID["organization/meta"]), URIRef(ID["organization/openai"])
    before = state(own)
    mergers.merge(own, kept, meta, force=True, agent="Jane Example")  # Wikidata knows that they are two
    edges = set(derivation.edges(own))
    assert {(g, *t) for g, t in quads(own) if "#" in g and g.startswith(ITEM)} == edges
    assert any(kept in edge and edge[2] == AIKG.partnerOf for edge in edges)
    assert not any(meta in edge for edge in edges)
    mergers.unmerge(own, meta, agent="Jane Example")
    assert state(own) == before


def test_links_within_the_registry_follow(own: EmbeddedStore) -> None:
    """A family is merged: its versions belong to the other one."""
    qwen, pangu = URIRef(ID["model/qwen"]), URIRef(ID["model/pangu"])
    members = set(own.select(f"SELECT ?m {{ ?m <{SCHEMA.isPartOf}> <{qwen}> }}"))
    before = state(own)
    assert members
    mergers.merge(own, pangu, qwen, force=True, agent="Jane Example")
    assert members <= set(own.select(f"SELECT ?m {{ ?m <{SCHEMA.isPartOf}> <{pangu}> }}"))
    mergers.unmerge(own, qwen, agent="Jane Example")
    assert state(own) == before


@pytest.mark.parametrize(
    ("kept", "merged", "words"),
    [
        ("organization:xai", "organization:xai", "nothing to merge"),
        ("organization:xai", "model:gpt-4o", "one class"),
        ("item:cn-ai-usage-roundup/1", "item:cn-ai-usage-roundup/2", "sameEventAs"),
        ("organization:meta", "organization:zhipu-ai", "name both|names both"),
        ("organization:tencent", "organization:alibaba", "Wikidata"),
        ("organization:xai", "organization:nobody", "of no class"),
    ],
)
def test_what_is_not_one_is_not_merged(kept: str, merged: str, words: str, own: EmbeddedStore) -> None:
    before = state(own), own.version()
    with pytest.raises(BadRequest, match=words):
        mergers.merge(own, expand(kept), expand(merged), agent="Jane Example")  # type: ignore[arg-type]
    assert (state(own), own.version()) == before


def test_force_merges_what_claims_tell_apart_and_the_undo_is_exact(own: EmbeddedStore) -> None:
    before = state(own)
    meta, zhipu = URIRef(ID["organization/meta"]), URIRef(ID["organization/zhipu-ai"])
    mergers.merge(own, meta, zhipu, force=True, agent="Jane Example")
    assert state(own) != before
    mergers.unmerge(own, zhipu, agent="Jane Example")
    assert state(own) == before


def test_only_what_was_merged_is_taken_apart(own: EmbeddedStore) -> None:
    with pytest.raises(NotFound, match="organization:xai"):
        mergers.unmerge(own, XAI, agent="Jane Example")
    mergers.merge(own, XAI, HOLDINGS, agent="Jane Example")
    with pytest.raises(NotFound, match="Nearest: organization:xai-holdings"):
        mergers.unmerge(own, XAI, agent="Jane Example")
    assert mergers.merged_into(own, XAI) == [HOLDINGS]


def test_what_was_written_since_stays(own: EmbeddedStore) -> None:
    mergers.merge(own, XAI, HOLDINGS, agent="Jane Example")
    aliases.add(own, XAI, "Grok maker", agent="Jane Example")
    claim = URIRef(ITEM["cn-ai-usage-roundup/4#merger"])
    item = URIRef(ITEM["cn-ai-usage-roundup/4"])
    meta = URIRef(ID["organization/meta"])
    now, then = [(claim, AIKG.subject, meta)], [(claim, AIKG.subject, XAI)]
    own.replace({}, adding={item: now}, removing={item: then})
    mergers.unmerge(own, HOLDINGS, agent="Jane Example")
    assert KnowledgeGraph(own).resolve("Grok maker") == XAI
    assert set(own.select(f"SELECT ?s {{ <{claim}> <{AIKG.subject}> ?s }}")) == {(URIRef(ID["organization/meta"]),)}


# News that names a merged entity


def lantern(tmp_path: Path) -> dict[URIRef, list[Triple]]:
    """The second article, as it is submitted."""
    (path,) = formats.rdf_files([write_own(tmp_path) / "news"])
    return {g: list(triples) for g, triples in submissions.placed(formats.read(path)).items() if g is not None}


def test_news_may_name_what_was_merged(own: EmbeddedStore, tmp_path: Path) -> None:
    """Its file stays as it is: adding it again changes nothing, and undoing the merger gives what was written."""
    news = lantern(tmp_path)
    admission.admit(own, news, agent="Jane Example", source="lantern")
    written = state(own)
    mergers.merge(own, FUND, ROBOTICS, agent="Jane Example")
    mergers.merge(own, XAI, FUND, agent="Jane Example", force=True)
    merged = state(own)
    assert admission.admit(own, news, agent="Jane Example", source="lantern").outcome == "unchanged"
    assert state(own) == merged
    item = URIRef(ITEM["lantern/2"])
    removal.remove(own, item, agent="Jane Example", source="a test")
    assert admission.admit(own, news, agent="Jane Example", source="lantern").outcome == "added"
    assert state(own) == merged
    assert set(own.select(f"SELECT ?i {{ <{item}#may> <{AIKG.investor}> ?i }}")) == {(XAI,)}
    mergers.unmerge(own, FUND, agent="Jane Example")
    mergers.unmerge(own, ROBOTICS, agent="Jane Example")
    assert state(own) == written


# Any sequence of mergers, undone in any order


NAMES = "abcdef"
ENTITIES = [URIRef(ID[f"organization/{name}"]) for name in NAMES]
_ROLES = (AIKG.investor, AIKG.investee)


def little(pairs: list[tuple[int, int, int]]) -> EmbeddedStore:
    """Organizations, each a part of the next, and investments between them, as (item, investor, investee)."""
    store = EmbeddedStore()
    registry: list[Triple] = []
    for name, entity, whole in zip(NAMES, ENTITIES, [*ENTITIES[1:], None], strict=True):
        registry += [(entity, RDF.type, AIKG.Organization), (entity, SKOS.prefLabel, Literal(f"Org {name}", lang="en"))]
        registry += [(entity, SKOS.altLabel, Literal(alias, lang="en")) for alias in (f"{name.upper()} Inc", "The Org")]
        registry += [] if whole is None else [(entity, SCHEMA.isPartOf, whole)]
    store.add({REGISTRY_GRAPH: registry})
    for number, (where, *ends) in enumerate(pairs):
        item, claim = URIRef(ITEM[f"t/{where}"]), URIRef(ITEM[f"t/{where}#c{number}"])
        said = [(claim, role, ENTITIES[end]) for role, end in zip(_ROLES, ends, strict=True)]
        more = [(claim, RDF.type, AIKG.Investment), (claim, AIKG.reportedIn, item)]
        stage = (claim, AIKG.stage, URIRef("https://w3id.org/aikg/vocab/stage-completed"))
        store.add({item: [*said, *more, stage]})
    derivation.names_into(store)
    derivation.edges_into(store)
    return store


@settings(max_examples=60, deadline=None)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 5)), max_size=6),
    steps=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=5),
    data=st.data(),
)
@pytest.mark.slow
def test_mergers_are_undone_in_any_order(pairs: list[tuple[int, int, int]], steps: list, data: st.DataObject) -> None:
    store = little(pairs)
    before, merged = state(store), []
    for kept, other in steps:
        ends = [search.kept(store, ENTITIES[number]) for number in (kept, other)]
        if ends[0] != ends[1]:
            mergers.merge(store, *ends, force=True, agent="Jane Example")  # type: ignore[arg-type]
            merged.append(ends[1])
            consistent(store)
    for entity in data.draw(st.permutations(merged)):
        mergers.unmerge(store, entity, agent="Jane Example")
        consistent(store)
    assert state(store) == before


def consistent(store: EmbeddedStore) -> None:
    """What is authored names no merged entity, edges and keys are those that follow, each has all its names."""
    now = rewriting.redirects(store)
    authored = [t for g, t in quads(store) if gate.is_authored(g)]
    assert not set(now) & {term for s, _, o in authored for term in (s, o)}
    assert {(g, *t) for g, t in quads(store) if "#" in g} == set(derivation.edges(store))
    keys = {t for _, t in quads(store) if t[1] == AIKG.nameKey}
    assert keys == set(derivation.names(store))
    for name, entity in zip(NAMES, ENTITIES, strict=True):
        assert search.same(store, f"Org {name}") == [str(rewriting.target(entity, now))]
        assert search.kept(store, entity) == rewriting.target(entity, now)


# Aliases


def test_an_alias_is_found_at_once_and_gone_at_once(own: EmbeddedStore) -> None:
    before, graph = state(own), KnowledgeGraph(own)
    assert graph.search("Grokmakers", 1) == []
    assert aliases.add(own, XAI, " Grok‑Makers ", agent="Jane Example")
    assert graph.resolve("grok makers") == XAI
    assert [hit.id for hit in graph.search("Grokmakers", 1)] == ["organization:xai"]
    assert not aliases.add(own, XAI, "Grok‑Makers", agent="Jane Example"), "it has it already"
    aliases.remove(own, XAI, "Grok‑Makers", agent="Jane Example")
    assert state(own) == before
    with pytest.raises(NotFound):
        graph.resolve("grok makers")


def test_an_alias_of_another_is_refused_with_the_cure(own: EmbeddedStore) -> None:
    before = state(own)
    with pytest.raises(Taken, match=r"organization:zhipu-ai.*aikg merge"):
        aliases.add(own, XAI, "智 谱", agent="Jane Example")
    assert state(own) == before
    assert aliases.add(own, URIRef(ID["model/doubao"]), "智谱", agent="Jane Example"), (
        "another kind of thing may be called so"
    )


@pytest.mark.parametrize("name", ["", " - ", "a\nb", "a\u202eb", "\ud800", "x" * 201])
def test_what_is_no_name_is_no_alias(name: str, own: EmbeddedStore) -> None:
    with pytest.raises(BadRequest):
        aliases.add(own, XAI, name, agent="Jane Example")


def test_a_label_is_no_alias_and_an_unknown_alias_is_told_with_those_there_are(own: EmbeddedStore) -> None:
    with pytest.raises(BadRequest, match="prefLabel"):
        aliases.remove(own, XAI, "xAI", agent="Jane Example")
    with pytest.raises(NotFound, match=r"X\.AI"):
        aliases.remove(own, XAI, "Y.AI", agent="Jane Example")


def test_a_key_that_another_name_has_stays(own: EmbeddedStore) -> None:
    assert aliases.add(own, XAI, "x ai", agent="Jane Example")
    aliases.remove(own, XAI, "x ai", agent="Jane Example")
    assert KnowledgeGraph(own).resolve("xai") == XAI


def test_aliases_tell_where_they_come_from(own: EmbeddedStore) -> None:
    mergers.merge(own, XAI, HOLDINGS, agent="Jane Example")
    found = {alias.name: alias for alias in aliases.listed(own, XAI)}
    assert found["XAI Holdings"].merged == "organization:xai-holdings"
    assert found["xAI"][1:] == ("en", "prefLabel", "")
    assert aliases.listed(own, XAI)[0].name == "xAI"


def test_the_log_tells_who_did_what(own: EmbeddedStore) -> None:
    mergers.merge(own, XAI, HOLDINGS, agent="Jane Example")
    aliases.add(own, XAI, "Grokmakers", agent="Joe Example")
    told = {(e.agent, e.action, e.thing, e.source) for e in provenance.entries(own)}
    merged = "merged organization:xai-holdings into organization:xai"
    assert told == {
        ("Jane Example", "removed", "organization:xai-holdings", merged),
        ("Jane Example", "replaced", "organization:xai", merged),
        ("Joe Example", "replaced", "organization:xai", "the alias Grokmakers added"),
    }
