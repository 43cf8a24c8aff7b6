"""Query files: their header, and that a value, however hostile, is bound as a term and as nothing else."""

from __future__ import annotations

import datetime as dt
import re
import string
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from aikg import catalogue, search
from aikg.catalogue import Parameter
from aikg.errors import Ambiguous, BadParameter, BadRequest, NotFound, UnreadableInput
from aikg.server.selection import OPTIONS
from aikg.server.tables import OF_LINKS
from aikg.vocabulary import ID

SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
HEADER = """\
#+ summary: Who works with whom?
#+ description: >-
#+   Two lines
#+   of words.
#+ tags: [a, b]
#+ params:
#+   org: {type: entity, class: [Organization, Person], description: who, example: xAI}
#+   since: {type: date, default: 2026-05-31}
#+   top: {type: integer, required: true, example: 3}
#+   plain:
#+ returns: {org: who, partner: with whom}
#+ chart: {type: network}
SELECT ?org ?partner WHERE { ?_org ?p ?partner FILTER(?since > ?_since && ?x < ?_top && ?y = ?_plain) }
"""

HOSTILE = [
    '"',
    "'",
    "\\",
    '\\"',
    "\n",
    "\r\n",
    "\t\b\f",
    '"""',
    "'''",
    '""" . } DROP ALL {',
    '" } DROP ALL {',
    '"} ; DROP ALL ; SELECT * {"',
    "# not a comment",
    "\\u0027",
    "\\u0022 SERVICE <http://example.org/> {} #",
    "\\U0001F600",
    "?_text",
    "$x",
    "<http://example.org/a b>",
    "<urn:x>",
    "http://example.org/> . <urn:x",
    "SERVICE",
    "@en",
    '"x"@en',
    '"1"^^xsd:integer',
    "智谱 “引号”",
    "\U0001f600",
    "\u202e\u200b\ufeff",
    "\x01\x7f\x85\u2028",
    "\x00",
    " ",
    "",
    "x" * 100_000,
    '"' * 10_000,
    "\\" * 9_999,
]
SURROGATES = ["\ud800", "a\udfffb", "\ud83d"]

ECHO = catalogue.from_text(
    '#+ params:\n#+   text: {type: string}\nSELECT (STR(?_text) AS ?echo) (?_text = "x" AS ?same) WHERE {}', name="echo"
)
NAMED = catalogue.from_text(
    "#+ params:\n#+   text: {type: string}\n"
    f"{SKOS}\n"
    "SELECT ?thing WHERE { ?thing skos:prefLabel|skos:altLabel ?name FILTER(STR(?name) = ?_text) }",
    name="named",
)


def resolver(store):
    return lambda name, classes: search.resolve(store, name, classes)


def echo(store, text):
    return next(store.lexical(ECHO.bind({"text": text}, unresolved)))[0]


def unresolved(name, classes):
    raise AssertionError("no entity was asked for")


@pytest.fixture(scope="module")
def names(store) -> dict[str, set[str]]:
    """Who has which name, by rdflib's own comparison of terms."""
    found: dict[str, set[str]] = {}
    for thing, name in store.select(f"{SKOS} SELECT ?thing ?name {{ ?thing skos:prefLabel|skos:altLabel ?name }}"):
        found.setdefault(str(name), set()).add(str(thing))
    return found


# ------------------------------------------------------------------------------------------------ headers
def test_header():
    query = catalogue.from_text(HEADER, name="test", folder_name="questions")
    assert (query.name, query.folder, query.text) == ("test", "questions", HEADER)
    assert query.summary == "Who works with whom?"
    assert query.description == "Two lines of words."
    assert query.tags == ("a", "b")
    assert query.returns == {"org": "who", "partner": "with whom"}
    assert query.header["chart"] == {"type": "network"}
    assert query.parameters == {
        "org": Parameter("org", "entity", "who", example="xAI", classes=("Organization", "Person")),
        "since": Parameter("since", "date", default="2026-05-31"),
        "top": Parameter("top", "integer", required=True, example="3"),
        "plain": Parameter("plain", "string"),
    }


def test_a_query_without_header_has_no_parameters():
    query = catalogue.from_text("SELECT * { ?_s ?p ?o }", name="bare")
    assert (query.summary, query.parameters, query.returns) == ("", {}, {})
    assert query.bind({}, unresolved) == query.text


