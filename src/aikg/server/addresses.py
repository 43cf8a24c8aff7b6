"""IRIs and paths: the path of an IRI of this graph, below the base, is its path on this server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from aikg.identity import expand
from aikg.vocabulary import BASE

if TYPE_CHECKING:  # a child process does without the web framework
    from starlette.requests import Request

_BEYOND_ASCII: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
IN_URL: Final = "%/:?#[]@!$&'()*+,;="


def readable(path: str) -> str:
    """A path as it came, but what is outside ASCII is written as it is; `%2F` and the like stay."""
    try:
        return _BEYOND_ASCII.sub(lambda found: unquote(found[0], errors="strict"), path)
    except UnicodeDecodeError:
        return path


def path_of(request: Request) -> str:
    """The path of a request, without the path under which a proxy serves this server."""
    path = readable(request.scope["raw_path"].decode("ascii", "replace"))
    return path.removeprefix(root(request))


def root(request: Request) -> str:
    """What stands before each path of this server: '' or the path that a proxy serves it under."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def quoted(name: str) -> str:
    """An IRI as the value of a parameter."""
    return quote(name, safe="")


def link(name: str, before: str = "") -> str:
    """Where a thing, given as CURIE or IRI, is to be seen: on this server, or wherever its own IRI leads.

    >>> link("organization:xai"), link("item:lantern/1#paid"), link("javascript:alert(1)")
    ('/id/organization/xai', '/item/lantern/1#paid', '')
    """
    iri = expand(name)
    if iri is None:
        return ""
    if str(iri).startswith(BASE) and not str(iri).startswith(f"{BASE}/"):  # `//host` would lead elsewhere
        return before + quote("/" + str(iri).removeprefix(BASE), safe=IN_URL)
    return quote(iri, safe=IN_URL) if str(iri).startswith(("http://", "https://")) else ""
