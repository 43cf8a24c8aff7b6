"""Article texts beside the graph: coverage, evidence held against the text, the sentence behind a claim."""

from __future__ import annotations

import hashlib

import pytest
from rdflib import URIRef

import aikg
from aikg.articles import cited, covered, evidence_of, findings, sections, sentence
from aikg.errors import NotFound, UnreadableInput
from aikg.evidence import Texts
from lantern import SENTENCES, TEXT, own_data, write_own
from running import own_store, real_article, shipped

ARTICLE = URIRef("https://w3id.org/aikg/article/lantern")
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.fixture
def folder(tmp_path):
    return write_own(tmp_path / "mine", alone=True)


def test_covered(folder):
    told = covered(own_store(), folder / "texts" / "lantern.txt")
    assert told.complete
    assert (told.sentences, told.sentences_covered, told.numerals, told.numerals_covered) == (3, 3, 2, 2)
    assert [item.headline for item in told.items] == ["Lantern Labs raises money", "Ridge may follow"]


def test_covered_is_found_by_content_not_by_name(folder):
    (folder / "texts" / "lantern.txt").rename(folder / "other name.md")
    assert covered(own_store(), folder / "other name.md").complete


def test_covered_of_what_is_no_article(folder):
    (folder / "changed.txt").write_text(TEXT + " ", encoding="utf-8")
    with pytest.raises(NotFound, match="article:lantern"):
        covered(own_store(), folder / "changed.txt")
    with pytest.raises(UnreadableInput, match="No such file"):
        covered(own_store(), folder / "none.txt")
    (folder / "latin.txt").write_bytes("caf\xe9".encode("latin-1"))
    with pytest.raises(UnreadableInput, match="UTF-8"):
        covered(own_store(), folder / "latin.txt")


def test_what_nothing_says_is_listed(folder):
    path = folder / "news" / "lantern.trig"
    trig = own_data(alone=True)
    start = trig.index("two:may a ")
    path.write_text(trig[:start] + trig[trig.index(" .\n", start) + 3 :], encoding="utf-8")
    with aikg.build(path, shipped=False) as kg:
        told = kg.coverage(folder / "texts" / "lantern.txt")
    assert not told.complete and told.sentences_covered == 2
    missing = [s for item in told.items for s in item.sentences if not s.heading and not s.covered]
    assert [TEXT[s.start : s.end] for s in missing] == [SENTENCES["may"]]


def test_findings(folder):
    assert next(findings(own_store(), Texts(folder / "texts"))).rule == "article-text", (
        "the other article is not at hand"
    )
    assert [f for f in findings(own_store(), Texts(folder / "texts")) if f.severity == "violation"] == []


def test_evidence_that_is_not_where_it_says(folder):
    trig = own_data(alone=True).replace('"40 million US dollars"', '"44 million US dollars"')
    (folder / "news" / "lantern.trig").write_text(trig, encoding="utf-8")
    with aikg.build(folder / "news", shipped=False) as kg:
        kg_findings = list(findings(kg.store, Texts(folder / "texts")))
    assert [(f.severity, f.focus) for f in kg_findings] == [("violation", "item:lantern/1#paid")]
    with pytest.raises(aikg.DoesNotConform):
        aikg.build(folder / "news", shipped=False, articles=folder / "texts")


def test_evidence_of_no_texts_finds_nothing():
    assert list(evidence_of(None)(own_store())) == []


def test_cited_and_sections():
    places = {place.claim: place for place in cited(own_store(), ARTICLE)}
    paid = places["item:lantern/1#paid"]
    assert TEXT[paid.start : paid.end] == SENTENCES["paid"]
    assert paid.printed == ("40 million US dollars",) and "Lantern Labs" in paid.strings
    assert any(float(number) == 40_000_000 for number in paid.numbers)
    parts = sections(own_store(), ARTICLE)
    assert [TEXT[part.start :].split("\n")[0] for part in parts] == [
        "1. Lantern Labs raises money",
        "2. Ridge may follow",
    ]


def test_sentence(folder):
    texts = Texts(folder / "texts")
    start = TEXT.index("40 million")
    assert sentence(texts, SHA, start, start + 10) == SENTENCES["paid"], "whole sentences"
    assert sentence(texts, "0" * 64, start, start + 10) is None
    assert sentence(Texts(None), SHA, start, start + 10) is None


def test_the_real_article_is_covered_as_told():
    with aikg.open(shipped()) as kg:
        told = kg.coverage(real_article())
    assert told.sentences_covered <= told.sentences and told.numerals_covered <= told.numerals
    assert told.sentences_covered / told.sentences > 0.95, "what ships says nearly everything that the article says"
    assert len(told.items) == 11
