"""Cells that a spreadsheet may open: read back they are the text, and none is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.cells import cell, line


@pytest.mark.parametrize("text", ["=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "+", "--1", "-1e", "-1\n"])
def test_a_formula_is_disarmed(text: str) -> None:
    assert next(csv.reader(io.StringIO(line((text,)), newline=""))) == [f"'{text}"]


@pytest.mark.parametrize("text", ["-4.5", "+3", "-1e9", "-.5", "0", "1-1", "xAI", "", "'=1"])
def test_a_number_and_any_other_text_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=5))
def test_a_row_is_read_back(texts: list[str]) -> None:
    found = next(csv.reader(io.StringIO(line(tuple(texts)), newline="")), [""])
    assert [value.removeprefix("'") for value in found] == [text.removeprefix("'") for text in texts]
