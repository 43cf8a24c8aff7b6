"""What every store does, held against the embedded one in memory and on disk; then what only a disk can do wrong.

A store joins the contract with a line in OPENERS.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.compare import isomorphic

from aikg import formats
from aikg.errors import BadQuery, BadRequest, StoreError, UnreadableInput
from aikg.stores import Solutions, Store, Triples
from aikg.stores.embedded import EmbeddedStore
from aikg.vocabulary import META_GRAPH

A, B, P, Q = (URIRef(f"https://example.org/{name}") for name in "abpq")
G, H = URIRef("https://example.org/graph/g"), URIRef("https://example.org/graph/h")
HOSTILE = [
    'a "quoted" one',
    "'''",
    '"""',
    "two\nlines\r\nand a \t tab",
    "}",
    '" } } ; DROP ALL ; #',
    "'\n}} ; CLEAR ALL #",
    r"\u0022 } } ; DROP ALL ; #",
    r"\\u0041",
    "ends in a backslash \\",
    "# no comment",
    "?variable $variable",
    "SERVICE <http://127.0.0.1/>",
    "智谱 “天工” 😀",
    "\0\x01\x7f\ufeff\uffff\u2028",
    "",
]
NOT_META = f"FILTER(?g != <{META_GRAPH}>)"


@contextmanager
def in_memory(_: Path) -> Iterator[Store]:
    yield EmbeddedStore()


@contextmanager
def on_disk(folder: Path) -> Iterator[Store]:
    store = EmbeddedStore(folder / "store")
    yield store
    store.close()


OPENERS: dict[str, Callable] = {"memory": in_memory, "disk": on_disk}


@pytest.fixture(params=OPENERS)
def opener(request) -> Callable:
    return OPENERS[request.param]


@pytest.fixture
def store(opener, tmp_path) -> Iterator[Store]:
    with opener(tmp_path) as store:
        yield store


def quads(store: Store) -> set[tuple]:
    """All quads, without the version."""
    named = store.select(f"SELECT ?s ?p ?o ?g {{ GRAPH ?g {{ ?s ?p ?o }} {NOT_META} }}")
    return set(named)


def written(store: Store, text: str, media: str) -> bytes:
    out = io.BytesIO()
    store.write_answer(text, out, media)
    return out.getvalue()


def dumped(store: Store, name: str = "nquads") -> bytes:
    out = io.BytesIO()
    store.dump(out, formats.named(name))
    return out.getvalue()


def fill(store: Store) -> None:
    store.replace({G: [(A, P, Literal("one", lang="en")), (A, Q, Literal(1))], H: [(B, P, A)]})


################################################################ asking


def test_what_is_nested_too_deep_is_refused_before_the_engine_sees_it():
    store = EmbeddedStore()
    for ask in (store.query, store.update):
        head = "ASK " if ask == store.query else "INSERT DATA "
        with pytest.raises(BadQuery, match=r"line 2: nested deeper than 200 brackets"):
            ask(f"{head}\n" + "{" * 300 + "}" * 300)
    assert store.query("ASK { FILTER(" + "(" * 150 + "1" + ")" * 150 + " > 0) }") is True


def test_long_lists_of_data_are_no_chains():
    """Signs of numbers, dates and names with dashes may be as many as there are."""
    store = EmbeddedStore()
    rows = " ".join(f'<x:s-{n}> <x:p> -{n}, "2026-01-01" .' for n in range(3_000))
    store.update(f"INSERT DATA {{ {rows} }}")
    values = " ".join(f"<x:s-{n}/a|b>".replace("|", "&") for n in range(3_000))
    assert len(store) == 6_001 and store.query(f"ASK {{ VALUES ?s {{ {values} }} }}") is True


def test_a_select_has_columns_and_terms(store):
    fill(store)
    answer = store.query(f"SELECT ?v ?missing {{ <{A}> <{P}> ?v }}")
    assert isinstance(answer, Solutions)
    assert answer.variables == ("v", "missing")
    assert list(answer.rows) == [(Literal("one", lang="en"), None)]


def test_an_ask_is_a_bool(store):
    fill(store)
    assert store.query(f"ASK {{ <{A}> ?p ?o }}") is True
    assert store.query("ASK { <urn:nothing> ?p ?o }") is False


def test_a_construct_has_triples(store):
    fill(store)
    answer = store.query(f"CONSTRUCT {{ ?o <{Q}> ?s }} WHERE {{ ?s <{P}> ?o FILTER(isIRI(?o)) }}")
    assert isinstance(answer, Triples)
    assert list(answer.triples) == [(A, Q, B)]


