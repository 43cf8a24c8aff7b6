"""An article as it was found: its text, and what its source says about it."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Document(NamedTuple):
    """One article. `text` is what offsets count in; `sha256` pins its bytes.

    Attributes:
        name: the file, URL or feed entry that it came from, for messages.
        text: the article as text, exactly as its file holds it or as it was extracted.
        sha256: the digest of the text in UTF-8.
        title: its title, '' where its source tells none.
        url: where it is published, '' if that is not known.
        author: who is named as its author, or ''.
        published: the day of publication, if it is told.
        kept: the text is that of a file of the user's, so that nothing has to be kept beside the draft.
    """

    name: str
    text: str
    sha256: str
    title: str = ""
    url: str = ""
    author: str = ""
    published: date | None = None
    kept: bool = False

    @property
    def stem(self) -> str:
        """What to call it where its text has no title: the name of its file, or the last part of its address."""
        return Path(urlsplit(self.name).path).stem or "article"


def document(name: str, text: str, **said: Any) -> Document:
    """A document with the digest of its text; `said` are further fields.

    >>> document("a.txt", "Text.").sha256[:8]
    'f06dce27'
    """
    return Document(name, text, hashlib.sha256(text.encode()).hexdigest())._replace(**said)
