"""A second article, in our own words, as a curator writes it: two news items with three claims, and a name for two."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

# An article of our own. Each sentence is found by its text, so that the offsets cannot be wrong.
TEXT = """A week in the Lantern valley

1. Lantern Labs raises money

Tarn Capital has put 40 million US dollars into Lantern Labs, the firm said. Lantern Labs works with Meta on reading
glasses.

2. Ridge may follow

Ridge Fund may put 5 million US dollars into Lantern Labs.
"""
SENTENCES = {
    "paid": "Tarn Capital has put 40 million US dollars into Lantern Labs, the firm said.",
    "partners": "Lantern Labs works with Meta on reading\nglasses.",
    "may": "Ridge Fund may put 5 million US dollars into Lantern Labs.",
}
SECTIONS = (("1. Lantern", SENTENCES["partners"]), ("2. Ridge", SENTENCES["may"]))
_PREFIXES = """\
@prefix aikg: <https://w3id.org/aikg/ns#> .
@prefix aikgv: <https://w3id.org/aikg/vocab/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix organization: <https://w3id.org/aikg/id/organization/> .
@prefix one: <https://w3id.org/aikg/item/lantern/1#> .
@prefix two: <https://w3id.org/aikg/item/lantern/2#> .
"""
_REGISTRY = """
<https://w3id.org/aikg/graph/registry> {
organization:lantern-labs a aikg:Organization ; skos:prefLabel "Lantern Labs"@en, "灯笼实验室"@zh ;
    skos:altLabel "Lantern"@en .
organization:tarn-capital a aikg:Organization ; skos:prefLabel "Tarn Capital"@en .
organization:ridge-fund a aikg:Organization ; skos:prefLabel "Ridge Fund"@en ; skos:altLabel "Ridge"@en .
organization:ridge-robotics a aikg:Organization ; skos:prefLabel "Ridge Robotics"@en ; skos:altLabel "Ridge"@en .
%s}
"""
_META = 'organization:meta a aikg:Organization ; skos:prefLabel "Meta"@en .\n'


class Place(NamedTuple):
    """A name of an evidence node and the quads that describe it."""

    name: str
    described: str


def place(prefix: str, words: str) -> Place:
    """The evidence for a passage of the text."""
    start = TEXT.index(words)
    end = start + len(words)
    name = f"{prefix}:s{start}-{end}"
    return Place(name, f"{name} a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} .\n")


def _item(number: int, prefix: str, headline: str, whole: str, claims: str, *evidence: Place) -> str:
    section = place(prefix, whole)
    of = f"<https://w3id.org/aikg/item/lantern/{number}>"
    described = "".join(dict.fromkeys((section.described, *(e.described for e in evidence))))
    return f"""
{of} {{
{of} a aikg:NewsItem ; schema:headline "{headline}"@en ; schema:position {number} ;
    schema:isPartOf <https://w3id.org/aikg/article/lantern> ; aikg:evidence {section.name} ;
    prov:wasDerivedFrom <https://w3id.org/aikg/article/lantern> ; prov:wasGeneratedBy <https://w3id.org/aikg/run/own> ;
    prov:generatedAtTime "2026-05-02T00:00:00Z"^^xsd:dateTime .
{claims}{described}}}
"""


def own_data(*, alone: bool = False) -> str:
    """The second article as TriG: two items, three claims; `alone` describes Meta too, which the registry knows."""
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    paid, partners, may = (place(p, SENTENCES[s]) for p, s in (("one", "paid"), ("one", "partners"), ("two", "may")))
    of = "aikg:reportedIn <https://w3id.org/aikg/item/lantern/{}> ; aikg:subject organization:lantern-labs"
    first = f"""
one:paid a aikg:Investment ;
    rdfs:label "Tarn Capital has put 40 million US dollars into Lantern Labs."@en, "塔恩资本已投资4000万美元。"@zh ;
    {of.format(1)} ; aikg:investor organization:tarn-capital ; aikg:investee organization:lantern-labs ;
    aikg:stage aikgv:stage-completed ; aikg:modality aikgv:modality-confirmed ; schema:value 40000000.0 ;
    aikg:unit aikgv:USD ; aikg:bound aikgv:exact ; aikg:valueText "40 million US dollars" ;
    aikg:periodStart "2026-03-01"^^xsd:date ; aikg:periodEnd "2026-03-31"^^xsd:date ; aikg:evidence {paid.name} .
one:partners a aikg:Partnership ; rdfs:label "Lantern Labs and Meta are partners."@en, "灯笼实验室与Meta合作。"@zh ;
    {of.format(1)} ; aikg:partner organization:lantern-labs, organization:meta ; aikg:stage aikgv:stage-in-effect ;
    aikg:modality aikgv:modality-reported ; aikg:evidence {partners.name} .
"""
    second = f"""
two:may a aikg:Investment ;
    rdfs:label "Ridge Fund may put 5 million US dollars into Lantern Labs."@en, "里奇基金可能投资500万美元。"@zh ;
    {of.format(2)} ; aikg:investor organization:ridge-fund ; aikg:investee organization:lantern-labs ;
    aikg:stage aikgv:stage-potential ; aikg:modality aikgv:modality-reported ; schema:value 5000000.0 ;
    aikg:unit aikgv:USD ; aikg:bound aikgv:exact ; aikg:valueText "5 million US dollars" ; aikg:evidence {may.name} .
"""
    article = f"""
<https://w3id.org/aikg/article/lantern> {{
<https://w3id.org/aikg/article/lantern> a schema:NewsArticle ; schema:headline "A week in the Lantern valley"@en ;
    schema:inLanguage "en" ; schema:sha256 "{digest}" ; schema:datePublished "2026-05-01"^^xsd:date .
<https://w3id.org/aikg/run/own> a prov:Activity ; rdfs:label "A test"@en, "测试"@zh ;
    prov:used <https://w3id.org/aikg/article/lantern> ; prov:endedAtTime "2026-05-02T00:00:00Z"^^xsd:dateTime .
}}
"""
    first_part, second_part = (TEXT[TEXT.index(a) : TEXT.index(b) + len(b)] for a, b in SECTIONS)
    return (
        _PREFIXES
        + _REGISTRY % (_META if alone else "")
        + article
        + _item(1, "one", "Lantern Labs raises money", first_part, first, paid, partners)
        + _item(2, "two", "Ridge may follow", second_part, second, may)
    )


def write_own(folder: Path, *, alone: bool = False) -> Path:
    """A folder with the second article's data (news/lantern.trig) and its text (texts/lantern.txt)."""
    (folder / "news").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "news" / "lantern.trig").write_text(own_data(alone=alone), encoding="utf-8")
    (folder / "texts" / "lantern.txt").write_bytes(TEXT.encode())
    return folder