def test_a_describe_has_all_that_is_said_of_a_node(store):
    fill(store)
    answer = store.query(f"DESCRIBE <{A}>")
    assert isinstance(answer, Triples)
    assert {(A, P, Literal("one", lang="en")), (A, Q, Literal(1))} <= set(answer.triples)


def test_select_lexical_and_table_tell_the_same_rows(store):
    fill(store)
    text = f"SELECT ?s ?v ?none {{ ?s <{P}> ?v }} ORDER BY ?s"
    assert list(store.select(text)) == [(A, Literal("one", lang="en"), None), (B, A, None)]
    assert list(store.lexical(text)) == [(str(A), "one", ""), (str(B), str(A), "")]
    table = store.table(text)
    assert (table.variables, list(table.rows)) == (("s", "v", "none"), list(store.lexical(text)))


@pytest.mark.parametrize("text", ["ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <urn:x>"])
def test_only_a_select_has_rows(store, text):
    for ask in (store.select, store.lexical, store.table):
        with pytest.raises(BadQuery, match="only a SELECT has rows"):
            list(ask(text))


def test_the_default_graph_of_a_query_is_the_union_of_all_graphs(store):
    store.replace({G: [(A, P, B)], H: [(B, P, A), (A, P, B)]})
    store.update(f"INSERT DATA {{ <{A}> <{Q}> <{A}> }}")
    seen = set(store.select(f"SELECT ?s ?p ?o {{ ?s ?p ?o FILTER(?s != <{META_GRAPH}>) }}"))
    assert seen == {(A, P, B), (B, P, A), (A, Q, A)}, "the unnamed graph is part of it, too"
    assert list(store.lexical(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{P}> ?o }}")) == [("2",)]
    joined = f"SELECT DISTINCT ?s {{ ?s <{P}> ?m . ?m <{P}> ?s . ?s <{Q}> ?s }}"
    assert list(store.select(joined)) == [(A,)], "a pattern may reach across graphs"


def test_from_names_the_graphs_that_are_read(store):
    fill(store)
    assert list(store.select(f"SELECT ?s FROM <{H}> {{ ?s <{P}> ?o }}")) == [(B,)]
    assert set(store.select(f"SELECT ?s FROM <{G}> FROM <{H}> {{ ?s <{P}> ?o }}")) == {(A,), (B,)}
    assert list(store.select("SELECT ?s FROM <urn:nothing> { ?s ?p ?o }")) == []
    assert list(store.select(f"SELECT ?g FROM NAMED <{H}> {{ GRAPH ?g {{ ?s <{P}> ?o }} }}")) == [(H,)]
    assert len(list(store.select('SELECT ?s { ?s ?p ?o FILTER("FROM" = "FROM") }'))) > 3, "a string is no keyword"


def test_a_bad_query_has_line_and_column(store):
    with pytest.raises(BadQuery) as caught:
        list(store.select("SELECT *\nWHERE { ?s ?p }"))
    assert (caught.value.line, caught.value.column) == (2, 16)
    assert str(caught.value).startswith("line 2, column 16: ")
    with pytest.raises(BadQuery) as caught:
        store.update("INSERT DATA {\n  <urn:a> <urn:b> }")
    assert (caught.value.line, caught.value.column) == (2, 19)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT * { ?s ?p ?o", "line 1, column 10: this { is never closed"),
        ("SELECT *\n{ ?s ?p ?o .\n  OPTIONAL { ?s ?q ?r .\n\n", "line 3, column 12: this { is never closed"),
        ("ASK { FILTER(1 = (2) ", "line 1, column 13: this ( is never closed"),
        ('ASK { ?s ?p "}" # }\n', "line 1, column 5: this { is never closed"),
        ("ASK { ?s ?p }", "line 1, column 14: this cannot stand here"),
        ("ASK { } }", "line 1, column 10: this cannot stand here"),
        ("INSERT DATA { <urn:a> <urn:b> 1", "line 1, column 13: this { is never closed"),
        ("ASK { ?s ?p [ ?a ?b . }", 'line 1, column 21: expected one of ",", ";", "]", "{|", "~"'),
    ],
)
def test_a_bracket_that_is_never_closed_is_told_where_it_stands(store, text, told):
    with pytest.raises(BadQuery, match=re.escape(told)):
        store.update(text) if text.startswith("INSERT") else store.query(text)


def test_an_undeclared_prefix_is_told(store):
    with pytest.raises(BadQuery, match=r"line 1, column \d+: this prefix is not declared; add a PREFIX"):
        list(store.select("SELECT * { ?s foo:bar ?o }"))


