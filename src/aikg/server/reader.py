"""The reader process: answers strangers' queries on a store that it opens for reading only. It may die at any time.

Run by the server as `python -m aikg.server.reader ORIGIN BYTES NICENESS SERVICES`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from rdflib import URIRef

from aikg import sparql
from aikg.errors import StoreError
from aikg.graph import KnowledgeGraph
from aikg.names import Names
from aikg.server import answering, children, frames, sources
from aikg.server.frames import Outlet
from aikg.server.sources import Source
from aikg.stores import Scope, Store

if TYPE_CHECKING:
    from aikg.stores.remote.services import Services

_VOLATILE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
"""Functions that answer anew each time: what they are in is not kept."""

_GRAPH: Final = "CONSTRUCT WHERE { ?s ?p ?o }"


class Reader:
    """Answers requests from one source."""

    def __init__(self, source: Source, services: Services | None = None) -> None:
        self._source, self._services = source, services
        self._names = Names()

    def handle(self, fields: dict[str, Any], _body: bytes, out: Outlet) -> dict[str, Any]:
        """Answer one request: `facts`, `query`, `graph`, or one of `aikg.server.answering`."""
        if fields["op"] == "facts":
            store = self._source.store()
            return {"version": self._source.version} | ({"quads": len(store)} if fields["count"] else {})
        try:
            return self._document(self._source.store(), fields, out)
        except StoreError as error:
            # The writer's compaction may take away a file that this process had not opened yet.
            if "No such file" not in str(error):
                raise
            out.drop()
            return self._document(self._source.reopen(), fields, out)

    def _document(self, store: Store, fields: dict[str, Any], out: Outlet) -> dict[str, Any]:
        if fields["op"] in answering.OPERATIONS:

            def begin(media: str, *, more: bool = False, status: int = 200) -> None:
                facts = {"more": more, "status": status, "volatile": status != 200}
                out.say(frames.HEAD, version=self._source.version, media=media, **facts)

            return answering.answer(KnowledgeGraph(store, names=self._names), fields, begin, out)
        scope = frames.scope_of(fields.get("scope"))
        text, kind, volatile = _GRAPH, "triples", False
        if fields["op"] == "query":
            text = fields["text"]
            if self._services is not None and "SERVICE" in text.upper():
                text, volatile = self._services.resolved(text), True  # others' data changes unseen
            kind = "rows" if sparql.form(text) in ("SELECT", "ASK") else "triples"
            volatile = volatile or any(
                token.kind == "word" and token.text.upper() in _VOLATILE for token in sparql.tokens(text)
            )
        media = fields["media"].get(kind)
        if media is None:
            return {"unacceptable": kind}
        if fields["op"] == "graph" and not _any_triple(store, scope):
            return {"missing": True}
        out.say(frames.HEAD, version=self._source.version, media=media, volatile=volatile)
        return {"cut": store.write_answer(text, cast("BinaryIO", out), media, scope=scope, most=fields["most"])}


def _any_triple(store: Store, scope: Scope | None) -> bool:
    if scope is None or scope.default == (None,):  # the unnamed graph is always there
        return True
    return store.holds(cast("URIRef", scope.default[0]))


def main() -> None:
    """Run until the server is gone."""
    origin, memory, niceness, services = sys.argv[1:]
    children.confine(int(niceness))
    reader = Reader(sources.source(sources.read(origin)), sources.services(services))
    children.run(reader.handle, int(memory))


if __name__ == "__main__":
    main()
