"""The one way in for news: held against the gate, then put into the store in one atomic step, with an entry in the log.

One item is one graph. With it go the edges derived from its claims, its article, what it adds to the registry and the
keys of new names; what its former version had and it has no longer goes. All of this costs what the item costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from rdflib import URIRef

from aikg.changes import Change, Reference
from aikg.errors import DoesNotConform, NotFound
from aikg.identity import curie
from aikg.ingest import Evidence
from aikg.provenance import agent_iri
from aikg.rewriting import Edits
from aikg.stores import Store
from aikg.submissions import Submitted, objections
from aikg.trials import Trials, Tried
from aikg.validation import Finding, Report
from aikg.vocabulary import ONTOLOGY_GRAPH

Word = Literal["added", "replaced", "unchanged"]


class Outcome(NamedTuple):
    """What became of news: as a whole, and each item, article and entity of it by its CURIE.

    `report` may hold warnings; `notes` say what else had to change, such as links to claims that are no longer there.
    """

    outcome: Word
    things: dict[str, Word]
    report: Report
    notes: tuple[str, ...] = ()


class Held(NamedTuple):
    """News that was held against the gate, and all that was found; it may enter if the report conforms."""

    tried: Tried
    report: Report


class Admission:
    """The way into one store. `agent` is who lets news in, by name or by web address (an ORCID).

    A rehearsal says what would become of news and writes nothing. `evidence` holds claims against article texts.

    Raises:
        NotFound: the store is empty.
        BadParameter: `agent` is no name.
    """

    def __init__(self, store: Store, *, agent: str, rehearsal: bool = False, evidence: Evidence | None = None) -> None:
        self._store, self._agent, self.rehearsal = store, agent, rehearsal
        self._trials = Trials(store, evidence)
        agent_iri(agent)  # a name that cannot be written is told before there is work
        if not store.holds(ONTOLOGY_GRAPH):
            raise NotFound("ontology in", "the store: `aikg build` makes it ready (--bare: with nothing else)")

    def admit(self, news: Submitted, *, source: str) -> Outcome:
        """Let in graphs that belong together, all of them or none; `source` is where they came from.

        Raises:
            DoesNotConform: with all findings; nothing was stored.
        """
        held = self.hold(news)
        if not held.report.conforms:
            raise DoesNotConform(held.report)
        return self.enter(held, lambda _: source)

    def hold(self, news: Submitted) -> Held:
        """Hold graphs against the gate, without storing them."""
        if found := sorted(objections(news)):
            return Held(Tried({}, [], {}, [], Edits()), Report(tuple(found)))
        tried = self._trials.hold({graph: triples for graph, triples in news.items() if graph is not None})
        change = Change(self._store, tried)
        found = [*tried.findings, *map(_still_referred_to, change.referring), *map(_alone, change.unused_articles())]
        return Held(tried, Report(tuple(sorted(found))))

    def enter(self, held: Held, source: Callable[[URIRef], str]) -> Outcome:
        """Store what conforms, in one step; `source` tells where a thing came from. What is there is not written."""
        change = Change(self._store, held.tried)
        if change.actions and not self.rehearsal:
            change.apply(self._agent, source)
        things: dict[str, Word] = {curie(name): _word(change, name) for name in change.things}
        return Outcome(_whole(things), things, held.report, tuple(change.notes))


def admit(store: Store, news: Submitted, *, agent: str, source: str) -> Outcome:
    """Let graphs that belong together into a store, all of them or none: items, their article, registry entries.

    Raises:
        DoesNotConform: with all findings; nothing was stored.
    """
    return Admission(store, agent=agent).admit(news, source=source)


def _word(change: Change, thing: URIRef) -> Word:
    action = change.actions.get(thing)
    return "unchanged" if action is None or action == "removed" else action


def _whole(things: Mapping[str, Word]) -> Word:
    """The word for all: that of the items, if one of them is not as it was."""
    of_items = {word for name, word in things.items() if name.startswith("item:")}
    changed = (of_items - {"unchanged"}) or (set(things.values()) - {"unchanged"})
    if not changed:
        return "unchanged"
    return "added" if "added" in changed else "replaced"


def _still_referred_to(reference: Reference) -> Finding:
    item = reference.claim.partition("#")[0]
    message = (
        "Another item refers to this claim, and the new version of its own item no longer has it: keep the claim, or "
        "send both items together."
    )
    return Finding(
        "violation",
        message,
        curie(reference.claim),
        curie(reference.path),
        curie(reference.subject),
        "still-referred-to",
        item=curie(item),
    )


def _alone(article: URIRef) -> Finding:
    message = "No news item is part of this new article: send it together with its items."
    return Finding("violation", message, curie(article), rule="article-alone", item=curie(article))
