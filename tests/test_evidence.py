"""aikg.evidence: texts, plain writing, sentences, figures, and evidence in the wrong place."""

from __future__ import annotations

import doctest
import hashlib
import importlib
import pkgutil
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aikg.evidence
from aikg.errors import BadRequest, UnreadableInput
from aikg.evidence import (
    Cited,
    Section,
    Span,
    Texts,
    misplaced,
    numerals,
    passage,
    plain,
    sentence_at,
    sentences,
)
from aikg.evidence.numerals import said
from running import real_article

PROSE = st.text(alphabet=st.sampled_from(list('aB1 .!?。！”“"()\n\r\t3%,-–‑\u202f\u00a0万亿一五第xAI…')), max_size=80)
TEXT = st.one_of(st.text(max_size=80), PROSE)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def figures(text: str) -> list[str]:
    return [text[n.start : n.end] for n in numerals(text)]


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(aikg.evidence.__path__)])
def test_the_examples_run(name):
    result = doctest.testmod(importlib.import_module(f"aikg.evidence.{name}"))
    assert result.failed == 0


################################################################ texts


def test_a_text_is_found_by_its_bytes_and_no_newline_is_translated(tmp_path):
    body = "一\r\nTwo\rThree\n"
    (tmp_path / "b.md").write_bytes(body.encode())
    (tmp_path / "a.txt").write_text("other")
    (tmp_path / "c.bin").write_text("no text")
    texts = Texts(tmp_path)
    assert texts.text(digest(body)) == body
    assert texts.text(digest(body).upper() + "\n") == body
    assert texts.text(digest("no text")) is None
    assert texts.text("0" * 64) is None


def test_one_file_is_that_one_text_and_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "article"
    path.write_text("First.")
    texts = Texts(path)
    assert texts.text(digest("First.")) == "First."
    path.write_text("Second one.")
    assert texts.text(digest("First.")) is None
    assert texts.text(digest("Second one.")) == "Second one."


def test_subfolders_are_not_searched_and_no_folder_has_no_texts(tmp_path):
    (tmp_path / "sub.txt").mkdir()
    (tmp_path / "sub.txt" / "a.txt").write_text("Deep.")
    assert Texts(tmp_path).text(digest("Deep.")) is None
    assert Texts(None).text(digest("Deep.")) is None


def test_what_cannot_be_read_names_the_file_and_the_cure(tmp_path):
    raw = "中文".encode("gb18030")
    (tmp_path / "a.txt").write_bytes(raw)
    with pytest.raises(UnreadableInput, match=r"a\.txt.*not UTF-8 at byte 0; save it as UTF-8"):
        Texts(tmp_path).text(hashlib.sha256(raw).hexdigest())
    assert Texts(tmp_path).text("0" * 64) is None, "another file's encoding does not matter"
    with pytest.raises(UnreadableInput, match="nowhere"):
        Texts(tmp_path / "nowhere").text("0" * 64)


def test_a_file_that_refuses_to_be_read_is_named_only_when_it_may_be_the_one(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("Locked.")
    (tmp_path / "b.txt").write_text("Open.")
    read = Path.read_bytes

    def refuse(path):
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert Texts(tmp_path).text(digest("Open.")) == "Open."
    with pytest.raises(UnreadableInput, match=r"a\.txt.*Permission denied"):
        Texts(tmp_path).text(digest("Locked."))


################################################################ plain writing


@given(TEXT)
def test_plain_writing_keeps_every_offset(text):
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("9.8\u202f×\u202f10^13", "9.8 × 10^13"),
        ("a\u2009b\u00a0c\u3000d", "a b c d"),
        ("top‑ten, –5 %, −3, ‐", "top-ten, -5 %, -3, -"),
        ("“It’s”", '"It\'s"'),
        ("ＧＰＴ－４ｏ ＋５０％", "GPT-4o +50%"),
        ("共３家，５人。", "共3家，5人。"),
        ("10¹³ — ½", "10¹³ — ½"),
    ],
)
def test_plain_writing(text, written):
    assert plain(text) == written


################################################################ sentences


@given(TEXT, st.integers(0, 80), st.integers(0, 80))
def test_sentences_tile_the_text(text, start, end):
    found = sentences(text, start, end)
    inside = range(min(start, len(text)), min(max(start, end), len(text)))
    taken = [at for s in found for at in range(s.start, s.end)]
    assert taken == sorted(set(taken)), "no overlap, in order"
    assert {at for at in inside if not text[at].isspace()} <= set(taken) <= set(inside)
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in found)


