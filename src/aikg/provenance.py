"""The log: who added, replaced or removed what, when and from where, as PROV in a graph of its own that only grows.

One activity is one write. What it added it generated, what it removed it invalidated, and what it replaced it did both
with: the things keep their IRIs.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple
from urllib.parse import quote

from rdflib import Literal as RdfLiteral
from rdflib import URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD

from aikg import catalogue
from aikg.errors import BadParameter
from aikg.identity import curie
from aikg.stores import Store
from aikg.terms import Triple
from aikg.vocabulary import AGENT, LOG

Action = Literal["added", "replaced", "removed"]
_WEB: Final = ("http://", "https://")
_LONGEST: Final = 100


class Entry(NamedTuple):
    """One line of the log: at `time` (UTC) `agent` did `action` to `thing`; `source` is where it came from."""

    time: str
    agent: str
    action: str
    thing: str
    source: str
    run: str


def record(
    actions: Mapping[URIRef, Action],
    *,
    agent: str,
    source: str,
    used: Iterable[URIRef] = (),
    when: datetime | None = None,
) -> list[Triple]:
    """The triples of one activity; `used` are the articles that it is about."""
    now = when or datetime.now(UTC)
    run = LOG[f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"]
    doer = agent_iri(agent)
    triples: list[Triple] = [
        (run, RDF.type, PROV.Activity),
        (run, PROV.endedAtTime, RdfLiteral(f"{now:%Y-%m-%dT%H:%M:%S.%f}Z", datatype=XSD.dateTime, normalize=False)),
        (run, PROV.wasAssociatedWith, doer),
        (doer, RDF.type, PROV.Agent),
        (run, DCTERMS.source, URIRef(source) if _is_iri(source) else RdfLiteral(_readable(source))),
    ]
    if str(doer) != agent:
        triples.append((doer, RDFS.label, RdfLiteral(agent)))
    triples += [(run, PROV.used, article) for article in used]
    for thing, action in actions.items():
        if action != "removed":
            triples.append((run, PROV.generated, thing))
        if action != "added":
            triples.append((run, PROV.invalidated, thing))
    return triples


def agent_iri(agent: str) -> URIRef:
    """Who it was: a web address (such as an ORCID) stands for itself, any other name is one of this graph.

    Raises:
        BadParameter: no name that a person can read.
    """
    if not agent.strip() or len(agent) > _LONGEST or not agent.isprintable():
        raise BadParameter("by", f"{agent[:50]!r} is no name; write one line of at most {_LONGEST} characters")
    return URIRef(agent) if _is_iri(agent) else AGENT[quote(agent, safe="")]


def entries(store: Store, thing: URIRef | None = None, limit: int | None = None) -> list[Entry]:
    """The log, newest first; of one thing only if it is given."""
    query = catalogue.find("entities", "log")
    text = query.text if thing is None else query.with_terms(thing=thing)
    rows = store.lexical(text if limit is None else f"{text}\nLIMIT {int(limit)}")
    return [
        Entry(time, agent, action, curie(iri), source, curie(run)) for time, agent, action, iri, source, run in rows
    ]


def _readable(source: str) -> str:
    """A file's name may be no Unicode text."""
    return source.encode(errors="replace").decode()


def _is_iri(text: str) -> bool:
    return text.startswith(_WEB) and text.isascii() and quote(text, safe="%/:?#[]@!$&'()*+,;=~") == text
