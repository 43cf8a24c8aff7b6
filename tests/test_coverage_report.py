"""aikg.evidence.coverage: what of an article no claim accounts for."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.evidence import Cited, Excluded, Section, coverage
from aikg.evidence.headings import headings
from running import real_article

TEXT = """A Week in Widgets

Someone wrote this lead in 2031. It says 9 things.

1. Acme Ships Widget 4

Acme shipped Widget\u202f4 to 3.2\u202fmillion users, –5\u202f% on the year. Its rivals slept.
***

二、其他

其他公司第五次涨价３成。
"""
ONE = Section("item:a/1", "Acme ships Widget 4", 1, TEXT.index("1. A"), TEXT.index("***") + 3)
TWO = Section("item:a/2", "", 2, TEXT.index("二、"), len(TEXT))
FIRST = (TEXT.index("Acme shipped"), TEXT.index(" Its rivals"))
SECOND = (TEXT.index("Its rivals"), TEXT.index("\n***"))


def cite(place=FIRST, strings=("Widget 4", "3.2 million users, -5 %"), numbers=(), item=ONE.item, claim="c"):
    return Cited(claim, item, *place, tuple(strings), tuple(numbers))


def open_figures(*cited):
    return [n.printed for i in coverage(TEXT, [ONE], cited).items for n in i.numerals if not n.covered]


def test_a_claim_that_only_points_covers_the_sentence_and_not_its_figures():
    found = coverage(TEXT, [ONE], [cite(strings=())])
    heading, first, second = found.items[0].sentences
    assert (heading.heading, heading.covered) == (True, False)
    assert (first.covered, second.covered) == (True, False)
    assert open_figures(cite(strings=())) == ["4", "3.2\u202fmillion", "–5"]


def test_words_and_numbers_account_for_figures():
    assert open_figures(cite()) == []
    assert open_figures(cite(strings=("Widget 4",), numbers=("3200000.0", "-5"))) == []
    assert open_figures(cite(strings=("Widget 4",), numbers=("3.2", "5"))) == ["3.2\u202fmillion", "–5"]
    assert open_figures(cite(place=SECOND)) == ["4", "3.2\u202fmillion", "–5"], "the right figure at another place"


def test_claims_of_another_item_cover_nothing_here():
    found = coverage(TEXT, [ONE], [cite(item=TWO.item)])
    assert (found.sentences_covered, found.numerals_covered) == (0, 0)


def test_who_accounts_for_a_figure():
    places = [cite(claim="d"), cite(claim="c"), cite(claim="e", strings=())]
    assert {n.claims for n in coverage(TEXT, [ONE], places).items[0].numerals} == {("c", "d")}


def test_a_union_of_places_covers_and_what_is_missing_is_said():
    start, end = FIRST
    halves = [cite((start, start + 20), ()), cite((start + 20, end - 1), ())]
    sentence = coverage(TEXT, [ONE], halves).items[0].sentences[1]
    assert not sentence.covered
    assert [TEXT[m.start : m.end] for m in sentence.missing] == ["."]
    assert coverage(TEXT, [ONE], [*halves, cite((end - 1, end))]).items[0].sentences[1].covered


def test_everything_that_is_not_counted_is_listed():
    lead = TEXT.index("It says")
    found = coverage(TEXT, [TWO, ONE], [cite((lead, lead + 7), ())])
    listed = [(TEXT[e.start : e.end], e.reason, e.item) for e in found.excluded]
    assert listed == [
        ("A Week in Widgets", "outside every item", ""),
        ("Someone wrote this lead in 2031.", "outside every item", ""),
        ("It says", "cited", ""),
        ("9 things.", "outside every item", ""),
        ("1. Acme Ships Widget 4", "heading", ONE.item),
        ("***", "no words", ONE.item),
        ("二、其他", "heading", TWO.item),
    ]


def test_a_cited_heading_is_listed_as_cited():
    at = TEXT.index("1. Acme")
    found = coverage(TEXT, [ONE], [cite((at, at + 22), ())])
    assert Excluded(at, at + 22, "cited", ONE.item) in found.excluded
    assert found.items[0].sentences[0].covered
    assert found.sentences == 2, "a heading is not counted"


def test_totals_and_complete():
    whole = [cite(), cite(SECOND), cite((TWO.start, len(TEXT)), ("涨价3成",), ("5",), TWO.item)]
    found = coverage(TEXT, [ONE, TWO], whole)
    assert (found.sentences, found.sentences_covered, found.numerals, found.numerals_covered) == (3, 3, 5, 5)
    assert found.complete
    assert not coverage(TEXT, [ONE, TWO], whole[1:]).complete
    assert not coverage(TEXT, [], whole).complete, "nothing was looked at"


def test_the_dictionary_is_json_and_holds_no_sentence():
    report = coverage(TEXT, [ONE, TWO], [cite((FIRST[0], FIRST[0] + 4))]).to_dict()
    written = json.dumps(report, ensure_ascii=False)
    assert report["sentences"] == 3
    assert report["items"][0]["sentences"][1]["missing"] == [{"start": FIRST[0] + 5, "end": FIRST[1]}]
    assert report["items"][0]["numerals"][0]["claims"] == []
    assert "rivals" not in written


def test_sections_and_places_outside_the_text_are_cut_to_it():
    section = Section("i", "", 1, -5, len(TEXT) + 50)
    found = coverage(TEXT, [section], [Cited("c", "i", -9, len(TEXT) + 9), Cited("c", "i", 900, 800)])
    assert (found.items[0].start, found.items[0].end) == (0, len(TEXT))
    assert found.sentences == found.sentences_covered > 0


@pytest.mark.parametrize(
    ("text", "headline", "found"),
    [
        ("3. Big News\n\nIt came.", "Big News", ["3. Big News"]),
        ("BIG NEWS\nIt came.", "Big news", ["BIG NEWS"]),
        ("**3. “Big” News**\nIt came.", '"Big" News', ["**3. “Big” News**"]),
        ("## 大新闻\n来了。", "Big News", ["## 大新闻"]),
        ("三、大新闻\n来了。", "Big News", ["三、大新闻"]),
        ("3. It came.\nAnd went.", "Big News", []),
        ("3. Big news came", "Other", []),
        ("Unnumbered start\nIt came.", "Other", []),
    ],
)
def test_headings(text, headline, found):
    assert [text[h.start : h.end] for h in headings(text, Section("i", headline, 3, 0, len(text)))] == found


PROSE = st.text(alphabet=st.sampled_from(list("aB1 .。\n5%-–‑\u202f万一五第k,")), max_size=60)
PLACES = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=5)


@given(PROSE, PLACES, PLACES)
def test_claims_without_words_or_numbers_cover_no_figure(text, sections, places):
    found = coverage(
        text,
        [Section(f"i{n % 2}", "a", n, *span) for n, span in enumerate(sections)],
        [Cited(f"c{n}", f"i{n % 2}", *span) for n, span in enumerate(places)],
    )
    assert found.numerals_covered == 0


@given(PROSE, PLACES, PLACES)
def test_all_offsets_are_inside_the_text_and_everything_is_somewhere(text, sections, places):
    found = coverage(
        text,
        [Section(f"i{n}", "a", n, *span) for n, span in enumerate(sections)],
        [Cited(f"c{n}", f"i{n}", *span, ("5 k",), ("1",)) for n, span in enumerate(places)],
    )
    counted = [s for item in found.items for s in item.sentences]
    figures = [n for item in found.items for n in item.numerals]
    gaps = [m for s in counted for m in s.missing]
    assert all(0 <= p.start < p.end <= len(text) for p in [*counted, *figures, *gaps, *found.excluded])
    seen = {at for p in [*counted, *found.excluded] for at in range(p.start, p.end)}
    assert all(at in seen for at, character in enumerate(text) if not character.isspace())


################################################################ the sample article

SECTIONS = (659, 1270, 1781, 2422, 2954, 3374, 3914, 4402, 4861, 5367, 5858, 6388)
SENTENCES = (3, 3, 4, 3, 4, 4, 3, 3, 3, 3, 3)
FIGURES = (21, 10, 3, 11, 5, 9, 7, 11, 5, 24, 2)


@pytest.fixture
def sample():
    return real_article().read_bytes().decode()


def test_sentences_and_figures_of_the_sample_article(sample):
    sections = [Section(f"i{n}", "", n, start, end - 1) for n, (start, end) in enumerate(pairwise(SECTIONS), 1)]
    found = coverage(sample, sections, [])
    assert tuple(sum(not s.heading for s in item.sentences) for item in found.items) == SENTENCES
    assert tuple(sum(s.heading for s in item.sentences) for item in found.items) == (1,) * 11
    assert tuple(len(item.numerals) for item in found.items) == FIGURES
    assert all(sample[s.end - 1] == "." for item in found.items for s in item.sentences if not s.heading)
    printed = {n.printed.replace("\u202f", " ") for item in found.items for n in item.numerals}
    wanted = {
        "9.8 × 10^13",
        "fifth",
        "–5",
        "first",
        "52 k",
        "one million",
        "16",
        "doubling",
        "‑60",
        "+800 k",
        "800 billion",
    }
    assert wanted <= printed
    assert sum(e.reason == "heading" for e in found.excluded) == 11
    assert not found.complete
