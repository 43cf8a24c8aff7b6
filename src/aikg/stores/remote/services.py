"""SERVICE, answered by a guarded client: the rows of its pattern take its place as VALUES before the engine sees it.

SPARQL 1.1 Federated Query evaluates the pattern on its own and then joins, which is just this. Only servers whose
origin an operator has listed are asked, at the address that was checked, without redirects.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

import httpx
import pyoxigraph as ox

from aikg import internet, sparql
from aikg.errors import BadQuery, StoreError
from aikg.sparql import Token
from aikg.stores.remote.address import origin

_JSON: Final = "application/sparql-results+json"
LARGEST: Final = 10_000_000
"""Bytes of one answer."""
_MOST: Final = 20
"""SERVICE patterns of one query."""


class _Clause(NamedTuple):
    """`SERVICE SILENT? <url> { pattern }`; `end` is the index of the token after it."""

    url: str
    silent: bool
    pattern: str
    end: int


class Services:
    """The servers that queries may ask: `allowed` are origins (`https://query.example.org`), `most` rows an answer."""

    def __init__(self, allowed: Collection[str], *, most: int, timeout_s: float) -> None:
        self._allowed = {origin(url) for url in allowed}
        self._most, self._timeout_s = most, timeout_s

    def resolved(self, text: str) -> str:
        """The query without SERVICE, which is asked meanwhile.

        Raises:
            BadQuery: a server that is not allowed, a variable as address, a SERVICE within a SERVICE.
            StoreError: the server fails, answers no rows or too many; not where SILENT stands.
        """
        told = list(sparql.tokens(text))
        names = _Prologue(told)
        parts: list[str] = []
        at = asked = 0
        while at < len(told):
            if told[at].kind != "word" or told[at].text.upper() != "SERVICE":
                parts.append(told[at].text)
                at += 1
                continue
            asked += 1
            if asked > _MOST:
                raise BadQuery(f"more than {_MOST} SERVICE patterns in one query")
            clause = _clause(told, at, names)
            parts.append(self._values(clause, f"{names.text} SELECT * WHERE {clause.pattern}"))
            at = clause.end
        return "".join(parts)

    def _values(self, clause: _Clause, query: str) -> str:
        try:
            return self._rows(self._answer(clause.url, query), clause.url)
        except StoreError:
            if clause.silent:
                return " {} "
            raise

    def _answer(self, url: str, query: str) -> bytes:
        parts = self._allowed_parts(url)
        try:
            # A private address is asked only where the operator has listed that very address.
            address = parts.host if internet.literal(parts.host) else internet.looked_up(parts.host)
            deadline = time.monotonic() + self._timeout_s
            with internet.answer(
                parts, address, accept=_JSON, timeout_s=self._timeout_s, form={"query": query}
            ) as answer:
                return internet.body(answer, LARGEST, deadline)
        except internet.Private as error:
            raise BadQuery(f"SERVICE <{url}> is refused: it {error}") from error
        except internet.Unreachable as error:
            raise StoreError(f"SERVICE <{url}> {error}") from error

    def _allowed_parts(self, url: str) -> httpx.URL:
        try:
            parts = internet.parts(url)
        except internet.Unreachable:
            parts = None
        if parts is None or origin(url) not in self._allowed:
            raise BadQuery(f"SERVICE <{url}> is refused: its origin is not among AIKG_ALLOWED_SERVICES")
        return parts

    def _rows(self, body: bytes, url: str) -> str:
        try:
            answer = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
            if not isinstance(answer, ox.QuerySolutions):
                raise StoreError(f"SERVICE <{url}> answers yes or no, not rows")
            names = [variable.value for variable in answer.variables]
            lines = []
            for solution in answer:
                lines.append("(" + " ".join(_written(solution[name], url) for name in names) + ")")
                if len(lines) > self._most:
                    raise StoreError(f"SERVICE <{url}> answers more than {self._most:,} rows; narrow its pattern")
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"SERVICE <{url}> answers no SPARQL results: {error}"[:300]) from error
        return f" VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(lines)} }} "


class _Prologue:
    """PREFIX and BASE of a query, as text and as what names mean."""

    def __init__(self, told: Sequence[Token]) -> None:
        self._prefixes: dict[str, str] = {}
        self.text = ""
        said = [token for token in told if token.kind not in ("space", "comment")]
        at = 0
        while at < len(said) and said[at].kind == "word" and said[at].text.upper() in ("PREFIX", "BASE"):
            size = 3 if said[at].text.upper() == "PREFIX" else 2
            words = [token.text for token in said[at : at + size]]
            if size == 3 and len(words) == 3:
                self._prefixes[words[1].removesuffix(":")] = words[2][1:-1]
            self.text += " ".join(words) + "\n"
            at += size

    def iri(self, token: Token) -> str | None:
        """What a token names, None where it names nothing absolute."""
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        return self._prefixes[prefix] + local if token.kind == "prefixed" and prefix in self._prefixes else None


def _clause(told: Sequence[Token], at: int, names: _Prologue) -> _Clause:
    places = (n for n in range(at + 1, len(told)) if told[n].kind not in ("space", "comment"))
    place = next(places, at)
    silent = told[place].text.upper() == "SILENT"
    if silent:
        place = next(places, at)
    url = names.iri(told[place])
    if url is None:
        raise BadQuery("SERVICE is refused with anything but a constant address: write SERVICE <https://…> { … }")
    begin = next(places, len(told))
    depth, pattern = 0, ""
    for end in range(begin, len(told)):
        kind, text = told[end]
        if kind == "word" and "SERVICE" in text.upper():
            raise BadQuery("a SERVICE within a SERVICE is refused")
        pattern += " " if kind == "comment" else text
        depth += {"{": 1, "}": -1}.get(text, 0) if kind == "other" else 0
        if depth == 0:
            if pattern.startswith("{"):
                return _Clause(url, silent, pattern, end + 1)
            break
    raise BadQuery("SERVICE needs a pattern in braces that close: SERVICE <https://…> { … }")


def _written(term: object, url: str) -> str:
    """A term as VALUES holds it; a blank node, which it cannot hold, under a name of its server's (RDF 1.1, 3.5)."""
    if term is None:
        return "UNDEF"
    if isinstance(term, ox.BlankNode):
        return f"<urn:aikg:node:{hashlib.sha256(f'{url} {term.value}'.encode()).hexdigest()[:24]}>"
    if isinstance(term, ox.Triple):
        raise ValueError("triple terms are not used here")  # noqa: TRY004 - told as an answer that cannot be read
    return str(term)
