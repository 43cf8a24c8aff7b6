"""What a graph knows that a draft needs: names, labels of terms, and which articles it has already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aikg import catalogue, records
from aikg.drafting.documents import Document
from aikg.drafting.mentions import Names
from aikg.identity import curie
from aikg.stores import Store

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|spm|from|share\w*|ref", re.IGNORECASE)


class Knowledge(NamedTuple):
    """What one store holds. `digests` and `urls` lead to articles, as CURIEs."""

    names: Names
    terms: Mapping[str, Mapping[str, str]]
    digests: Mapping[str, str]
    urls: Mapping[str, str]

    @classmethod
    def of(cls, store: Store) -> Knowledge:
        """That of a store."""
        articles = store.lexical(catalogue.find("entities", "articles").text)
        addressed = store.lexical(catalogue.find("entities", "article-urls").text)
        return cls(
            Names.of(store),
            records.term_labels(store),
            {sha256: curie(article) for article, sha256, _ in articles},
            {address_key(url): curie(article) for article, url in addressed},
        )

    def article(self, document: Document) -> str:
        """The article of the graph that a document is, by its text or its address; '' if it has none."""
        by_url = self.urls.get(address_key(document.url), "") if document.url else ""
        return self.digests.get(document.sha256) or by_url


def address_key(url: str) -> str:
    """What two addresses of one page share: no scheme, fragment, `www.`, tracking parameters or last slash.

    >>> address_key("https://www.Example.org/news/?utm_source=x&id=3#top")
    '//example.org/news?id=3'
    """
    parts = urlsplit(url.strip())
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.fullmatch(k)))
    host = (parts.hostname or "").removeprefix("www.") + (f":{parts.port}" if parts.port else "")
    return urlunsplit(("", host, parts.path.rstrip("/"), query, ""))
