"""What `export` gives, read back by NetworkX and by plain parsers."""

import csv
import io
import json
import random
import xml.etree.ElementTree as ET
from datetime import date

import networkx as nx
import pytest
from gephi_samples import EDGES, NODES, describe, exported
from networkx.readwrite import json_graph

from aikg import gephi
from aikg.errors import BadRequest
from aikg.network import Edge, Node

KEY = "organization:pif|potentialInvestorIn|organization:xai"
G = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"


def read(format):
    data = exported(EDGES, format, title="Sample")
    match format:
        case "gexf":
            return nx.read_gexf(io.BytesIO(data))
        case "graphml":
            return nx.read_graphml(io.BytesIO(data), force_multigraph=True)
        case "json":
            return json_graph.node_link_graph(json.loads(data), edges="edges")
        case _:
            return json_graph.cytoscape_graph(json.loads(data))


@pytest.mark.parametrize("format", ["gexf", "graphml", "json", "cytoscape"])
def test_networkx_reads_what_was_written(format):
    graph = read(format)
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph) == {edge.source for edge in EDGES} | {edge.target for edge in EDGES}
    assert graph.number_of_edges() == 6
    assert graph.nodes["organization:zhipu"]["label"] == "Zhipu AI"
    assert graph.nodes["organization:zhipu"]["label_zh"] == "智谱AI"
    assert graph.nodes["organization:zhipu"]["class"] == "Organization"
    assert graph.nodes["organization:pif"]["label"] == "organization:pif"
    assert graph.nodes["organization:xai"]["degree"] == 2
    assert graph.nodes["organization:inflection"]["label"] == "INFLECTION AI"
    fields = graph.edges["organization:pif", "organization:xai", KEY]
    assert (fields["label"], fields["weight"], fields["claims"]) == ("potentialInvestorIn", 5e9, 2)
    assert (fields["first_seen"], fields["last_seen"], fields["potential"]) == ("2026-04-01", "2026-06-01", True)
    assert graph.nodes["model:llama-4"]["label"] == 'Llama "4" <R&D>'


def test_lists_are_lists_in_json_and_joined_elsewhere():
    assert read("json").edges["organization:pif", "organization:xai", KEY]["items"] == ["item:1", "item:2"]
    assert read("graphml").edges["organization:pif", "organization:xai", KEY]["items"] == "item:1|item:2"
    assert read("gexf").edges["organization:pif", "organization:xai", KEY]["items"] == "['item:1', 'item:2']"


def test_counts():
    assert gephi.export(EDGES, describe, io.BytesIO(), "gexf") == gephi.Counts(6, 6, 9)


@pytest.mark.parametrize("format", gephi.FORMATS)
def test_the_order_of_the_edges_does_not_matter(format):
    shuffled = EDGES[:]
    random.Random(4).shuffle(shuffled)
    assert exported(shuffled, format) == exported(EDGES, format)


@pytest.mark.parametrize("format", gephi.FORMATS)
def test_nothing_to_export_is_still_a_file(format):
    data = exported([], format).decode()
    assert gephi.export([], describe, io.BytesIO(), format) == (0, 0, 0)
    if format in ("gexf", "graphml"):
        ET.fromstring(data)
    elif format in ("json", "cytoscape"):
        json.loads(data)
    else:
        assert len(list(csv.reader(io.StringIO(data)))) == 1


def test_an_unknown_format_names_those_there_are():
    with pytest.raises(BadRequest, match="no format 'pajek'; there are gexf, graphml, csv, csv-nodes, cytoscape, json"):
        exported([], "pajek")


def edges_of_gexf(data):
    return {edge.get("id"): edge for edge in ET.fromstring(data).iter(f"{G}edge")}


def spells(element):
    return [(spell.get("start"), spell.get("end")) for spell in element.iter(f"{G}spell")]


