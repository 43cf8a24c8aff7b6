"""Graphs as N-Quads (fast) or TriG (short), streamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from synthetic.terms import PREFIXES, Graph

_LONG: Final = re.compile("<(" + "|".join(map(re.escape, PREFIXES.values())) + r")([A-Za-z][\w-]*)>")
_SHORT: Final = {base: prefix for prefix, base in PREFIXES.items()}


def nquads(graphs: Iterable[Graph]) -> Iterator[str]:
    """One line a quad."""
    for name, nodes in graphs:
        yield "".join([f"{subject} {line} {name} .\n" for subject, lines in nodes for line in lines])


def trig(graphs: Iterable[Graph]) -> Iterator[str]:
    """Prefixes, then a block a graph."""
    yield "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in PREFIXES.items())
    for name, nodes in graphs:
        said = "\n".join(f"{subject} " + " ;\n    ".join(lines) + " ." for subject, lines in nodes)
        yield f"\n{name} {{\n{_LONG.sub(_shortened, said)}\n}}\n"


def _shortened(match: re.Match[str]) -> str:
    return f"{_SHORT[match[1]]}:{match[2]}"


FORMATS: Final = {".nq": nquads, ".trig": trig}
