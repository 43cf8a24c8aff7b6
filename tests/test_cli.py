"""Every command's happy path, on a real location, with what it prints read back by a real reader."""

from __future__ import annotations

import csv
import io
import json
import threading
import xml.etree.ElementTree as ET
from datetime import date

import networkx
import pytest
import rdflib

from aikg import catalogue
from aikg.cli.main import COMMANDS
from lantern import TEXT, own_data, write_own
from running import own, program, real_article, run, shipped

INVESTORS = {"Andreessen Horowitz", "Mubadala Investment Company", "Public Investment Fund", "Sequoia Capital"}


def rows(text: str) -> list[dict[str, str]]:
    """The lines that a table is in a pipe."""
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


# view, views


def test_view_investors():
    found = rows(run("view", "investors", "--param", "org=xAI", at=shipped()).stdout)
    assert {row["source"] for row in found} == INVESTORS
    assert {row["target"] for row in found} == {"xAI"}
    assert {row["relation"] for row in found} == {"potentialInvestorIn"}, "no money has moved"
    assert {row["stage"] for row in found} == {"potential"}
    assert {"US$5 billion", "US$800 million"} <= {row["figure"] for row in found}
    assert all(row["claim"].startswith("item:cn-ai-usage-roundup/4#") for row in found)


def test_view_partnerships_by_a_chinese_name():
    found = rows(run("view", "partnerships", "--param", "org=智谱", at=shipped()).stdout)
    assert [{row["source"], row["target"]} for row in found] == [{"Meta", "Zhipu AI"}]
    assert found[0]["relation"] == "partnerOf"


def test_view_by_every_name_of_the_entity():
    names = ("xAI", "xai", "ＸＡＩ", "organization:xai", "https://w3id.org/aikg/id/organization/xai")
    answers = {run("view", "investors", "--param", f"org={name}", at=shipped()).stdout for name in names}
    assert len(answers) == 1


def test_view_measures_come_as_a_second_table():
    out = run("view", "investors", "--param", "org=xAI", "--measure", "degree", "--measure", "pagerank", at=shipped())
    measured = rows(out.stdout.split("\n\n")[1])
    assert {row["node"] for row in measured} == INVESTORS | {"xAI"}
    assert next(row for row in measured if row["node"] == "xAI")["degree"] == "4"


@pytest.mark.parametrize("name", sorted(catalogue.folder("views")))
def test_every_view_draws(name):
    assert rows(run("view", name, at=shipped()).stdout), "a view that ships shows something of what ships"


@pytest.mark.parametrize("format_", ["json", "gexf", "graphml", "csv", "csv-nodes", "cytoscape"])
def test_view_formats(format_):
    result = run("view", "investors", "--param", "org=xAI", "--format", format_, at=shipped())
    found = _names(result.stdout_bytes, format_)
    assert found >= INVESTORS or {"organization:pif", "organization:xai"} <= found, "a table of edges holds ids"
    assert result.stderr == ""


def _names(data: bytes, format_: str) -> set[str]:
    """The labels of a network, by a reader of its format."""
    text = data.decode()
    match format_:
        case "json":
            graph = networkx.node_link_graph(json.loads(text))
        case "gexf":
            graph = networkx.read_gexf(io.BytesIO(data))
        case "graphml":
            graph = networkx.read_graphml(io.BytesIO(data))
        case "cytoscape":
            elements = json.loads(text)["elements"]
            return {node["data"].get("label") or node["data"]["name"] for node in elements["nodes"]}
        case _:
            return {value for row in csv.DictReader(io.StringIO(text)) for value in row.values()}
    return {fields["label"] for _, fields in graph.nodes(data=True)}


def test_view_format_follows_the_files_name(tmp_path):
    told = run("view", "investors", "-o", tmp_path / "x.gexf", at=shipped())
    assert _names((tmp_path / "x.gexf").read_bytes(), "gexf") >= INVESTORS
    assert told.stdout == ""
    assert "nodes" in told.stderr and "x.gexf" in told.stderr


