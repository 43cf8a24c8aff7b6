"""The commands of the README run as they stand."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from aikg.imports import mapping as mappings
from lantern import TEXT, own_data
from running import PROGRAM, ROOT, environment, program, real_article

LINES = [line.strip() for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line[:4] == " " * 4]
COMMANDS = [line for line in LINES if re.match(r"(AIKG_\w+=\S+ )?aikg (?!serve)", line)]
REQUESTS = [line for line in LINES if line.startswith("curl ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the README names."""
    here = tmp_path_factory.mktemp("tour")
    (here / "articles").mkdir()
    shutil.copy(real_article(), here / "articles")
    (here / "articles" / "lantern.txt").write_bytes(TEXT.encode())
    (here / "mine.trig").write_text(own_data(), encoding="utf-8")
    (here / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "models-a-year.rq", here / "docs")
    (here / "notable-ai-models.csv").write_text(models(), encoding="utf-8")
    (here / "my-own.rq").write_text("SELECT ?s { ?s ?p ?o } LIMIT 1", encoding="utf-8")
    return here


def models() -> str:
    """A table with the columns of Epoch AI's and two models of nobody's."""
    columns = mappings.chosen(Path("notable-ai-models.csv"), None).expected
    rows = [{"Model": f"Lantern {n}", "Organization": "Lantern Labs", "Publication date": "2025-05-08"} for n in (1, 2)]
    return "".join(",".join(row.get(c, "") for c in columns) + "\n" for row in ({c: c for c in columns}, *rows))


@pytest.mark.slow
def test_the_tour(folder: Path) -> None:
    assert len(COMMANDS) > 12
    for command in COMMANDS:
        words = shlex.split(command, comments=True)
        variables = dict(word.split("=") for word in words if word.startswith("AIKG_"))
        done = program(*words[len(variables) + 1 :], cwd=folder, **variables)
        assert done.returncode == 0, f"{command}\n{done.stderr.decode()}"
    assert (folder / "xai.gexf").read_text(encoding="utf-8").startswith("<?xml")


def test_the_tour_over_http(folder: Path) -> None:
    serve = next(line for line in LINES if line.startswith("aikg serve"))
    command = [*PROGRAM, *shlex.split(serve)[1:], "--port", "0"]
    server = subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
        assert found
        assert len(REQUESTS) > 6
        for line in REQUESTS:
            words = shlex.split(line, comments=True)
            url = next(word for word in words if word.startswith("http")).replace("http://127.0.0.1:8000", found[0])
            encoded = [words[i + 1].split("=") for i, word in enumerate(words) if word == "--data-urlencode"]
            answer = httpx.get(url, params=dict(encoded) or None, timeout=60, trust_env=False)
            assert answer.status_code == 200, f"{line}\n{answer.text}"
            assert answer.content
    finally:
        server.terminate()
        server.wait(20)
        assert server.stderr is not None
        server.stderr.close()


def test_the_two_lines_that_set_up_are_there() -> None:
    main, tests = (line for line in LINES if line.startswith("python3 -m venv"))
    assert "aikg serve" in main
    assert tests.endswith(".venv/bin/pytest")
    assert os.sep not in main.replace(".venv/bin/", "")
