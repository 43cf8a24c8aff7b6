"""Settings from the environment (`AIKG_*`), read once by the command line and the server."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from aikg.errors import BadParameter


@dataclass(frozen=True)
class Remote:
    """A SPARQL server that holds the graph, and how to reach it; the fields are those of `RemoteStore`.

    What may be secret, and a URL may hold a password, shows in no repr.
    """

    url: str = field(repr=False)
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    update_url: str | None = field(default=None, repr=False)
    graph_store_url: str | None = field(default=None, repr=False)
    timeout_s: float = 30.0


@dataclass(frozen=True)
class Settings:
    """Where the graph is, in a folder or on a server, where article texts are, who works. An option wins over these."""

    location: Path | None = None
    articles: Path | None = None
    store: str | None = field(default=None, repr=False)
    agent: str | None = None


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment."""
    location, articles, store, agent = (
        environment.get(f"AIKG_{name}") for name in ("LOCATION", "ARTICLES", "STORE", "AGENT")
    )
    return Settings(
        Path(location) if location else None, Path(articles) if articles else None, store or None, agent or None
    )


def remote(url: str, environment: Mapping[str, str] = os.environ) -> Remote:
    """A server, with the credentials and endpoints that `AIKG_STORE_*` name.

    They are those of `AIKG_STORE`, where that is set: another server gets none of them.

    Raises:
        BadParameter: the time-out is no number.
    """
    if environment.get("AIKG_STORE") not in (None, "", url):
        return Remote(url)
    given = {name: environment.get(variable) or None for name, variable in _OF_REMOTE.items()}
    timeout = environment.get("AIKG_STORE_TIMEOUT_S", "").strip()
    timeout_s = _setting("AIKG_STORE_TIMEOUT_S", timeout, Remote.timeout_s) if timeout else Remote.timeout_s
    return Remote(url, timeout_s=timeout_s, **given)


_OF_REMOTE = {
    "username": "AIKG_STORE_USER",
    "password": "AIKG_STORE_PASSWORD",
    "token": "AIKG_STORE_TOKEN",
    "update_url": "AIKG_STORE_UPDATE_URL",
    "graph_store_url": "AIKG_STORE_GRAPH_STORE_URL",
}


@dataclass(frozen=True)
class Model:
    """A language model behind an OpenAI-compatible endpoint: its base URL, as it ends before `/chat/completions`.

    The key, and the URL that may hold one, show in no repr.
    """

    url: str = field(repr=False)
    name: str
    key: str | None = field(default=None, repr=False)
    timeout_s: float = 120.0


def model(environment: Mapping[str, str] = os.environ) -> Model:
    """The language model that `AIKG_LLM_*` name.

    Raises:
        BadParameter: there is no URL or model name, or the time-out is no number.
    """
    url, name, key = (environment.get(f"AIKG_LLM_{part}", "").strip() for part in ("URL", "MODEL", "KEY"))
    if not url.startswith(("http://", "https://")):
        raise BadParameter("AIKG_LLM_URL", "names no endpoint; set it to one such as http://127.0.0.1:11434/v1")
    if not (key.isascii() and key.isprintable()):
        raise BadParameter("AIKG_LLM_KEY", "holds signs that no key has; copy it again")
    if not name:
        raise BadParameter("AIKG_LLM_MODEL", "names no model; set it to one that the endpoint has")
    timeout = environment.get("AIKG_LLM_TIMEOUT_S", "").strip()
    timeout_s = _setting("AIKG_LLM_TIMEOUT_S", timeout, Model.timeout_s) if timeout else Model.timeout_s
    return Model(url, name, key or None, timeout_s)


@dataclass(frozen=True)
class Serving:
    """How a server answers. Without a token it is read-only.

    `timeout_s` and `max_rows` hold for one query, `memory_mb` for one reader process; `readers` is how many queries of
    strangers run at a time, `waiting` how many may wait for one of them. Graphs in a folder of up to `in_memory` quads
    are held in memory too, where there is room. `gephi_lite` is the address of a Gephi Lite, in which `{url}` stands
    for the file to open. `allowed_services` are the origins of servers that SERVICE may ask.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    max_rows: int = 100_000
    cors_origins: tuple[str, ...] = ("*",)
    root_path: str = ""
    readers: int = 4
    waiting: int = 64
    memory_mb: int = 1024
    in_memory: int = field(default=2_000_000, metadata={"zero": "nothing is held"})
    gephi_lite: str = ""
    allowed_services: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        path = self.root_path.strip("/")
        object.__setattr__(self, "root_path", f"/{path}" if path else "")


def serving(environment: Mapping[str, str] = os.environ) -> Serving:
    """The settings of a server.

    Raises:
        BadParameter: a number is none, or out of range; or a setting that nothing can follow.
    """
    given: dict[str, Any] = {}
    for entry in fields(Serving):
        name = f"AIKG_{entry.name.upper()}"
        text = environment.get(name, "").strip()
        if text:
            given[entry.name] = _setting(name, text, entry.default, zero="zero" in entry.metadata)
    if "{url}" not in given.get("gephi_lite", "{url}"):
        raise BadParameter("AIKG_GEPHI_LITE", "has no {url}; write it as https://example.org/gephi-lite/?file={url}")
    for url in given.get("allowed_services", ()):
        if not _ORIGIN.fullmatch(url):
            raise BadParameter(
                "AIKG_ALLOWED_SERVICES", f"{url!r} is no origin; write scheme, host and port alone: https://example.org"
            )
    return Serving(**given)


_ORIGIN: Final = re.compile(r"https?://[^/?#@\s]+")


def _setting(name: str, text: str, default: Any, *, zero: bool = False) -> Any:
    if isinstance(default, tuple):
        return tuple(text.replace(",", " ").split())
    if not isinstance(default, int | float):
        return text
    try:
        value = type(default)(text)
    except ValueError:
        raise BadParameter(name, f"{text!r} is not a number") from None
    if not (0 < value < 2**40 or (zero and value == 0)):
        raise BadParameter(name, f"{text!r} is out of range")
    return value
