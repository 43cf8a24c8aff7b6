"""What the server needs of the store: exact row limits, operations of an update over the union, exact datasets."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef

from aikg.errors import BadQuery
from aikg.stores import Scope
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.limits import Counted, limited
from aikg.stores.operations import split

WORDS = st.text(st.sampled_from('ab{}[]()"\\,\r\n\t<>#&;:=}{],é😀 '), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.none() | WORDS, st.none() | WORDS), min_size=1, max_size=8), st.integers(1, 9))
def test_rows_are_counted_exactly(rows: list[tuple[str | None, str | None]], most: int) -> None:
    """Whatever stands in the values, the marker comes if and only if the limit was reached, and the rows are whole."""
    lines = " ".join(f"({_written(a)} {_written(b)})" for a, b in rows)
    query = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {lines} }} }}"
    reached, kept = len(rows) >= most, min(len(rows), most)
    for media in ("json", "xml", "csv", "tsv"):
        out = io.BytesIO()
        assert EmbeddedStore().write_answer(query, out, media, most=most) is reached
        text = out.getvalue().decode()
        assert ("cut: the answer stops" in text) is (reached and media == "xml")
        if media == "json":
            assert len(json.loads(text)["results"]["bindings"]) == kept
        elif media == "csv":
            assert len(list(csv.reader(io.StringIO(text, newline="")))) == kept + 1


def _written(value: str | None) -> str:
    if value is None:
        return "UNDEF"
    return '"' + "".join(f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}" for c in value) + '"'


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.none() | WORDS, min_size=1, max_size=6),
    st.integers(1, 7),
    st.integers(1, 8),
    st.sampled_from(["json", "csv", "xml", "tsv"]),
)
@example([None] * 3, 100, 3, "json")
@example([None] * 3, 1, 3, "json")
def test_counting_does_not_depend_on_how_bytes_are_split(
    values: list[str | None], size: int, most: int, media: str
) -> None:
    whole = io.BytesIO()
    lines = " ".join(_written(value) for value in values)
    EmbeddedStore().write_answer(f"SELECT * {{ VALUES ?v {{ {lines} }} }}", whole, media)
    out = io.BytesIO()
    counted = Counted(out, media, most)
    data = whole.getvalue()
    for start in range(0, len(data), size):
        counted.write(data[start : start + size])
    assert out.getvalue() == data
    assert counted.finish() is (len(values) >= most)


@pytest.mark.parametrize(
    ("query", "limit", "in_force"),
    [
        ("SELECT * { ?s ?p ?o }", "LIMIT 5", True),
        ("SELECT * { ?s ?p ?o } LIMIT 4", "LIMIT 4", False),
        ("SELECT * { ?s ?p ?o } limit 5", "limit 5", False),
        ("SELECT * { ?s ?p ?o } LIMIT 999999999999999999999999", "LIMIT 5", True),
        ("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 2 } }", "} }\nLIMIT 5", True),
        ("SELECT * { ?s ?p ?o } # LIMIT 3", "# LIMIT 3\nLIMIT 5", True),
        ('SELECT ("} LIMIT 2" AS ?x) { }', "}\nLIMIT 5", True),
        ("SELECT ?limit { ?limit ?p ?o } ORDER BY ?limit OFFSET 1", "OFFSET 1\nLIMIT 5", True),
        ("SELECT * { ?s ?p ?o } VALUES ?s { <a:b> }", "\nLIMIT 5\nVALUES", True),
        ("SELECT * { VALUES ?x { 1 } }", "} }\nLIMIT 5", True),
    ],
)
def test_a_limit_is_put_where_it_belongs(query: str, limit: str, in_force: bool) -> None:
    text, forced = limited(query, 5)
    assert forced is in_force
    assert limit in text
    list(EmbeddedStore().select(text))


@pytest.mark.parametrize(
    ("update", "union"),
    [
        ("INSERT DATA { <a:a> <a:b> 1 }", [False]),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", [True]),
        ("DELETE WHERE { ?s ?p ?o }", [True]),
        ("delete { ?s ?p ?o } insert { ?s ?p 2 } where { ?s ?p ?o }", [True]),
        ("WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", [False]),
        ("DELETE { ?s ?p ?o } USING <a:g> WHERE { ?s ?p ?o }", [False]),
        ("CLEAR ALL ; LOAD <a:b> ; COPY <a:a> TO <a:b>", [False, False, False]),
        ('PREFIX : <a:> INSERT DATA { :a :b "; }" . :c :d 1 ; :e 2 } ; DELETE WHERE { ?s ?p ?o } ;', [False, True]),
    ],
)
def test_operations_are_told_apart(update: str, union: list[bool]) -> None:
    assert [operation.sees_union for operation in split(update)] == union


def store(update: str) -> EmbeddedStore:
    made = EmbeddedStore()
    made.update(update)
    return made


def values(kept: EmbeddedStore, query: str) -> set[str]:
    return {str(row[0]) for row in kept.select(query)}


def test_a_where_sees_the_union_and_templates_are_the_engines() -> None:
    kept = store("INSERT DATA { <a:0> <a:p> 0 GRAPH <a:g> { <a:1> <a:p> 1 . <a:2> <a:p> [ <a:q> 5 ] } }")
    kept.update("INSERT { GRAPH <a:h> { ?s <a:r> ?o , [] . ?missing <a:x> 1 } } WHERE { ?s <a:p> ?o }")
    assert values(kept, "SELECT (COUNT(*) AS ?n) { GRAPH <a:h> { ?s ?p ?o } }") == {"6"}
    # a blank node that was found is the same one, not a new one
    assert values(kept, "SELECT ?v { GRAPH <a:h> { <a:2> <a:r> ?b } GRAPH <a:g> { ?b <a:q> ?v } }") == {"5"}
    kept.update("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { ?s <a:p> 1 GRAPH ?g { ?s ?p ?o } }")
    assert values(kept, "SELECT ?s { ?s <a:p> 1 }") == set()
    assert values(kept, "SELECT ?s { ?s <a:p> 0 }") == {"a:0"}


def test_a_later_operation_sees_what_an_earlier_one_did() -> None:
    kept = store("INSERT DATA { <a:0> <a:p> 0 }")
    kept.update(
        "PREFIX : <a:> INSERT DATA { GRAPH :g { :1 :p 1 } } ; PREFIX b: <b:> INSERT { b:x :sum ?n } "
        "WHERE { SELECT (SUM(?o) AS ?n) { ?s :p ?o } } ; DELETE WHERE { ?s :p 0 }"
    )
    assert values(kept, "SELECT ?n { <b:x> <a:sum> ?n }") == {"1"}
    assert values(kept, "SELECT ?o { ?s <a:p> ?o }") == {"1"}
    before = kept.version()
    with pytest.raises(BadQuery, match="two requests"):
        kept.update("INSERT DATA { [] <a:q> 1 } ; INSERT { ?b <a:r> 2 } WHERE { ?b <a:q> 1 }")
    with pytest.raises(BadQuery, match="line"):
        kept.update("INSERT DATA { <a:0> <a:q> 1 } ; INSERT { ?b <a:r> 2 } WHERE { ?b <a:q> 1")
    assert kept.version() == before
    assert values(kept, "SELECT ?b { ?b <a:q> 1 }") == set()


def test_a_scope_is_exact() -> None:
    kept = store("INSERT DATA { <a:0> <a:p> 0 GRAPH <a:g> { <a:1> <a:p> 1 } GRAPH <a:h> { <a:2> <a:p> 2 } }")

    def found(query: str, scope: Scope) -> str:
        out = io.BytesIO()
        kept.write_answer(query, out, "tsv", scope=scope)
        return out.getvalue().decode().removeprefix("?o\n").replace("\n", " ").strip()

    query, named = "SELECT ?o { ?s <a:p> ?o }", "SELECT ?o { GRAPH ?g { ?s <a:p> ?o } }"
    assert found(query, Scope((None,))) == "0"
    assert found(query, Scope((URIRef("a:g"), None))) in ("0 1", "1 0")
    assert found(query, Scope((), (URIRef("a:g"),))) == ""
    assert found(named, Scope((), (URIRef("a:g"),))) == "1"
    with pytest.raises(BadQuery):
        found(query, Scope((URIRef("no iri"),)))
    with pytest.raises(BadQuery, match="twice"):
        kept.update("WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", scope=Scope((URIRef("a:g"),)))


def test_graphs_are_replaced_and_added_to() -> None:
    kept = EmbeddedStore()
    triple = (URIRef("a:s"), URIRef("a:p"), Literal(1))
    kept.replace({None: [triple], URIRef("a:g"): [triple, (BNode("x"), URIRef("a:p"), BNode("x"))]})
    assert kept.holds(None)
    assert kept.holds(URIRef("a:g"))
    kept.add({None: [(URIRef("a:s"), URIRef("a:p"), Literal(2))]})
    assert values(kept, "SELECT ?o { <a:s> ?p ?o }") == {"1", "2"}
    kept.replace({None: []})
    assert not kept.holds(None)
    copy = kept.copied()
    assert (len(copy), copy.version()) == (len(kept), kept.version())
