"""The reading side of a server: its query endpoint, found by asking, and every question to it."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox
from rdflib import URIRef

from aikg import sparql
from aikg.errors import BadQuery, StoreError
from aikg.stores.base import Scope
from aikg.stores.remote import answers, virtuoso
from aikg.stores.remote.address import Address, shown
from aikg.stores.remote.client import Body, Client, Fields
from aikg.stores.remote.datasets import Datasets
from aikg.stores.requests import VERSION, query_form
from aikg.terms import to_engine
from aikg.vocabulary import BASE

_RELATIVE: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*:)")
_VERSION: Final = f"SELECT ?v WHERE {{ GRAPH {VERSION[0]} {{ {VERSION[0]} {VERSION[1]} ?v }} }}"
_COUNT: Final = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
_NAMED: Final = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"


class Reader:
    """Asks one server."""

    def __init__(self, client: Client, address: Address) -> None:
        self._client, self._address = client, address
        self._endpoint: str | None = None
        self.datasets = Datasets(self.ask)

    def body(self, text: str, accept: str, scope: Scope | None = None) -> Body:
        """The answer to a query over the union or a scope, as it arrives.

        Raises:
            BadQuery: it is no query, asks for SERVICE, or the server cannot read it.
            StoreError: no answer.
        """
        query_form(text)
        if any(token.kind == "iri" and _RELATIVE.match(token.text) for token in sparql.tokens(text)):
            text = f"BASE <{BASE}> {text}"
        text, fields = self.datasets.of_query(text, scope)
        return self._client.read(self.endpoint(), (("query", text), *fields), accept)

    def ask(self, text: str, fields: Fields = ()) -> ox.QuerySolutions | ox.QueryBoolean:
        """The answer to a query of our own, sent just as it is."""
        return answers.solutions(self._client.read(self.endpoint(), (("query", text), *fields), answers.ROWS))

    def version(self) -> str:
        """The data version; "0" where nothing has been written."""
        found = self.ask(_VERSION)
        if isinstance(found, ox.QuerySolutions):
            for solution in found:
                return str(solution[0].value)
        return "0"

    def holds(self, graph: URIRef) -> bool:
        """Whether there is a triple in a graph."""
        return bool(self.ask(f"ASK {{ GRAPH {to_engine(graph)} {{ ?s ?p ?o }} }}"))

    def count(self) -> int:
        """How many quads there are."""
        ways = self.datasets.ways()
        named = _number(self.ask(ways.preamble + _COUNT))
        return named if ways.virtuoso else named + _number(self.ask(self._unnamed("(COUNT(*) AS ?n)")))

    def unnamed(self, limit: str = "") -> Body:
        """The triples of the unnamed graph, as rows."""
        return self._rows(self._unnamed("?s ?p ?o", limit))

    def named(self) -> Body:
        """The quads of all named graphs but the engine's own, as rows."""
        return self._rows(self.datasets.ways().preamble + _NAMED)

    def endpoint(self) -> str:
        """Where queries go: the first candidate that answers one.

        Raises:
            StoreError: none does, nobody is there, or it refuses.
        """
        if self._endpoint is None:
            self._endpoint = self._find()
        return self._endpoint

    def _find(self) -> str:
        for url in self._address.query:
            try:
                body = self._client.read(url, (("query", "ASK {}"),), answers.ROWS)
            except BadQuery:
                continue
            except StoreError as error:
                if "no such endpoint" in str(error):
                    continue
                raise
            with body:
                if body.media_type in (answers.ROWS, "application/json"):
                    return url
        tried = ", ".join(shown(url) for url in self._address.query)
        raise StoreError(
            f"no SPARQL endpoint at {self._address.shown} (asked {tried}): give the URL that answers queries; "
            "of Fuseki that of a dataset, as in http://localhost:3030/ds"
        )

    def _unnamed(self, what: str, limit: str = "") -> str:
        ways = self.datasets.ways()
        if ways.virtuoso:
            return f"SELECT {what} WHERE {{ GRAPH <{virtuoso.UNNAMED}> {{ ?s ?p ?o }} }} {limit}"
        if ways.union != "nature":
            return f"SELECT {what} WHERE {{ ?s ?p ?o }} {limit}"
        # Where the default graph is the union, what is in no named graph is the unnamed.
        return f"SELECT {what} WHERE {{ ?s ?p ?o FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }} {limit}"

    def _rows(self, text: str) -> Body:
        return self._client.read(self.endpoint(), (("query", text),), answers.ROWS)


def _number(found: ox.QuerySolutions | ox.QueryBoolean) -> int:
    return 0 if isinstance(found, ox.QueryBoolean) else int(next(iter(found))[0].value)
