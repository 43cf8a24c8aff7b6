"""A mapping file: where a table comes from, how its columns are read, and, in YARRRML, what its rows say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Final

import yaml

from aikg import resources, yamlld
from aikg.errors import BadRequest, NotFound, UnreadableInput
from aikg.imports.parts import Column, Edition, View, column_of, edition_of, known_only, object_of, texts_of, view_of
from aikg.imports.trees import Unaliased
from aikg.imports.yarrrml import TriplesMap
from aikg.vocabulary import PREFIXES

_SLUG: Final = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LIMIT: Final = 2**20


@dataclass(frozen=True)
class Mapping:
    """One mapping file."""

    path: Path
    sha256: str
    id: str
    title: str
    file: str
    publisher: str
    licence: str
    attribution: str
    source: str
    format: str
    descend: tuple[str, ...]
    language: str
    key: tuple[str, ...]
    digest: bool
    editions: Mapped[str, Edition]
    columns: Mapped[str, Column]
    left_out: Mapped[str, str]
    views: Mapped[str, View]
    maps: tuple[TriplesMap, ...]

    @cached_property
    def expected(self) -> tuple[str, ...]:
        """The columns that the mapping reads, in order."""
        return tuple(dict.fromkeys(c for column in self.columns.values() for c in (column.column, column.year) if c))


def shipped() -> list[Mapping]:
    """The mappings that come with aikg, by name."""
    return [load(path) for path in resources.mapping_files()]


def chosen(table: Path, name: str | None) -> Mapping:
    """The mapping of a table: a file, one that ships, by name, or the one that ships for a file of this name.

    Raises:
        NotFound: no such mapping; the candidates are those that ship.
        BadRequest: no mapping that ships is for a file of this name.
    """
    if name and ("/" in name or name.endswith((".yml", ".yaml"))):
        return load(Path(name))
    known = {path.stem: path for path in resources.mapping_files()}
    if name:
        if name not in known:
            raise NotFound("mapping", name, get_close_matches(name, known, n=3, cutoff=0.3) or sorted(known))
        return load(known[name])
    for mapping in map(load, known.values()):
        if fnmatchcase(table.name, mapping.file):
            return mapping
    files = ", ".join(f"{mapping.file} ({mapping.path.stem})" for mapping in shipped())
    raise BadRequest(f"no mapping ships for {table.name!r}: name yours with --mapping FILE. Those that ship: {files}")


def edition(version: str | None, published: str | None) -> Edition | None:
    """The state of a table that a person names; None if nobody does.

    Raises:
        BadRequest: the date is none.
    """
    if not version and not published:
        return None
    return edition_of({name: value for name, value in (("version", version), ("date", published)) if value})


def load(path: Path) -> Mapping:
    """Read a mapping file, and check all of it.

    Raises:
        UnreadableInput: not there, no YAML, with line and column.
        BadRequest: a setting that is missing, unknown or wrong; the message says which, and what there is.
    """
    try:
        data = path.read_bytes()
        if len(data) > _LIMIT:
            raise UnreadableInput("more than 1 MB; a mapping is a page of YAML", file=str(path))
        text = data.decode("utf-8")
        yaml.compose(text, Loader=Unaliased)
        document = yaml.load(text, Loader=yamlld.Loader)  # noqa: S506  (a SafeLoader, of YAML 1.2: `no` is a word)
    except OSError as error:
        raise UnreadableInput(error.strerror or str(error), file=str(path)) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput("not UTF-8; save the file as UTF-8", file=str(path)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise UnreadableInput(error.problem or "no YAML", file=str(path), line=place[0], column=place[1]) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UnreadableInput(f"no YAML that can be read: {error}".splitlines()[0], file=str(path)) from error
    try:
        return _mapping(path, hashlib.sha256(data).hexdigest(), document)
    except BadRequest as error:
        raise UnreadableInput(str(error), file=str(path)) from error


_TOP: Final = {
    "id", "title", "file", "publisher", "licence", "attribution", "source", "format", "descend", "language", "key",
    "digest", "editions", "columns", "left_out", "views", "prefixes", "mappings",
}  # fmt: skip
_NEEDED: Final = ("id", "title", "file", "publisher", "licence", "columns", "mappings")


def _mapping(path: Path, sha256: str, document: object) -> Mapping:
    given = object_of(document, "the mapping")
    known_only("the mapping", given, _TOP)
    if missing := [name for name in _NEEDED if not given.get(name)]:
        raise BadRequest(f"the mapping lacks {', '.join(missing)}")
    columns = {name: column_of(name, entry) for name, entry in object_of(given["columns"], "columns").items()}
    views = {"rows": View()} | {
        name: view_of(name, e, columns) for name, e in object_of(given.get("views"), "views").items()
    }
    prefixes = PREFIXES | {str(k): str(v) for k, v in object_of(given.get("prefixes"), "prefixes").items()}
    maps = tuple(TriplesMap(n, entry, prefixes) for n, entry in object_of(given["mappings"], "mappings").items())
    mapping = Mapping(
        path=path,
        sha256=sha256,
        **{name: str(given.get(name, "")) for name in ("id", "title", "file", "publisher", "licence")},
        attribution=str(given.get("attribution", "")),
        source=str(given.get("source", "")),
        format=str(given.get("format", "csv")),
        descend=texts_of(given.get("descend", ()), "descend"),
        language=str(given.get("language", "en")),
        key=texts_of(given.get("key", ()), "key"),
        digest=bool(given.get("digest", False)),
        editions={str(k): edition_of(e) for k, e in object_of(given.get("editions"), "editions").items()},
        columns=columns,
        left_out={str(k): str(v) for k, v in object_of(given.get("left_out"), "left_out").items()},
        views=views,
        maps=maps,
    )
    _checked(mapping)
    return mapping


def _checked(mapping: Mapping) -> None:
    if not _SLUG.fullmatch(mapping.id):
        raise BadRequest(f"id: {mapping.id!r} is part of an IRI; write small letters, digits, - and . only")
    if mapping.format not in ("csv", "json", "yaml"):
        raise BadRequest(f"format: {mapping.format!r}; there are csv, json and yaml")
    for name in ("licence", "source"):
        if (value := getattr(mapping, name)) and not re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+", value):
            raise BadRequest(f"{name}: {value!r} is no web address, such as https://spdx.org/licenses/MIT")
    for name in mapping.key:
        if name not in mapping.columns:
            raise BadRequest(f"key: {name!r} is none of columns")
    if not any(triples_map.name == "item" for triples_map in mapping.maps):
        raise BadRequest("mappings has no item: write one with s: this: and a schema:headline")
    for triples_map in mapping.maps:
        triples_map.rml()  # which finds what is wrong with its IRIs
        for name in triples_map.views:
            if name not in mapping.views:
                raise BadRequest(f"mapping {triples_map.name!r} reads {name!r}; there are {', '.join(mapping.views)}")
        for name in sorted(triples_map.fields):
            if name.partition(".")[0] not in mapping.columns:
                near = get_close_matches(name.partition(".")[0], mapping.columns, n=1)
                hint = f"; the nearest is {near[0]!r}" if near else ""
                raise BadRequest(f"mapping {triples_map.name!r} says $({name}), which is none of columns{hint}")
