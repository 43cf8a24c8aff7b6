"""A graph held against the shapes: findings that a curator can act on.

pySHACL reads the shapes once; one item costs what the item costs, because it is held against a small graph: its own
triples and the types of what it mentions (`queries/entities/mentions.rq`).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from aikg import resources
from aikg.identity import curie

if TYPE_CHECKING:
    from pyshacl.shapes_graph import ShapesGraph

Severity = Literal["violation", "warning", "info"]
_SEVERITIES: Final[dict[Node | None, Severity]] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


class Finding(NamedTuple):
    """One thing that is wrong. `focus` is the node, `path` the property, `rule` the shape, check or rule it breaks.

    IRIs stand as CURIEs; `constraint` is the SHACL component (`MinCount`), empty for a check.
    """

    severity: Severity
    message: str
    focus: str
    path: str = ""
    value: str = ""
    rule: str = ""
    constraint: str = ""
    item: str = ""
    file: str = ""


class Shapes:
    """The SHACL shapes, parsed once and used for many graphs."""

    def __init__(self, path: Path | None = None) -> None:
        self._graph = Graph().parse(path or resources.shapes_file(), format="turtle")

    @cached_property
    def _shapes(self) -> ShapesGraph:
        from pyshacl.shapes_graph import ShapesGraph

        return ShapesGraph(self._graph)

    def validate(self, data: Graph, focus: Collection[Node] | None = None) -> list[Finding]:
        """Findings about the nodes of `data` (about those of `focus` only, where given), sorted.

        `data` must also hold the types of what it mentions and the class tree (rdfs:subClassOf).
        """
        results = self.results(data)
        nodes = (result for result in results.subjects(RDF.type, SH.ValidationResult))
        findings = [
            self._finding(results, node)
            for node in nodes
            if focus is None or results.value(node, SH.focusNode) in focus
        ]
        return sorted(set(findings))

    def results(self, data: Graph) -> Graph:
        """SHACL's own report graph."""
        from pyshacl import Validator

        validator = Validator(data, shacl_graph=self._graph, options={"inplace": True, "allow_warnings": True})
        validator.shacl_graph = self._shapes  # parsed once: reading the shapes costs more than one item does
        _, report, _ = validator.run()
        return report

    def _finding(self, results: Graph, node: Node) -> Finding:
        def value(predicate: URIRef) -> str:
            term = results.value(node, predicate)
            return "" if term is None else curie(str(term))

        shape = results.value(node, SH.sourceShape)
        return Finding(
            severity=_SEVERITIES.get(results.value(node, SH.resultSeverity), "violation"),
            message=str(results.value(node, SH.resultMessage) or ""),
            focus=value(SH.focusNode),
            path=value(SH.resultPath) if isinstance(results.value(node, SH.resultPath), URIRef) else "",
            value=value(SH.value),
            rule=str(shape).rpartition("#")[2],
            constraint=value(SH.sourceConstraintComponent).removeprefix("sh:").removesuffix("ConstraintComponent"),
        )


def class_tree(ontology: Graph) -> Graph:
    """The rdfs:subClassOf triples of an ontology: what a small graph needs so that a shape of Claim reaches a Forecast."""
    tree = Graph()
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        tree.add(triple)
    return tree
