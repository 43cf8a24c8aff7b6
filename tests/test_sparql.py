"""Reading SPARQL as tokens: what a request is, what it reaches for, and what binding touches."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from aikg import catalogue, sparql
from aikg.errors import BadParameter, BadQuery
from aikg.stores.embedded import EmbeddedStore

SYNTAX = "\"'\\\n\r\t #<>?$@^:;.,{}()[]|*/+-=!&%_ aAuUx019é智\U0001f600"
GOOD = URIRef("http://example.org/x")

relaxed = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(scope="module")
def engine() -> EmbeddedStore:
    return EmbeddedStore()


def kinds(text: str) -> list[tuple[str, str]]:
    return [token for token in map(tuple, sparql.tokens(text)) if token[1].strip()]


# ------------------------------------------------------------------------------------------------ tokens
@given(st.text())
def test_tokens_joined_are_the_text(text):
    assert "".join(token.text for token in sparql.tokens(text)) == text


@given(st.text(alphabet=SYNTAX, max_size=60))
@settings(max_examples=400)
def test_tokens_of_any_syntax_joined_are_the_text(text):
    tokens = list(sparql.tokens(text))
    assert "".join(token.text for token in tokens) == text
    assert all(token.text for token in tokens)


@pytest.mark.parametrize("folder", catalogue.FOLDERS)
def test_tokens_of_the_files_that_ship(folder):
    for query in catalogue.folder(folder).values():
        assert "".join(token.text for token in sparql.tokens(query.text)) == query.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?x", [("variable", "?x")]),
        ("$x?y", [("variable", "$x"), ("variable", "?y")]),
        ("?变量", [("variable", "?变量")]),
        ("a:b?x", [("prefixed", "a:b"), ("variable", "?x")]),
        (":b", [("prefixed", ":b")]),
        ("a:b%20c\\-d", [("prefixed", "a:b%20c\\-d")]),
        ("<http://e/#x>", [("iri", "<http://e/#x>")]),
        ("<http://e/\\u00e9>", [("iri", "<http://e/\\u00e9>")]),
        ("# ?x", [("comment", "# ?x")]),
        ("# ?x\n?y", [("comment", "# ?x"), ("variable", "?y")]),
        ("# ?x\r?y", [("comment", "# ?x"), ("variable", "?y")]),
        ('"?x"', [("string", '"?x"')]),
        ("'?x'", [("string", "'?x'")]),
        ('"\\"?x"', [("string", '"\\"?x"')]),
        ('"\\\\"?x', [("string", '"\\\\"'), ("variable", "?x")]),
        ('"""a"?x"b"""', [("string", '"""a"?x"b"""')]),
        ("'''a\n'?x'''", [("string", "'''a\n'?x'''")]),
        ('""?x', [("string", '""'), ("variable", "?x")]),
        ('"a"@en-US', [("string", '"a"'), ("tag", "@en-US")]),
        ("?a<?b", [("variable", "?a"), ("other", "<"), ("variable", "?b")]),
        ("?a <?b> ?c", [("variable", "?a"), ("iri", "<?b>"), ("variable", "?c")]),
    ],
)
def test_what_a_token_is(text, expected):
    assert kinds(text) == expected


# ------------------------------------------------------------------------------------------------ what a request is
@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("select * {}", "SELECT"),
        ("SELECT*{}", "SELECT"),
        ("PREFIX a: <http://e/SELECT#> ASK {}", "ASK"),
        ("BASE <http://e/> PREFIX : <x> CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("PREFIX select: <http://e/> DESCRIBE select:x", "DESCRIBE"),
        ("# SELECT\nDESCRIBE <http://e/>", "DESCRIBE"),
        ("#+ summary: INSERT\n\nASK {}", "ASK"),
        ("INSERT DATA {}", "UPDATE"),
        ("insert data {}", "UPDATE"),
        ("DELETE WHERE {}", "UPDATE"),
        ("WITH <http://e/> DELETE {} WHERE {}", "UPDATE"),
        ("PREFIX a: <http://e/> CLEAR ALL", "UPDATE"),
        *((f"{word} <http://e/>", "UPDATE") for word in ("LOAD", "DROP", "CREATE", "ADD", "MOVE", "COPY")),
    ],
)
def test_form(text, form):
    assert sparql.form(text) == form


@pytest.mark.parametrize(
    "text", ["", " ", "# SELECT", "hello", "PREFIX a: <http://e/>", "x SELECT * {}", '"SELECT"', "{}"]
)
def test_what_is_no_request(text):
    with pytest.raises(BadQuery, match="no SPARQL query"):
        sparql.form(text)


@given(st.text(alphabet=SYNTAX, max_size=40))
def test_form_of_any_text_is_known_or_refused(text):
    with contextlib.suppress(BadQuery):
        assert sparql.form(text)


def test_variables():
    text = "# ?no\nSELECT ?a $b { ?a :p \"?no\", '$no', <http://e/?no> . FILTER(?c > 1) }"
    assert sparql.variables(text) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * FROM <http://e/> {}", True),
        ("select * from named <http://e/> {}", True),
        ("SELECT * { ?s :from 'FROM' } # FROM", False),
        ("SELECT * { ?s from:x <http://e/FROM> }", False),
    ],
)
def test_names_dataset(text, named):
    assert sparql.names_dataset(text) is named


# ------------------------------------------------------------------------------------------------ reaching out
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { service <http://e/> { ?s ?p ?o } }",
        "SELECT * { SeRvIcE SILENT <http://e/> {} }",
        "SELECT * { SERVICE?where { ?s ?p ?o } }",
        "SELECT * { SERVICE<http://e/>{} }",
        "SELECT * { SERVICE#\n<http://e/> {} }",
        "SELECT * { # a comment\n SERVICE <http://e/> {} }",
        "SELECT * { #'\nSERVICE <http://e/> {} #'\n}",
        'SELECT * { #"\nSERVICE <http://e/> {} #"\n}',
        "SELECT * { FILTER(1=1SERVICE <http://e/> {}) }",
        "SELECT * { ?s ?p 1SERVICE <http://e/> {} }",
        "SELECT * { ?s ?p 1.0SERVICE <http://e/> {} }",
        "SELECT * { ?s ?p 1e0SERVICE <http://e/> {} }",
        "SELECT * { ?s ?p trueSERVICE <http://e/> {} }",
        "SELECT * { ?s ?p 'x'SERVICE <http://e/> {} }",
        "SELECT * { ?s ?p <http://e/>SERVICE <http://e/> {} }",
        "SELECT * { S\\u0045RVICE <http://e/> {} }",
        "SELECT * { \\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045 <http://e/> {} }",
        "SELECT * { \\U00000053ERVICE <http://e/> {} }",
        'SELECT * { ?s ?p "\\u0022 SERVICE <http://e/> {} #" }',
        "SELECT * { FILTER(?a<?b)SERVICE:x#>\n {} }",
        "SELECT * { FILTER(?a<?b) SERVICE <http://e/> {} }",
        "SELECT * { { SELECT * { SERVICE <http://e/> {} } } }",
        "ASK { FILTER EXISTS { SERVICE <http://e/> {} } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://e/> { ?s ?p ?o } }",
    ],
)
def test_service_is_seen(text):
    assert sparql.reaches_out(text) == "SERVICE"


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://e/>",
        "load silent <http://e/>",
        "INSERT DATA {} ; LOAD <http://e/>",
        "INSERT DATA {};LOAD<http://e/>",
        "CLEAR ALL ; # x\n LOAD <http://e/> INTO GRAPH <urn:g>",
        "L\\u004FAD <http://e/>",
    ],
)
def test_load_is_seen(text):
    assert sparql.reaches_out(text) == "LOAD"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://e/> {}" }',
        "SELECT * { ?s ?p 'LOAD' }",
        'SELECT * { ?s ?p """a "SERVICE" b""" }',
        "SELECT * { ?s ?p '''\nSERVICE\n''' }",
        'SELECT * { ?s ?p "a \\" SERVICE" }',
        "SELECT * { ?s a <http://e/SERVICE> }",
        "SELECT * { ?s a <http://e/#SERVICE> }",
        "SELECT * { ?s a schema:Service }",
        "SELECT * { ?s a schema:WebService, :Service, :LOAD }",
        "PREFIX service: <http://e/> SELECT * { ?s service:x service:LOAD }",
        "SELECT ?service ?load { ?service ?p ?load }",
        "SELECT $SERVICE { $SERVICE ?p ?o }",
        "# SERVICE\nSELECT * {} # LOAD",
        'SELECT * { ?s ?p "x"@load }',
        "SELECT * { FILTER(?a < ?b) }",
        "",
    ],
)
def test_words_that_only_look_like_it(text):
    assert sparql.reaches_out(text) is None


def test_nothing_that_ships_reaches_out():
    for folder in catalogue.FOLDERS:
        for query in catalogue.folder(folder).values():
            assert sparql.reaches_out(query.text) is None, query.name


@given(st.text(alphabet=SYNTAX, max_size=30), st.text(alphabet=SYNTAX, max_size=30))
@relaxed
def test_a_request_the_engine_would_send_out_is_always_seen(engine, before, after):
    """Whatever stands around it: if the engine reads a SERVICE, so do we."""
    text = f"SELECT * {{ {before} SERVICE <http://127.0.0.1:9/> {{}} {after} }}"
    if sparql.reaches_out(text) is not None:
        return
    try:
        rows = list(engine._store.query(text))
    except (SyntaxError, ValueError):
        return
    except OSError:
        pytest.fail("the engine went out")
    assert rows is not None


@given(st.text(alphabet=SYNTAX, max_size=40))
def test_reading_any_text_ends(text):
    sparql.reaches_out(text)


@pytest.mark.parametrize(
    "text", ['"' * 50_000, "<" * 50_000, "'''" * 20_000, "a:" * 50_000, "\\" * 50_000, "?" * 50_000]
)
def test_long_texts_are_read_in_one_go(text):
    assert "".join(token.text for token in sparql.tokens(text)) == text


# ------------------------------------------------------------------------------------------------ binding
def test_bind_replaces_variables_only():
    text = """\
