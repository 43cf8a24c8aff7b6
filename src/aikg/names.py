"""An index of the names of a store's entities, on tantivy: what begins so, holds it, or is nearly it, as one types."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aikg import catalogue
from aikg.identity import name_key
from aikg.stores import Store
from aikg.vocabulary import ID

if TYPE_CHECKING:
    from tantivy import Query, Searcher

_LONGEST: Final = 200
"""Characters of a key that are looked at: nobody types more, and automata grow with them."""
_GRAM: Final = 3
_SLIPS_IN: Final = 4
"""From this length on a name may have two slips, and what has only begun to be typed may have one."""
_SPARE: Final = 50
"""So many names more are fetched than entities wanted: an entity may have several that fit."""
_VERSION: Final = re.compile(r"\d+(?:o|[a-z](?![a-z]))?")
"""What tells versions apart: `3` and `5` of qwen3.5max, `4o` of gpt4o and gpt4omini."""


_Row = tuple[str, ...]
"""entity, name, and which kind of name it is: as `named.rq` has it, and so quick to compare."""


class Name(NamedTuple):
    """A name of an entity, and its key; `preferred` tells a label from an alias."""

    entity: str
    name: str
    preferred: bool
    key: str


class Names:
    """The names of the store that `follow` was last called with. Any number of threads may use it."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._numbers: dict[_Row, int] = {}
        self._names: dict[int, Name] = {}
        self._next = 0
        self._index: Any = None
        self._schema: Any = None
        self._following = Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    def follow(self, store: Store) -> Names:
        """Take over what was named, renamed or removed since the last call; free of cost if nothing was written."""
        with self._following:
            version = store.version()
            if version != self._version:
                self._take(set(store.lexical(catalogue.find("entities", "named").text)))
                self._version = version
        return self

    def find(self, text: str, limit: int, kinds: Collection[str] = ()) -> list[tuple[Name, float]]:
        """The entities whose names fit a text best, each once, with the name that fits and a score from 0 to 100.

        The same name comes first, then what begins so, holds it, is similar. Another version is never similar. `kinds`
        narrows them to some kinds of entity, which their IRIs tell.
        """
        wanted = name_key(text.encode("utf-8", "ignore").decode())  # bytes of a command line may be no text
        if not wanted or limit < 1 or not self._numbers:
            return []
        searcher = self._index.searcher()
        best: dict[str, tuple[tuple[float, bool, int, str], Name]] = {}
        for query in self._queries(wanted[:_LONGEST]):
            for name in self._fetched(searcher, query, kinds, limit):
                if score := _score(wanted, name.key):
                    rank = (-score, not name.preferred, len(name.name), name.name)
                    if name.entity not in best or rank < best[name.entity][0]:
                        best[name.entity] = rank, name
            if len(best) >= limit:  # what comes after is worse
                break
        ranked = sorted(best.items(), key=lambda found: (found[1][0][:3], found[0]))[:limit]
        return [(name, -rank[0]) for _, (rank, name) in ranked]

    def _queries(self, wanted: str) -> Iterator[Query]:
        """One query after another, from the same name to the merely similar one."""
        from tantivy import Occur, Query

        yield Query.fuzzy_term_query(self._schema, "key", wanted, distance=0, prefix=True)
        grams = {wanted[start : start + _GRAM] for start in range(max(len(wanted) - _GRAM, 0) + 1)}
        parts = [(Occur.Must, Query.term_query(self._schema, "part", gram)) for gram in sorted(grams)]
        yield Query.boolean_query(parts)
        yield Query.fuzzy_term_query(self._schema, "key", wanted, distance=1)
        if len(wanted) >= _SLIPS_IN:
            yield Query.fuzzy_term_query(self._schema, "key", wanted, distance=1, prefix=True)
            yield Query.fuzzy_term_query(self._schema, "key", wanted, distance=2)

    def _fetched(self, searcher: Searcher, query: Query, kinds: Collection[str], limit: int) -> Iterable[Name]:
        """What a query finds, the shortest names first."""
        from tantivy import Occur, Order, Query

        if kinds:
            among = Query.term_set_query(self._schema, "kind", sorted(kinds))
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, among)])
        most = 4 * limit + _SPARE
        hits = searcher.search(query, most, count=False, order_by_field="length", order=Order.Asc).hits
        numbers = searcher.fast_field_values("number", [address for _, address in hits])
        return [found for number in numbers if (found := self._names.get(int(number or 0))) is not None]

    def _take(self, now: set[_Row]) -> None:
        gone, new = self._numbers.keys() - now, sorted(now - self._numbers.keys())
        if not gone and not new:
            return
        from tantivy import Document

        if self._index is None:
            self._schema, self._index = _empty()
        with self._index.writer(heap_size=50_000_000, num_threads=1) as writer:
            for row in gone:
                number = self._numbers.pop(row)
                del self._names[number]
                writer.delete_documents_by_term("number", number)
            for row in new:
                self._next += 1
                self._numbers[row] = self._next
                writer.add_document(Document(**self._fields(self._next, row)))
        self._index.reload()

    def _fields(self, number: int, row: _Row) -> dict[str, Any]:
        entity, name, prop = row
        key = name_key(name)
        self._names[number] = Name(entity, name, prop.endswith("prefLabel"), key)
        short = key[:_LONGEST]
        kind = entity.removeprefix(str(ID)).partition("/")[0]
        return {"number": number, "length": len(key), "key": short, "part": short, "kind": kind}


def versions(key: str) -> list[str]:
    """What in the key of a name tells versions apart.

    >>> versions("qwen3.5max"), versions("gpt4o"), versions("zhipu")
    (['3', '5'], ['4o'], [])
    """
    return _VERSION.findall(key)


def _empty() -> tuple[Any, Any]:
    from tantivy import Index, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

    builder = SchemaBuilder()
    builder.add_integer_field("number", indexed=True, fast=True)
    builder.add_integer_field("length", fast=True)
    for field, tokenizer in (("key", "raw"), ("kind", "raw"), ("part", "grams")):
        builder.add_text_field(field, tokenizer_name=tokenizer, index_option="basic")
    schema = builder.build()
    index = Index(schema)  # without a path it is in memory
    index.register_tokenizer("grams", TextAnalyzerBuilder(Tokenizer.ngram(1, _GRAM)).build())
    return schema, index


def _score(wanted: str, key: str) -> float:
    """How well a key fits what is wanted; 0 if it does not."""
    if key == wanted:
        return 100.0
    if key.startswith(wanted):
        return 80.0 + 15.0 * len(wanted) / len(key)
    if wanted in key:
        return 60.0 + 15.0 * len(wanted) / len(key)
    from rapidfuzz.distance import OSA  # counts a swap of neighbours as one slip, as people do

    asked, known = versions(wanted), versions(key)
    enough = 0.5 if len(wanted) == 2 and not wanted.isascii() else 0.6  # one slip in 智谱 is half of the name
    whole = OSA.normalized_similarity(wanted, key, score_cutoff=enough) if asked == known else 0.0
    begun = 0.0
    if len(wanted) >= _SLIPS_IN and asked == known[: len(asked)]:
        starts = (key[: len(wanted) + more] for more in (-1, 0, 1))
        begun = max(OSA.normalized_similarity(wanted, start, score_cutoff=0.75) for start in starts)
    return max(59.0 * whole, 50.0 * begun)
