"""The answer to a question as a document: whole, or a page of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO, NamedTuple

from aikg import cells, sparql
from aikg.stores import Store
from aikg.stores.limits import paged


class Page(NamedTuple):
    """The rows from `offset` on, `limit` at most."""

    limit: int
    offset: int = 0


def write_answer(
    store: Store, text: str, out: BinaryIO, media: str, *, page: Page | None = None, most: int | None = None
) -> bool:
    """Answer a query as a document, see `Store.write_answer`; in CSV no cell is a formula to a spreadsheet.

    A page is of a SELECT with an order and without a LIMIT of its own. True comes back where `most` rows cut the
    answer; no line of CSV says so, which a strict reader would take for a row.

    Raises:
        BadQuery, BadRequest: as `Store.write_answer`.
    """
    if page is not None:
        text, most = paged(text, *page), None
    if media != "csv" or sparql.form(text) != "SELECT":
        return store.write_answer(text, out, media, most=most)
    columns, rows = store.table(text)
    _write_lines(out, [columns])
    _write_lines(out, rows if most is None else islice(rows, most))
    return most is not None and next(rows, None) is not None


def is_last(store: Store, text: str, page: Page) -> bool:
    """Whether no row follows a page."""
    return next(store.lexical(paged(text, 1, page.offset + page.limit)), None) is None


def _write_lines(out: BinaryIO, rows: Iterable[tuple[str, ...]]) -> None:
    rest = iter(rows)
    while chunk := list(islice(rest, 1_000)):
        out.write("".join([cells.line(row) for row in chunk]).encode())
