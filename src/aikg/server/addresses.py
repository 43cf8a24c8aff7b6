"""IRIs and paths: the path of an IRI of this graph, below the base, is its path on this server."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from aikg.identity import expand
from aikg.vocabulary import BASE

if TYPE_CHECKING:  # a child process does without the web framework
    from starlette.requests import Request

_BEYOND_ASCII: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_QUALITY: Final = re.compile(r"\s*q\s*=\s*(0(?:\.[0-9]*)?|1(?:\.0*)?)\s*", re.IGNORECASE)
_RANGES: Final = 20
LANGUAGE: Final = "aikg.language"
"""The cookie that keeps the language which a reader chose."""
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


def language(request: Request) -> str:
    """The language of a page: what its reader chose on one (a cookie), else what the browser prefers; `en` or `zh`."""
    if (kept := request.cookies.get(LANGUAGE, "")) in ("en", "zh"):
        return kept
    ranges = [part.partition(";") for part in request.headers.get("accept-language", "").split(",")[:_RANGES]]
    wanted = [(_weight(parameters), tag.strip().lower().partition("-")[0]) for tag, _, parameters in ranges]
    weight, best = max(wanted, key=itemgetter(0), default=(0.0, ""))  # the first of the best
    return "zh" if best == "zh" and weight > 0 else "en"


def reader(request: Request) -> tuple[str, str]:
    """What a page depends on beside the data: the path before all paths of this server, and the language."""
    return root(request), language(request)


def _weight(parameters: str) -> float:
    found = _QUALITY.fullmatch(parameters)
    return float(found[1]) if found else 0.0 if parameters.strip() else 1.0


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
