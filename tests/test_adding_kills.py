"""`aikg add`, killed at any moment: what was reported is there as a whole, and running it again finishes the job."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aikg.identity import expand
from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location
from running import PROGRAM, ROOT, environment, run

pytestmark = pytest.mark.slow
ITEMS, KILLS = 400, 8


def lines(place: Path) -> set[str]:
    """All quads but the data version and the log."""
    dumped = run("dump", at=place).stdout.splitlines()
    return {line for line in dumped if "/graph/meta>" not in line and "/graph/log>" not in line}


def _graph(line: str) -> str:
    return line.rpartition("<")[2].removesuffix("> .")


def by_item(whole: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in whole:
        if "/item/" in (graph := _graph(line)):
            found.setdefault(graph.partition("#")[0], set()).add(line)
    return found


def test_every_reported_item_is_there_as_a_whole(tmp_path: Path) -> None:
    news = tmp_path / "news.nq"
    generate = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), "--items", str(ITEMS), str(news)]
    subprocess.run(generate, check=True, capture_output=True)
    whole, place = tmp_path / "whole", tmp_path / "place"
    for folder in (whole, place):
        run("build", "--bare", at=folder)
    run("add", news, at=whole)
    expected = by_item(lines(whole))
    assert len(expected) == ITEMS
    chance = random.Random(7)
    reported: set[str] = set()
    killed = 0
    for _ in range(KILLS):
        command = [*PROGRAM, "add", str(news), "--location", str(place)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(), text=True
        )
        assert process.stdout is not None
        first = process.stdout.readline()  # under way
        time.sleep(chance.uniform(0, 1.5))
        process.send_signal(signal.SIGKILL)
        with process:
            said = [first, *process.stdout.read().splitlines(keepends=True)]
        killed += process.returncode == -signal.SIGKILL
        things = [line.split("\t")[1] for line in said if line.endswith("\n")]
        reported |= {str(expand(thing)) for thing in things if thing.startswith("item:")}
        there = by_item(lines(place))
        assert reported <= there.keys(), "a reported item is lost"
        assert all(quads == expected[item] for item, quads in there.items()), "half an item"
        with Location(place).writing(wait_s=5):  # no lock is left behind
            EmbeddedStore(Location(place).needed()).close()
    assert killed >= 3, "the kills came too late to mean anything"
    run("add", news, at=place)
    assert lines(place) == lines(whole)
    assert run("validate", at=place).stdout.startswith("conforms")
