"""`aikg backup` while a server runs and is written to: the copy is of one moment, and nobody is kept from writing."""

from __future__ import annotations

import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from server_process import Server, locate

from aikg.stores.location import Location
from aikg.stores.opening import opened
from running import PROGRAM, environment

UPDATE = {"Content-Type": "application/sparql-update"}
PAIRS = "SELECT ?n (COUNT(?g) AS ?halves) { GRAPH ?g { <urn:s> <urn:pair> ?n } } GROUP BY ?n"


def aikg(*args: object) -> str:
    told = subprocess.run(
        [*PROGRAM, *map(str, args)], capture_output=True, text=True, env=environment(), timeout=60, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stderr


@pytest.mark.slow
def test_a_backup_under_load_is_of_one_moment(tmp_path: Path) -> None:
    """Each update writes a pair, one half into each of two graphs, so a copy with a single half is torn."""
    folder = locate(tmp_path / "graph")
    server = Server(folder, AIKG_READERS=1)
    done, statuses = threading.Event(), []

    def write() -> None:
        while not done.is_set():
            n = len(statuses)
            halves = " ".join(f"GRAPH <urn:{half}> {{ <urn:s> <urn:pair> {n} }}" for half in (1, 2))
            text = f"INSERT DATA {{ {halves} }}"
            statuses.append(server.http.post("/update", content=text, headers=UPDATE).status_code)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while writer.is_alive() and not statuses:
            time.sleep(0.01)
        counts = []
        for number in range(4):
            before = len(statuses)
            copy = tmp_path / f"copy-{number}"
            assert f"to {copy}" in aikg("backup", "--location", folder, copy)
            after = len(statuses)
            with closing(opened(Location(copy))) as store:
                pairs = {int(n): int(halves) for n, halves in store.lexical(PAIRS)}
            assert set(pairs.values()) == {2}
            assert set(pairs) == set(range(len(pairs))), "no write before the last is missing"
            assert before <= len(pairs) <= after + 1
            counts.append(len(pairs))
        assert counts == sorted(counts)
        assert counts[0] < counts[-1], "it was written to meanwhile"
    finally:
        done.set()
        writer.join()
        server.stop()
    assert set(statuses) == {204}


@pytest.mark.slow
def test_a_copy_is_served_and_loaded(tmp_path: Path) -> None:
    folder = locate(tmp_path / "graph")
    server = Server(folder, AIKG_READERS=1)
    try:
        server.http.post("/update", content="INSERT DATA { <urn:s> <urn:p> 'kept' }", headers=UPDATE)
        copy = tmp_path / "copy"
        aikg("backup", "--location", folder, copy)
        server.http.post("/update", content="DELETE WHERE { <urn:s> <urn:p> ?o }", headers=UPDATE)
    finally:
        server.stop()
    restored = Server(copy, AIKG_READERS=1)
    try:
        assert restored.rows("SELECT ?o { <urn:s> <urn:p> ?o }") == [{"o": "kept"}]
        told = restored.http.post("/update", content="INSERT DATA { <urn:s> <urn:p> 'more' }", headers=UPDATE)
        assert told.status_code == 204, "it is a location like any other"
    finally:
        restored.stop()
    aikg("dump", "--location", copy, "-o", tmp_path / "copy.nq")
    aikg("load", "--location", tmp_path / "elsewhere", tmp_path / "copy.nq")
    with closing(opened(Location(tmp_path / "elsewhere"))) as store:
        assert sorted(row[0] for row in store.lexical("SELECT ?o { <urn:s> <urn:p> ?o }")) == ["kept", "more"]
