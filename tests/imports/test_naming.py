"""Names against the registry: exact or new, never merged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.identity import expand, name_key, slug
from aikg.imports.naming import Entities, Found
from aikg.imports.readings import Unread


@pytest.fixture
def entities(store):
    return Entities(store)


@pytest.mark.parametrize("name", ["OpenAI", "open ai", "ＯｐｅｎＡＩ", " Open\nAI "])
def test_an_exact_name_whatever_its_case_width_or_spaces(entities, name):
    found = entities.find(name, ["Organization"])
    assert found.iri == expand("organization:openai") and not found.new and not entities.new({found.iri})


def test_a_new_name_becomes_an_entry_once(entities):
    one = entities.find("Acme Labs", ["Organization"], "A company.")
    two = entities.find("ACME-Labs", ["Organization"], "A company.")
    assert one.iri == two.iri == expand("organization:acme-labs")
    assert len(entities.new({one.iri})) == 3 and entities.counts({one.iri}) == {"organization": (0, 1)}
    assert entities.new(set()) == [] and entities.counts(set()) == {}


def test_versions_stay_apart(entities):
    names = ["GPT-4", "GPT-4o", "GPT 4 1", "GPT-41", "Qwen 3.5", "Qwen 3.6", "Qwen 35"]
    assert len({entities.find(name, ["Model"], "A model.").iri for name in names}) == len(names)


def test_what_is_near_is_told_and_not_merged(entities):
    near = entities.find("OpenAl", ["Organization"], "A company.")  # with a small L
    assert near.new and near.near == ("organization:openai",)


def test_without_a_definition_nothing_is_new(entities):
    assert "no such name" in entities.find("Acme Labs", ["Organization"]).why


def test_two_names_of_the_same_letters_get_two_iris(entities):
    one, two = entities.find("A+B", ["Model"], "A model."), entities.find("A B", ["Model"], "A model.")
    assert name_key("A+B") != name_key("A B") and one.iri != two.iri and two.iri.startswith(one.iri)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "x" * 200, "=HYPERLINK(1)", "a\u202eb", "--", "", "a\x00b", "\ufeff"]
)
def test_what_is_no_name_is_told_and_not_used(entities, name):
    assert isinstance(entities.find(name, ["Model"], "A model."), Unread)


@given(st.text(max_size=40))
@settings(deadline=None)
@pytest.mark.slow
def test_any_text_gives_a_slug_that_fits_an_iri_or_no_entity(store, text):
    found = Entities(store).find(text, ["Model"], "A model.")
    assert isinstance(found, Unread) or (isinstance(found, Found) and expand(str(found.iri)) == found.iri)
    assert expand(f"model:{slug(text) or 'x'}") is not None
    assert all(c.isalnum() or c in "-." for c in slug(text))


def test_chinese_names_are_tagged_and_get_an_iri(entities):
    found = entities.find("文心大模型", ["Model"], "A model.")
    assert str(found.iri) == "https://w3id.org/aikg/id/model/文心大模型"
    assert entities.new({found.iri})[1][2].language == "zh"
