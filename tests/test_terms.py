"""Between rdflib's terms and the engine's: nothing is lost, and what is no RDF is refused in words."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Literal, URIRef, Variable

from aikg.errors import BadRequest
from aikg.terms import from_engine, to_engine

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
HOSTILE = st.sampled_from(
    [
        '"',
        "'",
        '"""',
        "\\",
        "\\u0041",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "}",
        "#",
        "智谱 发布 GLM‑5",
        "😀👩‍👩‍👧",
        "\ufeff",
        "\u2028",
        "\uffff",
    ]
)
STRING = st.one_of(TEXT, HOSTILE, st.builds("".join, st.lists(HOSTILE, max_size=5)))
LANGUAGE = st.sampled_from(["en", "zh", "zh-hant-tw", "de-1996", "x-private"])
DATATYPE = st.sampled_from(
    [XSD.integer, XSD.decimal, XSD.date, XSD.dateTime, XSD.boolean, XSD.double, URIRef("urn:my")]
)
IRI = st.builds(
    lambda base, local: URIRef(base + local),
    st.sampled_from(["https://w3id.org/aikg/id/organization/", "urn:x:", "http://例え.jp/"]),
    st.text(st.sampled_from("abcXYZ019-._~%41é中文😀?=&/#"), max_size=15).filter(
        lambda s: s.count("#") < 2 and "%" not in s
    ),
)
LITERAL = st.one_of(
    st.builds(Literal, STRING),
    st.builds(lambda s, lang: Literal(s, lang=lang), STRING, LANGUAGE),
    st.builds(lambda s, datatype: Literal(s, datatype=datatype, normalize=False), STRING, DATATYPE),
)
BLANK = st.builds(BNode, st.text(st.sampled_from("abcXYZ019"), min_size=1, max_size=12))
TERM = st.one_of(IRI, LITERAL, BLANK)


def same(one, other):
    """Equal, and equal in every part (rdflib compares language tags without case)."""
    parts = [(type(t), str(t), getattr(t, "language", None), getattr(t, "datatype", None)) for t in (one, other)]
    return one == other and parts[0] == parts[1]


@given(TERM)
@example(Literal("007", datatype=XSD.integer, normalize=False))
@example(Literal("1.50", datatype=XSD.decimal, normalize=False))
@example(Literal("not a date", datatype=XSD.date))
@example(Literal(""))
def test_a_term_comes_back_as_it_was(term):
    assert same(from_engine(to_engine(term)), term)


@given(TERM)
def test_the_same_term_is_the_same_to_the_engine_after_a_detour(term):
    there = to_engine(term)
    assert to_engine(from_engine(there)) == there


def test_a_plain_string_stays_plain():
    assert from_engine(ox.Literal("x")).datatype is None
    assert from_engine(to_engine(Literal("x", datatype=XSD.string))) == Literal("x")


def test_figures_keep_their_digits():
    for digits in ("5000000000.0", "1.50", "+7", "007"):
        assert str(from_engine(ox.Literal(digits, datatype=ox.NamedNode(str(XSD.decimal))))) == digits


def test_a_language_tag_is_kept_in_lower_case():
    assert from_engine(to_engine(Literal("x", lang="EN-us"))).language == "en-us"


@pytest.mark.parametrize(
    "term",
    [
        Literal("a\ud800b"),
        Literal("x", lang="en-averylongsubtag"),
        Literal("x", datatype=RDF.langString),
        Literal("x", datatype=URIRef("no iri")),
        URIRef("http://x/\udfff"),
        URIRef("http://x/a b"),
        URIRef("http://x/<a>"),
        URIRef("relative"),
        URIRef(""),
        BNode("a b"),
        Variable("x"),
    ],
    ids=repr,
)
def test_what_is_no_rdf_is_refused_with_the_term_in_the_message(term):
    with pytest.raises(BadRequest, match="not a well-formed RDF term") as caught:
        to_engine(term)
    str(caught.value).encode("utf-8")  # can be printed, lone surrogates and all


def test_triple_terms_are_refused():
    node = ox.NamedNode("urn:x")
    with pytest.raises(BadRequest, match=r"plain RDF 1\.1"):
        from_engine(ox.Triple(node, node, node))