def test_views_lists_and_tells():
    listed = {row["name"]: row for row in rows(run("views").stdout)}
    assert set(listed) == set(catalogue.folder("views"))
    assert listed["investors"]["parameters"] == "org, stage"
    told = run("views", "investors").stdout
    assert "org" in told and "potential" in told and "SELECT" in told and "#+" not in told


# query, queries


def test_queries_lists_and_tells():
    assert {row["name"] for row in rows(run("queries").stdout)} == set(catalogue.folder("questions"))
    told = run("queries", "ranking").stdout
    assert told.startswith("ranking: ") and "SELECT" in told


def test_query_by_name():
    found = rows(run("query", "ranking", at=shipped()).stdout)
    assert [row["entity_label"] for row in found[:2]] == ["Hunyuan 3.0", "DeepSeek V4"]
    assert found[0]["entity"] == "model:hunyuan-3.0", "a pipe gets the CURIEs"


def test_query_with_a_parameter():
    found = rows(run("query", "partners", "--param", "org=智谱", at=shipped()).stdout)
    assert "Meta" in {row["partner_label"] for row in found}


def test_query_of_a_file_of_stdin_and_of_text_agree(tmp_path):
    text = "SELECT ?o WHERE { <https://w3id.org/aikg/id/organization/xai> a ?o }"
    (tmp_path / "types.rq").write_text(text, encoding="utf-8")
    answers = [
        run("query", tmp_path / "types.rq", at=shipped()).stdout,
        run("query", "-", at=shipped(), given=text).stdout,
        run("query", "-", at=shipped(), given=b"\xef\xbb\xbf" + text.encode()).stdout,
        run("query", text, at=shipped()).stdout,
        run("query", text + " # " + "so long a comment is no name of a file " * 20, at=shipped()).stdout,
    ]
    assert set(answers) == {"o\naikg:Organization\n"}


def test_query_file_with_a_header_and_a_parameter(tmp_path):
    (tmp_path / "mine.rq").write_text(
        "#+ summary: What is it?\n#+ params:\n#+   it: {type: entity, required: true}\n"
        "SELECT ?class WHERE { ?_it a ?class }",
        encoding="utf-8",
    )
    assert "aikg:Model" in run("query", tmp_path / "mine.rq", "--param", "it=GPT-4o", at=shipped()).stdout


def test_query_ask_and_construct():
    assert run("query", "ASK { ?s ?p ?o }", at=shipped()).stdout == "yes\n"
    assert run("query", "ASK { <a:a> <b:b> <c:c> }", at=shipped()).stdout == "no\n"
    construct = "CONSTRUCT { ?s a ?c } WHERE { VALUES ?s { <https://w3id.org/aikg/id/organization/xai> } ?s a ?c }"
    assert rows(run("query", construct, at=shipped()).stdout) == [
        {"subject": "organization:xai", "predicate": "rdf:type", "object": "aikg:Organization"}
    ]


def test_query_leaves_a_text_alone_that_looks_like_an_iri():
    text = 'SELECT ("https://w3id.org/aikg/id/organization/xai" AS ?text) {}'
    assert run("query", text, at=shipped()).stdout == "text\nhttps://w3id.org/aikg/id/organization/xai\n"


@pytest.mark.parametrize("format_", ["json", "csv", "tsv", "xml"])
def test_query_formats_of_rows(format_):
    data = run("query", "ranking", "--format", format_, at=shipped()).stdout_bytes
    if format_ == "tsv":
        head, *lines = data.decode().splitlines()
        found = [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]
        first = found[0]["?entity_label"]
    elif format_ == "csv":
        first = next(csv.DictReader(io.StringIO(data.decode())))["entity_label"]
    else:
        answer = rdflib.query.Result.parse(io.BytesIO(data), format=format_)
        first = str(next(iter(answer)).entity_label)
    assert first.strip('"').removesuffix('"@en') == "Hunyuan 3.0"


