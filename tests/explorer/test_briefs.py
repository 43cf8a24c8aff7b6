"""News: an item's page reads like a brief, with who is in it, a picture of what its claims join, and its claims."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
ROUND = "/item/cn-ai-usage-roundup/4"


def test_an_items_page_has_who_a_picture_and_the_claims(visit):
    page = visit(java_script_enabled=False).go(ROUND).page
    assert page.locator(".who a").first.inner_text() == "xAI"
    picture = page.locator("figure svg")
    assert picture.locator("circle").count() + picture.locator("polygon").count() == page.locator(".who a").count()
    lines = picture.locator("line.potential")
    assert lines.count() >= 4 and "Public Investment Fund → xAI · US$5 billion" in "".join(lines.all_text_contents())
    assert picture.locator("line.settled").count() == 0, "nothing of it has happened yet"
    assert page.locator("ol.claims > li").count() > 10
    picture.locator("text", has_text="Grok 4").click()
    assert page.url.endswith("/id/model/grok-4")


def test_dashes_tell_what_is_only_potential(visit):
    page = visit().go("/item/lantern/1").page
    dashes = "one => getComputedStyle(one).strokeDasharray"
    assert page.locator("figure line.settled").first.evaluate(dashes) == "none"
    page.goto(page.url.removesuffix("1") + "2")
    assert page.locator("figure line.potential").first.evaluate(dashes) != "none"


def test_from_an_item_one_walks_on(visit):
    tab = visit().go(ROUND)
    tab.page.get_by_role("link", name="Walk from here").click()
    tab.settled()
    assert {"organization:xai", "organization:tesla", "place:saudi-arabia"} <= tab.nodes()
    assert "xAI" in tab.card()


def test_from_an_entity_one_walks_on(visit):
    tab = visit().go("/id/organization/zhipu-ai")
    tab.page.get_by_role("link", name="Walk from here").click()
    tab.settled()
    assert "organization:zhipu-ai" in tab.nodes()


def test_an_item_without_edges_has_no_picture(visit, news):
    """Each item of the graph has its page, whether or not its claims join anything."""
    page = visit().go().page
    for path in page.eval_on_selector_all(".news a", "all => all.map((one) => one.pathname)"):
        page.goto(news.url + path)
        assert page.locator("h1").count() == 1
        assert page.locator("figure svg").count() == (1 if page.locator(".who a").count() else 0)


def test_the_chosen_language_goes_along_to_the_pages_and_back(visit):
    tab = visit().go("/")
    tab.page.get_by_role("button", name="中文").click()
    while not tab.context.cookies():  # the browser keeps it in its own time
        tab.page.wait_for_timeout(20)
    tab.page.locator(".news a").first.click()
    expect(tab.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(tab.page.locator("h2").first).to_contain_text("内容")
    tab.page.get_by_role("button", name="English").click()
    expect(tab.page.locator("html")).to_have_attribute("lang", "en")
    expect(tab.page.locator("h2").first).to_contain_text("What it says")
    tab.page.get_by_role("link", name="Explore").click()
    expect(tab.page.locator("h1")).to_have_text("AI-industry news as a knowledge graph")


def test_going_back_shows_the_language_that_was_chosen_since(visit):
    """Also where the browser has kept the page as it was; whether it does is its own business."""
    tab = visit().go("/id/organization/xai")
    tab.page.evaluate("() => { document.cookie = 'aikg.language=zh; path=/'; }")
    with tab.page.expect_navigation():
        tab.page.evaluate("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }")
    expect(tab.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    tab.go("/")
    expect(tab.page.locator("h1")).to_have_text("AI 产业新闻知识图谱")
    tab.page.evaluate("() => { document.cookie = 'aikg.language=en; path=/'; }")
    tab.page.evaluate("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }")
    expect(tab.page.locator("h1")).to_have_text("AI-industry news as a knowledge graph")
