"""What is submitted: graphs of news items and of their articles, and what is to be added to registry and links.

A graph says only what is its own: a news item itself and its claims, an article itself, the registry entities.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, Literal

from rdflib import BNode, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS

from aikg.identity import curie
from aikg.kinds import LINK_KINDS
from aikg.terms import Quad, Term, Triple
from aikg.validation import Finding
from aikg.vocabulary import AIKG, ARTICLE, ID, ITEM, LINKS_GRAPH, REGISTRY_GRAPH, RUN, SCHEMA

Kind = Literal["item", "article", "registry", "links"]
Submitted = Mapping[URIRef, Collection[Triple]] | Mapping[URIRef | None, Collection[Triple]]
"""Triples by graph; None for those that belong to none, which are refused."""

ADDED_TO: Final = frozenset({REGISTRY_GRAPH, LINKS_GRAPH})
"""Graphs that are never replaced."""
NOWHERE: Final = (
    "Triples stand in no graph, and their subject does not say where they belong: name it after its news item "
    "(<https://w3id.org/aikg/item/{article}/{n}#name>), its article or its entity, or put it into their graph."
)
MOST_TRIPLES: Final = 20_000
"""Triples that an item or an article may have: a hundred times what long ones have, and still held in seconds."""
MOST_OF_ONE: Final = 1_000
"""Triples that may be added to registry or links about one entity or claim."""
_CLASSES: Final = {"item": AIKG.NewsItem, "article": SCHEMA.NewsArticle}
_JOINS: Final = frozenset(AIKG[name] for name in LINK_KINDS)
_KEPT: Final = _JOINS | {AIKG.nameKey, DCTERMS.isReplacedBy}
"""What aikg itself says of entities, or of claims elsewhere."""
_LONGEST: Final = 500
# A segment of a path: no control, space or IRI syntax, and no escape that stands for ASCII.
_SEGMENT: Final = re.compile(r"(?:[^\x00-\x20/?#%<>\"{}|^`\\\x7f]|%[89A-Fa-f][0-9A-Fa-f])+")


def kind_of(graph: URIRef) -> Kind | None:
    """What a graph holds, by its name; None for one that nobody may submit.

    >>> kind_of(URIRef("https://w3id.org/aikg/item/lantern/1"))
    'item'
    """
    if graph in ADDED_TO:
        return "registry" if graph == REGISTRY_GRAPH else "links"
    for kind, base in (("item", str(ITEM)), ("article", str(ARTICLE))):
        if graph.startswith(base):
            path = graph.removeprefix(base).split("/")
            plain = len(graph) <= _LONGEST and all(p not in (".", "..") and _SEGMENT.fullmatch(p) for p in path)
            return kind if plain else None  # type: ignore[return-value]
    return None


def placed(quads: Iterable[Quad]) -> dict[URIRef | None, list[Triple]]:
    """Triples by their graph. Those outside graphs, as in Turtle, go to the graph that their subject belongs to.

    What belongs nowhere stays under None; `objections` tells it.
    """
    graphs: dict[URIRef | None, dict[Triple, None]] = defaultdict(dict)
    for graph, triple in homes(quads):
        graphs[graph][triple] = None
    return {graph: list(triples) for graph, triples in graphs.items()}


def homes(quads: Iterable[Quad]) -> Iterator[tuple[URIRef | None, Triple]]:
    """Triples with the graph that each belongs to, as a stream; what is said of a run goes to the article it used."""
    nowhere: list[Triple] = []
    for subject, predicate, value, graph in quads:
        home = home_of(subject) if graph is None else None if isinstance(graph, BNode) else graph
        if home is None:
            nowhere.append((subject, predicate, value))
        else:
            yield home, (subject, predicate, value)
    used = {s: URIRef(o) for s, p, o in nowhere if p == PROV.used and s.startswith(str(RUN))}
    for triple in nowhere:
        article = used.get(triple[0])
        yield article if article is not None and kind_of(article) == "article" else None, triple


def home_of(subject: Term) -> URIRef | None:
    """The graph that the triples of a subject belong to."""
    if isinstance(subject, URIRef):
        if subject.startswith(str(ID)):
            return REGISTRY_GRAPH
        document = URIRef(subject.partition("#")[0])
        if kind_of(document) in ("item", "article"):
            return document
    return None


def objections(graphs: Submitted) -> Iterator[Finding]:
    """What is wrong with graphs as such: their names, and whose things they are about."""
    for graph, triples in graphs.items():
        kind = None if graph is None else kind_of(graph)
        if graph is None or kind is None:
            yield _misnamed(graph, triples)
            continue
        if kind in _CLASSES and (graph, RDF.type, _CLASSES[kind]) not in set(triples):
            yield _finding(
                graph,
                graph,
                "not-itself",
                f"The graph does not describe <{graph}> as a {curie(_CLASSES[kind])}: it is the graph of that {kind}, "
                "so say so in it, or name the graph after what it describes.",
            )
        if large := list(_large(graph, triples)):
            yield from large
        else:
            yield from _strangers(graph, kind, triples)


def too_large(number: int, most: int) -> str:
    """What is said of a graph, or of what is said of one thing, that has too many triples."""
    return f"It has {number:,} triples, and may have {most:,}: divide it among more items, or say less of one thing."


def _large(graph: URIRef, triples: Collection[Triple]) -> Iterator[Finding]:
    if graph not in ADDED_TO:
        if len(triples) > MOST_TRIPLES:
            yield _finding(graph, graph, "too-large", too_large(len(triples), MOST_TRIPLES))
        return
    for subject, number in Counter(subject for subject, _, _ in triples).items():
        if number > MOST_OF_ONE:
            yield _finding(graph, subject, "too-large", too_large(number, MOST_OF_ONE))


def _misnamed(graph: URIRef | None, triples: Collection[Triple]) -> Finding:
    if graph is None:
        subject = next(iter(triples))[0]
        return _finding(subject, subject, "unnamed-graph", NOWHERE)._replace(item="")
    message = (
        "Nobody can submit a graph of this name: a news item is <https://w3id.org/aikg/item/{article}/{n}>, an "
        "article <https://w3id.org/aikg/article/{name}>; the graphs registry and links are added to."
    )
    return _finding(graph, graph, "graph-name", message)


def _strangers(graph: URIRef, kind: Kind, triples: Collection[Triple]) -> Iterator[Finding]:
    seen: set[Term] = set()
    for subject, predicate, value in triples:
        for term in (subject, value):
            if isinstance(term, BNode) and term not in seen:
                seen.add(term)
                message = "A blank node can neither be cited nor replaced: give it an IRI, such as {item}#{name}."
                yield _finding(
                    graph, graph if isinstance(subject, BNode) else subject, "blank-node", message, predicate
                )
        if isinstance(subject, BNode) or subject in seen or _owns(graph, kind, subject, predicate):
            continue
        seen.add(subject)
        yield _finding(graph, subject, "foreign-subject", _FOREIGN[kind], predicate)


_FOREIGN: Final[dict[Kind, str]] = {
    "item": "A news item says things of itself and of its claims (<item>, <item>#name) only: what an entity is called "
    "goes into the graph of the registry, what an article is into that of the article.",
    "article": "An article's graph says things of the article (<article>, <article>#name) and of the run that made "
    "its items only: put this into the graph where it belongs.",
    "registry": "The registry says who and what the news is about, so its subjects are <https://w3id.org/aikg/id/…>.",
    "links": "The graph of links joins two claims by aikg:sameEventAs, aikg:contradicts or aikg:supersedes, and may "
    "have an rdfs:comment on it; put anything else where it belongs.",
}


def _owns(graph: URIRef, kind: Kind, subject: Term, predicate: Term) -> bool:
    if kind == "registry":
        return subject.startswith(str(ID)) and predicate not in _KEPT
    if kind == "links":
        return subject.startswith(str(ITEM)) and "#" in subject and predicate in {*_JOINS, RDFS.comment}
    return subject == graph or subject.startswith(f"{graph}#") or (kind == "article" and subject.startswith(str(RUN)))


def _finding(graph: Term, focus: Term, rule: str, message: str, path: Term | None = None) -> Finding:
    return Finding(
        "violation",
        message,
        curie(str(focus)),
        "" if path is None else curie(str(path)),
        rule=rule,
        item=curie(str(graph)),
    )