@pytest.mark.parametrize(
    ("format_", "reader"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")]
)
def test_query_formats_of_triples(format_, reader):
    query = "CONSTRUCT WHERE { <https://w3id.org/aikg/id/organization/xai> ?p ?o }"
    data = run("query", query, "--format", format_, at=shipped()).stdout_bytes
    graph = rdflib.Graph().parse(io.BytesIO(data), format=reader)
    assert (None, None, rdflib.Literal("xAI", lang="en")) in graph


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "srj", "xml", "srx"])
def test_query_format_follows_the_files_name(tmp_path, suffix):
    run("query", "ranking", "-o", tmp_path / f"x.{suffix}", at=shipped())
    format_ = {"srj": "json", "srx": "xml"}.get(suffix, suffix)
    assert (tmp_path / f"x.{suffix}").read_bytes() == run(
        "query", "ranking", "--format", format_, at=shipped()
    ).stdout_bytes


def test_catalogue_as_rdf():
    graph = rdflib.Graph().parse(data=run("queries", "--rdf").stdout, format="turtle")
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.SH.SPARQLExecutable))) > 50


# export


@pytest.mark.parametrize("suffix", ["gexf", "graphml", "csv", "cyjs", "json"])
def test_export_every_suffix(tmp_path, suffix):
    path = tmp_path / f"x.{suffix}"
    told = run("export", "--around", "xAI", "-o", path, at=shipped())
    assert "nodes" in told.stderr and told.stdout == ""
    found = _names(path.read_bytes(), "cytoscape" if suffix == "cyjs" else suffix)
    assert {"xAI", "Grok 4"} <= found or "organization:xai" in found, "edge tables hold ids"
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def _nodes(tmp_path, *options) -> set[str]:
    run("export", *options, "-o", tmp_path / "x.gexf", at=own())
    return {fields["label"] for _, fields in networkx.read_gexf(tmp_path / "x.gexf").nodes(data=True)}


def test_export_around_and_hops(tmp_path):
    one = _nodes(tmp_path, "--around", "Lantern Labs")
    assert one == {"Lantern Labs", "Tarn Capital", "Ridge Fund", "Meta"}
    two = _nodes(tmp_path, "--around", "灯笼实验室", "--hops", "2")
    assert two > one and "Zhipu AI" in two
    assert _nodes(tmp_path, "--around", "Lantern", "--hops", "10") >= two


def test_export_of_a_time(tmp_path):
    dated = _nodes(tmp_path, "--around", "Lantern Labs", "--dated-only")
    assert dated == {"Lantern Labs", "Tarn Capital"}
    assert _nodes(tmp_path, "--around", "Lantern Labs", "--since", "2026-03-31", "--dated-only") == dated
    assert not _nodes(tmp_path, "--around", "Lantern Labs", "--since", "2026-04-01", "--dated-only")
    assert not _nodes(tmp_path, "--around", "Lantern Labs", "--until", "2026-02-28", "--dated-only")
    assert "Ridge Fund" in _nodes(tmp_path, "--around", "Lantern Labs", "--since", "2026-04-01"), (
        "what has no date stays"
    )


def test_export_measures_and_view(tmp_path):
    run(
        "export",
        "--view",
        "investors",
        "--param",
        "org=xAI",
        "--measure",
        "degree",
        "-o",
        tmp_path / "x.gexf",
        at=own(),
    )
    graph = networkx.read_gexf(tmp_path / "x.gexf")
    degrees = {fields["label"]: fields["degree"] for _, fields in graph.nodes(data=True)}
    assert degrees["xAI"] == 4 and set(degrees) == INVESTORS | {"xAI"}


def test_export_is_the_same_each_time(tmp_path):
    for name in ("a", "b"):
        run("export", "-o", tmp_path / f"{name}.gexf", at=shipped())
    assert (tmp_path / "a.gexf").read_bytes() == (tmp_path / "b.gexf").read_bytes()
    assert len(networkx.read_gexf(tmp_path / "a.gexf")) > 50, "everything"


# show, search, path


