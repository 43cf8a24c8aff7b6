"""The parts of a mapping file: columns, views and editions, each checked as it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Final

from aikg.errors import BadRequest

READINGS: Final = ("text", "name", "names", "marked", "before", "number", "date", "code", "word")
KINDS: Final = {
    "Organization": "organization", "Model": "model", "Product": "product", "Policy": "policy",
    "Person": "person", "Place": "place", "Concept": "concept",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """How the cells of one column are read; docs/importing.md explains each setting."""

    column: str
    read: str = "text"
    kind: str = ""
    kinds: Mapped[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    new: str = ""
    same: Mapped[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    separator: str = ","
    keep: tuple[str, ...] = ()
    codes: Mapped[str, str] = field(default_factory=dict)
    scale: Decimal = Decimal(1)
    bound: str = "exact"
    year: str = ""
    words: tuple[str, ...] = ()
    default: str = ""
    required: bool = False


@dataclass(frozen=True)
class View:
    """Some of the rows: with all of `has`, none of `lacks`, fit for `where`, not `unless`; one for each of `each`."""

    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    where: Mapped[str, tuple[str, ...]] = field(default_factory=dict)
    unless: Mapped[str, tuple[str, ...]] = field(default_factory=dict)
    each: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edition:
    """One state of the table's file, known by its SHA-256."""

    date: str = ""
    version: str = ""


def column_of(name: str, entry: object) -> Column:
    """A column as a mapping file sets it."""
    if not re.fullmatch(r"\w+", name):
        raise BadRequest(f"columns: {name!r} is the short name of a column; write letters, digits and _ only")
    where = f"column {name!r}"
    given = dict(object_of(entry, where))
    known_only(where, given, {f.name for f in fields(Column)})
    if not given.get("column"):
        raise BadRequest(f"{where} lacks column, the name that stands in the file")
    for key in ("also", "never", "keep", "words"):
        given[key] = texts_of(given.get(key, ()), f"{where}: {key}")
    for key in ("kinds", "same", "codes"):
        given[key] = {str(k): str(v) for k, v in object_of(given.get(key), f"{where}: {key}").items()}
    try:
        given["scale"] = Decimal(str(given.get("scale", 1)))
    except InvalidOperation:
        raise BadRequest(f"{where}: scale {given['scale']!r} is no number") from None
    column = Column(**given)
    if column.read not in READINGS:
        raise BadRequest(f"{where}: read {column.read!r}; there are {', '.join(READINGS)}")
    if not column.scale > 0:
        raise BadRequest(f"{where}: scale {column.scale} is not above 0")
    if column.bound not in ("exact", "about"):
        raise BadRequest(f"{where}: bound {column.bound!r}; there are exact and about")
    for kind in (column.kind, *column.kinds.values(), *column.also):
        if kind not in KINDS and (kind or column.read in ("name", "names", "marked", "before")):
            raise BadRequest(f"{where}: kind {kind!r}; there are {', '.join(KINDS)}")
    return column


def view_of(name: str, entry: object, columns: Mapped[str, Column]) -> View:
    """A view as a mapping file sets it, of columns that there are."""
    where = f"view {name!r}"
    given = object_of(entry, where)
    known_only(where, given, {f.name for f in fields(View)})
    view = View(
        has=texts_of(given.get("has", ()), f"{where}: has"),
        lacks=texts_of(given.get("lacks", ()), f"{where}: lacks"),
        each=texts_of(given.get("each", ()), f"{where}: each"),
        where={k: texts_of(v, where) for k, v in object_of(given.get("where"), f"{where}: where").items()},
        unless={k: texts_of(v, where) for k, v in object_of(given.get("unless"), f"{where}: unless").items()},
    )
    for field_ in (*view.has, *view.lacks, *view.each, *view.where, *view.unless):
        if field_.partition(".")[0] not in columns:
            raise BadRequest(f"{where}: {field_!r} is none of columns")
    return view


def edition_of(entry: object) -> Edition:
    """An edition as a mapping file, or a person, gives it."""
    given = object_of(entry, "an edition")
    known_only("an edition", given, {f.name for f in fields(Edition)})
    known = Edition(**{k: str(v) for k, v in given.items()})
    try:
        date.fromisoformat(known.date or "2000-01-01")
    except ValueError:
        raise BadRequest(f"{known.date!r} is no date of a state of the table; write one as 2026-01-31") from None
    return known


def known_only(where: str, given: Mapped[str, Any], known: set[str]) -> None:
    """Raise BadRequest for a setting that there is not, with the nearest."""
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"the nearest is {near[0]!r}" if near else f"there are {', '.join(sorted(known))}"
            raise BadRequest(f"{where} has no setting {name!r}; {hint}")


def object_of(value: object, where: str) -> Mapped[str, Any]:
    """A value as an object; nothing is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(f"{where} is {value!r} and not an object")
    return {str(key): entry for key, entry in value.items()}


def texts_of(value: object, where: str) -> tuple[str, ...]:
    """A value as texts; a single one is a list of one."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple) and all(isinstance(entry, str | int) for entry in value):
        return tuple(map(str, value))
    raise BadRequest(f"{where} is {value!r} and not text or a list of texts")
