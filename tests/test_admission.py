"""News is let in as a whole or not at all, and nothing that hung on its former version stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib import Literal, URIRef

from aikg import admission, formats, gate, ingest, provenance
from aikg.admission import Outcome
from aikg.errors import BadParameter, DoesNotConform, NotFound
from aikg.graph import KnowledgeGraph
from aikg.stores.embedded import EmbeddedStore
from aikg.submissions import placed
from aikg.vocabulary import AIKG, ITEM, LINKS_GRAPH, LOG_GRAPH, NAMES_GRAPH, REGISTRY_GRAPH
from lantern import own_data
from news_samples import PREFIXES, claim, iri, item, registry, relation, shipped, trig

FEW = registry(
    ("organization:tencent", "aikg:Organization", "Tencent"),
    ("organization:xai", "aikg:Organization", "xAI"),
    ("model:deepseek-v4", "aikg:Model", "DeepSeek V4"),
)
XAI = "aikg:subject organization:xai"
GOOD = trig(item(relation())) + FEW


def news(text: str, rdf_format: str = "trig"):
    return placed(formats.parse(text.encode(), formats.named(rdf_format)))


def admit(store: EmbeddedStore, text: str, rdf_format: str = "trig") -> Outcome:
    return admission.admit(store, news(text, rdf_format), agent="news desk", source="a test")


def refused(store: EmbeddedStore, text: str, rdf_format: str = "trig") -> set[str]:
    """The rules that news breaks; nothing of it may be in the store afterwards."""
    before = store.version(), len(store)
    with pytest.raises(DoesNotConform) as caught:
        admit(store, text, rdf_format)
    assert (store.version(), len(store)) == before
    return {finding.rule for finding in caught.value.report.findings if finding.severity == "violation"}


def content(store: EmbeddedStore) -> set[tuple[str, ...]]:
    """All quads, without data version and log."""
    rows = store.lexical("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }")
    return {row for row in rows if row[0] not in (str(LOG_GRAPH), "https://w3id.org/aikg/graph/meta")}


@pytest.fixture
def store() -> Iterator[EmbeddedStore]:
    copy = shipped().copied()
    yield copy
    assert not [
        f for f in (*gate.conformance(copy, gate.authored(copy)), *gate.checks(copy)) if f.severity == "violation"
    ]
    copy.close()


@pytest.fixture
def bare() -> EmbeddedStore:
    empty = EmbeddedStore()
    ingest.compile_into(empty, shipped=False)
    return empty


def test_what_is_let_in_is_what_a_build_makes(store, tmp_path):
    path = tmp_path / "own.trig"
    path.write_text(own_data(), encoding="utf-8")
    built = EmbeddedStore()
    ingest.compile_into(built, [path])
    assert admit(store, own_data()).outcome == "added"
    assert content(store) == content(built)


def test_the_same_again_is_no_write(store):
    admit(store, own_data())
    before = store.version(), len(store)
    done = admit(store, own_data())
    assert done.outcome == "unchanged"
    assert set(done.things.values()) == {"unchanged"}
    assert (store.version(), len(store)) == before


def test_another_spelling_of_a_number_is_the_same(store):
    admit(store, own_data())
    assert admit(store, own_data().replace("40000000.0", "40000000.00")).outcome == "unchanged"


def test_a_new_version_takes_the_place_of_the_old_one_with_its_edges(store):
    admit(store, own_data())
    paid = URIRef("https://w3id.org/aikg/item/lantern/1#paid")
    assert store.holds(paid)
    done = admit(store, own_data().replace("one:paid", "one:put"))
    assert done.outcome == "replaced"
    assert done.things["item:lantern/2"] == "unchanged"
    assert not store.holds(paid)
    assert next(store.lexical(f"SELECT ?o {{ GRAPH <{ITEM['lantern/1#put']}> {{ ?s <{AIKG.investsIn}> ?o }} }}"))
    fresh = shipped().copied()
    admit(fresh, own_data().replace("one:paid", "one:put"))
    assert content(store) == content(fresh)


def test_an_edge_goes_when_its_claim_gives_none_any_more(store):
    admit(store, own_data())
    admit(store, own_data().replace("aikgv:stage-completed", "aikgv:stage-cancelled"))
    assert not store.holds(ITEM["lantern/1#paid"])


def test_new_names_are_found(store):
    kg = KnowledgeGraph(store)
    admit(store, own_data())
    assert str(kg.resolve("灯笼实验室")) == "https://w3id.org/aikg/id/organization/lantern-labs"
    assert kg.search("lantern lab")[0].label == "Lantern Labs"


def test_one_item_needs_no_article_that_is_there(store):
    admit(store, own_data())
    text = own_data()
    second = (
        PREFIXES
        + "@prefix two: <https://w3id.org/aikg/item/lantern/2#> .\n"
        + text[text.index("<https://w3id.org/aikg/item/lantern/2> {") :]
    )
    done = admit(store, second.replace("Ridge may follow", "Ridge might follow"))
    assert done.things == {"item:lantern/2": "replaced"}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (trig(item(relation(target="organization:nobody"))), {"unknown-entity"}),
        (trig(item(relation(target="<https://evil.example/x>"))), {"foreign-entity"}),
        (trig(item(claim("c", "Claim", f'{XAI} ; rdfs:comment "\\u202ea"@en'))), {"unseen-character"}),
        (trig(item(claim("bare", "Observation", XAI))), {"Observation-number", "Observation-metric"}),
        (trig(item(claim("a", "Claim", f"aikg:partOf <{iri()}#none> ; {XAI}"))), {"dangling-reference"}),
        (PREFIXES + registry(("organization:xai", "aikg:Organization", "Another name")), {"Named-prefLabel"}),
        (PREFIXES + registry(("organization:xai", "aikg:Model", "xAI")), {"another-class"}),
        (PREFIXES + registry(("organization:new", "aikg:Organisation", "New")), {"unknown-term"}),
        (PREFIXES + f"<{LINKS_GRAPH}> {{ <{iri()}#x> aikg:contradicts <{iri()}#y> }}", {"dangling-reference"}),
        (trig(), {"article-alone"}),
    ],
)  # fmt: skip
def test_what_does_not_conform_is_not_stored(store, text, rules):
    assert refused(store, text) >= rules


def test_a_claim_that_another_item_refers_to_cannot_vanish(store):
    part = claim("part", "Claim", f"aikg:subject organization:xai ; aikg:partOf <{iri()}#maker>", of=iri(number=2))
    both = trig(item(relation()), item(part, number=2))
    admit(store, both)
    renamed = trig(item(relation("creator")))
    assert refused(store, renamed) == {"still-referred-to"}
    together = trig(item(relation("creator")), item(part.replace("#maker", "#creator"), number=2))
    assert admit(store, together).outcome == "replaced"


def test_links_to_a_claim_that_goes_go_with_it_and_are_told(store):
    admit(store, trig(item(relation()), item(relation("again", of=iri(number=2)), number=2)))
    link = f"<{LINKS_GRAPH}> {{ <{iri()}#maker> aikg:sameEventAs <{iri(number=2)}#again> }}"
    assert admit(store, PREFIXES + link).outcome == "added"
    done = admit(store, trig(item(relation("creator"))))
    assert done.notes == ("the link item:news/1#maker aikg:sameEventAs item:news/2#again went with its claim",)
    others = store.lexical(f"SELECT ?s {{ GRAPH <{LINKS_GRAPH}> {{ ?s ?p ?o FILTER(CONTAINS(STR(?s), '/news/')) }} }}")
    assert list(others) == []


@pytest.mark.parametrize(
    ("links", "rule"),
    [
        ("<{a}> aikg:contradicts <https://w3id.org/aikg/item/nope/1#x>", "dangling-reference"),
        ("<https://w3id.org/aikg/item/nope/1#x> aikg:contradicts <{a}>", "dangling-reference"),
        (
            "<https://w3id.org/aikg/item/no/1#x> aikg:supersedes <https://w3id.org/aikg/item/no/2#x>",
            "dangling-reference",
        ),
        ("<{a}> aikg:supersedes <{a}>", "supersedes-cycle"),
        ("<{c}> aikg:supersedes <{a}>", "supersedes-cycle"),
    ],
)
def test_links_that_lead_nowhere_or_in_a_circle_are_refused(store, links, rule):
    admit(store, trig(*(item(relation("x", of=iri(number=n)), number=n) for n in (1, 2, 3))))
    a, b, c = (f"{iri(number=n)}#x" for n in (1, 2, 3))
    admit(store, PREFIXES + f"<{LINKS_GRAPH}> {{ <{a}> aikg:supersedes <{b}> . <{b}> aikg:supersedes <{c}> }}")
    text = links.format(a=a, c=c)
    assert refused(store, PREFIXES + f"<{LINKS_GRAPH}> {{ {text} }}") == {rule}


def test_the_registry_is_only_added_to(store):
    before = set(store.select(f"SELECT ?s ?p ?o {{ GRAPH <{REGISTRY_GRAPH}> {{ ?s ?p ?o }} }}"))
    alias = f'<{REGISTRY_GRAPH}> {{ organization:xai skos:altLabel "x dot AI"@en }}'
    done = admit(store, PREFIXES + alias)
    assert done.things == {"organization:xai": "replaced"}
    after = set(store.select(f"SELECT ?s ?p ?o {{ GRAPH <{REGISTRY_GRAPH}> {{ ?s ?p ?o }} }}"))
    assert len(after - before) == 1 and before < after
    assert (URIRef("https://w3id.org/aikg/id/organization/xai"), AIKG.nameKey, Literal("xdotai")) in set(
        store.select(f"SELECT ?s ?p ?o {{ GRAPH <{NAMES_GRAPH}> {{ ?s ?p ?o }} }}")
    )


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("organization:xai <http://purl.org/dc/terms/isReplacedBy> organization:openai .", "foreign-subject"),
        ("organization:xai <http://purl.org/dc/terms/isReplacedBy> organization:xai .", "foreign-subject"),
        ('organization:xai aikg:nameKey "openai" .', "foreign-subject"),
        ('organization:xay skos:altLabel "Grok makers"@en .', "unknown-entity"),
    ],
)
def test_nobody_submits_what_aikg_says_of_entities_nor_of_nobody(store, said, rule):
    text = f"{PREFIXES}<https://w3id.org/aikg/graph/registry> {{ {said} }}"
    with pytest.raises(DoesNotConform) as told:
        admit(store, text)
    assert rule in {finding.rule for finding in told.value.report.findings}


def test_a_merger_and_a_key_stand_in_their_own_graphs_only(store):
    """What somebody has loaded past the gate makes no merger, and no name."""
    graph = KnowledgeGraph(store)
    xai = graph.resolve("xAI")
    redirect = (xai, URIRef("http://purl.org/dc/terms/isReplacedBy"), xai)
    store.add({REGISTRY_GRAPH: [redirect, (xai, AIKG.nameKey, Literal("openai"))]})
    assert graph.resolve("OpenAI") != xai == graph.resolve("xAI") == graph.resolve("organization:xai")
    admit(store, trig(item(relation())))


def test_two_with_one_name_are_told_apart_in_a_warning(store):
    done = admit(store, PREFIXES + registry(("organization:x-ai", "aikg:Organization", "xAI")))
    assert [(f.rule, f.focus, f.value) for f in done.report.findings] == [
        ("shared-name", "organization:x-ai", "organization:xai")
    ]


def test_a_figure_of_another_item_counts_in_the_checks(store):
    def figure(name: str, number: int, value: str, more: str = "") -> str:
        of = iri("news", number)
        body = (
            f"{XAI} ; aikg:metric aikgv:downloads ; aikg:unit aikgv:download ; schema:value {value} ; "
            f'aikg:bound aikgv:exact ; aikg:valueText "{value}" {more}'
        )
        return claim(name, "Observation", body, of=of)

    admit(store, trig(item(figure("before", 1, "100.0"))))
    after = figure(
        "after", 2, "150.0", f"; aikg:change 20.0 ; aikg:changeUnit aikgv:percent ; aikg:baseline <{iri()}#before>"
    )
    text = trig(item(figure("before", 1, "100.0")), item(after, number=2))
    alone = text[: text.index(f"<{iri()}> {{")] + text[text.index(f"<{iri(number=2)}> {{") :]
    done = admit(store, alone)
    assert "relative-change" in {finding.rule for finding in done.report.findings}


def test_the_log_tells_what_was_done(store):
    admit(store, trig(item(relation())))
    admit(store, trig(item(relation("creator"))))
    said = [(e.action, e.thing, e.agent, e.source) for e in provenance.entries(store)]
    assert said == [
        ("replaced", "item:news/1", "news desk", "a test"),
        ("added", "article:news", "news desk", "a test"),
        ("added", "item:news/1", "news desk", "a test"),
    ]
    assert [e.thing for e in provenance.entries(store, URIRef(iri()), limit=1)] == ["item:news/1"]


def test_an_orcid_is_an_agent_of_its_own(store):
    orcid = "https://orcid.org/0000-0002-1825-0097"
    admission.admit(store, news(trig(item(relation()))), agent=orcid, source="https://example.org/news.trig")
    assert {(e.agent, e.source) for e in provenance.entries(store)} == {(orcid, "https://example.org/news.trig")}


@pytest.mark.parametrize("agent", ["", "  ", "two\nlines", "x" * 101, "\x1b[31mred", "\ud800"])
def test_an_agent_has_a_name(store, agent):
    with pytest.raises(BadParameter, match="by"):
        admission.admit(store, news(trig(item(relation()))), agent=agent, source="a test")


def test_a_store_without_ontology_says_what_to_do():
    with pytest.raises(NotFound, match="aikg build"):
        admit(EmbeddedStore(), GOOD)


def test_an_empty_graph_takes_its_first_item(bare):
    assert admit(bare, GOOD).outcome == "added"
    assert not list(gate.conformance(bare, gate.authored(bare)))


def test_what_is_not_given_to_the_trial_is_not_seen_by_it(store):
    """The old version of what is replaced does not vouch for a reference in the new one."""
    refers = claim("part", "Claim", f"aikg:subject organization:xai ; aikg:partOf <{iri()}#maker>", of=iri(number=2))
    admit(store, trig(item(relation())))
    assert "dangling-reference" in refused(store, trig(item(relation("creator")), item(refers, number=2)))