def test_show_an_entity():
    told = run("show", "xAI", at=shipped()).stdout
    assert told.startswith("xAI\nOrganization · organization:xai · also X.AI, xAI Corp.\n")
    assert "← potentialInvestorIn" in told and "potential · reported · US$5 billion" in told
    assert "Musk's xAI Funding Round  item:cn-ai-usage-roundup/4" in told
    assert "item:cn-ai-usage-roundup/4#inv-pif · Investment · text " in told


def test_show_tells_claims_in_the_order_of_the_text():
    said = json.loads(run("show", "xAI", "--format", "json", at=shipped()).stdout)["statements"]
    starts = [statement["places"][0]["start"] for statement in said]
    assert starts == sorted(starts) and len(starts) > 10


def test_show_knows_the_lead_from_the_text():
    told = run("show", "item:cn-ai-usage-roundup/1#streak", at=shipped()).stdout
    assert "text 704-881 · lead 106-447" in told


def test_show_by_a_chinese_name():
    told = run("show", "智谱", at=shipped()).stdout
    assert told.startswith("Zhipu AI  智谱AI\n")
    assert told.count("partnerOf") == 1 and "↔ partnerOf" in told, "a partnership holds both ways and stands once"


def test_show_an_item_and_one_claim():
    item = run("show", "item:cn-ai-usage-roundup/4", at=shipped()).stdout
    assert item.startswith("  Musk's xAI Funding Round  item:cn-ai-usage-roundup/4\n")
    claim = run("show", "item:cn-ai-usage-roundup/4#inv-pif", at=shipped()).stdout
    assert claim.count("•") == 1 and "PIF may put 5 billion" in claim
    said = json.loads(run("show", "item:cn-ai-usage-roundup/4", "--format", "json", at=shipped()).stdout)
    assert len(said) == item.count("•")


def test_show_contradictions():
    assert "contradicts" in run("show", "item:cn-ai-usage-roundup/1#weekly", at=shipped()).stdout


def test_show_the_sentence_behind_each_claim(tmp_path):
    write_own(tmp_path / "own")
    told = run("show", "Lantern Labs", "--articles", tmp_path / "own" / "texts", at=own()).stdout
    assert "“Tarn Capital has put 40 million US dollars into Lantern Labs, the firm said.”" in told
    assert "“Lantern Labs works with Meta on reading glasses.”" in told, "a line break of the text is a space"
    one = run("path", "Tarn Capital", "Lantern", "--articles", tmp_path / "own" / "texts" / "lantern.txt", at=own())
    assert "“Tarn Capital has put" in one.stdout


def test_show_says_when_a_text_is_not_at_hand(tmp_path):
    told = run("show", "Lantern Labs", "--articles", tmp_path, at=own())
    assert "“" not in told.stdout and str(tmp_path) in told.stderr


def test_show_real_sentences():
    article = real_article()
    told = run("show", "xAI", "--articles", article.parent, at=shipped())
    sentence = article.read_bytes().decode()[2629:2780]
    assert f"“{sentence}”" in told.stdout and told.stderr == ""
    assert told.stdout.count(sentence) == 1, "what the claim above has shown is not shown again"


def test_search():
    found = rows(run("search", "通义", at=shipped()).stdout)
    assert [row["entity"] for row in found][:2] == ["model:qwen", "model:qwen-3.6-plus"]
    misspelt = rows(run("search", "hunyan", at=shipped()).stdout)
    assert misspelt[0]["name"].startswith("Hunyuan")
    assert len(rows(run("search", "a", "--limit", "3", at=shipped()).stdout)) == 3
    hits = json.loads(run("search", "xAI", "--format", "json", at=shipped()).stdout)
    assert hits[0]["id"] == "organization:xai" and hits[0]["score"] == 100


def test_path():
    told = run("path", "Meta", "Zhipu", at=shipped()).stdout.splitlines()
    assert (told[0], told[-1]) == ("Meta", "Zhipu AI")
    assert told[1] == "  ↓ partnerOf — in-effect · reported"
    assert told[-2].strip() == "item:cn-ai-usage-roundup/5#partnership"


