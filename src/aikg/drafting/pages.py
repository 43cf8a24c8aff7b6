"""The article of a web page: its text as Markdown, without menus and footers, and what its head says of it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from aikg.drafting.documents import Document, document
from aikg.errors import MissingExtra, UnreadableInput

_SILENT: Final = ("script", "noscript", "style", "template")
_BLOCKS: Final = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "ul", "ol", "blockquote", "section")
_EMPHASIS: Final = re.compile(r"\*\*|__|`")


def page(html: str, name: str, url: str = "") -> Document:
    """The article of a page.

    Raises:
        UnreadableInput: there is no text in it, as where a script would put it there.
        MissingExtra: trafilatura is not installed.
    """
    trafilatura = _trafilatura()
    bare = _tree(html)
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
    """The text of a piece of HTML, such as an entry of a feed; a paragraph for each block of it."""
    tree = _tree(f"<div>{html}</div>")
    for block in tree.iter(*_BLOCKS) if tree is not None else ():
        block.text = "\n" + (block.text or "")
        block.tail = "\n" + (block.tail or "")
    lines = str(tree.text_content()).splitlines() if tree is not None else []
    return "\n\n".join(line for line in (" ".join(part.split()) for part in lines) if line)


def _tree(html: str) -> Any:
    """A page as a tree, without what shows no text; None if there is nothing of a page in it."""
    from lxml import etree  # comes with trafilatura
    from lxml import html as lxml_html

    try:
        tree = lxml_html.fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):  # empty, or nothing but a comment
        return None
    etree.strip_elements(tree, *_SILENT, with_tail=False)
    return tree


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
