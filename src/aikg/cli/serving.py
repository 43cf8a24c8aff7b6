"""The command `serve`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aikg import settings
from aikg.cli.main import located
from aikg.errors import BadRequest

if TYPE_CHECKING:
    from aikg.cli.places import Place
    from aikg.server.sources import Origin


@click.command(
    epilog="\b\nExamples:\n  aikg serve --open\n  aikg serve --location my-graph --port 8080 --token-file token.txt"
    "\n  aikg serve --store http://localhost:7878"
)
@click.option("--host", help="Address to listen on (AIKG_HOST). Default: 127.0.0.1, this machine only.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (AIKG_PORT). Default: 8000.")
@click.option("--root-path", help="Path under which a proxy serves this server (AIKG_ROOT_PATH).")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File with the token that writes need (AIKG_TOKEN). Without a token the server is read-only.",
)
@click.option("--open", "opens", is_flag=True, help="Open the start page in the browser.")
@located
def serve(
    host: str | None,
    port: int | None,
    root_path: str | None,
    token_file: Path | None,
    opens: bool,
    place: Place,
    articles: Path | None,
) -> None:
    """Serve the graph over HTTP, to programs and browsers.

    A SPARQL endpoint, a graph store, and what else is in /docs.
    """
    from aikg.server.running import run

    token = _token(token_file)
    if token is not None and place.ships:
        place.own()  # says that it is not changed
    given: dict[str, Any] = {"host": host, "port": port, "root_path": root_path, "token": token}
    serving = replace(settings.serving(), **{name: value for name, value in given.items() if value is not None})
    if place.ships:
        serving = replace(serving, token=None)
    writes = "writes need the token" if serving.token else "read-only"

    def started(url: str) -> None:
        what = "the graph that ships" if place.ships else place
        click.echo(f"aikg serves {what} at {url} ({writes}; Ctrl-C ends it)", err=True)
        if opens:
            click.launch(url)

    run(_origin(place), serving, articles or settings.read().articles, started)


def _origin(place: Place) -> Origin:
    from aikg.shipping import shipped

    if place.remote is not None:
        place.server().close()  # says what is wrong with a URL
        return place.remote
    folder = shipped() if place.ships else place.local()
    folder.needed()
    return folder


def _token(file: Path | None) -> str | None:
    if file is None:
        return None
    token = file.read_text(encoding="utf-8").strip()
    if not token:
        raise BadRequest(f"{file} is empty; put a token into it")
    return token
