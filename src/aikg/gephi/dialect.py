"""What a format is: a head, the nodes, what stands between, the edges, a tail. Each format is one `Dialect`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple, Protocol

from aikg.gephi.links import Link, Vertex

#: Edge columns with distinct values, as they are called in every format, in the order of `Link`'s lists.
LISTS = ("claim_ids", "items", "stages", "modalities", "figures")


class Measure(NamedTuple):
    """A node column of numbers: its name in the file, whether all its values are whole (32 bits), values by node id."""

    name: str
    whole: bool
    values: Mapping[str, float | int]


class Sheet(NamedTuple):
    """What a head needs to know: the title, whether spells are written, and the columns of measures."""

    title: str
    dynamic: bool
    measures: Sequence[Measure]


class Dialect(Protocol):
    """One format; texts that come in are clean, texts that go out are pieces of the file.

    `separator` stands between two nodes and between two edges; `placed` says whether the format has positions.
    """

    separator: ClassVar[str]
    placed: ClassVar[bool]

    def head(self, sheet: Sheet) -> str:
        """Everything before the first node."""
        ...

    def nodes(self, vertices: Iterable[Vertex], sheet: Sheet) -> Iterator[str]:
        """One text a node."""
        ...

    def between(self) -> str:
        """What stands after the last node and before the first edge."""
        ...

    def edges(self, links: Iterable[Link], *, dynamic: bool) -> Iterator[str]:
        """One text an edge."""
        ...

    def tail(self) -> str:
        """Everything after the last edge."""
        ...


def edge_id(link: Link) -> str:
    """`source|kind|target`: unique, and the same in every export, so that two files can be merged in Gephi.

    Gephi takes edges of one id for one edge when a file is appended to a workspace: running numbers would mix them up.
    """
    fields = (link.source, link.kind, link.target)
    joined = "|".join(fields)
    if joined.count("|") == 2 and "\\" not in joined:
        return joined
    return "|".join(field.replace("\\", "\\\\").replace("|", "\\|") for field in fields)


def lists(link: Link) -> tuple[Sequence[str], ...]:
    """The values of `LISTS` for one link."""
    return link.claim_ids, link.items, link.stages, link.modalities, link.figures


def number(value: float) -> str:
    """A number as every reader takes it: `3` for 3.0.

    >>> number(3.0), number(0.25)
    ('3', '0.25')
    """
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text
