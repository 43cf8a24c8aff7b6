"""What ships: the files that are there, and a digest that notices when one changes."""

from __future__ import annotations

import shutil

import pytest

from aikg import formats, resources


def test_every_file_that_is_named_is_there():
    named = [*resources.ontology_files(), resources.shapes_file(), resources.context_file(), *resources.data_files()]
    assert [path.name for path in named if not path.is_file()] == []
    assert len(resources.data_files()) >= 3
    assert resources.data_files() == sorted(resources.data_files())


def test_the_shapes_are_for_the_validator_alone():
    assert resources.shapes_file() not in resources.ontology_files()


@pytest.mark.parametrize("folder", ["views", "questions", "checks", "edges", "entities"])
def test_query_files_are_all_files_of_their_folder_in_order(folder):
    there = {p.name for p in (resources.root() / "queries" / folder).iterdir() if p.suffix == ".rq"}
    files = resources.query_files(folder)
    assert {path.name for path in files} == there
    assert files == sorted(files)
    assert files


def test_a_folder_that_is_not_there_has_no_queries():
    assert resources.query_files("nothing-of-the-kind") == []


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of all that ships, which a test may change."""
    for folder in resources.FOLDERS:
        shutil.copytree(resources.root() / folder, tmp_path / folder)
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    return tmp_path


def test_a_copy_has_the_same_digest_wherever_it_is(tmp_path, monkeypatch):
    here = resources.digest()
    for folder in resources.FOLDERS:
        shutil.copytree(resources.root() / folder, tmp_path / folder)
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    assert resources.digest() == here
    assert len(here) == 16


@pytest.mark.parametrize(
    "name", ["ontology/aikg.ttl", "ontology/shapes.ttl", "data/registry.trig", "queries/edges/investsIn.rq"]
)
def test_the_digest_notices_a_change(checkout, name):
    before = resources.digest()
    path = checkout / name
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert resources.digest() != before


def test_the_digest_notices_a_file_that_comes_goes_or_is_renamed(checkout):
    seen = [resources.digest()]
    extra = checkout / "data" / "items" / "extra.trig"
    extra.write_text("")
    seen.append(resources.digest())
    extra.rename(extra.with_name("other.trig"))
    seen.append(resources.digest())
    assert len(set(seen)) == 3


def test_all_that_ships_can_be_read():
    for path in [*resources.ontology_files(), resources.shapes_file(), *resources.data_files()]:
        assert next(formats.read(path), None) is not None


def test_a_damaged_installation_is_said_in_words(tmp_path, monkeypatch):
    package = tmp_path / "src" / "aikg"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources.py"))
    with pytest.raises(FileNotFoundError, match="install it again"):
        resources.root.__wrapped__()
    for folder in resources.FOLDERS:
        (tmp_path / folder).mkdir()
    assert resources.root.__wrapped__() == tmp_path, "beside src, as in a checkout"
    for folder in resources.FOLDERS:
        (package / folder).mkdir()
    assert resources.root.__wrapped__() == package, "inside the package, as in a wheel"
