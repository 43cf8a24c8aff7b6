"""How good drafts are: precision and recall of `aikg draft` against the items that people made by hand.

    python benchmarks/drafting.py ../shared/articles/cn-ai-usage-roundup.txt

drafts articles anew, with the registry that ships, and compares claim by claim with data/items, and with the
articles of benchmarks/unseen. `--misses` lists what was missed and what was made up. The rules were written with the
shipped article at hand, and its names, units and metrics are in the registry and the lists because of it; those of
benchmarks/unseen had not been seen when they were first read, and the rules were mended after each pair.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rdflib import Dataset, Literal, URIRef
from rdflib.namespace import RDF

from aikg import drafting, ingest, resources
from aikg.drafting.documents import document
from aikg.evidence import Span
from aikg.identity import curie
from aikg.stores.embedded import EmbeddedStore
from aikg.vocabulary import ID, ITEM

PARTIES = {
    "Relation": ("rdf:subject", "rdf:predicate", "rdf:object"),
    "Observation": ("aikg:subject", "aikg:metric"),
    "Forecast": ("aikg:subject", "aikg:metric"),
    "Release": ("aikg:subject", "aikg:agent"),
    "FundingRound": ("aikg:investee",),
    "Investment": ("aikg:investor", "aikg:investee"),
    "Partnership": ("aikg:partner",),
    "Deployment": ("aikg:subject", "aikg:site"),
    "PolicyMeasure": ("aikg:measureKind", "aikg:agent", "aikg:targets"),
    "Claim": ("aikg:subject", "aikg:agent"),
}
UNSEEN = Path(__file__).parent / "unseen"
"""Short articles, with what a person made of them before any rule had read them."""
KINDS = tuple(PARTIES)
FIGURE = ("schema:value", "schema:minValue", "schema:maxValue", "aikg:unit", "aikg:bound")
CHANGE = ("aikg:change", "aikg:changeUnit")


class Told(NamedTuple):
    """One claim: its item's position, its kind, what it says by property, where."""

    item: int
    kind: str
    says: dict[str, frozenset[str]]
    places: tuple[Span, ...]

    def key(self, *properties: str) -> tuple[object, ...]:
        return tuple(self.says.get(name, frozenset()) for name in properties)


class Score(NamedTuple):
    """So many are right, of so many that were drafted and so many that there are."""

    what: str
    right: int
    drafted: int
    there: int

    def row(self) -> str:
        precision, recall = (self.right / n if n else 0.0 for n in (self.drafted, self.there))
        return f"| {self.what} | {precision:.0%} | {recall:.0%} | {self.right} | {self.drafted} | {self.there} |"


def told(data: Dataset) -> tuple[list[Told], set[tuple[int, str]]]:
    """The claims of all items, and the entities that each item mentions."""
    claims: list[Told] = []
    entities: set[tuple[int, str]] = set()
    for graph in data.graphs():
        name = str(graph.identifier)
        if not name.startswith(str(ITEM)):
            continue
        position = int(name.rpartition("/")[2])
        entities |= {(position, curie(str(o))) for o in graph.objects() if str(o).startswith(str(ID))}
        for claim, kind in graph.subject_objects(RDF.type):
            if curie(str(kind)).removeprefix("aikg:") in KINDS:
                claims.append(_told(graph, position, claim, curie(str(kind)).removeprefix("aikg:")))
    return claims, entities


def _told(graph: Any, position: int, claim: Any, kind: str) -> Told:
    says: dict[str, set[str]] = {}
    for prop, value in graph.predicate_objects(claim):
        text = (
            str(float(value)) if isinstance(value, Literal) and curie(str(prop)) in (*FIGURE, *CHANGE) else str(value)
        )
        says.setdefault(curie(str(prop)), set()).add(curie(text) if isinstance(value, URIRef) else text)
    places = [
        Span(
            int(graph.value(p, URIRef("http://www.w3.org/ns/oa#start"))),
            int(graph.value(p, URIRef("http://www.w3.org/ns/oa#end"))),
        )
        for p in graph.objects(claim, URIRef("https://w3id.org/aikg/ns#evidence"))
    ]
    return Told(position, kind, {name: frozenset(values) for name, values in says.items()}, tuple(sorted(places)))


def matched(drafted: list[Told], there: list[Told], same: Callable[[Told, Told], bool]) -> list[tuple[Told, Told]]:
    """Pairs of claims that are the same by some measure, each claim in one pair at most."""
    left = list(there)
    pairs = []
    for one in drafted:
        other = next((o for o in left if o.item == one.item and same(one, o)), None)
        if other is not None:
            left.remove(other)
            pairs.append((one, other))
    return pairs


def overlap(one: Told, other: Told) -> float:
    """Shared code points of two claims' evidence, as a part of all that either cites."""
    points = [{at for place in claim.places for at in range(*place)} for claim in (one, other)]
    return len(points[0] & points[1]) / max(len(points[0] | points[1]), 1)


def right(one: Told, other: Told) -> bool:
    """The same kind, the same parties, and the same figure and change."""
    properties = (*PARTIES[one.kind], *FIGURE, *CHANGE)
    return one.kind == other.kind and one.key(*properties) == other.key(*properties)


