"""The article belongs to its publisher: no eight words of it in a row stand in a file of the project.

The graph holds positions in the text and our own words for what it says. Headlines are names, and may be quoted.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from running import ROOT, real_article

LENGTH = 8
_WORD = re.compile(r"[^\W_]+(?:[-.,'][^\W_]+)*")
_SAME = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"’": "'", "‘": "'"})
_BINARY = {".png", ".jpg", ".gif", ".ico", ".gz", ".zip", ".pdf", ".woff2", ".jar"}


def words(text: str) -> list[str]:
    """The words of a text, as spaces part them; case, width, dashes, quotes and line breaks do not matter."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold().translate(_SAME))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every eight words in a row, within one cell of a table."""
    for cell in re.split(r"[|\t]", text):
        found = words(cell)
        yield from (tuple(found[start : start + LENGTH]) for start in range(len(found) - LENGTH + 1))


def body_runs(article: str) -> set[tuple[str, ...]]:
    """The runs of the article's sentences. Its lines without a full stop are titles, names and tags."""
    lines = [line.strip() for line in article.splitlines() if line.strip()]
    return {run for line in lines if re.search(r"[.!?。]$", line) for run in runs(line)}


def quoted(files: Iterable[Path], body: set[tuple[str, ...]]) -> list[str]:
    """Where files quote the article: file and words."""
    found = []
    for path in files:
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{path.name}: {' '.join(run)}" for run in runs(text) if run in body]
    return found


def project_files() -> list[Path]:
    """The text files of the project: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix.lower() not in _BINARY]


def test_no_file_quotes_the_article():
    body = body_runs(real_article().read_bytes().decode())
    assert len(body) > 500, "the article has been read"
    assert quoted(project_files(), body) == []


def test_a_quotation_would_be_found(tmp_path):
    article = real_article().read_bytes().decode()
    body = body_runs(article)
    sentence = max(article.splitlines(), key=len)
    planted = tmp_path / "planted.md"
    for written in (
        sentence,
        sentence.upper(),
        sentence.replace(" ", "\n> "),
        sentence.replace("‑", "-").replace("’", "'"),
    ):
        planted.write_text(f"# Notes\n\n{written}\n", encoding="utf-8")
        assert quoted([planted], body)
    short = " ".join(sentence.split()[: LENGTH - 1])
    planted.write_text(short, encoding="utf-8")
    assert quoted([planted], body) == []


def test_own_words_of_another_article_would_be_found(tmp_path):
    body = body_runs("A title\n\nThe harbour‑cat sat down on the red mat in the sun.\nBy somebody")
    planted = tmp_path / "x.ttl"
    planted.write_text('rdfs:label "the HARBOUR–cat sat  down on the red mat"', encoding="utf-8")
    assert quoted([planted], body) == ["x.ttl: the harbour-cat sat down on the red mat"]


def test_headlines_are_names():
    body = body_runs("Why the harbour cat sat on the red mat today\n\nIt was warm there in the sun, and so it sat.")
    assert not any(run in body for run in runs("Why the harbour cat sat on the red mat today"))