def test_a_file_is_named_after_itself(tmp_path):
    path = tmp_path / "who-pays.rq"
    path.write_text("#+ summary: Wer zahlt für 智谱?\nASK {}", encoding="utf-8")
    query = catalogue.read(path)
    assert (query.name, query.folder, query.summary) == ("who-pays", tmp_path.name, "Wer zahlt für 智谱?")


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"#+ summary: fine\n#+ tags: [open\nASK {}", 2, "not YAML"),
        (b"#+ summary: fine\n#+ params:\n#+   org: {type: entity, class: [Model}\nASK {}", 3, "not YAML"),
        (b"#+ a: b: c\nASK {}", 1, "not YAML"),
        (b"#+ just words\nASK {}", None, "'key: value'"),
        (b"#+ params:\n#+   org: {type: entiy}\nASK {}", None, "'org' has type 'entiy'; there are entity, date"),
        (b"#+ params: [org]\nASK {}", None, "params"),
        (b"#+ params: {org: entity}\nASK {}", None, "org"),
        (b"#+ params: {org: {type: entity, class: Model}}\nASK {}", None, "class"),
        (b"#+ params: {kind: {type: enum}}\nASK {}", None, "values"),
        (b"#+ returns: [org]\nASK {}", None, "returns"),
        (b"#+ tags: money\nASK {}", None, "tags"),
        (b"#+ summary: \xff\nASK {}", None, "UTF-8"),
    ],
)
def test_a_broken_header_names_its_file_and_line(tmp_path, content, line, words):
    path = tmp_path / "broken.rq"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput) as caught:
        catalogue.read(path)
    assert caught.value.file == str(path)
    assert words in str(caught.value)
    if line is not None:
        assert caught.value.line == line
        assert str(caught.value).startswith(f"{path}:{line}: ")


def test_the_line_of_a_broken_header_counts_what_stands_above_it(tmp_path):
    path = tmp_path / "late.rq"
    path.write_text("# a licence\n\n#+ summary: fine\n#+ a: b: c\nASK {}", encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        catalogue.read(path)
    assert caught.value.line == 4


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableInput, match=r"gone\.rq"):
        catalogue.read(tmp_path / "gone.rq")


# ------------------------------------------------------------------------------------------------ finding a query
def test_find():
    assert catalogue.find("questions", "partners").name == "partners"
    assert catalogue.find("views", "investors").folder == "views"


def test_an_unknown_query_lists_the_nearest():
    with pytest.raises(NotFound) as caught:
        catalogue.find("questions", "partner")
    assert caught.value.candidates[0] == "partners"
    assert str(caught.value).startswith("no query 'partner'. Nearest: partners")
    with pytest.raises(NotFound, match=r"no view 'investor'\. Nearest: investors"):
        catalogue.find("views", "investor")


@pytest.mark.parametrize("name", ["zzzzzz", "", "../views/investors", "partners.rq", *HOSTILE, *SURROGATES])
def test_what_resembles_nothing_lists_all(name):
    with pytest.raises(NotFound) as caught:
        catalogue.find("views", name)
    assert caught.value.candidates


def test_every_text_of_questions_views_and_options_is_there_in_chinese():
    said = {option.description for option in OPTIONS.values()} | OPTIONS.keys() | set(OF_LINKS)
    for query in [*catalogue.folder("questions").values(), *catalogue.folder("views").values()]:
        of_parameters = (parameter.description for parameter in query.parameters.values())
        said |= {query.summary, query.description, *of_parameters, *query.returns.values(), *query.parameters}
        if query.folder == "questions":  # a table shows a name in the place of its IRI
            said |= {c for c in query.returns if c.removesuffix("_label") not in query.returns or c == "label"}
            said |= {c.removesuffix("_label") for c in query.returns}
    chinese = catalogue.texts("zh")
    assert chinese.keys() == said - {""}
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in chinese.values())
    assert catalogue.texts("xx") == {}


@pytest.mark.parametrize("folder", catalogue.FOLDERS)
def test_every_file_that_ships_can_be_read(folder):
    assert catalogue.folder(folder)


