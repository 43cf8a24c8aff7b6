"""The Python API: what a notebook does, and that the names it may rely on are there."""

from __future__ import annotations

import doctest
import importlib
import io
import json
import os
import pkgutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import networkx
import pytest
import rdflib

import aikg
from aikg.errors import MissingExtra
from lantern import SENTENCES, write_own
from running import environment, own, real_article, run, shipped


@pytest.fixture(scope="module")
def kg():
    with aikg.open(own()) as graph:
        yield graph


def test_exported_names_are_few_and_all_there():
    assert len(aikg.__all__) <= 15
    assert set(dir(aikg)) == set(aikg.__all__)
    assert all(getattr(aikg, name) is not None for name in aikg.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = aikg.nothing


def test_star_import_gives_exactly_these():
    found: dict[str, object] = {}
    exec("from aikg import *", found)  # it is what a notebook may do
    assert set(found) - {"__builtins__"} == set(aikg.__all__)


def test_it_is_typed():
    assert (Path(aikg.__file__).parent / "py.typed").is_file()


# opening and building


def test_open_and_close():
    graph = aikg.open(shipped())
    assert graph.show("xAI").id == "organization:xai"
    graph.close()
    with aikg.open(str(shipped())) as again:
        assert again.stats()["quads"] > 1000


def test_open_what_is_not_built(tmp_path):
    with pytest.raises(aikg.NotFound, match="aikg build"):
        aikg.open(tmp_path)


def test_open_without_a_location_takes_what_ships():
    code = "import aikg; kg = aikg.open(); print(kg.show('xAI').id)"
    env = environment()  # with a cache of the tests' own
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert (ended.stdout, ended.stderr) == ("organization:xai\n", "")


def test_build_in_memory(tmp_path):
    folder = write_own(tmp_path / "mine", alone=True)
    with aikg.build(folder / "news", shipped=False, articles=folder / "texts") as graph:
        assert graph.show("灯笼实验室").label == "Lantern Labs"
        said = graph.claims("item:lantern/1")
        assert [s.claim for s in said] == ["item:lantern/1#paid", "item:lantern/1#partners"]
        assert graph.sentences(said[0]) == [SENTENCES["paid"]]
        assert graph.validate().conforms


def test_build_of_what_does_not_conform(tmp_path):
    folder = write_own(tmp_path / "mine", alone=True)
    path = folder / "news" / "lantern.trig"
    path.write_text(path.read_text().replace("aikg:investee organization:lantern-labs ;", ""), encoding="utf-8")
    with pytest.raises(aikg.DoesNotConform) as caught:
        aikg.build(path, shipped=False)
    assert not caught.value.report.conforms
    assert any("item:lantern/1#paid" in finding.focus for finding in caught.value.report.findings)


# asking


def test_query_of_rows(kg):
    found = kg.query("partners", org="灯笼实验室")
    assert isinstance(found, aikg.Rows)
    assert "partner_label" in found.columns
    assert [row["partner_label"] for row in found] == ["Meta"]
    assert found[0]["claim"] == "https://w3id.org/aikg/item/lantern/1#partners"
    assert isinstance(found.terms[0][0], rdflib.URIRef)
    assert repr(found).startswith("<1 row of ")


def test_parameters_are_numbers_and_dates_too(kg):
    assert list(kg.query("top-apps", top=2)) == list(kg.query("top-apps", top="2"))
    assert list(kg.query("industry-size", until=date(2027, 1, 1))) == list(
        kg.query("industry-size", until="2027-01-01")
    )
    assert list(kg.query("amounts", at_least=1e9))


def test_rows_are_a_sequence_of_python_values(kg):
    found = kg.query(
        'SELECT * { VALUES (?a ?b ?c ?d) { (1 2.5 "2026-03-01"^^<http://www.w3.org/2001/XMLSchema#date> UNDEF) '
        '(2 0.1 "x"@en <a:a>) } } '
        "ORDER BY ?a"
    )
    assert found[0] == {"a": 1, "b": Decimal("2.5"), "c": date(2026, 3, 1), "d": None}
    assert found[1]["d"] == "a:a" and found[1]["c"] == "x"
    assert len(found) == 2 and len(found[1:]) == 1 and found[-1] == found[1]
    assert list(found) == [found[0], found[1]]
    with pytest.raises(IndexError):
        _ = found[2]


def test_rows_as_pandas(kg):
    frame = kg.query("ranking").to_pandas()
    assert list(frame.columns)[:3] == ["ranking", "ranking_label", "rank"]
    assert frame.loc[0, "entity_label"] == "Hunyuan 3.0"
    empty = kg.query("SELECT ?a ?b {} LIMIT 0").to_pandas()
    assert list(empty.columns) == ["a", "b"] and empty.empty


def test_rows_without_pandas(kg, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"pip install 'aikg\[pandas\]'"):
        kg.query("ranking").to_pandas()


def test_query_of_triples_and_of_truth(kg):
    graph = kg.query("CONSTRUCT WHERE { <https://w3id.org/aikg/id/organization/xai> ?p ?o }")
    assert isinstance(graph, rdflib.Graph)
    assert "aikg:Organization" in graph.serialize(format="turtle"), "it knows the prefixes"
    assert kg.query("ASK { ?s ?p ?o }") is True


def test_query_of_a_file_and_wrong_queries(kg, tmp_path):
    (tmp_path / "x.rq").write_text("ASK {}", encoding="utf-8")
    assert kg.query(tmp_path / "x.rq") is True
    with pytest.raises(aikg.BadRequest, match="line 1"):
        kg.query("SELECT * {")
    with pytest.raises(aikg.NotFound, match="Nearest: ranking"):
        kg.query("rankin")
    with pytest.raises(aikg.BadRequest, match="not Unicode"):
        kg.query("SELECT * { ?s ?p '\udcff' }")


def test_every_folder_of_the_catalogue_is_asked_by_name(kg):
    assert kg.query("stats") and kg.query("investors") and kg.query("investsIn") is not None
    assert {query.name for query in kg.queries()} > {"ranking", "partners"}
    assert {view.name for view in kg.views()} > {"investors", "lineage"}


# views


def test_view_is_a_networkx_graph(kg):
    graph = kg.view("investments", investor="Tarn Capital")
    assert type(graph) is networkx.MultiDiGraph
    assert graph.graph["name"] == "investments investor=Tarn Capital"
    assert dict(graph.nodes(data=True))["organization:lantern-labs"] == {
        "label": "Lantern Labs",
        "type": "Organization",
        "label_zh": "灯笼实验室",
        "iri": "https://w3id.org/aikg/id/organization/lantern-labs",
    }
    ((source, target, fields),) = graph.edges(data=True)
    assert (source, target) == ("organization:tarn-capital", "organization:lantern-labs")
    assert fields == {
        "kind": "investsIn",
        "claim": "item:lantern/1#paid",
        "item": "item:lantern/1",
        "stage": "completed",
        "modality": "confirmed",
        "figure": "40 million US dollars",
        "start": date(2026, 3, 1),
        "end": date(2026, 3, 31),
    } | ({"weight": fields["weight"]} if "weight" in fields else {})


def test_each_edge_leads_back_to_its_sentence(kg):
    for *_, fields in kg.view("investors", org="xAI").edges(data=True):
        (said,) = kg.claims(fields["claim"])
        assert said.stage == fields["stage"] == "potential"
        assert said.places[0].end > said.places[0].start


def test_view_measures(kg):
    graph = kg.view("investors", ["degree", "pagerank", "community"], org="xAI")
    assert graph.nodes["organization:xai"]["degree"] == 4
    assert graph.nodes["organization:xai"]["pagerank"] > graph.nodes["organization:pif"]["pagerank"]
    assert all(isinstance(data["community"], int) for _, data in graph.nodes(data=True))
    with pytest.raises(aikg.BadRequest, match="there are degree"):
        kg.view("investors", ["fame"])


def test_views_work_with_networkx_functions(kg):
    graph = kg.view("everything")
    assert networkx.shortest_path(graph.to_undirected(), "organization:tarn-capital", "organization:meta")[1:2] == [
        "organization:lantern-labs"
    ]
    assert networkx.number_weakly_connected_components(graph) >= 1
    read = networkx.node_link_graph(json.loads(json.dumps(networkx.node_link_data(graph), default=str)))
    assert len(read) == len(graph)


# entities


def test_show(kg):
    card = kg.show("灯笼实验室")
    assert (card.id, card.label, card.label_zh, card.type) == (
        "organization:lantern-labs",
        "Lantern Labs",
        "灯笼实验室",
        "Organization",
    )
    assert card.names["item:lantern/1"] == "Lantern Labs raises money"
    assert {near.edge.kind for near in card.neighbours} == {"investsIn", "potentialInvestorIn", "partnerOf"}
    assert all(isinstance(said, aikg.Statement) for said in card.statements)


def test_search_path_and_neighbors(kg):
    assert kg.search("Lantrn")[0].id == "organization:lantern-labs"
    assert [step.target for step in kg.path("Tarn Capital", "智谱")] == [
        "organization:lantern-labs",
        "organization:meta",
        "organization:zhipu-ai",
    ]
    assert {near.other for near in kg.neighbors("Lantern")} >= {"organization:meta"}
    assert [node.label for node in kg.labels(["organization:xai", "organization:meta", "no:such"])] == ["xAI", "Meta"]


def test_sections(kg):
    part = kg.sections(["item:lantern/2", "item:none/1"])
    assert set(part) == {"item:lantern/2"}
    assert part["item:lantern/2"].headline == "Ridge may follow"
    assert kg.sections([]) == {}


def test_no_sentences_without_texts(kg):
    assert kg.sentences(kg.claims("item:lantern/1")[0]) == []


# other ways out


def test_dataset(kg):
    dataset = kg.dataset()
    assert isinstance(dataset, rdflib.Dataset)
    label = rdflib.Literal("Lantern Labs", lang="en")
    assert (None, rdflib.SKOS.prefLabel, label) in dataset
    rows = list(
        dataset.query(
            "SELECT ?s ?l { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }", initBindings={"l": label}
        )
    )
    assert [str(row[0]) for row in rows] == ["https://w3id.org/aikg/id/organization/lantern-labs"]


def test_export(kg, tmp_path):
    counts = kg.export(tmp_path / "x.gexf", around="Lantern Labs")
    assert counts.nodes == 4 == len(networkx.read_gexf(tmp_path / "x.gexf"))
    kg.export(tmp_path / "x.json", "investors", measures=["degree"], org="xAI")
    assert len(networkx.node_link_graph(json.loads((tmp_path / "x.json").read_text()))) == 5
    kg.export(tmp_path / "odd.name", "investors", format="graphml")
    assert len(networkx.read_graphml(tmp_path / "odd.name")) > 4
    with pytest.raises(aikg.BadRequest, match="name it with one of"):
        kg.export(tmp_path / "x.png")
    with pytest.raises(aikg.BadRequest, match="1 or more"):
        kg.export(tmp_path / "y.gexf", around="xAI", hops=0)
    assert not (tmp_path / "y.gexf").exists()


def test_export_and_view_say_the_same(kg):
    out = io.BytesIO()
    counts = kg.write_network(kg.edges("everything", {}), out, "json")
    graph = kg.view("everything")
    assert counts.nodes == len(graph) and counts.claims == graph.number_of_edges()


def test_coverage_validate_and_stats(kg, tmp_path):
    folder = write_own(tmp_path / "mine")
    covered = kg.coverage(folder / "texts" / "lantern.txt")
    assert covered.complete and covered.sentences_covered == 3
    assert kg.validate().conforms
    assert kg.stats()["NewsItem"] == 13
    with pytest.raises(aikg.NotFound, match="SHA-256"):
        kg.coverage(Path(__file__))


def test_the_real_article_is_where_the_evidence_says():
    article = real_article()
    with aikg.open(shipped(), articles=article) as kg:
        report = kg.validate()
        assert report.conforms, str(report)
        said = kg.show("xAI").statements
        text = article.read_bytes().decode()
        for statement in said:
            places = [text[p.start : p.end] for p in statement.places]
            assert all(place in sentence for place, sentence in zip(places, kg.sentences(statement), strict=True))


# what the docstrings promise

MODULES = sorted(
    name
    for _, name, _ in pkgutil.walk_packages(aikg.__path__, "aikg.")
    if not name.startswith(("aikg.server", "aikg.stores.remote")) or os.environ.get("CI")
)


@pytest.mark.parametrize("name", ["aikg", *MODULES])
def test_examples_in_docstrings(name):
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:  # an extra that is not installed; in CI all are
        if os.environ.get("CI") or (error.name or "").startswith("aikg"):
            raise
        pytest.skip(f"{name} needs {error.name}")
    failed, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert failed == 0


def test_cli_and_python_agree(kg):
    shown = json.loads(run("show", "Lantern Labs", "--format", "json", at=own()).stdout)
    card = kg.show("Lantern Labs")
    assert [s["claim"] for s in shown["statements"]] == [s.claim for s in card.statements]
