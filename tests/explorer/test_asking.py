"""The page of questions: choose, fill in, see the answer as a table, a graph or a chart, and take it along."""

from __future__ import annotations

import csv
import io
import json
import re
import time

import pytest
from test_craft import AXE, violations
from test_hostile_explorer import NAME, evil  # noqa: F401

from aikg import catalogue

pytestmark = pytest.mark.slow


def asked(tab, fragment: str):
    """A tab on a question, once its answer is there."""
    tab.go(f"/ask#{fragment}").page.wait_for_selector(".results:not([hidden])")
    return tab


def column(tab, number: int) -> list[str]:
    return tab.page.locator(f".rows td:nth-child({number})").all_inner_texts()


def test_all_that_the_catalogue_holds_can_be_found_and_asked(visit):
    tab = visit().go("/ask")
    tab.page.wait_for_selector(".offered li a")
    names = tab.page.eval_on_selector_all(".offered li a", "all => all.map((one) => one.dataset.name)")
    expected = {f"queries/{name}" for name in catalogue.folder("questions")}
    assert set(names) == expected | {f"views/{name}" for name in catalogue.folder("views")}
    tab.page.fill(".offered input", "who invests")
    assert 1 <= tab.page.locator(".offered li a").count() < 8
    tab.page.fill(".offered input", "zzzz")
    tab.page.wait_for_selector("text=No question has these words.")


@pytest.mark.parametrize(
    ("fragment", "there"),
    [("queries/ranking", ".rows"), ("sparql?.run=no", ".cm-content"), ("views/partnerships", "form")],
)
def test_an_address_that_changes_before_the_catalogue_is_there(visit, fragment, there):
    tab, held = visit(), []
    tab.page.route("**/queries", lambda route: held.append(route))  # noqa: PLW0108 – it must be a function
    tab.go("/ask")
    while not held:
        tab.page.wait_for_timeout(20)
    tab.page.evaluate(f"location.hash = '{fragment}'")
    tab.page.wait_for_timeout(100)
    held[0].continue_()
    tab.page.wait_for_selector(f".answering {there}")
    assert tab.page.locator(".state.failed").count() == 0


def test_a_question_is_filled_in_from_the_graph(visit):
    tab = visit().go("/ask")
    tab.page.click("[data-name='queries/investors-of']")
    box = tab.page.get_by_role("combobox", name="org")
    box.press_sequentially("xA", delay=20)
    tab.page.wait_for_selector("[role=option] >> text=xAI")
    box.press("ArrowDown")
    box.press("Enter")
    assert box.input_value() == "organization:xai"
    tab.page.select_option("[name=stage]", "potential")
    tab.page.get_by_role("button", name="Ask", exact=True).click()
    tab.page.wait_for_selector(".rows")
    assert "Public Investment Fund" in column(tab, 1)
    assert tab.page.url.endswith("/ask#queries/investors-of?org=organization:xai&stage=potential")
    tab.said("4 rows")


def test_what_a_parameter_must_be_is_said_before_it_is_sent(visit):
    tab = visit().go("/ask#queries/everything-on?.run=no")
    ask = tab.page.get_by_role("button", name="Ask", exact=True)
    ask.click()
    assert "entity is needed" in tab.page.inner_text(".problem")
    assert tab.page.evaluate("document.activeElement.name") == "entity"
    tab.page.get_by_role("button", name="Use the example").click()
    ask.click()
    tab.page.wait_for_selector(".rows")
    tab.go("/ask#views/investors")
    tab.page.wait_for_selector(".results:not([hidden])")
    tab.page.click("summary")
    tab.page.fill("[name=since]", "2026-02-31x")
    ask.click()
    assert "write a day" in tab.page.inner_text(".problem")
    assert tab.page.get_attribute("[name=since]", "aria-invalid") == "true"


