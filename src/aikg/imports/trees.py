"""JSON and YAML, read with the place of every value, and flattened into records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from aikg.errors import UnreadableInput
from aikg.imports.records import Cell, Record, Table, line_of, text_of, trimmed

_YAML_LIMIT: Final = 8 * 2**20
_DEEPEST: Final = 40
_DECODER: Final = json.JSONDecoder()


class _Value(NamedTuple):
    """What stands between two places: a scalar's text, or the members of an object or a list."""

    start: int
    end: int
    text: str | None
    members: tuple[tuple[str, _Value], ...] = ()
    listed: bool = False


def json_table(path: Path, descend: Sequence[str] = ()) -> Table:
    """The objects of the array in a JSON file as records.

    `descend` names the keys of arrays to go down through; what scalars stand on the way belong to each record below.

    Raises:
        UnreadableInput: with file, line and column.
    """
    text, sha256 = text_of(path)
    bare = text.removeprefix("\ufeff")
    try:
        json.loads(bare)
        root, _ = _json(text, len(text) - len(bare), 0)
    except json.JSONDecodeError as error:
        raise UnreadableInput(error.msg, file=str(path), line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise UnreadableInput(f"nested more than {_DEEPEST} deep", file=str(path)) from error
    return _table(path, text, sha256, root, descend)


def yaml_table(path: Path, descend: Sequence[str] = ()) -> Table:
    """The mappings of the list in a YAML file as records; `descend` as for `json_table`.

    Raises:
        UnreadableInput: with file, line and column; also for aliases, by which a few lines become gigabytes.
    """
    text, sha256 = text_of(path)
    if len(text) > _YAML_LIMIT:
        raise UnreadableInput(f"more than {_YAML_LIMIT // 2**20} MB of YAML; write it as JSON", file=str(path))
    try:
        root = _yaml(text, yaml.compose(text, Loader=Unaliased), 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise UnreadableInput(error.problem or str(error), file=str(path), line=place[0], column=place[1]) from error
    except yaml.reader.ReaderError as error:
        line = line_of(text, error.position)
        raise UnreadableInput(f"a character that YAML forbids ({error.reason})", file=str(path), line=line) from error
    except RecursionError as error:
        raise UnreadableInput(f"nested more than {_DEEPEST} deep", file=str(path)) from error
    return _table(path, text, sha256, root, descend)


class Unaliased(yaml.SafeLoader):
    """YAML without aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node; an alias is an error."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not read; write it out", mark)
        return super().compose_node(parent, index)


def _table(path: Path, text: str, sha256: str, root: _Value, descend: Sequence[str]) -> Table:
    found = list(_below(root, tuple(descend), {}))
    if not found:
        where = " below " + ".".join(descend) if descend else ""
        raise UnreadableInput(f"there is no list of objects{where}", file=str(path))
    records, line, last = list[Record](), 1, 0
    for number, (value, cells) in enumerate(found, start=1):
        line, last = line + text.count("\n", last, value.start), value.start
        if any("\0" in cell.text for cell in cells.values()):  # an escape; text_of finds the character itself
            raise UnreadableInput("a text with the character NUL; take it out", file=str(path), line=line)
        records.append(Record(number, line, *trimmed(text, value.start, value.end), cells))
    columns = dict.fromkeys(name for record in records for name in record.cells)
    return Table(path, text, sha256, tuple(columns), tuple(records))


def _below(value: _Value, descend: tuple[str, ...], above: dict[str, Cell]) -> Iterator[tuple[_Value, dict[str, Cell]]]:
    if value.listed:
        for _, member in value.members:
            yield from _below(member, descend, above)
    elif value.text is None and descend:
        cells = above | {name: cell for name, cell in _cells(value, "") if name != descend[0]}
        for name, member in value.members:
            if name == descend[0]:
                yield from _below(member, descend[1:], cells)
    elif value.text is None and value.members:
        yield value, above | dict(_cells(value, ""))


def _cells(value: _Value, prefix: str) -> Iterator[tuple[str, Cell]]:
    """Scalars under dotted names; a list is one cell, as it is written."""
    for name, member in value.members:
        if member.text is None:
            yield from _cells(member, f"{prefix}{name}.")
        elif member.text.strip():
            yield f"{prefix}{name}", Cell(member.text, member.start, member.end)


def _json(text: str, at: int, depth: int) -> tuple[_Value, int]:
    """The value that begins at or after a place, and where it ends; the text is known to be JSON."""
    if depth > _DEEPEST:
        raise RecursionError
    at = _past(text, at, "")
    if text[at] == '"':
        said, end = _DECODER.raw_decode(text, at)
        return _Value(at + 1, end - 1, said), end
    if text[at] not in "{[":
        end = at
        while end < len(text) and text[end] not in ",]} \t\r\n":
            end += 1
        return _Value(at, end, "" if text[at:end] == "null" else text[at:end]), end
    start, named, members = at, text[at] == "{", list[tuple[str, _Value]]()
    at = _past(text, at + 1, ",")
    while text[at] not in "]}":
        name = ""
        if named:
            name, at = _DECODER.raw_decode(text, at)
            at = _past(text, at, ":")
        member, at = _json(text, at, depth + 1)
        members.append((name, member))
        at = _past(text, at, ",")
    return _whole(text, start, at + 1, members, named=named), at + 1


def _past(text: str, at: int, mark: str) -> int:
    while at < len(text) and (text[at] in " \t\r\n" or text[at] == mark):
        at += 1
    return at


def _yaml(text: str, node: Any, depth: int) -> _Value:
    if depth > _DEEPEST:
        raise RecursionError
    if node is None:
        return _Value(0, 0, "")
    start, end = trimmed(text, node.start_mark.index, node.end_mark.index)
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("'", '"'):
            start, end = start + 1, end - 1
        return _Value(start, end, "" if node.tag.endswith(":null") else node.value)
    if isinstance(node, yaml.SequenceNode):
        return _whole(text, start, end, [("", _yaml(text, member, depth + 1)) for member in node.value], named=False)
    members = [(str(key.value), _yaml(text, value, depth + 1)) for key, value in node.value]
    return _whole(text, start, end, members, named=True)


def _whole(text: str, start: int, end: int, members: list[tuple[str, _Value]], *, named: bool) -> _Value:
    """An object, or a list; as a cell a list is one piece of text, as it is written."""
    if named:
        return _Value(start, end, None, tuple(members))
    scalars = bool(members) and all(member.text is not None and not member.listed for _, member in members)
    return _Value(start, end, text[start:end], tuple(members), listed=not scalars)
