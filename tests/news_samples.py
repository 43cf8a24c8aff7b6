"""Small news items for tests, written as a curator writes them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from aikg import ingest
from aikg.stores.embedded import EmbeddedStore

ITEM = "https://w3id.org/aikg/item/{}/{}"
PREFIXES = """\
@prefix aikg: <https://w3id.org/aikg/ns#> .
@prefix aikgv: <https://w3id.org/aikg/vocab/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix organization: <https://w3id.org/aikg/id/organization/> .
@prefix model: <https://w3id.org/aikg/id/model/> .
@prefix product: <https://w3id.org/aikg/id/product/> .
@prefix policy: <https://w3id.org/aikg/id/policy/> .
@prefix place: <https://w3id.org/aikg/id/place/> .
"""


def iri(article: str = "news", number: int = 1) -> str:
    """The IRI of a news item."""
    return ITEM.format(article, number)


def article(name: str = "news", sha256: str = "0" * 64) -> str:
    """What is said of an article, without warnings."""
    return f"""
<https://w3id.org/aikg/article/{name}> a schema:NewsArticle ;
    schema:headline "A week in widgets"@en ; schema:inLanguage "en" ; schema:sha256 "{sha256}" ;
    schema:datePublished "2026-05-01"^^xsd:date .
"""


def claim(name: str, kind: str, body: str, *, of: str | None = None, modality: str = "reported") -> str:
    """One claim of an item, with evidence; `kind` is a class, `body` the properties that are its own."""
    of = of or iri()
    return f"""
<{of}#{name}> a aikg:{kind} ; rdfs:label "{name}"@en ; aikg:reportedIn <{of}> ;
    aikg:modality aikgv:modality-{modality} ; aikg:evidence <{of}#s10-20> ; {body} .
"""


def item(claims: str = "", name: str = "news", number: int = 1) -> str:
    """The triples of one item (for its graph), with some claims."""
    of = iri(name, number)
    return f"""
<{of}> a aikg:NewsItem ; schema:headline "Widgets"@en ; schema:position {number} ;
    schema:isPartOf <https://w3id.org/aikg/article/{name}> ; aikg:evidence <{of}#s0-100> ;
    prov:wasDerivedFrom <https://w3id.org/aikg/article/{name}> ; prov:wasGeneratedBy <https://w3id.org/aikg/run/test> ;
    prov:generatedAtTime "2026-05-02T00:00:00Z"^^xsd:dateTime .
<{of}#s0-100> a oa:TextPositionSelector ; oa:start 0 ; oa:end 100 .
<{of}#s10-20> a oa:TextPositionSelector ; oa:start 10 ; oa:end 20 .
{claims}
"""


def relation(name: str = "maker", *, of: str | None = None, target: str = "organization:tencent") -> str:
    """A claim that DeepSeek V4 is made by somebody."""
    body = (
        "aikg:subject model:deepseek-v4 ; rdf:subject model:deepseek-v4 ; rdf:predicate aikg:developedBy ; "
        f"rdf:object {target}"
    )
    return claim(name, "Relation", body, of=of)


def registry(*entities: tuple[str, str, str]) -> str:
    """The graph of the registry with some entities: CURIE, class, English name."""
    lines = "".join(f'{curie} a {kind} ; skos:prefLabel "{name}"@en .\n' for curie, kind, name in entities)
    return f"<https://w3id.org/aikg/graph/registry> {{\n{lines}}}\n"


def trig(*items: str, name: str = "news") -> str:
    """An article and items of it, each in its graph; number 1 comes first."""
    graphs = "".join(f"<{iri(name, number)}> {{{text}}}\n" for number, text in enumerate(items, 1))
    return f"{PREFIXES}<https://w3id.org/aikg/article/{name}> {{{article(name)}}}\n{graphs}"


def write(path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@cache
def shipped() -> EmbeddedStore:
    """The graph that ships, compiled once in memory; for reading only."""
    store = EmbeddedStore()
    ingest.compile_into(store)
    return store
