"""An error as the JSON that a client gets: `{"error", "detail", …}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aikg.errors import AikgError, BadQuery, DoesNotConform

if TYPE_CHECKING:
    from starlette.responses import JSONResponse


class Problem(Exception):
    """What a request fails with. `fields` go into the JSON beside error and detail, `headers` into the response."""

    def __init__(
        self, status: int, error: str, detail: str, *, headers: Mapping[str, str] | None = None, **fields: Any
    ) -> None:
        self.status, self.error, self.detail = status, error, detail
        self.headers, self.fields = dict(headers or {}), fields
        super().__init__(f"{status} {error}: {detail}")

    def response(self) -> JSONResponse:
        """The problem as a response."""
        from starlette.responses import JSONResponse  # late: the child processes do without

        content = {"error": self.error, "detail": self.detail, **self.fields}
        return JSONResponse(content, self.status, {"Cache-Control": "no-store", **self.headers})


def fields_of(error: AikgError) -> dict[str, Any]:
    """An error of ours as plain fields, to go through a pipe; `problem` makes them a problem again."""
    extra: dict[str, Any] = {
        name: value for name, value in error.detail.items() if isinstance(value, str | int | tuple)
    }
    if isinstance(error, BadQuery):
        extra = {"line": error.line, "column": error.column}
    elif isinstance(error, DoesNotConform):
        extra = error.report.to_json()
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    return {"status": error.http_status, "error": name, "detail": str(error), **extra}


def problem(fields: Mapping[str, Any]) -> Problem:
    """The problem that `fields_of` wrote down."""
    return Problem(**fields)
