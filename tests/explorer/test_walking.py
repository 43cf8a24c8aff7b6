"""The walk: expand, collapse, pin, hide, undo, paths; picture, list and card are always in step; the legend filters."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow
XAI = "organization:xai"
PIF = "organization:pif"
RIYADH = "place:saudi-arabia"


def shown(tab, kind: str, direction: str) -> str:
    return str(tab.page.text_content(f"[data-kind={kind}][data-direction={direction}] .count"))


def test_a_click_in_the_picture_shows_the_card_and_marks_the_list(visit):
    tab = visit().walk(XAI)
    tab.click(PIF)
    assert "Public Investment Fund" in tab.card()
    chosen = tab.page.locator("#panel-list [aria-selected=true]")
    assert chosen.get_attribute("id") == f"in-view-{PIF}"
    assert "Public Investment Fund" in str(tab.page.text_content("[role=status]"))


def test_counts_are_shown_before_and_expanding_adds_them(visit):
    tab = visit().walk(PIF)
    assert tab.nodes() == {PIF, XAI, RIYADH}
    tab.click(XAI)
    assert shown(tab, "potentialInvestorIn", "in") == "1 of 4 shown"
    tab.page.click("[data-kind=potentialInvestorIn] .more")
    tab.settled()
    assert shown(tab, "potentialInvestorIn", "in") == "4 of 4 shown"
    assert len(tab.nodes()) == 6 and "organization:mubadala" in tab.nodes()
    tab.said("3 added.")


def test_one_step_is_one(visit):
    tab = visit().walk(XAI)
    box = tab.page.get_by_role("combobox", name="Path from xAI to")
    box.fill("Public Investment")
    tab.page.wait_for_selector("#panel-card [role=option]")
    box.press("Enter")
    tab.said("A path of 1 step.")


def test_a_double_click_expands(visit):
    tab = visit().walk(PIF)
    tab.page.mouse.dblclick(*tab.where(XAI))
    tab.page.locator("#in-view-model\\:grok-4").wait_for(state="attached")
    assert "model:grok-4" in tab.settled().nodes()


def test_collapse_hide_undo_and_redo(visit):
    tab = visit().walk(PIF).click(XAI).do("expand")
    whole = tab.nodes()
    tab.do("collapse")
    fewer = tab.nodes()
    assert fewer < whole and {PIF, XAI} <= fewer
    tab.tool("undo")
    assert tab.nodes() == whole
    tab.tool("redo")
    assert tab.nodes() == fewer
    tab.page.keyboard.press("Control+z")
    tab.page.wait_for_timeout(200)
    assert tab.nodes() == whole
    tab.click("model:grok-4").do("hide")
    assert tab.nodes() == whole - {"model:grok-4"}
    tab.page.go_back()
    tab.page.wait_for_timeout(200)
    assert tab.settled().nodes() == whole
    assert tab.page.locator("[data-tool=redo]").is_enabled()


def test_what_is_dragged_is_pinned_and_stays(visit):
    tab = visit().walk(XAI)
    x, y = tab.where(PIF)
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + 30, y - 30, steps=4)
    tab.page.mouse.move(x + 60, y - 45, steps=4)
    tab.page.mouse.up()
    tab.page.wait_for_timeout(400)
    assert f"pinned={PIF}" in tab.fragment()
    tab.click(PIF)
    assert tab.page.locator("[data-do=pin]").get_attribute("aria-pressed") == "true"
    tab.do("pin")
    assert "pinned" not in tab.fragment()


def test_a_path_between_two(visit):
    tab = visit().walk("organization:tesla")
    assert PIF not in tab.nodes()
    box = tab.page.get_by_role("combobox", name="Path from Tesla to")
    box.fill("Public Investment")
    tab.page.wait_for_selector("#panel-card [role=option]")
    box.press("Enter")
    tab.said("A path of")
    tab.settled()
    assert {"organization:tesla", XAI, PIF} <= tab.nodes()
    assert f"path=organization:tesla,product:optimus,{XAI},{PIF}" in tab.fragment()


def test_no_path_is_said(visit):
    tab = visit().walk(XAI)
    box = tab.page.get_by_role("combobox", name="Path from xAI to")
    box.fill("Ridge Robotics")
    tab.page.wait_for_selector("#panel-card [role=option]")
    box.press("Enter")
    alert = tab.page.get_by_role("alert")
    alert.get_by_text("No path of relations leads from xAI to Ridge Robotics.").wait_for()
    assert alert.get_by_role("button", name="Try again").count() == 0, "it would be the same again"
    assert "did not work" not in alert.inner_text(), "it is an answer"
    tab.page.get_by_label("Person").uncheck()
    alert.wait_for(state="hidden")
    tab.problems.clear()  # the browser notes that the server found none


def test_a_filter_does_not_end_what_is_under_way(visit):
    tab = visit().walk(PIF).click(XAI)
    held = []

    def hold(route) -> None:
        held.append(route)

    tab.page.route("**/subgraph", hold)
    tab.page.click("#panel-card [data-do=expand]")
    tab.page.wait_for_selector("#explorer[data-state=busy]")
    while not held:
        tab.page.wait_for_timeout(50)
    tab.page.get_by_label("Place").uncheck()
    tab.page.unroute("**/subgraph")  # what was held goes on
    tab.page.locator("#in-view-model\\:grok-4").wait_for(state="attached")
    assert tab.settled().nodes() >= {XAI, "model:grok-4"} and RIYADH not in tab.nodes()
    assert not tab.page.locator(".over.busy").is_visible()


def test_the_card_is_in_step_with_the_filters(visit):
    tab = visit().walk(XAI)
    assert shown(tab, "developedBy", "in") == "2 of 2 shown"
    tab.page.get_by_label("Model").uncheck()
    assert shown(tab, "developedBy", "in") == "1 of 2 shown · 1 filtered away"
    relation = tab.page.locator("[data-kind=developedBy][data-direction=in]")
    assert relation.locator("li.absent", has_text="Grok 4").locator(".why").count() == 0
    assert relation.locator(".more").count() == 0, "expanding brings nobody back"
    tab.page.get_by_label("Model").check()
    assert shown(tab, "developedBy", "in") == "2 of 2 shown"


def test_when_the_filters_leave_nothing_that_is_told(visit):
    tab = visit().walk(XAI)
    shown = tab.nodes()
    for box in tab.page.locator(".legend [data-facet=classes] input").all():
        box.uncheck()
    tab.page.wait_for_selector("text=The filters leave no relation in view.")
    assert tab.page.inner_text(".timeline .span") == "0 dated"
    tab.page.locator(".over.nothing").get_by_role("button", name="Show everything").click()
    assert tab.settled().nodes() == shown
    assert not tab.page.locator(".over.nothing").is_visible()


def test_the_slash_leads_to_the_search_from_a_box_of_the_legend(visit):
    tab = visit().walk(XAI)
    tab.page.locator(".legend input").first.focus()
    tab.page.keyboard.press("/")
    assert tab.page.evaluate("document.activeElement.type") == "search"


def test_a_box_of_the_legend_stays_under_the_pointer(visit):
    tab = visit().walk(XAI)
    box = tab.page.get_by_label("Model")
    where = box.bounding_box()
    assert where
    for checked in (False, True):
        tab.page.mouse.click(where["x"] + 5, where["y"] + 5)
        assert box.is_checked() is checked and box.bounding_box() == where


def test_the_legend_filters_by_class_relation_stage_and_source(visit):
    tab = visit().walk(XAI)
    whole = tab.nodes()
    tab.page.get_by_label("Person").uncheck()
    assert tab.nodes() == whole - {"person:elon-musk"}
    tab.page.get_by_label("Person").check()
    for facet, label in (
        ("kinds", "potential investor in"),
        ("stages", "potential"),
        ("items", "Musk's xAI Funding Round"),
    ):
        links = tab.page.text_content("#panel-list p")
        box = tab.page.locator(f"[data-facet={facet}] label", has_text=label).locator("input")
        box.uncheck()
        assert tab.page.text_content("#panel-list p") != links
        box.check()
        assert tab.page.text_content("#panel-list p") == links
    tab.page.locator("[data-facet=stages] input").first.uncheck()
    tab.page.get_by_role("button", name="Show everything").press("Enter")
    assert tab.nodes() == whole
    assert tab.page.evaluate("document.activeElement.closest('.legend') !== null")


def test_potential_and_completed_differ_by_shape_and_colour(visit):
    tab = visit().walk("organization:lantern-labs")
    lines = tab.page.evaluate(
        "[...document.querySelectorAll('[data-facet=stages] label')].map((one) => [one.textContent,"
        " one.querySelector('path').getAttribute('stroke-dasharray'),"
        " getComputedStyle(one.querySelector('svg')).stroke])"
    )
    by_stage = {text.rstrip("0123456789"): (dash, colour) for text, dash, colour in lines}
    assert by_stage["completed"][0] is None and by_stage["potential"][0]
    assert by_stage["completed"][1] != by_stage["potential"][1]


def test_the_list_alone_is_enough_with_the_keyboard(visit):
    tab = visit().walk(XAI)
    tab.page.get_by_role("tab", name="List").click()
    listed = tab.page.get_by_role("listbox", name="Entities in view")
    listed.focus()
    listed.press("End")
    listed.press("h")
    tab.said("1 taken out of view")
    listed.press("Home")
    listed.press("ArrowDown")
    listed.press("Enter")
    tab.settled()
    assert tab.page.get_by_role("tab", name="Card").get_attribute("aria-selected") == "true"
    assert "Elon Musk" in tab.card() or "Grok 4" in tab.card()
    assert tab.page.evaluate("document.activeElement.closest('#panel-card h2') !== null")
