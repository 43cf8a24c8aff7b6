"""Files on disk, whole or not at all, and NetworkX graphs as edges."""

import csv
import errno
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import networkx as nx
import pytest
from gephi_samples import EDGES, describe

from aikg import gephi
from aikg.errors import BadRequest, StoreError
from aikg.gephi import times
from aikg.network import Edge


def view():
    graph = nx.MultiDiGraph(name="investors")
    graph.add_node("organization:pif", label="PIF", label_zh="", type="Organization", iri="https://x/pif", pagerank=0.5)
    graph.add_node("organization:xai", label="xAI", type="Organization", community=3, hot=True)
    graph.add_node("organization:zhipu", label="Zhipu AI", label_zh="智谱AI", type="Organization")
    graph.add_edge("organization:pif", "organization:xai", kind="investsIn", claim="item:1#a", start=date(2026, 5, 1))
    return graph


def test_a_graph_gives_its_edges():
    graph = view()
    graph.add_edge("organization:pif", "organization:xai", kind="k", start="2024", end="2024-02", weight=float("nan"))
    graph.add_edge("organization:xai", "organization:pif", start=datetime(2024, 1, 2, 3), end="later", weight=2)
    assert list(gephi.edges_of(graph)) == [
        Edge("organization:pif", "organization:xai", "investsIn", "item:1#a", start=date(2026, 5, 1)),
        Edge("organization:pif", "organization:xai", "k", start=date(2024, 1, 1), end=date(2024, 2, 29)),
        Edge("organization:xai", "organization:pif", "", weight=2.0, start=date(2024, 1, 2)),
    ]


def test_write_exports_a_view_with_its_measures(tmp_path):
    path = tmp_path / "investors.gexf"
    assert gephi.write(view(), path) == (3, 1, 1)
    graph = nx.read_gexf(path)
    assert graph.nodes["organization:pif"]["pagerank"] == 0.5
    assert graph.nodes["organization:xai"]["community"] == 3
    assert "hot" not in graph.nodes["organization:xai"]
    assert graph.nodes["organization:zhipu"]["label_zh"] == "智谱AI"
    assert [file.name for file in tmp_path.iterdir()] == ["investors.gexf"]


@pytest.mark.parametrize("name", ["a.graphml", "a.csv", "a.json", "a.cyjs", "a.GEXF"])
def test_the_name_says_the_format(tmp_path, name):
    gephi.write(view(), tmp_path / name)
    assert (tmp_path / name).stat().st_size > 50


def test_a_name_without_a_format_is_refused(tmp_path):
    with pytest.raises(BadRequest, match=r"a\.txt does not say its format"):
        gephi.write(view(), tmp_path / "a.txt")
    gephi.write(view(), tmp_path / "a.txt", format="csv-nodes")


def test_both_tables(tmp_path):
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    assert gephi.export_csv_tables(iter(EDGES), describe, nodes, edges) == (6, 6, 9)
    with edges.open(newline="") as rows:
        table = list(csv.DictReader(rows))
    with nodes.open(newline="") as rows:
        ids = {row["Id"] for row in csv.DictReader(rows)}
    assert len(table) == 6
    assert {row[end] for row in table for end in ("Source", "Target")} == ids


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path):
    with pytest.raises(BadRequest, match="cannot be written: No such file"):
        gephi.write(view(), tmp_path / "nowhere" / "a.gexf")
    (tmp_path / "folder.gexf").mkdir()
    with pytest.raises(BadRequest, match="cannot be written"):
        gephi.write(view(), tmp_path / "folder.gexf")
    assert [file.name for file in tmp_path.iterdir()] == ["folder.gexf"]


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.gexf"
    path.write_text("old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("aikg.gephi.files.os.fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        gephi.write(view(), path)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.gexf"]


def test_an_edge_source_that_fails_leaves_nothing(tmp_path):
    def broken():
        yield EDGES[0]
        raise StoreError("the store went away")

    with pytest.raises(StoreError, match="went away"):
        gephi.export_csv_tables(broken(), describe, tmp_path / "n.csv", tmp_path / "e.csv")
    assert list(tmp_path.iterdir()) == []


def test_spells_that_share_a_day_are_joined():
    assert times.merged([("2024-01-05", "2024-02-01"), ("2024-01-01", "2024-01-05")]) == (("2024-01-01", "2024-02-01"),)
    assert times.merged([("2024-02-01", "2024-01-01")]) == (("2024-01-01", "2024-02-01"),)
    assert times.merged([("", "2024-01-01"), ("2024-03-01", "~")]) == (("", "2024-01-01"), ("2024-03-01", "~"))


WRITING = """
import sys
from pathlib import Path
from aikg.gephi import whole_file
with whole_file(Path(sys.argv[1])) as out:
    out.write(b"half")
    out.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_stays_of_a_file_whose_writing_was_stopped(how, tmp_path):
    (tmp_path / "file").write_text("as it was")
    command = [sys.executable, "-c", WRITING, str(tmp_path / "file")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as writer:
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(how)
        writer.wait(30)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "as it was"


def test_a_link_stays_one_and_a_pipe_is_written_to(tmp_path):
    link = tmp_path / "link.gexf"
    link.symlink_to(tmp_path / "target.gexf")
    with gephi.whole_file(link) as out:
        out.write(b"whole")
    assert link.is_symlink()
    assert (tmp_path / "target.gexf").read_bytes() == b"whole"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        with gephi.whole_file(pipe) as out:
            out.write(b"through")
        assert read.result(10) == b"through"
    assert pipe.is_fifo()
