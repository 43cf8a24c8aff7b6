"""Pages from templates. Whatever data is put into them is escaped, and keeps to its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from aikg import catalogue
from aikg.identity import UNSEEN, language_of
from aikg.server import addresses

# A name may hold characters that turn the direction of what follows, or none that can be shown.
_UNSEEN: Final = re.compile(f"{UNSEEN.pattern}|[\r\ufeff\ufffe\uffff]")
_LONGEST: Final = 400
"""Characters that a page shows of one text."""


LANGUAGES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({"en": ("en", "English"), "zh": ("zh-Hans", "中文")})
"""The languages of pages: how HTML names each, and how its readers do."""


@cache
def texts(language: str) -> Mapping[str, str]:
    """What pages say, in another language, by the English text; empty for English."""
    file = resources.files("aikg.server").joinpath("templates", f"{language}.yaml")
    found: Mapping[str, str] = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found


@cache
def environment(language: str = "en") -> Environment:
    """Where the templates are, and the words of a language."""
    found = Environment(
        loader=PackageLoader("aikg.server"), autoescape=True, undefined=StrictUndefined, lstrip_blocks=True,
        finalize=_seen, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    said = texts(language)
    found.install_gettext_callables(  # type: ignore[attr-defined] # the extension brings it
        lambda text: said.get(text, text), lambda one, many, n: said.get(many, one if n == 1 else many), newstyle=True
    )
    (other,) = LANGUAGES.keys() - {language}
    found.globals |= {"language": language, "tag": LANGUAGES[language][0], "other": (other, *LANGUAGES[other])}
    of_queries = catalogue.texts(language)
    found.filters["translated"] = lambda text: of_queries.get(text, text)
    found.filters["tongue"] = language_of
    found.filters["heading"] = lambda name: of_queries.get(name) or name.replace("_", " ")
    found.filters["words"] = _words
    found.filters["number"] = lambda number: f"{number:,}"
    found.filters["fragment"] = lambda name: name.partition("#")[2]
    found.filters["short"] = lambda text: text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return found


def page(name: str, language: str) -> Template:
    """A template in a language."""
    return environment(language).get_template(name)


def rendered(name: str, root: str, language: str, **values: Any) -> bytes:
    """A page. Its template knows `link(name)`, the address of a thing that is given as CURIE or IRI."""
    text = page(name, language).render(root=root, link=lambda name: addresses.link(name, root), **values)
    return text.encode("utf-8", "replace")


def _seen(value: Any) -> Any:
    return _UNSEEN.sub("", value) if type(value) is str else value  # markup is a str of its own kind


def _words(name: str) -> str:
    """A term's name as words.

    >>> _words("potentialInvestorIn"), _words("FundingRound"), _words("in-effect")
    ('potential investor in', 'funding round', 'in effect')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[:#/]", name)[-1]).replace("-", " ").lower()
