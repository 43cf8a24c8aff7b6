"""Why is this edge here: every claim behind a line, contradictions marked, places, sentences, citations."""

from __future__ import annotations

import json

import pytest

from lantern import SENTENCES

pytestmark = pytest.mark.slow
PAID = "organization:tarn-capital|investsIn|organization:lantern-labs"
CONTRADICTED = "concept:chinese-ai-models|claimedBy|organization:openrouter"


def test_a_click_on_a_line_tells_everything_about_its_claim(visit):
    tab = visit().walk("organization:lantern-labs").click(PAID)
    claim = tab.page.locator("#panel-card .claim")
    assert claim.count() == 1
    text = claim.inner_text()
    for said in (
        "40 million US dollars",
        "completed",
        "confirmed",
        "2026-03",
        "Lantern Labs raises money",
        "characters",
    ):
        assert said in text, said
    assert claim.locator("blockquote").inner_text() == SENTENCES["paid"]
    leads = claim.locator(".where a").evaluate_all("all => all.map((one) => new URL(one.href).pathname)")
    assert leads == ["/item/lantern/1", "/article/lantern", "/item/lantern/1"]
    assert claim.locator(".where a").last.get_attribute("href").endswith("#paid")
    assert "selected=" in tab.fragment()


def test_several_claims_behind_one_line_are_all_there(visit):
    tab = visit().walk("organization:openrouter").click(CONTRADICTED)
    assert tab.page.locator("#panel-card .claim").count() == 3
    assert "3 claims from one news item say so." in tab.card()


def test_contradicting_claims_stand_together_and_are_marked(visit):
    tab = visit().walk("organization:openrouter").click(CONTRADICTED)
    group = tab.page.locator("#panel-card .disagreeing")
    assert "contradict one another" in group.locator(".mark").inner_text()
    claims = group.locator(".claim").evaluate_all("all => all.map((one) => one.dataset.claim)")
    assert claims == ["item:cn-ai-usage-roundup/1#daily", "item:cn-ai-usage-roundup/1#weekly"]
    figures = group.locator(".figure").all_inner_texts()
    assert figures == ["above 1.5 × 10^14 tokens", "9.8 × 10^13 tokens"]


def test_a_curated_edge_says_that_it_has_no_claim(visit):
    tab = visit().walk("place:mainland-china")
    tab.page.locator("[data-kind=isPartOf] .why").first.click()
    tab.settled()
    assert "No claim stands behind it" in tab.card()


def test_the_card_leads_to_the_reasons_with_the_keyboard(visit):
    tab = visit().walk("organization:xai")
    why = tab.page.locator("[data-kind=claimedBy] .why")
    why.focus()
    why.press("Enter")
    tab.settled()
    assert tab.page.locator("#panel-card .claim").count() == 2
    assert "xAI claimed by Elon Musk" in str(tab.page.text_content("[role=status]"))


def test_each_claim_can_be_cited(visit):
    tab = visit().walk("organization:lantern-labs").click(PAID)
    tab.page.get_by_role("button", name="Cite").click()
    text, bibtex, csl = tab.page.locator(".citation pre").all_inner_texts()
    address = "https://w3id.org/aikg/item/lantern/1#paid"
    assert address in text and "Lantern Labs raises money" in text
    assert bibtex.startswith("@misc{") and f"url = {{{address}}}" in bibtex and bibtex.count("{") == bibtex.count("}")
    assert json.loads(csl)[0]["URL"] == address


def test_the_card_shows_what_relations_cannot(visit):
    """Claims that are no edge, a valuation for example, are on the card of who they are about."""
    tab = visit().walk("organization:xai")
    tab.page.locator("summary", has_text="Observation").click()
    assert "1 trillion-USD valuation" in tab.page.locator("#panel-card details[open]").inner_text()
