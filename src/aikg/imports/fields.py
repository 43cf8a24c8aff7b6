"""The cells of one record as the fields that a mapping refers to, each with the places where it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from aikg.identity import expand, slug
from aikg.imports import readings
from aikg.imports.mapping import Mapping
from aikg.imports.naming import Entities, Found
from aikg.imports.parts import Column, View
from aikg.imports.readings import ABSENT, Unread, Values, plain
from aikg.imports.records import Cell, Record

Told = Callable[[str, str, str, str], None]
"""Told column, value, what was done, and why."""

_MARKED: Final = re.compile(r"<b>(.*?)</b>", re.DOTALL)
_TAG: Final = re.compile(r"</?\w+>")


@dataclass
class Fields:
    """`values` by field (`compute.value`), `members` of the fields that are lists, and `cells` behind each field."""

    values: dict[str, str | list[str] | None] = field(default_factory=dict)
    members: dict[str, list[tuple[Values, Cell]]] = field(default_factory=dict)
    cells: dict[str, tuple[Cell, ...]] = field(default_factory=dict)

    def put(self, name: str, values: Values, *cells: Cell) -> None:
        """Set a field and its parts."""
        self.values.update({f"{name}.{part}" if part else name: value for part, value in values.items()})
        self.cells[name] = cells


def read(record: Record, text: str, mapping: Mapping, entities: Entities, told: Told) -> Fields:
    """Read a record's cells as a mapping says; what is not used is told, cell by cell."""
    fields = Fields()
    for name, column in mapping.columns.items():
        cell = record.cells.get(column.column)
        if column.default:
            fields.put(name, {"": str(expand(column.default) or column.default)})
        if cell is None:
            continue
        if plain(cell.text).lower() in ABSENT and plain(cell.text) not in column.codes:
            told(column.column, cell.text, "absent", "says that it is not known")
        elif column.read in ("name", "names", "marked"):
            _named(fields, name, column, cell, text, entities, told)
        else:
            _said(fields, name, column, cell, record, entities, told)
    return fields


def rows(
    fields: Fields, view: View, told: Told
) -> Iterator[tuple[dict[str, str | list[str] | None], dict[str, tuple[Cell, ...]]]]:
    """The rows that a view makes of one record: their fields, and the cells behind these."""
    values = fields.values
    if not all(_text(fields, name) for name in view.has) or any(_text(fields, name) for name in view.lacks):
        return
    if not all(_text(fields, name) in wanted for name, wanted in view.where.items()):
        return
    if any(_text(fields, name) in unwanted for name, unwanted in view.unless.items()):
        return
    if not view.each:
        yield values, fields.cells
        return
    lists = [fields.members.get(name, []) for name in view.each]
    if not all(lists):
        return
    if len(set(map(len, lists))) > 1:
        counts = " and ".join(f"{len(members)} of {name}" for name, members in zip(view.each, lists, strict=True))
        told(", ".join(view.each), "", "not used", f"which belongs to which is not told: {counts}")
        return
    for together in zip(*lists, strict=True):
        if not all(member for member, _ in together):
            continue
        row, cells = dict(values), dict(fields.cells)
        for name, (member, cell) in zip(view.each, together, strict=True):
            row.update({f"{name}.{part}" if part else name: value for part, value in member.items()})
            cells[name] = (cell,)
        yield row, cells


def _text(fields: Fields, name: str) -> str:
    return str(fields.values.get(f"{name}.text") or fields.values.get(name) or "")


def _named(fields: Fields, name: str, column: Column, cell: Cell, text: str, entities: Entities, told: Told) -> None:
    members: list[tuple[Values, Cell]] = []
    for part in _parts(column, cell, text):
        found = _entity(column, part.text, entities)
        if isinstance(found, Unread):
            told(column.column, part.text, "not used", found.why)
            members.append(({}, part))  # its place in the list is kept, so that two lists stay side by side
            continue
        if plain(part.text) != part.text.strip(" "):
            told(column.column, part.text, "mended", "white space within a name")
        if found.near:
            told(column.column, part.text, "new", f"near: {', '.join(found.near)}")
        members.append(({"": str(found.iri), "name": found.name, "slug": slug(found.name)}, part))
    good = {str(member[""]): (str(member["name"]), part) for member, part in members if member}
    if not good:
        return
    fields.members[name] = members
    if column.read == "name":
        fields.put(name, members[0][0] | {"text": plain(cell.text)}, cell)
        return
    names = ", ".join(name for name, _ in good.values())
    joined: Values = {"": list(good), "name": names, "text": plain(cell.text), "count": str(len(good))}
    fields.put(name, joined, *(part for _, part in good.values()))


def _entity(column: Column, text: str, entities: Entities) -> Found | Unread:
    name = plain(text)
    if name in column.never:
        return Unread("the mapping says that this is no name of one")
    name = column.same.get(name, name)
    kinds = (column.kinds.get(name, column.kind), *column.also)
    return entities.find(name, tuple(dict.fromkeys(kinds)), column.new)


def _parts(column: Column, cell: Cell, text: str) -> Iterator[Cell]:
    """The names in a cell, each with its own place where the file spells it as the cell says it."""
    if column.read == "name":
        yield cell
        return
    marked = column.read == "marked"
    names = _MARKED.findall(cell.text) if marked else _split(cell.text, column.separator, column.keep)
    at = cell.start
    for name in names:
        if not plain(name):
            continue
        start = text.find(name.strip(), at, cell.end)
        if start < 0:
            yield Cell(name, cell.start, cell.end)
            continue
        at = start + len(name.strip())
        yield Cell(name, start, at)


def _split(text: str, separator: str, keep: tuple[str, ...]) -> list[str]:
    """Split at a separator, but not within the names to keep."""
    pattern = "|".join([*(re.escape(name) for name in keep), re.escape(separator)])
    parts, last = [], 0
    for found in re.finditer(pattern, text):
        if found[0] == separator:
            parts.append(text[last : found.start()])
            last = found.end()
    return [*parts, text[last:]]


def _said(
    fields: Fields, name: str, column: Column, cell: Cell, record: Record, entities: Entities, told: Told
) -> None:
    year = record.cells.get(column.year) if column.year else None
    if column.read == "before":
        _before(fields, name, column, cell, entities, told)
        return
    found: Values | Unread
    if column.read == "number":
        found = readings.number(cell.text, column.scale, column.bound)
    elif column.read == "date":
        found = readings.period(cell.text, year.text if year else "")
    elif column.read == "code":
        found = readings.code(cell.text, column.codes)
    elif column.read == "word":
        found = readings.word(cell.text, column.codes)
    else:
        found = {"": plain(cell.text), "text": plain(cell.text)}
    if isinstance(found, Unread):
        told(column.column, cell.text, "not used", found.why)
        return
    fields.put(name, found, cell, *([year] if year and year.text not in cell.text else []))


def _before(fields: Fields, name: str, column: Column, cell: Cell, entities: Entities, told: Told) -> None:
    """The name with which a sentence begins, before the first of some words; only one that the registry knows."""
    found = readings.first_word(cell.text, column.words)
    lead = plain(_TAG.sub("", cell.text[: found[0]])) if found else ""
    if not lead:
        told(column.column, cell.text, "not used", f"{name}: it does not begin with who does it")
        return
    entity = _entity(column, lead, entities)
    if isinstance(entity, Unread):
        told(column.column, lead, "not used", f"{name}: {entity.why}")
        return
    fields.put(name, {"": str(entity.iri), "name": entity.name, "slug": slug(entity.name)}, cell)
