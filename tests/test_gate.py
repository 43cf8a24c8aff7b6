"""The gate: what is in a store, held against shapes, terms and checks, whatever the size of the store."""

from __future__ import annotations

import re
from datetime import date

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF

from aikg import gate, ingest
from aikg.identity import expand
from aikg.stores.embedded import EmbeddedStore
from aikg.validation import Finding, Shapes
from aikg.vocabulary import AIKG, ITEM, NAMES_GRAPH, REGISTRY_GRAPH
from news_samples import PREFIXES, claim, iri, item, registry, relation, shipped, trig, write

ENTITIES = registry(
    ("organization:tencent", "aikg:Organization", "Tencent"),
    ("organization:xai", "aikg:Organization", "xAI"),
    ("model:deepseek-v4", "aikg:Model", "DeepSeek V4"),
)


@pytest.fixture
def held(tmp_path):
    """The findings about everything in a TriG text, with a few entities in the registry."""

    def hold(text: str) -> list[Finding]:
        return list(gate.conformance(loaded(tmp_path, text), gate.authored(loaded(tmp_path, text))))

    return hold


def loaded(folder, *texts: str, store: EmbeddedStore | None = None) -> EmbeddedStore:
    store = EmbeddedStore() if store is None else store
    paths = [write(folder / f"{number}.trig", text) for number, text in enumerate((*texts, PREFIXES + ENTITIES))]
    ingest.load(store, paths)
    return store


def rules(findings) -> list[tuple[str, str, str]]:
    return sorted((f.rule, f.focus, f.value) for f in findings)


def test_a_good_item_passes(held):
    assert held(trig(item(relation()))) == []


def test_what_people_wrote_is_told_from_what_is_derived():
    names = set(gate.authored(shipped()))
    assert {REGISTRY_GRAPH, ITEM["cn-ai-usage-roundup/1"]} <= names
    assert NAMES_GRAPH not in names
    assert not {name for name in names if "#" in name}
    assert any("#" in name for name in shipped().graphs()), "there are derived graphs to leave out"


@pytest.mark.parametrize("blank", ["   ", "\u00a0", "\u3000 "])
def test_a_name_of_nothing_is_told(held, blank):
    (finding,) = held(trig(item(relation())).replace('"Widgets"@en', f'"{blank}"@en'))
    assert (finding.rule, finding.severity) == ("empty-text", "violation")


def test_sameness_is_made_by_a_merger_only(held):
    (finding,) = held(
        trig(item(relation() + "organization:xai <http://www.w3.org/2002/07/owl#sameAs> organization:tencent ."))
    )
    assert (finding.rule, finding.severity) == ("same-as", "violation")
    assert "aikg merge" in finding.message


@pytest.mark.parametrize(("day", "told"), [("2999-01-31", 1), (date.today().isoformat(), 0)])
def test_a_day_of_publication_that_has_not_come_is_told(held, day, told):
    found = held(trig(item(relation())).replace("2026-05-01", day, 1))
    assert [(finding.rule, finding.severity) for finding in found] == [("not-yet-published", "warning")] * told


@pytest.mark.parametrize(
    ("line", "told"),
    [("A round of financing of ? (potential)", 1), ("?: valuation 14 billion-USD", 1), ("Who may buy it? Nobody", 0)],
)
def test_a_line_of_a_draft_that_still_has_a_hole_is_told(held, line, told):
    made = re.sub(r'(rdfs:label )"[^"]*"', rf'\1"{line}"', trig(item(relation())))
    assert line in made
    assert [(finding.rule, finding.severity) for finding in held(made)] == [("label-with-hole", "warning")] * told


def test_an_item_that_was_made_on_a_day_that_has_not_come_is_told(held):
    made = trig(item(relation())).replace('generatedAtTime "2026', 'generatedAtTime "2999')
    assert [(finding.rule, finding.severity) for finding in held(made)] == [("not-yet-made", "warning")]


################################################################ strangers: slips of the pen


def test_an_unknown_property_is_told_with_the_nearest(held):
    (finding,) = held(trig(item(claim("c", "Claim", "aikg:subjekt organization:xai"))))
    assert (finding.severity, finding.rule) == ("violation", "unknown-term")
    assert (finding.focus, finding.path, finding.item) == ("item:news/1#c", "aikg:subjekt", "item:news/1")
    assert "did you mean aikg:subject" in finding.message


def test_graphs_may_be_held_one_at_a_time(monkeypatch):
    """As in a large store, where the links are not beside the claims that they join."""
    monkeypatch.setattr(gate, "BATCH", 1)
    store = shipped()
    whole = list(gate.conformance(store, gate.authored(store)))
    assert [finding for finding in whole if finding.severity == "violation"] == []


