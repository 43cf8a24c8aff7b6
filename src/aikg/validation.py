"""A graph held against the shapes: findings that a curator can act on.

pySHACL reads the shapes once; one item costs what the item costs, because it is held against a small graph: its own
triples and the types of what it mentions (`queries/entities/types.rq`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rdflib import BNode, Graph, Namespace, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from aikg import resources
from aikg.identity import curie, expand
from aikg.vocabulary import PREFIXES
from aikg.wording import counted

if TYPE_CHECKING:
    from pyshacl.shapes_graph import ShapesGraph

SHAPES: Final = Namespace("https://w3id.org/aikg/shapes#")
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

    def validate(self, data: Graph) -> list[Finding]:
        """Findings about all nodes of `data`, sorted.

        `data` must also hold the types of what it mentions, and the class tree (rdfs:subClassOf).
        """
        results = self.results(data)
        return sorted({self._finding(results, node) for node in results.objects(None, SH.result)})

    def results(self, data: Graph) -> Graph:
        """SHACL's own report graph."""
        from pyshacl.graph_abstraction import DataGraph
        from pyshacl.validator import Validator

        validator = Validator(DataGraph.from_rdflib(data), shacl_graph=self._graph, options={"inplace": True})
        validator.shacl_graph = self._shapes  # harvested once: that costs more than holding one item against them
        report: Graph = validator.run()[1]
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


class Report(NamedTuple):
    """All findings about some data. It conforms when none of them is a violation."""

    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """No violations; warnings may be there."""
        return not any(finding.severity == "violation" for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def __str__(self) -> str:
        """Plain text, the violations first, one finding a paragraph."""
        order = {"violation": 0, "warning": 1, "info": 2}
        found = sorted(self.findings, key=lambda f: (order[f.severity], f.file, f.item, f.focus, f.rule))
        head = "conforms" if self.conforms else "does not conform"
        counts = f"{counted(self.count('violation'), 'violation')}, {counted(self.count('warning'), 'warning')}"
        return "\n\n".join([f"{head}: {counts}", *map(paragraph, found)])

    def to_json(self) -> dict[str, object]:
        """For a machine: `{"conforms", "violations", "warnings", "findings": […]}`."""
        return {
            "conforms": self.conforms,
            "violations": self.count("violation"),
            "warnings": self.count("warning"),
            "findings": [finding._asdict() for finding in self.findings],
        }

    def to_graph(self) -> Graph:
        """A SHACL validation report; the name of a check stands as sh:sourceShape where it was no shape."""
        graph = Graph()
        for prefix in ("sh", "aikg", "aikgv", "schema", "oa"):
            graph.bind(prefix, PREFIXES[prefix])
        report = BNode("report")
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, RdfLiteral(self.conforms)))
        for number, finding in enumerate(self.findings):
            result = BNode(f"result{number}")
            graph.add((report, SH.result, result))
            for predicate, value in _result(finding):
                graph.add((result, predicate, value))
        return graph


def paragraph(finding: Finding) -> str:
    """A finding as plain text: where, what, which rule."""
    place = " · ".join(part for part in (finding.file, finding.item, finding.focus, finding.path) if part)
    rule = finding.rule + (f" ({finding.constraint})" if finding.constraint else "")
    value = f"\n  found: {finding.value}" if finding.value else ""
    return f"{finding.severity.upper()} {place}\n  {finding.message}{value}\n  rule: {rule}"


def _result(finding: Finding) -> Iterator[tuple[URIRef, Node]]:
    severities: dict[Severity, Node] = {name: term for term, name in _SEVERITIES.items() if term is not None}
    yield RDF.type, SH.ValidationResult
    yield SH.resultSeverity, severities[finding.severity]
    yield SH.resultMessage, RdfLiteral(finding.message, lang="en")
    yield SH.focusNode, expand(finding.focus) or RdfLiteral(finding.focus)
    if path := expand(finding.path):
        yield SH.resultPath, path
    if finding.value:
        yield SH.value, expand(finding.value) or RdfLiteral(finding.value)
    yield SH.sourceShape, SHAPES[finding.rule]
    if finding.constraint:
        yield SH.sourceConstraintComponent, SH[f"{finding.constraint}ConstraintComponent"]
