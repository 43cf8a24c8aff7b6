"""The writer process: the one place of a server where anything is written, and where strangers' documents are parsed.

Each request is one transaction, so a writer that is killed or dies has written all of it or nothing. It holds the
location's lock only while it has work, so several servers and the command line can write by turns.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from rdflib import BNode, URIRef

from aikg import formats
from aikg.errors import BadRequest, StoreError, UnreadableInput
from aikg.server import children, frames
from aikg.server.documents import refuse_hostile
from aikg.server.frames import Outlet
from aikg.server.nesting import refuse_deep
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from aikg.terms import Term, Triple
from aikg.vocabulary import BASE

_WAIT_S: Final = 10.0


class Writer:
    """Writes to one location, which it opens when there is work."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._open = ExitStack()
        self._store: EmbeddedStore | None = None

    def handle(self, fields: dict[str, Any], body: bytes, _out: Outlet) -> dict[str, Any]:
        """Do one request: `update`, `put`, `post` or `delete`."""
        graph = None if fields.get("graph") is None else URIRef(fields["graph"])
        if fields["op"] == "update":
            refuse_deep(fields["text"])
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

    def _writable(self) -> EmbeddedStore:
        if self._store is None:
            current = self._location.needed()
            self._open.enter_context(self._location.writing(_WAIT_S))
            try:
                current = self._location.needed()
                self._store = EmbeddedStore(current)
            except StoreError:
                self._open.close()
                raise
            self._open.callback(self._store.close)
        return self._store


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
    folder, memory = sys.argv[1:]
    children.confine(0)
    writer = Writer(Location(Path(folder)))
    children.run(writer.handle, writer.rest, int(memory))


if __name__ == "__main__":
    main()
