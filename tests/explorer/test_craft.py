"""Craft: small and large screens, light and dark, keyboard alone, screen readers, two languages, and speed."""

from __future__ import annotations

import gzip
import re
import time
from pathlib import Path

import httpx
import pytest
from crowding import member

from running import ROOT

pytestmark = pytest.mark.slow
AXE = ROOT / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
BUNDLE = ROOT / "src" / "aikg" / "server" / "bundle"
CONTRADICTED = "concept:chinese-ai-models|claimedBy|organization:openrouter"
SEEN = {
    "beginning": "/",
    "walk": "/#organization:xai",
    "reasons": f"/#focus=organization:openrouter&selected={CONTRADICTED}",
}


def violations(tab, axe: str) -> list[str]:
    tab.page.evaluate(axe)
    found = tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical", "moderate")]
    return [f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes']][:3]}" for one in grave]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", SEEN.values(), ids=SEEN)
def test_axe_finds_nothing(visit, npm, path, scheme):
    tab = visit(color_scheme=scheme).go(path)
    if "#" in path:
        tab.settled()
    assert violations(tab, AXE.read_text(encoding="utf-8")) == []


def test_axe_finds_nothing_in_list_menu_and_query(visit, npm):
    tab = visit().walk("organization:xai")
    tab.page.get_by_role("tab", name="List").click()
    tab.page.click("[data-tool=export]")
    assert violations(tab, AXE.read_text(encoding="utf-8")) == []
    tab.page.click("[data-export=sparql]")
    tab.page.wait_for_selector("dialog pre")
    assert violations(tab, AXE.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("size", [(360, 640), (820, 1180), (1280, 720), (3840, 2160)])
def test_every_size_has_everything_and_nothing_sticks_out(visit, size):
    tab = visit(viewport={"width": size[0], "height": size[1]}).walk("organization:xai")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for part in (".picture", "#panel-card", ".timeline", ".legend summary", "[data-tool=undo]"):
        box = tab.page.locator(part).bounding_box()
        assert box and box["width"] > 20 and box["x"] >= 0 and box["x"] + box["width"] <= size[0] + 1, part
    for name in tab.nodes():
        x, y = tab.where(name)
        box = tab.page.locator(".picture").bounding_box()
        assert box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"], name


def test_touch_chooses_a_node(visit):
    tab = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).walk("organization:xai")
    tab.page.touchscreen.tap(*tab.where("person:elon-musk"))
    tab.page.locator("#panel-card h2", has_text="Elon Musk").wait_for()


def test_the_switches_change_colours_and_language_and_are_kept(visit):
    tab = visit(color_scheme="light").walk("organization:zhipu-ai")
    light = tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    for _ in range(2):
        tab.page.get_by_role("button", name="Colours").click()
    dark = tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark != light
    tab.page.get_by_role("button", name="switch to Chinese").click()
    tab.page.locator("#panel-card h2", has_text="智谱").wait_for()
    assert tab.page.get_attribute("html", "lang") == "zh-Hans"
    shown = tab.page.inner_text(".legend") + tab.page.inner_text(".timeline") + tab.card()
    for english in ("Organization", "Legend", "Relations", "in view", "undated", "completed"):
        assert english not in shown, english
    tab.page.reload()
    tab.settled()
    assert tab.page.get_attribute("html", "lang") == "zh-Hans"
    assert tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark


def test_everything_can_be_reached_with_the_tab_key(visit):
    tab = visit().walk("organization:xai")
    reached = set()
    for _ in range(60):
        tab.page.keyboard.press("Tab")
        reached.add(
            tab.page.evaluate(
                "(({dataset, role, className, name}) => dataset.do || dataset.tool || role || className || name)"
                "(document.activeElement)"
            )
        )
    assert reached >= {"combobox", "zoomIn", "export", "group", "tab", "expand", "pin", "why", "entity"}, reached


def test_the_picture_moves_with_the_arrow_keys(visit):
    tab = visit().walk("organization:xai")
    tab.page.locator(".picture").focus()
    before = tab.where("organization:xai")
    tab.page.keyboard.press("ArrowRight")
    tab.page.wait_for_timeout(600)
    assert tab.where("organization:xai") != before
    tab.page.keyboard.press("0")
    tab.page.wait_for_timeout(800)
    assert tab.where("organization:xai") == pytest.approx(before, abs=2)


def test_without_webgl_list_and_card_work(visit):
    tab = visit()
    tab.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    tab.walk("organization:xai")
    assert "cannot draw" in tab.page.inner_text(".picture")
    tab.do("expand")
    assert "model:grok-4" in tab.nodes()


def test_a_server_that_fails_is_told_and_asked_again(visit):
    tab = visit().walk("organization:pif")
    tab.page.route("**/subgraph", lambda route: route.abort())
    tab.page.get_by_role("button", name="Expand", exact=True).click()
    # All of it is in view; what is asked for is another beginning.
    tab.page.get_by_role("combobox", name="Search by name").fill("Gartner")
    tab.page.wait_for_selector("[role=option] >> text=Gartner")
    tab.page.keyboard.press("Enter")
    alert = tab.page.get_by_role("alert")
    alert.get_by_text("The server does not answer.").wait_for()
    tab.page.unroute("**/subgraph")
    alert.get_by_role("button", name="Try again").click()
    tab.page.locator("#in-view-organization\\:gartner").wait_for(state="attached")
    tab.problems.clear()  # the browser notes what it could not fetch


def gzipped(*names: str) -> int:
    return sum(len(gzip.compress((BUNDLE / name).read_bytes(), 9)) for name in names)


def _imported(name: str) -> list[str]:
    """A script and the chunks that it cannot begin without."""
    found = [name]
    for one in found:
        text = (BUNDLE / one).read_text(encoding="utf-8")
        found += [n for n in re.findall(r'(?:from|import)"\./([\w-]+\.js)"', text) if n not in found]
    return found


def test_the_bundle_is_small(news):
    """What the first page loads, with everything that walking needs beside it."""
    page = httpx.get(news.url, headers={"Accept": "text/html"}, trust_env=False).text
    first = gzipped("start.js", "explorer.css", *_imported("explorer.js"))
    everything = gzipped(*(path.name for path in BUNDLE.iterdir() if path.suffix in (".js", ".css")))
    print(
        f"\ngzipped: first page {first / 1000:.0f} kB, whole bundle {everything / 1000:.0f} kB; HTML {len(page)} bytes"
    )
    assert first < 30_000 and everything < 300_000


@pytest.mark.alone
def test_the_first_paint_comes_at_once(visit):
    """Measured and printed; the best of three. A second is meant, and a busy machine may take twice that."""
    paints = []
    for _ in range(3):
        page = visit().go().page
        while (paint := page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")) is None:
            page.wait_for_timeout(200)
        paints.append(paint)
    print(f"\nfirst contentful paint after {', '.join(f'{paint:.0f}' for paint in paints)} ms")
    assert min(paints) < 2_000


@pytest.mark.alone
def test_five_thousand_nodes_can_be_moved(visit, crowd):
    """Measured and printed: frames a second while the picture is moved by hand, drawn without a graphics card."""
    tab = visit(url=crowd.url)
    began = time.perf_counter()
    tab.walk(f"focus=organization:{member(0)}&nodes=organization:{','.join(map(member, range(5_000)))}")
    loaded = time.perf_counter() - began
    assert len(tab.nodes()) == 1_000 and "5,000 entities" in str(tab.page.text_content("#panel-list p"))
    tab.page.evaluate(
        "window.frames_ = []; const note = (now) => { frames_.push(now); requestAnimationFrame(note); }; note(0);"
    )
    box = tab.page.locator(".picture").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    before = tab.where(f"organization:{member(0)}")
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    for step in range(60):
        tab.page.mouse.move(x + 3 * step, y + step)
    frames = tab.page.evaluate("frames_.slice(1)")
    tab.page.mouse.up()
    rate = (len(frames) - 1) / ((frames[-1] - frames[0]) / 1000)
    print(f"\n5,000 nodes: shown after {loaded:.1f} s, {rate:.0f} frames a second while moved")
    after = tab.where(f"organization:{member(0)}")
    assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((177, 59), abs=12)


def test_the_bundle_folder_has_the_licences():
    text = (BUNDLE / "LICENSES.txt").read_text(encoding="utf-8")
    for package in ("sigma 3", "graphology 0", "graphology-layout-forceatlas2", "events"):
        assert package in text, package
    assert Path(BUNDLE / "start.js").stat().st_size < 1_000


def test_the_focus_stays_on_the_card(visit):
    """Whoever goes on with the keyboard must not fall back to the beginning of the page."""
    tab = visit().walk("organization:xai")
    tab.page.locator("[data-do=pin]").press("Enter")
    assert tab.settled().page.evaluate("document.activeElement.dataset.do") == "pin"
    tab.page.locator("[data-kind=claimedBy] .why").press("Enter")
    tab.settled()
    assert "Elon Musk" in tab.page.evaluate("document.activeElement.closest('#panel-card h2').textContent")
    tab.page.locator("#panel-card h2 .entity").last.press("Enter")
    assert tab.settled().page.evaluate("document.activeElement.tagName") == "H2"
    tab.page.locator("[data-do=hide]").press("Enter")
    assert tab.settled().page.evaluate("document.activeElement.id") == "panel-card"
