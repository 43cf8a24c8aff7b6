"""AI-industry news as a knowledge graph: every fact traceable to the sentence that says it.

>>> import aikg
>>> kg = aikg.open()                                    # doctest: +SKIP
>>> kg.view("investors", org="xAI")                     # doctest: +SKIP
"""

from aikg._version import __version__
from aikg.entities import Card, Statement
from aikg.errors import AikgError, Ambiguous, BadRequest, DoesNotConform, NotFound, StoreError
from aikg.graph import KnowledgeGraph, Rows, build, open
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
