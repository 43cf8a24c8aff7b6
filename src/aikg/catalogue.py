"""The query files: header, typed parameters, binding.

A query file is valid SPARQL that opens with a `#+` YAML header (grlc's convention)::

    #+ summary: Who invests, or may invest, in an organization?
    #+ params:
    #+   org: {type: entity, class: [Organization], example: xAI}
    #+ returns: {source: the investor, target: the organization}

A parameter `org` is the variable `?_org`, bound as a term. One that is neither given nor required stays a variable,
and so means "any".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from shlex import quote
from typing import Any, Final

import yaml
from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier

from aikg import resources, sparql
from aikg.errors import BadParameter, BadRequest, NotFound, UnreadableInput
from aikg.identity import expand

Resolve = Callable[[str, tuple[str, ...]], URIRef]
"""Finds the entity that a name stands for, among the given classes (empty = any)."""

FOLDERS: Final = ("views", "questions", "checks", "edges", "entities", "conflicts")
TYPES: Final = ("entity", "date", "integer", "decimal", "string", "enum")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True)
class Parameter:
    """One typed parameter. `classes` narrows an entity; `values` of an enum are local names after `prefix`.

    `pick` is the property of a claim whose values are candidates, `none` where there is no list to pick from.
    """

    name: str
    type: str
    description: str = ""
    required: bool = False
    default: str | None = None
    example: str | None = None
    classes: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    prefix: str = ""
    pick: str = ""

    def term(self, value: str, resolve: Resolve) -> Identifier:
        """The value as an RDF term.

        Raises:
            BadParameter: the value is not of this type; the message says what is.
            NotFound, Ambiguous: the name of an entity is unknown, or stands for several.
        """
        match self.type:
            case "entity":
                return resolve(value, self.classes)
            case "date":
                return Literal(self._date(value), datatype=XSD.date)
            case "integer":
                if not _INTEGER.fullmatch(value):
                    raise BadParameter(self.name, f"{value!r} is not a whole number")
                return Literal(value, datatype=XSD.integer)
            case "decimal":
                return Literal(self._decimal(value), datatype=XSD.decimal)
            case "enum":
                if value not in self.values:
                    raise BadParameter(self.name, f"{value!r} is none of {', '.join(self.values)}")
                return expand(self.prefix + value) or Literal(value)
            case _:
                return Literal(value)

    def _date(self, value: str) -> str:
        try:
            return dt.date.fromisoformat(value).isoformat()
        except ValueError:
            raise BadParameter(self.name, f"{value!r} is not a date; write it as 2026-05-31") from None

    def _decimal(self, value: str) -> str:
        if not _DECIMAL.fullmatch(value):
            raise BadParameter(self.name, f"{value!r} is not a number; write it as 1500000 or 0.5")
        number = f"{Decimal(value):f}"
        whole, _, fraction = number.lstrip("+-").partition(".")
        if len(whole) > 20 or len(fraction) > 18:
            raise BadParameter(self.name, f"{value!r} is too long; engines count 20 digits, and 18 after the point")
        return number


@dataclass(frozen=True)
class Query:
    """One query file. `returns` maps each column to what it holds; `text` is the whole file."""

    name: str
    folder: str
    text: str
    summary: str
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    returns: Mapping[str, str] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)

    def bind(self, arguments: Mapping[str, object], resolve: Resolve) -> str:
        """The query with its parameters bound as terms; a number or a date is what its text says.

        Raises:
            BadParameter: unknown, missing or of the wrong type.
            NotFound, Ambiguous: the name of an entity is unknown, or stands for several.
            BadRequest: the query is not Unicode text.
        """
        for name in arguments:
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise BadParameter(name, f"{self.name} has no such parameter; it has: {known}")
        terms: dict[str, Identifier] = {}
        for parameter in self.parameters.values():
            value = arguments.get(parameter.name, parameter.default)
            if value is not None:
                terms[f"_{parameter.name}"] = parameter.term(str(value), resolve)
            elif parameter.required:
                given = quote(f"{parameter.name}={parameter.example}")
                example = f", for example {given}" if parameter.example else ""
                raise BadParameter(parameter.name, f"{self.name} needs it{example}")
        text = sparql.bind(self.text, terms)
        try:
            text.encode()
        except UnicodeEncodeError as error:  # bytes of a command line that are no UTF-8 come as lone surrogates
            raise BadRequest(f"not Unicode text: {text[error.start : error.end]!r}") from error
        return text

    def with_terms(self, **terms: Identifier | Sequence[Identifier]) -> str:
        """The query with some parameters bound to terms that are already known; several stand in `IN (…)`."""
        return sparql.bind(self.text, {f"_{name}": term for name, term in terms.items()})

    def with_values(self, variable: str, values: Iterable[str], **terms: Identifier | Sequence[Identifier]) -> str:
        """The query restricted to given IRIs (or Literals) of one variable, with some parameters as `with_terms` does.

        They stand where the query says `VALUES ?variable { UNDEF }`, which means any, or else at its end.

        Raises:
            BadParameter: one of them is not well-formed.
        """
        given = (value if isinstance(value, Literal) else URIRef(value) for value in values)
        rows = " ".join(sparql.written_term(variable, term) for term in given)
        text, restriction = self.with_terms(**terms) if terms else self.text, f"VALUES ?{variable} {{ {rows} }}"
        anywhere = f"VALUES ?{variable} {{ UNDEF }}"
        bound = text.replace(anywhere, restriction) if anywhere in text else f"{text}\n{restriction}"
        return sparql.with_bound(self.text, bound)


@cache
def folder(name: str) -> Mapping[str, Query]:
    """All queries of one folder of `queries/`, by name."""
    return {stem: _kept(path) for stem, path in _files(name).items()}


@cache
def texts(language: str) -> Mapping[str, str]:
    """What headers say, in another language (`zh`), by the English text; empty for a language that there is not."""
    path = resources.texts_file(language)
    found: Mapping[str, str] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def find(folder_name: str, name: str) -> Query:
    """The query `name` of a folder.

    Raises:
        NotFound: there is none; the message lists the nearest.
    """
    from difflib import get_close_matches

    files = _files(folder_name)
    if name in files:  # the other files of the folder need not be read
        return _kept(files[name])
    kind = {"views": "view", "questions": "query"}.get(folder_name, folder_name)
    raise NotFound(kind, name, get_close_matches(name, files, n=5, cutoff=0.4) or list(files))


def named(name: str) -> Query:
    """The query `name` of whatever folder has it, questions first; errors as for `find`."""
    for folder_name in ("questions", "views", "entities", "checks", "edges"):
        with suppress(NotFound):
            return find(folder_name, name)
    return find("questions", name)


@cache
def _files(folder_name: str) -> Mapping[str, Path]:
    """The files of a folder that ships, listed once: some queries are asked for each name of a table."""
    return {path.stem: path for path in resources.query_files(folder_name)}


@cache
def _kept(path: Path) -> Query:
    """A file that ships, read once."""
    return read(path)


def read(path: Path) -> Query:
    """Read a query file; without a header it has no parameters.

    Raises:
        UnreadableInput: not there, not UTF-8, or a header that is no YAML or names an unknown type.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInput("not UTF-8; save the file as UTF-8", file=str(path)) from error
    except OSError as error:
        raise UnreadableInput(error.strerror or str(error), file=str(path)) from error
    return from_text(text, name=path.stem, folder_name=path.parent.name, file=str(path))


