"""Ontology, vocabulary, shapes, context, Python, queries and README speak of the same terms."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import Dataset, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS
from rdflib.term import Node

from aikg import catalogue, contexts, derivation, resources, sparql
from aikg.identity import expand
from aikg.kinds import KINDS
from aikg.stores.embedded import EmbeddedStore
from aikg.validation import Shapes
from aikg.vocabulary import AIKG, ARTICLE, GRAPH, ID, ITEM, ONTOLOGY_GRAPH, PREFIXES, SCHEMA

ONTOLOGY, VOCABULARY = resources.ontology_files()
SHAPES = resources.shapes_file()
CONTEXT = resources.context_file()
README = ONTOLOGY.with_name("README.md")
TWINS = Path(__file__).parent / "shapes" / "twins"
QUERIES = sorted((resources.root() / "queries").rglob("*.rq"))

OA = Namespace(PREFIXES["oa"])
NS, VOCAB = PREFIXES["aikg"], PREFIXES["aikgv"]
ITSELF = URIRef("https://w3id.org/aikg/ns")
EXTRA_PREFIXES = {"vann": "http://purl.org/vocab/vann/", "ash": "https://w3id.org/aikg/shapes#"}
BASES = {"item": str(ITEM), "article": str(ARTICLE), "graph": str(GRAPH)} | {kind: f"{ID}{kind}/" for kind in KINDS}
CLOSED_LISTS = {
    "stages": "Claim-stage",
    "modalities": "Claim-modality",
    "bounds": "Figure-bound",
    "horizons": "Claim-horizon",
    "measure-kinds": "PolicyMeasure-kind",
}


@cache
def graph(path: Path) -> Graph:
    return Graph().parse(path, format="turtle")


@cache
def context() -> dict[str, Any]:
    whole: dict[str, dict[str, Any]] = json.loads(CONTEXT.read_text(encoding="utf-8"))
    return whole["@context"]


def typed(*kinds: URIRef) -> list[URIRef]:
    """The terms of our own that are of one of these types."""
    found = {s for kind in kinds for s in graph(ONTOLOGY).subjects(RDF.type, kind)}
    return sorted(s for s in found if isinstance(s, URIRef) and s.startswith(NS))


def classes() -> list[URIRef]:
    return typed(OWL.Class)


def properties() -> list[URIRef]:
    return typed(OWL.ObjectProperty, OWL.DatatypeProperty)


def terms() -> set[str]:
    return {str(term) for term in (*classes(), *properties())}


def concepts(scheme: str | None = None) -> set[str]:
    where = URIRef(VOCAB + scheme) if scheme else None
    return {str(s) for s in graph(VOCABULARY).subjects(SKOS.inScheme, where)}


def schemes() -> set[str]:
    return {str(s) for s in graph(VOCABULARY).subjects(RDF.type, SKOS.ConceptScheme)}


def known() -> set[str]:
    return terms() | concepts() | schemes() | {NS, VOCAB, str(ITSELF)}


def local(term: Node | Path) -> str:
    return term.stem if isinstance(term, Path) else re.split("[#/]", str(term))[-1]


def languages(path: Path, node: Node, predicate: URIRef) -> list[str | None]:
    return sorted(value.language for value in graph(path).objects(node, predicate))  # type: ignore[attr-defined]


def ours(iris: set[str]) -> set[str]:
    return {iri for iri in iris if iri.startswith((NS, VOCAB))}


def iris_of(path: Path) -> set[str]:
    return {str(term) for triple in graph(path) for term in triple if isinstance(term, URIRef)}


def iris_of_query(text: str) -> Iterator[str]:
    """Every IRI that a query writes, in full or with a prefix."""
    prefixes: dict[str, str] = {}
    declared: str | None = None
    for kind, word in sparql.tokens(text):
        if kind == "prefixed" and declared == "":
            declared = word[:-1]
        elif kind == "prefixed":
            prefix, _, name = word.partition(":")
            yield prefixes[prefix] + name
        elif kind == "iri" and declared:
            prefixes[declared], declared = word[1:-1], None
        elif kind == "iri":
            yield word[1:-1]
        elif kind == "word" and word.upper() == "PREFIX":
            declared = ""


def prefixes_of(path: Path) -> dict[str, str]:
    text = path.read_text(encoding="utf-8")
    return dict(re.findall(r"^(?:@prefix|PREFIX)\s+([\w-]*):\s*<([^>]*)>", text, re.MULTILINE))


# ------------------------------------------------------------------------------------------------ the ontology itself


def test_the_ontology_is_small() -> None:
    assert 0 < len(classes()) <= 16
    assert 0 < len(properties()) <= 45


@pytest.mark.parametrize("term", [*classes(), *properties()], ids=local)
def test_a_term_is_labelled_defined_and_at_home(term: Node) -> None:
    assert languages(ONTOLOGY, term, RDFS.label) == ["en", "zh"]
    assert languages(ONTOLOGY, term, SKOS.definition) == ["en"]
    assert list(graph(ONTOLOGY).objects(term, RDFS.isDefinedBy)) == [ITSELF]


def test_no_two_terms_share_a_label_but_for_release_and_releases() -> None:
    for language in ("en", "zh"):
        found: dict[str, list[str]] = {}
        for term in (*classes(), *properties()):
            for label in graph(ONTOLOGY).objects(term, RDFS.label):
                if label.language == language:  # type: ignore[attr-defined]
                    found.setdefault(str(label), []).append(local(term))
        shared = {label: names for label, names in found.items() if len(names) > 1}
        assert all({name[0].islower() for name in names} == {True, False} for names in shared.values()), shared


def test_everything_in_our_namespace_is_a_term() -> None:
    assert ours(iris_of(ONTOLOGY)) <= known()
    assert ours(iris_of(VOCABULARY)) <= known()


def test_the_versions_agree() -> None:
    (version,) = graph(ONTOLOGY).objects(ITSELF, OWL.versionInfo)
    (iri,) = graph(ONTOLOGY).objects(ITSELF, OWL.versionIRI)
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(version))
    assert str(iri) == f"{ITSELF}/{version}"


def test_what_is_derived_joins_entities() -> None:
    for edge in graph(ONTOLOGY).subjects(RDF.type, AIKG.Edge):
        if str(edge).startswith(NS):
            assert (edge, RDF.type, OWL.ObjectProperty) in graph(ONTOLOGY)


def test_a_domain_or_range_of_ours_is_a_class_of_ours() -> None:
    for predicate in (RDFS.domain, RDFS.range):
        found = {o for _, o in graph(ONTOLOGY).subject_objects(predicate) if str(o).startswith(NS)}
        assert found <= set(classes())


# ------------------------------------------------------------------------------------------------- controlled lists


@pytest.mark.parametrize("concept", sorted(map(URIRef, concepts())), ids=local)
def test_a_concept_is_labelled_and_in_one_list(concept: URIRef) -> None:
    assert (concept, RDF.type, SKOS.Concept) in graph(VOCABULARY)
    assert languages(VOCABULARY, concept, SKOS.prefLabel) == ["en", "zh"]
    (scheme,) = graph(VOCABULARY).objects(concept, SKOS.inScheme)
    assert str(scheme) in schemes()


@pytest.mark.parametrize("scheme", sorted(map(URIRef, schemes())), ids=local)
def test_a_list_is_labelled_and_defined(scheme: URIRef) -> None:
    assert languages(VOCABULARY, scheme, SKOS.prefLabel) == ["en", "zh"]
    assert languages(VOCABULARY, scheme, SKOS.definition) == ["en"]
    assert concepts(local(scheme))


def test_every_concept_is_in_a_list() -> None:
    assert {str(s) for s in graph(VOCABULARY).subjects(RDF.type, SKOS.Concept)} == concepts()


def test_no_two_concepts_of_a_list_share_a_label() -> None:
    for scheme in schemes():
        members = [URIRef(iri) for iri in concepts(local(URIRef(scheme)))]
        labels = [label for member in members for label in graph(VOCABULARY).objects(member, SKOS.prefLabel)]
        assert len(labels) == len(set(labels)), scheme


def test_broader_stays_in_the_list() -> None:
    vocabulary = graph(VOCABULARY)
    for narrow, broad in vocabulary.subject_objects(SKOS.broader):
        assert vocabulary.value(narrow, SKOS.inScheme) == vocabulary.value(broad, SKOS.inScheme) is not None


@pytest.mark.parametrize(("scheme", "shape"), CLOSED_LISTS.items())
def test_a_closed_list_is_what_its_shape_lists(scheme: str, shape: str) -> None:
    listed = graph(SHAPES).value(URIRef(EXTRA_PREFIXES["ash"] + shape), SH["in"])
    assert listed is not None
    assert sorted(map(str, Collection(graph(SHAPES), listed))) == sorted(concepts(scheme))


# ----------------------------------------------------------------------------------------------------------- Python


def test_python_has_the_terms_of_the_ontology_and_no_others() -> None:
    names = {name for name in AIKG.__annotations__ if not name.startswith("_")}
    assert {NS + name for name in names} == terms()
    assert all(str(AIKG[name]) == NS + name for name in names)


def test_a_term_that_the_ontology_lacks_is_an_error() -> None:
    with pytest.raises(AttributeError):
        AIKG.investorIn  # noqa: B018


@pytest.mark.parametrize("path", [ONTOLOGY, VOCABULARY, SHAPES, *QUERIES, *resources.data_files()], ids=local)
def test_a_prefix_means_the_same_everywhere(path: Path) -> None:
    for prefix, iri in prefixes_of(path).items():
        expected = (PREFIXES | EXTRA_PREFIXES | BASES).get(prefix)
        assert iri == expected or (re.fullmatch(r"it\d*", prefix) and iri.startswith(str(ITEM))), prefix


def test_every_prefix_is_used_by_some_file() -> None:
    used = {prefix for path in (ONTOLOGY, VOCABULARY, SHAPES, *resources.data_files()) for prefix in prefixes_of(path)}
    assert set(PREFIXES) - used == set()


# ------------------------------------------------------------------------------------------------ shapes and queries


def test_the_shapes_name_existing_terms_only() -> None:
    assert ours(iris_of(SHAPES)) <= known()


def test_there_are_queries() -> None:
    assert {path.parent.name for path in QUERIES} == set(catalogue.FOLDERS)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_query_names_existing_terms_only(path: Path) -> None:
    query = catalogue.read(path)
    assert ours(set(iris_of_query(query.text))) <= known()
    for parameter in query.parameters.values():
        if parameter.type == "enum" and parameter.prefix:
            assert {str(expand(parameter.prefix + value)) for value in parameter.values} <= concepts()
        for name in parameter.classes:
            assert NS + name in terms() or name in {"Person", "Place", "Concept", "Role", "NewsArticle"}, name
        if parameter.pick not in ("", "none"):
            assert str(expand(parameter.pick)) in terms(), parameter.pick


def test_an_unknown_term_of_a_query_would_be_seen() -> None:
    text = """PREFIX a: <https://w3id.org/aikg/ns#>
    SELECT * { ?s a:nothing "a:string" ; <https://w3id.org/aikg/vocab/none> ?o } # a:comment"""
    assert ours(set(iris_of_query(text))) == {NS + "nothing", VOCAB + "none"}


# -------------------------------------------------------------------------------------------------------- the context


def definition(name: str) -> dict[str, str]:
    value = context()[name]
    return value if isinstance(value, dict) else {"@id": value}


def expanded(compact: str) -> str:
    prefix, _, name = compact.partition(":")
    return str(context()[prefix]) + name


def defined() -> dict[str, dict[str, str]]:
    """The terms of the context that are no keyword and no prefix."""
    names = (name for name in context() if not name.startswith("@") and name not in {**PREFIXES, **BASES, **ALIASES})
    return {name: definition(name) for name in names}


ALIASES = {"id": "@id", "type": "@type"}


def test_the_context_has_the_terms_of_the_ontology_under_their_own_names() -> None:
    named = {name: expanded(value["@id"]) for name, value in defined().items()}
    assert {iri for iri in named.values() if iri.startswith(NS)} == terms()
    assert all(iri == NS + name for name, iri in named.items() if iri.startswith(NS))
    assert len(set(named.values())) == len(named), "two names for one term"


def test_the_context_has_the_prefixes() -> None:
    assert {name: context()[name] for name in (*PREFIXES, *BASES)} == PREFIXES | BASES
    assert {name: context()[name] for name in ALIASES} == ALIASES
    assert context()["@version"] == 1.1


@pytest.mark.parametrize("term", properties(), ids=local)
def test_the_context_types_a_value_as_the_ontology_does(term: Node) -> None:
    value = definition(local(term))
    wanted = graph(ONTOLOGY).value(term, RDFS.range)
    if (term, RDF.type, OWL.ObjectProperty) in graph(ONTOLOGY):
        assert value.get("@type") == "@id"
    elif wanted == RDF.langString:
        assert value.get("@container") == "@language"
    else:
        datatype = expanded(value.get("@type", "xsd:string"))
        assert datatype == str(wanted)


def test_the_context_types_a_value_as_the_shapes_do() -> None:
    shapes = graph(SHAPES)
    by_iri = {expanded(value["@id"]): value for value in defined().values()}
    for shape, datatype in shapes.subject_objects(SH.datatype):
        path = shapes.value(shape, SH.path)
        if path is None:  # one choice of several, as for a day and a time
            continue
        value = by_iri[str(path)]
        if datatype == RDF.langString:
            assert value.get("@container") == "@language", value
        else:
            assert expanded(value.get("@type", "xsd:string")) == str(datatype), value


def from_json_ld(path: Path) -> Graph:
    """A JSON-LD file, with the context of the package in the place of its address."""
    return Graph().parse(data=contexts.inlined(path.read_bytes()), format="json-ld")


def test_an_item_in_json_ld_is_its_twin_in_turtle() -> None:
    assert set(from_json_ld(TWINS / "item.jsonld")) == set(graph(TWINS / "item.ttl"))


def test_the_twin_uses_every_word_of_the_context_that_is_authored() -> None:
    words = set(re.findall(r'"(\w+)"', (TWINS / "item.jsonld").read_text(encoding="utf-8")))
    edges = {local(edge) for edge in graph(ONTOLOGY).subjects(RDF.type, AIKG.Edge)}
    generic = {"Claim", "Observation", "Concept"}  # only their subclasses stand there; concepts are in the lists
    assert set(defined()) - words - edges - generic - {"Edge", "nameKey"} == set()


def held_against_shapes(item: Graph) -> list[str]:
    data = graph(ONTOLOGY) + graph(VOCABULARY) + item
    return [f"{finding.rule} {finding.constraint}: {finding.focus}" for finding in Shapes().validate(data)]


def test_the_twin_conforms() -> None:
    assert held_against_shapes(from_json_ld(TWINS / "item.jsonld")) == []


# --------------------------------------------------------------------------------------------------------- the README


def readme() -> str:
    return README.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", readme(), re.MULTILINE | re.DOTALL)


def test_the_readme_names_existing_terms_only() -> None:
    named = re.findall(r"\b(aikgv?):([A-Za-z][\w-]*)", readme())
    assert named
    assert {PREFIXES[prefix] + name for prefix, name in named} <= known()


def test_the_readme_names_every_class_and_every_property() -> None:
    words = set(re.findall(r"`(?:aikg:)?(\w+)`", readme()))
    assert {local(URIRef(term)) for term in terms()} - words == set()


def test_the_tables_of_the_readme_name_nothing_else() -> None:
    rows = [line for line in readme().splitlines() if line.startswith("| **")]
    words = {word for row in rows for word in re.findall(r"`([\w:]+)`", row)}
    assert words
    assert {word for word in words if ":" not in word and NS + word not in terms()} == set()


@cache
def example() -> tuple[tuple[Node, Node, Node, str], ...]:
    (text,) = blocks("trig")
    return tuple((s, p, o, str(name)) for s, p, o, name in Dataset().parse(data=text, format="trig").quads())


def example_graph() -> Graph:
    item = Graph()
    for s, p, o, _ in example():
        item.add((s, p, o))
    return item


def test_the_example_of_the_readme_conforms() -> None:
    assert {name for *_, name in example()} == {f"{GRAPH}registry", f"{ARTICLE}example", f"{ITEM}example/1"}
    assert held_against_shapes(example_graph()) == []


def test_the_example_of_the_readme_cites_the_words_that_it_means() -> None:
    text = blocks("text")[0].removesuffix("\n")
    item = example_graph()
    assert [str(value) for value in item.objects(None, SCHEMA.sha256)] == [hashlib.sha256(text.encode()).hexdigest()]
    assert f"{len(text)} code points" in readme()
    for claim, printed in item.subject_objects(AIKG.valueText):
        place = item.value(claim, AIKG.evidence)
        start, end = (int(str(item.value(place, bound))) for bound in (OA.start, OA.end))
        assert str(printed) in text[start:end].replace("\n", " ")
        assert text[end - 1] == "."
        assert text[start - 1] in " \n"


def test_the_example_of_the_readme_gives_the_edge_that_it_promises_and_breaks_no_check() -> None:
    store = EmbeddedStore()
    for path in resources.ontology_files():
        store.load(path, ONTOLOGY_GRAPH)
    store.insert_quads((URIRef(name), s, p, o) for s, p, o, name in example())  # type: ignore[misc]
    edges = {(local(claim), local(kind)) for claim, _, kind, _ in derivation.edges(store)}
    assert edges == {("first-fund", "potentialInvestorIn")}
    for name, check in catalogue.folder("checks").items():
        assert list(store.lexical(check.text)) == [], name
