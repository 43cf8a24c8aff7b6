"""Edges and nodes that the tests of the export share."""

import io
from collections.abc import Iterable, Sequence
from datetime import date

from hypothesis import strategies as st

from aikg import gephi
from aikg.network import Edge, Node

NODES = {
    "organization:zhipu": Node(
        "organization:zhipu", "Zhipu AI", "Organization", "智谱AI", "https://w3id.org/aikg/id/organization/zhipu"
    ),
    "organization:xai": Node("organization:xai", "xAI", "Organization"),
    "organization:inflection": Node("organization:inflection", "INFLECTION AI", "Organization", "INF"),
    "model:llama-4": Node("model:llama-4", 'Llama "4" <R&D>', "Model"),
}

EDGES = [
    Edge("organization:pif", "organization:xai", "potentialInvestorIn", "item:1#a", "item:1", "potential", "confirmed",
         "US$5 billion", 5e9, date(2026, 5, 1)),
    Edge("organization:pif", "organization:xai", "potentialInvestorIn", "item:2#a", "item:2", "negotiating", "reported",
         "['5, O\\'Neil'] \\ \"x\"", None, date(2026, 4, 1), date(2026, 6, 1)),
    Edge("organization:pif", "organization:xai", "partnerOf", "item:2#b", "item:2", "completed"),
    Edge("organization:meta", "organization:zhipu", "partnerOf", "item:2#c", "item:2", "completed", "", "", 0,
         date(2026, 1, 1), date(2026, 2, 1)),
    Edge("organization:meta", "organization:zhipu", "partnerOf", "item:3#c", "item:3", "announced", "", "", None,
         date(2026, 1, 15), date(2026, 3, 1)),
    Edge("organization:meta", "organization:zhipu", "partnerOf", "item:4#c", "item:4", "announced", "", "", None,
         date(2026, 6, 1), date(2026, 6, 1)),
    Edge("model:llama-4", "organization:meta", "developedBy"),
    Edge("organization:zhipu", "organization:meta", "partnerOf", "item:5#a", "", "", "", "", -3.0),
    Edge("organization:inflection", "organization:inflection", "restricts", "item:6#INF", "", "cancelled", "",
         "=INF+1"),
]  # fmt: skip


def describe(ids: Sequence[str]) -> Iterable[Node]:
    return [NODES[name] for name in ids if name in NODES]


def exported(edges: Iterable[Edge], format: str, **options: object) -> bytes:
    out = io.BytesIO()
    gephi.export(edges, describe, out, format, **options)
    return out.getvalue()


#: Any text at all, with what breaks readers made likely.
nasty = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=8),
    st.sampled_from(
        ["INF", "-INF", "INFLECTION AI", "智谱AI", "🤖", "a\x00b", "\ud800", "\ufffe", "O'Neil", '"', "\\", "a|b",
         "[x]", "]]>", "&amp;", "<b>", "=1+1", "@x", "\t", "\r\n", "\u2028", "\u202f", "\x85", "x\x01y", "NaN", ""]
    ),
)  # fmt: skip
days = st.dates(date(2024, 1, 1), date(2024, 3, 1))


def edge_lists(texts: st.SearchStrategy[str] = nasty, most: int = 12) -> st.SearchStrategy[list[Edge]]:
    """Lists of edges with few different ends, so that many share source, kind and target."""
    ends = st.one_of(st.sampled_from(["a", "b", "c"]), texts)
    edge = st.builds(
        Edge,
        ends,
        ends,
        st.one_of(st.just("investsIn"), texts),
        texts,
        texts,
        st.one_of(st.sampled_from(["potential", "announced", "completed", "in-effect", ""]), texts),
        texts,
        texts,
        st.one_of(st.none(), st.floats(allow_nan=True), st.integers(-3, 3)),
        st.one_of(st.none(), days),
        st.one_of(st.none(), days),
    )
    return st.lists(edge, max_size=most)
