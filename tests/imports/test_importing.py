"""`aikg import`: from a table to a graph, again, changed, pruned; bad input; and the tables that have a mapping."""

import csv
import io
import json
import sys
import textwrap

import pytest
from rdflib import Dataset, URIRef

from aikg import ingest, resources
from aikg.admission import Admission
from aikg.errors import MissingExtra
from aikg.imports import mapping as mappings
from aikg.imports import running, storing
from aikg.stores.embedded import EmbeddedStore
from running import ROOT, run

DATASETS = ROOT.parent / "shared" / "datasets"
ITEM = "https://w3id.org/aikg/item/my-models/"
TABLE = """\
Name,Made by,Released,Parameters,Notes
Acme One,"Acme Labs,OpenAI",2024-05-13,1.5e9,prose
"Acme Two
",Acme Labs,June 2025,> 70B,n/a
Acme Three,unknown,soon,n/a,
,Nobody,2024,1,
=cmd|'/c calc'!A0,Acme Labs,2024,5,
<script>alert(1)</script>,Acme Labs,2024,5,
GPT-4o,OpenAI,2024-05,"14,15",
"""


@pytest.fixture(scope="module")
def my_mapping(tmp_path_factory):
    """The mapping that the documentation prints."""
    page = (resources.root() / "docs" / "importing.md").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("mapping") / "my.yml"
    path.write_text(textwrap.dedent(page.partition("```yaml\n")[2].partition("```")[0]), encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def fresh():
    store = EmbeddedStore()
    ingest.compile_into(store)
    return store


def imported(store, path, mapping, **options):
    name = str(mapping)
    results = running.run([path], store, mapping=name, times=running.times_in(store, [path], name), gate=False)
    storing.store_all(results, store, agent="tester", **options)
    return results[0].report


def done(report, what):
    return {(r.row, r.column): r.why for r in report.remarks if r.done == what}


def value(store, query):
    return sorted(store.lexical(query))


def test_rows_become_items_and_nothing_is_dropped_in_silence(fresh, table, my_mapping):
    report = imported(fresh, table, my_mapping)
    assert (report.rows, dict(report.items)) == (7, {"added": 3})
    assert done(report, "mended") == {(2, "Name"): "white space within a name"}
    assert set(done(report, "absent")) == {(3, "Made by"), (3, "Parameters")}
    assert set(done(report, "left out")) == {(3, ""), (4, "Name"), (5, "Name"), (6, "Name")}
    unused = done(report, "not used")
    assert "formula" in unused[5, "Name"] and "markup" in unused[6, "Name"]
    assert unused[7, "Parameters"] == "not a number" and unused[3, "Released"].startswith("no date")
    uses = {use.column: (use.filled, use.used, use.why) for use in report.columns}
    assert uses["Notes"] == (2, 0, "prose of others is not copied")
    assert uses["Name"] == (6, 3, "no claim of the row needs it, or the row is told above")
    assert report.entities["model"] == (1, 2) and report.entities["organization"] == (1, 1)


def test_what_is_said_fits_the_model(fresh, table, my_mapping):
    imported(fresh, table, my_mapping)
    rows = value(
        fresh,
        f"""PREFIX aikg: <https://w3id.org/aikg/ns#> PREFIX schema: <https://schema.org/>
        SELECT ?p ?v WHERE {{ GRAPH <{ITEM}acme-two> {{
          <{ITEM}acme-two#release> ?p ?v FILTER(?p IN (aikg:period, aikg:periodStart, aikg:periodEnd)) }} }}""",
    )
    assert [v for _, v in rows] == ["June 2025", "2025-06-30", "2025-06-01"]
    bound = value(
        fresh,
        f"""PREFIX aikg: <https://w3id.org/aikg/ns#> PREFIX schema: <https://schema.org/>
        SELECT ?b ?min WHERE {{ <{ITEM}acme-two#parameters> aikg:bound ?b ; schema:minValue ?min
          FILTER NOT EXISTS {{ <{ITEM}acme-two#parameters> schema:value ?v }} }}""",
    )
    assert [(b.rpartition("/")[2], float(n)) for b, n in bound] == [("more-than", 7e10)]
    edges = value(
        fresh,
        "SELECT ?o { ?m <https://w3id.org/aikg/ns#developedBy> ?o ; a ?c . FILTER(STRENDS(STR(?m), 'acme-one')) }",
    )
    assert [o.rpartition("/")[2] for (o,) in edges] == ["acme-labs", "openai"]


def test_evidence_is_the_cells(fresh, table, my_mapping):
    imported(fresh, table, my_mapping)
    places = value(
        fresh,
        f"""PREFIX aikg: <https://w3id.org/aikg/ns#> PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?s ?e {{ <{ITEM}acme-one#by-openai> aikg:evidence ?p .
          ?p oa:start ?s ; oa:end ?e }}""",
    )
    assert {TABLE[int(s) : int(e)] for s, e in places} == {"Acme One", "OpenAI"}


def test_a_second_run_changes_nothing(fresh, table, my_mapping):
    imported(fresh, table, my_mapping)
    version = fresh.version()
    report = imported(fresh, table, my_mapping)
    assert dict(report.items) == {"unchanged": 3} and fresh.version() == version
    assert report.entities["model"] == (3, 0)


def test_a_changed_row_changes_only_its_item(fresh, table, my_mapping):
    imported(fresh, table, my_mapping)
    table.write_text(TABLE.replace("2024-05-13", "2024-05-14"), encoding="utf-8")
    assert dict(imported(fresh, table, my_mapping).items) == {"changed": 1, "unchanged": 2}
    table.write_text(TABLE.replace("1.5e9", "1500000000"), encoding="utf-8")
    report = imported(fresh, table, my_mapping)
    assert dict(report.items) == {"changed": 1, "moved in the file": 2}


def test_only_items_that_changed_are_held_against_the_gate(fresh, table, my_mapping, monkeypatch):
    imported(fresh, table, my_mapping)
    seen = []
    hold = Admission.hold
    monkeypatch.setattr(Admission, "hold", lambda self, news: (seen.extend(news), hold(self, news))[1])
    imported(fresh, table, my_mapping)
    assert seen == []
    table.write_text(TABLE.replace("2024-05-13", "2024-05-14"), encoding="utf-8")
    imported(fresh, table, my_mapping)
    assert [str(graph) for graph in seen if "/item/" in graph] == [f"{ITEM}acme-one"]


def test_a_row_that_is_gone_is_told_and_pruned_if_wished(fresh, table, my_mapping):
    imported(fresh, table, my_mapping)
    lines = TABLE.splitlines(keepends=True)
    table.write_text("".join(line for line in lines if not line.startswith("GPT-4o")), encoding="utf-8")
    report = imported(fresh, table, my_mapping)
    assert [r.value for r in report.remarks if r.done == "gone"] == ["item:my-models/gpt-4o"]
    assert dict(imported(fresh, table, my_mapping, prune=True).items) == {"unchanged": 2, "pruned": 1}
    assert URIRef(f"{ITEM}gpt-4o") not in set(fresh.graphs())


def test_source_and_licence_are_in_the_graph(fresh, table, my_mapping):
    imported(fresh, table, my_mapping)
    rows = dict(value(fresh, "SELECT ?p ?o { GRAPH ?g { <https://w3id.org/aikg/article/my-models> ?p ?o } }"))
    assert rows["http://purl.org/dc/terms/license"].startswith("https://creativecommons.org/")
    assert len(rows["https://schema.org/sha256"]) == 64


def test_the_file_is_the_same_twice_and_builds(tmp_path, table, my_mapping):
    command = ["import", "--mapping", my_mapping, table, "-o", tmp_path / "my.trig", "--report", tmp_path / "r.csv"]
    first = run(*command)
    assert first.exit_code == 0 and "7 rows in, 3 items out (3 written)" in first.stderr
    before = (tmp_path / "my.trig").read_bytes()
    run(*command)
    assert (tmp_path / "my.trig").read_bytes() == before
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text(encoding="utf-8"))))
    assert [row["value"] for row in rows if row["row"] == "5" and row["done"] == "not used"] == ["'=cmd|'/c calc'!A0"]
    assert len(list(Dataset().parse(tmp_path / "my.trig").graphs())) > 4
    run("build", tmp_path / "my.trig", at=tmp_path / "graph")