def test_a_misspelt_term_of_a_standard_is_told_with_the_nearest(held):
    (finding,) = held(trig(item(claim("c", "Claim", "schema:valeu 5.0"))))
    assert (finding.severity, finding.rule, finding.path) == ("warning", "unknown-term", "schema:valeu")
    assert "did you mean schema:value" in finding.message


def test_an_unknown_class_is_told_with_the_nearest(held):
    found = held(trig(item(relation().replace("aikg:Relation", "aikg:Relationn"))))
    (finding,) = [f for f in found if f.rule == "unknown-term"]
    assert (finding.path, finding.value) == ("rdf:type", "aikg:Relationn")
    assert "did you mean aikg:Relation" in finding.message


def test_an_unknown_concept_is_told_with_the_nearest(held):
    figure = (
        "aikg:subject model:deepseek-v4 ; aikg:metric aikgv:token-per-week ; schema:value 3.0 ; "
        'aikg:unit aikgv:token ; aikg:bound aikgv:exact ; aikg:valueText "3"'
    )
    found = held(trig(item(claim("c", "Observation", figure))))
    (finding,) = [f for f in found if f.rule == "unknown-concept"]
    assert finding.value == "aikgv:token-per-week"
    assert "did you mean aikgv:tokens-per-week" in finding.message


def test_an_unknown_entity_is_told_with_the_nearest(held):
    (finding,) = held(trig(item(relation(target="organization:tencnet"))))
    assert (finding.rule, finding.focus, finding.path) == ("unknown-entity", "item:news/1#maker", "rdf:object")
    assert "did you mean organization:tencent" in finding.message


@pytest.mark.parametrize(
    ("prop", "value", "datatype", "example"),
    [
        ("schema:minValue", "NaN", "decimal", "5000000.0"),
        ("schema:value", "1e5", "decimal", "5000000.0"),
        ("aikg:periodStart", "2026-13-48", "date", "2026-05-01"),
        ("aikg:rank", "third", "integer", "3"),
    ],
)
def test_a_literal_that_is_none_of_its_datatype_is_told(held, capfd, prop, value, datatype, example):
    found = held(trig(item(claim("c", "Claim", f'aikg:subject organization:xai ; {prop} "{value}"^^xsd:{datatype}'))))
    (finding,) = [f for f in found if f.rule == "malformed-literal"]
    assert (finding.severity, finding.focus, finding.path) == ("violation", "item:news/1#c", prop)
    assert f"'{value}' is no xsd:{datatype}" in finding.message
    assert f'"{example}"^^xsd:{datatype}' in finding.message
    assert "Traceback" not in capfd.readouterr().err


def test_what_nothing_resembles_is_told_with_where_to_add_it(held):
    text = trig(item(claim("c", "Claim", "aikg:subject organization:qqqq ; aikg:horizon aikgv:wwww ; aikg:xyzzy 1")))
    cures = {f.rule: f.message for f in held(text) if f.rule.startswith("unknown")}
    assert "data/registry.trig" in cures["unknown-entity"]
    assert "ontology/vocab.ttl" in cures["unknown-concept"]
    assert "ontology/aikg.ttl" in cures["unknown-term"]
    assert not any("did you mean" in cure for cure in cures.values())


def test_terms_of_others_and_known_ones_are_no_strangers(held):
    text = claim("c", "Claim", "schema:url <https://example.org/> ; aikg:subject organization:xai ; skos:note 'x'@en")
    assert held(trig(item(text))) == []


def test_a_relative_iri_is_told(held):
    found = held(trig(item(claim("c", "Claim", "aikg:subject <xai>"))))
    assert ("relative-iri", "item:news/1#c", "file:///xai") in rules(found)


def test_entities_of_another_store_are_proposed_too(tmp_path):
    store = loaded(tmp_path, trig(item(relation(target="organization:antropic"))))
    (alone,) = gate.conformance(store, gate.authored(store))
    (helped,) = gate.conformance(store, gate.authored(store), shipped())
    assert "did you mean" not in alone.message
    assert "did you mean organization:anthropic" in helped.message


def test_a_figure_that_does_not_read_as_printed_is_a_warning(held):
    figure = (
        "aikg:subject model:deepseek-v4 ; aikg:metric aikgv:valuation ; schema:value 320000000000.0 ; "
        'aikg:unit aikgv:USD ; aikg:bound aikgv:exact ; aikg:valueText "$3.2 trillion"'
    )
    (finding,) = held(trig(item(claim("c", "Observation", figure))))
    assert (finding.severity, finding.rule) == ("warning", "figure-misread")
    assert held(trig(item(claim("c", "Observation", figure.replace("32000", "320000", 1))))) == []