def test_path_of_several_steps_reads_as_a_chain():
    told = run("path", "Tarn Capital", "智谱", at=own()).stdout
    ends = [line for line in told.splitlines() if not line.startswith(" ")]
    assert ends == ["Tarn Capital", "Lantern Labs", "Meta", "Zhipu AI"]
    assert told.count("↓") == 3, "a partnership points both ways, so every step is onward"
    back = run("path", "智谱", "Tarn Capital", at=own()).stdout
    assert [line for line in back.splitlines() if not line.startswith(" ")] == ends[::-1]
    assert back.count("↑ investsIn") == 1
    steps = json.loads(run("path", "Tarn Capital", "智谱", "--format", "json", at=own()).stdout)
    assert [step["edge"]["kind"] for step in steps] == ["investsIn", "partnerOf", "partnerOf"]


def test_path_to_itself():
    told = run("path", "xAI", "organization:xai", at=shipped())
    assert told.stdout == "" and "one entity" in told.stderr


# build, validate, coverage, load, dump, remove, backup, stats


def test_build_with_own_data():
    assert [row["source"] for row in rows(run("view", "investors", "--param", "org=灯笼实验室", at=own()).stdout)] == [
        "Ridge Fund",
        "Tarn Capital",
    ]
    assert "xAI" in run("show", "xAI", at=own()).stdout, "what ships is there too"


def test_build_bare_and_with_the_texts(tmp_path):
    folder = write_own(tmp_path / "mine", alone=True)
    told = run("build", "--bare", folder / "news", "--articles", folder / "texts", at=tmp_path / "bare")
    assert "2 news items" in told.stderr and told.stdout == ""
    assert "xAI" not in run("dump", at=tmp_path / "bare").stdout
    run("show", "xAI", at=tmp_path / "bare", code=2)


def test_build_again_replaces(tmp_path):
    folder = write_own(tmp_path / "mine", alone=True)
    place = tmp_path / "graph"
    run("build", "--bare", folder / "news", at=place)
    first = run("dump", at=place).stdout
    run("build", "--bare", folder / "news", at=place)
    assert run("dump", at=place).stdout == first
    run("build", "--bare", at=place)
    run("show", "Lantern Labs", at=place, code=2)


def test_validate(tmp_path):
    folder = write_own(tmp_path / "mine")
    told = run("validate", folder / "news", at=shipped())
    assert told.stdout.startswith("conforms: 0 violations, 1 warning")
    assert "shared-name" in told.stdout
    assert run("validate", folder / "news", "--articles", folder / "texts", at=shipped()).exit_code == 0
    whole = run("validate", at=shipped())
    assert whole.stdout.startswith("conforms: 0 violations")


def test_validate_tells_violations(tmp_path):
    folder = write_own(tmp_path / "mine")
    path = folder / "news" / "lantern.trig"
    path.write_text(path.read_text().replace("aikgv:stage-completed", "aikgv:stage-complete"), encoding="utf-8")
    told = run("validate", path, at=shipped(), code=1)
    assert told.stdout.startswith("does not conform") and "aikgv:stage-completed" in told.stdout, "says what was meant"
    assert str(path) in told.stdout and "item:lantern/1#paid" in told.stdout
    report = json.loads(run("validate", path, "--format", "json", at=shipped(), code=1).stdout)
    assert report["conforms"] is False and report["findings"]
    graph = rdflib.Graph().parse(
        data=run("validate", path, "--format", "turtle", at=shipped(), code=1).stdout, format="turtle"
    )
    assert (None, rdflib.SH.conforms, rdflib.Literal(False)) in graph


def test_show_of_an_article_lists_its_items():
    told = run("show", "article:cn-ai-usage-roundup", at=shipped()).stdout
    assert "Why China's AI Model Usage" in told and "item:cn-ai-usage-roundup/11" in told
    parts = json.loads(run("show", "article:cn-ai-usage-roundup", "--format", "json", at=shipped()).stdout)["items"]
    assert [part["position"] for part in parts] == list(range(1, 12))


