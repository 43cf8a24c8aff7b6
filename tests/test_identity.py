"""Names of things: CURIEs there and back, and the keys under which names are looked up."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import URIRef

from aikg import catalogue
from aikg.identity import class_name, curie, expand, name_key
from aikg.kinds import KINDS
from aikg.vocabulary import ID, ITEM, PREFIXES
from news_samples import shipped

LOCAL = st.text(alphabet=string.ascii_lowercase + string.digits + ".-_%~中文é", min_size=1, max_size=20)
ENTITY = st.builds(lambda kind, name: f"{ID}{kind}/{name}", st.sampled_from(KINDS), LOCAL)
ITEMS = st.builds(lambda name, n: f"{ITEM}{name}/{n}", LOCAL, st.integers(1, 99))
CLAIM = st.builds(lambda item, name: f"{item}#{name}", ITEMS, LOCAL)
TERM = st.builds(lambda base, name: base + name, st.sampled_from(sorted(PREFIXES.values())), LOCAL)
OTHER = st.builds(lambda name: f"https://example.org/{name}?a=1:b", LOCAL)


@given(st.one_of(ENTITY, ITEMS, CLAIM, TERM, OTHER))
@example("https://w3id.org/aikg/id/organization/xai")
@example("urn:isbn:0451450523")
@example("https://w3id.org/aikg/graph/registry")
def test_a_curie_stands_for_the_iri_that_it_was_made_of(iri):
    assert expand(curie(iri)) == URIRef(iri)
    assert expand(iri) == URIRef(iri)
    assert curie(curie(iri)) == curie(iri)


@given(st.one_of(ENTITY, CLAIM, TERM))
def test_what_the_graph_names_has_a_short_form(iri):
    assert not curie(iri).startswith("http")


def test_the_longest_base_wins():
    assert curie("https://w3id.org/aikg/id/model/gpt-4o") == "model:gpt-4o"
    assert curie("https://w3id.org/aikg/item/a/4#inv") == "item:a/4#inv"
    assert curie("https://w3id.org/aikg/ns#Claim") == "aikg:Claim"


@pytest.mark.parametrize("base", ["https://w3id.org/aikg/id/organization/", "https://w3id.org/aikg/ns#", "", "xAI"])
def test_what_has_no_short_form_stays_as_it_is(base):
    assert curie(base) == base


@pytest.mark.parametrize(
    "name",
    [
        "organization:",
        ":xai",
        ":",
        "",
        "   ",
        "xAI",
        "GPT: the model",
        "organization:x ai",
        "organization:<xai>",
        'organization:"x"',
        "organization:x\ny",
        "http:foo",
        "https:/foo",
        "urn:",
        "planet:mars",
        "Organization:xai",
        "https://example.org/a b",
        "https://example.org/{x}",
    ],
)
def test_a_label_or_an_odd_curie_stands_for_no_iri(name):
    assert expand(name) is None


def test_space_around_a_name_does_not_matter():
    assert expand("  organization:xai\n") == URIRef("https://w3id.org/aikg/id/organization/xai")


################################################################ keys of names

NAME = st.text(max_size=30)
PLAIN = st.text(
    alphabet=string.ascii_letters + string.digits + " .+中文智谱腾讯ＡＢｃ１２（）éüß-–—_·'’“”《》", max_size=30
)


@given(st.one_of(NAME, PLAIN))
@example("GPT 4 1")
@example("e-\u0301")
@example("a\0b")
@example("\u0345\u0300")
@example("1 \u2460")
def test_the_key_of_a_key_is_the_key(name):
    assert name_key(name_key(name)) == name_key(name)


@given(PLAIN)
def test_case_does_not_matter(name):
    assert name_key(name.upper()) == name_key(name.lower()) == name_key(name)


@given(PLAIN)
def test_width_does_not_matter(name):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    wide = wide.replace(" ", "\u3000")
    assert name_key(wide) == name_key(name)


@given(PLAIN, st.sampled_from(["-", " ", "\u2011", "\u2013", "\u00a0", "_", "·", "'", "“", "》"]), st.data())
def test_a_dash_space_or_quote_between_letters_does_not_matter(name, separator, data):
    letters = "".join(c for c in name if not c.isdigit())
    at = data.draw(st.integers(0, len(letters)))
    assert name_key(letters[:at] + separator + letters[at:]) == name_key(letters)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("xAI", "ＸＡＩ"),
        ("Zhipu AI", "zhipu-ai"),
        ("Byte Dance", "ByteDance"),
        ("“天工”大模型", "天工大模型"),
        ("Qwen 3.6‑Plus", "qwen3.6 plus"),
        ("GPT‑4o", "gpt 4O"),
        ("STRASSE AI", "Straße AI"),
        ("GPT 4 1", "GPT-4-1"),
        ("GPT 4–1", "GPT 4_1"),
    ],
)
def test_ways_of_writing_one_name_share_its_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-4", "GPT-4o"),
        ("Qwen 3.5", "Qwen 3.6"),
        ("GPT 4 1", "GPT 41"),
        ("GPT-4.1", "GPT-41"),
        ("GPT 4.1", "GPT 4 1"),
        ("GPT 4·1", "GPT 41"),
        ("GPT 4'-1", "GPT 41"),
        ("Llama 3", "Llama 3.0"),
        ("Claude 3 5 Sonnet", "Claude 35 Sonnet"),
        ("C", "C++"),
        ("智谱", "智谱AI"),
        ("2025-26", "202526"),
    ],
)
def test_versions_and_different_names_stay_apart(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["", " ", "---", "“”", "· ·"])
def test_a_name_of_separators_alone_has_no_key(name):
    assert name_key(name) == ""


def test_no_two_entities_that_ship_share_a_key_by_accident():
    keys: dict[tuple[str, str], set[str]] = {}
    for entity, type_, name, _ in shipped().lexical(catalogue.find("entities", "names").text):
        keys.setdefault((name_key(name), type_), set()).add(entity)
    assert {key: entities for key, entities in keys.items() if len(entities) > 1} == {}


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://w3id.org/aikg/ns#Organization", "Organization"),
        ("https://schema.org/Person", "Person"),
        ("https://schema.org/AdministrativeArea", "Place"),
        ("http://www.w3.org/2004/02/skos/core#Concept", "Concept"),
        ("Model", "Model"),
    ],
)
def test_class_names(iri, name):
    assert class_name(iri) == name
