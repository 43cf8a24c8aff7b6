"""The group `aikg`, what all its commands share, and how an error is told."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from aikg import settings
from aikg._version import __version__
from aikg.errors import AikgError, StoreError

if TYPE_CHECKING:
    from aikg.graph import KnowledgeGraph

# Commands by the module that defines them: a command's module, and what it imports, is loaded only when it is called.
COMMANDS: Final = {
    "build": "making",
    "validate": "making",
    "coverage": "making",
    "load": "making",
    "remove": "making",
    "dump": "making",
    "backup": "making",
    "stats": "making",
    "query": "asking",
    "queries": "asking",
    "view": "asking",
    "views": "asking",
    "export": "asking",
    "show": "exploring",
    "search": "exploring",
    "path": "exploring",
}


class _Lazy(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"aikg.cli.{COMMANDS[cmd_name]}"), cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            nearest = get_close_matches(name, COMMANDS, n=3, cutoff=0.5) or list(COMMANDS)
            ctx.fail(f"no command {name!r}. Nearest: {', '.join(nearest)}")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        # A pipe that is closed early (`aikg dump | head`) ends the program quietly, as it does for other tools;
        # and Ctrl-C ends a query at once, which the engine would not hear.
        for name in ("SIGPIPE", "SIGINT"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        return super().main(*args, **extra)


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="""\b
Examples:
  aikg show xAI
  aikg view investors --param org=xAI
  aikg query ranking
  aikg export --around 智谱 --hops 2 -o zhipu.gexf
\b
Shell completion: eval "$(_AIKG_COMPLETE=bash_source aikg)"   (or zsh_source, fish_source)""",
)
@click.version_option(__version__, prog_name="aikg")
def main() -> None:
    """AI-industry news as a knowledge graph: every fact traceable to the sentence that says it.

    Without --location (or AIKG_LOCATION) the commands read the graph that ships with aikg.
    """


def located(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --location and --articles, and tell its errors in words."""
    return _articles_option(_location_option(told(command)))


_location_option = click.option(
    "--location",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the graph (AIKG_LOCATION). Default: the graph that ships.",
)
_articles_option = click.option(
    "--articles",
    type=click.Path(path_type=Path, exists=True),
    help="Article texts, a folder or one file (AIKG_ARTICLES): shows the sentence behind each claim.",
)


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Print an error of ours as one paragraph on stderr and end with its exit code."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except AikgError as error:
            click.echo(f"aikg: {error}", err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            from aikg.stores.location import in_words

            failure: StoreError = in_words(error, error.filename or "output")
            click.echo(f"aikg: {failure}", err=True)
            sys.exit(failure.exit_code)

    return wrapper


def opened(location: Path | None, articles: Path | None) -> KnowledgeGraph:
    """The graph that the options and the environment name."""
    from aikg import graph

    given = settings.read()
    place = location or given.location
    if place is None and graph.shipped_location().current() is None:
        click.echo("Building the graph that ships (once) …", err=True)
    return graph.open(place, articles=articles or given.articles)


def parameters(pairs: tuple[str, ...]) -> dict[str, str]:
    """`k=v` options as a mapping."""
    from aikg.errors import BadParameter

    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise BadParameter(pair, "write a parameter as name=value, for example --param org=xAI")
        if name in given:
            raise BadParameter(name, "is given twice")
        given[name] = value
    return given