@pytest.mark.parametrize("text", ["", "  ", "hello", "PREFIX ex: <http://x/>", "{ ?s ?p ?o }"])
def test_what_is_no_sparql_is_a_bad_query(store, text):
    for ask in (store.query, store.update, lambda text: list(store.select(text))):
        with pytest.raises(BadQuery):
            ask(text)


def test_a_function_that_is_not_there_is_the_asker_s_mistake(store):
    with pytest.raises(BadQuery, match="urn:f"):
        list(store.select("SELECT (<urn:f>(1) AS ?x) {}"))


def test_an_update_is_no_query_and_a_query_no_update(store):
    for ask in (store.query, lambda text: written(store, text, "json")):
        with pytest.raises(BadQuery, match="update, not a query"):
            ask(f"INSERT DATA {{ <{A}> <{P}> <{B}> }}")
    with pytest.raises(BadQuery, match="query, not an update"):
        store.update("ASK {}")
    assert len(store) == 0


################################################################ answers as documents

SELECT = f"SELECT ?s ?v {{ ?s <{P}> ?v }}"
CONSTRUCT = f"CONSTRUCT {{ ?s <{P}> ?v }} WHERE {{ ?s <{P}> ?v }}"
XML_NS = "{http://www.w3.org/2005/sparql-results#}"


def test_rows_as_json_csv_tsv_and_xml(store):
    store.replace({G: [(A, P, Literal('a "b", c', lang="en"))]})
    table = json.loads(written(store, SELECT, "json"))
    assert table["head"]["vars"] == ["s", "v"]
    assert table["results"]["bindings"][0]["v"] == {"type": "literal", "value": 'a "b", c', "xml:lang": "en"}
    assert written(store, SELECT, "csv").decode() == f's,v\r\n{A},"a ""b"", c"\r\n'
    assert written(store, SELECT, "tsv").decode() == f'?s\t?v\n<{A}>\t"a \\"b\\", c"@en\n'
    xml = ElementTree.fromstring(written(store, SELECT, "xml"))
    assert [e.text for e in xml.iter(f"{XML_NS}literal")] == ['a "b", c']


def test_a_truth_value_in_every_format(store):
    assert json.loads(written(store, "ASK {}", "json")) == {"head": {}, "boolean": True}
    assert b"true" in written(store, "ASK {}", "csv")
    assert b"true" in written(store, "ASK {}", "tsv")
    assert ElementTree.fromstring(written(store, "ASK {}", "xml")).findtext(f"{XML_NS}boolean") == "true"


@pytest.mark.parametrize("media", ["turtle", "ntriples", "rdfxml", "jsonld"])
@pytest.mark.parametrize("text", [CONSTRUCT, f"DESCRIBE <{A}>"])
def test_triples_in_every_format(store, media, text):
    store.replace({G: [(A, P, Literal(h)) for h in ("x", "智谱", '"quoted" & <b>')]})
    data = written(store, text, media)
    assert {t[:3] for t in formats.parse(data, formats.named(media))} == set(store.query(text).triples)


@pytest.mark.parametrize(
    "text", ["a\x01b\x08\x1f", "cr\rlf\r\n", "\ufffe\uffff", "<&>\"]]>'", "\x7f\x85\u2028", "x\tz"]
)
def test_xml_is_well_formed_whatever_the_text(store, text):
    store.replace({G: [(A, P, Literal(text)), (B, P, Literal("x" * 9000 + text * 3000))]})
    xml = ElementTree.fromstring(written(store, SELECT, "xml"))
    texts = {e.text for e in xml.iter(f"{XML_NS}literal")}
    rdf = ElementTree.fromstring(written(store, CONSTRUCT, "rdfxml"))
    assert {e.text for e in rdf.iter("{https://example.org/}p")} == texts
    expected = "".join(" " if c < " " and c not in "\t\n\r" else "\ufffd" if c in "\ufffe\uffff" else c for c in text)
    assert texts == {expected, "x" * 9000 + expected * 3000}


@pytest.mark.parametrize(
    "name", ["https://example.org/1", "https://example.org/", "urn:123", "https://example.org/a(b)"]
)
def test_a_property_that_xml_cannot_name_is_told_and_never_written_wrong(store, name):
    with pytest.raises(BadRequest, match="RDF/XML cannot name the property"):
        written(store, f"CONSTRUCT {{ <{A}> <{name}> 1 }} WHERE {{}}", "rdfxml")
    assert name.encode() in written(store, f"CONSTRUCT {{ <{A}> <{name}> 1 }} WHERE {{}}", "ntriples")


@pytest.mark.parametrize("media", ["turtle", "jsonld", "rdfxml", "gexf", ""])
def test_rows_do_not_fit_a_triple_format(store, media):
    for text in (SELECT, "ASK {}"):
        with pytest.raises(BadRequest, match="json, csv, tsv, xml"):
            written(store, text, media)