# ------------------------------------------------------------------------------------------------ parameters
@pytest.mark.parametrize(
    ("parameter", "value", "term"),
    [
        (Parameter("p", "date"), "2026-05-31", Literal("2026-05-31", datatype=XSD.date)),
        (Parameter("p", "integer"), "42", Literal("42", datatype=XSD.integer)),
        (Parameter("p", "integer"), "-7", Literal("-7", datatype=XSD.integer)),
        (Parameter("p", "decimal"), "0.5", Literal("0.5", datatype=XSD.decimal)),
        (Parameter("p", "decimal"), "1e12", Literal("1000000000000", datatype=XSD.decimal)),
        (Parameter("p", "decimal"), "-1E-3", Literal("-0.001", datatype=XSD.decimal)),
        (Parameter("p", "string"), "智谱", Literal("智谱")),
        (Parameter("p", "enum", values=("en", "zh")), "zh", Literal("zh")),
        (
            Parameter("p", "enum", values=("planned",), prefix="aikgv:stage-"),
            "planned",
            URIRef("https://w3id.org/aikg/vocab/stage-planned"),
        ),
    ],
)
def test_typed_values(parameter, value, term):
    assert parameter.term(value, unresolved) == term
    assert parameter.term(value, unresolved).n3() == term.n3()


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("date", "31.5.2026", "write it as 2026-05-31"),
        ("date", "2026-02-30", "not a date"),
        ("date", "2026-05", "not a date"),
        ("date", "", "not a date"),
        ("date", "2026-05-31T00:00:00", "not a date"),
        ("integer", "1.5", "not a whole number"),
        ("integer", "1e3", "not a whole number"),
        ("integer", "9" * 19, "not a whole number"),
        ("integer", "1 }", "not a whole number"),
        ("integer", "1\n", "not a whole number"),
        ("decimal", "nan", "not a number"),
        ("decimal", "Infinity", "not a number"),
        ("decimal", "1,000", "not a number"),
        ("decimal", "", "not a number"),
        ("decimal", "1e999999999", "not a number"),
        ("decimal", "1e21", "too long"),
        ("decimal", "1e-19", "too long"),
        ("decimal", "9" * 21, "too long"),
        ("decimal", "1e-999999", "not a number"),
        ("enum", "blue", "'blue' is none of red, green"),
        ("enum", "Red", "is none of"),
    ],
)
def test_values_of_the_wrong_type(kind, value, words):
    with pytest.raises(BadParameter, match=words) as caught:
        Parameter("p", kind, values=("red", "green")).term(value, unresolved)
    assert caught.value.parameter == "p"


@pytest.mark.parametrize("value", [*HOSTILE, *SURROGATES, "１２", "²", "٣"])
@pytest.mark.parametrize("kind", ["date", "integer", "decimal", "enum"])
def test_a_number_or_date_is_plain_ascii_or_refused(kind, value):
    with pytest.raises(BadParameter):
        Parameter("p", kind, values=("red",)).term(value, unresolved)


@given(st.dates())
def test_every_date_is_taken(date):
    assert Parameter("p", "date").term(date.isoformat(), unresolved).toPython() == date


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_every_whole_number_is_taken(number):
    assert int(Parameter("p", "integer").term(str(number), unresolved)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=1 - 10**20, max_value=10**20 - 1, places=9))
def test_every_number_is_taken(number):
    term = Parameter("p", "decimal").term(str(number), unresolved)
    assert Decimal(str(term)) == number
    assert set(str(term)) <= set("-.0123456789")


def test_an_unknown_parameter_names_those_there_are():
    with pytest.raises(BadParameter, match="partners has no such parameter; it has: org") as caught:
        catalogue.find("questions", "partners").bind({"organisation": "xAI"}, unresolved)
    assert caught.value.parameter == "organisation"
    with pytest.raises(BadParameter, match="metrics has no such parameter; it has: none"):
        catalogue.find("questions", "metrics").bind({"x": "y"}, unresolved)


def test_a_missing_parameter_is_named_with_an_example():
    with pytest.raises(BadParameter, match="everything-on needs it, for example entity=Zhipu"):
        catalogue.find("questions", "everything-on").bind({}, unresolved)


def test_an_absent_parameter_stays_a_variable_and_a_default_is_bound():
    query = catalogue.from_text(HEADER, name="test")
    bound = query.bind({"top": "3"}, unresolved)
    assert "?_org" in bound
    assert "?_plain" in bound
    assert Literal("2026-05-31", datatype=XSD.date).n3() in bound
    assert "?_since" not in bound.replace(HEADER.partition("SELECT")[0], "")


def test_a_given_value_goes_before_the_default():
    bound = catalogue.from_text(HEADER, name="test").bind({"top": "3", "since": "2020-01-01"}, unresolved)
    assert "2020-01-01" in bound
    assert '"2026-05-31"' not in bound


# ------------------------------------------------------------------------------------------------ entities
@pytest.mark.parametrize(
    "name",
    [
        "https://w3id.org/aikg/id/organization/zhipu-ai",
        "organization:zhipu-ai",
        "Zhipu AI",
        "Zhipu",
        "zhipu",
        " ZHIPU ",
        "智谱",
        "智谱AI",
        "北京智谱华章科技",
        "Ｚｈｉｐｕ",
    ],
)
def test_an_entity_by_any_of_its_names(store, name):
    query = catalogue.find("questions", "partners")
    rows = list(store.lexical(query.bind({"org": name}, resolver(store))))
    assert len(rows) == 1
    assert rows[0][0] == str(ID["organization/zhipu-ai"])


def test_the_class_narrows_an_entity(store):
    assert catalogue.find("questions", "made-by").bind({"org": "Huawei"}, resolver(store))
    with pytest.raises(NotFound):  # a model
        catalogue.find("questions", "made-by").bind({"org": "Doubao"}, resolver(store))
    with pytest.raises(NotFound) as caught:
        catalogue.find("questions", "partners").bind({"org": "Zhippu"}, resolver(store))
    assert any("zhipu" in candidate for candidate in caught.value.candidates)


