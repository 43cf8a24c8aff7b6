"""What one news item says: each theme tells a story in claims, the most important first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from synthetic import figures
from synthetic.draws import Draw
from synthetic.figures import Metric
from synthetic.registry import Entity, Registry
from synthetic.terms import NS, Node, a, iri, text, typed


class _Terms(dict[str, str]):
    """The ontology's terms by their names, each written out once."""

    def __missing__(self, name: str) -> str:
        self[name] = f"<{NS}{name}>"
        return self[name]


P: Final = _Terms()
_LABEL = iri("rdfs:label")
_SUBJECT, _PREDICATE, _OBJECT = iri("rdf:subject"), iri("rdf:predicate"), iri("rdf:object")
_STAGES: Final = {
    name: f"{P['stage']} {iri('aikgv:stage-' + name)}"
    for name in ("potential", "negotiating", "planned", "announced", "in-effect", "completed", "cancelled")
}
_MODALITIES: Final = {
    name: f"{P['modality']} {iri('aikgv:modality-' + name)}"
    for name in ("confirmed", "reported", "estimated", "forecast", "rumoured", "denied")
}
_SURE: Final = ((0.20, "confirmed"), (0.90, "reported"), (0.95, "estimated"), (0.99, "rumoured"), (1.0, "denied"))
_ROUNDS: Final = ((0.5, "completed"), (0.75, "announced"), (0.9, "negotiating"), (0.98, "planned"), (1.0, "cancelled"))
_OPEN: Final = ("potential", "potential", "negotiating", "planned")
_DONE: Final = ("completed", "completed", "completed", "in-effect", "announced")
_KINDS: Final = (
    "restriction",
    "restriction",
    "requirement",
    "prohibition",
    "enforcement",
    "fund",
    "recognition",
    "safeguard",
    "principle",
    "governance-role",
)
_USES: Final = (
    "reading X-rays",
    "writing code",
    "answering customers",
    "finding defects",
    "planning routes",
    "teaching",
)
_PRINTED_RELATION: Final = {"developedBy": "is made by", "basedOn": "is based on", "runsOn": "runs on"}


class Item(NamedTuple):
    """A news item that is being written: chance, registry, its IRI without brackets, and the day."""

    draw: Draw
    registry: Registry
    name: str
    day: str

    def iri(self, local: str) -> str:
        """The IRI of something in this item."""
        return f"<{self.name}#{local}>"

    def year(self, ahead: int) -> int:
        """A year from now."""
        return int(self.day[:4]) + ahead


Theme = Callable[[Item], Iterator[Node]]


def _claim(item: Item, local: str, class_: str, said: str, about: str, modality: str, lines: list[str]) -> Node:
    """A claim with what every claim has; `about` is an IRI, or empty."""
    head = [a(f"aikg:{class_}"), f"{_LABEL} {text(said + '.', 'en')}", f"{P['reportedIn']} <{item.name}>"]
    if item.draw.chance(0.3):
        head.append(f"{_LABEL} {text('据报道：' + said + '。', 'zh')}")
    if about:
        head.append(f"{P['subject']} {about}")
    head.append(_MODALITIES[modality])
    if item.draw.chance(0.25) and class_ != "Forecast":
        head.append(_source(item))
        if item.draw.chance(0.3):
            head.append(f"{P['assertedOn']} {typed(item.day, 'date')}")
    return Node(item.iri(local), head + lines)


def _source(item: Item) -> str:
    kind = "person" if item.draw.chance(0.3) else "organization"
    return f"{P['claimedBy']} {item.draw.popular(item.registry.of(kind)).iri}"


def _sure(item: Item) -> str:
    return item.draw.weighted(_SURE)


def _dates(item: Item, often: float) -> list[str]:
    """Now and then a period: from the day of the news to a day some years ahead."""
    if not item.draw.chance(often):
        return []
    start = f"{P['periodStart']} {typed(item.day, 'date')}"
    if item.draw.chance(0.5):
        return [start]
    return [start, f"{P['periodEnd']} {typed(f'{item.year(item.draw.whole(1, 3))}-06-30', 'date')}"]


def _thing(item: Item) -> Entity:
    return item.draw.popular(item.registry.of("model" if item.draw.chance(0.65) else "product"))


