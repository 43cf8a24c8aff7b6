"""HTML pages from the templates beside this module. Whatever comes from data is escaped, and keeps to its place."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from aikg.server import addresses

# A name may hold characters that turn the direction of what follows, or none that can be shown.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_LONGEST: Final = 400
"""Characters of one text that a page shows."""


def page(request: Request, template: str, **values: Any) -> bytes:
    """A page. Templates know `link(name)`, the address of a thing that is given as CURIE or IRI, and `root`."""
    root = addresses.root(request)
    text = (
        _environment().get_template(template).render(root=root, link=lambda name: addresses.link(name, root), **values)
    )
    return text.encode("utf-8", "replace")


def static(name: str) -> bytes:
    """A file that pages refer to."""
    return files("aikg.server").joinpath("static", name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("aikg.server", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["words"] = _words
    environment.filters["number"] = lambda number: f"{number:,}"
    environment.filters["fragment"] = lambda name: name.partition("#")[2]
    return environment


def _shown(value: Any) -> Any:
    """What a page shows of a value: no character that is not to be seen, and of a very long text the beginning."""
    if type(value) is not str:  # markup of the templates is a str of its own kind
        return value
    text = _UNSEEN.sub("", value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _words(name: str) -> str:
    """A term's name as words.

    >>> _words("potentialInvestorIn"), _words("FundingRound"), _words("in-effect")
    ('potential investor in', 'funding round', 'in effect')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[:#/]", name)[-1]).replace("-", " ").lower()
