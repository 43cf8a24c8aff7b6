"""Whether a table has the columns that a mapping reads."""

from __future__ import annotations

from difflib import get_close_matches

from aikg.errors import UnreadableInput
from aikg.imports.mapping import Mapping
from aikg.imports.records import Table


def agreed(table: Table, mapping: Mapping) -> None:
    """Check the columns of a table.

    Raises:
        UnreadableInput: columns of a CSV file are missing, or what no row can do without is nowhere in a JSON or YAML
            file, in which a row need not have every key.
    """
    needed = mapping.expected
    if mapping.format != "csv":
        needed = tuple(column.column for column in mapping.columns.values() if column.required)
    missing = [name for name in needed if name not in table.columns]
    if not missing:
        return
    there = ", ".join(table.columns[:12]) + (", …" if len(table.columns) > 12 else "")
    told = [f"{name!r}{_nearest(name, table.columns)}" for name in missing[:6]]
    more = f" and {len(missing) - 6} more" if len(missing) > 6 else ""
    raise UnreadableInput(
        f"the mapping {mapping.path.name} reads columns that are not there: {', '.join(told)}{more}. "
        f"The file has {len(table.columns)}: {there}",
        file=str(table.path),
    )


def _nearest(name: str, columns: tuple[str, ...]) -> str:
    near = get_close_matches(name, columns, n=1, cutoff=0.5)
    return f" (nearest: {near[0]!r})" if near else ""