################################################################ shapes


@pytest.mark.parametrize("blank", ["[]", "_:c"])
def test_a_blank_claim_is_told_and_where_it_stands(held, blank):
    text = claim("c", "Claim", "aikg:subject organization:xai").replace(f"<{iri()}#c>", blank)
    (finding,) = held(trig(item(text)))
    assert (finding.rule, finding.constraint, finding.item) == ("Claim", "NodeKind", "item:news/1")
    assert "write <{item}#{name}>" in finding.message


def test_a_finding_belongs_to_the_item_of_its_claim(held):
    bad = claim("c", "Claim", "aikg:stage aikgv:stage-potential, aikgv:stage-planned", of=iri(number=2))
    found = held(trig(item(relation()), item(bad, number=2)))
    assert {(f.item, f.focus) for f in found} == {("item:news/2", "item:news/2#c")}


def test_what_is_only_mentioned_is_not_held_against_the_shapes(held):
    """Of an entity that an item mentions just the type is looked up, so its missing name is no finding."""
    text = trig(item(relation(), number=2), name="other").replace("other/1", "other/2")
    assert held(text + trig(item(relation()))) == []


def test_types_of_lists_what_is_mentioned_and_not_described(tmp_path):
    store = loaded(tmp_path, trig(item(relation())))
    triples = {
        ITEM["news/1"]: [
            (ITEM["news/1#x"], RDF.type, AIKG.Claim),
            (ITEM["news/1#x"], AIKG.subject, expand("organization:xai")),
        ]
    }
    assert gate.types_of(store, triples) == [(expand("organization:xai"), RDF.type, AIKG.Organization)]
    assert gate.types_of(store, {}) == []


################################################################ cost


@pytest.fixture
def seen(monkeypatch):
    """How many triples each run of pySHACL was given."""
    sizes: list[int] = []
    real = Shapes.validate
    monkeypatch.setattr(Shapes, "validate", lambda self, data: sizes.append(len(data)) or real(self, data))
    return sizes


def test_one_item_costs_the_same_in_a_small_store_and_in_a_large_one(tmp_path, seen):
    one = ITEM["news/1"]
    small = loaded(tmp_path, trig(item(relation())))
    assert list(gate.conformance(small, [one])) == []
    large = EmbeddedStore()
    many = "".join(
        trig(item(relation(of=iri(f"n{n}")), f"n{n}"), name=f"n{n}").removeprefix(PREFIXES) for n in range(300)
    )
    loaded(tmp_path, trig(item(relation())), PREFIXES + many, store=large)
    assert len(large) > len(small) + 5000
    assert list(gate.conformance(large, [one])) == []
    assert seen[0] == seen[1] < 120


def test_validating_a_file_costs_the_same_against_any_store(tmp_path, seen):
    path = write(tmp_path / "new.trig", trig(item(relation(of=iri("new")), "new"), name="new"))
    small, large = EmbeddedStore(), EmbeddedStore()
    loaded(tmp_path, store=small)
    many = "".join(
        trig(item(relation(of=iri(f"n{n}")), f"n{n}"), name=f"n{n}").removeprefix(PREFIXES) for n in range(100)
    )
    loaded(tmp_path, PREFIXES + many, store=large)
    for known in (small, large):
        assert ingest.validate(known, [path]).findings == ()
    assert seen[0] == seen[1] < 150
    assert len(seen) == 2


def test_what_is_held_at_once_stays_small(tmp_path, seen, monkeypatch):
    monkeypatch.setattr(gate, "BATCH", 200)
    many = "".join(
        trig(item(relation(of=iri(f"n{n}")), f"n{n}"), name=f"n{n}").removeprefix(PREFIXES) for n in range(60)
    )
    store = loaded(tmp_path, PREFIXES + many)
    assert list(gate.conformance(store, gate.authored(store))) == []
    assert len(seen) > 5
    assert max(seen) < 200 + 100


