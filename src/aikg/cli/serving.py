"""The command `serve`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from aikg import settings
from aikg.cli.main import located
from aikg.errors import BadRequest


@click.command(
    epilog="\b\nExamples:\n  aikg serve\n  aikg serve --location my-graph --port 8080 --token-file token.txt"
)
@click.option("--host", help="Address to listen on (AIKG_HOST). Default: 127.0.0.1, this machine only.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (AIKG_PORT). Default: 8000.")
@click.option("--root-path", help="Path under which a proxy serves this server (AIKG_ROOT_PATH).")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File with the token that writes need (AIKG_TOKEN). Without a token the server is read-only.",
)
@located
def serve(
    host: str | None,
    port: int | None,
    root_path: str | None,
    token_file: Path | None,
    location: Path | None,
    articles: Path | None,
) -> None:
    """Serve the graph over HTTP, to programs and browsers.

    A SPARQL endpoint, a graph store, and what else is in /docs.
    """
    from aikg.server.running import run
    from aikg.shipping import shipped
    from aikg.stores.location import Location

    given = settings.read()
    folder = location or given.location
    token = _token(token_file)
    if folder is None and token is not None:
        raise BadRequest("the graph that ships is not changed; name your own with --location DIR (or AIKG_LOCATION)")
    place = shipped() if folder is None else Location(folder)
    place.needed()
    chosen: dict[str, Any] = {"host": host, "port": port, "root_path": root_path, "token": token}
    serving = replace(settings.serving(), **{name: value for name, value in chosen.items() if value is not None})
    if folder is None:
        serving = replace(serving, token=None)
    run(place, serving, articles or given.articles)


def _token(file: Path | None) -> str | None:
    if file is None:
        return None
    token = file.read_text(encoding="utf-8").strip()
    if not token:
        raise BadRequest(f"{file} is empty; put a token into it")
    return token
