"""The command line on a server: `--store URL` does what `--location DIR` does."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import aikg
import store_servers as servers
from aikg.stores.remote import RemoteStore
from fake_server import Asked, Reply, quiet, serving
from lantern import own_data, write_own
from running import program, run, shipped

SECRET = "s3cret-Pa55"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the graph that ships."""
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        told = run("build", "--store", address)
        assert f"→ {address}" in told.stderr
        yield address


def at(url: str, *args: object, code: int = 0, **variables: object) -> subprocess.CompletedProcess[bytes]:
    """What a program tells that works on a server; its output never shows a secret."""
    told = program(*args, "--store", url, **variables)
    assert told.returncode == code, told.stderr.decode()
    assert SECRET.encode() not in told.stdout + told.stderr
    assert b"Traceback" not in told.stderr
    return told


@pytest.mark.parametrize(
    "args",
    [
        ("query", "ranking", "--format", "csv"),
        ("view", "investors", "--param", "org=xAI"),
        ("view", "everything", "--format", "json"),
        ("show", "xAI"),
        ("search", "智谱"),
        ("path", "Meta", "Zhipu"),
        ("stats",),
        ("dump",),
        ("validate",),
    ],
    ids="-".join,
)
def test_the_same_answer_from_a_server_as_from_a_folder(args: tuple[str, ...], url: str) -> None:
    there, here = run(*args, "--store", url).stdout, run(*args, at=shipped()).stdout
    if args == ("dump",):  # a store on disk has an order of its own, and each its own data version
        there, here = (sorted(line for line in text.splitlines() if "/version>" not in line) for text in (there, here))
    assert there == here


def test_an_export_is_the_same(url: str, tmp_path: Path) -> None:
    run("export", "--around", "xAI", "-o", tmp_path / "there.gexf", "--store", url)
    run("export", "--around", "xAI", "-o", tmp_path / "here.gexf", at=shipped())
    assert (tmp_path / "there.gexf").read_bytes() == (tmp_path / "here.gexf").read_bytes()


def test_the_environment_names_the_server(url: str) -> None:
    told = program("stats", AIKG_STORE=url)
    assert told.returncode == 0, told.stderr
    assert told.stdout == program("stats", "--store", url).stdout


def test_python_opens_a_server(url: str) -> None:
    with aikg.open(store=url) as kg:
        assert kg.show("xAI").label == "xAI"
    with aikg.open(store=RemoteStore(url)) as kg:
        assert kg.stats() == aikg.open(shipped()).stats()
    with pytest.raises(aikg.BadRequest, match="give one of them"):
        aikg.open(shipped(), store=url)


def test_a_server_is_built_written_to_and_fetched(tmp_path: Path) -> None:
    """All that changes a graph, on a server of its own."""
    news = write_own(tmp_path / "own") / "news"
    with servers.oxigraph(tmp_path) as address:
        assert "news items" in run("build", "--store", address, news).stderr
        assert "Lantern Labs" in run("show", "Lantern Labs", "--store", address).stdout
        quads = run("stats", "--store", address).stdout
        more = tmp_path / "more.nq"
        more.write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n")
        assert f"quads in {address}" in run("load", more, "--store", address).stderr
        assert run("stats", "--store", address).stdout != quads
        copy = tmp_path / "copy"
        assert f"to {copy}" in run("backup", copy, "--store", address).stderr
        assert run("stats", at=copy).stdout == run("stats", "--store", address).stdout
        mine = tmp_path / "mine.trig"
        mine.write_text(own_data().replace("Tarn Capital has put", "Tarn Capital put"), encoding="utf-8")
        assert "replaced\titem:lantern/1" in run("add", mine, "--store", address, "--by", "news desk").stdout
        assert "unchanged\titem:lantern/1" in run("add", mine, "--store", address).stdout
        assert "news desk\treplaced\titem:lantern/1" in run("log", "--store", address).stdout
        told = run("remove", "item:cn-ai-usage-roundup/4", "--store", address).stderr
        assert "removed item:cn-ai-usage-roundup/4" in told
        assert run("show", "item:cn-ai-usage-roundup/4", "--store", address, code=2).stdout == ""