def near(one: Told, other: Told) -> bool:
    """The same kind and figure, said by the same sentence."""
    return (
        one.kind == other.kind and one.key(*FIGURE, *CHANGE) == other.key(*FIGURE, *CHANGE) and overlap(one, other) > 0
    )


def multiset(claims: Iterable[Told], *properties: str) -> Counter[tuple[object, ...]]:
    """How often each item states each figure."""
    keys = ((c.item, *c.key(*properties)) for c in claims if any(name in c.says for name in properties))
    return Counter(keys)


def compare(drafted: Dataset, there: Dataset) -> tuple[list[Score], list[tuple[Told, Told]], list[Told], list[Told]]:
    """The scores, the pairs that are right, and what was made up and missed."""
    ours, our_entities = told(drafted)
    theirs, their_entities = told(there)
    scores = [Score("entities of an item", len(our_entities & their_entities), len(our_entities), len(their_entities))]
    for what, properties in (("figures: number, unit and bound", FIGURE), ("changes: number and unit", CHANGE)):
        a, b = multiset(ours, *properties), multiset(theirs, *properties)
        scores.append(Score(what, (a & b).total(), a.total(), b.total()))
    pairs = matched(ours, theirs, right)
    scores.append(Score("claims: kind, parties and figure", len(pairs), len(ours), len(theirs)))
    loose = matched(ours, theirs, near)
    scores.append(Score("claims: kind and figure, on the same sentence", len(loose), len(ours), len(theirs)))
    for kind in KINDS:
        a, b = [c for c in ours if c.kind == kind], [c for c in theirs if c.kind == kind]
        scores.append(Score(f"– {kind}", sum(p.kind == kind for p, _ in pairs), len(a), len(b)))
    paired = [{id(pair[side]) for pair in pairs} for side in (0, 1)]
    return scores, pairs, [c for c in ours if id(c) not in paired[0]], [c for c in theirs if id(c) not in paired[1]]


def of_pairs(pairs: list[tuple[Told, Told]]) -> list[Score]:
    """Of claims that are right: whether stage, modality, source and period are too."""
    scores = []
    for what in ("stage", "modality", "claimedBy", "periodEnd", "baseline", "partOf"):
        sides = [[claim.key(f"aikg:{what}")[0] for claim in side] for side in zip(*pairs, strict=True)]
        if what in ("baseline", "partOf"):  # names of claims differ: only what stands outside of items is compared
            sides = [[frozenset(v for v in value if "item:" not in v) for value in side] for side in sides]  # type: ignore[attr-defined]
        same = sum(bool(a) and a == b for a, b in zip(*sides, strict=True))
        scores.append(Score(f"their {what}", same, *(sum(map(bool, side)) for side in sides)))
    return scores


def draft_of(path: Path, store: EmbeddedStore) -> tuple[drafting.Draft, Dataset]:
    """The draft of an article, as a person gets it, and read back."""
    draft = drafting.draft(
        document(str(path), path.read_bytes().decode()), drafting.Knowledge.of(store), name="measured"
    )
    data = Dataset()
    data.parse(data=drafting.trig(draft, datetime(2026, 1, 1, tzinfo=UTC)), format="trig")
    return draft, data


def by_hand(path: Path) -> Dataset:
    """The items that people made of the same text."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    for file in [*resources.data_files(), *sorted(UNSEEN.glob("*.trig"))]:
        if digest in file.read_text(encoding="utf-8"):
            data = Dataset()
            data.parse(file, format="trig")
            return data
    raise SystemExit(f"no file of data/items or benchmarks/unseen is about this text (SHA-256 {digest})")


def report(path: Path, store: EmbeddedStore, *, misses: bool) -> None:
    """Print how the draft of one article compares."""
    draft, drafted = draft_of(path, store)
    scores, pairs, made_up, missed = compare(drafted, by_hand(path))
    print(f"\n### {path.name}\n\n| what | precision | recall | right | drafted | by hand |")
    print("| --- | --- | --- | --- | --- | --- |")
    print("\n".join(score.row() for score in [*scores, *of_pairs(pairs)] if score.drafted or score.there))
    covered = draft.coverage
    same = sum(overlap(*pair) for pair in pairs) / max(len(pairs), 1)
    print(
        f"\n{draft.claims} claims, {draft.open_points} open points; covered: {covered.sentences_covered} of "
        f"{draft.sentences} sentences, {covered.numerals_covered} of {draft.numerals} figures; "
        f"evidence of the claims that are right: {same:.0%} of the code points in common"
    )
    for what, claims in (("made up", made_up), ("missed", missed)) if misses else ():
        print(f"\n{what}:")
        for claim in claims:
            told_by = (*PARTIES[claim.kind], *FIGURE, *CHANGE)
            said = {name: sorted(values) for name, values in claim.says.items() if name in told_by}
            print(f"  {claim.item} {claim.kind} {said}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", type=Path, nargs="*")
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was made up")
    given = parser.parse_args()
    store = EmbeddedStore()
    ingest.compile_into(store)
    for path in [*given.article, *sorted(p for p in UNSEEN.iterdir() if p.suffix in (".md", ".txt"))]:
        report(path, store, misses=given.misses)


if __name__ == "__main__":
    main()
