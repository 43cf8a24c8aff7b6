"""From the records of a table to named graphs: one for the table, one for each row, and what the registry lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD
from rdflib.term import Node

from aikg import gate
from aikg.identity import slug
from aikg.imports import fields as cells_of
from aikg.imports.mapping import Mapping
from aikg.imports.naming import Entities
from aikg.imports.parts import Edition, View
from aikg.imports.records import Cell, Record, Table
from aikg.imports.remarks import ColumnUse, Report
from aikg.imports.yarrrml import Row, TriplesMap
from aikg.stores import Store
from aikg.terms import Term, Triple
from aikg.vocabulary import AIKG, ARTICLE, BASE, ITEM, PREFIXES, SCHEMA

OA_START: Final = URIRef(f"{PREFIXES['oa']}start")
OA_END: Final = URIRef(f"{PREFIXES['oa']}end")
OA_SELECTOR: Final = URIRef(f"{PREFIXES['oa']}TextPositionSelector")


class Run(NamedTuple):
    """What an import adds and when: the article that is the table, and the activity that read it."""

    article: URIRef
    activity: URIRef
    when: str


@dataclass
class Imported:
    """The graphs of one table: its own, those of its rows by their item, and what the registry needs besides."""

    run: Run
    article: list[Triple]
    items: dict[URIRef, list[Triple]]
    registry: list[Triple]
    report: Report


def run_of(table: Table, mapping: Mapping, when: str) -> Run:
    """The run that reads this state of a table with this state of a mapping; the same for the same two."""
    name = f"run/import-{mapping.id}-{table.sha256[:12]}-{mapping.sha256[:12]}"
    return Run(ARTICLE[mapping.id], URIRef(f"{BASE}{name}"), when)


def assemble(table: Table, mapping: Mapping, entities: Entities, run: Run, edition: Edition) -> Imported:
    """Everything that a table says, by a mapping, about entities, to which it adds new ones."""
    report = Report(table.path.name, mapping.path.stem, len(table.records))
    for remark in table.remarks:
        report.remark(0, 0, "", "", "note", remark)
    work = _Work(table, mapping, entities, run, report)
    for record in table.records:
        work.add(record)
    report.columns = work.columns()
    report.claims = claims_of(work.items)
    report.entities = entities.counts(mentioned(work.items))
    return Imported(run, _article(table, mapping, run, edition), work.items, [], report)


class _Work:
    """The graphs of the rows, as they grow."""

    def __init__(self, table: Table, mapping: Mapping, entities: Entities, run: Run, report: Report) -> None:
        self.table, self.mapping, self.entities = table, mapping, entities
        self.run, self.report = run, report
        self.items: dict[URIRef, list[Triple]] = {}
        self._used: dict[str, int] = {}
        self._filled: dict[str, int] = dict.fromkeys(table.columns, 0)

    def add(self, record: Record) -> None:
        """Add the graph of a record, or say why there is none."""

        def told(column: str, value: str, done: str, why: str) -> None:
            self.report.remark(record.number, record.line, column, value, done, why)

        for column in record.cells:
            self._filled[column] += 1
        missing = [c.column for c in self.mapping.columns.values() if c.required and not record.cells.get(c.column)]
        if missing:
            told(missing[0], "", "left out", "the row lacks what a row needs")
            return
        fields = cells_of.read(record, self.table.text, self.mapping, self.entities, told)
        unread = [c.column for name, c in self.mapping.columns.items() if c.required and name not in fields.cells]
        if unread:
            told(unread[0], "", "left out", "what the row needs cannot be used")
            return
        item = self._name(record, told)
        graph = _Graph(item, self.run.article)
        used = {self.mapping.columns[name].column for name in self.mapping.key}
        for triples_map in self.mapping.maps:
            used |= self._say(graph, triples_map, fields, told)
        if not graph.claims:
            told("", "", "left out", "no claim follows from the row")
            return
        for column in used & record.cells.keys():
            self._used[column] = self._used.get(column, 0) + 1
        self.items[item] = graph.whole(record, self.run)

    def _say(self, graph: _Graph, triples_map: TriplesMap, fields: cells_of.Fields, told: cells_of.Told) -> set[str]:
        """Add what a map says; the columns that it used."""
        used: set[str] = set()
        for view in (self.mapping.views[name] for name in triples_map.views):
            used |= self._see(graph, triples_map, view, fields, told)
        return used

    def _see(
        self, graph: _Graph, triples_map: TriplesMap, view: View, fields: cells_of.Fields, told: cells_of.Told
    ) -> set[str]:
        rows = list(cells_of.rows(fields, view, told))
        used: set[str] = set()
        answers = triples_map.run([Row(values, str(graph.item)) for values, _ in rows])
        for (values, cells), triples in zip(rows, answers, strict=True):
            if not triples:
                continue
            names = {name.partition(".")[0] for name in triples_map.fields if values.get(name)}
            names |= {name.partition(".")[0] for name in (*view.where, *view.unless)}
            graph.add(triples, [cell for name in sorted(names) for cell in cells.get(name, ())])
            used |= {c for n in names for c in (self.mapping.columns[n].column, self.mapping.columns[n].year) if c}
        return used

    def _name(self, record: Record, told: cells_of.Told) -> URIRef:
        """The item of a record: named by its key, so that it stays the same item when rows come and go before it."""
        texts = [
            record.cells[c.column].text
            for name in self.mapping.key
            for c in (self.mapping.columns[name],)
            if c.column in record.cells
        ]
        key = slug(" ".join(texts)) or f"row-{record.number}"
        if self.mapping.digest:
            key = _digest(texts)
        item = ITEM[f"{self.mapping.id}/{key}"]
        again = 2
        while item in self.items:
            item = ITEM[f"{self.mapping.id}/{key}-{again}"]
            again += 1
        if again > 2:
            told("", " ".join(texts), "note", f"another row has the same key: its item is called {key}-{again - 1}")
        return item

    def columns(self) -> list[ColumnUse]:
        """How much of each column was used."""
        reads = set(self.mapping.expected)
        uses = []
        for column, filled in self._filled.items():
            used = self._used.get(column, 0)
            why = self.mapping.left_out.get(column, "the mapping does not know this column")
            if column in reads:
                why = "" if used == filled else "no claim of the row needs it, or the row is told above"
            uses.append(ColumnUse(column, filled, used, why if used < filled else ""))
        return uses


class _Graph:
    """What one row says."""

    def __init__(self, item: URIRef, article: URIRef) -> None:
        self.item, self._article = item, article
        self._triples: set[Triple] = set()
        self.claims: set[Node] = set()

    def add(self, triples: Sequence[Triple], cells: Sequence[Cell]) -> None:
        """Add what is said of the item or of one claim; the claim rests on the cells."""
        self._triples.update(triples)
        subject = triples[0][0]
        if subject == self.item:
            return
        if any(p == RDF.type and str(o).startswith(PREFIXES["aikg"]) for _, p, o in triples):
            self.claims.add(subject)
            self._triples.add((subject, AIKG.reportedIn, self.item))
            for cell in cells:
                self._triples.add((subject, AIKG.evidence, self._place(cell.start, cell.end)))

    def _place(self, start: int, end: int) -> URIRef:
        place = URIRef(f"{self.item}#s{start}-{end}")
        self._triples |= {
            (place, RDF.type, OA_SELECTOR),
            (place, OA_START, Literal(start)),
            (place, OA_END, Literal(end)),
        }
        return place

    def whole(self, record: Record, run: Run) -> list[Triple]:
        """All of it, with the item itself, sorted."""
        item = self.item
        self._triples |= {
            (item, RDF.type, AIKG.NewsItem),
            (item, SCHEMA.isPartOf, self._article),
            (item, SCHEMA.position, Literal(record.number)),
            (item, AIKG.evidence, self._place(record.start, record.end)),
            (item, PROV.wasDerivedFrom, self._article),
            (item, PROV.wasGeneratedBy, run.activity),
            (item, PROV.generatedAtTime, Literal(run.when, datatype=XSD.dateTime, normalize=False)),
        }
        return sorted(self._triples, key=_order)


def _order(triple: Triple) -> tuple[str, str, Term]:
    """The order of triples; subject and predicate are names, which compare faster as plain text."""
    return str(triple[0]), str(triple[1]), triple[2]


def _digest(texts: Sequence[str]) -> str:
    import hashlib

    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def _article(table: Table, mapping: Mapping, run: Run, edition: Edition) -> list[Triple]:
    """The table as a document: what it is, whose, under which licence, in which state, and who read it."""
    article, author = run.article, URIRef(f"{run.article}#author")
    triples: list[Triple] = [
        (article, RDF.type, SCHEMA.NewsArticle),
        (article, RDF.type, SCHEMA.Dataset),
        (article, SCHEMA.headline, Literal(mapping.title, lang="en")),
        (article, SCHEMA.inLanguage, Literal(mapping.language)),
        (article, SCHEMA.sha256, Literal(table.sha256)),
        (article, SCHEMA.alternateName, Literal(table.path.name)),
        (article, SCHEMA.author, author),
        (article, DCTERMS.license, URIRef(mapping.licence)),
        (author, RDF.type, SCHEMA.Organization),
        (author, SCHEMA.name, Literal(mapping.publisher)),
        (run.activity, RDF.type, PROV.Activity),
        (run.activity, RDFS.label, Literal(f"Import of {table.path.name} with {mapping.path.name}", lang="en")),
        (run.activity, RDFS.label, Literal(f"用{mapping.path.name}导入{table.path.name}", lang="zh")),
        (run.activity, PROV.used, article),
        (run.activity, PROV.endedAtTime, Literal(run.when, datatype=XSD.dateTime, normalize=False)),
    ]
    if mapping.attribution:
        triples.append((article, SCHEMA.creditText, Literal(mapping.attribution)))
    if mapping.source:
        triples.append((article, DCTERMS.source, URIRef(mapping.source)))
    if edition.date:
        triples.append((article, SCHEMA.datePublished, Literal(edition.date, datatype=XSD.date)))
    if edition.version:
        triples.append((article, SCHEMA.version, Literal(edition.version)))
    return sorted(triples)


def held(imported: Imported, store: Store, registry: Sequence[Triple]) -> None:
    """Hold the items against the gate; what has a violation is taken out, and told row by row.

    `registry` describes the entities that the store does not have yet.
    """
    new: dict[Node, list[Triple]] = {}
    for triple in (*registry, *imported.article):
        new.setdefault(triple[0], []).append(triple)
    position = {item: str(o) for item, ts in imported.items.items() for _, p, o in ts if p == SCHEMA.position}
    for batch in _batches(imported.items):
        nodes = mentioned(batch) & new.keys()
        context = [*gate.types_of(store, batch), *(triple for node in nodes for triple in new[node])]
        refused: set[URIRef] = set()
        for finding in gate.hold(batch, context, lambda: sorted(map(str, new))):
            item = next((i for i in batch if finding.item and str(i).endswith(finding.item.partition(":")[2])), None)
            if item is None:
                continue
            violation = finding.severity == "violation"
            done = "refused" if violation else "warning"
            imported.report.remark(
                int(position[item]), 0, finding.path, finding.value, done, f"{finding.rule}: {finding.message}"
            )
            if violation:
                refused.add(item)
        for item in refused:
            del imported.items[item]
    imported.report.claims = claims_of(imported.items)


def mentioned(items: dict[URIRef, list[Triple]]) -> set[Node]:
    """Everything that some items point at."""
    return {o for triples in items.values() for _, _, o in triples if isinstance(o, URIRef)}


def claims_of(items: dict[URIRef, list[Triple]]) -> int:
    """How many claims some items make."""
    return sum(p == AIKG.reportedIn for triples in items.values() for _, p, _ in triples)


def _batches(items: dict[URIRef, list[Triple]]) -> list[dict[URIRef, list[Triple]]]:
    batches: list[dict[URIRef, list[Triple]]] = [{}]
    size = 0
    for item, triples in items.items():
        batches[-1][item] = triples
        size += len(triples)
        if size >= gate.BATCH:
            batches.append({})
            size = 0
    return [batch for batch in batches if batch]
