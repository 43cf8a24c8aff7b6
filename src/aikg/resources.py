"""Where ontology, queries, data and mappings are: beside `src/` in a checkout, inside the package in a wheel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDERS = ("ontology", "queries", "data", "mappings")


@cache
def root() -> Path:
    """The folder that holds `ontology/`, `queries/`, `data/` and `mappings/`.

    Raises:
        FileNotFoundError: the installation is damaged; the message names the folder that is missing.
    """
    package = Path(__file__).parent
    for candidate in (package, package.parents[1]):
        if all((candidate / folder).is_dir() for folder in FOLDERS):
            return candidate
    raise FileNotFoundError(f"aikg is not whole: no {', '.join(FOLDERS)} beside {package}; install it again")


def ontology_files() -> list[Path]:
    """The Turtle files that a store holds: terms and controlled lists (the shapes are read by the validator alone)."""
    return [root() / "ontology" / name for name in ("aikg.ttl", "vocab.ttl")]


def shapes_file() -> Path:
    """The SHACL shapes."""
    return root() / "ontology" / "shapes.ttl"


def context_file() -> Path:
    """The JSON-LD context."""
    return root() / "ontology" / "context.jsonld"


def data_files() -> list[Path]:
    """The graph that ships: registry, links and one file for each article."""
    return sorted((root() / "data").rglob("*.trig"))


def query_files(folder: str) -> list[Path]:
    """The query files of one folder of `queries/`, by name."""
    return sorted((root() / "queries" / folder).glob("*.rq"))


def texts_file(language: str) -> Path:
    """What the headers of queries say, in another language."""
    return root() / "queries" / f"texts.{language}.yaml"


def mapping_files() -> list[Path]:
    """The mappings of tables that ship, by name."""
    return sorted((root() / "mappings").glob("*.yml"))


def digest() -> str:
    """A short digest over everything that ships; a store built from it is stale when this changes."""
    whole = hashlib.sha256()
    for path in _shipped():
        whole.update(path.relative_to(root()).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def _shipped() -> Iterator[Path]:
    yield from ontology_files()
    yield shapes_file()
    yield from data_files()
    for folder in ("edges", "checks"):
        yield from query_files(folder)
