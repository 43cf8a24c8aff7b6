"""Settings from the environment (`AIKG_*`), read once by the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Where the store is and where article texts are. An option given on the command line wins over these."""

    location: Path | None = None
    articles: Path | None = None


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment."""
    location, articles = (environment.get(f"AIKG_{name}") for name in ("LOCATION", "ARTICLES"))
    return Settings(Path(location) if location else None, Path(articles) if articles else None)
