"""JSON and YAML as records, with the place of every value."""

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.errors import UnreadableInput
from aikg.imports.trees import json_table, yaml_table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("trees")


def written(folder, text, name):
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


WORD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
RECORD = st.dictionaries(WORD, st.one_of(WORD, st.integers(), st.booleans(), st.none()), min_size=1, max_size=4)


@given(rows=st.lists(RECORD, min_size=1, max_size=4), indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
@settings(deadline=None)
def test_json_cells_say_what_their_places_say(folder, rows, indent, ascii_only):
    path = written(folder, json.dumps(rows, indent=indent, ensure_ascii=ascii_only), "t.json")
    read = json_table(path)
    assert len(read.records) == len(rows)
    for record, row in zip(read.records, rows, strict=True):
        assert json.loads(read.text[record.start : record.end]) == row
        said = {k: v if isinstance(v, str) else json.dumps(v) for k, v in row.items() if v is not None}
        assert {k: c.text for k, c in record.cells.items()} == {k: v for k, v in said.items() if v.strip()}
        for name, cell in record.cells.items():
            raw = read.text[cell.start : cell.end]
            assert json.loads(f'"{raw}"' if isinstance(row[name], str) else raw) == row[name]


@given(rows=st.lists(RECORD, min_size=1, max_size=4))
@settings(deadline=None)
def test_yaml_cells_say_what_their_places_say(folder, rows):
    path = written(folder, yaml.safe_dump(rows, allow_unicode=True), "t.yml")
    read = yaml_table(path)
    for record, row in zip(read.records, rows, strict=True):
        for name, cell in record.cells.items():
            if isinstance(value := row.get(name), str):
                assert cell.text == value
                assert read.text[cell.start : cell.end] or not value.strip()


def test_what_stands_above_belongs_to_each_record_below(folder):
    text = "- year: 2024\n  events:\n  - date: May\n    info:\n    - text: One\n    - text: 'Two'\n"
    read = yaml_table(written(folder, text, "nested.yml"), ["events", "info"])
    assert [{k: c.text for k, c in r.cells.items()} for r in read.records] == [
        {"year": "2024", "date": "May", "text": "One"},
        {"year": "2024", "date": "May", "text": "Two"},
    ]
    assert [read.text[r.cells["text"].start : r.cells["text"].end] for r in read.records] == ["One", "Two"]
    assert [r.line for r in read.records] == [5, 6]


def test_objects_within_get_dotted_names_and_a_list_is_one_cell(folder):
    read = json_table(written(folder, '[{"a": {"b": 7}, "tags": ["x", "y"], "n": null}]', "dots.json"))
    assert {k: c.text for k, c in read.records[0].cells.items()} == {"a.b": "7", "tags": '["x", "y"]'}


BOMB = "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("t.json", '[{"a": 1},\n {"a": }]', ":2:8: Expecting value"),
        ("t.json", "{}", "no list of objects"),
        ("t.json", "[" * 5000, "nested more than"),
        ("t.json", "[1, 2]", "no list of objects"),
        ("t.yml", "- a: 1\n  b: [\n", ":3:1: "),
        ("t.yml", f"- a: {'[' * 3000}", "t.yml"),
        ("t.yml", BOMB, ":2:8: aliases (*name) are not read"),
        ("t.yml", "- a: \x07\n", "a character that YAML forbids"),
        ("t.yml", "just words", "no list of objects"),
        ("t.json", '[{"a": 1},\n {"a": "x\\u0000"}]', ":2: a text with the character NUL"),
        ("t.yml", '- a: 1\n- a: "x\\0"\n', ":2: a text with the character NUL"),
    ],
)
def test_what_is_broken_is_told_with_its_place(folder, name, text, words):
    with pytest.raises(UnreadableInput) as caught:
        (json_table if name.endswith("json") else yaml_table)(written(folder, text, name))
    assert words in str(caught.value)


def test_python_objects_in_yaml_are_text_and_never_made(folder):
    path = written(
        folder, "- a: !!python/object/apply:os.system ['exit 3']\n- a: !!python/name:os.system x\n", "evil.yml"
    )
    assert yaml_table(path).records[1].cells["a"].text == "x"
