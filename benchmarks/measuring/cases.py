"""Which questions are asked: each file of the catalogue, about a hub and about an ordinary entity of the graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rdflib import URIRef

from aikg import catalogue
from aikg.catalogue import Parameter, Query
from aikg.graph import KnowledgeGraph
from synthetic.registry import Entity, Registry

# What a parameter of this name is, where its classes do not say.
_KINDS: Final = {
    "subject": "concept",
    "industry": "concept",
    "role": "role",
    "target": "organization",
    "source": "organization",
    "agent": "organization",
    "entity": "model",
}
_OF_CLASS: Final = {
    "Organization": "labs",
    "Model": "model",
    "Product": "product",
    "Policy": "policy",
    "Place": "place",
}
_QUERIES: Final = Path(__file__).parents[1] / "queries"
_LISTS: Final = {"investor": "investors", "site": "sites", "role": "role"}
# What stands in the graph instead of an example that is a claim, an item, an article or a ranking.
_SAMPLES: Final = {
    "item": "SELECT ?x { ?x a <https://w3id.org/aikg/ns#NewsItem> } LIMIT 1",
    "claim": "SELECT ?x { ?x a <https://w3id.org/aikg/ns#Investment> } LIMIT 1",
    "article": "SELECT ?x { ?x a <https://schema.org/NewsArticle> } LIMIT 1",
    "ranking": "SELECT ?x { ?x a <https://schema.org/ItemList> } LIMIT 1",
}


def listed(graph: KnowledgeGraph, items: int, seed: int, unbound: bool) -> Iterator[dict[str, Any]]:
    """Each case as `{"query", "about", "text"}`; if asked for, also without a parameter where none is required."""
    registry = Registry(items, seed)
    samples = {name: next(graph.store.lexical(text))[0] for name, text in _SAMPLES.items()}
    for folder in ("views", "questions"):
        for query in catalogue.folder(folder).values():
            for about, arguments in _arguments(query, registry, samples, unbound):
                text = query.bind(arguments, graph.resolve)
                yield {"query": f"{folder[:-1]} {query.name}", "about": about, "text": text}


def endpoint_cases(graph: KnowledgeGraph, items: int, seed: int) -> dict[str, str]:
    """Texts for servers: two of the catalogue's, and those in `benchmarks/queries`, about the hub of the news."""
    hub = URIRef(Registry(items, seed).labs[0].iri[1:-1])
    view = catalogue.find("views", "partnerships").bind({"org": str(hub)}, graph.resolve)
    texts = {"card": catalogue.find("entities", "claims").with_terms(entity=hub), "view": view}
    for name in ("describe", "sorted", "aggregate", "group", "path", "construct"):
        query = catalogue.read(_QUERIES / f"{name}.rq")
        texts[name] = query.with_terms(org=hub)
    return {name: "\n".join(line for line in text.splitlines() if line[:1] != "#") for name, text in texts.items()}


def _arguments(
    query: Query, registry: Registry, samples: dict[str, str], unbound: bool
) -> Iterator[tuple[str, dict[str, str]]]:
    parameters = query.parameters.values()
    required = [p for p in parameters if p.required]
    entities = [p for p in parameters if p.type == "entity" and _is_entity(p)]
    for rank in ("hub", "ordinary"):
        for parameter in entities[:1] or required[:1]:
            given = {
                p.name: _value(p, registry, samples, rank) for p in {id(q): q for q in (parameter, *required)}.values()
            }
            yield rank if entities else "example", given
        if not entities:
            break
    others = [p for p in parameters if not p.required and not _is_entity(p) and p.example]
    if not entities and not required and others:
        yield "example", {others[0].name: _value(others[0], registry, samples, "hub")}
    if unbound and not required:
        yield "any", {}


def _is_entity(parameter: Parameter) -> bool:
    example = parameter.example or ""
    return parameter.type == "entity" and not example.startswith(("aikgv:", "item:", "article:"))


def _value(parameter: Parameter, registry: Registry, samples: dict[str, str], rank: str) -> str:
    if not _is_entity(parameter):
        return samples.get(parameter.name, parameter.example or "")
    entities = _entities(parameter, registry)
    return entities[0 if rank == "hub" else len(entities) // 4].iri[1:-1]


def _entities(parameter: Parameter, registry: Registry) -> list[Entity]:
    known = [_OF_CLASS[name] for name in parameter.classes if name in _OF_CLASS]
    name = _LISTS.get(parameter.name) or (known or [_KINDS.get(parameter.name, "organization")])[0]
    return getattr(registry, name) if hasattr(registry, name) else registry.of(name)