def from_text(text: str, *, name: str, folder_name: str = "", file: str = "") -> Query:
    """A query and its header from their text; errors as for `read`."""
    header = _header(text, file)
    params: dict[str, Any] = _part(header, "params", dict, file)
    return Query(
        name=name,
        folder=folder_name,
        text=text,
        summary=str(header.get("summary", "")),
        description=str(header.get("description", "")).strip(),
        tags=tuple(_part(header, "tags", list, file)),
        parameters={key: _parameter(key, _part(params, key, dict, file), file) for key in params},
        returns=_part(header, "returns", dict, file),
        header=header,
    )


def _header(text: str, file: str) -> dict[str, Any]:
    # Other lines count as empty ones, so that the line of an error is that of the file.
    lines = [line[2:].removeprefix(" ") if line.startswith("#+") else "" for line in text.split("\n")]
    try:
        header = yaml.safe_load("\n".join(lines).rstrip()) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise UnreadableInput(
            f"the #+ header is not YAML: {getattr(error, 'problem', error)}", file=file, line=line
        ) from error
    if not isinstance(header, dict):
        raise UnreadableInput("the #+ header must be 'key: value' lines", file=file)
    return header


def _part(mapping: Mapping[str, Any], key: str, kind: type, file: str) -> Any:
    """A part of the header that is a list, or 'key: value' lines; empty if it is not there."""
    value = mapping.get(key)
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise UnreadableInput(f"{key!r} must be {'a list' if kind is list else 'key: value lines'}", file=file)
    return value


def _parameter(name: str, spec: Mapping[str, Any], file: str) -> Parameter:
    kind = str(spec.get("type", "string"))
    if kind not in TYPES:
        raise UnreadableInput(f"parameter {name!r} has type {kind!r}; there are {', '.join(TYPES)}", file=file)
    values = tuple(str(value) for value in _part(spec, "values", list, file))
    if kind == "enum" and not values:
        raise UnreadableInput(f"parameter {name!r} is an enum without values; list them", file=file)
    return Parameter(
        name=name,
        type=kind,
        description=str(spec.get("description", "")),
        required=bool(spec.get("required", False)),
        default=_text(spec.get("default")),
        example=_text(spec.get("example")),
        classes=tuple(_part(spec, "class", list, file)),
        values=values,
        prefix=str(spec.get("prefix", "")),
        pick=str(spec.get("pick", "")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
