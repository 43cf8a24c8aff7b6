"""Kinds by their names alone, for what needs no terms, such as the help of a command."""

from __future__ import annotations

from typing import Final

KINDS: Final = ("organization", "model", "product", "policy", "person", "place", "concept", "role")
"""The kinds of entity: first segment of an entity's path and prefix of its CURIE."""

LINK_KINDS: Final = ("contradicts", "sameEventAs", "supersedes")
"""The links between claims, by the names of their properties."""
