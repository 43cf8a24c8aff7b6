"""YARRRML, as far as one table needs it, to RML, which tinyrml runs over rows in memory.

Left out on purpose: sources of its own, functions, joins and targets. So a mapping can read nothing but the rows that
are given to it, and write nothing but claims of its own row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, XSD, Namespace

from aikg.errors import BadRequest, MissingExtra
from aikg.terms import Triple

RR: Final = Namespace("http://www.w3.org/ns/r2rml#")
RML: Final = Namespace("http://semweb.mmlab.be/ns/rml#")
_REFERENCE: Final = re.compile(r"\$\(([\w.]+)\)")
_MAP: Final = URIRef("urn:aikg:triples-map")
_KEYS: Final = {"sources", "s", "subjects", "subject", "po", "predicateobjects"}
_LANGUAGE: Final = re.compile(r"[a-z]{2}(?:-[A-Za-z0-9]+)*")


class Row(NamedTuple):
    """What a mapping may refer to in one row, and the IRI that `this:` stands for."""

    values: Mapping[str, str | list[str] | None]
    this: str


class TriplesMap:
    """One entry of `mappings:`: what is said of one thing in each row of a view.

    Raises:
        BadRequest: it is not the YARRRML that is understood here; the message names the entry and the place.
    """

    def __init__(self, name: str, entry: object, prefixes: Mapping[str, str]) -> None:
        self.name, self._prefixes = name, prefixes
        if not isinstance(entry, dict):
            raise self._wrong(f"is {entry!r} and not an object with s and po")
        if other := sorted(set(map(str, entry)) - _KEYS):
            raise self._wrong(
                f"has {', '.join(other)}: only sources, s and po are understood; a mapping reads the named file alone"
            )
        self.views = self._sources(entry.get("sources", "rows"))
        self._subject = self._text(entry.get("s") or entry.get("subject") or entry.get("subjects"), "s")
        if not self._subject.startswith("this:"):
            raise self._wrong(f"says s: {self._subject!r}; write this:NAME, a claim of the row, or this: for its item")
        pairs = entry.get("po") or entry.get("predicateobjects")
        if not isinstance(pairs, list):
            raise self._wrong("has no po, a list of [predicate, object] pairs")
        self._pairs = [self._pair(pair) for pair in pairs]

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of a row that it refers to."""
        texts = [self._subject, *(value for _, value, _ in self._pairs)]
        return frozenset(field for text in texts for field in _REFERENCE.findall(text))

    @cached_property
    def _mapper(self) -> Any:
        return _mapper(self.rml())

    def rml(self) -> Graph:
        """The map in RML, without a logical source."""
        graph = Graph()
        graph.add((_MAP, RDF.type, RR.TriplesMap))
        subject = BNode()
        graph.add((_MAP, RR.subjectMap, subject))
        graph.add((subject, RR.constant, _MAP))  # the row's own IRI takes its place: see _name
        for predicate, value, kind in self._pairs:
            pair, term = BNode(), BNode()
            graph.add((_MAP, RR.predicateObjectMap, pair))
            graph.add((pair, RR.predicate, predicate))
            graph.add((pair, RR.objectMap, term))
            for prop, meaning in self._term(value, kind):
                graph.add((term, prop, meaning))
        return graph

    def run(self, rows: Sequence[Row]) -> Iterator[list[Triple]]:
        """The triples of each row; none for a row in which a field of the subject is empty."""
        needed = _REFERENCE.findall(self._subject)
        for row in rows:
            if any(not row.values.get(field) for field in needed):
                yield []
                continue
            data = {field: row.values.get(field) for field in self.fields}
            subject = self._name(row)
            yield [(subject, p, o) for _, p, o in self._mapper.process([data], stream=True)]

    def _name(self, row: Row) -> URIRef:
        """The IRI of what a row is about; cells in it are percent-encoded."""
        local = _REFERENCE.sub(
            lambda found: quote(str(row.values[found[1]]), safe=""), self._subject.removeprefix("this:")
        )
        return URIRef(f"{row.this}#{local}" if local else row.this)

    def _term(self, value: str, kind: str) -> Iterator[tuple[URIRef, URIRef | Literal]]:
        reference = _REFERENCE.fullmatch(value)
        if kind == "iri" and not _REFERENCE.search(value):
            yield RR.constant, self._iri(value)
            return
        if reference:
            yield RML.reference, Literal(reference[1])
        elif _REFERENCE.search(value):
            yield RR.template, Literal(_template(value))
        else:
            language, datatype = (
                (kind[5:], None) if kind.startswith("lang:") else (None, URIRef(kind) if kind else None)
            )
            yield RR.constant, Literal(value, lang=language, datatype=datatype)
            return
        yield RR.termType, RR.IRI if kind == "iri" else RR.Literal
        if kind.startswith("lang:"):
            yield RR.language, Literal(kind[5:])
        elif kind and kind != "iri":
            yield RR.datatype, URIRef(kind)

    def _pair(self, pair: object) -> tuple[URIRef, str, str]:
        """Predicate, object, and what the object is: `iri`, `lang:en`, a datatype, or nothing."""
        if not isinstance(pair, list) or len(pair) not in (2, 3):
            raise self._wrong(f"has {pair!r} in po and not [predicate, object] or [predicate, object, datatype]")
        name, value = self._text(pair[0], "po"), self._text(pair[1], "po")
        predicate = RDF.type if name == "a" else self._iri(name)
        if value.endswith("~iri") or name == "a":
            return predicate, value.removesuffix("~iri"), "iri"
        if len(pair) == 2:
            return predicate, value, ""
        kind = self._text(pair[2], "po")
        if kind.endswith("~lang"):
            if not _LANGUAGE.fullmatch(kind.removesuffix("~lang")):
                raise self._wrong(f"says {kind!r}; write a language as en~lang")
            return predicate, value, f"lang:{kind.removesuffix('~lang')}"
        datatype = self._iri(kind)
        return predicate, value, "" if datatype == XSD.string else str(datatype)

    def _sources(self, given: object) -> tuple[str, ...]:
        names = given if isinstance(given, list) else [given]
        if not names or not all(isinstance(name, str) and re.fullmatch(r"[\w-]+", name) for name in names):
            raise self._wrong(
                f"says sources: {given!r}; name views of this file, or rows: "
                "a mapping reads no other file, address or database"
            )
        return tuple(names)

    def _iri(self, name: str) -> URIRef:
        prefix, colon, rest = name.partition(":")
        if not colon or prefix not in self._prefixes or re.search(r"[\s<>\"{}|^`\\]", name):
            known = ", ".join(sorted(self._prefixes))
            raise self._wrong(f"says {name!r}; write prefix:name with one of the prefixes {known}")
        return URIRef(self._prefixes[prefix] + rest)

    def _text(self, value: object, where: str) -> str:
        if isinstance(value, str) and value.strip() and not re.search(r"[{}]", value):
            return value
        raise self._wrong(f"says {value!r} in {where} and not text (without braces)")

    def _wrong(self, what: str) -> BadRequest:
        return BadRequest(f"mapping {self.name!r} {what}")


def _template(text: str) -> str:
    return _REFERENCE.sub(lambda found: "{" + found[1] + "}", text)


def _mapper(rml: Graph) -> Any:
    """The map, ready to run. Python expressions, which tinyrml offers, are off."""
    try:
        import tinyrml
        from tinyrml.tinyrml import Template
    except ImportError as error:
        raise MissingExtra("aikg import", "import") from error

    class Whole(Template):  # type: ignore[misc]
        """A template gives nothing when any of its fields is empty (R2RML 11.1); tinyrml looks at the first alone."""

        def expand(self, data: dict[str, object], *args: object, **kwargs: object) -> object:
            if not all(data.get(field) for field in self.fields):
                return None
            return super().expand(data, *args, **kwargs)

    mapper = tinyrml.Mapper(rml, allow_expressions=False, allow_object_map_classes=False)
    for pair in mapper.triples_map.predicate_object_maps:
        if (template := pair.object_map.template) is not None:
            pair.object_map.template = Whole(template.template_string, ignore_field_keys={})
    return mapper