def test_a_build_that_fails_leaves_the_server_as_it_was(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<urn:a> a <https://w3id.org/aikg/ns#Investment> .\n")
    with servers.oxigraph(tmp_path) as address:
        run("build", "--store", address)
        before = run("dump", "--store", address).stdout
        assert "violation" in run("build", "--store", address, bad, code=1).stderr
        assert run("dump", "--store", address).stdout == before


def test_two_places_are_one_too_many(tmp_path: Path) -> None:
    assert "--location and --store" in run("stats", "--store", "http://127.0.0.1:1", at=tmp_path, code=2).stderr
    told = program("stats", AIKG_STORE="http://127.0.0.1:1", AIKG_LOCATION=tmp_path)
    assert told.returncode == 2
    assert b"AIKG_LOCATION and AIKG_STORE" in told.stderr
    # an option is about another graph than the environment's, not about two
    assert program("stats", at=shipped(), AIKG_STORE="http://127.0.0.1:1").returncode == 0


@pytest.mark.slow
def test_what_goes_wrong_is_told(url: str, tmp_path: Path) -> None:
    dead = f"http://{SECRET}:{SECRET}@127.0.0.1:{servers.free_port()}/x?key={SECRET}"
    for args in (("stats",), ("show", "xAI"), ("load", tmp_path), ("build",), ("backup", tmp_path / "b")):
        (tmp_path / "more.ttl").write_text("<urn:a> <urn:b> 1 .")
        assert b"no server answers at http://127.0.0.1" in at(dead, *args, code=3).stderr
    assert not (tmp_path / "b").exists() or not list((tmp_path / "b").glob("generations/*"))
    assert b"begins with http://" in at("ftp://somewhere", "stats", code=2).stderr
    assert b"begins with http://" in at("ftp://somewhere", "serve", code=2).stderr
    with serving(lambda _: Reply(200, b"<html>", "text/html")) as (page, _):
        assert b"no SPARQL endpoint at" in at(page, "stats", code=3).stderr
    told = at(url, "stats", code=2, AIKG_STORE_TOKEN=SECRET, AIKG_STORE_USER="me")
    assert b"a token, or a username and password, not both" in told.stderr
    assert b"not a number" in at(url, "stats", code=2, AIKG_STORE_TIMEOUT_S="soon").stderr


@pytest.mark.slow
def test_credentials_come_from_the_environment() -> None:
    def answer(asked: Asked) -> Reply:
        allowed = asked.headers.get("authorization") == f"Bearer {SECRET}"
        return (quiet(asked) or Reply(500)) if allowed else Reply(401, b"who are you?")

    with serving(answer) as (page, asked):
        told = at(page, "query", "ASK { ?s ?p ?o }", code=3).stderr
        assert b"refuses this (401)" in told
        assert b"AIKG_STORE_TOKEN" in told
        assert b"the token is wrong" in at(page, "stats", code=3, AIKG_STORE_TOKEN="wrong").stderr
        told = at(page, "stats", code=3, AIKG_STORE_USER="me", AIKG_STORE_PASSWORD=SECRET).stderr
        assert b"username or password is wrong" in told
        before = len(asked)
        at(page, "query", "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 3", "--format", "csv", AIKG_STORE_TOKEN=SECRET)
        assert len(asked) > before
        # those of AIKG_STORE go to no other server
        at(page, "stats", code=3, AIKG_STORE="http://127.0.0.1:1", AIKG_STORE_TOKEN=SECRET)
        assert "authorization" not in asked[-1].headers


def test_a_server_that_falls_silent(tmp_path: Path) -> None:
    import time

    def answer(asked: Asked) -> Reply:
        time.sleep(0 if asked.query == "ASK {}" else 3)
        return quiet(asked) or Reply(500)

    with serving(answer) as (page, _):
        assert b"did not answer within 0.5 s" in at(page, "stats", code=3, AIKG_STORE_TIMEOUT_S="0.5").stderr
