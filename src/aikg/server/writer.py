"""The writer process: the one place of a server where anything is written, and where strangers' documents are parsed.

Each request is one transaction, so a writer that is killed or dies has written all of it or nothing (of another server
only the engine knows). It holds a folder's lock only while it has work, so several servers and the command line can
write by turns.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any, Final

from rdflib import BNode, URIRef

from aikg import formats
from aikg.errors import BadRequest, StoreError, UnreadableInput
from aikg.screening import refuse_hostile
from aikg.server import admitting, children, frames, sources
from aikg.server.frames import Outlet
from aikg.server.sources import Origin
from aikg.settings import Remote
from aikg.stores import Store
from aikg.stores.embedded import EmbeddedStore
from aikg.terms import Term, Triple
from aikg.vocabulary import BASE

_WAIT_S: Final = 10.0


class Writer:
    """Writes to one origin, which it opens when there is work."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._open = ExitStack()
        self._store: Store | None = None

    def handle(self, fields: dict[str, Any], body: bytes, _out: Outlet) -> dict[str, Any]:
        """Do one request: `update`, `put`, `post` or `delete` a graph, or what `admitting` does with news."""
        if fields["op"] in admitting.OPERATIONS:
            return admitting.handle(self._writable(), fields, body)
        graph = None if fields.get("graph") is None else URIRef(fields["graph"])
        if fields["op"] == "update":
            self._writable().update(fields["text"], scope=frames.scope_of(fields.get("scope")))
            return {"version": self._writable().version()}
        triples = _documents(fields["parts"], body, str(graph or BASE)) if fields["op"] != "delete" else []
        store = self._writable()
        existed = store.holds(graph)
        if fields["op"] == "post":
            if triples:
                store.add({graph: triples})
        elif existed or triples:
            store.replace({graph: triples})
        return {"existed": existed, "triples": len(triples), "version": store.version()}

    def rest(self) -> None:
        """Let go of the store and of its lock."""
        self._store = None
        self._open.close()

    def _writable(self) -> Store:
        if self._store is None:
            self._store = self._opened()
            self._open.callback(self._store.close)
        return self._store

    def _opened(self) -> Store:
        if isinstance(self._origin, Remote):
            from aikg.stores.remote import RemoteStore

            return RemoteStore(**asdict(self._origin))
        self._origin.needed()
        self._open.enter_context(self._origin.writing(_WAIT_S))
        try:
            return EmbeddedStore(self._origin.needed())
        except StoreError:
            self._open.close()
            raise


def _documents(parts: list[dict[str, Any]], body: bytes, base: str) -> list[Triple]:
    """The triples of documents that stand one after another; the same blank node label in two is two blank nodes.

    Raises:
        UnreadableInput: with line and column.
        BadRequest: a document has named graphs, a DOCTYPE, or a context elsewhere.
    """
    triples: list[Triple] = []
    start = 0
    for number, part in enumerate(parts):
        document = body[start : start + part["length"]]
        start += part["length"]
        rdf_format = formats.named(part["format"])
        refuse_hostile(document, rdf_format)
        try:
            for *triple, graph in formats.parse(document, rdf_format, name=part["name"], base=base):
                if graph is not None:
                    raise BadRequest("the document names graphs; here it is about one graph, so leave the names out")
                subject, predicate, value = (_apart(term, number) for term in triple)
                triples.append((subject, predicate, value))
        except (UnicodeDecodeError, ValueError) as error:
            raise UnreadableInput(str(error), file=part["name"]) from error
    return triples


def _apart(term: Any, number: int) -> Term:
    return BNode(f"d{number}x{term}") if isinstance(term, BNode) else term


def main() -> None:
    """Run until the server is gone."""
    origin, memory = sys.argv[1:]
    children.confine(0)
    writer = Writer(sources.read(origin))
    children.run(writer.handle, int(memory), writer.rest)


if __name__ == "__main__":
    main()
