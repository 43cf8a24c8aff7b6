"""How articles are split into items, and what around them is left out."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.drafting.documents import document
from aikg.drafting.layout import dated, layout, left_out


def split(text: str, title: str = "") -> tuple[str, list[tuple[str, str]]]:
    found = layout(text, title)
    return found.title, [(item.headline, text[slice(*item.section)]) for item in found.items]


def test_numbered_headings_part_items_and_byline_and_footer_are_left_out() -> None:
    text = "Guide\n9 min read\n\n1. One\n\nIt came. It went.\n\n2. Two\n\nAll.\n\ntagsAItrends\nWritten by\nA\nSign in"
    assert split(text) == ("Guide", [("One", "1. One\n\nIt came. It went."), ("Two", "2. Two\n\nAll.")])


def test_chinese_numbers_part_items() -> None:
    text = "一周要闻\n\n一、其一\n\n来了。\n\n二、其二\n\n走了。\n\n责任编辑：甲"
    assert split(text) == ("一周要闻", [("其一", "一、其一\n\n来了。"), ("其二", "二、其二\n\n走了。")])


def test_markdown_headings_of_one_level_part_items() -> None:
    text = "# Week\n\nLead.\n\n## One\n\nIt came.\n\n### Detail\n\nIt went.\n\n## Two\n\nAll."
    title, items = split(text)
    assert title == "Week"
    assert [headline for headline, _ in items] == ["One", "Two"]
    assert items[0][1].endswith("It went.")


def test_a_list_is_no_row_of_headings() -> None:
    text = "News\n\nThree things came:\n\n1. bread\n2. wine\n3. oil\n\nThat was all."
    assert [headline for headline, _ in split(text)[1]] == ["News"]


def test_an_article_without_headings_is_one_item_from_its_first_sentence() -> None:
    text = "Acme grows\n\nBy Ada Example\n1 May 2026\n\nAcme grew. It did.\n\nRelated\nOther news"
    assert split(text) == ("Acme grows", [("Acme grows", "Acme grew. It did.")])


def test_a_text_of_sentences_alone_is_one_item_without_a_heading() -> None:
    (item,) = layout("Acme grew. It did.\nAnd on.").items
    assert (tuple(item.section), item.heading) == ((0, 26), None)


def test_what_has_no_sentence_has_no_item() -> None:
    assert split("Menu\nHome\nAbout") == ("Menu", [])
    assert split("")[1] == []


def test_the_day_of_a_byline_is_the_day_of_publication() -> None:
    assert dated(document("x", "Acme grows\n\n1 May 2026\n\nIt grew on 2 May 2026.")).published == date(2026, 5, 1)
    assert dated(document("x", "Acme grows\n\nIt grew a lot on 2 May 2026, said those who know.")).published is None


@given(st.text(alphabet="ab .。\n1234)#一二、-*\r", max_size=120))
def test_items_lie_in_the_text_one_after_the_other(text: str) -> None:
    end = 0
    for item in layout(text).items:
        assert end <= item.section.start < item.section.end <= len(text)
        end = item.section.end


FIRST = "Zhipu opened an office in Paris."
LAST = "Tencent invested 5 billion yuan in Zhipu."


@pytest.mark.parametrize(
    "sentence",
    [
        "By 2027 OpenAI wants to have 800 million users.",
        "Share prices of chip makers fell!",
        "Related firms will follow, won’t they?”",
        "分享会上，智谱展示了新模型。",
        "“评论区里有一半的人用豆包。”",
    ],
)
def test_a_sentence_that_begins_like_page_furniture_ends_no_article(sentence: str) -> None:
    text = f"{FIRST}\n\n{sentence}\n\n{LAST}\n"
    assert [words for _, words in split(text)[1]] == [text.strip()]
    assert layout(f"{sentence}\n\n{LAST}").items[0].section.start == 0


@pytest.mark.parametrize("button", ["Share", "By Ada Example", "分享", "Sign in\nRelated\nOther news"])
def test_furniture_between_two_paragraphs_does_not_cut_what_follows(button: str) -> None:
    text = f"{FIRST}\n\n{button}\n\n{LAST}\n\nRead more\nOther news"
    assert [words for _, words in split(text)[1]] == [f"{FIRST}\n\n{button}\n\n{LAST}"]


def test_the_small_talk_of_a_footer_is_left_out_with_it() -> None:
    talk = "Written by\nAda\nShe writes of harbours.\n0 followers\nSign in to like\nRate this article\nDid you like it?"
    text = f"{FIRST}\n\n{talk}\nDiscussion\n0 comments\nShare this story\nReader feedback"
    (item,) = layout(text).items
    assert tuple(item.section) == (0, len(FIRST))
    assert [text[slice(*s)] for s in left_out(text, [item.section]).sentences] == [
        "She writes of harbours.",
        "Did you like it?",
    ]


WRAPPED = """\
Tencent said on Monday that it has invested 5 billion yuan in
Zhipu, a maker of large models, and that it will deliver chips to
Huawei and to the office in Paris.

