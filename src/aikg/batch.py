"""What became of many items at once: a report for a person and for a machine."""

from __future__ import annotations

from typing import Any, NamedTuple

from aikg.validation import Finding


class Refusal(NamedTuple):
    """What was not let in: a CURIE ('' for a whole file), its file, and why; `findings` are the reasons one by one."""

    thing: str
    file: str
    reason: str
    findings: tuple[Finding, ...] = ()


class Batch(NamedTuple):
    """What became of a batch: CURIEs of items, articles and entities, what was refused, and what was told beside."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refusal, ...]
    warnings: tuple[Finding, ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For a machine."""
        return {
            **self._asdict(),
            "refused": [{**r._asdict(), "findings": [f._asdict() for f in r.findings]} for r in self.refused],
            "warnings": [finding._asdict() for finding in self.warnings],
        }