@pytest.mark.parametrize("media", ["json", "csv", "tsv", "xml", "nquads", "gexf", ""])
def test_triples_do_not_fit_a_row_format(store, media):
    with pytest.raises(BadRequest, match="turtle, ntriples"):
        written(store, CONSTRUCT, media)


################################################################ reaching out


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A web server that must not hear of anything: its address, and the requests that it saw."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", seen
    server.shutdown()
    server.server_close()


REACHING_QUERIES = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "lower case": "SELECT * { service <URL> { ?s ?p ?o } }",
    "touching": "SELECT * { BIND(1 AS ?x)SERVICE<URL>{ ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?url { <URL> } SERVICE ?url { ?s ?p ?o } }",
    "in a sub-select": "SELECT * { { SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } } } }",
    "in an EXISTS": "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "ask": "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "after an escape": 'SELECT * { BIND("a\\u0022" AS ?x) SERVICE <URL> { ?s ?p ?o } } #"',
    "after a long escape": "SELECT * { BIND('a\\U00000027' AS ?x) SERVICE <URL> { ?s ?p ?o } } #'",
    "after two escapes": 'SELECT * { BIND(<urn:#\\u0041> AS ?y) BIND("\\u0022" AS ?x) SERVICE <URL> { ?s ?p ?o } } #"',
    "less-than read as IRI": "PREFIX : <URL> SELECT * { ?s ?p ?a, ?b FILTER(?a<?b)SERVICE:y#>\n{ ?x ?y ?z } }",
    "less-than and a comment": 'SELECT * { ?s ?p ?a, ?b FILTER(?a<?b)#>"""\n SERVICE <URL> { ?x ?y ?z } #"""\n}',
    "less-than a prefixed name": (
        'PREFIX ex: <URL> SELECT * { ?s ?p ?a, ?b FILTER(?a<?b||?a<ex:a#>"""\n) SERVICE <URL> { ?x ?y ?z } #"""\n}'
    ),
}
REACHING_UPDATES = {
    "load": "LOAD <URL>",
    "load silent": "LOAD SILENT <URL> INTO GRAPH <urn:g>",
    "load second": "INSERT DATA { <urn:a> <urn:b> <urn:c> } ; LOAD <URL>",
    "load after an escape": 'INSERT DATA { <urn:a> <urn:b> "\\u0022" } ; LOAD <URL> #"',
    "service": "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
}


@pytest.mark.parametrize("name", REACHING_QUERIES)
def test_no_query_reaches_another_machine(store, canary, name):
    url, seen = canary
    store.replace({G: [(A, P, Literal(1)), (A, P, Literal(2))]})
    text = REACHING_QUERIES[name].replace("URL", url)
    for ask in (lambda: store.query(text), lambda: written(store, text, "json"), lambda: list(store.lexical(text))):
        with pytest.raises(BadQuery, match=r"SERVICE is refused: .* fetch the data first"):
            ask()
    assert seen == []


@pytest.mark.parametrize("name", REACHING_UPDATES)
def test_no_update_reaches_another_machine(store, canary, name):
    url, seen = canary
    with pytest.raises(BadQuery, match=r"(LOAD|SERVICE) is refused"):
        store.update(REACHING_UPDATES[name].replace("URL", url))
    assert seen == []
    assert len(store) == 0


def test_the_canary_sings(canary):
    """The engine itself does reach out, so the tests above could fail."""
    import pyoxigraph

    url, seen = canary
    for text in REACHING_QUERIES.values():
        raw = pyoxigraph.Store()
        raw.update("INSERT DATA { <urn:a> <urn:b> 1, 2 }")
        heard = len(seen)
        with suppress(OSError, RuntimeError, SyntaxError):
            raw.query(text.replace("URL", url))
        if "VALUES" not in text and "EXISTS" not in text:
            assert len(seen) > heard, text


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://127.0.0.1/>" }',
        "SELECT * { ?service ?load ?o } # SERVICE <http://127.0.0.1/>",
        "PREFIX service: <urn:x:> SELECT * { ?s service:load ?o }",
        "SELECT * { ?s <https://example.org/service#load> ?o }",
        "SELECT * { ?s ?p ?a, ?b FILTER(?a<?b&&?b>?a) }",
    ],
)
def test_what_only_looks_like_reaching_out_is_answered(store, text):
    assert list(store.select(text)) == []


################################################################ writing


