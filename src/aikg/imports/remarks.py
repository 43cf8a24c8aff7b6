"""What an import did with the rows and cells of a table, so that nothing is dropped in silence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from aikg import cells
from aikg.plain import plain

WIDTH: Final = 80
"""Characters of a cell that a report repeats: enough to find it, and no copy of other people's prose."""


class Remark(NamedTuple):
    """One thing about one row or cell: `done` is what was made of it. Row 0 is the table as a whole."""

    row: int
    line: int
    column: str
    value: str
    done: str
    why: str


class ColumnUse(NamedTuple):
    """How many cells of a column hold something, and how many of them a claim rests on; for the others, why not."""

    column: str
    filled: int
    used: int
    why: str


@dataclass
class Report:
    """The end report of one import."""

    table: str
    mapping: str
    rows: int = 0
    claims: int = 0
    items: Counter[str] = field(default_factory=Counter)
    entities: dict[str, tuple[int, int]] = field(default_factory=dict)
    columns: list[ColumnUse] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, row: int, line: int, column: str, value: str, done: str, why: str) -> None:
        """Note one thing about a row or cell."""
        said = " ".join(value.split())
        self.remarks.append(
            Remark(row, line, column, said if len(said) <= WIDTH else f"{said[: WIDTH - 1]}…", done, why)
        )

    def to_json(self) -> str:
        """All of it, indented."""
        entities = {kind: {"known": known, "new": new} for kind, (known, new) in self.entities.items()}
        whole = {**plain(self), "items": dict(self.items), "entities": entities}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    def to_csv(self) -> str:
        """The remarks, one a line, safe to open in a spreadsheet."""
        rows: Iterable[tuple[str, ...]] = (tuple(map(str, remark)) for remark in self.remarks)
        return "".join(map(cells.line, (Remark._fields, *rows)))

    def __str__(self) -> str:
        """What a person reads at the end: counts, and each reason once with how often and where first."""
        items = ", ".join(f"{n} {what}" for what, n in sorted(self.items.items()))
        out = sum(n for what, n in self.items.items() if what not in ("refused", "pruned"))
        lines = [f"{self.table}: {self.rows} rows in, {out} items out ({items or 'none'})"]
        counts = ", ".join(f"{k} {known} known, {new} new" for k, (known, new) in self.entities.items())
        lines.append(f"{self.claims} claims; entities: {counts or 'none'}")
        reasons: dict[tuple[str, str, str], list[Remark]] = {}
        for remark in self.remarks:
            reasons.setdefault((remark.done, remark.column, remark.why.partition(":")[0]), []).append(remark)
        for (done, column, why), found in reasons.items():
            where = f" (first: row {found[0].row}, {found[0].value!r})" if found[0].row else ""
            lines.append(f"{done:<9} {len(found):>4} × {f'{column}: ' if column else ''}{why}{where}")
        idle = [use for use in self.columns if use.filled > use.used]
        lines += [
            f"left out  {use.filled - use.used:>4} of {use.filled} cells of {use.column}: {use.why}" for use in idle
        ]
        return "\n".join(lines)
