"""What is written down twice, here in Python and in the explorer's TypeScript, says the same."""

from __future__ import annotations

import re

import pytest
from rdflib import RDFS, Graph, URIRef
from rdflib.namespace import SKOS

from aikg import kinds, subgraphs
from aikg.gephi import style
from aikg.server import pictures
from aikg.vocabulary import PREFIXES
from running import ROOT

SOURCES = ROOT / "explorer" / "src"
STAGE = f"{PREFIXES['aikgv']}stage-"
CLASSES = {kind.capitalize() for kind in kinds.KINDS}


def source(name: str) -> str:
    return (SOURCES / name).read_text(encoding="utf-8")


def listed(text: str, name: str) -> list[str]:
    """The strings of a list or set that a source gives a name."""
    found = re.search(rf"const {name}\b[^=]*= (?:new Set\()?\[(.*?)\]", text, re.DOTALL)
    assert found, name
    return re.findall(r'"([^"]*)"', found[1])


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for name in ("aikg.ttl", "vocab.ttl"):
        graph.parse(ROOT / "ontology" / name)
    return graph


def test_kinds_are_those_of_the_page_and_called_as_in_the_ontology(ontology):
    named = re.findall(r'(\w+): \{ en: "([^"]+)", zh: "([^"]+)" \}', source("classes.ts"))
    assert tuple(name.lower() for name, *_ in named) == kinds.KINDS
    for name, en, zh in named:
        labels = {label.language: str(label) for label in ontology.objects(URIRef(PREFIXES["aikg"] + name), RDFS.label)}
        assert labels in ({"en": en, "zh": zh}, {}), "the classes of people and places are schema.org's"


def test_links_between_claims_are_those_of_the_page():
    found = re.search(r"type LinkKind = (.*);", source("api.ts"))
    assert found and set(re.findall(r'"(\w+)"', found[1])) - {"superseded"} == set(kinds.LINK_KINDS)


def test_stages_are_those_of_the_list_and_look_alike(ontology):
    scene = source("explorer/scene.ts")
    stages = {str(one).removeprefix(STAGE) for one in ontology.subjects(SKOS.prefLabel) if str(one).startswith(STAGE)}
    assert set(listed(scene, "STAGES")) == stages | {""}
    assert set(listed(scene, "SETTLED")) == style.SETTLED_STAGES
    assert set(listed(scene, "POTENTIAL")) == style.POTENTIAL_STAGES
    assert stages > style.SETTLED_STAGES | style.POTENTIAL_STAGES


def test_shapes_are_those_of_the_pictures():
    looks = re.findall(r'(\w+): look\("(\w+)", (\d+), (\d+)(?: / (\d+))?, ', source("explorer/looks.ts"))
    assert {name for name, *_ in looks} == CLASSES == set(style.CLASS_COLOURS)
    for name, variable, corners, over, under in looks:
        assert variable == name.lower()
        found = int(corners), int(over) / int(under or 1)
        assert found == pictures.SHAPES.get(name, (0, 0)), name


def variables(text: str) -> dict[str, str]:
    return dict(re.findall(r"--class-(\w+): (#[0-9a-f]{6})", text))


def test_colours_are_those_of_exports():
    light, dark, chosen = (variables(part) for part in source("theme.css").split(":root")[1:4])
    assert light == {
        **{name.lower(): colour for name, colour in style.CLASS_COLOURS.items()},
        "other": style.OTHER_COLOUR,
    }
    assert dark == chosen and set(dark) == set(light)


def test_colours_of_the_servers_pages_are_those_of_the_explorer():
    page = (ROOT / "src/aikg/server/static/pages.css").read_text(encoding="utf-8")
    shown = re.findall(r"\.c-(\w+) \{ --class: (#[0-9a-f]{6}); \}", page)
    light, dark = (variables(part) for part in source("theme.css").split(":root")[1:3])
    for name, colours in (("light", light), ("dark", dark)):
        half = shown[: len(CLASSES)] if name == "light" else shown[len(CLASSES) :]
        assert {one.lower(): colour for one, colour in half} == {k: v for k, v in colours.items() if k != "other"}


def test_as_many_entities_are_seen_as_can_be_asked_for():
    found = re.search(r"MOST_NODES = ([\d_]+)", source("explorer/view.ts"))
    assert found and int(found[1]) == subgraphs.MOST
