"""From one URL to the three endpoints of a store, and to what may be shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from aikg.errors import BadRequest

_QUERY: Final = ("query", "sparql", "sparql-auth")
_UPDATE: Final = ("update", "sparql-auth")
_GRAPH_STORE: Final = ("store", "data", "sparql-graph-crud-auth")
"""Where servers answer, below their base: aikg and Oxigraph, Fuseki, Virtuoso."""


@dataclass(frozen=True)
class Address:
    """Candidates for each endpoint, the likeliest first. `shown` has no user, password or query string."""

    shown: str
    query: tuple[str, ...]
    update: tuple[str, ...]
    graph_store: tuple[str, ...]
    username: str | None = None
    password: str | None = None


def read(url: str, *, update_url: str | None = None, graph_store_url: str | None = None) -> Address:
    """The address that a URL stands for; what is given explicitly wins.

    Raises:
        BadRequest: it is no http or https URL.
    """
    parts = _split(url)
    path = parts.path.rstrip("/")
    base, _, last = path.rpartition("/")
    known = last in (*_QUERY, *_UPDATE, *_GRAPH_STORE)
    if not known:
        base = path
    below = (*(f"{base}/{name}" for name in _QUERY[:2]), *((base,) if base else ()))
    query = (path,) if last in _QUERY else below
    return Address(
        shown=shown(url),
        query=tuple(_url(parts, candidate) for candidate in query),
        update=_explicit(update_url) or tuple(_url(parts, f"{base}/{name}") for name in _UPDATE),
        graph_store=_explicit(graph_store_url) or tuple(_url(parts, f"{base}/{name}") for name in _GRAPH_STORE),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def shown(url: str) -> str:
    """A URL for messages: without user, password, query string and fragment, any of which may be a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{_host(parts)}{parts.path}"


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port: whom the credentials are for."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that does not close
        sound = False
    if not sound:
        raise BadRequest("a store's URL begins with http:// or https:// and names a host, as in http://localhost:7878")
    return parts


def _explicit(url: str | None) -> tuple[str, ...]:
    if url is None:
        return ()
    parts = _split(url)
    return (_url(parts, parts.path),)


def _url(parts: SplitResult, path: str) -> str:
    return f"{parts.scheme}://{_host(parts)}{path}{'?' + parts.query if parts.query else ''}"


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]
