"""The examples in the docstrings of `aikg.drafting` are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from aikg import drafting

MODULES = sorted(m.name for m in pkgutil.walk_packages(drafting.__path__, "aikg.drafting."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    assert sum(bool(test.examples) for name in MODULES for test in finder.find(importlib.import_module(name))) >= 8
