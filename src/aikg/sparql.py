"""Just enough of SPARQL's grammar to bind parameters as terms and to know what a request is.

A query is read as tokens (SPARQL 1.1, section 19.8), never as raw text: what stands in a string, an IRI or a
comment is no variable and no keyword.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from rdflib import BNode
from rdflib.term import Identifier

from aikg.errors import BadParameter, BadQuery, BadRequest
from aikg.terms import to_engine

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "UPDATE"]

_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
              | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<prefixed>(?:[^\W\d_][\w.\-]*)?:(?:[\w.:\-]|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>\w+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# To the grammar `?a<?b)SERVICE:x#>` has an IRI from `<` on; Oxigraph reads less-than, and so a comment or string where
# `#` or `'` stands. Not so with `scheme://`, which no comparison can have.
_UNSURE: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*://).*[#')]")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SHORT: Final = 20_000
_OUTWARD: Final = ("SERVICE", "LOAD")
_QUERY_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATE_FORMS: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")


class Token(NamedTuple):
    """One token: `kind` is a group of the grammar above, `text` what stands there."""

    kind: str
    text: str


def tokens(text: str) -> Iterable[Token]:
    """Every token of `text`; joined again, they are the text."""
    return _few(text) if len(text) <= _SHORT else _read(text)


@lru_cache(maxsize=16)
def _few(text: str) -> tuple[Token, ...]:
    """The tokens of a text of ordinary length, which several looks at one request share."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "other", match.group())


def unclosed(text: str) -> tuple[str, int, int] | None:
    """The innermost bracket that is never closed, with its line and column; None where there is none."""
    open_: list[tuple[str, int]] = []
    at = 0
    for kind, part in tokens(text):
        if kind == "other" and part in "{([":
            open_.append((part, at))
        elif kind == "other" and part in "})]" and open_:
            open_.pop()
        at += len(part)
    if not open_:
        return None
    bracket, at = open_[-1]
    return bracket, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


@lru_cache(maxsize=256)
def _template(text: str) -> tuple[Token, ...]:
    """The tokens of a query file without its comments, which are long; lines stay where they are.

    A file is bound again and again, and reading its tokens costs more than the engine's answer.
    """
    return tuple(token for token in tokens(text) if token.kind != "comment")


def form(text: str) -> Form:
    """What a request is, by the first keyword after its prologue.

    Raises:
        BadQuery: it is neither a query nor an update.
    """
    for kind, word in tokens(text):
        if kind != "word":
            continue
        keyword = word.upper()
        if keyword in _QUERY_FORMS:
            return keyword  # type: ignore[return-value]
        if keyword in _UPDATE_FORMS:
            return "UPDATE"
        if keyword not in ("PREFIX", "BASE"):
            break
    raise BadQuery(f"this is no SPARQL query: it does not begin with {', '.join(_QUERY_FORMS)} (after PREFIX lines)")


def variables(text: str) -> set[str]:
    """The names of all variables of a query, without their `?` or `$`."""
    return {token.text[1:] for token in tokens(text) if token.kind == "variable"}


def reaches_out(text: str) -> str | None:
    """`SERVICE` or `LOAD` if the request would make the engine fetch something, else None.

    A keyword may touch the token before it (`1SERVICE`), so a word is searched, not compared. The request is read as
    it stands and with its escapes resolved, since engines differ in when they do that: each reading could hide a
    keyword (`"\\u0022" SERVICE … #"`) that the other shows. Where a reading is not sure, a keyword counts anywhere.
    """
    plain = _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if int(m[1] or m[2], 16) <= 0x10FFFF else m[0], text)
    if not any(keyword in reading.upper() for keyword in _OUTWARD for reading in (text, plain)):
        return None  # the words of a reading are parts of it
    words: list[str] = []
    for reading in (text, plain):
        found = list(tokens(reading))
        words += [token.text.upper() for token in found if token.kind == "word"]
        if any(token.kind == "iri" and _UNSURE.match(token.text) for token in found):
            words.append(reading.upper())
    return next((keyword for keyword in _OUTWARD if any(keyword in word for word in words)), None)


def names_dataset(text: str) -> bool:
    """Does a query say with FROM which graphs it reads?"""
    return "FROM" in text.upper() and any(
        token.kind == "word" and token.text.upper() == "FROM" for token in tokens(text)
    )


class Bound(str):
    """A query whose own text reaches out nowhere, with terms bound into it: these are no text and can hide no keyword.

    Data may have any IRI; one with brackets would make the whole query suspect (see `reaches_out`).
    """

    __slots__ = ()


@lru_cache(maxsize=256)
def _harmless(text: str) -> bool:
    return reaches_out(text) is None


def with_bound(text: str, bound: str) -> str:
    """`bound`, which is `text` with terms in it, as what it is."""
    return Bound(bound) if _harmless(text) else bound


def bind(text: str, values: Mapping[str, Identifier | Sequence[Identifier]]) -> str:
    """`text` without comments, each variable `?name` of `values` replaced by its term, or by its terms: `IN (?name)`.

    Engines bind differently (Oxigraph's own substitution asks for a projected variable and stops at sub-selects),
    a constant in the query they all read alike.

    Raises:
        BadParameter: a blank node, or an IRI or text that cannot be written.
    """
    written = {name: ", ".join(written_term(name, term) for term in _terms(value)) for name, value in values.items()}
    bound = "".join(
        f" {written[token.text[1:]]} " if token.kind == "variable" and token.text[1:] in written else token.text
        for token in _template(text)
    )
    return with_bound(text, bound)


def _terms(value: Identifier | Sequence[Identifier]) -> Sequence[Identifier]:
    return (value,) if isinstance(value, Identifier) else value


def written_term(name: str, term: Identifier) -> str:
    """A term as SPARQL writes it; `name` is the parameter that it is for.

    Raises:
        BadParameter: a blank node, an IRI that is not well-formed, or text that is not Unicode.
    """
    if isinstance(term, BNode):
        raise BadParameter(name, "a blank node cannot be asked for; give an IRI")
    try:
        to_engine(term)  # an engine's own parser knows what an IRI is; rdflib lets pass what engines refuse
        return term.n3()
    except BadRequest as error:
        raise BadParameter(name, f"cannot be written in SPARQL: {str(term)!r}") from error
