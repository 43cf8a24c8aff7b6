"""AI-industry news as a knowledge graph: every fact traceable to the sentence that says it.

>>> import aikg
>>> kg = aikg.open()                                    # doctest: +SKIP
>>> kg.view("investors", org="xAI")                     # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aikg._version import __version__
from aikg.errors import AikgError, Ambiguous, BadRequest, DoesNotConform, NotFound, StoreError

if TYPE_CHECKING:
    from aikg.entities import Card, Statement
    from aikg.graph import KnowledgeGraph, build, open
    from aikg.rows import Rows
    from aikg.validation import Finding, Report

__all__ = [
    "AikgError",
    "Ambiguous",
    "BadRequest",
    "Card",
    "DoesNotConform",
    "Finding",
    "KnowledgeGraph",
    "NotFound",
    "Report",
    "Rows",
    "Statement",
    "StoreError",
    "__version__",
    "build",
    "open",
]

# What needs rdflib is imported when it is first asked for: it takes ten times as long as all of this.
_MODULES = {
    "Card": "entities",
    "Finding": "validation",
    "KnowledgeGraph": "graph",
    "Report": "validation",
    "Rows": "rows",
    "Statement": "entities",
    "build": "graph",
    "open": "graph",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'aikg' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"aikg.{_MODULES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return list(__all__)
