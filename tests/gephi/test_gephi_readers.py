"""The readers themselves: Gephi's own importer (Java) and Gephi Lite's parser (Node).

Both are fetched once, through npm and Maven, into `AIKG_TEST_CACHE` (by default the user's cache folder). Where the
tools are missing the tests are skipped with the reason; where `CI` is set they fail.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import platformdirs
import pytest
from gephi_samples import EDGES, describe, exported

from aikg import gephi

READERS = Path(__file__).parent.parent / "readers"
TOOLKIT = "org.gephi:gephi-toolkit:0.10.1:jar:all"
pytestmark = pytest.mark.slow


def cache():
    folder = Path(os.environ.get("AIKG_TEST_CACHE") or platformdirs.user_cache_path("aikg-tests"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def missing(reason):
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def run(*command, **options):
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300, **options).stdout
    except subprocess.CalledProcessError as error:
        raise AssertionError(f"{command[0]} failed:\n{error.stdout[-2000:]}\n{error.stderr[-2000:]}") from error


@pytest.fixture(scope="session")
def node_modules():
    if not (shutil.which("npm") and shutil.which("node")):
        missing("npm is not installed")
    folder = cache() / "readers"
    folder.mkdir(exist_ok=True)
    wanted = (READERS / "package.json").read_text()
    installed = folder / "package.json"
    if not (folder / "node_modules").is_dir() or installed.read_text() != wanted:
        installed.write_text(wanted)
        run("npm", "install", "--no-audit", "--no-fund", cwd=folder)
    return folder


@pytest.fixture(scope="session")
def toolkit():
    if not (shutil.which("mvn") and shutil.which("java")):
        missing("Maven or Java is not installed")
    jar = cache() / "gephi-toolkit-0.10.1-all.jar"
    if not jar.exists():
        run("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={TOOLKIT}", f"-DoutputDirectory={cache()}")
    return jar


@pytest.fixture(scope="session")
def in_gephi(toolkit, tmp_path_factory):
    """The sample as Gephi reads it, by the name of the file: one start of Java for all."""
    folder = tmp_path_factory.mktemp("gephi")
    measures = {"pagerank": {"organization:xai": 0.5}, "community": {"organization:xai": 3}}
    for format in ("gexf", "graphml", "csv"):
        (folder / f"sample.{format}").write_bytes(exported(EDGES, format, title="Sample", measures=measures))
    (folder / "dated.gexf").write_bytes(exported(EDGES[3:6], "gexf"))
    gephi.export_csv_tables(EDGES, describe, folder / "nodes.csv", folder / "edges.csv", measures=measures)
    files = sorted(folder.iterdir())
    program = str(READERS / "GephiImport.java")
    answer = run("java", "-Djava.awt.headless=true", "-cp", str(toolkit), program, *map(str, files))
    return dict(zip((file.name for file in files), json.loads(answer), strict=True))


FIGURES = ["US$5 billion", "['5, O\\'Neil'] \\ \"x\""]
KEY = "organization:pif|potentialInvestorIn|organization:xai"


def by_id(elements):
    return {element["id"]: element for element in elements}


@pytest.mark.parametrize("name", ["sample.gexf", "dated.gexf", "sample.graphml", "edges.csv", "nodes.csv"])
def test_gephi_has_nothing_to_complain_of(in_gephi, name):
    told = [issue for issue in in_gephi[name]["issues"] if issue["level"] != "INFO"]
    assert told == []


def test_gephi_holds_what_was_exported(in_gephi):
    # Four kinds, and one type that every workspace of Gephi has.
    assert in_gephi["sample.gexf"]["held"] == {"nodes": 6, "edges": 6, "edge_types": 4 + 1}
    nodes = by_id(in_gephi["sample.gexf"]["nodes"])
    assert nodes["organization:zhipu"]["label"] == "Zhipu AI"
    assert nodes["organization:zhipu"]["values"]["label_zh"] == "智谱AI"
    assert nodes["organization:zhipu"]["colour"] == gephi.CLASS_COLOURS["Organization"]
    assert nodes["organization:inflection"]["label"] == "INFLECTION AI"
    assert "Infinity" not in json.dumps(in_gephi["sample.gexf"])
    assert len({(node["x"], node["y"]) for node in nodes.values()}) == 6
    assert all(10 <= node["size"] <= 60 for node in nodes.values())
    edges = by_id(in_gephi["sample.gexf"]["edges"])
    assert {edge["kind"] for edge in edges.values()} == {"potentialInvestorIn", "partnerOf", "developedBy", "restricts"}
    assert edges[KEY]["weight"] == 5e9
    assert edges[KEY]["values"]["figures"] == FIGURES
    assert edges[KEY]["values"]["potential"] is True
    assert edges["organization:zhipu|partnerOf|organization:meta"]["weight"] == 1


def test_gephi_types_the_columns(in_gephi):
    columns = in_gephi["sample.gexf"]["edge_columns"]
    lists = dict.fromkeys(("claim_ids", "items", "stages", "modalities", "figures"), "String[]")
    dates = dict.fromkeys(("first_seen", "last_seen"), "String")
    assert columns == lists | dates | {"claims": "Integer", "potential": "Boolean"}
    columns = in_gephi["sample.gexf"]["node_columns"]
    texts = dict.fromkeys(("class", "label_zh", "iri", "first_seen", "last_seen"), "String")
    assert columns == texts | {"degree": "Integer", "pagerank": "Double", "community": "Integer"}


def test_gephi_has_the_right_spells(in_gephi):
    assert in_gephi["sample.gexf"]["time_format"] == "DATE"
    edges = by_id(in_gephi["sample.gexf"]["edges"])
    partner = "organization:meta|partnerOf|organization:zhipu"
    assert edges[partner]["spells"] == [["2026-01-01", "2026-03-01"], ["2026-06-01", "2026-06-01"]]
    assert edges[KEY]["spells"] == [["2026-04-01", None]]
    assert edges["model:llama-4|developedBy|organization:meta"]["spells"] == []
    assert [node["spells"] for node in in_gephi["dated.gexf"]["nodes"]] == [[["2026-01-01", "2026-06-01"]]] * 2


def test_gephi_reads_graphml_and_tables(in_gephi):
    graphml = in_gephi["sample.graphml"]
    # Gephi knows no kinds in GraphML: the two relations of PIF and xAI are summed.
    assert (graphml["held"]["nodes"], graphml["held"]["edges"]) == (6, 5)
    assert by_id(graphml["nodes"])["organization:zhipu"]["label"] == "Zhipu AI"
    table = in_gephi["edges.csv"]
    assert table["held"]["edges"] == 6
    assert {edge["kind"] for edge in table["edges"]} == {"potentialInvestorIn", "partnerOf", "developedBy", "restricts"}
    assert by_id(table["edges"])[KEY]["weight"] == 5e9
    nodes = by_id(in_gephi["nodes.csv"]["nodes"])
    assert nodes["organization:zhipu"]["label"] == "Zhipu AI"
    assert nodes["organization:xai"]["values"]["pagerank"] == 0.5


def test_gephi_lite_reads_the_same(node_modules, tmp_path):
    path = tmp_path / "sample.gexf"
    path.write_bytes(exported(EDGES, "gexf", title="Sample", measures={"pagerank": {"organization:xai": 0.5}}))
    environment = {**os.environ, "AIKG_READERS": str(node_modules)}
    graph = json.loads(run("node", str(READERS / "gephi-lite.mjs"), str(path), env=environment))
    assert graph["attributes"]["description"] == "Sample"
    nodes = {node["key"]: node["attributes"] for node in graph["nodes"]}
    edges = {edge["key"]: edge["attributes"] for edge in graph["edges"]}
    assert (len(nodes), len(edges)) == (6, 6)
    assert nodes["organization:zhipu"]["label"] == "Zhipu AI"
    assert nodes["organization:zhipu"]["label_zh"] == "智谱AI"
    assert nodes["organization:xai"]["pagerank"] == 0.5
    assert {"x", "y", "size", "color"} <= nodes["organization:xai"].keys()
    assert edges[KEY]["kind"] == "potentialInvestorIn"
    assert edges[KEY]["items"] == ["item:1", "item:2"]
    assert edges[KEY]["figures"] == FIGURES
    assert (edges[KEY]["potential"], edges[KEY]["shape"], edges[KEY]["weight"]) == (True, "dashed", 5e9)
