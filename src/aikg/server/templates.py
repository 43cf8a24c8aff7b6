"""Pages from templates. Whatever data is put into them is escaped, and keeps to its place."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from aikg.identity import UNSEEN
from aikg.server import addresses

# A name may hold characters that turn the direction of what follows, or none that can be shown.
_UNSEEN: Final = re.compile(f"{UNSEEN.pattern}|[\r\ufeff\ufffe\uffff]")
_LONGEST: Final = 400
"""Characters that a page shows of one text."""


@cache
def environment() -> Environment:
    """Where the templates are."""
    found = Environment(
        loader=PackageLoader("aikg.server"), autoescape=True, undefined=StrictUndefined, lstrip_blocks=True,
        finalize=_seen,
    )  # fmt: skip
    found.filters["words"] = _words
    found.filters["number"] = lambda number: f"{number:,}"
    found.filters["fragment"] = lambda name: name.partition("#")[2]
    found.filters["short"] = lambda text: text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return found


def page(name: str) -> Template:
    """A template."""
    return environment().get_template(name)


def rendered(name: str, root: str, **values: Any) -> bytes:
    """A page. Its template knows `link(name)`, the address of a thing that is given as CURIE or IRI."""
    text = page(name).render(root=root, link=lambda name: addresses.link(name, root), **values)
    return text.encode("utf-8", "replace")


def _seen(value: Any) -> Any:
    return _UNSEEN.sub("", value) if type(value) is str else value  # markup is a str of its own kind


def _words(name: str) -> str:
    """A term's name as words.

    >>> _words("potentialInvestorIn"), _words("FundingRound"), _words("in-effect")
    ('potential investor in', 'funding round', 'in effect')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[:#/]", name)[-1]).replace("-", " ").lower()