def _observation(item: Item, local: str, about: Entity, metric: Metric, extra: list[str] | None = None) -> Node:
    lines, printed = figures.figure(item.draw, metric)
    lines += [f"{P['metric']} {iri('aikgv:' + metric.name)}", *(extra or ())]
    said = f"{about.label}: {metric.name.replace('-', ' ')} of {printed}"
    return _claim(item, local, "Observation", said, about.iri, _sure(item), lines)


def _relation(item: Item, local: str, source: Entity, kind: str, target: Entity) -> Node:
    predicate = iri(kind if ":" in kind else f"aikg:{kind}")
    lines = [f"{_SUBJECT} {source.iri}", f"{_PREDICATE} {predicate}", f"{_OBJECT} {target.iri}"]
    said = f"{source.label} {_PRINTED_RELATION.get(kind, 'belongs to')} {target.label}"
    return _claim(item, local, "Relation", said, source.iri, "reported", lines)


def figures_theme(item: Item) -> Iterator[Node]:
    """Figures of one thing, of different metrics."""
    thing = _thing(item)
    for number, metric in enumerate(item.draw.distinct(figures.OBSERVED, 4)):
        period = [f'{P["period"]} "the week of {item.day}"'] if item.draw.chance(0.2) else []
        yield _observation(item, f"figure{number + 1}", thing, metric, period + _dates(item, 0.1))


def change_theme(item: Item) -> Iterator[Node]:
    """A figure, and the one that it was before; now and then the source itself corrects an older one."""
    thing, metric = _thing(item), item.draw.of(figures.OBSERVED)
    before = figures.rounded(item.draw.between(metric.low, metric.high))
    after = figures.rounded(
        min(before * item.draw.between(0.5, 1.5), metric.high if metric.unit == "percent" else 1e15)
    )
    in_points = metric.unit == "percent"
    change = round(after - before if in_points else (after - before) / before * 100, 2)
    lines, printed = figures.exactly(metric, after, f", {change:+g} {'points' if in_points else '%'}")
    lines += [
        f"{P['metric']} {iri('aikgv:' + metric.name)}",
        f"{P['baseline']} {item.iri('before')}",
        f"{P['change']} {figures.decimal(change)}",
        f"{P['changeUnit']} {iri('aikgv:percentage-point' if in_points else 'aikgv:percent')}",
    ]
    if item.draw.chance(0.2):
        lines.append(f"{P['supersedes']} {item.iri('before')}")
    said = f"{thing.label}: {metric.name.replace('-', ' ')} is now {printed}"
    later = _claim(item, "after", "Observation", said, thing.iri, _sure(item), lines)
    lines, printed = figures.exactly(metric, before)
    lines += [f"{P['metric']} {iri('aikgv:' + metric.name)}", f'{P["period"]} "before"']
    said = f"{thing.label}: {metric.name.replace('-', ' ')} was {printed}"
    yield _claim(item, "before", "Observation", said, thing.iri, "reported", lines)
    yield later
    yield _trend(item, _thing(item))


def _trend(item: Item, thing: Entity) -> Node:
    """A change that the text does not explain."""
    percent = round(item.draw.between(1, 80), 1) * (1 if item.draw.chance(0.7) else -1)
    lines = [
        f"{P['metric']} {iri('aikgv:tokens-per-week')}",
        f"{P['change']} {figures.decimal(percent)}",
        f"{P['changeUnit']} {iri('aikgv:percent-unclear' if item.draw.chance(0.3) else 'aikgv:percent')}",
        f"{P['baseline']} {iri('aikgv:week-over-week' if item.draw.chance(0.6) else 'aikgv:unstated')}",
        f'{iri("aikg:valueText")} "{percent:+.1f} %"',
    ]
    said = f"{thing.label}: tokens per week changed by {percent:+.1f} %"
    return _claim(item, "trend", "Observation", said, thing.iri, _sure(item), lines)


def ranking_theme(item: Item) -> Iterator[Node]:
    """The first places of a list."""
    metric = figures.OBSERVED[0]
    for number, model in enumerate(item.draw.distinct(item.registry.of("model"), 4)):
        place = [f"{P['rank']} {typed(number + 1, 'integer')}", f"{P['ranking']} {item.iri('ranking')}"]
        yield _observation(item, f"rank{number + 1}", model, metric, place)


