"""What stands behind an IRI that is no entity: a news item, an article, a list of terms, or any other thing."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from rdflib import Literal, URIRef

from aikg import catalogue, entities
from aikg.entities import Statement
from aikg.errors import NotFound
from aikg.identity import class_name, curie, expand
from aikg.stores import Store
from aikg.terms import Term
from aikg.vocabulary import ARTICLE, ID, ITEM


class Value(NamedTuple):
    """A value of a property: `text`, and the CURIE `id` if it is a thing, or the language or datatype if it is not."""

    text: str
    id: str = ""
    language: str = ""
    datatype: str = ""


class Thing(NamedTuple):
    """All that is said of one thing, and how often it is the value of a property."""

    id: str
    iri: str
    label: str
    properties: dict[str, tuple[Value, ...]]
    mentions: dict[str, int]


class Item(NamedTuple):
    """A news item with its claims, in the order of the text. `names` are those of the sources, by CURIE."""

    id: str
    iri: str
    headline: str
    position: int
    article: str
    article_headline: str
    published: str
    statements: tuple[Statement, ...]
    names: dict[str, str]


class Part(NamedTuple):
    """A news item as a part of its article."""

    item: str
    headline: str
    position: int
    claims: int


class Article(NamedTuple):
    """An article with its news items, in its order."""

    id: str
    iri: str
    headline: str
    author: str
    published: str
    language: str
    sha256: str
    items: tuple[Part, ...]


class Headline(NamedTuple):
    """A news item as one line."""

    item: str
    headline: str
    article: str
    published: str


class Defined(NamedTuple):
    """A term of an ontology or a concept scheme."""

    term: str
    type: str
    label: str
    label_zh: str
    definition: str
    domain: str
    range: str


def item(store: Store, name: URIRef) -> Item:
    """A news item.

    Raises:
        NotFound: there is none of that name.
    """
    said = _properties(store, name)
    if "schema:headline" not in said:
        raise NotFound("news item", curie(name), _siblings(store, name))
    article = said.get("schema:isPartOf", (Value(""),))[0].id
    of_article = _properties(store, _iri(article)) if article else {}
    statements = entities.item_statements(store, name)
    return Item(
        id=curie(name),
        iri=str(name),
        headline=_first(said, "schema:headline"),
        position=int(_first(said, "schema:position") or 0),
        article=article,
        article_headline=_first(of_article, "schema:headline"),
        published=_first(of_article, "schema:datePublished"),
        statements=tuple(statements),
        names=entities.naming(store, statements),
    )


def article(store: Store, name: URIRef) -> Article:
    """An article.

    Raises:
        NotFound: there is none of that name.
    """
    said = _properties(store, name)
    if "schema:headline" not in said:
        known = store.lexical(catalogue.find("entities", "articles").text)
        raise NotFound("article", curie(name), [curie(iri) for iri, *_ in known][:5])
    author = said.get("schema:author", (Value(""),))[0]
    named = _first(_properties(store, _iri(author.id)), "schema:name") if author.id else author.text
    rows = store.lexical(catalogue.find("entities", "article-items").with_terms(article=name))
    return Article(
        id=curie(name),
        iri=str(name),
        headline=_first(said, "schema:headline"),
        author=named,
        published=_first(said, "schema:datePublished"),
        language=_first(said, "schema:inLanguage"),
        sha256=_first(said, "schema:sha256"),
        items=tuple(Part(curie(i), headline, int(at), int(claims)) for i, headline, at, claims in rows),
    )


def thing(store: Store, name: URIRef) -> Thing:
    """Anything else.

    Raises:
        NotFound: nothing is said of it.
    """
    said = _properties(store, name)
    rows = list(store.lexical(catalogue.find("entities", "mentions").with_terms(thing=name)))
    if not said and not rows:
        raise NotFound("thing", curie(name))
    label = next((_first(said, prop) for prop in ("skos:prefLabel", "rdfs:label", "dcterms:title") if prop in said), "")
    return Thing(curie(name), str(name), label or curie(name), said, {curie(prop): int(n) for prop, n in rows})


def defined(store: Store, whole: URIRef) -> list[Defined]:
    """The terms that an ontology or a concept scheme defines, each once."""
    terms: dict[str, Defined] = {}
    for term, type_, label, label_zh, definition, domain, range_ in store.lexical(
        catalogue.find("entities", "members").with_terms(whole=whole)
    ):
        terms.setdefault(
            term,
            Defined(curie(term), class_name(type_), label, label_zh, definition, curie(domain), curie(range_)),
        )
    return list(terms.values())


def newest(store: Store) -> list[Headline]:
    """The newest dozen of news items."""
    rows = store.lexical(catalogue.find("entities", "newest-items").text)
    return [Headline(curie(item), headline, curie(article), day) for item, headline, article, day in rows]


def term_labels(store: Store) -> dict[str, dict[str, str]]:
    """The names of the terms of the ontology, by CURIE and language."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for term, label, language in store.lexical(catalogue.find("entities", "term-labels").text):
        labels[curie(term)].setdefault(language, label)
    return dict(labels)


def known(store: Store, name: URIRef) -> bool:
    """Whether a thing is in the graph at all."""
    return next(store.lexical(catalogue.find("entities", "known").with_terms(thing=name)), None) is not None


def description(name: URIRef) -> str:
    """The query for a thing as RDF."""
    if str(name).startswith(str(ID)):
        return catalogue.find("entities", "describe-entity").with_terms(entity=name)
    if str(name).startswith((str(ITEM), str(ARTICLE))):
        return catalogue.find("entities", "describe-document").with_terms(document=name)
    return catalogue.find("entities", "describe-terms").with_terms(whole=name)


def _properties(store: Store, name: URIRef) -> dict[str, tuple[Value, ...]]:
    found: dict[str, list[Value]] = defaultdict(list)
    for prop, value in store.select(catalogue.find("entities", "properties").with_terms(thing=name)):
        found[curie(prop)].append(_value(value))
    return {prop: tuple(values) for prop, values in found.items()}


def _value(value: Term) -> Value:
    if isinstance(value, Literal):
        return Value(str(value), "", value.language or "", curie(value.datatype) if value.datatype else "")
    return Value(curie(str(value)), curie(str(value)) if isinstance(value, URIRef) else "")


def _first(said: dict[str, tuple[Value, ...]], prop: str) -> str:
    """The first value of a property, the English one if there is one; '' if there is none."""
    values = said.get(prop, ())
    return next((value.text for value in values if value.language == "en"), values[0].text if values else "")


def _siblings(store: Store, name: URIRef) -> list[str]:
    """Other items of the article that an item's name tells."""
    whole = URIRef(f"{ARTICLE}{str(name).removeprefix(str(ITEM)).rpartition('/')[0]}")
    rows = store.lexical(catalogue.find("entities", "article-items").with_terms(article=whole))
    return [f"{curie(item)} ({headline})" for item, headline, *_ in rows][:12]


def _iri(name: str) -> URIRef:
    return expand(name) or URIRef(name)
