"""YAML-LD: the same as JSON-LD, written as YAML 1.2 for people.

Scalars are read as the core schema of YAML 1.2 has them (`no` is a word, 2026-05-01 a text), and a number with a point
stays as it is written, so that 0.1 is a decimal and not a double. Aliases are followed, up to a limit.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import yaml

from aikg.errors import UnreadableInput

DEEPEST: Final = 100
MOST: Final = 1_000_000
"""Nodes that a document may have when its aliases are followed; a megabyte of YAML has some 50,000."""

_EXACT: Final = 2**53


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader with the core schema, which refuses a key that stands twice."""

    yaml_implicit_resolvers: Final[dict[str, Any]] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        """An object; its keys are texts, each once."""
        seen: dict[str, Any] = {}
        for key, value in node.value:
            name = self.construct_object(key, deep=True)
            if not isinstance(name, str):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a text", key.start_mark)
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {name!r} stands twice", key.start_mark)
            seen[name] = self.construct_object(value, deep=True)
        return seen


_CORE: Final = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
)
for _name, _pattern, _first in _CORE:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"(?:{_pattern})$"), list(_first))
_KEPT = {f"tag:yaml.org,2002:{_name}" for _name in ("bool", "null", "str", "seq")} | {None}
Loader.yaml_constructors = {tag: make for tag, make in yaml.SafeLoader.yaml_constructors.items() if tag in _KEPT}
Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: _whole(node.value))


def as_json(document: bytes, name: str = "") -> bytes:
    """A YAML-LD document as JSON-LD; several documents of one stream as one list.

    Raises:
        UnreadableInput: no YAML, nested too deep, too large when its aliases are followed; with line and column.
    """
    try:
        text = document.decode("utf-8-sig")
        _measure(text)
        parts = [_checked(part) for part in yaml.load_all(text, Loader) if part is not None]
        whole = parts[0] if len(parts) == 1 else [node for part in parts for node in _listed(part)]
        return json.dumps(whole, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise UnreadableInput("not UTF-8; save the file as UTF-8", file=name) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        told = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise UnreadableInput(f"not YAML: {told}", file=name, line=line, column=column) from error
    except _TooMuch as error:
        raise UnreadableInput(str(error), file=name) from None


class _TooMuch(Exception):
    """The document would fill the memory."""


def _measure(text: str) -> None:
    """Refuse what is nested too deep, before anything recurses into it."""
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _TooMuch(f"nested deeper than {DEEPEST} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _checked(document: Any) -> Any:
    """A document without cycles, and small enough when its aliases are followed."""
    left, rest = MOST, [(document, 1)]
    while rest:
        node, depth = rest.pop()
        left -= 1
        if left < 0:
            raise _TooMuch(
                f"more than {MOST:,} nodes when its aliases are followed; write them out, or in several files"
            )
        if depth > 2 * DEEPEST:
            raise _TooMuch("an alias leads back to where it stands; write it out")
        if isinstance(node, dict):
            if str(node.get("@version")) == "1.1":
                node["@version"] = 1.1  # the one number of JSON-LD itself
            rest += [(value, depth + 1) for value in node.values()]
        elif isinstance(node, list):
            rest += [(value, depth + 1) for value in node]
    return document


def _whole(text: str) -> int | str:
    """A whole number, or its text where JSON-LD would lose digits."""
    return int(text) if len(text) < 18 and abs(int(text)) <= _EXACT else text


def _listed(part: Any) -> list[Any]:
    return part if isinstance(part, list) else [part]
