"""Settings from the environment (`AIKG_*`), read once by the command line and the server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aikg.errors import BadRequest


@dataclass(frozen=True)
class Settings:
    """Where the store is and where article texts are. An option given on the command line wins over these."""

    location: Path | None = None
    store: str | None = None
    articles: Path | None = None


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment.

    Raises:
        BadRequest: both AIKG_LOCATION and AIKG_STORE are set.
    """
    location, store, articles = (environment.get(f"AIKG_{name}") or None for name in ("LOCATION", "STORE", "ARTICLES"))
    if location and store:
        raise BadRequest("AIKG_LOCATION and AIKG_STORE are both set; unset the one that is not meant")
    return Settings(Path(location) if location else None, store, Path(articles) if articles else None)
