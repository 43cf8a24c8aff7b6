"""Many articles at a time: what is wrong with one is told, and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from aikg.drafting.documents import Document
from aikg.drafting.drafts import Draft, article_slug
from aikg.drafting.knowledge import Knowledge
from aikg.drafting.sources import documents
from aikg.errors import AikgError, UnreadableInput
from aikg.identity import slug

Extractor = Callable[[Document, Knowledge, str], Draft]
"""Drafts a document of which the name in IRIs is given ('' = by its title)."""


class Outcome(NamedTuple):
    """What became of one article: its draft, or the article of the graph that it is, or what is wrong with it."""

    name: str
    draft: Draft | None = None
    known: str = ""
    error: AikgError | None = None


def drafted(
    names: Sequence[str], knowledge: Knowledge, extract: Extractor, *, again: bool = False
) -> Iterator[Outcome]:
    """Draft articles (files, addresses, `-`), one after the other.

    One that the graph has, by its text or its address, or that came before, is not drafted, unless `again`: then it
    keeps its name, so that adding it replaces what is there.
    """
    seen = dict(knowledge.digests)
    for name in names:
        try:
            found = documents(name)
        except AikgError as error:
            yield Outcome(name, error=error)
            continue
        for document in found:
            yield _one(document, knowledge, extract, seen, again=again)


def _one(document: Document, knowledge: Knowledge, extract: Extractor, seen: dict[str, str], *, again: bool) -> Outcome:
    in_graph = knowledge.article(document)
    known = in_graph or seen.get(document.sha256, "")
    if known and not (again and in_graph):
        return Outcome(document.name, known=known)
    try:
        draft = extract(document, knowledge, known.partition(":")[2] or _file_slug(document, seen))
    except AikgError as error:
        return Outcome(document.name, error=error)
    except UnicodeEncodeError as error:  # nothing of it may cost the drafts of the others
        return Outcome(document.name, error=_unwritable(document, error))
    seen[document.sha256] = f"article:{draft.slug}"
    return Outcome(document.name, draft)


def _unwritable(document: Document, error: UnicodeEncodeError) -> UnreadableInput:
    return UnreadableInput(
        f"is not drafted: it, or what was made of it, holds half a character, which no file can hold ({error.reason})",
        file=document.name,
    )


def _file_slug(document: Document, seen: dict[str, str]) -> str:
    """The name of a user's own file, unless another article has it; '' for what came from elsewhere."""
    if not document.kept:
        return ""
    name = slug(Path(document.name).stem)
    return name if name and f"article:{name}" not in seen.values() else article_slug(document, name)
