"""What strangers write into the data is text to whoever reads it: no formula, no markup, no script."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from server_process import Server, locate

FORMULAS = ["=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil","x")']
SCRIPT = "</td><script src=//evil></script><img src=x onerror=alert(1)>\"'"
NUMBER = re.compile(r"-?[0-9.]+")
JAVASCRIPT = "javascript:alert(1)"


def hostile() -> str:
    """Organizations that are called badly, each invested in by one with two names that another has too."""

    def text(value: str) -> str:
        return json.dumps(value)

    lines = []
    for number, name in enumerate([*FORMULAS, SCRIPT]):
        claim, org = f"<https://w3id.org/aikg/item/x/1#c{number}>", f"<https://w3id.org/aikg/id/organization/o{number}>"
        lines.append(f"""
  GRAPH <https://w3id.org/aikg/item/x/1> {{
    {org} a aikg:Organization ; skos:prefLabel {text(name)}@en .
    {claim} a aikg:Investment ; aikg:reportedIn <https://w3id.org/aikg/item/x/1> ; aikg:investor {org} ;
      aikg:investee <https://w3id.org/aikg/id/organization/o0> ; aikg:stage aikgv:stage-completed ;
      aikg:valueText {text(name)} ; schema:value {-number - 1}.5 ; rdfs:label {text(name)}@en .
    {org} aikg:site <{JAVASCRIPT}> .
  }}
  GRAPH <https://w3id.org/aikg/graph/names> {{ {org} aikg:nameKey "twin" }}
  GRAPH {claim} {{ {org} aikg:investsIn <https://w3id.org/aikg/id/organization/o0> }}""")
    return f"""
PREFIX aikg: <https://w3id.org/aikg/ns#>
PREFIX aikgv: <https://w3id.org/aikg/vocab/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {{ {"".join(lines)} }}"""


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(locate(tmp_path_factory.mktemp("evil") / "graph", hostile()), AIKG_READERS=1)
    yield started
    started.stop()


PATHS = ["/views/investors.csv", "/views/investors.nodes.csv", "/queries/investors-of.csv", "/queries/entities.csv"]


@pytest.mark.parametrize("path", [*PATHS, *(f"{path}?limit=100" for path in PATHS)])
def test_no_cell_of_a_table_is_a_formula(evil: Server, path: str) -> None:
    told = evil.http.get(path)
    cells = [cell for row in csv.reader(io.StringIO(told.text, newline="")) for cell in row]
    assert any("1+1" in cell for cell in cells)
    assert [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell) and not NUMBER.fullmatch(cell)] == []


def test_a_number_in_a_table_stays_a_number(evil: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(evil.http.get("/queries/investors-of.csv").text, newline="")))
    assert min(float(row["amount"]) for row in rows) == -8.5


def test_sparql_results_stay_as_the_standard_has_them(evil: Server) -> None:
    told = evil.ask("SELECT ?n { BIND('=1+1' AS ?n) }", accept="text/csv")
    assert told.text == "n\r\n=1+1\r\n"


class Reader(HTMLParser):
    """What a browser makes of a page: its elements with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "path",
    [
        "/views/investors",
        "/queries/investors-of",
        "/queries/entities",
        "/queries/everything-on?entity=organization:o0",
        "/queries/everything-on?entity=%3Cscript%3Ealert(1)%3C/script%3E",
        "/queries/partners?org=%22onfocus=alert(1)%20x=%22",
        "/views/investors?stage=%3Cscript%3E",
        "/queries/partners?%3Cscript%3E=1",
        "/queries",
    ],
)
def test_no_text_becomes_markup(evil: Server, path: str) -> None:
    told = evil.http.get(path, headers={"Accept": "text/html"})
    assert told.headers["content-type"].startswith("text/html")
    assert told.headers["content-security-policy"].startswith("default-src 'self'")
    seen = Reader(told.text).elements
    assert not {"img", "style", "iframe", "object"} & {tag for tag, _ in seen}
    assert [dict(given) for tag, given in seen if tag == "script"] == [{"src": "/static/language.js", "defer": None}]
    attributes = {name for _, given in seen for name in given}
    assert not [name for name in attributes if name.startswith("on") or name == "style"]
    links = [value or "" for _, given in seen for name, value in given.items() if name in ("href", "src", "action")]
    assert links
    assert all(link.startswith("/") and not link.startswith("//") for link in links), links


def test_a_name_in_xml_and_json_is_text(evil: Server) -> None:
    ET.fromstring(evil.http.get("/views/investors.gexf").content)
    ET.fromstring(evil.http.get("/views/investors.graphml").content)
    labels = {node["label"] for node in evil.http.get("/views/investors.json").json()["nodes"]}
    assert SCRIPT in labels


def test_a_name_that_several_have_is_told_with_who_they_are(evil: Server) -> None:
    for path in ("/views/investors.json", "/queries/investors-of.csv", "/views/investors.html"):
        told = evil.http.get(path, params={"org": "twin"})
        assert told.status_code == 409
        assert "organization:o3" in told.text
    assert len(evil.http.get("/views/investors.json?org=twin").json()["candidates"]) == len(FORMULAS) + 1
    exported = evil.http.get("/export/view/investors/org/twin/x.gexf")
    assert exported.status_code == 409


def test_a_wrong_host_is_kept_by_no_cache(evil: Server) -> None:
    """Whoever lies about the host gets the lie alone."""
    evil.http.get("/views/investors.html", headers={"Host": "evil.example"})
    assert "evil.example" not in evil.http.get("/views/investors.html").text
    assert "evil.example" not in evil.http.get("/views").text


def test_a_line_break_in_a_parameter_stays_out_of_the_headers(evil: Server) -> None:
    told = evil.http.get("/queries/investors-of.csv?limit=1&org=organization:o0%0D%0ASet-Cookie:%20a=b")
    assert "set-cookie" not in told.headers
    paged = evil.http.get("/queries/investors-of.csv?limit=1&org=organization:o0")
    assert paged.headers["link"].count("\n") == 0


@pytest.mark.slow
def test_a_page_shows_the_new_name_at_once(tmp_path: Path) -> None:
    server = Server(locate(tmp_path / "graph", hostile()), AIKG_READERS=1)
    try:
        first = server.http.get("/queries/entities.html")
        update = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#> WITH <https://w3id.org/aikg/item/x/1>
            DELETE { ?o skos:prefLabel ?n } INSERT { ?o skos:prefLabel "Renamed"@en }
            WHERE { VALUES ?o { <https://w3id.org/aikg/id/organization/o0> } ?o skos:prefLabel ?n }"""
        told = server.http.post("/update", content=update, headers={"Content-Type": "application/sparql-update"})
        assert told.status_code == 204, told.text
        again = server.http.get("/queries/entities.html", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 200
        assert "Renamed" in again.text
    finally:
        server.stop()