def lineage_theme(item: Item) -> Iterator[Node]:
    """Where a model or product comes from."""
    models, registry = item.registry.of("model"), item.registry
    thing = _thing(item)
    yield _relation(item, "maker", thing, "developedBy", registry.makers[thing.iri])
    if "/model/" in thing.iri:
        yield _relation(item, "base", thing, "basedOn", item.draw.distinct(models, 1, but=thing)[0])
        yield _relation(item, "hardware", thing, "runsOn", item.draw.popular(registry.of("product")))
    yield _observation(item, "figure", thing, item.draw.of(figures.OBSERVED))


def release_theme(item: Item) -> Iterator[Node]:
    """A model or product comes out."""
    thing, planned = _thing(item), item.draw.chance(0.2)
    maker = item.registry.makers[thing.iri]
    lines = [f"{P['agent']} {maker.iri}", _STAGES["planned" if planned else "completed"], *_dates(item, 0.4)]
    said = f"{maker.label} {'plans to release' if planned else 'releases'} {thing.label}"
    yield _claim(item, "release", "Release", said, thing.iri, "forecast" if planned else _sure(item), lines)
    yield _relation(item, "maker", thing, "developedBy", maker)
    yield _observation(item, "figure", thing, item.draw.of(figures.OBSERVED), [f"{P['partOf']} {item.iri('release')}"])


def funding_theme(item: Item) -> Iterator[Node]:
    """A round, and who gives what."""
    raiser = item.draw.popular(item.registry.labs)
    stage = item.draw.weighted(_ROUNDS)
    lines = [f"{P['investee']} {raiser.iri}", _STAGES[stage], *_dates(item, 0.4)]
    if item.draw.chance(0.6):
        lines += figures.figure(item.draw, item.draw.of(figures.MONEY))[0]
    if item.draw.chance(0.4):
        lines.append(f"{P['useOfFunds']} {_thing(item).iri}")
    said = f"{raiser.label} raises money in a round that is {stage}"
    yield _claim(item, "round", "FundingRound", said, raiser.iri, _sure(item), lines)
    for number, investor in enumerate(item.draw.distinct(item.registry.investors, 3)):
        part = [f"{P['partOf']} {item.iri('round')}"]
        yield _investment(item, f"investment{number + 1}", investor, raiser, stage == "completed", part)


def stake_theme(item: Item) -> Iterator[Node]:
    """One puts money into another, without a round."""
    raiser = item.draw.popular(item.registry.labs)
    investor = item.draw.distinct(item.registry.of("organization"), 1, but=raiser)[0]
    yield _investment(item, "stake", investor, raiser, item.draw.chance(0.6), _dates(item, 0.4))
    yield _observation(item, "value", raiser, figures.OBSERVED[2])


def _investment(item: Item, local: str, investor: Entity, raiser: Entity, done: bool, extra: list[str]) -> Node:
    stage = item.draw.of(_DONE if done else _OPEN)
    lines = [f"{P['investor']} {investor.iri}", f"{P['investee']} {raiser.iri}", _STAGES[stage], *extra]
    amount, printed = figures.figure(item.draw, item.draw.of(figures.MONEY))
    known = item.draw.chance(0.7)
    said = f"{investor.label} and {raiser.label}: an investment{' of ' + printed if known else ''}, {stage}"
    return _claim(item, local, "Investment", said, raiser.iri, _sure(item), lines + (amount if known else []))


def partnership_theme(item: Item) -> Iterator[Node]:
    """Some work together on something."""
    partners = item.draw.distinct(item.registry.of("organization"), 3 if item.draw.chance(0.2) else 2)
    thing = _thing(item)
    lines = [f"{P['partner']} {partner.iri}" for partner in partners]
    lines += [
        _STAGES[item.draw.of(("announced", "in-effect", "in-effect", "planned", "cancelled"))],
        *_dates(item, 0.4),
    ]
    said = f"{partners[0].label} and {partners[1].label} work together on {thing.label}"
    yield _claim(item, "partnership", "Partnership", said, thing.iri, _sure(item), lines)
    yield from lineage_theme(item)