def test_it_stores_at_a_location_and_the_log_tells_who(tmp_path, table, my_mapping):
    run("build", at=tmp_path / "graph")
    ended = run(
        "import", "--mapping", my_mapping, table, "--by", "Jo", "--report", tmp_path / "r.json", at=tmp_path / "graph"
    )
    assert ended.exit_code == 0 and "(3 added)" in ended.stderr
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))[0]
    assert report["rows"] == 7 and report["items"] == {"added": 3}
    log = run("log", "item:my-models/acme-one", "--format", "json", at=tmp_path / "graph").stdout
    assert "Jo" in log and "table.csv" in log
    shown = run("show", "Acme Two", "--articles", table, at=tmp_path / "graph").stdout
    assert "“> 70B”" in shown


def test_what_breaks_a_shape_is_refused_row_by_row_and_the_rest_goes_in(fresh, tmp_path, table, my_mapping):
    long = tmp_path / "long.yml"
    text = my_mapping.read_text(encoding="utf-8")
    long.write_text(text.replace("came out $(when.words).", f"came out $(when.words){'x' * 190}."), encoding="utf-8")
    table.write_text(TABLE.replace("Acme Two", "A" * 100), encoding="utf-8")
    report = imported(fresh, table, long)
    assert report.items["refused"] == 3 and "200 characters" in " ".join(done(report, "refused").values())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name a table"),
        (["table.csv"], "no mapping ships for 'table.csv'"),
        (["--mapping", "epoch", "table.csv"], "'Model'"),
        (["--mapping", "none.yml", "table.csv"], "No such file"),
        (["--mapping", "epok", "table.csv"], "Nearest: epoch"),
        (["table.csv", "-o", "x.trig", "--report", "x.txt"], "end the name in .json or .csv"),
        (["table.csv", "-o", "x.trig", "--prune"], "--prune is for a graph"),
        (["table.csv", "--date", "soon"], "'soon' is no date"),
        (["gone.csv", "--mapping", "epoch"], "No such file"),
    ],
)
def test_bad_requests_are_told_and_write_nothing(tmp_path, table, monkeypatch, arguments, words):
    run("build", "--bare", at=tmp_path / "graph")
    monkeypatch.chdir(tmp_path)
    ended = run("import", *arguments, at=tmp_path / "graph", code=2)
    assert words in ended.stderr, ended.stderr
    assert not (tmp_path / "x.trig").exists()


