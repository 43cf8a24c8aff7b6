"""Article texts beside the graph: what no claim covers, what is misplaced, and the sentence behind a claim.

The graph holds positions only; the texts stay where their reader keeps them (`--articles`).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from aikg import catalogue, gate
from aikg.errors import NotFound, UnreadableInput
from aikg.evidence import Cited, Coverage, Section, Texts, coverage, misplaced, sentence_at
from aikg.identity import curie
from aikg.stores import Store
from aikg.validation import Finding, Report, Severity

if TYPE_CHECKING:
    from aikg.ingest import Evidence

_NUMERIC = (XSD.decimal, XSD.integer)


def covered(store: Store, path: Path) -> Coverage:
    """What the claims of a store cover of an article text, which is found by its digest.

    Raises:
        UnreadableInput: the file is not there or not UTF-8.
        NotFound: no article in the store has this text.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        raise UnreadableInput(error.strerror or str(error), file=str(path)) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput("not UTF-8; save the file as UTF-8", file=str(path)) from error
    digest = hashlib.sha256(data).hexdigest()
    known = list(store.lexical(catalogue.find("entities", "articles").text))
    for article, sha256, _ in known:
        if sha256 == digest:
            return coverage(text, sections(store, URIRef(article)), cited(store, URIRef(article)))
    raise NotFound(
        "article with the text of",
        f"{path} (SHA-256 {digest})",
        [f"{curie(article)} (SHA-256 {sha256[:12]}…)" for article, sha256, _ in known],
    )


def held(store: Store, texts: Texts) -> Report:
    """Everything in a store held against shapes, terms and checks, and against the texts where there are any."""
    found = [*gate.outside(store), *gate.conformance(store, gate.authored(store)), *gate.checks(store)]
    return Report(tuple(sorted([*found, *(findings(store, texts) if texts else ())])))


def findings(store: Store, texts: Texts) -> Iterator[Finding]:
    """Findings about evidence, for every article of the store whose text is at hand; a warning for the others."""
    for article, sha256, _ in store.lexical(catalogue.find("entities", "articles").text):
        text = texts.text(sha256)
        if text is None:
            yield _without_text(article, sha256, texts.named(article.rpartition("/")[2]))
            continue
        places = cited(store, URIRef(article))
        home = {place.claim: place.item for place in places}
        for wrong in misplaced(text, places, sections(store, URIRef(article))):
            yield Finding(
                "violation", wrong.message, wrong.claim, "aikg:evidence", "", wrong.kind, "", home.get(wrong.claim, "")
            )


def _without_text(article: str, sha256: str, path: Path | None) -> Finding:
    """A text that is not at hand is a warning; another text under its name is wrong."""
    cure = "put the text there unchanged, or correct schema:sha256 to what `sha256sum` prints for it, and the offsets."
    if path is None:
        message = f"No text with this SHA-256 is among the articles ({sha256[:12]}…), so no offset was checked: {cure}"
    else:
        message = (
            f"{path.name} has another SHA-256 than the article ({sha256[:12]}…), so no offset can be trusted: {cure}"
        )
    severity: Severity = "warning" if path is None else "violation"
    return Finding(severity, message, curie(article), "schema:sha256", sha256, "article-text")


def evidence_of(path: Path | None) -> Evidence:
    """What a build holds its evidence against: the texts of a folder or file, or nothing without one."""
    texts = Texts(path)
    return lambda store: findings(store, texts) if texts else ()


def cited(store: Store, article: URIRef) -> list[Cited]:
    """Every evidence place of every claim of an article, with all that the claim says."""
    words: dict[str, list[str]] = defaultdict(list)
    numbers: dict[str, list[str]] = defaultdict(list)
    for claim, word in store.select(catalogue.find("entities", "words").with_terms(article=article)):
        numeric = isinstance(word, Literal) and word.datatype in _NUMERIC
        (numbers if numeric else words)[str(claim)].append(str(word))
    rows = store.lexical(catalogue.find("entities", "evidence").with_terms(article=article))
    return [
        Cited(
            claim=curie(claim),
            item=curie(item),
            start=int(start),
            end=int(end),
            strings=tuple(words[claim]),
            numbers=tuple(numbers[claim]),
            printed=(figure,) if figure else (),
        )
        for claim, item, figure, start, end in rows
    ]


def sections(store: Store, article: URIRef) -> list[Section]:
    """Which part of its article each news item is."""
    rows = store.lexical(catalogue.find("entities", "sections").with_terms(article=article))
    return [Section(curie(item), headline, int(at), int(start), int(end)) for item, headline, at, start, end in rows]


def sentence(texts: Texts, sha256: str, start: int, end: int) -> str | None:
    """The words of an evidence place, whole sentences (of a table the cell), or None where the text is not at hand."""
    text = texts.text(sha256)
    if text is None or texts.is_table(sha256):
        return text if text is None else text[start:end]
    whole = sentence_at(text, start, end)
    return text[whole.start : whole.end]
