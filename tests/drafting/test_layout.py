"""How articles are split into items, and what around them is left out."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from aikg.drafting.documents import document
from aikg.drafting.layout import dated, layout


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
