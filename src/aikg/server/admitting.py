"""What the writer process does with news: let items in, one or many, and take one out."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final

from rdflib import URIRef

from aikg import formats, removal
from aikg.adding import Adding
from aikg.admission import Admission
from aikg.errors import BadRequest, Changed, UnreadableInput
from aikg.identity import curie
from aikg.inbox import Inbox
from aikg.screening import refuse_hostile
from aikg.stores import Store
from aikg.submissions import Submitted, kind_of, placed
from aikg.terms import Triple
from aikg.trials import graphs_of
from aikg.vocabulary import BASE, REGISTRY_GRAPH, SCHEMA

MOST: Final = 200
"""Items of one request: they are held and stored within its time."""


def add(store: Store, fields: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Let the items of a document in, each for itself; or all of them or none, if the request is strict.

    Raises:
        UnreadableInput: with line and column.
        BadRequest: too many items, or a document that could do harm.
        DoesNotConform: strict, and something does not conform.
    """
    admission = Admission(store, agent=fields["agent"])
    if fields["strict"]:
        outcome = admission.admit(_news(fields, body, BASE), source=fields["source"])
        told = {word: [name for name, became in outcome.things.items() if became == word] for word in _WORDS}
        return {**told, "refused": [], "warnings": outcome.report.to_json()["findings"], "notes": outcome.notes}
    rdf_format = formats.named(fields["format"])
    with tempfile.TemporaryDirectory(prefix="aikg-items-") as folder, Inbox() as inbox:
        path = Path(folder, f"body{rdf_format.suffixes[0]}")
        path.write_bytes(body)
        adding = Adding(admission, store, inbox)
        try:
            adding.take(path, fields["source"])
        except UnreadableInput as error:
            raise error.called("") from error
        _few(inbox.named("item"))
        adding.run()
        return adding.batch().to_json()


def put(store: Store, fields: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Let one item in, under its name, with its article and new entities, all or nothing.

    Raises:
        UnreadableInput, BadRequest, DoesNotConform: as for `add`.
        Changed: the item is not what the request takes it for.
    """
    item = URIRef(fields["item"])
    news = _news(fields, body, str(item))
    _expect_one(item, news)
    former = _expected(store, item, fields)
    outcome = Admission(store, agent=fields["agent"]).admit(news, source=fields["source"])
    tag = etag(graphs_of(store, [item]).get(item, ()))
    report = outcome.report.to_json()
    return {
        "existed": bool(former),
        "outcome": outcome.things[curie(item)],
        "things": outcome.things,
        "report": report,
        "notes": outcome.notes,
        "etag": tag,
    }


def remove(store: Store, fields: dict[str, Any], _body: bytes) -> dict[str, Any]:
    """Take an item out.

    Raises:
        NotFound, InUse: see `aikg.removal.remove`.
        Changed: the item is not what the request takes it for.
    """
    item = URIRef(fields["item"])
    _expected(store, item, fields)
    return removal.remove(store, item, agent=fields["agent"], source=fields["source"])._asdict()


_WORDS: Final = ("added", "replaced", "unchanged")
OPERATIONS: Final[Mapping[str, Callable[[Store, dict[str, Any], bytes], dict[str, Any]]]] = {
    "add-items": add,
    "put-item": put,
    "remove-item": remove,
}


def handle(store: Store, fields: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Do one of `OPERATIONS`; the data version comes with what it tells."""
    told = OPERATIONS[fields["op"]](store, fields, body)
    return {**told, "version": store.version()}


def etag(triples: Collection[Triple]) -> str:
    """What an item's graph holds, in short; '' where there is none."""
    if not triples:
        return ""
    lines = sorted(" ".join(term.n3() for term in triple) for triple in triples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def _news(fields: dict[str, Any], body: bytes, base: str) -> Submitted:
    rdf_format = formats.named(fields["format"])
    refuse_hostile(body, rdf_format)
    try:
        news = placed(formats.parse(body, rdf_format, base=base))
    except (UnicodeDecodeError, ValueError) as error:
        raise UnreadableInput(str(error)) from error
    if not news:
        raise UnreadableInput("the body holds no triples: it is empty, or its @context lacks its keys")
    _few([graph for graph in news if graph is not None and kind_of(graph) == "item"])
    return news


def _few(items: Collection[URIRef]) -> None:
    if len(items) > MOST:
        raise BadRequest(f"the body holds {len(items):,} news items; send {MOST} at a time, or use `aikg add`")


def _expect_one(item: URIRef, news: Submitted) -> None:
    """The body of a PUT is about one item and its own article."""
    graphs = {URIRef(graph): triples for graph, triples in news.items() if graph is not None}
    articles = {value for _, path, value in graphs.get(item, ()) if path == SCHEMA.isPartOf}
    others = sorted(graphs.keys() - {item, REGISTRY_GRAPH, *articles})
    if item not in graphs or others:
        said = f"it also holds <{others[0]}>" if item in graphs else "it does not hold it"
        raise BadRequest(f"the body is to be the news item <{item}>, and {said}; POST /items takes any")


def _expected(store: Store, item: URIRef, fields: dict[str, Any]) -> str:
    """The ETag of an item as it is now, which must be what the request expects."""
    now = etag(graphs_of(store, [item]).get(item, ()))
    wanted, unwanted = fields.get("if_match"), fields.get("if_none_match")
    if (wanted is not None and not _among(now, wanted)) or (unwanted is not None and _among(now, unwanted)):
        raise Changed(curie(item), f'"{now}"' if now else "")
    return now


def _among(tag: str, header: str) -> bool:
    """Whether a list of ETags names this one; its format, after the full stop, does not matter."""
    given = [part.strip().strip('"').partition(".")[0] for part in header.split(",")]
    return bool(tag) and ("*" in given or tag in given)
