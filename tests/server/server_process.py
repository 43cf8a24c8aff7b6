"""A real server: `aikg serve` in a process of its own, on a free port of this machine."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil

from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location

TOKEN = "correct-horse-battery-staple"
AUTH = {"Authorization": f"Bearer {TOKEN}"}
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?l) }"
DATA = """
PREFIX ex: <https://example.org/>
INSERT DATA {
  ex:unnamed ex:p 0 .
  GRAPH ex:g1 { ex:a ex:p 1 ; ex:name "甲" }
  GRAPH ex:g2 { ex:b ex:p 2 }
}
"""


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def locate(folder: Path, update: str = DATA) -> Path:
    """A location with little in it."""
    place = Location(folder)
    with place.writing(), place.generation() as generation:
        store = EmbeddedStore(generation)
        store.update(update)
        store.close()
    return folder


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Server:
    """One server, on a folder, or on a `store` at a URL with its log beside the folder.

    `environment` are settings such as AIKG_TIMEOUT_S.
    """

    def __init__(
        self,
        folder: Path,
        *,
        token: str | None = TOKEN,
        arguments: tuple[str, ...] = (),
        store: str | None = None,
        **environment: Any,
    ):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder.parent / f"serve-{self.port}.log"
        given = {name: str(value) for name, value in environment.items()}
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AIKG_")}
        if token:
            given["AIKG_TOKEN"] = token
        program = "from aikg.cli import main; main()"
        place = ["--location", str(folder)] if store is None else ["--store", store]
        command = [sys.executable, "-c", program, "serve", *place, "--port", str(self.port)]
        began = time.perf_counter()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([*command, *arguments], stderr=log, stdout=log, env={**clean, **given})
        self._await()
        self.start_s = time.perf_counter() - began
        self.http = httpx.Client(base_url=self.url, timeout=60, headers=AUTH if token else {}, trust_env=False)

    def _await(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                httpx.get(f"{self.url}/health", timeout=5, trust_env=False)
            except httpx.HTTPError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def children(self) -> list[psutil.Process]:
        """The processes of readers and writer."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def cpu_s(self) -> float:
        """CPU seconds that server and children have used so far, as far as they live."""
        total = 0.0
        for process in (psutil.Process(self.process.pid), *self.children()):
            try:
                times = process.cpu_times()
                total += times.user + times.system
            except psutil.NoSuchProcess:
                continue
        return total

    def rss(self) -> int:
        """Bytes of memory of the server process itself."""
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def ask(self, query: str, accept: str = "application/sparql-results+json", **params: Any) -> httpx.Response:
        return self.http.get("/sparql", params={"query": query, **params}, headers={"Accept": accept})

    def rows(self, query: str, **params: Any) -> list[dict[str, str]]:
        answer = self.ask(query, **params)
        assert answer.status_code == 200, answer.text
        return [{k: v["value"] for k, v in row.items()} for row in answer.json()["results"]["bindings"]]

    def in_memory(self) -> int:
        """How many quads the readers share in memory."""
        (figure,) = re.findall(r"(?m)^aikg_quads_in_memory (.*)$", self.http.get("/metrics").text)
        return int(float(figure))

    def until_held(self) -> None:
        """Wait until the readers have what there is in memory."""
        until(lambda: 0 < self.in_memory() == self.http.get("/health").json()["quads"])

    def readers(self) -> set[psutil.Process]:
        """All children that have none themselves: readers and writer."""
        children = self.children()
        return set(children) - {psutil.Process(child.ppid()) for child in children}

    def until_busy(self) -> None:
        """Wait until a reader is at work."""
        until(lambda: "aikg_readers_busy 1.0" in self.http.get("/metrics").text, 20)

    def raw(self, data: bytes, timeout: float = 15.0) -> bytes:
        """What comes back for bytes on a bare connection, until the server closes it or the time is up."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            connection.settimeout(timeout)
            try:
                connection.sendall(data)
                while chunk := connection.recv(65536):
                    received += chunk
            except (TimeoutError, ConnectionError):
                pass
        return received

    def logged(self, *ids: str) -> list[dict[str, Any]]:
        """The lines of the access log for some request ids; a line is written after its response, so this waits."""
        end = time.monotonic() + 20
        while True:
            lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
            found = {line["id"]: line for line in lines if line["id"] in ids}
            if len(found) == len(ids):
                return [found[name] for name in ids]
            assert time.monotonic() < end, f"not logged: {set(ids) - set(found)}"
            time.sleep(0.02)

    def stop(self, how: int = signal.SIGTERM) -> int:
        self.http.close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