def test_a_name_of_several_is_chosen_among_candidates(visit):
    tab = visit().go("/ask#queries/everything-on?entity=Pangoo")
    failure = tab.page.locator(".state.failed")
    failure.wait_for()
    failure.get_by_role("button").first.click()
    tab.page.wait_for_selector(".rows")
    assert "entity=model:" in tab.page.url
    tab.problems.clear()  # the browser notes the 404


def test_rows_sort_and_lead_on(visit):
    tab = asked(visit(), "queries/largest-figures")
    header = tab.page.locator("th", has_text="number").first
    number = 1 + tab.page.locator("th").evaluate_all(
        "all => all.findIndex((one) => one.innerText.trim().startsWith('number'))"
    )
    values = lambda: [float(text.replace(",", "")) for text in column(tab, number) if text]  # noqa: E731
    header.get_by_role("button").click()
    tab.page.wait_for_selector("th[aria-sort=ascending]")
    assert values() == sorted(values())
    tab.page.locator("th[aria-sort=ascending] button").click()
    tab.page.wait_for_selector("th[aria-sort=descending]")
    assert values() == sorted(values(), reverse=True)
    assert ".sort=-number" in tab.page.url
    links = tab.page.eval_on_selector_all(".rows td a", "all => all.map((one) => one.getAttribute('href'))")
    assert any(link.startswith("/#organization:") for link in links), "an entity leads to the explorer"
    claim = next(link for link in links if link.startswith("/item/") and "#" in link)
    tab.page.click(f".rows a[href='{claim}']")
    tab.page.wait_for_selector(f"[id='{claim.partition('#')[2]}']")


def test_another_order_of_the_same_rows_asks_nobody_and_keeps_the_keyboard_where_it_is(visit):
    tab = asked(visit(), "queries/largest-figures")
    sent = []
    tab.page.on("request", lambda request: sent.append(request.url))
    tab.page.locator("th", has_text="number").get_by_role("button").press("Enter")
    tab.page.wait_for_selector("th[aria-sort=ascending]")
    assert not [url for url in sent if "/queries/" in url]
    assert "number" in tab.page.evaluate("document.activeElement.closest('th').innerText")
    tab.page.go_back()
    tab.page.wait_for_selector("th[aria-sort=ascending]", state="detached")


def test_a_chart_where_the_answer_suits_and_it_is_in_the_address(visit):
    tab = asked(visit(), "queries/investors-of?org=xAI")
    assert tab.page.locator("[data-form=graph]").count() == 0
    tab.page.click("[data-form=chart]")
    chart = tab.page.get_by_role("img", name="Who invests")
    chart.wait_for()
    widths = [
        float(w)
        for w in tab.page.eval_on_selector_all(".bar rect", "all => all.map((one) => one.getAttribute('width'))")
    ]
    assert len(widths) == 4 and widths == sorted(widths, reverse=True)
    assert widths[0] / widths[1] == pytest.approx(5 / 3, rel=0.01), "bars are as long as their numbers"
    again = visit().go(tab.page.url.removeprefix(tab.url))
    again.page.wait_for_selector("svg.chart")
    assert again.page.locator(".bar").count() == 4


def test_forecasts_of_different_things_are_on_different_lines(visit):
    tab = asked(visit(), "queries/forecasts?.as=chart")
    dots = tab.page.locator("svg.chart .dot").count()
    assert dots > 5
    xs = tab.page.eval_on_selector_all(
        ".line", "all => all.map((one) => one.getAttribute('points').split(' ').map((at) => at.split(',')[0]))"
    )
    assert all(len(set(line)) == len(line) for line in xs) and sum(map(len, xs)) < dots
    assert "Data Analyst" in "".join(tab.page.locator("svg.chart .dot title").all_text_contents())


