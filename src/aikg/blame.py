"""Which part of some news is to blame for a finding, and the news without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from rdflib import URIRef

from aikg.identity import expand
from aikg.submissions import ADDED_TO
from aikg.terms import Triple
from aikg.trials import Graphs
from aikg.validation import Finding
from aikg.vocabulary import ID


def mentioned(triples: Iterable[Triple]) -> set[URIRef]:
    """The entities that triples mention."""
    return {term for triple in triples for term in triple if isinstance(term, URIRef) and term.startswith(str(ID))}


def blamed(findings: Iterable[Finding], news: Graphs) -> dict[URIRef, list[Finding]]:
    """The findings by what they are about and must go with: a graph, an entity, a linked claim; everything if none."""
    added = {URIRef(s) for graph in ADDED_TO for s, _, _ in news.get(graph, ())}
    blamed: dict[URIRef, list[Finding]] = defaultdict(list)
    for finding in findings:
        graph, focus = expand(finding.item), expand(finding.focus)
        if graph is not None and graph in news and graph not in ADDED_TO:
            blamed[graph].append(finding)
        elif focus is not None and (focus in added or focus in news):
            blamed[focus].append(finding)
        elif finding.severity == "violation":
            for name in [graph for graph in news if graph not in ADDED_TO] or sorted(added):
                blamed[name].append(finding)
    bad = {thing for thing, found in blamed.items() if any(finding.severity == "violation" for finding in found)}
    return {thing: blamed[thing] for thing in sorted(bad)}


def stripped(news: Graphs, bad: Collection[URIRef]) -> Graphs:
    """News without some graphs, entities and links."""
    kept = {graph: [t for t in triples if t[0] not in bad or graph not in ADDED_TO] for graph, triples in news.items()}
    return {graph: triples for graph, triples in kept.items() if triples and graph not in bad}