def test_gexf_is_as_gephi_wants_it():
    root = ET.fromstring(exported(EDGES, "gexf"))
    assert (root.tag, root.get("version")) == (f"{G}gexf", "1.3")
    graph = root.find(f"{G}graph")
    assert graph.attrib == {
        "defaultedgetype": "directed",
        "mode": "dynamic",
        "timeformat": "date",
        "timerepresentation": "interval",
        "timezone": "UTC",
    }
    assert [child.tag.removeprefix(G) for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    assert [block.get("class") for block in graph.iter(f"{G}attributes")] == ["node", "edge"]
    columns = {column.get("id"): column.get("type") for column in graph.iter(f"{G}attribute")}
    assert not columns.keys() & {"id", "label", "weight", "type", "Type", "timeset"}
    assert set(columns.values()) <= {"string", "integer", "long", "double", "boolean", "liststring"}
    assert all(name == name.lower() and not name[0].isdigit() for name in columns)
    edges = list(graph.iter(f"{G}edge"))
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert all(edge.get("kind") and float(edge.get("weight")) > 0 and "type" not in edge.attrib for edge in edges)
    for colour in graph.iter(f"{VIZ}color"):
        assert set(colour.attrib) == {"r", "g", "b"}
    declared = set(columns)
    assert {value.get("for") for value in graph.iter(f"{G}attvalue")} <= declared
    assert all(node.get("label") for node in graph.iter(f"{G}node"))


def test_spells_are_merged_and_open_ends_stay_open():
    edges = edges_of_gexf(exported(EDGES, "gexf"))
    partner = edges["organization:meta|partnerOf|organization:zhipu"]
    assert spells(partner) == [("2026-01-01", "2026-03-01"), ("2026-06-01", "2026-06-01")]
    assert spells(edges[KEY]) == [("2026-04-01", None)]
    assert spells(edges["model:llama-4|developedBy|organization:meta"]) == []


def test_a_node_has_a_spell_only_if_all_its_edges_have():
    nodes = {node.get("id"): spells(node) for node in ET.fromstring(exported(EDGES[3:6], "gexf")).iter(f"{G}node")}
    assert nodes == {key: [("2026-01-01", "2026-06-01")] for key in ("organization:meta", "organization:zhipu")}
    nodes = {node.get("id"): spells(node) for node in ET.fromstring(exported(EDGES, "gexf")).iter(f"{G}node")}
    assert not any(nodes.values())


def test_dynamic_can_be_asked_for_and_refused():
    assert b"<spell" not in exported(EDGES, "gexf", dynamic=False)
    assert b'mode="static"' in exported(EDGES[6:7], "gexf")
    assert b'mode="dynamic"' in exported(EDGES[6:7], "gexf", dynamic=True)


def test_a_potential_edge_is_pale_and_dashed():
    edges = edges_of_gexf(exported(EDGES, "gexf"))
    assert edges[KEY].find(f"{VIZ}shape").get("value") == "dashed"
    solid = edges["organization:meta|partnerOf|organization:zhipu"]
    assert solid.find(f"{VIZ}shape") is None
    red = [int(edge.find(f"{VIZ}color").get("r")) for edge in (edges[KEY], solid)]
    assert red[0] > red[1] + 60


@pytest.mark.parametrize(
    ("weights", "expected"), [((2.0, 3.0), 5), ((None, 3.0), 3), ((None, None), 2), ((0, 0), 2), ((-5, 1), 2)]
)
def test_the_weight_never_deletes_an_edge(weights, expected):
    edges = [Edge("a", "b", "investsIn", f"c{n}", weight=weight) for n, weight in enumerate(weights)]
    [edge] = json.loads(exported(edges, "json"))["edges"]
    assert edge["weight"] == expected


def test_a_claim_in_two_rows_is_one_claim():
    rows = [Edge("a", "b", "k", "c1", item, weight=5.0) for item in ("i1", "i2")]
    [edge] = json.loads(exported([*rows, Edge("a", "b", "k"), Edge("a", "b", "k")], "json"))["edges"]
    assert (edge["claims"], edge["weight"], edge["items"]) == (3, 5.0, ["i1", "i2"])


def test_nodes_without_edges_can_be_there():
    out = io.BytesIO()
    counts = gephi.export([], describe, out, "json", nodes=["organization:zhipu"])
    assert counts == (1, 0, 0)
    assert json.loads(out.getvalue())["nodes"][0]["label"] == "Zhipu AI"


def test_measures_become_columns_that_gephi_takes():
    data = exported(EDGES, "gexf", measures={"PageRank": {"organization:xai": 0.25}, "Type": {"organization:xai": 3}})
    fields = nx.read_gexf(io.BytesIO(data)).nodes["organization:xai"]
    assert (fields["pagerank"], fields["measure_type"]) == (0.25, 3)
    header = exported(EDGES, "csv-nodes", measures={"interval": {"a": 1}, "INF": {"a": float("inf")}}).split(b"\r\n")[0]
    assert header.endswith(b",inf,measure_span")


def test_csv_disarms_formulas_and_leaves_numbers():
    edges = [Edge("a", "b", "=k", figure=figure) for figure in ("=1+1", "+5 %", "-5 %", "@x", "\tx", "5")]
    [row] = csv.DictReader(io.StringIO(exported(edges, "csv").decode(), newline=""))
    assert (row["Kind"], row["Weight"], row["Type"]) == ("'=k", "6", "Directed")
    assert row["figures"].startswith("'\tx|")
    one = [Edge("a", "b", "k", figure="-5 %", weight=2.5)]
    [row] = csv.DictReader(io.StringIO(exported(one, "csv").decode()))
    assert (row["figures"], row["Weight"]) == ("'-5 %", "2.5")


def test_csv_columns_start_as_gephi_wants_them():
    assert exported(EDGES, "csv").startswith(b"Source,Target,Type,Kind,Id,Label,Weight,")
    nodes = exported(EDGES, "csv-nodes").decode()
    assert nodes.startswith("Id,Label,")
    rows = {row["Id"]: row for row in csv.DictReader(io.StringIO(nodes))}
    assert rows["organization:zhipu"]["label_zh"] == "智谱AI"


def test_describe_is_asked_in_chunks_and_streams():
    asked = []

    def note(ids):
        asked.append(len(ids))
        return (Node(name, name.upper(), "Organization") for name in ids)

    gephi.export((Edge(f"n{n}", f"n{n + 1}", "k") for n in range(2500)), note, io.BytesIO(), "csv-nodes")
    assert asked == [1000, 1000, 501]


def test_many_nodes_are_counted_past_what_is_held(monkeypatch):
    monkeypatch.setattr("aikg.gephi.tallies.HELD", 3)
    edges = [Edge("hub", f"n{n}", "k", start=date(2024, 1, 1 + n)) for n in range(20)]
    nodes = {node["id"]: node for node in json.loads(exported(edges, "json"))["nodes"]}
    assert (len(nodes), nodes["hub"]["degree"], nodes["hub"]["last_seen"]) == (21, 20, "2024-01-20")
    assert exported(edges, "gexf") == exported(edges[::-1], "gexf")


def test_colours_are_hex_and_distinct():
    assert len(set(gephi.CLASS_COLOURS.values())) == len(gephi.CLASS_COLOURS)
    assert NODES["organization:xai"].type in gephi.CLASS_COLOURS


def test_positions_are_there_for_all_nodes_or_none(monkeypatch):
    assert exported(EDGES, "gexf").count(b"<viz:position") == 6
    assert exported(EDGES, "gexf", layout=False).count(b"<viz:position") == 0
    monkeypatch.setattr("aikg.gephi.exporting.LAYOUT_NODES", 3)
    assert exported(EDGES, "gexf").count(b"<viz:position") == 0
    assert exported(EDGES, "gexf", layout=True).count(b"<viz:position") == 6
