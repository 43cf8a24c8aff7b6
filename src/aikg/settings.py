"""Settings from the environment (`AIKG_*`), read once by the command line and the server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from aikg.errors import BadParameter


@dataclass(frozen=True)
class Settings:
    """Where the store is and where article texts are. An option given on the command line wins over these."""

    location: Path | None = None
    articles: Path | None = None


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment."""
    location, articles = (environment.get(f"AIKG_{name}") for name in ("LOCATION", "ARTICLES"))
    return Settings(Path(location) if location else None, Path(articles) if articles else None)


@dataclass(frozen=True)
class Serving:
    """How a server answers. Without a token it is read-only.

    `timeout_s` and `max_rows` hold for one query, `memory_mb` for one reader process; `readers` is how many queries of
    strangers run at a time, `waiting` how many may wait for one of them. Stores of up to `in_memory` quads are held in
    memory by each reader. `gephi_lite` is the address of a Gephi Lite, in which `{url}` stands for the file to open.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    max_rows: int = 100_000
    allowed_services: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ("*",)
    root_path: str = ""
    readers: int = 4
    waiting: int = 64
    memory_mb: int = 1024
    in_memory: int = 50_000
    gephi_lite: str = ""


def serving(environment: Mapping[str, str] = os.environ) -> Serving:
    """The settings of a server.

    Raises:
        BadParameter: a number is none, or out of range.
    """
    given: dict[str, Any] = {}
    for entry in fields(Serving):
        name = f"AIKG_{entry.name.upper()}"
        text = environment.get(name, "").strip()
        if text:
            given[entry.name] = _setting(name, text, entry.default)
    if "{url}" not in given.get("gephi_lite", "{url}"):
        raise BadParameter("AIKG_GEPHI_LITE", "has no {url}; write it as https://example.org/gephi-lite/?file={url}")
    return Serving(**given)


def _setting(name: str, text: str, default: Any) -> Any:
    if isinstance(default, tuple):
        return tuple(text.replace(",", " ").split())
    if not isinstance(default, int | float):
        return text
    try:
        value = type(default)(text)
    except ValueError:
        raise BadParameter(name, f"{text!r} is not a number") from None
    if not 0 < value < 2**40:
        raise BadParameter(name, f"{text!r} is out of range")
    return value
