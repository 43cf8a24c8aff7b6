"""YAML-LD is JSON-LD for people: read as YAML 1.2, followed to a limit, never executed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg import formats, yamlld
from aikg.errors import UnreadableInput
from running import ROOT

TWIN = ROOT / "tests" / "shapes" / "twins" / "item.jsonld"
PLAIN = st.text(st.characters(categories=["L", "N", "P", "Zs"], include_characters="\n\t"), max_size=20)


def said(text: str):
    return json.loads(yamlld.as_json(text.encode()))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("2026-05-01", "2026-05-01"),
        ("12:30:45", "12:30:45"),
        ("0.10", "0.10"),
        ("1e3", "1e3"),
        ("0o17", "0o17"),
        ("12", 12),
        ("-3", -3),
        ("123456789012345678901", "123456789012345678901"),
        ("true", True),
        ("~", None),
        ("'true'", "true"),
    ],
)
def test_scalars_are_those_of_yaml_1_2_and_decimals_stay_as_written(text, value):
    assert said(f"x: {text}") == {"x": value}


SCALAR = PLAIN | st.integers(-(2**52), 2**52) | st.booleans() | st.none()


@given(st.dictionaries(PLAIN, SCALAR | st.lists(SCALAR, max_size=3), max_size=3))
def test_json_is_yaml_too(value):
    assert said(json.dumps({"x": value}, ensure_ascii=False)) == {"x": value}


def test_the_same_item_in_json_and_in_yaml(tmp_path):
    import yaml

    path = tmp_path / "item.yamlld"
    path.write_text(yaml.safe_dump(json.loads(TWIN.read_text()), allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert set(formats.read(path)) == set(
        formats.parse(TWIN.read_bytes(), formats.named("jsonld"), base=formats.base_iri(path))
    )


def test_aliases_are_followed():
    assert said("a: &a [1, 2]\nb: *a") == {"a": [1, 2], "b": [1, 2]}


def test_documents_of_one_stream_are_one_list():
    assert said("a: 1\n---\n- b: 2\n- c: 3\n") == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_the_version_of_a_context_is_a_number():
    assert said("'@context': {'@version': 1.1}")["@context"]["@version"] == 1.1


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BOMB, "aliases"),
        ("a: &a [*a]", "recursive"),
        ("[" * 150 + "]" * 150, "nested deeper than 100"),
        ("[" * 100_000, "nest"),
        ("x: !!python/object/apply:os.system [id]", "constructor for the tag"),
        ("x: !!binary aGk=", "constructor for the tag"),
        ("x: !own y", "constructor for the tag"),
        ("? [1]\n: 2", "key must be a text"),
        ("a: 1\nb: 2\na: 3", "'a' stands twice"),
        ("a: b: c", "mapping values are not allowed"),
        ("a: *none", "undefined alias"),
    ],
)
def test_what_is_refused_says_why(text, why):
    with pytest.raises(UnreadableInput, match=why) as caught:
        yamlld.as_json(text.encode(), "x.yaml")
    assert str(caught.value).startswith("x.yaml")


def test_the_place_of_an_error_is_told():
    with pytest.raises(UnreadableInput) as caught:
        yamlld.as_json(b"a: 1\nb: c: d", "x.yaml")
    assert (caught.value.line, caught.value.column) == (2, 5)


def test_what_is_no_utf_8_is_told():
    with pytest.raises(UnreadableInput, match="UTF-8"):
        yamlld.as_json(b"a: \xff", "x.yaml")
