"""Search first: the empty page, the search box, and where picking a name leads."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.slow


def test_an_empty_page_is_a_search_box_the_news_and_five_questions(visit):
    page = visit().go().page
    assert page.locator("#start").is_visible() and not page.locator("#explorer").is_visible()
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.locator(".news a").count() >= 11
    assert page.locator(".questions a").count() == 5
    page.locator(".questions a").nth(1).click()
    assert "/queries/ranking" in page.url and page.locator("table").count() == 1


def test_type_pick_with_the_keyboard_and_land(visit):
    tab = visit().go()
    box = tab.page.get_by_role("combobox", name="Search by name")
    box.press_sequentially("hunyan", delay=20)  # misspelt
    tab.page.wait_for_selector("[role=option] >> text=Hunyuan")
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    box.press("ArrowUp")
    active = box.get_attribute("aria-activedescendant")
    assert tab.page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    box.press("Enter")
    tab.settled()
    tab.page.wait_for_selector("#panel-card h2:focus")
    assert "Hunyuan" in tab.card() and 1 < len(tab.nodes()) <= 300
    assert re.fullmatch(r"model:hunyuan[\w.-]*", tab.fragment())


def test_a_chinese_name_leads_to_the_same_place(visit):
    tab = visit(locale="zh-CN").go()
    box = tab.page.get_by_role("combobox")
    box.fill("智谱")
    tab.page.wait_for_selector("[role=option] >> text=智谱")
    box.press("Enter")
    tab.settled()
    assert "organization:zhipu-ai" in tab.nodes()
    assert "智谱" in tab.card() and "机构" in tab.card() and "Organization" not in tab.card()


def test_escape_closes_the_list_and_nothing_found_is_said(visit):
    tab = visit().go()
    box = tab.page.get_by_role("combobox")
    box.fill("xai")
    tab.page.wait_for_selector("[role=option]")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and not tab.page.locator("[role=listbox]").first.is_visible()
    box.fill("qqqqzzzzwwww")
    tab.page.wait_for_selector("text=Nothing is called so.")
    tab.said("Nothing is called so.")


def test_an_unknown_name_in_the_address_offers_the_nearest(visit):
    tab = visit().go("/#organization:zhipu")
    tab.page.get_by_role("alert").get_by_role("button", name="Zhipu", exact=True).click()
    tab.settled()
    assert "organization:zhipu-ai" in tab.nodes()
    tab.problems.clear()  # the browser notes that the first address was not found


def test_without_scripts_the_page_leads_on(visit):
    tab = visit(java_script_enabled=False).go()
    tab.page.fill("input[name=q]", "智谱")
    tab.page.click("form button")
    assert "/search?q=" in tab.page.url
    tab.page.click("main a >> text=Zhipu >> nth=0")
    assert "Zhipu" in tab.page.locator("h1").inner_text()