def test_the_class_decides_between_two_of_one_name():
    seen = []

    def resolve(name, classes):
        seen.append((name, classes))
        return ID["organization/x"]

    catalogue.find("views", "policies").bind({"policy": "Executive order"}, resolve)
    catalogue.find("questions", "everything-on").bind({"entity": "X"}, resolve)
    assert seen == [("Executive order", ("Policy",)), ("X", ())]


def test_an_ambiguous_name_is_not_guessed():
    def resolve(name, classes):
        raise Ambiguous(name, ["model:a", "model:b"])

    with pytest.raises(Ambiguous, match="model:a, model:b"):
        catalogue.find("questions", "partners").bind({"org": "A"}, resolve)


# ------------------------------------------------------------------------------------------------ hostile values
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_went_in(store, text):
    before = store.version(), len(store)
    try:
        bound = ECHO.bind({"text": text}, unresolved)
    except BadParameter:
        assert "\0" in text
        return
    assert list(store.lexical(bound)) == [(text, "false")]
    assert (store.version(), len(store)) == before


@pytest.mark.parametrize("text", SURROGATES)
def test_text_that_is_not_unicode_is_refused(text):
    with pytest.raises(BadParameter, match="text"):
        ECHO.bind({"text": text}, unresolved)


@given(st.text())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_comes_back_as_it_went_in(store, text):
    assert echo(store, text) == text


@given(st.text(alphabet=st.sampled_from("\"'\\\n\r{}#<>?_$@^ u0027\\uxtDROPALL;.:"), max_size=40))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_mixture_of_syntax_comes_back_as_it_went_in(store, text):
    assert echo(store, text) == text


@pytest.mark.parametrize("text", [*HOSTILE[:-3], "xAI", "智谱", 'a "quoted" name'])
def test_a_filter_finds_what_comparing_terms_finds(store, names, text):
    try:
        rows = {thing for (thing,) in store.lexical(NAMED.bind({"text": text}, unresolved))}
    except BadParameter:
        rows = set()
    assert rows == names.get(text, set())


@given(st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_name_in_the_graph_is_found_by_itself(store, names, data):
    name = data.draw(st.sampled_from(sorted(names)))
    assert {thing for (thing,) in store.lexical(NAMED.bind({"text": name}, unresolved))} == names[name]


IRIS = [
    "http://example.org/a b",
    "http://e/>",
    "http://e/<x>",
    'http://e/"',
    "urn:{x}",
    "urn:a\\u0020b",
    "organization:a b",
]
IRIS += [
    "https://w3id.org/aikg/id/organization/xai> . } DROP ALL {",
    "http://e/^`|",
    "urn:\u0001",
    "urn:x\ny",
    "urn:\x00",
]


@pytest.mark.parametrize("name", [*HOSTILE, *SURROGATES, *IRIS])
def test_a_hostile_name_is_not_found(store, name):
    before = store.version(), len(store)
    with pytest.raises((NotFound, BadParameter)):
        catalogue.find("questions", "everything-on").bind({"entity": name}, resolver(store))
    assert (store.version(), len(store)) == before


@given(
    st.one_of(
        st.text(max_size=30),
        st.text(alphabet=string.punctuation + string.whitespace + "ab1", max_size=30),
        st.text(max_size=20).map("organization:".__add__),
        st.text(max_size=20).map("https://w3id.org/aikg/id/model/".__add__),
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_name_is_an_entity_or_a_clear_error(store, name):
    query = catalogue.find("questions", "items-mentioning")
    try:
        bound = query.bind({"entity": name}, resolver(store))
    except (NotFound, Ambiguous, BadParameter) as error:
        assert isinstance(error, BadRequest)
        assert str(error)
    else:
        list(store.lexical(bound))


def test_a_blank_node_is_refused():
    with pytest.raises(BadParameter, match="blank node"):
        catalogue.find("entities", "card").with_terms(entity=BNode())


def test_with_values_refuses_what_is_no_iri(store):
    nodes = catalogue.find("entities", "nodes")
    assert len(list(store.lexical(nodes.with_values("node", [str(ID["organization/xai"])])))) == 1
    assert not list(store.lexical(nodes.with_values("node", [])))
    with pytest.raises(BadParameter):
        nodes.with_values("node", ["http://e/> } DROP ALL {"])


def test_a_date_of_today_can_be_bound(store):
    bound = catalogue.find("questions", "timeline").bind({"until": dt.date(2026, 6, 30).isoformat()}, unresolved)
    assert len(list(store.lexical(bound))) == 1
