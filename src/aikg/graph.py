"""The one object that a notebook needs: `aikg.open()`.

The command line and the server call the same methods, so the same question has the same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rdflib import Dataset, Graph, URIRef

from aikg import catalogue, entities, matching, network, paths, search
from aikg.catalogue import Query
from aikg.entities import Card, Neighbour, Section, Statement
from aikg.errors import BadRequest
from aikg.identity import class_name
from aikg.names import Names
from aikg.network import Edge
from aikg.paths import Step
from aikg.rows import Rows, graph_of
from aikg.search import Hit
from aikg.shipping import shipped
from aikg.stores import Solutions, Store, Triples
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from aikg.stores.opening import opened

if TYPE_CHECKING:  # what only some answers need is imported by them: a question is answered sooner
    import networkx

    from aikg.evidence import Coverage, Texts
    from aikg.gephi import Counts
    from aikg.gephi.dialect import Dialect
    from aikg.validation import Report


class KnowledgeGraph:
    """Everything that can be asked of one store. Use it as a context manager, or `close()` it.

    `articles` is a folder of article texts, or one text; with it, claims come with their sentences.
    `names` is the index of an earlier graph of the same location, which it costs less to bring up to date.
    """

    def __init__(self, store: Store, *, articles: Path | str | None = None, names: Names | None = None) -> None:
        self.store = store
        self.names = Names() if names is None else names
        self.articles = None if articles is None else Path(articles)

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    @cached_property
    def texts(self) -> Texts:
        """The article texts at hand."""
        from aikg.evidence import Texts

        return Texts(self.articles)

    def resolve(self, name: str, classes: tuple[str, ...] = ()) -> URIRef:
        """The one entity that an IRI, a CURIE, a label or an alias stands for.

        Raises:
            NotFound, Ambiguous: with candidates.
        """
        return search.resolve(self.store, name, classes, self.names)

    def matches(self, names: Iterable[str], kind: str = "", limit: int = 5) -> list[matching.Match]:
        """Who is meant by each name: one entity, candidates, or nobody. `kind` is one of `kinds.KINDS`."""
        return matching.matches(self.store, names, kind, limit=limit, names=self.names)

    def query(self, query: str | Path, **params: object) -> Rows | Graph | bool:
        """Answer a catalogue question by its name, a query file by its Path, or SPARQL by its text.

        Returns Rows for SELECT, an rdflib Graph for CONSTRUCT and DESCRIBE, a bool for ASK.
        """
        answer = self.store.query(self.text_of(query, params))
        if isinstance(answer, Solutions):
            return Rows(answer.variables, answer.rows)
        return graph_of(answer.triples) if isinstance(answer, Triples) else answer

    def text_of(self, query: str | Path, params: Mapping[str, object]) -> str:
        """The SPARQL of a catalogue question, file or text, with its parameters bound."""
        if isinstance(query, Path):
            found = catalogue.read(query)
        elif any(character.isspace() for character in query) or "{" in query:
            found = catalogue.from_text(query, name="the query")
        else:
            found = catalogue.named(query)
        return self.bound(found, params)

    def bound(self, query: Query, params: Mapping[str, object]) -> str:
        """The SPARQL of a query with its parameters bound."""
        return query.bind(params, self.resolve)

    def view(self, name: str, measures: Iterable[str] = (), **params: object) -> networkx.MultiDiGraph[str]:
        """A relationship view as a NetworkX graph, one edge a claim; see `aikg.network.build` for its attributes."""
        graph = network.build(self.edges(name, params), lambda names: search.describe(self.store, names))
        graph.graph["name"] = " ".join([name, *(f"{key}={value}" for key, value in params.items())])
        network.measure(graph, measures)
        return graph

    def edges(self, view: str, params: Mapping[str, object]) -> Iterator[Edge]:
        """The rows of a view, as a stream."""
        table = self.store.table(self.bound(catalogue.find("views", view), params))
        return network.edges(table.variables, table.rows)

    @staticmethod
    def views() -> list[Query]:
        """The relationship views that there are."""
        return list(catalogue.folder("views").values())

    @staticmethod
    def queries() -> list[Query]:
        """The catalogue's questions."""
        return list(catalogue.folder("questions").values())

    def show(self, name: str) -> Card:
        """The card of an entity: names, edges, claims, each with its place in a text."""
        return entities.card(self.store, self.resolve(name))

    def claims(self, item: str) -> list[Statement]:
        """The claims of a news item, in the order of the text; or the one claim that is named (`<item>#<name>`)."""
        return entities.item_statements(self.store, self.resolve(item))

    def neighbors(self, name: str) -> list[Neighbour]:
        """The edges of an entity, out and in."""
        return entities.neighbours(self.store, self.resolve(name))

    def path(self, source: str, target: str) -> list[Step]:
        """A shortest path between two entities, each step with the claim behind it.

        Raises:
            NotFound: there is none, or a name is unknown.
        """
        return paths.path(self.store, self.resolve(source), self.resolve(target))

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Entities whose names fit a text, best first; misspellings are forgiven."""
        return search.search(self.store, text, limit, names=self.names)

    def sentences(self, statement: Statement) -> list[str]:
        """The sentences that say a claim, where their text is at hand."""
        if self.articles is None:
            return []
        from aikg import articles

        found = (articles.sentence(self.texts, p.sha256, p.start, p.end) for p in statement.places)
        return [text for text in found if text is not None]

    def labels(self, names: Sequence[str]) -> list[network.Node]:
        """Name and class of entities, given as CURIEs or IRIs."""
        return list(search.describe(self.store, names))

    def sections(self, items: Iterable[str]) -> dict[str, Section]:
        """Headline and place of news items, given as CURIEs."""
        return entities.sections(self.store, items)

    def dataset(self) -> Dataset:
        """An rdflib Dataset over the same store, for code that speaks rdflib."""
        return self.store.dataset()

    def export(
        self,
        path: Path | str,
        view: str = "everything",
        *,
        around: str | None = None,
        hops: int = 1,
        since: date | None = None,
        until: date | None = None,
        dated_only: bool = False,
        measures: Iterable[str] = (),
        format: str | None = None,
        **params: object,
    ) -> Counts:
        """Write a view, or the surroundings of one entity, into a file for Gephi and others.

        The format is that of the file's name (.gexf .graphml .csv .cyjs .json) unless it is given. `since` and `until`
        keep what overlaps that time; what has no date stays, unless `dated_only`.
        """
        from aikg import gephi

        chosen = format or gephi.format_of(Path(path))
        with gephi.whole_file(Path(path)) as out:
            edges = self.selection(
                view, params, around=around, hops=hops, since=since, until=until, dated_only=dated_only
            )
            return self.write_network(
                edges, out, chosen, measures=list(measures), title=view if around is None else f"around {around}"
            )

    def write_network(
        self,
        edges: Iterable[Edge],
        out: BinaryIO,
        format: str | Dialect,
        *,
        measures: Sequence[str] = (),
        title: str = "",
        nodes: Iterable[str] = (),
    ) -> Counts:
        """Write edges as a network file; without measures they are streamed and may be millions.

        `nodes` are there even without an edge.
        """
        from aikg import gephi

        describe = partial(search.describe, self.store)
        edges = list(edges) if measures else edges
        measured = network.measure(network.build(edges, describe), measures) if measures else None
        return gephi.export(edges, describe, out, format, title=title, measures=measured, nodes=nodes)

    def selection(
        self,
        view: str,
        params: Mapping[str, object],
        *,
        around: str | None = None,
        hops: int = 1,
        since: date | None = None,
        until: date | None = None,
        dated_only: bool = False,
    ) -> Iterator[Edge]:
        """The edges of a view, or those within some hops of an entity, of a time."""
        if around is not None and view in ("", "everything") and not params:  # need not be read as a whole
            edges = paths.around(self.store, self.resolve(around), hops)
        else:
            edges = self.edges(view, params)
            edges = edges if around is None else paths.within(edges, self.resolve(around), hops)
        return network.during(edges, since, until, dated_only=dated_only)

    def coverage(self, article: Path | str) -> Coverage:
        """What the claims cover of an article text, sentence by sentence and numeral by numeral."""
        from aikg import articles

        return articles.covered(self.store, Path(article))

    def validate(self) -> Report:
        """Everything in the store held against shapes, terms and checks, and against the texts where they are given."""
        from aikg import articles

        return articles.held(self.store, self.texts)

    def stats(self) -> dict[str, int]:
        """How many quads, and how many of each class."""
        rows = self.store.lexical(catalogue.find("entities", "stats").text)
        return {"quads": len(self.store), **{class_name(name): int(count) for name, count in rows}}


def open(
    location: Path | str | None = None, *, store: str | Store | None = None, articles: Path | str | None = None
) -> KnowledgeGraph:
    """Open the graph of a location, for reading; without one, the graph that ships, built once into the user's cache.

    `store` is a graph elsewhere: the URL of a SPARQL server, or any `Store`, such as a `RemoteStore` with a token.

    >>> kg = aikg.open()            # doctest: +SKIP

    Raises:
        BadRequest: both are given, or the URL is none.
        NotFound, StoreError: nothing has been built there, or it cannot be read.
    """
    if store is None:
        store = opened(shipped() if location is None else Location(Path(location)))
    elif location is not None:
        raise BadRequest("a location and a store are two graphs; give one of them")
    elif isinstance(store, str):
        from aikg.stores.remote import RemoteStore

        store = RemoteStore(store)
    return KnowledgeGraph(store, articles=articles)


def build(*paths: Path | str, articles: Path | str | None = None, shipped: bool = True) -> KnowledgeGraph:
    """A graph in memory from ontology, the data that ships (unless `shipped=False`) and files or folders of one's own.

    Raises:
        DoesNotConform: the data has violations; `report` lists them.
        UnreadableInput: with file, line and column.
    """
    from aikg import ingest
    from aikg.articles import evidence_of

    graph = KnowledgeGraph(EmbeddedStore(), articles=articles)
    ingest.compile_into(
        graph.store, [Path(path) for path in paths], shipped=shipped, evidence=evidence_of(graph.articles)
    )
    return graph
