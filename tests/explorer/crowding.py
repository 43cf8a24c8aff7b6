"""A graph of many: five thousand organizations, each tied to two others."""

from __future__ import annotations

from pathlib import Path

from aikg.stores.embedded import EmbeddedStore
from aikg.stores.location import Location

MANY = 5_000
ID = "https://w3id.org/aikg/id/organization/"
ITEM = "https://w3id.org/aikg/item/crowd/1"
_PREFIXES = """
PREFIX aikg: <https://w3id.org/aikg/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
"""


def member(number: int) -> str:
    """The name of one, as long as those of the graph that ships."""
    return f"member-{number:07}"


def crowded(folder: Path) -> Path:
    """A location with the crowd. Ties are fixed: to a hub in fifty, and to a neighbour."""
    place = Location(folder)
    with place.writing(), place.generation() as generation:
        store = EmbeddedStore(generation)
        store.update(f"{_PREFIXES} INSERT DATA {{ {_registry()} {_item()} {' '.join(_edges())} }}")
        store.close()
    return folder


def _registry() -> str:
    named = "\n".join(f'<{ID}{member(n)}> a aikg:Organization ; skos:prefLabel "Number {n}"@en .' for n in range(MANY))
    return f"GRAPH <https://w3id.org/aikg/graph/registry> {{ {named} aikg:partnerOf a aikg:Edge . }}"


def _item() -> str:
    claims = " ".join(f"<{ITEM}#c{n}> aikg:reportedIn <{ITEM}> ." for n in range(2 * MANY))
    return f'GRAPH <{ITEM}> {{ <{ITEM}> a aikg:NewsItem ; schema:headline "A crowd" . {claims} }}'


def _edges() -> list[str]:
    ties = [(n, n - n % 50 if n % 50 else (n * 7) % MANY) for n in range(MANY)]
    ties += [(n, (n * 31 + 17) % MANY) for n in range(MANY)]
    return [
        f"GRAPH <{ITEM}#c{at}> {{ <{ID}{member(a)}> aikg:partnerOf <{ID}{member(b)}> }}"
        for at, (a, b) in enumerate(ties)
    ]
