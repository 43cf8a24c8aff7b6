"""Many items at once: files in, a report out. What is bad is refused with its reasons, and the rest goes on.

Items are held and stored some dozens at a time, since that costs far less for each; an item is reported when it is
stored, and then survives the death of this process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Final

from rdflib import URIRef

from aikg import formats
from aikg.admission import Admission, Held
from aikg.batch import Batch, Refusal
from aikg.blame import blamed, mentioned, stripped
from aikg.errors import AikgError, StoreError
from aikg.identity import curie, expand
from aikg.inbox import Inbox, order
from aikg.ingest import Evidence, Progress, silent
from aikg.stores import Store
from aikg.submissions import kind_of
from aikg.terms import Quad, Term, Triple
from aikg.trials import Graphs, rows_of, unchanged
from aikg.validation import Finding
from aikg.vocabulary import LINKS_GRAPH, REGISTRY_GRAPH, SCHEMA

_LATER: Final = frozenset({"dangling-reference", "still-referred-to"})
"""Rules that an item may break because another of the batch is not there yet."""


Told = Callable[[str, str, str], None]
"""Is told of each thing once it is stored or refused: the word, the CURIE, the file."""


def unheard(_word: str, _thing: str, _file: str) -> None:
    """Nothing is told."""


def add(
    store: Store,
    paths: Sequence[Path],
    *,
    agent: str,
    strict: bool = False,
    rehearsal: bool = False,
    names: dict[Path, str] | None = None,
    evidence: Evidence | None = None,
    progress: Progress = silent,
    told: Told = unheard,
) -> Batch:
    """Let the news of files and folders into a store: items, their articles, what they add to registry and links.

    What does not conform is refused and the rest goes on; `strict` stops at the first refusal. `names` are what files
    are called in the report, where that is not their path; `evidence` holds claims against article texts. A rehearsal
    writes nothing.

    Raises:
        UnreadableInput: a path that is not there, or of another kind; nothing was stored.
        StoreError: what was told is stored, and nothing else.
    """
    files = formats.rdf_files(paths)
    with Inbox(sum(path.stat().st_size for path in files)) as inbox:
        admission = Admission(store, agent=agent, rehearsal=rehearsal, evidence=evidence)
        adding = Adding(admission, store, inbox, strict=strict, told=told)
        try:
            for number, path in enumerate(files):
                progress("reading", number, len(files))
                adding.read(path, (names or {}).get(path, str(path)))
            adding.run(progress)
        except _Stopped:
            pass
        return adding.batch()


class _Stopped(Exception):
    """The first refusal of a strict batch."""


class Adding:
    """One batch on its way, from an inbox into a store."""

    def __init__(
        self, admission: Admission, store: Store, inbox: Inbox, *, strict: bool = False, told: Told = unheard
    ) -> None:
        self._admission, self._store, self._inbox, self._strict, self._told = admission, store, inbox, strict, told
        self._words: dict[str, str] = {}
        self._refused: list[Refusal] = []
        self._closed: set[str] = set()
        self._wanted: set[URIRef] = set()
        """What refused items mention."""
        self._settled: set[URIRef] = set()
        """Entities that are in the store by now."""
        self._later: list[URIRef] = []
        self._warnings: list[Finding] = []
        self._notes: list[str] = []

    def read(self, path: Path, name: str) -> None:
        """Take a file into the inbox, or refuse it."""
        try:
            self.take(path, name)
        except StoreError:
            raise
        except AikgError as error:
            self._refuse(Refusal("", name, str(error).removeprefix(f"{name}:").strip()))
        if self._strict and self._refused:
            raise _Stopped

    def take(self, path: Path, name: str) -> None:
        """Take a file into the inbox; errors as for `Inbox.take`."""
        self._turn_away(self._inbox.take(path, name), name)

    def put(self, quads: Sequence[Quad], name: str) -> None:
        """Take quads into the inbox, from what is called `name`."""
        self._turn_away(self._inbox.put(lambda: quads, name), name)

    def run(self, progress: Progress = silent) -> None:
        """Let everything in that conforms."""
        for graph in self._inbox.named(None):
            self._sift({graph: self._inbox.graphs([graph]).get(graph, [])})
        items = self._inbox.named("item")
        done = 0
        for group in self._inbox.groups(items):
            progress("adding items", done, len(items))
            self._let_in(group)
            done += len(group)
        later, self._later = self._later, []
        for group in self._inbox.groups(later):
            self._let_in(group, last=True)
        self._rest()

    def batch(self) -> Batch:
        """What became of it."""
        by_word: dict[str, list[str]] = defaultdict(list)
        for thing, word in self._words.items():
            by_word[word].append(thing)
        return Batch(
            tuple(by_word["added"]),
            tuple(by_word["replaced"]),
            tuple(by_word["unchanged"]),
            tuple(self._refused),
            tuple(sorted(set(self._warnings))),
            tuple(self._notes),
        )

    def _let_in(self, items: Graphs, *, last: bool = False) -> None:
        there = unchanged(self._store, items)
        for item in there:
            self._tell(curie(item), "unchanged")
        fresh = {item: triples for item, triples in items.items() if item not in there}
        for item, article in self._left_alone(fresh).items():
            self._refuse(Refusal(curie(item), self._inbox.file(item), f"its article {curie(article)} was refused"))
            del fresh[item]
            if self._strict:
                raise _Stopped
        if fresh:
            self._sift({**fresh, **self._company(fresh)}, last=last)

    def _left_alone(self, items: Graphs) -> dict[URIRef, URIRef]:
        """Items whose article was refused and is not in the store either, and that article."""
        parts = [(item, o) for item, triples in items.items() for _, p, o in triples if p == SCHEMA.isPartOf]
        gone = [(item, URIRef(o)) for item, o in parts if isinstance(o, URIRef) and curie(o) in self._closed]
        return {item: article for item, article in gone if not self._store.holds(article)}

    def _rest(self) -> None:
        """What no item that was let in has brought along."""
        for articles in _some([a for a in self._inbox.named("article") if self._open(a)]):
            self._let_in(self._inbox.graphs(articles), last=True)
        for graph in (REGISTRY_GRAPH, LINKS_GRAPH):
            for subjects in _some(sorted(s for s in self._inbox.subjects(graph) if self._open(s))):
                self._extend(graph, self._inbox.additions(graph, subjects))

    def _extend(self, graph: URIRef, triples: list[Triple]) -> None:
        """Add to registry or links what is not there."""
        query = "of-registry" if graph == REGISTRY_GRAPH else "of-links"
        there = rows_of(self._store, query, {subject for subject, _, _ in triples})
        fresh = {subject for subject, *rest in triples if (subject, *rest) not in there}
        for subject in sorted({subject for subject, _, _ in triples} - fresh):
            self._tell(curie(str(subject)), "unchanged")
        news = {graph: [triple for triple in triples if triple[0] in fresh]}
        if fresh:
            family = self._company(news).get(REGISTRY_GRAPH, []) if graph == REGISTRY_GRAPH else []
            self._sift({graph: sorted({*news[graph], *family})}, last=True)

    def _open(self, thing: URIRef) -> bool:
        """Whether a thing is neither stored nor refused, nor mentioned by refused items only."""
        return curie(thing) not in self._closed and curie(thing) not in self._words and thing not in self._wanted

    def _company(self, graphs: Graphs) -> Graphs:
        """The articles of items, and what is to be added to the registry about what they mention."""
        whole = {o for triples in graphs.values() for _, p, o in triples if p == SCHEMA.isPartOf}
        articles = [a for a in whole if isinstance(a, URIRef) and self._inbox.holds(a) and curie(a) not in self._closed]
        company = self._inbox.graphs(articles)
        found: set[Triple] = set()
        rest: list[Triple] = [t for g in (graphs, company) for triples in g.values() for t in triples]
        asked: set[URIRef] = set()
        while new := mentioned(rest) - asked - self._settled:
            asked |= new
            rest = self._inbox.additions(REGISTRY_GRAPH, {name for name in new if curie(name) not in self._closed})
            found.update(rest)
        return {**company, **({REGISTRY_GRAPH: sorted(found)} if found else {})}

    def _sift(self, news: Graphs, *, last: bool = False) -> None:
        """Let in what conforms: what does not is taken out, and the rest held again."""
        whole = True
        while news:
            held = self._admission.hold(news)
            if held.report.conforms:
                self._enter(held)
                break
            bad = blamed(held.report.findings, news)
            taken = self._taken_back(bad)
            for thing in bad.keys() - taken.keys():
                self._take_out(thing, bad[thing], news, last)
            less = frozenset[Triple]().union(*taken.values())
            rest = {graph: [t for t in triples if t not in less] for graph, triples in news.items()} if less else news
            news, whole = self._without(rest, bad.keys() - taken.keys()), False
        if self._strict and not whole:
            raise _Stopped

    def _taken_back(self, bad: Mapping[URIRef, Sequence[Finding]]) -> dict[URIRef, frozenset[Triple]]:
        """What the last of several files said of bad things is refused first: the others may be right."""
        taken: dict[URIRef, frozenset[Triple]] = {}
        for thing, findings in bad.items():
            if said := self._inbox.retract(thing):
                self._record(Refusal(curie(thing), said.file, "it does not conform", tuple(findings)))
                taken[thing] = said.triples
        return taken

    def _without(self, news: Graphs, bad: Collection[URIRef]) -> Graphs:
        """News without some things, and without what only these have mentioned."""
        items = [graph for graph in news if kind_of(graph) == "item"]
        if not items:
            return stripped(news, bad)
        left = takewhile(lambda item: item not in bad, items) if self._strict else items
        kept = {item: news[item] for item in left if item not in bad}
        return {**kept, **self._company(kept)}

    def _take_out(self, thing: URIRef, findings: Sequence[Finding], news: Graphs, last: bool) -> None:
        rules = {finding.rule for finding in findings if finding.severity == "violation"}
        if rules <= _LATER and not last and not self._strict:
            self._later.append(thing)
            return
        self._refuse(Refusal(curie(thing), self._inbox.file(thing), "it does not conform", tuple(findings)))
        said = news.get(thing) or [t for t in news.get(REGISTRY_GRAPH, ()) if t[0] == thing]
        self._wanted |= {URIRef(o) for _, _, o in said if isinstance(o, URIRef)}

    def _enter(self, held: Held) -> None:
        outcome = self._admission.enter(held, self._inbox.file)
        self._notes += outcome.notes
        self._warnings += held.report.findings
        for thing in sorted(outcome.things, key=order):
            self._tell(thing, outcome.things[thing])
        if not self._admission.rehearsal:
            self._settled |= {URIRef(entity) for entity, _, _ in held.tried.graphs.get(REGISTRY_GRAPH, ())}

    def _tell(self, thing: str, word: str) -> None:
        if thing not in self._words:
            self._words[thing] = word
            self._told(word, thing, self._inbox.file(expand(thing) or URIRef(thing)))

    def _turn_away(self, told: Iterable[tuple[Term, str]], name: str) -> None:
        for thing, why in told:
            refusal = Refusal(curie(str(thing)), name, why)
            if self._inbox.holds(URIRef(thing)):  # another file says it otherwise, and that may stay
                self._record(refusal)
            else:
                self._refuse(refusal)

    def _refuse(self, refusal: Refusal) -> None:
        if refusal.thing == "" or refusal.thing not in self._closed:
            self._closed.add(refusal.thing)
            self._record(refusal)

    def _record(self, refusal: Refusal) -> None:
        self._refused.append(refusal)
        self._told("refused", refusal.thing, refusal.file)


def _some(things: Sequence[URIRef]) -> Iterator[Sequence[URIRef]]:
    return (things[start : start + 100] for start in range(0, len(things), 100))