def test_a_name_where_an_entity_belongs_is_told_of_its_claim(tmp_path):
    wrong = tmp_path / "lantern.trig"
    wrong.write_text(
        own_data().replace("aikg:investor organization:tarn-capital", 'aikg:investor "Tarn"'), encoding="utf-8"
    )
    assert '"Tarn"' in wrong.read_text(encoding="utf-8")
    told = run("validate", wrong, at=shipped(), code=1).stdout
    assert "Investment-investor" in told and str(wrong) in told
    run("load", "--location", tmp_path / "kg", wrong)


def test_a_view_around_an_entity(tmp_path):
    out = tmp_path / "x.csv"
    run("export", "--view", "lineage", "--around", "Zhipu", "-o", out, at=shipped())
    kinds = {row.split(",")[3] for row in out.read_text(encoding="utf-8").splitlines()[1:]}
    assert kinds and kinds <= {"developedBy", "basedOn", "runsOn"}
    assert "nosuch" in run("export", "--view", "nosuch", "--around", "xAI", "-o", out, at=shipped(), code=2).stderr
    told = run("export", "--around", "xAI", "--param", "foo=bar", "-o", out, at=shipped(), code=2).stderr
    assert "foo" in told


def test_a_dump_is_in_the_format_of_its_name(tmp_path):
    run("dump", "-o", tmp_path / "all.trig", at=own())
    assert rdflib.Dataset().parse(tmp_path / "all.trig", format="trig")
    assert ".pdf" not in run("dump", "-o", tmp_path / "x.pdf", at=own(), code=2).stdout


def test_validate_tells_what_stands_outside_every_graph(tmp_path):
    (tmp_path / "loose.nq").write_text("<x:a> <x:b> <x:c> .\n", encoding="utf-8")
    run("build", "--location", tmp_path / "kg")
    run("load", tmp_path / "loose.nq", at=tmp_path / "kg")
    assert "outside every named graph" in run("validate", at=tmp_path / "kg", code=1).stdout


def test_validate_against_the_texts(tmp_path):
    folder = write_own(tmp_path / "mine")
    (folder / "texts" / "lantern.txt").write_text(TEXT.replace("40 million", "41 million"), encoding="utf-8")
    told = run("validate", folder / "news", "--articles", folder / "texts", at=shipped(), code=1)
    assert "article-text" in told.stdout and "lantern.txt has another SHA-256" in told.stdout
    (folder / "texts" / "lantern.txt").unlink()
    told = run("validate", folder / "news", "--articles", folder / "texts", at=shipped())
    assert "No text with this SHA-256" in told.stdout, "a text that is not there is no fault of the data"


def test_coverage(tmp_path):
    folder = write_own(tmp_path / "mine")
    told = run("coverage", folder / "texts" / "lantern.txt", at=own()).stdout
    assert "3 of 3 sentences and 2 of 2 numerals are covered" in told
    covered = json.loads(run("coverage", folder / "texts" / "lantern.txt", "--format", "json", at=own()).stdout)
    assert covered


def test_coverage_of_the_real_article():
    told = run("coverage", real_article(), at=shipped(), code=None)
    assert told.exit_code in (0, 1)
    assert "sentences" in told.stdout and "1. Chinese Large Model Usage Leads Globally" in told.stdout


def test_dump_and_load_round_trip(tmp_path):
    run("dump", "-o", tmp_path / "all.nq", at=own())
    run("load", "--raw", tmp_path / "all.nq", at=tmp_path / "copy")
    assert run("dump", at=tmp_path / "copy").stdout_bytes != b""
    strip = [line for line in run("dump", at=own()).stdout.splitlines() if "/graph/meta" not in line]
    copied = [line for line in run("dump", at=tmp_path / "copy").stdout.splitlines() if "/graph/meta" not in line]
    assert strip == copied, "all but the data version"
    assert "Zhipu AI" in run("path", "Tarn Capital", "智谱", at=tmp_path / "copy").stdout


