"""Settings from the environment."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from aikg.errors import BadParameter
from aikg.settings import Serving, Settings, read, serving


def test_nothing_set():
    assert read({}) == Settings(None, None)
    assert read({"AIKG_LOCATION": "", "AIKG_ARTICLES": ""}) == Settings(None, None), "empty is not set"
    assert serving({}) == Serving()


def test_location_and_articles():
    assert read({"AIKG_LOCATION": "a/b", "AIKG_ARTICLES": "文章"}) == Settings(Path("a/b"), Path("文章"))


def test_the_environment_is_read_when_asked(monkeypatch):
    monkeypatch.setenv("AIKG_LOCATION", "somewhere")
    assert read().location == Path("somewhere")
    monkeypatch.delenv("AIKG_LOCATION")
    assert read().location is None


def test_an_option_wins_over_the_environment():
    from running import own, program, shipped

    told = program("show", "Lantern Labs", at=own(), AIKG_LOCATION=shipped())
    assert told.returncode == 0


def test_serving():
    given = {
        "AIKG_PORT": "9000",
        "AIKG_HOST": " 0.0.0.0 ",
        "AIKG_TIMEOUT_S": "2.5",
        "AIKG_CORS_ORIGINS": "https://a, https://b",
    }
    told = serving(given)
    assert (told.port, told.host, told.timeout_s) == (9000, "0.0.0.0", 2.5)
    assert told.cors_origins == ("https://a", "https://b")


@pytest.mark.parametrize("text", ["many", "-1", "0", "1e99", "nan"])
def test_numbers_that_are_none(text):
    for name in ("AIKG_PORT", "AIKG_TIMEOUT_S", "AIKG_MAX_ROWS"):
        with pytest.raises(BadParameter, match=name):
            serving({name: text})


def test_a_token_is_not_shown():
    assert "secret" not in repr(serving({"AIKG_TOKEN": "secret"}))


@pytest.mark.parametrize(("given", "path"), [("/kg", "/kg"), ("kg/", "/kg"), ("/a/b/", "/a/b"), ("/", "")])
def test_a_root_path_begins_with_a_slash_and_ends_with_none(given, path):
    assert serving({"AIKG_ROOT_PATH": given}).root_path == path


def test_nothing_may_be_held_in_memory():
    assert serving({"AIKG_IN_MEMORY": "0"}).in_memory == 0
    with pytest.raises(BadParameter, match="AIKG_IN_MEMORY"):
        serving({"AIKG_IN_MEMORY": "-1"})


def test_every_setting_has_a_default():
    assert all(getattr(Serving(), entry.name) == entry.default for entry in fields(Serving))
