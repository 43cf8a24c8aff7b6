"""The commands of a curator: who is who, and what of two claims; in a folder and on a server."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import store_servers as servers
from lantern import write_own
from running import own, program, run, shipped


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A location of its own, with two organizations that are called Ridge."""
    folder = write_own(tmp_path / "own")
    run("build", folder / "news", at=tmp_path / "graph")
    return tmp_path / "graph"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_resolve_tells_one_several_similar_and_nobody_and_that_not_all_are_settled() -> None:
    told = run("resolve", "智谱", "Ridge", "Hunyan", "Qwen 3.5", at=own(), code=2)
    found = [(r["name"], r["found"], r["entity"]) for r in rows(told.stdout)]
    assert found[0] == ("智谱", "alias", "organization:zhipu-ai")
    assert {r for r in found if r[0] == "Ridge"} == {
        ("Ridge", "several", "organization:ridge-fund"),
        ("Ridge", "several", "organization:ridge-robotics"),
    }
    assert ("Hunyan", "similar", "model:hunyuan") in found
    assert ("Qwen 3.5", "nobody", "") in found, "another version is not suggested"
    assert "3 of 4 names are not settled" in told.stderr


def test_resolve_reads_a_list_and_ends_well_when_all_are_settled() -> None:
    names = "\ufeff智谱\r\n  xAI \n\n" + "Meta\n" * 200
    told = run("resolve", "--format", "json", at=shipped(), given=names)
    found = json.loads(told.stdout)
    assert [m["entity"] for m in found[:3]] == ["organization:zhipu-ai", "organization:xai", "organization:meta"]
    assert len(found) == 202
    assert found[1]["candidates"][0]["why"] == "label"


def test_resolve_among_one_kind_only() -> None:
    run("resolve", "--type", "model", "GPT-4o", at=shipped())
    run("resolve", "--type", "person", "GPT-4o", at=shipped(), code=2)
    run("resolve", "--type", "person", "model:gpt-4o", at=shipped(), code=2)
    told = run("resolve", "--type", "planet", "GPT-4o", at=shipped(), code=2)
    assert "organization" in told.stderr


def test_resolve_as_csv_is_safe_to_open() -> None:
    told = run("resolve", "--format", "csv", "=1+1", at=shipped(), code=2)
    assert told.stdout.splitlines()[1].startswith("'=1+1,nobody")


@pytest.mark.parametrize("given", [b"\xff\xfe\x00", b"caf\xe9\n"])
def test_a_list_that_is_no_utf8_is_told(given: bytes) -> None:
    assert "not UTF-8" in run("resolve", at=shipped(), given=given, code=2).stderr


def test_an_empty_list_is_no_name_and_no_error() -> None:
    assert rows(run("resolve", at=shipped(), given="\n\n").stdout) == []


def test_a_name_of_strange_bytes_is_nobodys() -> None:
    told = program("resolve", b"\xff\xfe".decode("utf-8", "surrogateescape"), at=shipped())
    assert told.returncode == 2
    assert b"Traceback" not in told.stderr


def test_an_alias_is_added_listed_and_removed(graph: Path) -> None:
    run("resolve", "Lampion", at=graph, code=2)
    run("alias", "add", "Lantern Labs", "Lampion", "--by", "Jane Doe", *at(graph))
    run("resolve", "lam-pion", at=graph)
    assert {"name": "Lampion", "language": "en", "kind": "altLabel", "merged": ""} in rows(
        run("alias", "list", "Lantern Labs", *at(graph)).stdout
    )
    assert "already" in run("alias", "add", "Lantern Labs", "Lampion", *at(graph)).stderr
    refused = run("alias", "add", "xAI", "Lampion", *at(graph), code=2)
    assert "organization:lantern-labs" in refused.stderr
    assert "aikg merge" in refused.stderr
    run("alias", "remove", "Lantern Labs", "Lampion", *at(graph))
    run("resolve", "Lampion", at=graph, code=2)
    logged = json.loads(run("log", "--format", "json", at=graph).stdout)
    assert [(e["agent"], e["source"]) for e in logged[-1:]] == [("Jane Doe", "the alias Lampion added")]


def at(graph: Path) -> tuple[str, str]:
    """Options of a command within a group."""
    return "--location", str(graph)


