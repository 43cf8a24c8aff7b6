"""What a request to the catalogue gives: the arguments of a query, and which rows, in how much time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from starlette.requests import Request

from aikg.answers import Page
from aikg.server import bodies, protocol
from aikg.server.core import core
from aikg.server.problems import Problem

FORM_BYTES: Final = 1_000_000
FURTHEST: Final = 10**12
_WHOLE: Final = re.compile(r"[0-9]{1,15}")


class Arguments(NamedTuple):
    """Arguments by name, in the order of their names; the page that is asked for, if any; the seconds it may take."""

    given: dict[str, str]
    page: Page | None
    seconds: float


def of_url(request: Request, *, paged: bool = False) -> Arguments:
    """The arguments in the URL of a request; one that is empty counts as not given, as forms send them.

    `paged` tells whether rows are asked for, so that `limit` and `offset` mean something.

    Raises:
        Problem: one is given twice or cannot be read, or a number is out of range.
    """
    serving = core(request).serving
    given = once(list(_pairs(protocol.of_url(request))))
    most = serving.max_rows
    limit, offset = (whole(given.pop(name, ""), name, *span) for name, span in _spans(most).items())
    if not paged and (limit, offset) != (None, None):
        name = "offset" if limit is None else "limit"
        raise bad(name, "only tables (csv, nodes.csv, html) come in pages; a network comes whole")
    page = Page(limit or most, offset or 0) if limit is not None or offset is not None else None
    asked = protocol.seconds([given.pop("timeout")]) if "timeout" in given else None
    return Arguments(given, page, min(asked or serving.timeout_s, serving.timeout_s))


async def of_form(request: Request, *, needed: str) -> dict[str, str]:
    """The arguments in a form that a request brings.

    Raises:
        Problem: it is no form, or too large; one is given twice, or the one that is needed is not there.
    """
    if protocol.media_type(request) != protocol.FORM:
        accepted = {"Accept-Post": protocol.FORM, "Connection": "close"}
        raise Problem(415, "unsupported-media-type", f"send a form, {protocol.FORM}", headers=accepted)
    given = once(list(_pairs(await protocol.of_form(bodies.text(await bodies.read(request, FORM_BYTES))))))
    if not given.get(needed):
        raise bad(needed, "is missing; give it in the form")
    return given


def once(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Pairs of name and value as a mapping, in the order of the names.

    Raises:
        Problem: a name is there twice.
    """
    given: dict[str, str] = {}
    for name, value in sorted(pairs):
        if name in given:
            raise bad(name, "is given twice; give it once")
        given[name] = value
    return given


def whole(text: str, name: str, low: int, high: int) -> int | None:
    """A whole number in a range; None if the text is empty.

    Raises:
        Problem: it is none, or out of range.
    """
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
        raise bad(name, f"{text[:40]!r} is no whole number from {low:,} to {high:,}")
    return int(text)


def bad(name: str, cure: str) -> Problem:
    """400 for a parameter."""
    return Problem(400, "bad-parameter", f"parameter {name!r}: {cure}", parameter=name)


def _pairs(given: protocol.Parameters) -> list[tuple[str, str]]:
    return [(name, value) for name, values in given.items() for value in values if value]


def _spans(most: int) -> dict[str, tuple[int, int]]:
    return {"limit": (1, most), "offset": (0, FURTHEST)}