def deployment_theme(item: Item) -> Iterator[Node]:
    """Something is in use somewhere."""
    thing, use = _thing(item), item.draw.of(_USES)
    sites = item.draw.distinct(item.registry.sites, item.draw.whole(1, 3)) if item.draw.chance(0.8) else []
    lines = [*(f"{P['site']} {site.iri}" for site in sites), _STAGES["in-effect"], *_dates(item, 0.2)]
    lines.append(f"{P['useCase']} {text(use, 'en')}")
    if item.draw.chance(0.6):
        lines += figures.figure(item.draw, item.draw.of(figures.SITES))[0]
    yield _claim(item, "deployment", "Deployment", f"{thing.label} is in use for {use}", thing.iri, _sure(item), lines)
    for number, metric in enumerate(item.draw.distinct(figures.OBSERVED, 3)):
        yield _observation(item, f"effect{number + 1}", thing, metric)


def policy_theme(item: Item) -> Iterator[Node]:
    """Measures of a policy, and whose it is."""
    policy = item.draw.popular(item.registry.of("policy"))
    issuer = item.registry.issuers[policy.iri]
    yield _measure(item, "measure1", policy, issuer)
    yield _relation(item, "issuer", policy, "issuedBy", issuer)
    yield _measure(item, "measure2", policy, issuer)
    yield _measure(item, "measure3", policy, issuer)


def _measure(item: Item, local: str, policy: Entity, issuer: Entity) -> Node:
    draw, kind = item.draw, item.draw.of(_KINDS)
    target = draw.popular(item.registry.of(draw.of(("organization", "organization", "place", "concept"))))
    lines = [f"{P['partOf']} {policy.iri}", f"{P['agent']} {issuer.iri}"]
    lines += [f"{P['measureKind']} {iri('aikgv:kind-' + kind)}", f"{P['targets']} {target.iri}"]
    lines += [_STAGES[draw.of(("announced", "planned", "in-effect", "in-effect"))], *_dates(item, 0.4)]
    said = f"{policy.label} by {issuer.label}: a {kind.replace('-', ' ')} for {target.label}"
    return _claim(item, local, "PolicyMeasure", said, "", _sure(item), lines)


def outlook_theme(item: Item) -> Iterator[Node]:
    """What somebody expects."""
    concept = item.draw.popular(item.registry.of("concept"))
    for number, metric in enumerate(item.draw.distinct(figures.FORECAST, 3)):
        yield _forecast(item, f"outlook{number + 1}", concept, metric)


def jobs_theme(item: Item) -> Iterator[Node]:
    """What becomes of jobs."""
    for number, role in enumerate(item.draw.distinct(item.registry.of("role"), 4)):
        yield _forecast(item, f"jobs{number + 1}", role, figures.JOBS[number % 2])


def _forecast(item: Item, local: str, about: Entity, metric: Metric) -> Node:
    lines, printed = figures.figure(item.draw, metric)
    year = item.year(item.draw.whole(1, 9))
    lines += [f"{P['metric']} {iri('aikgv:' + metric.name)}", _source(item), f'{P["period"]} "by the end of {year}"']
    lines.append(f"{P['periodEnd']} {typed(f'{year}-12-31', 'date')}")
    said = f"{about.label}: {metric.name.replace('-', ' ')} of {printed} by the end of {year}"
    modality = "forecast" if item.draw.chance(0.8) else "estimated"
    return _claim(item, local, "Forecast", said, about.iri, modality, lines)


def remark_theme(item: Item) -> Iterator[Node]:
    """Something that has no figure and is no event."""
    things = item.draw.distinct(item.registry.of("organization"), 4)
    for number, thing in enumerate(things):
        said = f"Remark {number + 1} on what {thing.label} stands for"
        yield _claim(item, f"remark{number + 1}", "Claim", said, thing.iri, _sure(item), [])


THEMES: Final[tuple[tuple[float, Theme], ...]] = (
    (0.20, figures_theme),
    (0.25, change_theme),
    (0.30, ranking_theme),
    (0.42, lineage_theme),
    (0.56, release_theme),
    (0.63, funding_theme),
    (0.67, stake_theme),
    (0.74, partnership_theme),
    (0.79, deployment_theme),
    (0.86, policy_theme),
    (0.92, outlook_theme),
    (0.94, jobs_theme),
    (1.00, remark_theme),
)