def test_merging_and_back(graph: Path) -> None:
    before = dump(graph)
    told = run("merge", "organization:ridge-fund", "organization:ridge-robotics", at=graph)
    assert "organization:ridge-robotics is organization:ridge-fund now" in told.stderr
    assert "Ridge Robotics" in run("show", "organization:ridge-robotics", at=graph).stdout
    run("resolve", "Ridge", at=graph)
    run("validate", at=graph)
    told = run("merge", "Ridge", "Ridge Robotics", at=graph, code=2)
    assert "nothing to merge" in told.stderr
    told = run("unmerge", "Ridge Fund", at=graph)
    assert f"again: aikg merge --location {graph} organization:ridge-fund organization:ridge-robotics" in told.stderr
    assert dump(graph) == before
    told = run("unmerge", "Ridge Fund", at=graph, code=2)
    assert "no merged entity" in told.stderr
    things = [(e["action"], e["thing"]) for e in json.loads(run("log", "--format", "json", at=graph).stdout)]
    assert ("removed", "organization:ridge-robotics") in things
    assert ("added", "organization:ridge-robotics") in things


def dump(graph: Path) -> list[str]:
    """All quads but the data version and the log."""
    lines = run("dump", at=graph).stdout.splitlines()
    return sorted(line for line in lines if not line.endswith(("graph/meta> .", "graph/log> .")))


@pytest.mark.parametrize(
    "args",
    [
        ("merge", "xAI", "GPT-4o"),
        ("merge", "xAI", "no such thing"),
        ("merge", "Ridge", "xAI"),
        ("unmerge", "organization:nobody"),
        ("alias", "add", "xAI", "\u202e"),
        ("alias", "remove", "xAI", "xAI"),
        ("alias", "add", "item:lantern/1", "x"),
        ("link", "item:lantern/1#paid", "contradicts", "item:lantern/1"),
        ("link", "item:lantern/1#paid", "contradicts", "item:lantern/1#paid"),
        ("unlink", "item:lantern/1#paid", "supersedes", "item:lantern/2#may"),
        ("conflicts", "--about", "no such thing"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_is_told_and_nothing_is_written(args: tuple[str, ...], graph: Path) -> None:
    before = run("dump", at=graph).stdout
    told = run(*args, *at(graph), code=2)
    assert told.stderr.startswith("aikg: ")
    assert run("dump", at=graph).stdout == before


def test_the_graph_that_ships_is_not_changed() -> None:
    for args in (("merge", "xAI", "XAI Holdings"), ("alias", "add", "xAI", "x"), ("link", "a", "contradicts", "b")):
        assert "the graph that ships is not changed" in run(*args, code=2).stderr


def test_claims_are_linked_listed_and_drawn(graph: Path) -> None:
    paid, may = "item:lantern/1#paid", "item:lantern/2#may"
    run("link", paid, "supersedes", may, "--note", "the round went on", at=graph)
    found = rows(run("conflicts", "--kind", "supersedes", at=graph).stdout)
    assert [(r["state"], r["claim"], r["other"], r["reason"]) for r in found] == [
        ("linked", paid, may, "the round went on")
    ]
    assert json.loads(run("conflicts", "--state", "candidate", "--format", "json", at=graph).stdout) == []
    assert len(rows(run("conflicts", "--about", "Lantern Labs", at=graph).stdout)) == 1
    assert rows(run("conflicts", "--about", "OpenRouter", "--kind", "supersedes", at=graph).stdout) == []
    run("view", "conflicts", "-o", graph.parent / "conflicts.gexf", at=graph)
    drawn = (graph.parent / "conflicts.gexf").read_text(encoding="utf-8")
    assert f'id="{paid}"' in drawn
    run("unlink", paid, "supersedes", may, at=graph)
    assert rows(run("conflicts", "--kind", "supersedes", at=graph).stdout) == []


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the graph of `own`."""
    folder = tmp_path_factory.mktemp("remote")
    with servers.oxigraph(folder) as address:
        run("build", "--store", address, write_own(folder / "own") / "news")
        yield address


def test_all_of_it_on_a_server(url: str) -> None:
    def there(*args: str, code: int = 0) -> str:
        return run(*args, "--store", url, code=code).stdout

    def state() -> list[str]:
        return sorted(line for line in there("dump").splitlines() if not line.endswith(("meta> .", "log> .")))

    before = state()
    there("alias", "add", "Lantern Labs", "Lampion")
    there("merge", "organization:ridge-fund", "organization:ridge-robotics")
    there("link", "item:lantern/1#paid", "sameEventAs", "item:lantern/2#may")
    assert "organization:ridge-fund" in there("resolve", "Ridge", "Lampion")
    assert "linked" in there("conflicts", "--kind", "sameEventAs")
    there("unlink", "item:lantern/2#may", "sameEventAs", "item:lantern/1#paid")
    there("unmerge", "organization:ridge-robotics")
    there("alias", "remove", "Lantern Labs", "Lampion")
    assert state() == before
    assert len(rows(there("log"))) == 8
