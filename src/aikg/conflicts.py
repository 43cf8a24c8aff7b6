"""What different news items tell of one event: candidates for a person to judge, and what was judged already.

Queries in `queries/conflicts/` say which parties each claim is about. Claims on the same parties are put in order of
their time, and those that are near are held against each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final, NamedTuple

from rdflib import URIRef

from aikg import catalogue
from aikg.comparison import LATER, SOON, Claim, Verdict, classes, compare
from aikg.identity import class_name, curie, expand
from aikg.kinds import LINK_KINDS
from aikg.stores import Store

EVENTS: Final = ("observations", "investments", "rounds", "partnerships", "releases", "deployments", "measures")
_ONLY_DENIED: Final = ("relations",)
"""That something belongs together is stated again and again; only a denial is worth a look."""
_AT_ONCE: Final = 100

_Key = tuple[str, ...]


class Conflict(NamedTuple):
    """A pair of claims: the first `kind` the second. `state`: candidate, or linked by a curator."""

    kind: str
    claim: str
    other: str
    state: str
    reason: str
    item: str
    other_item: str
    label: str = ""
    other_label: str = ""


def candidates(
    store: Store, kinds: Collection[str] = LINK_KINDS, *, among: Collection[str] | None = None, soon: int = SOON
) -> Iterator[Conflict]:
    """Pairs that nobody has judged yet, as they are found; with `among`, those that one of these claims is part of."""
    found = _unjudged(store, kinds, among, soon)
    while some := list(islice(found, _AT_ONCE)):
        yield from _labelled(store, some)


def _unjudged(store: Store, kinds: Collection[str], among: Collection[str] | None, soon: int) -> Iterator[Conflict]:
    judged = {frozenset((conflict.claim, conflict.other)) for conflict in linked(store)}
    for first, second, verdict in _verdicts(store, among, soon):
        pair = frozenset((curie(first.iri), curie(second.iri)))
        if verdict.kind in kinds and pair not in judged:
            judged.add(pair)
            yield _conflict(first, second, verdict)


def linked(store: Store, kinds: Collection[str] = LINK_KINDS) -> list[Conflict]:
    """Pairs that curators have linked, each once, with what they say of it. A note stands at a claim: where that has
    several links, nobody can tell which one it is about.
    """
    rows = list(store.lexical(catalogue.find("conflicts", "linked").text))
    several = Counter(claim for claim, _, _ in {(claim, link, other) for claim, link, other, _ in rows})
    claims = facts(store, {end for claim, _, other, _ in rows for end in (claim, other)})
    found: dict[tuple[str, frozenset[str]], Conflict] = {}
    for claim, link, other, note in rows:
        kind, pair = class_name(link), (class_name(link), frozenset((claim, other)))
        if kind in kinds and (pair not in found or not found[pair].reason):
            ends = [claims.get(end) or Claim(end, {}) for end in (claim, other)]
            verdict = Verdict(kind, note if several[claim] == 1 else "")  # type: ignore[arg-type]
            found[pair] = _conflict(ends[0], ends[1], verdict)._replace(state="linked")
    return sorted(_labelled(store, list(found.values())))


def claims_of(store: Store, thing: URIRef) -> list[str]:
    """The claims of a news item, or those that mention an entity; or the claim itself."""
    rows = store.lexical(catalogue.find("entities", "claims-of").with_terms(item=thing))
    found = {claim for (claim,) in rows}
    mentioning = store.lexical(catalogue.find("entities", "claims").with_terms(entity=thing))
    return sorted(found | {claim for claim, *_ in mentioning} | ({str(thing)} if "#" in thing else set()))


def facts(store: Store, iris: Iterable[str]) -> dict[str, Claim]:
    """What of claims is compared, by their IRI."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for claim, prop, value in _looked_up(store, "facts", "claim", iris):
        said[claim][class_name(prop)].append(value)
    items = {item for values in said.values() for item in values["reportedIn"]}
    days: dict[str, str] = {}
    for item, day in _looked_up(store, "published", "item", items):
        days[item] = day
    return {iri: _claim(iri, values, days) for iri, values in said.items()}


def _claim(iri: str, said: Mapping[str, list[str]], days: Mapping[str, str]) -> Claim:
    fixed = {name: tuple(sorted(values)) for name, values in said.items()}
    fixed["class"] = (classes(fixed.get("type", ())),)
    return Claim(iri, fixed, days.get(fixed.get("reportedIn", ("",))[0], ""))