def test_what_is_typed_stays_when_the_language_changes(visit):
    tab = visit().go("/ask#queries/investors-of?.run=no")
    tab.page.fill("[name=org]", "DeepSeek")
    tab.page.select_option("[name=stage]", "planned")
    tab.page.get_by_role("button", name="switch to Chinese").click()
    tab.page.locator("h1", has_text="谁投资").wait_for()
    assert tab.page.input_value("[name=org]") == "DeepSeek"
    assert tab.page.input_value("[name=stage]") == "planned"
    assert "计划" in tab.page.inner_text("[name=stage]")


def test_a_chart_of_as_many_units_as_rows_is_made_at_once(visit):
    tab = visit()
    rows = [
        {name: {"type": "literal", "value": f"{name} {n}"} for name in ("label", "unit")}
        | {"value": {"type": "literal", "value": str(n)}}
        for n in range(20_000)
    ]
    told = {"head": {"vars": ["label", "value", "unit"]}, "results": {"bindings": rows}}
    tab.page.route("**/queries/amounts.json*", lambda route: route.fulfill(json=told))
    began = time.perf_counter()
    asked(tab, "queries/amounts")
    assert tab.page.locator(".rows tbody tr").count() == 100
    assert time.perf_counter() - began < 30


def test_a_view_is_a_graph_whose_lines_say_why(visit):
    tab = asked(visit(), "views/investors?org=xAI&.as=graph")
    tab.page.wait_for_selector(".drawn:not([aria-busy]) canvas")
    box = tab.page.locator(".drawn .picture").bounding_box()
    assert box and box["height"] > 200
    assert "5 entities" in tab.page.get_attribute(".drawn .picture", "aria-label")
    tab.page.click("[data-form=table]")
    tab.page.wait_for_selector(".rows")
    assert tab.page.locator(".rows tbody tr").count() == 4
    assert set(column(tab, 2)) == {"potential investor in"}


def test_files_hold_the_whole_answer(visit, news):
    tab = asked(visit(), "queries/investors-of?org=xAI")
    with tab.page.expect_download() as started:
        tab.page.get_by_role("link", name="csv", exact=True).click()
    rows = list(csv.reader(io.StringIO(started.value.path().read_text(encoding="utf-8"))))
    assert len(rows) == 5 and rows[0][0] == "investor"
    hrefs = tab.page.eval_on_selector_all(".files a", "all => all.map((one) => one.getAttribute('href'))")
    for href in hrefs:
        assert news.http.get(href).status_code == 200, href
    assert "VALUES" in news.http.get(next(href for href in hrefs if ".rq" in href)).text


def test_back_leads_to_the_question_before(visit):
    tab = asked(visit(), "queries/investors-of?org=xAI")
    tab.page.click("[data-name='queries/ranking']")
    tab.page.locator("h1", has_text="rank").wait_for()
    tab.page.wait_for_selector(".results:not([hidden])")
    tab.page.go_back()
    tab.page.locator("h1", has_text="invests").wait_for()
    assert tab.page.input_value("[name=org]") == "xAI"


def test_pages_of_a_long_answer_are_told(visit, crowd):
    tab = asked(visit(url=crowd.url), "views/partnerships?.as=table")
    assert "Rows 1–100" in tab.page.inner_text(".pages")
    tab.page.get_by_role("button", name="Next").click()
    assert "Rows 101–200" in tab.page.inner_text(".pages")
    tab = asked(visit(url=crowd.url), "queries/partners")
    told = tab.page.inner_text(".told .count")
    assert "1,000 rows" in told and "more follow" in told
    tab.page.get_by_role("button", name="Next 1,000 rows").click()
    tab.page.locator(".told", has_text="rows 1,001 to 2,000").wait_for()
    assert ".from=1000" in tab.page.url


def test_without_scripts_there_are_the_forms(visit):
    tab = visit(java_script_enabled=False).go("/ask")
    tab.page.click("text=Who invests, or may invest, in an organization, and how much?")
    assert tab.page.url.endswith("/queries/investors-of")
    assert tab.page.locator("a[href='/ask#queries/investors-of']").count() == 1


