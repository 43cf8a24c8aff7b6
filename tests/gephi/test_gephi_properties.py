"""Whatever the texts are, the files are readable, and no claim is lost or counted twice."""

import csv
import io
import itertools
import json
import re
import xml.etree.ElementTree as ET

from gephi_samples import edge_lists, nasty
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg import gephi
from aikg.gephi import text
from aikg.network import Edge, Node

G = "{http://gexf.net/1.3}"
M = "{http://graphml.graphdrawing.org/xmlns}"
cases = settings(max_examples=60, deadline=None)


def exported(edges, format, labels=None, **options):
    out = io.BytesIO()
    names = labels or {}
    counts = gephi.export(
        edges,
        lambda ids: [Node(name, names[name], "Organization", names[name]) for name in ids if name in names],
        out,
        format,
        layout=False,
        **options,
    )
    return out.getvalue(), counts


def legal(value):
    return "".join(
        c for c in value if c in "\t\n\r" or "\u0020" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


@cases
@given(edge_lists(), st.dictionaries(st.sampled_from(["a", "b", "c"]), nasty), nasty)
def test_any_text_gives_readable_files_and_labels_survive(edges, labels, title):
    root = ET.fromstring(exported(edges, "gexf", labels, title=title)[0])
    found = {node.get("id"): node.get("label") for node in root.iter(f"{G}node")}
    for name in labels.keys() & found.keys():
        assert found[name] == (legal(labels[name]) or name)
    for value in root.iter(f"{G}attvalue"):
        assert "INF" not in value.get("value")
    ET.fromstring(exported(edges, "graphml", labels, title=title)[0])
    for format in ("json", "cytoscape"):
        json.loads(exported(edges, format, labels, title=title)[0])
    rows = list(csv.reader(io.StringIO(exported(edges, "csv", labels)[0].decode(), newline="")))
    assert {len(row) for row in rows} == {16}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows[1:] for cell in row)


@cases
@given(edge_lists())
def test_all_formats_agree_on_ends_and_ids(edges):
    root = ET.fromstring(exported(edges, "gexf")[0])
    ids = {node.get("id") for node in root.iter(f"{G}node")}
    gexf = [(edge.get("id"), edge.get("source"), edge.get("target")) for edge in root.iter(f"{G}edge")]
    assert {end for _, *ends in gexf for end in ends} <= ids
    assert len({edge[0] for edge in gexf}) == len(gexf)
    document = json.loads(exported(edges, "json")[0])
    assert [(edge["key"], edge["source"], edge["target"]) for edge in document["edges"]] == gexf
    graphml = ET.fromstring(exported(edges, "graphml")[0])
    assert [edge.get("id") for edge in graphml.iter(f"{M}edge")] == [edge[0] for edge in gexf]


@cases
@given(edge_lists())
def test_every_claim_is_counted_once(edges):
    def claims(rows):
        named = {row.claim for row in rows if row.claim}
        return len(named) + sum(not row.claim for row in rows)

    clean = [edge._replace(**{f: legal(getattr(edge, f)) for f in ("kind", "claim")}) for edge in edges]
    clean = [
        edge._replace(source=legal(edge.source) or "\ufffd", target=legal(edge.target) or "\ufffd") for edge in clean
    ]
    groups = {}
    for edge in clean:
        groups.setdefault((edge.source, edge.kind, edge.target), []).append(edge)
    data, counts = exported(edges, "json")
    written = {(e["source"], e["kind"], e["target"]): e for e in json.loads(data)["edges"]}
    assert {key: edge["claims"] for key, edge in written.items()} == {key: claims(rows) for key, rows in groups.items()}
    assert all(edge["weight"] > 0 for edge in written.values())
    assert counts.edges == len(groups)
    assert counts.claims == sum(claims(rows) for rows in groups.values())
    assert counts.nodes == len({end for source, _, target in groups for end in (source, target)})


@cases
@given(edge_lists())
def test_spells_never_overlap_and_cover_every_date(edges):
    document = json.loads(exported(edges, "json", dynamic=True)[0])
    for edge in document["edges"]:
        spells = [(start or "", end or "~") for start, end in edge.get("spells", [])]
        assert all(start <= end for start, end in spells)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spells))
        for day in filter(None, (edge["first_seen"], edge["last_seen"])):
            assert any(start <= day <= end for start, end in spells)


@cases
@given(edge_lists(), st.randoms())
def test_the_order_of_the_input_does_not_matter(edges, random):
    shuffled = edges[:]
    random.shuffle(shuffled)
    for format in gephi.FORMATS:
        assert exported(shuffled, format)[0] == exported(edges, format)[0]


@cases
@given(st.lists(nasty.map(text.clean), min_size=1))
def test_a_liststring_says_its_values(values):
    # The grammar of Gephi's own array parser: quoted pieces, a backslash before quote or backslash.
    written = "[" + ", ".join(f"'{text.list_item(value)}'" for value in values) + "]"
    pieces = re.findall(r"'((?:[^'\\]|\\.)*)'", written, re.DOTALL)
    assert [re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL) for piece in pieces] == values


@given(nasty)
def test_edges_with_any_end_have_an_edge_each(name):
    data, counts = exported([Edge(name, "z", "k"), Edge("z", name, "k")], "gexf")
    assert counts.edges == len(list(ET.fromstring(data).iter(f"{G}edge")))