def test_an_update_adds_and_takes_away(store):
    store.update(f"PREFIX ex: <https://example.org/> INSERT DATA {{ GRAPH <{G}> {{ ex:a ex:p ex:b , 1 }} }}")
    assert quads(store) == {(A, P, B, G), (A, P, Literal(1), G)}
    store.update("DELETE { GRAPH ?g { ?s ?p 1 } } INSERT { GRAPH ?g { ?s ?p 2 } } WHERE { GRAPH ?g { ?s ?p 1 } }")
    assert quads(store) == {(A, P, B, G), (A, P, Literal(2), G)}
    store.update(f"DROP GRAPH <{G}>")
    assert quads(store) == set()


@pytest.mark.parametrize("end", ["", ";", " ;\n", "; # done", " # done", "\n\n;\n"])
def test_an_update_may_end_as_sparql_lets_it(store, end):
    before = store.version()
    one, two = f"GRAPH <{G}> {{ <{A}> <{P}> <{B}> }}", f"GRAPH <{H}> {{ <{A}> <{P}> 1 }}"
    store.update(f"INSERT DATA {{ {one} }} ; INSERT DATA {{ {two} }}{end}")
    assert quads(store) == {(A, P, B, G), (A, P, Literal(1), H)}
    assert store.version() != before


@pytest.mark.parametrize(
    "second",
    [f"CREATE GRAPH <{G}>", "DROP GRAPH <urn:nothing>", "INSERT DATA { oops }"],
)
def test_an_update_is_all_or_nothing(store, second):
    fill(store)
    before, version = quads(store), store.version()
    with pytest.raises((BadQuery, BadRequest, StoreError)):
        store.update(f"INSERT DATA {{ GRAPH <{H}> {{ <{A}> <{Q}> <{B}> }} }} ; CLEAR GRAPH <{G}> ; {second}")
    assert quads(store) == before
    assert store.version() == version


def test_what_an_update_looks_for_it_finds_in_the_union(store):
    fill(store)
    store.update(f"INSERT {{ GRAPH <{H}> {{ ?s <{Q}> 'seen' }} }} WHERE {{ ?s <{P}> ?o }}")
    assert quads(store) >= {(A, Q, Literal("seen"), H), (B, Q, Literal("seen"), H)}


def test_the_version_outlives_the_clearing_of_everything(store):
    fill(store)
    before = store.version()
    store.update("CLEAR ALL")
    assert quads(store) == set()
    assert store.version() not in (before, "0")


def test_replace_makes_graphs_hold_exactly_what_is_given(store):
    fill(store)
    store.replace({G: [(B, Q, Literal("new"))]})
    assert quads(store) == {(B, Q, Literal("new"), G), (B, P, A, H)}, "other graphs stay"
    store.replace({G: [], H: [(A, P, B)]})
    assert quads(store) == {(A, P, B, H)}
    assert set(store.graphs()) == {H, META_GRAPH}, "an empty graph is gone"


def test_replace_is_idempotent(store):
    for _ in range(2):
        fill(store)
        first = quads(store)
    assert quads(store) == first
    assert len(quads(store)) == 3
    store.replace({G: [(A, P, B), (A, P, B)]})
    assert len(list(store.select(f"SELECT ?s ?p ?o {{ GRAPH <{G}> {{ ?s ?p ?o }} }}"))) == 1


def test_replace_keeps_hostile_texts_as_they_are(store):
    triples = {(A, P, Literal(text)) for text in HOSTILE} | {(A, P, Literal(text, lang="zh")) for text in HOSTILE}
    fill(store)
    for _ in range(2):
        store.replace({G: triples})
        assert set(store.select(f"SELECT ?s ?p ?o {{ GRAPH <{G}> {{ ?s ?p ?o }} }}")) == triples
    assert set(store.select(f"SELECT ?s ?p ?o {{ GRAPH <{H}> {{ ?s ?p ?o }} }}")) == {(B, P, A)}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=25), max_size=6))
def test_replace_keeps_any_text_as_it_is(texts):
    store = EmbeddedStore()
    triples = {(A, P, Literal(text)) for text in texts}
    store.replace({G: triples})
    assert set(store.select(f"SELECT ?s ?p ?o {{ GRAPH <{G}> {{ ?s ?p ?o }} }}")) == triples


def test_replace_is_all_or_nothing(store):
    fill(store)
    before, version = quads(store), store.version()
    for broken in (Literal("\ud800"), URIRef("no iri"), Literal("x", lang="no-language-at-all")):
        with pytest.raises(BadRequest):
            store.replace({G: [], H: [(A, P, B), (A, Q, broken)]})
        assert (quads(store), store.version()) == (before, version)


def test_graphs_of_one_replace_may_share_a_blank_node(store):
    node = BNode("n0")
    store.replace({G: [(A, P, node), (node, P, Literal(1))], H: [(node, Q, Literal(2))]})
    found = list(
        store.select(f"SELECT * {{ GRAPH <{G}> {{ <{A}> <{P}> ?n . ?n <{P}> 1 }} GRAPH <{H}> {{ ?n <{Q}> 2 }} }}")
    )
    assert len(found) == 1