HOSTILE = [
    "queries/investors-of?org=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "queries/../../etc?x=1",
    "queries/__proto__?__proto__=1",
    "views/constructor",
    "queries/ranking?.as=evil&.from=-1&.sort=__proto__",
    "sparql?query=%00%ff&.seconds=1e9",
    "queries/investors-of?" + "&".join(f"p{n}=1" for n in range(500)),
    "%E0%A4%A",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("fragment", HOSTILE)
def test_no_address_does_harm(visit, fragment):
    tab = visit()
    tab.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    tab.go(f"/ask#{fragment}").page.wait_for_selector(".offered li a")
    tab.page.wait_for_selector("main h1")
    tab.page.wait_for_timeout(500)
    assert tab.page.locator("main img").count() == 0
    tab.problems[:] = [problem for problem in tab.problems if "status of 40" not in problem]


def test_names_of_the_data_are_text(visit, evil):  # noqa: F811
    tab = visit(url=evil.url)
    tab.page.on("dialog", lambda dialog: tab.problems.append(f"a script ran: {dialog.message}"))
    asked(tab, "views/everything?.as=table")
    assert NAME in tab.page.inner_text(".rows")
    tab.page.click("[data-form=graph]")
    tab.page.wait_for_selector(".drawn:not([aria-busy]) canvas")
    assert tab.page.evaluate("document.querySelectorAll('main img, main script, [onerror]').length") == 0


SIZES = {"phone": {"width": 360, "height": 740}, "4k": {"width": 3840, "height": 2160}}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("fragment", ["", "queries/investors-of?org=xAI", "queries/investors-of?org=xAI&.as=chart"])
def test_it_fits_every_screen(visit, size, fragment):
    tab = visit(viewport=size).go(f"/ask#{fragment}")
    tab.page.wait_for_selector(".results:not([hidden])" if fragment else ".first a")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("form", ["table", "chart", "graph"])
def test_axe_finds_nothing(visit, npm, form, scheme):
    place = "views/investors" if form == "graph" else "queries/investors-of"
    tab = asked(visit(color_scheme=scheme), f"{place}?org=xAI&.as={form}")
    tab.page.wait_for_selector({"table": ".rows", "chart": "svg.chart", "graph": ".drawn:not([aria-busy])"}[form])
    assert violations(tab, AXE.read_text(encoding="utf-8")) == []


def test_in_chinese(visit):
    tab = asked(visit(locale="zh-CN"), "queries/investors-of?org=xAI")
    text = tab.page.inner_text("main")
    assert "提问" in text and "表格" in text and "编写 SPARQL" in text
    assert "谁投资或可能投资某机构" in tab.page.inner_text("h1") and "who gets the money" not in text
    titles = tab.page.locator(".offered li a").all_inner_texts()
    assert [title for title in titles if not any("\u4e00" <= sign <= "\u9fff" for sign in title)] == []
    asked(tab, "views/investors?org=xAI&.as=table")
    assert set(column(tab, 2)) == {"潜在投资方"} and "潜在" in column(tab, 5)[0]
    asked(tab, "queries/investors-of?org=xAI")
    tab.page.get_by_role("button", name="English").click()
    tab.page.wait_for_selector("text=Write SPARQL")
    state = tab.page.evaluate(
        "JSON.stringify([...document.querySelectorAll('main button')].map((one) => one.innerText))"
    )
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in "".join(json.loads(state)))


def test_in_chinese_answers_name_entities_in_chinese(visit):
    tab = visit(locale="zh-CN").go("/ask#queries/ranking")
    tab.page.locator(".rows td", has_text="豆包").first.wait_for()
    assert all(re.search(r"[\u4e00-\u9fff]", head) for head in tab.page.locator("th").all_inner_texts())
    tab.page.locator("[data-form=chart]").click()
    tab.page.locator(".chart text", has_text="豆包").wait_for()
    tab.page.get_by_role("button", name="English").click()
    tab.page.locator(".chart text", has_text="Doubao").wait_for()