# ?x in a comment
SELECT ?xy ?y { ?x :p "?x", '$x', '''?x''' , <http://e/?x>, a:b\\?x ; $x ?y . FILTER(?x<?y && ?xx) }"""
    bound = sparql.bind(text, {"x": GOOD})
    written = f" {GOOD.n3()} "
    text = text.removeprefix("# ?x in a comment")  # comments stay at home, their lines do not move
    assert bound == text.replace("{ ?x", "{ " + written).replace("; $x", "; " + written).replace("(?x<", f"({written}<")


@given(st.text(alphabet=SYNTAX, max_size=60))
def test_bind_touches_nothing_that_is_no_variable_of_that_name(text):
    if "x" not in sparql.variables(text):
        said = [token.text for token in sparql.tokens(text) if token.kind != "comment"]
        assert sparql.bind(text, {"x": GOOD}) == "".join(said)


@given(st.text(alphabet=SYNTAX, max_size=60))
def test_bound_variables_are_gone_and_the_others_stay(text):
    before = sparql.variables(text)
    assert sparql.variables(sparql.bind(text, {"x": Literal("?x ?z")})) == before - {"x"}


def test_a_value_is_not_bound_again():
    bound = sparql.bind("SELECT (?_a AS ?b) (?_c AS ?d) {}", {"_a": Literal("?_c"), "_c": Literal("?_a")})
    assert next(EmbeddedStore().lexical(bound)) == ("?_c", "?_a")


@pytest.mark.parametrize(
    "term",
    [
        GOOD,
        URIRef("http://example.org/智谱?a=b&c=%20#d"),
        URIRef("urn:x:y"),
        Literal("plain"),
        Literal("智谱", lang="zh"),
        Literal("x", lang="en-US"),
        Literal("42", datatype=XSD.integer),
        Literal("0.1", datatype=XSD.decimal),
        Literal("2026-05-31", datatype=XSD.date),
        Literal("true", datatype=XSD.boolean),
        Literal("x", datatype=URIRef("http://example.org/type")),
        Literal('a"b\\c\nd\re\tf'),
        Literal("\x00\x01"),
    ],
)
def test_every_kind_of_term_comes_back_from_the_engine(engine, term):
    row = next(engine.select(sparql.bind("SELECT (?_x AS ?y) {}", {"_x": term})))
    assert row == (term,)


@pytest.mark.parametrize(("text", "datatype"), [("042", XSD.integer), ("0.10", XSD.decimal), ("1e3", XSD.double)])
def test_a_number_in_another_spelling_keeps_its_value(engine, text, datatype):
    term = Literal(text, datatype=datatype, normalize=False)
    row = next(engine.select(sparql.bind("SELECT (?_x AS ?y) {}", {"_x": term})))
    assert (row[0].value, row[0].datatype) == (term.value, datatype)


@given(st.text())
@relaxed
def test_any_text_comes_back_from_the_engine(engine, text):
    row = next(engine.select(sparql.bind("SELECT (?_x AS ?y) {}", {"_x": Literal(text)})))
    assert row == (Literal(text),)


@given(st.text(alphabet=SYNTAX, max_size=40), st.sampled_from(["en", "zh", "zh-hans", None]))
@relaxed
def test_any_text_in_a_language_comes_back_from_the_engine(engine, text, lang):
    row = next(engine.select(sparql.bind("SELECT (?_x AS ?y) {}", {"_x": Literal(text, lang=lang)})))
    assert row == (Literal(text, lang=lang),)


@given(st.text(max_size=20).map("http://example.org/".__add__))
@relaxed
def test_any_iri_comes_back_or_is_refused(engine, iri):
    try:
        bound = sparql.bind("SELECT (?_x AS ?y) {}", {"_x": URIRef(iri)})
    except BadParameter:
        return
    assert next(engine.select(bound)) == (URIRef(iri),)


@pytest.mark.parametrize(
    "term",
    [
        BNode("nobody"),
        URIRef("http://e/a b"),
        URIRef("http://e/>"),
        URIRef("http://e/\\u003e"),
        URIRef("http://e/\x7f"),
        URIRef("relative"),
        URIRef(""),
        URIRef("http://e/\ud800"),
        Literal("\ud800"),
        Literal("x", datatype=URIRef("http://e/> ")),
    ],
)
def test_what_cannot_be_written_is_refused(term):
    with pytest.raises(BadParameter, match="'_x'"):
        sparql.bind("SELECT (?_x AS ?y) {}", {"_x": term})


def test_an_iri_with_brackets_in_the_data_makes_no_query_suspect():
    """A bound term is a term, whatever its letters; a query that reaches out itself stays what it is."""
    odd, other = URIRef("javascript:alert(1)"), URIRef("urn:x:downloads")
    store = EmbeddedStore()
    store.replace({URIRef("urn:g"): [(odd, other, other)]})
    bound = sparql.bind("SELECT ?o { ?_s ?p ?o }", {"_s": odd})
    assert list(store.select(bound)) == [(other,)]
    hostile = sparql.bind("SELECT * { ?_s ?p ?o SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }", {"_s": odd})
    with pytest.raises(BadQuery, match="SERVICE is refused"):
        list(store.select(hostile))
    typed = "SELECT * { ?s ?p <javascript:alert(1)> SERVICE:x }"
    assert sparql.reaches_out(typed) == "SERVICE", "what somebody types stays suspect"
