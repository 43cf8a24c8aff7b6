"""Mapping files: what ships is sound, and what is wrong in one's own is told with the cure."""

import textwrap

import pytest
import yaml

from aikg import resources
from aikg.errors import NotFound, UnreadableInput
from aikg.imports import mapping
from aikg.imports.yarrrml import RR

GOOD = {
    "id": "mine",
    "title": "My table",
    "file": "mine*.csv",
    "publisher": "Me",
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    "columns": {"name": {"column": "Name", "read": "name", "kind": "Model", "new": "A model of mine."}},
    "mappings": {
        "item": {"s": "this:", "po": [["schema:headline", "$(name.name)", "en~lang"]]},
        "said": {"s": "this:said", "po": [["a", "aikg:Claim"], ["aikg:subject", "$(name)~iri"]]},
    },
}


def changed(*path, to):
    document = yaml.safe_load(yaml.safe_dump(GOOD))
    part = document
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return document


def loaded(tmp_path, document):
    path = tmp_path / "mine.yml"
    path.write_text(document if isinstance(document, str) else yaml.safe_dump(document), encoding="utf-8")
    return mapping.load(path)


def test_what_ships_is_sound_and_says_whose_the_tables_are():
    shipped = mapping.shipped()
    assert {m.path.stem for m in shipped} >= {"epoch", "timeline"}
    for known in shipped:
        assert known.licence.startswith("https://") and known.attribution and known.source and known.editions
        assert all(why for why in known.left_out.values())
    assert len({known.id for known in shipped}) == len(shipped) == len(resources.mapping_files())


def test_a_good_one_becomes_rml_without_a_source(tmp_path):
    known = loaded(tmp_path, GOOD)
    rml = known.maps[1].rml()
    assert len(list(rml.objects(None, RR.objectMap))) == 2
    assert not [p for p in rml.predicates() if "ogical" in p]
    assert known.expected == ("Name",)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (changed("mappings", "said", "sources", to=[["/etc/passwd~csv"]]), "reads no other file, address or database"),
        (changed("mappings", "said", "sources", to={"access": "http://127.0.0.1/", "type": "mysql"}), "no other file"),
        (changed("mappings", "said", "sources", to="http://127.0.0.1/x.csv"), "no other file, address or database"),
        (changed("mappings", "said", "sources", to="others"), "'others'; there are rows"),
        (changed("mappings", "said", "targets", to="x.nt~void"), "has targets: only sources, s and po"),
        (changed("mappings", "said", "po", to=[{"p": "a", "o": {"function": "ex:f"}}]), "not [predicate, object]"),
        (changed("mappings", "said", "s", to="https://w3id.org/aikg/id/model/x"), "write this:NAME"),
        (changed("mappings", "said", "po", to=[["a", "nope:Claim"]]), "one of the prefixes"),
        (changed("mappings", "said", "po", to=[["rdfs:label", "$(nam.name)", "en~lang"]]), "the nearest is 'name'"),
        (changed("mappings", "said", "po", to=[["rdfs:label", "{name.__class__}"]]), "without braces"),
        (changed("mappings", "said", "po", to=[["rdfs:label", "x", "!!~lang"]]), "write a language as en~lang"),
        (changed("columns", "name", "reed", to="x"), "the nearest is 'read'"),
        (changed("columns", "name", "read", to="guess"), "there are text, name"),
        (changed("columns", "name", "kind", to="Car"), "kind 'Car'; there are Organization"),
        (changed("columns", "name", "scale", to="many"), "'many' is no number"),
        (changed("columns", "name", to={"read": "text"}), "lacks column"),
        (changed("columns", "na me", to={"column": "x"}), "letters, digits and _ only"),
        (changed("id", to="../up"), "part of an IRI"),
        (changed("licence", to="javascript:alert(1)"), "no web address"),
        (changed("licence", to=""), "lacks licence"),
        (changed("format", to="xlsx"), "there are csv, json and yaml"),
        (changed("key", to=["nobody"]), "'nobody' is none of columns"),
        (changed("editions", to={"0" * 64: {"date": "soon"}}), "is no date"),
        (changed("mapings", to={}), "the nearest is 'mappings'"),
        (changed("mappings", to={"said": GOOD["mappings"]["said"]}), "has no item"),
        ("- a list", "not an object"),
        ("a: &x 1\nb: *x\n", "aliases"),
        ("a: [\n", "mine.yml:2"),
        ("a: !!python/object/apply:os.system ['exit 3']\n", "could not determine a constructor"),
    ],
)
def test_what_is_wrong_is_told_with_the_cure(tmp_path, document, words):
    with pytest.raises(UnreadableInput) as caught:
        loaded(tmp_path, document)
    assert words in str(caught.value) and "mine.yml" in str(caught.value)


def test_the_mapping_is_chosen_by_name_by_file_or_by_the_name_of_the_table(tmp_path):
    assert mapping.chosen(tmp_path / "notable-ai-models.csv", None).id == "epoch-notable-ai-models"
    assert mapping.chosen(tmp_path / "any.csv", "epoch").id == "epoch-notable-ai-models"
    with pytest.raises(NotFound, match="Nearest: epoch"):
        mapping.chosen(tmp_path / "any.csv", "epok")
    with pytest.raises(Exception, match="name yours with --mapping FILE"):
        mapping.chosen(tmp_path / "any.csv", None)


def test_the_example_in_the_documentation_loads(tmp_path):
    page = (resources.root() / "docs" / "importing.md").read_text(encoding="utf-8")
    known = loaded(tmp_path, textwrap.dedent(page.partition("```yaml\n")[2].partition("```")[0]))
    assert known.id == "my-models" and known.maps
