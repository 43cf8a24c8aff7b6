"""What the measurements of one size share: where files lie, how often to repeat, and the peaks of memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from measuring.processes import Run, run, task, tool


class Bench:
    """The news of one size in a folder, and what is made of it, once, when it is first asked for."""

    def __init__(self, items: int, folder: Path, seed: int) -> None:
        self.items, self.seed = items, seed
        self.folder = folder / str(items)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.peaks: dict[str, float] = {}

    @property
    def repeats(self) -> int:
        """How often whole processes are repeated: less, the longer they take."""
        return 7 if self.items <= 2_000 else 3 if self.items <= 100_000 else 1

    @cached_property
    def generated(self) -> Run:
        """The run that wrote `news`."""
        command = [*python(), "generate.py", "--items", str(self.items), "--seed", str(self.seed), str(self._news)]
        return self.watched("generate", run(command))

    @property
    def news(self) -> Path:
        """The news as N-Quads."""
        if not self._news.exists():
            _ = self.generated
        return self._news

    @property
    def _news(self) -> Path:
        return self.folder / f"news-{self.seed}.nq"

    @cached_property
    def prepared(self) -> dict[str, Any]:
        """The times of the steps that made `graph`."""
        told, done = task("prepare", self.news, self.folder / "graph")
        self.watched("load and derive", done)
        return told

    @property
    def graph(self) -> Path:
        """A location with the news and its derived edges (made without the gate, so at any size)."""
        place = self.folder / "graph"
        if not (place / "CURRENT").exists():
            _ = self.prepared
        return place

    def more(self, items: int) -> Path:
        """More news of the same entities, in articles of their own."""
        path = self.folder / f"more-{self.seed}.nq"
        task("more", path, items, self.items, self.seed)
        return path

    def copy(self, name: str) -> Path:
        """A copy of `graph`."""
        place = self.fresh(name)
        shutil.copytree(self.graph, place)
        return place

    def watched(self, what: str, done: Run) -> Run:
        """Note the peak of memory of a run."""
        self.peaks[what] = max(self.peaks.get(what, 0.0), done.peak)
        return done

    def fresh(self, name: str) -> Path:
        """The path of a folder or file that is not there."""
        path = self.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        return path

    def alternated(self, sides: dict[str, Callable[[], Run]], repeats: int = 0) -> dict[str, list[Run]]:
        """Run the sides in turn, so that a noisy minute meets them all."""
        runs: dict[str, list[Run]] = {name: [] for name in sides}
        for _ in range(repeats or self.repeats):
            for name, side in sides.items():
                runs[name].append(self.watched(name, side()))
        return runs


def python() -> list[str]:
    """This Python."""
    import sys

    return [sys.executable]


def aikg(*arguments: object) -> Run:
    """Run `aikg` as from the shell."""
    command = tool("aikg")
    if command is None:
        raise FileNotFoundError("aikg is not installed in this environment: pip install -e .")
    return run([command, *map(str, arguments)])
