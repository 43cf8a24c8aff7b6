"""Clients of one SPARQL server: each has a connection and asks again and again, for some seconds."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable
from itertools import count
from statistics import quantiles
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

ROWS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
LIMIT_S = 60.0
"""How long one answer may take."""


class Told(NamedTuple):
    """What one query took on one server: milliseconds of each request, requests a second, rows of an answer."""

    times: list[float]
    rate: float
    rows: int
    error: str = ""

    @property
    def p50(self) -> float:
        """The median."""
        return sorted(self.times)[len(self.times) // 2]

    @property
    def p99(self) -> float:
        """What 99 of 100 do not exceed."""
        return quantiles(self.times, n=100, method="inclusive")[-1] if len(self.times) > 1 else self.times[0]


def ask(url: str, text: str, *, clients: int, seconds: float, fresh: bool) -> Told:
    """Let clients ask one query for some seconds; `fresh` makes each text another, by a comment, so no cache has it."""
    numbers = count()

    def one() -> str:
        return f"{text}\n# {next(numbers)}" if fresh else text

    try:
        first = _Client(url)
        body = first.ask(one())
        rows = _rows(body, text)
        for _ in range(2):
            first.ask(one())
        return _measured(url, one, clients, seconds, rows)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Told([], 0.0, 0, f"{type(error).__name__}: {error}"[:80])


def _measured(url: str, one: Callable[[], str], clients: int, seconds: float, rows: int) -> Told:
    times: list[list[float]] = [[] for _ in range(clients)]
    failures: list[Exception] = []
    began = perf_counter()

    def work(mine: list[float]) -> None:
        try:
            client = _Client(url)
            while not mine or perf_counter() - began < seconds:  # at least once, however slow the machine
                start = perf_counter()
                client.ask(one())
                mine.append((perf_counter() - start) * 1e3)
        except (OSError, http.client.HTTPException, ValueError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(mine,)) for mine in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0] if isinstance(failures[0], OSError) else ValueError(str(failures[0]))
    all_times = [time for mine in times for time in mine]
    return Told(all_times, len(all_times) / (perf_counter() - began), rows)


class _Client:
    """One connection that is kept."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._path = parts.path
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=LIMIT_S)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, text: str) -> bytes:
        accept = ROWS if "SELECT" in text else TRIPLES
        self._connection.request("GET", f"{self._path}?{urlencode({'query': text})}", headers={"Accept": accept})
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise ValueError(f"{response.status} {body[:60].decode(errors='replace')}")
        return body


def _rows(body: bytes, text: str) -> int:
    if "SELECT" in text:
        return len(json.loads(body)["results"]["bindings"])
    return len({line for line in body.split(b"\n") if line.strip()})
