"""The map of the whole graph in a browser: communities with names, search, where a click leads, many thousands."""

from __future__ import annotations

import pytest
from crowding import member
from test_craft import AXE, violations
from test_hostile_explorer import NAME, evil  # noqa: F401

pytestmark = pytest.mark.slow


def mapped(tab, fragment: str = ""):
    tab.go(f"/map{fragment}").page.wait_for_selector("#map[data-state=ready]")
    tab.page.wait_for_timeout(300)
    return tab


def test_communities_are_named_and_lead_to_their_members(visit):
    tab = mapped(visit())
    assert "entities" in tab.page.inner_text(".side .count >> nth=0")
    communities = tab.page.locator(".communities button")
    assert communities.count() >= 5
    community = tab.page.locator(".communities button", has_text="xAI")
    assert "Grok" in community.inner_text()
    community.click()
    assert tab.page.locator(".communities [aria-pressed=true]").count() == 1
    assert "community=" in tab.page.url
    again = mapped(visit(), "#" + tab.page.url.partition("#")[2])
    assert "xAI" in again.page.inner_text(".communities [aria-pressed=true]")


def test_a_click_chooses_and_leads_to_the_explorer(visit):
    tab = mapped(visit())
    tab.page.mouse.click(*tab.where("organization:xai"))
    tab.page.wait_for_selector(".chosen:not([hidden])")
    assert "xAI" in tab.page.inner_text(".chosen h2")
    assert tab.page.url.endswith("/map#node=organization:xai")
    tab.page.get_by_role("link", name="Explore from here").click()
    tab.settled()
    assert tab.page.url.endswith("/#organization:xai")


def test_search_goes_to_what_is_found_in_both_languages(visit):
    tab = mapped(visit())
    box = tab.page.get_by_role("combobox", name="Find on the map")
    box.fill("智谱")
    tab.page.wait_for_selector("[role=option]")
    box.press("Enter")
    tab.page.wait_for_selector(".chosen:not([hidden])")
    assert "Zhipu" in tab.page.inner_text(".chosen h2")
    for _ in range(50):  # the picture gets another width when somebody is chosen, and is drawn once more
        x, y = tab.where("organization:zhipu-ai")
        box_of = tab.page.locator(".picture").bounding_box()
        away = abs(x - (box_of["x"] + box_of["width"] / 2)), abs(y - (box_of["y"] + box_of["height"] / 2))
        if max(away) < 30:
            break
        tab.page.wait_for_timeout(100)
    assert max(away) < 30


def test_the_keyboard_moves_zooms_and_lets_go(visit):
    tab = mapped(visit(), "#node=organization:xai")
    tab.page.focus(".picture")
    before = tab.where("organization:xai")
    tab.page.keyboard.press("ArrowRight")
    tab.page.wait_for_timeout(300)
    assert tab.where("organization:xai")[0] < before[0]
    tab.page.keyboard.press("+")
    tab.page.wait_for_timeout(600)
    assert "camera=" in tab.page.url
    tab.page.keyboard.press("Escape")
    assert not tab.page.locator(".chosen").is_visible()


def test_show_all_forgets_where_the_picture_was(visit):
    tab = mapped(visit(), "#camera=0.3,0.3,0.2")
    tab.page.get_by_role("button", name="Show all").click()
    tab.page.wait_for_url(lambda url: "camera" not in url)
    seen = tab.where("organization:xai")
    assert mapped(tab, "").where("organization:xai") == pytest.approx(seen, abs=2)


def test_in_chinese_classes_have_their_names(visit):
    tab = mapped(visit(locale="zh-CN"), "#node=organization:xai")
    assert "机构" in tab.page.inner_text(".chosen") and "Organization" not in tab.page.inner_text(".chosen")
    tab.page.get_by_role("combobox").fill("xAI")
    tab.page.locator("[role=option]").first.wait_for()
    assert "机构" in tab.page.locator("[role=option]").first.inner_text()
    tab.page.route("**/map.json", lambda route: route.abort())
    tab.page.reload()
    tab.page.get_by_role("alert").get_by_text("服务器没有响应。").wait_for()
    tab.problems.clear()  # the browser notes what it could not fetch


def test_a_long_name_is_cut_between_its_signs(visit, evil):  # noqa: F811
    tab = visit(url=evil.url)
    tab.page.add_init_script(
        "window.written = []; const fill = CanvasRenderingContext2D.prototype.fillText;"
        "CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {"
        "  written.push(text); return fill.call(this, text, ...at); };"
    )
    mapped(tab, "#node=organization:unicorns")
    written = [text for text in tab.page.evaluate("written") if "🦄" in text]
    assert written and {text.strip("🦄") for text in written} == {"…"}


def test_five_thousand_are_drawn_searched_and_walked(visit, crowd):
    tab = visit(url=crowd.url)
    tab.go("/map").page.wait_for_selector("#map[data-state=ready]", timeout=180_000)
    assert "5,000 entities" in tab.page.inner_text(".side")
    assert len({tab.where(f"organization:{member(n)}") for n in range(0, 5_000, 500)}) == 10
    box = tab.page.get_by_role("combobox")
    box.fill("Number 4321")
    tab.page.wait_for_selector("[role=option]")
    box.press("Enter")
    tab.page.wait_for_selector(".chosen:not([hidden])")
    assert tab.page.inner_text(".chosen h2") == "Number 4321"
    tab.page.click("details summary")
    assert tab.page.locator(".largest li").count() == 60


@pytest.mark.parametrize(
    "fragment",
    ["#node=__proto__", "#community=99999&camera=1,1,NaN", "#camera=9,9,9", "#node=%E0%A4", "#node=organization:<img>"],
)
def test_no_address_does_harm(visit, fragment):
    tab = mapped(visit(), fragment)
    assert not tab.page.locator(".chosen").is_visible()


def test_names_of_the_data_are_text(visit, evil):  # noqa: F811
    tab = visit(url=evil.url)
    tab.page.on("dialog", lambda dialog: tab.problems.append(f"a script ran: {dialog.message}"))
    mapped(tab, "#node=organization:evil")
    assert NAME in tab.page.inner_text(".side")
    assert tab.page.evaluate("document.querySelectorAll('main img, main script, [onerror]').length") == 0


def test_an_empty_graph_says_so(visit, tmp_path_factory):
    from server_process import Server, locate

    server = Server(locate(tmp_path_factory.mktemp("empty") / "graph"), token=None, AIKG_READERS=1)
    try:
        visit(url=server.url).go("/map").page.wait_for_selector("text=there is nothing to draw")
    finally:
        server.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, npm, scheme):
    tab = mapped(visit(color_scheme=scheme), "#node=organization:xai")
    assert violations(tab, AXE.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("width", [360, 3840])
def test_it_fits_every_screen_in_both_languages(visit, width):
    tab = mapped(visit(viewport={"width": width, "height": 740 if width < 1000 else 2160}, locale="zh-CN"))
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    assert "社群" in tab.page.inner_text(".side")
    picture, tools = (tab.page.locator(part).bounding_box() for part in (".picture", ".tools"))
    assert picture["height"] > 300
    assert picture["x"] + picture["width"] <= tools["x"], "no name is under the buttons"
