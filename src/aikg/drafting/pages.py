"""The article of a web page: its text as Markdown, without menus and footers, and what its head says of it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from aikg.drafting.documents import Document, document
from aikg.errors import MissingExtra, UnreadableInput

_SILENT: Final = re.compile(r"<(noscript|script|style|template)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_EMPHASIS: Final = re.compile(r"\*\*|__|`")


def page(html: str, name: str, url: str = "") -> Document:
    """The article of a page.

    Raises:
        UnreadableInput: there is no text in it, as where a script would put it there.
        MissingExtra: trafilatura is not installed.
    """
    trafilatura = _trafilatura()
    bare = _SILENT.sub("", html)
    try:
        text = trafilatura.extract(
            bare, output_format="markdown", include_comments=False, include_formatting=True, url=url or None
        )
        said = trafilatura.extract_metadata(html, default_url=url or None)
    except RecursionError as error:
        raise UnreadableInput("is nested too deep to be a page", file=name) from error
    if not text or not text.strip():
        why = (
            "a script would make it; save the page from a browser, or its text"
            if "<script" in html.lower()
            else "save its text"
        )
        raise UnreadableInput(f"is a page without an article: {why}", file=name)
    return document(
        name,
        _EMPHASIS.sub("", text).strip() + "\n",
        title=(said.title or "") if said else "",
        author=(said.author or "") if said else "",
        url=address((said.url if said else "") or url),
        published=day(said.date if said else ""),
    )


def fragment(html: str) -> str:
    """The text of a piece of HTML, such as an entry of a feed; a line for each block of it."""
    from lxml import html as lxml_html  # comes with trafilatura

    blocks = re.sub(
        r"</?(?:p|div|br|li|h[1-6]|tr|ul|ol|blockquote|section)\b[^>]*>", "\n", _SILENT.sub("", html), flags=re.I
    )
    text = str(lxml_html.fromstring(f"<div>{blocks}</div>").text_content())
    return "\n\n".join(line for line in (" ".join(part.split()) for part in text.splitlines()) if line)


def address(url: str) -> str:
    """An address that an IRI can hold; '' for anything else."""
    return url if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", url) else ""


def day(text: str | None) -> date | None:
    """A day as a page writes it (ISO 8601)."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _trafilatura() -> Any:
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtra("Reading web pages", "draft") from error
    return trafilatura
