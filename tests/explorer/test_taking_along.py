"""Take it with you: the address restores exactly what is seen, and files hold exactly that."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from crowding import member

pytestmark = pytest.mark.slow
XAI = "organization:xai"
G = "{http://gexf.net/1.3}"


def changed(tab):
    """A walk of some steps, with something of everything."""
    tab.walk("organization:pif").click(XAI).do("expand")
    tab.click("model:grok-4").do("hide")
    x, y = tab.where("organization:mubadala")
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + 20, y + 20, steps=3)
    tab.page.mouse.move(x + 40, y + 30, steps=3)
    tab.page.mouse.up()
    tab.page.get_by_label("Place").uncheck()
    tab.page.locator("[data-facet=kinds] label", has_text="claimed by").locator("input").uncheck()
    tab.click("organization:sequoia-capital")
    return tab


def picture(tab) -> dict[str, float]:
    return {f"{name} {axis}": at for name in tab.nodes() for axis, at in zip("xy", tab.where(name), strict=True)}


def saved(tab, name: str) -> str:
    tab.page.click("[data-tool=export]")
    with tab.page.expect_download() as download:
        tab.page.click(f"[data-export='{name}']")
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_the_address_restores_exactly_what_is_seen(visit):
    first = changed(visit())
    address = first.fragment()
    again = visit().walk(address)
    assert again.nodes() == first.nodes() and "place:saudi-arabia" not in again.nodes()
    assert picture(again) == pytest.approx(picture(first), abs=2)
    assert "Sequoia" in again.card()
    assert again.page.locator("[data-facet=classes] input:not(:checked)").count() == 1
    assert again.page.locator("[data-facet=kinds] input:not(:checked)").count() == 1
    assert again.fragment() == address


def test_what_stands_beside_the_picture_is_part_of_the_address(visit):
    first = visit().walk(XAI)
    first.page.get_by_role("tab", name="List").click()
    address = first.fragment()
    assert address.endswith("beside=list")
    again = visit().walk(address)
    assert again.page.locator("#panel-list").is_visible() and not again.page.locator("#panel-card").is_visible()
    again.page.get_by_role("tab", name="Card").click()
    assert again.page.locator("#panel-card").is_visible()
    assert "beside" not in again.fragment()


def test_the_camera_is_part_of_the_address(visit):
    first = visit().walk(XAI)
    first.page.mouse.move(*first.where("model:grok-4"))
    first.page.mouse.wheel(0, -400)
    first.page.wait_for_timeout(900)
    address = first.fragment()
    assert "camera=" in address
    again = visit().walk(address)
    assert picture(again) == pytest.approx(picture(first), abs=2)


def test_back_and_forward(visit):
    tab = visit().walk(XAI)
    small = tab.page.get_by_role("combobox", name="Search by name")
    small.fill("Gartner")
    tab.page.wait_for_selector("[role=option] >> text=Gartner")
    small.press("Enter")
    tab.page.locator("#in-view-organization\\:gartner").wait_for(state="attached")
    tab.page.go_back()
    tab.page.locator("#in-view-organization\\:xai").wait_for(state="attached")
    tab.page.go_forward()
    tab.page.locator("#in-view-organization\\:gartner").wait_for(state="attached")
    assert "Gartner" in tab.settled().card()


def test_gexf_holds_exactly_what_is_seen(visit):
    tab = changed(visit())
    tree = ET.fromstring(saved(tab, "gexf"))
    assert {node.get("id") for node in tree.iter(f"{G}node")} == tab.nodes()
    kinds = {edge.get("kind") for edge in tree.iter(f"{G}edge")}
    assert kinds and "claimedBy" not in kinds


def test_csv_and_graphml_have_the_same_edges(visit):
    tab = changed(visit())
    rows = list(csv.DictReader(io.StringIO(saved(tab, "csv"))))
    graph = ET.fromstring(saved(tab, "graphml"))
    edges = [one for one in graph.iter() if one.tag.endswith("}edge")]
    assert len(rows) == len(edges) > 3
    nodes = list(csv.DictReader(io.StringIO(saved(tab, "nodes.csv"))))
    assert {row["Id"] for row in nodes} == tab.nodes()


def test_the_query_of_a_view_closes_when_one_goes_back(visit):
    tab = visit().walk("organization:pif")
    before = tab.nodes()
    tab.click(XAI).do("expand")
    assert tab.settled().nodes() > before
    tab.page.click("[data-tool=export]")
    tab.page.click("[data-export=sparql]")
    assert tab.page.locator("dialog[open]").count() == 1
    tab.page.go_back()
    tab.page.locator("dialog[open]").wait_for(state="hidden")
    assert tab.settled().nodes() == before


def test_this_view_as_sparql_has_the_same_edges(visit, news):
    tab = changed(visit())
    rows = list(csv.DictReader(io.StringIO(saved(tab, "csv"))))
    tab.page.click("[data-tool=export]")
    tab.page.click("[data-export=sparql]")
    query = tab.page.locator("dialog pre").inner_text()
    answer = httpx.post(
        f"{news.url}/query",
        data={"query": query},
        headers={"Accept": "application/sparql-results+json"},
        trust_env=False,
        timeout=30,
    )
    bindings = answer.json()["results"]["bindings"]
    found = {(one["source"]["value"], one["kind"]["value"], one["target"]["value"]) for one in bindings}
    assert len(found) == len(rows) > 3


def test_more_than_an_address_can_name_is_saved_all_the_same(visit, crowd):
    tab = visit(url=crowd.url)
    tab.walk(f"focus=organization:{member(0)}&nodes=organization:{','.join(map(member, range(5_000)))}")
    nodes = list(csv.DictReader(io.StringIO(saved(tab, "nodes.csv"))))
    assert len(nodes) == 5_000


def test_gephi_lite_gets_an_address_without_a_query(visit):
    tab = visit().walk(XAI)
    tab.page.evaluate("window.open = (address) => document.body.dataset.opened = address")
    tab.page.click("[data-tool=export]")
    tab.page.click("[data-export=gephi-lite]")
    opened = str(tab.page.get_attribute("body", "data-opened"))
    assert opened.startswith("https://gephi.example/lite/?file=")
    file = unquote(opened.partition("file=")[2])
    assert "?" not in file and file.endswith(".gexf")
    answer = httpx.get(file, headers={"Origin": "https://gephi.example"}, trust_env=False, timeout=30)
    assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == "*"
    assert {node.get("id") for node in ET.fromstring(answer.text).iter(f"{G}node")} == tab.nodes()


def test_the_picture_as_svg_has_names_shapes_and_dashes(visit):
    tab = visit().walk(XAI)
    tree = ET.fromstring(saved(tab, "svg"))
    svg = "{http://www.w3.org/2000/svg}"
    assert "Grok 4" in {text.text for text in tree.iter(f"{svg}text")}
    assert any(line.get("stroke-dasharray") for line in tree.iter(f"{svg}line"))
    assert len(list(tree.iter(f"{svg}polygon"))) > 3 and not list(tree.iter(f"{svg}script"))


def test_the_picture_as_png_is_twice_as_large(visit):
    tab = visit().walk(XAI)
    tab.page.click("[data-tool=export]")
    with tab.page.expect_download() as download:
        tab.page.click("[data-export=png]")
    data = Path(download.value.path()).read_bytes()
    wide = int(tab.page.evaluate("document.querySelector('.picture').clientWidth"))
    assert data.startswith(b"\x89PNG") and int.from_bytes(data[16:20]) == 2 * wide