@pytest.mark.parametrize(
    "parts",
    [
        ["Acme gave 2.5 Pro away.", "It cost US$5 billion."],
        ["It beat 3.5 % vs. experts, e.g. Acme Inc. staff.", "Then it stopped."],
        ["The U.S. Commerce Dept. agreed.", "So did the U.S.", "The rest did not."],
        ["“It works.”", "She left.", "‘Why?’ he asked.", "(Nobody knew.)", "Really?!", "Yes."],
        ["It has a round.", "xAI confirmed it.", "a16z did not."],
        ["Mr. J. Smith spoke.", "No. 5 fell.", "We said no.", "Some 300 firms agreed."],
        ["See the table.[3]", "Wait... and see.", "And so on…", "Done!"],
        ["他说：“好的。”", "然后走了。", "真的吗？", "真的！"],
        ["They met in Jan. 2026 at Acme Corp. headquarters.", "Fine."],
    ],
)
def test_sentences_of_one_line(parts):
    assert split(" ".join(parts)) == parts


def test_chinese_sentences_need_no_space():
    assert split("营收3.2亿。同比增长！“好！”，他说。真的?当然") == [
        "营收3.2亿。",
        "同比增长！",
        "“好！”，他说。",
        "真的?",
        "当然",
    ]


def test_lines_end_sentences_unless_they_are_wrapped():
    assert split("A title\nBy Someone\n\nIt was so\nlong that it\r\nwrapped. Done.\nxAI said so.") == [
        "A title",
        "By Someone",
        "It was so\nlong that it\r\nwrapped.",
        "Done.",
        "xAI said so.",
    ]
    assert split("1. First point. Second\n2. Next") == ["1. First point.", "Second", "2. Next"]
    assert split(" \n\t") == []


def test_passages_and_the_sentences_around_them():
    text = "One. Two is here. Three."
    assert passage(text, 5, 8) == "Two"
    assert sentence_at(text, 9, 20) == Span(5, 24)
    assert sentence_at(text, 4, 5) == Span(4, 5), "between two sentences"
    with pytest.raises(BadRequest, match="24 code points; correct oa:start"):
        passage(text, 5, 25)


################################################################ figures


@given(TEXT)
def test_figures_are_in_order_and_inside_the_text(text):
    found = numerals(text)
    assert all(0 <= n.start < n.end <= len(text) and n.readings for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3.2\u202ftrillion tokens", ["3.2e12"]),
        ("9.8\u202f×\u202f10^13, 10^13, 10¹³, 2×10⁻³, 1.5e13", ["9.8e13", "1e13", "1e13", "0.002", "1.5e13"]),
        ("300 k, 1 million, US$5 billion, $0.002 per k, €5mn, 70B", ["3e5", "1e6", "5e9", "0.002", "5e6", "7e10"]),
        ("–5 %, ‑15 %, −3, (+45 %), -$5 million", ["-5", "-15", "-3", "45", "-5e6"]),
        ("15‑20 %, 3‑5 years, 50 %+, >95 %, 20 %/80 %", ["15", "20", "3", "5", "50", "95", "20", "80"]),
        ("1,200.50 and 1,000,000 and 30\u202f000", ["1200.50", "1e6", "30000"]),
        ("Qwen 3.6, GPT‑4o, a16z, Llama 4, Q2 2026", ["3.6", "4", "16", "4", "2", "2026"]),
        ("the 15‑year plan, the 15th", ["15", "15"]),
        ("3.2\ntrillion", ["3.2e12"]),
        ("fifth week, twenty-five, two hundred and five thousand", ["25", "205000", "5"]),
        ("one million GPUs, within one year, million‑yuan", ["1e6", "1", "1e6"]),
        ("tenfold growth, ten-to-fifteen", ["10", "10", "15"]),
        ("3.2 万亿, 300万, 1.5亿元, 5千瓦", ["3.2e12", "3e6", "1.5e8", "5"]),
        ("第五次，三家，二〇二六年", ["5", "3", "2026"]),
        ("百分之四十五，百分之三点五，三点五万", ["45", "3.5", "35000"]),
        ("一亿两千万，三千五百万，千亿级", ["120000000", "35000000", "1e11"]),
        ("５０％，３家", ["50", "3"]),
    ],
)
def test_figures_and_their_values(text, values):
    assert sorted(n.readings[0] for n in numerals(text)) == sorted(map(Decimal, values))


@pytest.mark.parametrize(
    "text",
    [
        "one of them, the one, no one, one another, this one.",
        "per second, a second",
        "First, it fell; at first; development-first; third-party; one-stop",
        "一些统一的千问和百度、三星，十分好，进一步，零一万物，万一",
        "none, often, tend, bone, tension",
    ],
)
def test_what_looks_like_a_figure(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("printed", "strings", "numbers", "answer"),
    [
        ("3.2 trillion", (), ("3200000000000.0",), True),
        ("9.8 × 10^13", (), ("98000000000000",), True),
        ("doubling", ("+100 %",), (), True),
        ("doubling", ("2x",), (), True),
        ("翻倍", (), ("100",), True),
        ("half", (), ("50",), True),
        ("两成", (), ("20",), True),
        ("fifth", (), ("5.0",), True),
        ("one million", ("1,000,000 GPUs",), (), True),
        ("–5 %", (), ("-5.0",), True),
        ("–5 %", ("5 %",), ("5",), False),
        ("33 %", (), ("-33",), True),
        ("33 %", ("-33 %",), (), False),
        ("30\u202f000", ("30 000 developers",), (), True),
        ("3-5 billion", (), ("3000000000",), True),
        ("Qwen3-235B", (), ("3000000000",), False),
        ("5 m", (), ("5",), True),
        ("$5 m", (), ("5",), False),
        ("2.5.1", ("v2.5.1",), (), True),
        ("3.2 trillion", ("3.2 billion",), ("3.2",), False),
        ("7", (), ("NaN", "Infinity", "seven", ""), False),
    ],
)
def test_what_accounts_for_a_figure(printed, strings, numbers, answer):
    assert said(strings, numbers).accounts_for(numerals(printed)[0]) is answer


