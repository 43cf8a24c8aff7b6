"""The questions and views of the catalogue: what they answer, and that each can be cited and is documented.

The answers stand in `answers.md`, one section a case.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.plugins.sparql import prepareQuery

from aikg import catalogue, ingest, resources, search, sparql
from aikg.catalogue import Query
from aikg.errors import BadParameter
from aikg.identity import curie
from aikg.stores import Solutions
from aikg.stores.embedded import EmbeddedStore

ARTICLE = "item:cn-ai-usage-roundup/"
AGGREGATES = {"certainty-by-stage", "entities", "items", "items-mentioning", "metrics", "sources", "who-restricts"}
NUMBERS = {"after", "amount", "before", "change", "difference", "downloads", "fund_amount", "max", "min", "number"}
NUMBERS |= {"old", "percent", "share", "value", "weight"}
CLASSES = {"Organization", "Person", "Place", "Product", "Model", "Policy", "Concept", "NewsItem", "NewsArticle"}
VIEW_COLUMNS = {"source", "target", "kind", "claim", "item", "stage", "modality", "figure", "start", "end", "weight"}
"""What `aikg.network` understands."""

THIRTEEN = {
    1: ["ranking"],
    2: ["models-that-fell"],
    3: ["industry-size"],
    4: ["investors-of", "funding-round"],
    5: ["valuation"],
    6: ["partners", "partnership-terms"],
    7: ["figures-of", "top-apps"],
    8: ["who-restricts", "restriction-measures", "impacts"],
    9: ["deployments", "used-at"],
    10: ["deployments", "use-cases", "model-facts"],
    11: ["roles-replaced", "new-jobs"],
    12: ["policy-facts", "impacts"],
    13: ["everything-on", "items-mentioning"],
}
"""The questions that the model was made for, and which files answer each."""


class Case(NamedTuple):
    folder: str
    name: str
    arguments: dict[str, str]
    columns: list[str]
    rows: list[list[str]]


def cases() -> list[Case]:
    text = Path(__file__).with_name("answers.md").read_text(encoding="utf-8")
    found = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        folder = part.partition("\n")[0].lower()
        for section in re.split(r"^### ", part, flags=re.MULTILINE)[1:]:
            heading, *lines = section.strip().splitlines()
            arguments = dict(argument.split("=", 1) for argument in re.findall(r"`([^`]+)`", heading))
            table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
            found.append(Case(folder, heading.split()[0], arguments, table[0], table[2:]))
    return found


CASES = cases()
QUERIES = [query for folder in ("questions", "views") for query in catalogue.folder(folder).values()]
QUESTIONS = list(catalogue.folder("questions").values())
every_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.folder}/{query.name}")
every_question = pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)


def ask(store: EmbeddedStore, query: Query, /, **arguments: str) -> Solutions:
    answer = store.query(query.bind(arguments, lambda name, classes: search.resolve(store, name, classes)))
    assert isinstance(answer, Solutions)
    return Solutions(answer.variables, iter(list(answer.rows)))


def shown(column: str, term: object) -> str:
    """A cell as `answers.md` writes it."""
    if term is None:
        return "-"
    if column == "items":
        return " ".join(sorted((iri.rpartition("/")[2] for iri in str(term).split()), key=int))
    if isinstance(term, URIRef):
        return re.sub(rf"^({ARTICLE}|aikgv:|aikg:)", "", curie(str(term)))
    assert isinstance(term, Literal)
    value = term.toPython()
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else str(value)


def required(query: Query) -> dict[str, str]:
    return {p.name: p.example for p in query.parameters.values() if p.required and p.example is not None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{'-'.join(case.arguments.values())}")
def test_answers(store, case):
    solutions = ask(store, catalogue.find(case.folder, case.name), **case.arguments)
    places = [solutions.variables.index(column) for column in case.columns]
    columns = list(zip(case.columns, places, strict=True))
    rows = [[shown(column, row[place]) for column, place in columns] for row in solutions.rows]
    if case.folder == "views":
        rows.sort()
        case.rows.sort()
    assert rows == case.rows


def test_nothing_lacks_a_case():
    covered = {(case.folder, case.name) for case in CASES}
    lacking = {(query.folder, query.name) for query in QUERIES} - covered - {("views", "everything")}
    assert not lacking


@pytest.mark.parametrize("number", THIRTEEN)
def test_the_thirteen_questions_have_answers(number):
    answered = {case.name for case in CASES if case.rows}
    assert answered.issuperset(THIRTEEN[number])


@every_question
def test_every_answer_can_be_cited(store, query):
    rows = list(ask(store, query, **required(query)).rows)
    columns = list(query.returns)
    assert rows, "a question that has no answer on the graph that ships cannot be tried out"
    assert query.name in AGGREGATES or "claim" in columns
    for column in {"claim", "item", "items"}.intersection(columns):
        assert all(row[columns.index(column)] is not None for row in rows), column
    assert "item" in columns or "items" in columns
    assert any(column.endswith("label") or column == "headline" for column in columns)


@every_query
def test_columns_are_those_documented(store, query):
    assert list(query.returns) == list(ask(store, query, **required(query)).variables)
    assert all(query.returns.values())


@every_query
def test_header_is_complete(query):
    assert query.summary.endswith(("?", "."))
    assert query.tags
    for parameter in query.parameters.values():
        assert parameter.description, parameter.name
        assert parameter.example or parameter.values or parameter.default, parameter.name
        assert not (parameter.required and parameter.default), parameter.name
        assert set(parameter.classes) <= CLASSES
    if chart := query.header.get("chart"):
        assert chart["type"] in ("bar", "network")
        assert {chart["x"], chart["y"]} <= set(query.returns)


@every_query
def test_it_runs_without_parameters_or_says_which_it_needs(store, query):
    if required(query):
        with pytest.raises(BadParameter, match=f"parameter '{next(iter(required(query)))}': {query.name} needs it"):
            ask(store, query)
    else:
        ask(store, query)


@every_query
def test_it_runs_with_each_example_and_each_value(store, query):
    everything = Counter(ask(store, query, **required(query)).rows)
    for parameter in query.parameters.values():
        for value in [*([parameter.example] if parameter.example else []), *parameter.values]:
            rows = Counter(ask(store, query, **(required(query) | {parameter.name: value})).rows)
            if query.folder == "questions" and parameter.default is None and not parameter.required:
                assert rows <= everything, f"{parameter.name}={value} finds what no parameter does not"


@every_query
def test_parameters_are_the_variables_with_an_underscore(query):
    assert {f"_{name}" for name in query.parameters} == {v for v in sparql.variables(query.text) if v.startswith("_")}


@every_query
def test_parameters_stand_only_where_a_term_may(query):
    code = "".join(token.text for token in sparql.tokens(query.text) if token.kind != "comment")
    assert not re.search(r"BOUND\s*\(\s*\?_|VALUES\s*\?_|AS\s+\?_", code)
    for clause in re.findall(r"SELECT(.*?)WHERE|GROUP BY(.*?)$", code, flags=re.DOTALL | re.MULTILINE):
        assert "?_" not in "".join(clause)


@every_query
def test_another_parser_reads_it_too(query):
    prepareQuery("".join(token.text for token in sparql.tokens(query.text) if token.kind != "comment"))


@every_question
def test_order_is_total(store, backwards, query):
    """The same rows in the same order, whatever the order in which the data came."""
    apart = [i for i, column in enumerate(query.returns) if column == "items"]

    def rows(answering: EmbeddedStore) -> list[list[object]]:
        answer = ask(answering, query, **required(query)).rows
        return [[set(str(term).split()) if i in apart else term for i, term in enumerate(row)] for row in answer]

    assert rows(store) == rows(backwards)


@pytest.fixture(scope="module")
def backwards(store, tmp_path_factory) -> EmbeddedStore:
    """The same quads, put in from the last to the first."""
    import pyoxigraph

    quads = list(store._store)
    other = EmbeddedStore()
    for quad in sorted(quads, key=str, reverse=True):
        other._store.add(quad)
    assert isinstance(other._store, pyoxigraph.Store)
    assert len(other) == len(store)
    return other


@every_question
def test_numbers_are_decimals(store, query):
    columns = list(query.returns)
    for row in ask(store, query, **required(query)).rows:
        for column in NUMBERS.intersection(columns):
            term = row[columns.index(column)]
            assert term is None or term.datatype == XSD.decimal, column


@pytest.mark.parametrize("query", catalogue.folder("views").values(), ids=lambda query: query.name)
def test_views_have_the_columns_of_a_network(query):
    assert {"source", "target", "kind", "claim", "item"} <= set(query.returns) <= VIEW_COLUMNS


def test_everything_holds_every_edge_of_the_other_views(store):
    def edges(name: str) -> Counter[tuple[object, ...]]:
        solutions = ask(store, catalogue.find("views", name))
        places = [solutions.variables.index(column) for column in ("source", "target", "kind", "claim")]
        return Counter(tuple(row[place] for place in places) for row in solutions.rows)

    everything = edges("everything")
    for name in catalogue.folder("views"):
        if name not in ("everything", "co-investors", "conflicts"):  # those are drawn by their view, or join claims
            assert edges(name) <= everything, name
    assert max(everything.values()) == 1


def test_no_potential_investor_is_drawn_as_one_who_has_invested(store):
    for name in ("investors", "investments", "everything"):
        solutions = ask(store, catalogue.find("views", name))
        kind = solutions.variables.index("kind")
        assert "investsIn" not in {shown("kind", row[kind]) for row in solutions.rows}


def test_a_property_that_is_not_set_matches_no_parameter(tmp_path):
    from news_samples import PREFIXES, article, claim, iri, item

    growth = "aikg:subject model:grok ; aikg:metric aikgv:traffic-growth ; schema:minValue 5.0"
    growth += ' ; aikg:unit aikgv:percent ; aikg:bound aikgv:at-least ; aikg:valueText "5 %+"'
    first = claim("a", "Forecast", growth, modality="estimated") + claim("b", "Forecast", growth, modality="estimated")
    path = tmp_path / "news.trig"
    path.write_text(
        f"{PREFIXES}<https://w3id.org/aikg/article/news> {{{article()}}}\n<{iri()}> {{{item(first)}}}", encoding="utf-8"
    )
    store = EmbeddedStore()
    ingest.compile_into(store, [path])
    forecasts = catalogue.find("questions", "forecasts")
    assert len(list(ask(store, forecasts, subject="Grok").rows)) == 2
    for other in ({"source": "Gartner"}, {"until": "2030-01-01"}, {"since": "2020-01-01"}):
        assert not list(ask(store, forecasts, subject="Grok", **other).rows)


def test_readme_lists_every_question_and_view():
    readme = (resources.root() / "queries" / "README.md").read_text(encoding="utf-8")
    for folder in ("questions", "views"):
        section = readme.partition(f"## The {folder}\n")[2].partition("\n## ")[0]
        rows = re.findall(r"^\| \[([\w-]+)\]\((\S+)\) \| (.*) \|$", section, flags=re.MULTILINE)
        expected = [(q.name, f"{folder}/{q.name}.rq", q.summary) for q in catalogue.folder(folder).values()]
        assert rows == expected
