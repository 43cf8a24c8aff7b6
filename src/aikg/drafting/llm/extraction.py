"""Drafts by a language model: item by item, each claim held to the text and the gate, what is refused repaired once."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from aikg import articles, ingest
from aikg.drafting.batch import Extractor
from aikg.drafting.claims import Claim, Item
from aikg.drafting.documents import Document
from aikg.drafting.drafts import Draft, article_slug, compose, name_claims, readable, sentences_needed
from aikg.drafting.knowledge import Knowledge
from aikg.drafting.layout import dated, layout
from aikg.drafting.llm.client import Message, ask
from aikg.drafting.llm.holding import Holder, Refused, Unfounded, claims_of
from aikg.drafting.llm.prompts import opening, repair
from aikg.drafting.llm.schema import schema
from aikg.drafting.reading import Reader
from aikg.drafting.trig import trig
from aikg.settings import Model
from aikg.stores import Store

_MISREAD = "figure-misread"


def extractor(model: Model, store: Store) -> Extractor:
    """Drafting by a model; `store` is what the gate looks up what a draft mentions in."""

    def extract(document: Document, knowledge: Knowledge, name: str) -> Draft:
        return _Extraction(model, store, document, knowledge, name).draft()

    return extract


class _Extraction:
    """One article."""

    def __init__(self, model: Model, store: Store, document: Document, knowledge: Knowledge, name: str) -> None:
        self._language = readable(document)
        self._model, self._store, self._document, self._knowledge = model, store, dated(document), knowledge
        found = layout(document.text, document.title, document.stem)
        self._items = sentences_needed(found.items, document)
        self._title = found.title
        self._slug = name or article_slug(document, self._title)
        headings = [item.heading for item in found.items if item.heading]
        self._reader = Reader(document.text, knowledge.names, self._language, headings)

    def draft(self) -> Draft:
        """The draft of all items."""
        holders = [self._item(item) for item in self._items]
        name_claims(self._items)
        return self._draft(self._items, holders)

    def _draft(self, items: Sequence[Item], holders: Sequence[Holder]) -> Draft:
        proposals = {entity: proposal for holder in holders for entity, proposal in holder.proposals.items()}
        return compose(
            self._document,
            self._knowledge,
            slug=self._slug,
            title=self._title,
            language=self._language,
            items=items,
            proposals=proposals.values(),
            by=f"the language model {self._model.name}",
            reviewed_by_nobody=True,
        )

    def _item(self, item: Item) -> Holder:
        """Ask for the claims of an item; ask again, once, for those that are refused."""
        holder = Holder(self._reader, item.section)
        messages = opening(item.headline, self._document.text[slice(*item.section)], self._named(item))
        answer = ask(self._model, messages, schema())
        refused = self._take(answer, item, holder)
        if refused:
            again: list[Message] = [*messages, *repair(answer, refused)]
            refused = self._take(ask(self._model, again, schema()), item, holder)
        item.refused = [f"{_kind(one.claim)}: {'; '.join(one.reasons)}" for one in refused]
        return holder

    def _named(self, item: Item) -> Mapping[str, str]:
        """The known names of an item, and those of the whole article that it may mean."""
        entities = dict.fromkeys(entity for mention in self._reader.mentions for entity in mention.entities)
        names = self._knowledge.names
        return {entity: names.label(entity) for entity in entities if entity in names}

    def _take(self, answer: str, item: Item, holder: Holder) -> list[Refused]:
        """Take what is founded and passes the gate into the item; return the rest."""
        written, refused = claims_of(answer)
        founded: list[tuple[Claim, object]] = []
        for raw in written:
            try:
                claim = holder.held(raw)
                if not any(claim.says_as(other) for other in (*item.claims, *(one for one, _ in founded))):
                    founded.append((claim, raw))
            except Unfounded as reason:
                refused.append(Refused(raw, (str(reason),)))
        former = list(item.claims)
        item.claims = [*former, *(claim for claim, _ in founded)]
        reasons = self._gate(item, holder)
        item.claims = [*former, *(claim for claim, _ in founded if not reasons[id(claim)])]
        return [*refused, *(Refused(raw, tuple(reasons[id(c)])) for c, raw in founded if reasons[id(c)])]

    def _gate(self, item: Item, holder: Holder) -> Mapping[int, list[str]]:
        """Why the gate refuses claims of an item, by the claims' ids; what is only left open is no reason."""
        for claim in item.claims:
            claim.name = ""
        name_claims([item])
        by_name = {f"item:{self._slug}/{item.position}#{claim.name}": claim for claim in item.claims}
        reasons: dict[int, list[str]] = defaultdict(list)
        with tempfile.TemporaryDirectory() as folder:
            text, data = Path(folder) / "article.txt", Path(folder) / "draft.trig"
            text.write_bytes(self._document.text.encode())
            data.write_text(trig(self._draft([item], [holder]), datetime.now(UTC)), encoding="utf-8")
            report = ingest.validate(self._store, [data], evidence=articles.evidence_of(text))
        for finding in report.findings:
            refuses = finding.severity == "violation" and finding.rule != "undecided"
            if finding.focus in by_name and (refuses or finding.rule == _MISREAD):
                reasons[id(by_name[finding.focus])].append(f"{finding.path} {finding.message}".strip())
        return reasons


def _kind(claim: object) -> str:
    """What to call a refused claim in a comment: its class, and nothing else of the model's."""
    kind = claim.get("type") if isinstance(claim, dict) else None
    return kind if isinstance(kind, str) and kind.isalpha() and len(kind) < 30 else "answer"
