"""Every shape lets the valid files pass, and every constraint has a file that breaks it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH, SKOS
from rdflib.term import Node

from aikg import resources
from aikg.validation import Finding, Shapes
from aikg.vocabulary import PREFIXES

FOLDER = Path(__file__).parent / "shapes"
VALID = sorted((FOLDER / "valid").iterdir())
INVALID = sorted((FOLDER / "invalid").iterdir())
BACKGROUND = (RDF.type, RDFS.subClassOf, SKOS.broader, SKOS.inScheme)
"""What the validator has to know of what a file mentions."""

NO_CONSTRAINT = {
    SH[name]
    for name in ("path", "message", "severity", "targetClass", "targetSubjectsOf", "targetObjectsOf", "property")
}

Broken = tuple[str, str]
"""Local name of a shape, and the constraint as SHACL's component calls it (`MinCount`)."""


def name(path: Path) -> str:
    return path.stem


@cache
def shapes() -> Shapes:
    return Shapes()


@cache
def shapes_graph() -> Graph:
    return Graph().parse(resources.shapes_file(), format="turtle")


@cache
def background() -> tuple[tuple[Node, Node, Node], ...]:
    whole = Graph()
    for path in resources.ontology_files():
        whole.parse(path, format="turtle")
    return tuple(triple for predicate in BACKGROUND for triple in whole.triples((None, predicate, None)))


@cache
def own(path: Path) -> Graph:
    """The triples of a file, whatever graphs they stand in."""
    graph = Graph()
    if path.suffix == ".trig":
        for s, p, o, _ in Dataset().parse(path, format="trig").quads():
            graph.add((s, p, o))
        return graph
    return graph.parse(path, format="turtle")


def findings(path: Path) -> list[Finding]:
    data = Graph()
    for triple in (*background(), *own(path)):
        data.add(triple)
    return shapes().validate(data)


def breaks(path: Path) -> set[Broken]:
    """What the first line of a file says that it breaks: `# breaks: ash:Claim-evidence MinCount, ash:…`."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# breaks: "), f"{path.name} does not open with '# breaks: …'"
    pairs = [part.split() for part in first.removeprefix("# breaks: ").split(",")]
    return {(shape.removeprefix("ash:"), constraint) for shape, constraint in pairs}


def named_shapes() -> Iterator[URIRef]:
    graph = shapes_graph()
    for kind in (SH.NodeShape, SH.PropertyShape):
        yield from (shape for shape in graph.subjects(RDF.type, kind) if isinstance(shape, URIRef))


def local(iri: Node) -> str:
    return str(iri).rpartition("#")[2]


def rules() -> Iterator[URIRef]:
    """The shapes that have a target: what can be broken. The others only help them."""
    graph = shapes_graph()
    for shape in named_shapes():
        if {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf} & set(graph.predicates(shape)):
            yield shape


def constraints() -> set[Broken]:
    graph = shapes_graph()
    return {
        (local(shape), local(predicate)[0].upper() + local(predicate)[1:])
        for shape in rules()
        for predicate in graph.predicates(shape)
        if str(predicate).startswith(str(SH)) and predicate not in NO_CONSTRAINT
    }


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_file_has_no_finding(path: Path) -> None:
    assert findings(path) == []


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_file_breaks_what_it_names_and_nothing_else(path: Path) -> None:
    assert {(finding.rule, finding.constraint) for finding in findings(path)} == breaks(path)


def test_every_constraint_has_a_file_that_breaks_it() -> None:
    broken = set().union(*map(breaks, INVALID))
    assert constraints() - broken == set()
    assert broken - constraints() == set()


def test_a_constraint_is_broken_alone_wherever_it_can_be() -> None:
    alone = {pair for path in INVALID if len(pairs := breaks(path)) == 1 for pair in pairs}
    # A bound outside the list fits no number either.
    assert constraints() - alone == {("Figure-bound", "In")}


def test_a_file_that_breaks_several_says_why() -> None:
    for path in INVALID:
        if len(breaks(path)) > 1:
            assert path.read_text(encoding="utf-8").splitlines()[1].startswith("# "), path.name


def test_an_invalid_file_bears_the_name_of_what_it_breaks() -> None:
    for path in INVALID:
        assert any(path.stem.startswith("-".join(pair).lower()) for pair in breaks(path)), path.name


def test_every_shape_with_constraints_has_a_target_or_helps_one_that_has() -> None:
    graph = shapes_graph()
    helpers = set(named_shapes()) - set(rules())
    assert {local(shape) for shape in helpers} == {"BoundMin", "BoundMax", "BoundRange", "Currency", "Unit", "Metric"}
    assert all(any(graph.triples((None, None, helper))) for helper in helpers)


def test_a_finding_is_about_the_claim_not_about_what_is_wrong_inside_a_helper() -> None:
    (finding,) = findings(FOLDER / "invalid" / "investment-currency-node.ttl")
    assert (finding.path, finding.value) == ("aikg:unit", "aikgv:gpu")


@pytest.mark.parametrize("shape", sorted(rules()), ids=local)
def test_a_message_says_what_is_wrong_and_how_to_cure_it(shape: URIRef) -> None:
    messages = list(shapes_graph().objects(shape, SH.message))
    assert len(messages) == 1
    (message,) = messages
    assert isinstance(message, Literal)
    assert message.language == "en"
    assert len(message) <= 300
    wrong, mark, cure = str(message).partition(": " if ": " in message else "; ")
    assert mark
    assert len(wrong) > 10
    assert len(cure) > 10


def test_the_shapes_are_well_formed_shacl() -> None:
    from pyshacl import validate

    conforms, _, report = validate(Graph(), shacl_graph=shapes_graph(), meta_shacl=True)
    assert conforms, report


def test_warnings_are_warnings() -> None:
    warnings = {local(shape) for shape in shapes_graph().subjects(SH.severity, SH.Warning)}
    assert warnings == {"Article-date", "Forecast-claimedBy", "Forecast-target"}
    for path in INVALID:
        for finding in findings(path) if {shape for shape, _ in breaks(path)} & warnings else []:
            assert finding.severity == "warning"


def test_the_valid_files_use_every_class_and_every_property() -> None:
    from aikg.vocabulary import AIKG

    used = {term for path in VALID for triple in own(path) for term in triple}
    not_stored = {AIKG.coInvestorWith}  # drawn by a view
    elsewhere = {AIKG.Edge, AIKG.basedOn, AIKG.runsOn, AIKG.issuedBy, AIKG.investsIn}  # edges, and their class
    terms = {AIKG[term] for term in AIKG.__annotations__ if not term.startswith("_")}
    assert terms - used - not_stored - elsewhere == set()


@pytest.mark.parametrize("scheme", ["stages", "modalities", "bounds"])
def test_the_valid_files_use_every_concept_of_a_closed_list(scheme: str) -> None:
    vocabulary = Graph().parse(resources.ontology_files()[1], format="turtle")
    concepts = set(vocabulary.subjects(SKOS.inScheme, URIRef(PREFIXES["aikgv"] + scheme)))
    used = {o for path in VALID for o in own(path).objects()}
    assert concepts
    assert concepts - used == set()
