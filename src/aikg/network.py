"""View rows as NetworkX graphs: one node an entity, one edge a claim.

A view's rows become `Edge`s and the entities they join become `Node`s; `build` puts both into a
`networkx.MultiDiGraph`, on which every NetworkX function (and backend) works unchanged.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Node(NamedTuple):
    """An entity as a network sees it. `id` is its CURIE (`organization:xai`), `type` its class (`Organization`)."""

    id: str
    label: str
    type: str
    label_zh: str = ""
    iri: str = ""


class Edge(NamedTuple):
    """One claim that joins two entities. `source` and `target` are CURIEs, `kind` a relation (`investsIn`).

    `stage` and `modality` are short names (`potential`, `confirmed`), `figure` is the amount as printed
    (`US$5 billion`), `item` and `claim` CURIEs that lead back to the sentence. Empty string or None = not stated.
    """

    source: str
    target: str
    kind: str
    claim: str = ""
    item: str = ""
    stage: str = ""
    modality: str = ""
    figure: str = ""
    weight: float | None = None
    start: date | None = None
    end: date | None = None