def test_missing_columns_are_named_with_the_nearest(tmp_path, table, my_mapping):
    table.write_text(TABLE.replace("Made by", "Maker").replace("Released", "Release"), encoding="utf-8")
    ended = run("import", "--mapping", my_mapping, table, "-o", tmp_path / "x.trig", code=2)
    assert "'Released' (nearest: 'Release')" in ended.stderr and not (tmp_path / "x.trig").exists()


def test_without_the_extra_the_cure_is_told(fresh, table, my_mapping, monkeypatch):
    monkeypatch.setitem(sys.modules, "tinyrml", None)
    with pytest.raises(MissingExtra, match=r"aikg\[import\]"):
        imported(fresh, table, my_mapping)


def test_the_question_of_the_documentation(fresh, table, my_mapping):
    rows = "".join(f"Acme {n},Acme Labs,2024-0{n},1,\n" for n in range(3, 8))
    table.write_text(TABLE.splitlines(keepends=True)[0] + rows, encoding="utf-8")
    imported(fresh, table, my_mapping)
    query = (ROOT / "docs" / "models-a-year.rq").read_text(encoding="utf-8")
    assert value(fresh, query) == [("2024", "Acme Labs", "5")]


def dataset(*path):
    found = DATASETS.joinpath(*path)
    if not found.exists():
        pytest.skip(f"the table is not at hand: {found}")
    return found


@pytest.mark.parametrize(
    ("path", "rows", "items"),
    [
        (("nhlocal-aitimeline", "timeline.yml"), 235, 226),
        (("ai-legislation-tracker", "us_federal_actions.json"), 8, 8),
        (("ai-legislation-tracker", "us_state_bills.json"), 10, 10),
        (("ai-legislation-tracker", "international_frameworks.json"), 10, 10),
    ],
)
@pytest.mark.slow
def test_a_table_that_has_a_mapping(store, path, rows, items):
    [result] = running.run([dataset(*path)], store)
    assert result.report.rows == rows and len(result.items) == items
    assert not done(result.report, "refused")
    left_out = {row for (row, _) in done(result.report, "left out")}
    assert len(left_out) == rows - items


@pytest.mark.slow
def test_a_thousand_models(fresh):
    path = dataset("epoch-notable-2026-01", "notable-ai-models.csv")
    mapping = str(next(m.path for m in mappings.shipped() if m.path.stem == "epoch"))
    report = imported(fresh, path, mapping)
    assert report.rows == 976 and dict(report.items) == {"added": 976} and report.claims > 6000
    assert not done(report, "refused")
    version = fresh.version()
    assert dict(imported(fresh, path, mapping).items) == {"unchanged": 976} and fresh.version() == version
    assert value(fresh, "SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a <https://w3id.org/aikg/ns#Model> }")[0][0] > "1000"
