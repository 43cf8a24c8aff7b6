"""Answers in pages: every row once, and whether any follow."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.answers import Page, is_last, write_answer
from aikg.errors import BadRequest
from aikg.stores.embedded import EmbeddedStore

NUMBERS = "SELECT ?n WHERE { VALUES ?n { 7 3 1 9 5 } } ORDER BY ?n"
STORE = EmbeddedStore()


def lines(text: str, page: Page | None = None, most: int | None = None, media: str = "csv") -> list[str]:
    out = BytesIO()
    write_answer(STORE, text, out, media, page=page, most=most)
    return out.getvalue().decode().splitlines()


@given(st.integers(1, 7))
def test_pages_hold_every_row_once(size: int) -> None:
    for media in ("csv", "tsv"):
        rows: list[str] = []
        page = Page(size)
        while True:
            rows += lines(NUMBERS, page, media=media)[1:]
            if is_last(STORE, NUMBERS, page):
                break
            page = Page(size, page.offset + size)
        assert rows == ["1", "3", "5", "7", "9"]


@pytest.mark.parametrize(("most", "cut"), [(4, True), (5, False), (6, False)])
def test_an_answer_that_is_cut_is_told(most: int, cut: bool) -> None:
    out = BytesIO()
    assert write_answer(STORE, NUMBERS, out, "csv", most=most) is cut
    assert out.getvalue().count(b"\r\n") == 1 + min(most, 5)  # no other line says so


def test_a_formula_is_disarmed_in_csv_alone() -> None:
    text = "SELECT ?x WHERE { VALUES ?x { '=1+1' -3 } } ORDER BY STR(?x)"
    assert lines(text)[1:] == ["-3", "'=1+1"]
    assert lines(text, media="tsv")[1:] == ["-3", '"=1+1"']


def test_triples_are_no_rows() -> None:
    with pytest.raises(BadRequest, match="ask for turtle"):
        lines("CONSTRUCT WHERE { ?s ?p ?o }")
