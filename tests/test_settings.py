"""Settings from the environment; empty means not set."""

from pathlib import Path

from aikg import settings
from running import own, program, shipped


def test_the_variables_are_read() -> None:
    given = settings.read({"AIKG_LOCATION": "graph", "AIKG_ARTICLES": "texts"})
    assert given == settings.Settings(Path("graph"), Path("texts"))


def test_what_is_empty_or_missing_is_not_set() -> None:
    assert settings.read({"AIKG_LOCATION": ""}) == settings.Settings(None, None)


def test_the_environment_is_read_when_asked(monkeypatch):
    monkeypatch.setenv("AIKG_LOCATION", "somewhere")
    assert settings.read().location == Path("somewhere")
    monkeypatch.delenv("AIKG_LOCATION")
    assert settings.read().location is None


def test_an_option_wins_over_the_environment():
    told = program("show", "Lantern Labs", at=own(), AIKG_LOCATION=shipped())
    assert told.returncode == 0