def test_replacing_no_graph_is_no_write(store):
    version = store.version()
    store.replace({})
    assert store.version() == version


def test_insert_adds_a_stream(store):
    fill(store)
    store.insert(G, ((A, P, Literal(n)) for n in range(1000)))
    assert list(store.lexical(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{G}> {{ ?s ?p ?o }} }}")) == [("1002",)]
    store.insert_quads((graph, B, Q, Literal("both")) for graph in (G, H))
    assert {q for q in quads(store) if q[1] == Q and q[0] == B} == {(B, Q, Literal("both"), g) for g in (G, H)}


def test_insert_tells_a_term_that_is_none(store):
    with pytest.raises(BadRequest, match="not a well-formed RDF term"):
        store.insert(G, [(A, P, Literal("\ud800"))])


def test_load_puts_triples_into_the_graph_that_is_asked_for(store, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(f"<{A}> <{P}> '智谱'@zh .", encoding="utf-8")
    store.load(path, G)
    assert quads(store) == {(A, P, Literal("智谱", lang="zh"), G)}
    store.load(path)
    assert store.unnamed() == (A, P, Literal("智谱", lang="zh"))


def test_load_keeps_the_graphs_of_a_file(store, tmp_path):
    path = tmp_path / "a.nq"
    path.write_text(f"<{A}> <{P}> <{B}> <{G}> .\n<{A}> <{Q}> <{B}> .\n")
    store.load(path, H)
    assert quads(store) == {(A, P, B, G), (A, Q, B, H)}


def test_load_tells_where_a_file_is_broken_and_the_store_works_on(store, tmp_path):
    path = tmp_path / "a.nq"
    path.write_text(f"<{A}> <{P}> <{B}> <{G}> .\noops\n")
    with pytest.raises(UnreadableInput) as caught:
        store.load(path)
    assert (caught.value.file, caught.value.line, caught.value.column) == (str(path), 2, 1)
    fill(store)
    assert (B, P, A, H) in quads(store)


def test_unnamed_finds_what_stands_in_no_graph_with_an_iri(store, tmp_path):
    fill(store)
    assert store.unnamed() is None
    path = tmp_path / "a.trig"
    path.write_text(f"_:nameless {{ <{B}> <{Q}> 7 }}")
    store.load(path)
    assert store.unnamed() == (B, Q, Literal(7))
    assert set(store.graphs()) == {G, H, META_GRAPH}


################################################################ version and dump

WRITES: dict[str, Callable[[Store], None]] = {
    "replace": fill,
    "replace with the same": fill,
    "replace with nothing": lambda s: s.replace({H: []}),
    "insert": lambda s: s.insert(G, [(A, P, Literal(3))]),
    "insert nothing": lambda s: s.insert(G, []),
    "insert_quads": lambda s: s.insert_quads([(G, A, P, Literal(4))]),
    "update": lambda s: s.update(f"INSERT DATA {{ GRAPH <{G}> {{ <{A}> <{P}> 5 }} }}"),
    "update of nothing": lambda s: s.update("DELETE WHERE { <urn:no> ?p ?o }"),
    "drop": lambda s: s.update("DROP ALL"),
}


def test_every_write_makes_another_version_and_the_same_writes_the_same(store, opener, tmp_path):
    def versions(store: Store, folder: Path) -> list[str]:
        path = folder / "more.nt"
        path.write_text(f'<{A}> <{P}> "6" .\n')
        seen = [store.version()]
        for write in [*WRITES.values(), lambda s: s.load(path, G), lambda s: s.load(path, G)]:
            write(store)
            seen.append(store.version())
            assert store.version() == seen[-1], "asking is no write"
        return seen

    (tmp_path / "other").mkdir()
    first = versions(store, tmp_path)
    assert len(set(first)) == len(first) == len(WRITES) + 3
    with opener(tmp_path / "other") as other:
        assert versions(other, tmp_path / "other") == first


def test_another_write_makes_another_version(store, opener, tmp_path):
    (tmp_path / "other").mkdir()
    store.replace({G: [(A, P, Literal("1"))]})
    with opener(tmp_path / "other") as other:
        other.replace({G: [(A, P, Literal("2"))]})
        assert other.version() != store.version()


def test_there_is_one_version_at_a_time(store):
    for write in WRITES.values():
        write(store)
        found = list(store.lexical(f"SELECT ?v {{ GRAPH <{META_GRAPH}> {{ ?s ?p ?v }} }}"))
        assert found == [(store.version(),)]


@pytest.mark.parametrize("name", ["nquads", "trig", "jsonld"])
def test_a_dump_depends_on_the_quads_alone(store, opener, tmp_path, name):
    some = [(URIRef(f"https://example.org/{n}"), P, Literal(text)) for n in range(20) for text in HOSTILE]
    (tmp_path / "other").mkdir()
    store.insert(G, some)
    with opener(tmp_path / "other") as other:
        shuffled = random.Random(4).sample(some, len(some))
        for part in (shuffled[:100], shuffled[50:], shuffled[:60]):
            other.insert(G, part)
        other.replace({H: [(A, P, B)]})
        other.replace({H: []})
        assert without_version(store, name) == without_version(other, name)
    assert dumped(store, name) == dumped(store, name)


def without_version(store: Store, name: str) -> bytes:
    return dumped(store, name).replace(store.version().encode(), b"VERSION")


@pytest.mark.parametrize("name", ["nquads", "trig", "jsonld"])
def test_a_dump_is_the_whole_store(store, name, tmp_path):
    fill(store)
    store.replace({H: [(A, P, Literal(text)) for text in HOSTILE]})
    store.update(f"INSERT DATA {{ <{A}> <{P}> <{B}> }}")
    path = tmp_path / f"dump{formats.named(name).suffixes[0]}"
    path.write_bytes(dumped(store, name))
    copy = EmbeddedStore()
    copy.load(path)
    assert quads(copy) == quads(store)
    assert copy.unnamed() == store.unnamed()
    assert len(copy) == len(store)


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml"])
def test_a_format_without_graphs_cannot_hold_a_dump(store, name):
    fill(store)
    with pytest.raises(BadRequest, match="holds no graphs; dump to trig, nquads, jsonld"):
        dumped(store, name)


def test_len_counts_quads(store):
    assert len(store) == 0
    fill(store)
    assert len(store) == 3 + 1, "and the version"


def test_a_dataset_answers_rdflib_queries_over_the_union(store):
    fill(store)
    dataset = store.dataset()
    assert {tuple(row) for row in dataset.query(f"SELECT ?s {{ ?s <{P}> ?o }}")} == {(A,), (B,)}
    assert set(dataset.graph(G)) == {(A, P, Literal("one", lang="en")), (A, Q, Literal(1))}
    graph = dataset.query(f"CONSTRUCT {{ ?s <{P}> ?o }} WHERE {{ ?s <{P}> ?o }}").graph
    assert isomorphic(graph, dataset.query(CONSTRUCT).graph)
    assert (A, Q, Literal("1", datatype=XSD.integer)) in dataset


def test_a_closed_store_says_so_and_takes_no_write(opener, tmp_path):
    with opener(tmp_path) as store:
        fill(store)
        store.close()
        store.close()
        for use in (
            fill,
            lambda s: list(s.select("SELECT * { ?s ?p ?o }")),
            lambda s: s.query("ASK {}"),
            lambda s: s.version(),
            lambda s: list(s.graphs()),
            lambda s: s.update("CLEAR ALL"),
        ):
            with pytest.raises(StoreError, match="closed"):
                use(store)


################################################################ on disk only


def test_what_was_written_is_there_when_opened_again(tmp_path):
    store = EmbeddedStore(tmp_path / "s")
    fill(store)
    before, version = dumped(store), store.version()
    store.close()
    again = EmbeddedStore(tmp_path / "s")
    assert (dumped(again), again.version()) == (before, version)


@pytest.mark.parametrize(
    "write",
    [
        fill,
        lambda s: s.update("CLEAR ALL"),
        lambda s: s.insert(G, [(A, P, Literal(3))]),
        lambda s: s.insert_quads([(G, A, P, Literal(3))]),
        lambda s: s.load(formats_file(), G),
    ],
    ids=["replace", "update", "insert", "insert_quads", "load"],
)
def test_a_store_open_for_reading_refuses_writes_in_words(tmp_path, write):
    writer = EmbeddedStore(tmp_path / "s")
    fill(writer)
    reader = EmbeddedStore(tmp_path / "s", read_only=True)
    before = dumped(writer)
    with pytest.raises(StoreError, match=f"{tmp_path / 's'} is open for reading only"):
        write(reader)
    assert dumped(reader) == dumped(writer) == before
    reader.close()


def formats_file() -> Path:
    from aikg import resources

    return resources.ontology_files()[0]


def test_a_reader_sees_what_was_there_when_it_was_opened(tmp_path):
    writer = EmbeddedStore(tmp_path / "s")
    fill(writer)
    reader = EmbeddedStore(tmp_path / "s", read_only=True)
    seen = quads(reader)
    writer.replace({G: [(B, Q, B)]})
    assert quads(reader) == seen
    assert (B, Q, B, G) in quads(EmbeddedStore(tmp_path / "s", read_only=True))


def test_opening_for_reading_never_fails_beside_a_writer(tmp_path):
    """The engine's own opening fails now and then (7 % here), when the writer merges a file away at that moment."""
    for number in range(12):
        writer = EmbeddedStore(tmp_path / str(number))
        fill(writer)
        for again in range(6):
            EmbeddedStore(tmp_path / str(number), read_only=True).close()
            writer.replace({H: [(A, P, Literal(again))]})
        writer.close()


HOLD = """
import sys
from pathlib import Path
from aikg.stores.embedded import EmbeddedStore
store = EmbeddedStore(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_store_that_another_process_writes_is_locked_in_words(tmp_path):
    folder = tmp_path / "s"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match=f"{folder} is locked: another process is writing to it; wait for it"):
            EmbeddedStore(folder)
        EmbeddedStore(folder, read_only=True).close()
        other.stdin.close()
        assert other.wait(30) == 0
    EmbeddedStore(folder).close()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_in_the_place_of_the_folder_is_told(tmp_path, read_only):
    path = tmp_path / "s"
    path.write_text("a file")
    for place in (path, path / "below"):
        with pytest.raises(StoreError, match="is not a folder; choose another"):
            EmbeddedStore(place, read_only=read_only)
    assert path.read_text() == "a file"


def test_a_store_that_is_not_there_is_told_to_a_reader(tmp_path):
    with pytest.raises(StoreError, match=f"{tmp_path / 'none'} holds no store"):
        EmbeddedStore(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


def test_a_place_where_nothing_can_be_made_is_told():
    with pytest.raises(StoreError, match=r"/proc/aikg.*choose another --location"):
        EmbeddedStore(Path("/proc/aikg"))


def test_a_damaged_store_is_told(tmp_path):
    folder = tmp_path / "s"
    store = EmbeddedStore(folder)
    fill(store)
    store.close()
    (folder / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(StoreError, match=str(folder)):
        EmbeddedStore(folder)


def test_a_backup_is_the_store_of_that_moment(tmp_path):
    store = EmbeddedStore(tmp_path / "s")
    fill(store)
    before = dumped(store)
    store.backup(tmp_path / "copy")
    store.replace({G: []})
    assert dumped(EmbeddedStore(tmp_path / "copy")) == before
    with pytest.raises(StoreError):
        store.backup(tmp_path / "copy")


################################################################ the disk is full, for real


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A mount of the test's own; skips the test where mounting is not permitted."""
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a test may not mount here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder.mkdir()
    with mounted(folder, "-t", "tmpfs", "-o", f"size={megabytes}m", "none"):
        yield


def test_a_full_disk_is_told_and_loses_nothing_that_was_acknowledged(tmp_path):
    disk = tmp_path / "disk"
    noise = random.Random(7)
    with small_disk(disk, 12):
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(21 << 19))
        store = EmbeddedStore(disk / "s")
        acknowledged: dict[URIRef, str] = {}
        with pytest.raises(StoreError, match=r"the disk is full; free some space"):
            for number in range(1000):
                graph = URIRef(f"urn:g{number % 3}")
                text = noise.randbytes(100_000).hex()
                store.replace({graph: [(A, P, Literal(text)), (A, Q, Literal(text))]})
                acknowledged[graph] = text
        assert acknowledged
        with pytest.raises(StoreError):
            store.replace({G: [(A, P, Literal(noise.randbytes(4_000_000).hex()))]})
        with suppress(StoreError):  # nothing can be flushed; what was acknowledged is in the log
            store.close()
        ballast.unlink()
        again = EmbeddedStore(disk / "s")
        assert quads(again) == {(A, p, Literal(text), g) for g, text in acknowledged.items() for p in (P, Q)}
        again.replace({G: [(A, P, B)]})
        assert (A, P, B, G) in quads(again)
        again.close()


def test_a_disk_that_is_read_only_is_told(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    store = EmbeddedStore(folder / "s")
    fill(store)
    before = dumped(store)
    store.close()
    with mounted(folder, "--bind", str(folder)), mounted_read_only(folder):
        with pytest.raises(StoreError, match="cannot be written"):
            EmbeddedStore(folder / "s")
        with pytest.raises(StoreError, match="cannot be written"):
            EmbeddedStore(folder / "new")
    assert dumped(EmbeddedStore(folder / "s")) == before


@contextmanager
def mounted_read_only(folder: Path) -> Iterator[None]:
    done = subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a test may not mount here: {done.stderr.strip()}")
    yield
