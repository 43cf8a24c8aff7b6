"""Time: a brush over dated claims, with play; what has no date is shown as such and can be kept or hidden."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.slow
GARTNER = "organization:gartner"


def links(tab) -> int:
    return int(re.search(r"(\d+) relations", str(tab.page.text_content("#panel-list p")))[1])


def test_the_brush_keeps_what_overlaps_and_the_undated(visit):
    tab = visit().walk(GARTNER)
    assert tab.page.locator(".bar").count() > 6
    whole = links(tab)
    until = tab.page.get_by_role("slider", name="Time: to")
    until.focus()
    until.press("Home")
    assert until.get_attribute("aria-valuetext") == "2026-04"
    few = links(tab)
    assert 0 < few < whole
    assert "until=2026-04-30" in tab.fragment()
    box = tab.page.locator(".undated input")
    assert "undated" in tab.page.inner_text(".undated")
    box.uncheck()
    assert links(tab) < few
    assert "dated_only=true" in tab.fragment()
    tab.page.get_by_role("button", name="All of time").click()
    assert links(tab) == whole


def test_play_moves_through_time_and_stops(visit):
    tab = visit().walk(GARTNER)
    tab.page.locator(".undated input").uncheck()
    tab.page.get_by_role("button", name="Play").click()
    tab.page.locator(".span", has_text="2026-05").wait_for()
    tab.page.locator(".span", has_text="2026-06").wait_for()
    tab.page.get_by_role("button", name="Stop").click()
    tab.page.get_by_role("button", name="Play").wait_for()
    assert tab.page.locator(".bar:not(.off)").count() == 1


def test_playing_leaves_no_steps_to_undo(visit):
    tab = visit().walk(GARTNER)
    tab.page.get_by_role("button", name="Play").click()
    tab.page.locator(".span", has_text="2026-06").wait_for()
    tab.page.get_by_role("button", name="Stop").click()
    assert tab.page.locator("[data-tool=undo]").is_disabled()


def test_without_dates_that_is_said(visit):
    tab = visit().walk("place:mainland-china")
    assert "No claim in view has a date." in tab.page.inner_text(".timeline")


def test_playing_ends_when_one_has_left(visit):
    tab = visit().go("/").walk(GARTNER)
    tab.page.get_by_role("button", name="Play").click()
    tab.page.go_back()
    tab.page.wait_for_selector("#start:not([hidden])")
    tab.page.wait_for_timeout(3_000)
    assert "#" not in tab.page.url, "nothing is written into the address of another page"


def test_a_span_beside_all_there_is_shows_nothing_as_chosen(visit):
    tab = visit()
    for span, said in (("since=2040-01-01", "2040-01-01 –"), ("until=2001-01-01", "– 2001-01-01")):
        tab.walk(f"focus={GARTNER}&{span}")
        assert tab.page.locator(".bar").count() > 6 and tab.page.locator(".bar:not(.off)").count() == 0
        assert tab.page.inner_text(".timeline .span") == said
        assert tab.page.get_by_role("button", name="All of time").is_visible()
