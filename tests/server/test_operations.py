"""Running a server: log, ids, metrics, health, shutdown, a proxy's path, several servers, start-up."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest
from rdflib import Graph
from server_process import TOKEN, Server, locate

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:written> ?o }"
UPDATE = {"Content-Type": "application/sparql-update"}
ENDLESS = "SELECT (COUNT(*) AS ?n) { VALUES ?a { " + " ".join(map(str, range(2000))) + " } "
ENDLESS += (
    ENDLESS.split("{", 1)[1].replace("?a", "?b") + ENDLESS.split("{", 1)[1].replace("?a", "?c") + "FILTER(?a+?b=?c) }"
)


def test_the_access_log_is_json_lines(server: Server) -> None:
    server.http.get("/sparql", params={"query": "ASK { <urn:secret> ?p ?o }"}, headers={"X-Request-ID": "log-1"})
    server.http.get("/nowhere%0a", headers={"X-Request-ID": "log-2"})
    first, second = server.logged("log-1", "log-2")
    assert (first["method"], first["path"], first["status"]) == ("GET", "/sparql", 200)
    assert first["ms"] > 0
    assert re.fullmatch(r"[0-9a-f]{12}", first["query"])
    assert (second["status"], second["query"]) == (404, None)
    assert "urn:secret" not in server.log.read_text()


def test_a_query_has_the_same_hash_however_it_is_sent(server: Server) -> None:
    query = "ASK { <urn:hash> ?p ?o }"
    sparql = {"Content-Type": "application/sparql-query", "X-Request-ID": "hash-1"}
    server.http.post("/sparql", content=query, headers=sparql)
    server.http.post("/sparql", data={"query": query}, headers={"X-Request-ID": "hash-2"})
    server.http.get("/sparql", params={"query": query}, headers={"X-Request-ID": "hash-3"})
    hashes = {line["query"] for line in server.logged("hash-1", "hash-2", "hash-3")}
    assert len(hashes) == 1
    assert None not in hashes


def test_metrics_are_prometheus_text(server: Server) -> None:
    server.http.get("/health")
    text = server.http.get("/metrics").text
    assert re.search(r'aikg_requests_total\{method="GET",route="/health",status="200"\} \d', text)
    assert re.search(r'aikg_request_seconds_bucket\{le="0.1",route="/health"\} ', text)
    for name in ("aikg_readers_busy", "aikg_readers_waiting", "aikg_cache_hits_total"):
        assert f"\n{name} " in text
    for _ in range(30):
        server.http.get(f"/made-up/{time.time()}")
    assert server.http.get("/metrics").text.count("made-up") == 0


@pytest.mark.slow
def test_health_asks_the_store(tmp_path: Path) -> None:
    folder = locate(tmp_path / "graph")
    server = Server(folder, AIKG_READERS=1)
    try:
        told = server.http.get("/health").json()
        assert told["status"] == "ok"
        assert told["quads"] > 3
        shutil.rmtree(folder)
        failing = server.http.get("/health")
        assert failing.status_code == 503
        assert failing.json()["status"] == "failing"
        assert server.ask("ASK {}").status_code in (404, 503)
        locate(folder)
        assert server.http.get("/health").json()["status"] == "ok"
        assert server.ask("ASK {}").status_code == 200
    finally:
        server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_shutdown_lets_requests_end_and_leaves_no_process(how: int, tmp_path: Path) -> None:
    server = Server(locate(tmp_path / "graph"), AIKG_READERS=1, AIKG_TIMEOUT_S=4)
    children = server.children()
    assert len(children) >= 3
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.ask, ENDLESS)
        server.until_busy()
        server.process.send_signal(how)
        assert running.result().status_code == 504  # it had its time
    server.stop(how)
    assert not psutil.wait_procs(children, timeout=5)[1]


@pytest.mark.slow
def test_a_server_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    server = Server(locate(tmp_path / "graph"), AIKG_READERS=1)
    children = server.children()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.ask, ENDLESS)
        server.until_busy()
        server.process.kill()
        with pytest.raises(httpx.HTTPError):
            running.result()
    server.stop()
    assert not psutil.wait_procs(children, timeout=5)[1]


@pytest.mark.slow
def test_behind_a_proxy(tmp_path: Path) -> None:
    server = Server(locate(tmp_path / "graph"), arguments=("--root-path", "/kg"), AIKG_READERS=1)
    try:
        endpoint = f"{server.url}/kg/sparql"
        for path in ("/sparql", "/kg/sparql"):
            description = Graph().parse(data=server.http.get(path).text, format="turtle")
            assert endpoint in {str(o) for o in description.objects()}
            assert server.http.get(path, params={"query": "ASK {}"}).json()["boolean"] is True
        assert 'href="/kg/sparql"' in server.http.get("/").text
        forwarded = {"X-Forwarded-Proto": "https", "Host": "kg.example"}
        assert "https://kg.example/kg/sparql" in server.http.get("/sparql", headers=forwarded).text
    finally:
        server.stop()


@pytest.mark.slow
def test_several_servers_share_a_location(tmp_path: Path) -> None:
    """Two servers and the command line write by turns; each sees at once what the others wrote."""
    folder = locate(tmp_path / "graph")
    servers = [Server(folder, AIKG_READERS=1) for _ in range(2)]
    try:

        def write(number: int) -> int:
            text = f"INSERT DATA {{ <urn:{number}> <urn:written> {number} }}"
            return servers[number % 2].http.post("/update", content=text, headers=UPDATE).status_code

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(write, range(12))) == {204}
        for server in servers:
            assert server.rows(COUNT) == [{"n": "12"}]
        more = tmp_path / "more.ttl"
        more.write_text("<urn:cli> <urn:written> 1 .\n")
        program = [sys.executable, "-c", "from aikg.cli import main; main()", "load", "--location", str(folder)]
        end = time.monotonic() + 30
        while subprocess.run([*program, str(more)], check=False, capture_output=True).returncode:
            assert time.monotonic() < end  # a server's writer keeps the lock for a moment after its last write
        for server in servers:
            assert server.rows(COUNT) == [{"n": "13"}]
        versions = {server.http.get("/health").json()["version"] for server in servers}
        assert len(versions) == 1
    finally:
        for server in servers:
            server.stop()


@pytest.mark.slow
@pytest.mark.alone
def test_start_up_is_quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the command to the first answer of /health. Until it is quick once: an idle machine is meant."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # measuring coverage takes longer than starting
    folder = locate(tmp_path / "graph")
    took = []
    for _ in range(12):
        server = Server(folder)
        took.append(server.start_s)
        server.stop()
        if server.start_s < 1.5:
            return
        time.sleep(1)
    pytest.fail(f"it took {took}")


def test_serve_tells_what_is_wrong(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from aikg.cli import main; main()", "serve"]

    clean = {name: value for name, value in os.environ.items() if not name.startswith("AIKG_")}

    def fails(*arguments: str, **environment: str) -> str:
        command = [*program, *arguments]
        result = subprocess.run(
            command, capture_output=True, text=True, env={**clean, **environment}, timeout=60, check=False
        )
        assert result.returncode == 2, result.stderr
        return result.stderr

    assert "aikg build" in fails("--location", str(tmp_path / "nothing"))
    empty = tmp_path / "token"
    empty.write_text("\n")
    assert "is empty" in fails("--location", str(tmp_path), "--token-file", str(empty))
    empty.write_text(TOKEN)
    assert "--location" in fails("--token-file", str(empty))
    folder = locate(tmp_path / "graph")
    assert "AIKG_TIMEOUT_S" in fails("--location", str(folder), AIKG_TIMEOUT_S="soon")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = fails("--location", str(folder), "--port", str(taken.getsockname()[1]))
    assert "Address already in use" in told
    assert "--port" in told


def test_serve_says_where_it_is(tmp_path: Path) -> None:
    server = Server(locate(tmp_path / "graph"), token=None, arguments=("--root-path", "/kg"), AIKG_READERS=1)
    server.stop()
    assert f"/graph at {server.url}/kg/ (read-only" in server.log.read_text()


def test_a_token_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-a-file\n")
    server = Server(locate(tmp_path / "graph"), token=None, arguments=("--token-file", str(file)), AIKG_READERS=1)
    try:
        headers = {**UPDATE, "Authorization": "Bearer from-a-file"}
        assert server.http.post("/update", content="CLEAR ALL", headers=headers).status_code == 204
    finally:
        server.stop()


def test_pages_need_nothing_from_elsewhere(server: Server) -> None:
    for path in ("/", "/docs"):
        page = server.http.get(path).text
        own = re.findall(r'<script[^>]* src="(/(?:assets|static)/[^"]+)"[^>]*></script>', page)
        assert page.count("<script") == len(own), "no script but those of this server, none within the page"
        assert set(re.findall(r'(?:src|href)="(https?://[^/"]+)', page)) <= {server.url}
    assert "/store" in server.http.get("/docs").text