def test_long_and_odd_figures_do_no_harm():
    for text in ("9" * 50_000, "10^99999", "1.1.1.1", "million " * 500, "万" * 500, "一" * 500):
        assert all(0 <= n.start < n.end <= len(text) for n in numerals(text))


################################################################ evidence in the wrong place

STORY = "Acme earned US$3.2 billion. Its café grew –5 %. \n\n其他公司增长了三成。"


def kinds(*places: Cited, sections=()) -> list[str]:
    return [wrong.kind for wrong in misplaced(STORY, places, sections)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 27, []),
        (0, len(STORY), []),
        (50, 54, []),  # Chinese may be cut anywhere
        (-1, 5, ["outside-text"]),
        (5, 5, ["outside-text"]),
        (9, 5, ["outside-text"]),
        (0, len(STORY) + 1, ["outside-text"]),
        (47, 50, ["blank"]),
        (2, 27, ["inside-word"]),
        (0, 9, ["inside-word"]),
        (0, 17, ["inside-figure"]),
        (0, 18, ["inside-figure"]),
        (43, 47, ["inside-figure"]),  # the minus is part of the figure
    ],
)
def test_where_evidence_may_begin_and_end(start, end, expected):
    assert kinds(Cited("c", "i", start, end)) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("US$3.2 billion", []),
        ("3,200 million", []),
        ("3.2 trillion", ["figure-not-printed"]),
        ("3.2", ["figure-not-printed"]),
        ("-5 %", []),
        ("5 %", ["figure-not-printed"]),
        ("30 %", []),
        ("much", []),
    ],
)
def test_a_figure_as_printed_must_be_printed(printed, expected):
    assert kinds(Cited("c", "i", 0, len(STORY), printed=(printed,))) == expected


def test_all_places_of_a_claim_may_print_its_figure():
    first, second = Cited("c", "i", 0, 27, printed=("-5 %",)), Cited("c", "i", 28, 47, printed=("-5 %",))
    assert kinds(first) == ["figure-not-printed"]
    assert kinds(second, first) == []
    assert kinds(first, Cited("c", "i", 90, 99, printed=("-5 %",))) == ["outside-text"], "nothing more is certain"


def test_evidence_of_another_item():
    sections = [Section("i:1", "", 1, 0, 27), Section("i:2", "", 2, 28, 47)]
    assert kinds(Cited("c", "i:1", 28, 47), sections=sections) == ["other-item"]
    assert kinds(Cited("c", "i:1", 0, 47), sections=sections) == []
    assert kinds(Cited("c", "i:1", 50, 60), sections=sections) == [], "outside every item: a lead may be cited"
    assert kinds(Cited("c", "i:9", 0, 27), sections=sections) == [], "an item without a section"


def test_sections_that_overlap_or_leave_the_text():
    sections = [Section("i:1", "", 1, 0, 30), Section("i:2", "", 2, 28, 47), Section("i:3", "", 3, 50, 999)]
    wrong = list(misplaced(STORY, [], sections))
    assert [(w.claim, w.kind) for w in wrong] == [("i:2", "section"), ("i:3", "section")]
    assert "overlaps i:1" in wrong[0].message


def test_messages_say_the_cure():
    places = [Cited("c", "i", 2, 17, printed=("7",)), Cited("d", "i", 0, 999), Cited("e", "i", 47, 50)]
    for wrong in misplaced(STORY, places):
        assert any(verb in wrong.message for verb in ("correct", "move", "put")), wrong


@given(TEXT, st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=4))
def test_a_figure_copied_from_its_place_is_never_reported(text, spans):
    places = [
        Cited(str(n), "i", start, end, printed=(text[start:end],))
        for n, (start, end) in enumerate(spans)
        if 0 <= start < end <= len(text)
    ]
    whole = [Cited("whole", "i", 0, len(text), printed=(plain(text),))] if text.strip() else []
    assert all(w.kind != "figure-not-printed" for w in misplaced(text, whole))
    list(misplaced(text, places))


def test_special_characters_of_the_article_survive():
    text = real_article().read_bytes().decode()
    assert (text.count("\u202f"), text.count("\u2011")) == (96, 53)
    assert len(plain(text)) == len(text)
    assert not {"\u202f", "\u2011", "\u2013"} & set(plain(text))