@pytest.mark.parametrize("on_disk", [False, True])
def test_batches_keep_every_entity_and_every_item_whole(tmp_path, monkeypatch, on_disk):
    monkeypatch.setattr(gate, "BATCH", 20)
    names = [f"organization:o{n}" for n in range(60)]
    first = PREFIXES + registry(*((name, "aikg:Organization", name[13:].upper()) for name in names))
    lines = "".join(
        f'{name} skos:altLabel "{name[13:]} Inc."@en ; skos:definition "One of many."@en .\n' for name in names
    )
    second = f"{PREFIXES}<{REGISTRY_GRAPH}> {{ {lines} }}"  # the same entities again, as a second file has them
    store = EmbeddedStore(tmp_path / "store") if on_disk else EmbeddedStore()
    loaded(tmp_path, first, second, trig(item(relation()), item(relation(of=iri(number=2)), number=2)), store=store)
    batches = list(gate._batches(store, gate.authored(store)))
    assert len(batches) > 6
    where: dict[tuple, set[int]] = {}
    for number, batch in enumerate(batches):
        for graph, triples in batch.items():
            for subject, _, _ in triples:
                where.setdefault((graph, subject) if graph == REGISTRY_GRAPH else graph, set()).add(number)
    assert all(len(numbers) == 1 for numbers in where.values())
    flat = [t for batch in batches for triples in batch.values() for t in triples]
    assert (
        len(flat)
        == len(set(flat))
        == len(
            [
                *store.select(
                    "SELECT ?s { GRAPH ?g { ?s ?p ?o } FILTER(?g NOT IN (<https://w3id.org/aikg/graph/ontology>, "
                    "<https://w3id.org/aikg/graph/meta>)) }"
                )
            ]
        )
    )
    assert list(gate.conformance(store, gate.authored(store))) == []
    assert max(sum(map(len, batch.values())) for batch in batches) < 100


################################################################ checks and lending


def test_a_check_tells_what_is_wrong_and_the_cure(tmp_path):
    home, other = f"aikg:reportedIn <{iri()}>", f"aikg:reportedIn <{iri(number=2)}>"
    bad = claim("c", "Claim", "aikg:subject organization:xai").replace(home, other)
    store = loaded(tmp_path, trig(item(bad), item(number=2)))
    found = {f.item: f for f in gate.checks(store) if f.rule == "claim-in-another-graph"}
    assert set(found) == {"item:news/1", "item:news/2"}
    finding = found["item:news/2"]
    assert (finding.severity, finding.focus, finding.path) == ("violation", "item:news/1#c", "aikg:reportedIn")
    assert finding.message.endswith(": move the claim into the graph of its item, or correct aikg:reportedIn")
    assert finding in set(gate.checks(store, ITEM["news/2"]))


def test_the_checks_have_the_same_to_say_of_each_item_as_of_all():
    every = {f for f in gate.checks(shipped()) if f.item}
    assert every
    single = {
        f for item_iri in gate.authored(shipped()) if "/item/" in item_iri for f in gate.checks(shipped(), item_iri)
    }
    assert every == {f for f in single if f.rule != "shared-name"}


def test_lending_brings_types_and_who_else_has_a_name(tmp_path):
    known = loaded(tmp_path)
    ingest.derivation.names_into(known)
    store = EmbeddedStore()
    text = trig(item(relation())) + registry(("organization:tencent-2", "aikg:Organization", "TENCENT"))
    ingest.load(store, [write(tmp_path / "new.trig", text)])
    before = set(gate.authored(store))
    lent = gate.lend(known, store, gate.authored(store))
    assert {"model:deepseek-v4", "organization:tencent"} <= lent
    assert "organization:xai" not in lent, "nothing mentions it"
    assert set(gate.authored(store)) == before, "what is lent is not authored"
    lines = set(store.select(f"SELECT ?s ?p ?o {{ GRAPH <{NAMES_GRAPH}> {{ ?s ?p ?o }} }}"))
    assert {line for line in lines if "/id/" in line[0]} == {
        (expand("model:deepseek-v4"), RDF.type, AIKG.Model),
        (expand("organization:tencent"), RDF.type, AIKG.Organization),
        (expand("organization:tencent"), AIKG.nameKey, Literal("tencent")),
    }


def test_the_whole_graph_that_ships_has_warnings_only():
    found = list(gate.conformance(shipped(), gate.authored(shipped())))
    assert {f.severity for f in found} <= {"warning", "info"}
    assert all(URIRef(str(expand(f.item))) in set(gate.authored(shipped())) for f in found)


def test_a_node_that_very_many_graphs_describe_is_known_once(tmp_path):
    store = loaded(tmp_path, trig(item(relation())))
    run, kind = URIRef("https://w3id.org/aikg/run/nightly"), PROV.Activity
    for number in range(300):
        store.insert(URIRef(f"https://w3id.org/aikg/article/nightly-{number}"), [(run, RDF.type, kind)])
    batch = {ITEM["mine/1"]: [(ITEM["mine/1"], PROV.wasGeneratedBy, run)]}
    assert gate.types_of(store, batch) == [(run, RDF.type, kind)]
