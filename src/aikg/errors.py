"""One tree of errors. Each knows its exit code on the command line and its HTTP status, and says the cure.

Exit codes: 1 the data does not conform, 2 the request is wrong, 3 the store failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar


class AikgError(Exception):
    """Base of everything aikg raises on purpose; `str(error)` is one readable paragraph with the cure."""

    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 400

    @property
    def detail(self) -> dict[str, object]:
        """The fields of the error, for a machine."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}


class DoesNotConform(AikgError):
    """Data breaks a shape or a check; `report` (an `aikg.validation.Report`) says which and how to mend it."""

    exit_code = 1
    http_status = 422

    def __init__(self, report: Any) -> None:
        self.report = report
        super().__init__(str(report))


class BadRequest(AikgError):
    """What was asked for is wrong; the message says what there is instead."""


class UnreadableInput(BadRequest):
    """A file is not what its name says: syntax, encoding, or not there at all."""

    def __init__(self, message: str, *, file: str = "", line: int | None = None, column: int | None = None) -> None:
        self.file, self.line, self.column, self._message = file, line, column, message
        place = ":".join(str(part) for part in (file, line, column) if part not in ("", None))
        super().__init__(f"{place}: {message}" if place else message)

    def called(self, name: str) -> UnreadableInput:
        """The same of a file that is known by another name."""
        return UnreadableInput(self._message, file=name, line=self.line, column=self.column)


class BadQuery(BadRequest):
    """A SPARQL query or update that the engine cannot read, or that asks for what is refused."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column = line, column
        super().__init__(message)


def shorten(name: str) -> str:
    """A name as a message can hold it."""
    return name if len(name) <= 200 else f"{name[:199]}…"


class NotFound(BadRequest):
    """A name that stands for nothing here; `candidates` are the nearest that do."""

    http_status = 404

    def __init__(self, kind: str, name: str, candidates: Sequence[str] = (), *, cure: str = "") -> None:
        self.kind, self.name, self.candidates = kind, name, tuple(candidates)
        super().__init__(f"no {kind} {shorten(name)!r}" + (cure and f": {cure}") + _listed("Nearest", self.candidates))


class Ambiguous(BadRequest):
    """A name that stands for several things; nothing is guessed, `candidates` lists them."""

    http_status = 409

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        super().__init__(f"{name!r} can mean {len(candidates)} things; say which" + _listed("One of", self.candidates))


class Taken(BadRequest):
    """A name that another entity of the same class has; `candidates` is who."""

    http_status = 409

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        super().__init__(
            f"{name!r} is a name of {', '.join(candidates)} already: if both are one, `aikg merge KEPT OTHER`, else "
            "give a name that tells them apart"
        )


class InUse(BadRequest):
    """Something that others refer to is not taken away; `candidates` are those that do."""

    http_status = 409

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        super().__init__(f"other items refer to {name}: change or remove these first: {', '.join(self.candidates)}")


class Changed(BadRequest):
    """What is to be changed is not what it was when it was read; `etag` is what it is now ('' if it is not there)."""

    http_status = 412

    def __init__(self, name: str, etag: str) -> None:
        self.name, self.etag = name, etag
        now = f"its ETag is now {etag}" if etag else "it is not there"
        super().__init__(f"{name} is not as the request has it: {now}; read it again, and then change it")


class BadParameter(BadRequest):
    """A parameter of a view or query is unknown, missing, or of the wrong type."""

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(f"parameter {parameter!r}: {message}")


class MissingExtra(BadRequest):
    """An optional library is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        self.feature, self.extra = feature, extra
        super().__init__(f"{feature} needs an optional library: pip install 'aikg[{extra}]'")


class ModelError(AikgError):
    """A language model could not be asked, or did not answer as it must."""

    exit_code = 3
    http_status = 502


class StoreError(AikgError):
    """The store could not do it: locked, read-only, full, damaged. Nothing was half-written."""

    exit_code = 3
    http_status = 503


def _listed(lead: str, names: Sequence[str]) -> str:
    return f". {lead}: {', '.join(names)}" if names else ""
