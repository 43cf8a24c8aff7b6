"""What is found wrong: the same report as text, as JSON and as SHACL."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH

from aikg import formats, resources
from aikg.identity import expand
from aikg.validation import SHAPES, Finding, Report, Shapes
from news_samples import PREFIXES, article, claim, item, relation

VIOLATION = Finding(
    "violation",
    "A claim needs one line in our own words: add rdfs:label.",
    "item:news/1#c",
    "rdfs:label",
    "organization:xai",
    "Claim-label",
    "MinCount",
    "item:news/1",
    "news.trig",
)
WARNING = Finding("warning", 'Two entities share "a name".\nMerge them.', "organization:a", rule="shared-name")
INFO = Finding("info", "Only to be known.", "", rule="note")
REPORT = Report((INFO, WARNING, VIOLATION))


################################################################ the report


@pytest.mark.parametrize(
    ("findings", "conforms"),
    [((), True), ((INFO, WARNING), True), ((WARNING, VIOLATION), False), ((VIOLATION,), False)],
)
def test_only_violations_stand_in_the_way(findings, conforms):
    report = Report(findings)
    assert report.conforms is conforms
    assert report.to_json()["conforms"] is conforms
    assert str(report).startswith("conforms:" if conforms else "does not conform:")
    assert set(report.to_graph().objects(None, SH.conforms)) == {Literal(conforms)}


def test_the_text_has_violations_first_and_all_that_helps_to_mend():
    paragraphs = str(REPORT).split("\n\n")
    assert paragraphs[0] == "does not conform: 1 violation, 1 warning"
    assert paragraphs[1] == (
        "VIOLATION news.trig · item:news/1 · item:news/1#c · rdfs:label\n"
        "  A claim needs one line in our own words: add rdfs:label.\n"
        "  found: organization:xai\n"
        "  rule: Claim-label (MinCount)"
    )
    assert paragraphs[2].startswith("WARNING organization:a\n")
    assert "found:" not in paragraphs[2]
    assert paragraphs[3].startswith("INFO")
    assert len(paragraphs) == 4


def test_the_json_is_json_with_every_field():
    told = json.loads(json.dumps(REPORT.to_json()))
    assert (told["violations"], told["warnings"], len(told["findings"])) == (1, 1, 3)
    assert told["findings"][2] == VIOLATION._asdict()
    assert set(told["findings"][0]) == set(Finding._fields)


def test_the_shacl_report_is_turtle_that_can_be_read_back():
    graph = Graph().parse(data=REPORT.to_graph().serialize(format="turtle"), format="turtle")
    report = graph.value(None, RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    results = list(graph.objects(report, SH.result))
    assert len(results) == 3
    assert set(graph.subjects(RDF.type, SH.ValidationResult)) == set(results)
    severities = sorted(str(graph.value(result, SH.resultSeverity)).rpartition("#")[2] for result in results)
    assert severities == ["Info", "Violation", "Warning"]
    (result,) = graph.subjects(SH.resultSeverity, SH.Violation)
    assert graph.value(result, SH.focusNode) == expand("item:news/1#c")
    assert graph.value(result, SH.resultPath) == RDFS.label
    assert graph.value(result, SH.value) == expand("organization:xai")
    assert graph.value(result, SH.sourceShape) == SHAPES["Claim-label"]
    assert graph.value(result, SH.sourceConstraintComponent) == SH.MinCountConstraintComponent
    assert graph.value(result, SH.resultMessage) == Literal(VIOLATION.message, lang="en")
    (warning,) = graph.subjects(SH.resultSeverity, SH.Warning)
    assert graph.value(warning, SH.resultMessage) == Literal(WARNING.message, lang="en")
    assert graph.value(warning, SH.value) is None


def test_a_value_that_is_no_iri_stays_a_text():
    for value in ("3.2 trillion", 'a "b"', "智谱", "http://not an iri", "a:b c"):
        graph = Report((VIOLATION._replace(value=value),)).to_graph()
        again = Graph().parse(data=graph.serialize(format="turtle"), format="turtle")
        assert set(again.objects(None, SH.value)) == {Literal(value)}


def test_the_shacl_report_of_nothing_conforms_and_has_no_results():
    graph = Report(()).to_graph()
    assert set(graph.objects(None, SH.conforms)) == {Literal(True)}
    assert list(graph.objects(None, SH.result)) == []


def test_the_same_findings_make_the_same_documents():
    assert REPORT.to_graph().serialize(format="turtle") == REPORT.to_graph().serialize(format="turtle")


################################################################ the shapes


def graph_of(text: str) -> Graph:
    graph = Graph()
    for s, p, o, _ in formats.parse((PREFIXES + text).encode(), formats.named("turtle")):
        graph.add((s, p, o))
    for path in resources.ontology_files():
        for s, p, o, _ in formats.read(path):
            if p in (RDFS.subClassOf, RDF.type) or "broader" in p:
                graph.add((s, p, o))
    return graph


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes()


def test_a_good_item_has_no_findings(shapes):
    assert shapes.validate(graph_of(article() + item(relation()))) == []


def test_a_finding_tells_node_property_value_and_rule(shapes):
    text = article() + item(claim("c", "Claim", "aikg:stage aikgv:stage-done"))
    (finding,) = shapes.validate(graph_of(text))
    assert finding.severity == "violation"
    assert (finding.focus, finding.path) == ("item:news/1#c", "aikg:stage")
    assert finding.value == "aikgv:stage-done"
    assert (finding.rule, finding.constraint) == ("Claim-stage", "In")
    assert "stage-potential" in finding.message, "the message says what there is instead"


def test_severities_are_those_of_the_shapes(shapes):
    text = article().replace('schema:datePublished "2026-05-01"^^xsd:date', 'schema:genre "x"') + item()
    assert [f.severity for f in shapes.validate(graph_of(text))] == ["warning"]


def test_a_subclass_is_held_against_the_shapes_of_its_class(shapes):
    text = article() + item(relation().replace('rdfs:label "maker"@en ;', ""))
    assert {(f.rule, f.focus) for f in shapes.validate(graph_of(text))} == {("Claim-label", "item:news/1#maker")}


def test_one_set_of_shapes_holds_many_graphs_apart(shapes):
    bad = graph_of(article() + item(claim("c", "Claim", "aikg:stage aikgv:stage-done")))
    good = graph_of(article() + item(relation()))
    first = shapes.validate(bad)
    assert first
    assert shapes.validate(good) == []
    assert shapes.validate(bad) == first


def test_findings_come_sorted_and_once(shapes):
    text = article() + item(claim("b", "Claim", "aikg:stage 'x'") + claim("a", "Claim", "aikg:stage 'x'"))
    found = shapes.validate(graph_of(text))
    assert found == sorted(set(found))
    assert [f.focus for f in found] == ["item:news/1#a", "item:news/1#b"]


def test_other_shapes_can_be_given(tmp_path):
    path = tmp_path / "shapes.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:s#Rule> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:message 'no'@en ; sh:severity sh:Info ; "
        "sh:property [ sh:path <urn:p> ; sh:minCount 1 ] ."
    )
    found = Shapes(path).validate(Graph().add((URIRef("urn:x"), URIRef("urn:y"), Literal(1))))
    assert [(f.focus, f.path) for f in found] == [("urn:a", "urn:p")]
