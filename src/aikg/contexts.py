"""The JSON-LD context that ships, in the place of its address: nothing is ever fetched."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, Final

from aikg import resources

ADDRESS: Final = "https://w3id.org/aikg/context.jsonld"

# As the context itself, or as the first of several. In a JSON string the quotation marks would be escaped.
_NAMED: Final = re.compile(rb'("@context"\s*:\s*(?:\[\s*)?)"' + re.escape(ADDRESS).encode() + rb'"')


def inlined(document: bytes) -> bytes:
    """A JSON-LD document with the context itself where it names its address; the lines stay as they are."""
    return _NAMED.sub(lambda match: match[1] + _context(), document) if ADDRESS.encode() in document else document


def strays(document: Any) -> list[str]:
    """Keys of a document in our context that no context explains: JSON-LD would drop what they say without a word."""
    found: dict[str, None] = {}
    known, rest = dict(terms()), [document]
    while rest:
        node = rest.pop()
        if isinstance(node, list):
            rest += node
        elif isinstance(node, dict):
            own = node.get("@context")
            for context in own if isinstance(own, list) else [own]:
                if isinstance(context, dict):
                    if "@vocab" in context or "@import" in context:
                        return []
                    known |= context
            for key, value in node.items():
                if not (key.startswith("@") or ":" in key or key in known):
                    found[key] = None
                meaning = known.get(key)
                if key != "@context" and not (isinstance(meaning, dict) and "@container" in meaning):
                    rest.append(value)
    return [key for key in found if key not in known]


@cache
def terms() -> dict[str, Any]:
    """The terms of the context, with what each means."""
    whole: dict[str, Any] = json.loads(resources.context_file().read_text(encoding="utf-8"))["@context"]
    return whole


@cache
def _context() -> bytes:
    """The context on one line."""
    return json.dumps(terms(), ensure_ascii=False, separators=(",", ":")).encode()
