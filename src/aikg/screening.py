"""Documents of strangers: what is refused before a parser sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

from aikg import contexts, yamlld
from aikg.errors import BadRequest
from aikg.formats import RdfFormat
from aikg.stores.nesting import DEEPEST

_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_JSON_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_TURTLE_TEXT: Final = re.compile(
    rb"""\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
       |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^\x00-\x20<>"{}|^`\\]*>|\#[^\n]*""",
    re.DOTALL | re.VERBOSE,
)
_MARKUP: Final = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ELEMENT: Final = re.compile(rb"<(/?)[^<>]*?(/?)>", re.DOTALL)
_BRACKET: Final = re.compile(rb"[\[\](){}]")


def refuse_hostile(document: bytes, rdf_format: RdfFormat) -> None:
    """Let a document pass that is UTF-8, not nested too deep, and reaches for nothing outside itself.

    Raises:
        BadRequest: it is not; the message says what is wrong.
    """
    try:
        document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"the document is not UTF-8 (byte {error.start})") from error
    if b"\0" in document:
        raise BadRequest("the document holds NUL bytes")
    if rdf_format.name == "yamlld":
        document = yamlld.as_json(document)
    if rdf_format.name == "rdfxml":
        if _DOCTYPE.search(document):
            raise BadRequest("XML with a DOCTYPE is refused: its entities could fill the memory; write without it")
        elements = _ELEMENT.findall(_MARKUP.sub(b"", document))
        _refuse_depth(-1 if closes else 1 for closes, alone in elements if not alone)
    elif rdf_format.name in ("jsonld", "yamlld"):
        _refuse_depth(_steps(_JSON_STRING.sub(b"", document)))
        with suppress(ValueError):  # what is no JSON the parser tells, with line and column
            json.loads(contexts.inlined(document), object_pairs_hook=_without_remote_contexts)
    else:
        _refuse_depth(_steps(_TURTLE_TEXT.sub(b"", document)))


def _without_remote_contexts(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, value in pairs:
        named = value if isinstance(value, list) else [value]
        if key in ("@context", "@import") and any(isinstance(part, str) for part in named):
            raise BadRequest(
                f"a JSON-LD context elsewhere is not fetched; name {contexts.ADDRESS}, or write the context itself"
            )
    return dict(pairs)


def _steps(document: bytes) -> Iterator[int]:
    return (1 if bracket in b"[({" else -1 for bracket in _BRACKET.findall(document))


def _refuse_depth(steps: Iterable[int]) -> None:
    depth = 0
    for step in steps:
        depth += step
        if depth > DEEPEST:
            raise BadRequest(f"the document is nested deeper than {DEEPEST} levels")