def test_what_is_loaded_is_found_and_drawn(tmp_path):
    folder = write_own(tmp_path / "mine", alone=True)
    run("build", "--bare", at=tmp_path / "graph")
    run("load", folder / "news", at=tmp_path / "graph")
    assert "Lantern Labs" in run("path", "Tarn Capital", "灯笼实验室", at=tmp_path / "graph").stdout
    run("load", "--raw", folder / "news", at=tmp_path / "raw")
    assert run("path", "Tarn Capital", "灯笼实验室", at=tmp_path / "raw", code=2).stdout == ""


@pytest.mark.parametrize(("format_", "reader"), [("trig", "trig"), ("nquads", "nquads"), ("jsonld", "json-ld")])
def test_dump_formats(format_, reader):
    dataset = rdflib.Dataset()
    dataset.parse(data=run("dump", "--format", format_, at=own()).stdout, format=reader)
    assert sum(1 for _ in dataset.quads()) == _quads(own())


def _quads(place) -> int:
    return int(next(row["count"] for row in rows(run("stats", at=place).stdout) if row["what"] == "quads"))


def test_stats():
    told = run("stats", at=own())
    counts = {row["what"]: int(row["count"]) for row in rows(told.stdout)}
    assert counts["NewsItem"] == 13 and counts["NewsArticle"] == 2
    assert "data version" in told.stderr


def test_backup_and_remove(tmp_path):
    run("backup", tmp_path / "kept", at=own())
    assert run("dump", at=tmp_path / "kept").stdout == run("dump", at=own()).stdout
    told = run("remove", "item:lantern/1", at=tmp_path / "kept")
    assert "item:lantern/1" in told.stderr
    assert "investsIn" not in run("show", "Lantern Labs", at=tmp_path / "kept").stdout
    run("show", "item:lantern/1#paid", at=tmp_path / "kept", code=2)
    assert "investsIn" in run("show", "Lantern Labs", at=own()).stdout, "the original is as it was"


# the first run, without any location


def test_first_runs_at_once_build_once(tmp_path):
    ended = []

    def first_run() -> None:
        ended.append(program("search", "xAI", XDG_CACHE_HOME=tmp_path))

    threads = [threading.Thread(target=first_run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [told.returncode for told in ended] == [0, 0], [told.stderr for told in ended]
    assert any(b"Building the graph that ships (once)" in told.stderr for told in ended)
    built = list(tmp_path.glob("aikg/*/CURRENT"))
    assert len(built) == 1 and len(list(tmp_path.glob("aikg/*/generations/*"))) == 1, "one built, the other waited"
    before = built[0].stat().st_mtime_ns
    later = program("search", "xAI", XDG_CACHE_HOME=tmp_path)
    assert (later.stdout, later.stderr) == (ended[0].stdout, b"")
    assert b"organization:xai" in later.stdout and built[0].stat().st_mtime_ns == before


def test_location_from_the_environment():
    assert b"organization:xai" in program("search", "xAI", AIKG_LOCATION=shipped()).stdout


# help


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help(command):
    told = run(*([command] if command else []), "--help").stdout
    assert "Usage: aikg" in told.replace("Usage: main", "Usage: aikg")
    assert max(map(len, told.splitlines())) <= 80


def test_help_of_the_group_cuts_no_summary_off():
    told = program("--help").stdout.decode()
    listed = told.partition("Commands:")[2].partition("Examples:")[0]
    assert "..." not in listed
    assert [line.split()[0] for line in listed.strip().splitlines()] == list(COMMANDS)


def test_version():
    from aikg import __version__

    assert run("--version").stdout.strip().endswith(__version__)


def test_dates_of_edges_are_dates():
    # The command line and Python give the same edges; here is the link between both.
    import aikg

    with aikg.open(own()) as kg:
        edges = list(kg.view("investments", investor="Tarn Capital").edges(data=True))
    assert date(2026, 3, 1) in {fields.get("start") for *_, fields in edges}


def test_xml_answers_are_xml():
    data = run("query", "sources", "--format", "xml", at=shipped()).stdout
    assert ET.fromstring(data).tag.endswith("sparql")
