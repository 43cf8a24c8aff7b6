"""A process that answers queries and can be killed: a query a line of JSON in, a time a line of JSON out."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

from measuring.processes import HERE


class Worker:
    """Asks one engine; a query over the limit (seconds) costs the process, and the next gets a new one.

    Times are those of the processor: both engines work on one, and other programs may want it too.
    """

    def __init__(self, engine: str, source: Path, limit: float) -> None:
        self._command = [sys.executable, "-m", "measuring.worker", engine, str(source)]
        self._limit = limit
        self._process: subprocess.Popen[str] | None = None

    def ask(self, text: str, repeats: int) -> dict[str, Any]:
        """`{"rows", "times"}` in milliseconds, `{"error"}`, or `{"over": limit}`."""
        process = self._process or self._start()
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps({"text": text, "repeats": repeats}) + "\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], self._limit)
        line = process.stdout.readline() if ready else ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.close()
        return {"over": self._limit} if not ready else {"error": "the process died"}

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.communicate()
        self._process = None

    def _start(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE
        )
        assert self._process.stdout
        self._process.stdout.readline()  # it has loaded what it needs
        return self._process


def _aikg(location: str) -> Callable[[str], bytes]:
    from aikg import graph

    store = graph.open(location).store

    def answer(text: str) -> bytes:
        sink = BytesIO()
        store.write_answer(text, sink, "csv")
        return sink.getvalue()

    return answer


def _memory(dump: str) -> Callable[[str], bytes]:
    import pyoxigraph

    store = pyoxigraph.Store()
    store.bulk_load(path=dump, format=pyoxigraph.RdfFormat.N_QUADS)

    def answer(text: str) -> bytes:
        found = store.query(text, use_default_graph_as_union=True)
        if isinstance(found, pyoxigraph.QueryTriples):
            return found.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
        return found.serialize(format=pyoxigraph.QueryResultsFormat.CSV) or b""

    return answer


def _rdflib(dump: str) -> Callable[[str], bytes]:
    from rdflib import Dataset

    dataset = Dataset(default_union=True)
    dataset.parse(dump, format="nquads")

    def answer(text: str) -> bytes:
        return dataset.query(text).serialize(format="csv") or b""

    return answer


def _serve(answer: Callable[[str], bytes]) -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            times, size = [], 0
            for _ in range(asked["repeats"]):
                began = process_time()
                size = answer(asked["text"]).count(b"\n") - 1
                times.append((process_time() - began) * 1e3)
                if sum(times) > 2_000:  # a slow query is slow the first time
                    break
            print(json.dumps({"rows": size, "times": times}), flush=True)
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {str(error)[:80]}"}), flush=True)


if __name__ == "__main__":
    _serve({"aikg": _aikg, "memory": _memory, "rdflib": _rdflib}[sys.argv[1]](sys.argv[2]))
