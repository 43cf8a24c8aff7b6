"""The answer to a query, as Python sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rdflib import Graph, Literal

from aikg.errors import MissingExtra
from aikg.terms import Triple
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pandas


class Rows(Sequence[dict[str, Any]]):
    """The rows of an answer: a sequence of dictionaries of Python values (IRIs as text, None where unbound).

    >>> from rdflib import Literal
    >>> rows = Rows(["name", "n"], [(Literal("xAI"), Literal(5)), (Literal("Meta"), None)])
    >>> rows[0]
    {'name': 'xAI', 'n': 5}
    >>> rows[1:]
    <1 row of name, n>
    """

    def __init__(self, columns: Sequence[str], terms: Iterable[Sequence[Any]]) -> None:
        self.columns = tuple(columns)
        self.terms = [tuple(row) for row in terms]
        """The same rows as rdflib terms."""

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Rows(self.columns, self.terms[index])
        return {name: _python(term) for name, term in zip(self.columns, self.terms[index], strict=True)}

    def __len__(self) -> int:
        return len(self.terms)

    def __repr__(self) -> str:
        return f"<{len(self)} row{'' if len(self) == 1 else 's'} of {', '.join(self.columns)}>"

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a DataFrame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise MissingExtra("to_pandas()", "pandas") from error
        return pandas.DataFrame(list(self), columns=list(self.columns))


def graph_of(triples: Iterable[Triple]) -> Graph:
    """Triples as an rdflib Graph that knows the prefixes."""
    graph = Graph()
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    for triple in triples:
        graph.add(triple)
    return graph


def _python(term: Any) -> Any:
    return term.toPython() if isinstance(term, Literal) else term if term is None else str(term)
