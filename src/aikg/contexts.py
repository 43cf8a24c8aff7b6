"""The JSON-LD context that ships, in the place of its address: nothing is ever fetched."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

from aikg import resources

ADDRESS: Final = "https://w3id.org/aikg/context.jsonld"

# As the context itself, or as the first of several. In a JSON string the quotation marks would be escaped.
_NAMED: Final = re.compile(rb'("@context"\s*:\s*(?:\[\s*)?)"' + re.escape(ADDRESS).encode() + rb'"')


def inlined(document: bytes) -> bytes:
    """A JSON-LD document with the context itself where it names its address; the lines stay as they are."""
    return _NAMED.sub(lambda match: match[1] + _context(), document) if ADDRESS.encode() in document else document


@cache
def _context() -> bytes:
    """The context on one line."""
    whole = json.loads(resources.context_file().read_text(encoding="utf-8"))
    return json.dumps(whole["@context"], ensure_ascii=False, separators=(",", ":")).encode()
