"""Settings from the environment; empty means not set."""

from pathlib import Path

from aikg import settings


def test_the_variables_are_read() -> None:
    given = settings.read({"AIKG_LOCATION": "graph", "AIKG_ARTICLES": "texts"})
    assert given == settings.Settings(Path("graph"), Path("texts"))


def test_what_is_empty_or_missing_is_not_set() -> None:
    assert settings.read({"AIKG_LOCATION": ""}) == settings.Settings(None, None)