It was founded in 2019 and is worth more than the other makers of
large models."""


@pytest.mark.parametrize("title", ["", "A large round\n\n", "A large round\n"])
def test_a_wrapped_text_keeps_its_first_paragraph(title: str) -> None:
    found = layout(title + WRAPPED)
    (item,) = found.items
    assert found.title == title.strip()
    assert item.section.start <= len(title)
    assert item.section.end == len(title + WRAPPED)
    assert (item.heading is not None) == bool(title)


def test_two_wrapped_lines_are_a_paragraph_whatever_the_second_begins_with() -> None:
    text = "A large round\n\nTencent has invested 5 billion yuan in\nZhipu on Monday. It is the first round."
    (item,) = layout(text).items
    assert tuple(item.section) == (0, len(text))


@pytest.mark.parametrize(
    "lead",
    [
        "Tencent invested 5 billion yuan in Zhipu. (Reuters)",
        "Tencent invested 5 billion yuan in Zhipu (Reuters)",
        "腾讯向智谱投资50亿元。（新华社）",
        "腾讯说：「我们向智谱投资50亿元。」",
        "Tencent invested 5 billion yuan in Zhipu.</p>",
        "Tencent invested 5 billion yuan in Zhipu. ![a photo](https://e.org/a.png)",
        "**Tencent invested 5 billion yuan in Zhipu.**[^1]",
    ],
)
def test_what_stands_behind_a_full_stop_makes_a_sentence_no_title(lead: str) -> None:
    assert [words for _, words in split(lead)[1]] == [lead]
    assert layout(f"{lead}\n\n{FIRST}").items[0].section.start == 0


def test_a_paragraph_whose_full_stop_is_missing_is_kept_at_both_ends() -> None:
    lead, end = "Tencent invested 5 billion yuan in Zhipu on Monday", "腾讯向智谱投资五十亿元并将向其提供各种芯片"
    text = f"A large round\n\nBy Ada\n\n{lead}\n\n{FIRST}\n\n{end}\n\nRelated\n{lead}"
    assert [words for _, words in split(text)[1]] == [f"{lead}\n\n{FIRST}\n\n{end}"]


def test_what_is_in_no_item_is_told_sentences_apart_from_the_rest() -> None:
    text = f"Guide\n9 min read\n\n{FIRST}\n\n1. One\n\nIt came.\n\n2. Two\n\nAll.\n\ntagsAI\nSign in"
    found = left_out(text, [item.section for item in layout(text).items])
    assert [text[slice(*s)] for s in found.sentences] == [FIRST]
    assert [text[slice(*s)] for s in found.others] == ["Guide", "9 min read", "tagsAI", "Sign in"]


@pytest.mark.slow
def test_many_lines_of_furniture_cost_no_time() -> None:
    text = f"{FIRST}\n" + "Share\nIt fell by 3 %.\n" * 20_000 + "![a](b)" * 20_000
    began = time.process_time()
    assert layout(text).items
    assert time.process_time() - began < 5


@given(st.text(alphabet="aB .。\n(\r-", max_size=120))
def test_every_sentence_is_in_an_item_or_is_told(text: str) -> None:
    items = [item.section for item in layout(text).items]
    found = left_out(text, items)
    told = [*items, *found.sentences, *found.others]
    assert all(any(s.start <= at < s.end for s in told) for at, c in enumerate(text) if not c.isspace())
