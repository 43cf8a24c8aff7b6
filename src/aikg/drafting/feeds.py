"""The entries of an RSS or Atom feed, an article each."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from aikg.drafting.documents import Document, document
from aikg.drafting.pages import address, fragment
from aikg.errors import MissingExtra, UnreadableInput


def entries(data: bytes, name: str) -> list[Document]:
    """The articles of a feed, in its order; an entry without text is left out.

    Raises:
        UnreadableInput: it is no feed, or no entry has text.
        MissingExtra: feedparser is not installed.
    """
    feed = _feedparser().parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version or not feed.entries:
        why = f" ({feed.bozo_exception})" if feed.bozo else ""
        raise UnreadableInput(f"is no feed that can be read, or has no entries{why}", file=name)
    found = [
        entry for number, said in enumerate(feed.entries, 1) if (entry := _entry(said, f"{name} (entry {number})"))
    ]
    if not found:
        raise UnreadableInput("is a feed whose entries hold no text; draft the pages that they lead to", file=name)
    return found


def _entry(said: Any, name: str) -> Document | None:
    contents = [part.get("value", "") for part in said.get("content", ())] or [said.get("summary", "")]
    text = fragment(max(contents, key=len)) if any(content.strip() for content in contents) else ""
    if not text:
        return None
    title = " ".join(fragment(said.get("title", "")).split()) if said.get("title") else ""
    when = said.get("published_parsed") or said.get("updated_parsed")
    return document(
        name,
        f"{title}\n\n{text}\n" if title else f"{text}\n",
        title=title,
        url=address(said.get("link", "")),
        author=said.get("author", ""),
        published=date(*when[:3]) if when else None,
    )


def _feedparser() -> Any:
    try:
        import feedparser
    except ImportError as error:
        raise MissingExtra("Reading feeds", "draft") from error
    return feedparser