def _verdicts(store: Store, among: Collection[str] | None, soon: int) -> Iterator[tuple[Claim, Claim, Verdict]]:
    for event in (*EVENTS, *_ONLY_DENIED):
        groups = _groups(store, event, among)
        claims = facts(store, {claim for group in groups.values() for claim in group})
        for group in groups.values():
            known = [claims[name] for name in group if name in claims]
            if event in _ONLY_DENIED and not any(claim.denied for claim in known):
                continue
            for one, other in _near(known, max(soon, LATER)):
                if among is not None and one.iri not in among and other.iri not in among:
                    continue
                verdict = compare(one, other, soon, figures=event == "observations")
                if verdict and (event not in _ONLY_DENIED or verdict.kind == "contradicts"):
                    yield (one, other, verdict) if verdict.forward else (other, one, verdict)
    yield from _week_and_day(store, among)


def _groups(store: Store, event: str, among: Collection[str] | None) -> dict[_Key, list[str]]:
    """Claims on the same parties, from more than one news item."""
    groups: dict[_Key, set[str]] = defaultdict(set)
    for claim, *key in _keys(store, event, among):
        groups[tuple(key)].add(claim)
    return {
        key: sorted(claims)
        for key, claims in sorted(groups.items())
        if len({claim.partition("#")[0] for claim in claims}) > 1
    }


def _keys(store: Store, event: str, among: Collection[str] | None) -> Iterator[tuple[str, ...]]:
    query = catalogue.find("conflicts", event)
    if among is None:
        yield from store.lexical(query.text)
        return
    rows = {row for claim in among for row in store.lexical(query.with_terms(claim=URIRef(claim)))}
    for first, second in sorted({(row[1], row[2]) for row in rows}):
        yield from store.lexical(query.with_terms(first=URIRef(first), second=URIRef(second)))


def _near(claims: Sequence[Claim], window: int) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims at most so many days apart; one without any day is near to all."""
    dated = sorted((c for c in claims if c.span), key=lambda c: (c.span, c.iri))
    undated = [c for c in claims if not c.span]
    for number, one in enumerate(dated):
        until = _last(one) + timedelta(days=window)
        for other in dated[number + 1 :]:
            if other.span and other.span[0] > until:
                break
            yield one, other
    for number, one in enumerate(undated):
        for other in (*dated, *undated[number + 1 :]):
            yield one, other


def _last(claim: Claim) -> date:
    return min(claim.span[1], date.max - timedelta(days=10_000)) if claim.span else date.max


def _week_and_day(store: Store, among: Collection[str] | None) -> Iterator[tuple[Claim, Claim, Verdict]]:
    """A week has seven days: figures of different metrics that contradict each other, in one news item, too."""
    pairs = list(store.lexical(catalogue.find("conflicts", "week-and-day").text))
    if among is not None:
        pairs = [pair for pair in pairs if set(pair) & set(among)]
    claims = facts(store, {name for pair in pairs for name in pair})
    for week, day in sorted(map(tuple, pairs)):
        one, other = claims[week], claims[day]
        near = one.span is None or other.span is None or abs((one.span[0] - other.span[0]).days) <= SOON
        if near and not (one.denied or other.denied):
            shown = f"{one.one('valueText')} a week against {other.one('valueText')} a day"
            yield one, other, Verdict("contradicts", shown)


def _conflict(one: Claim, other: Claim, verdict: Verdict) -> Conflict:
    if verdict.kind != "supersedes" and other.iri < one.iri:
        one, other = other, one
    names = (curie(one.iri), curie(other.iri))
    items = (curie(one.item), curie(other.item))
    return Conflict(verdict.kind, *names, "candidate", verdict.reason, *items)


def _labelled(store: Store, found: Sequence[Conflict]) -> Iterator[Conflict]:
    """The same, with the claims in our words."""
    iris = [str(expand(name)) for conflict in found for name in (conflict.claim, conflict.other)]
    rows = _looked_up(store, "claim-labels", "claim", iris, folder="entities")
    labels = {curie(claim): label for claim, label in rows}
    for conflict in found:
        yield conflict._replace(label=labels.get(conflict.claim, ""), other_label=labels.get(conflict.other, ""))


def _looked_up(
    store: Store, query: str, variable: str, iris: Iterable[str], folder: str = "conflicts"
) -> Iterator[tuple[str, ...]]:
    """The rows of a query for some values of a variable, some at a time: engines try each value on each row."""
    ordered = sorted(set(iris))
    for start in range(0, len(ordered), _AT_ONCE):
        text = catalogue.find(folder, query).with_values(variable, ordered[start : start + _AT_ONCE])
        yield from store.lexical(text)
