"""The group `aikg`, what all its commands share, and how an error is told."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from aikg import settings
from aikg._version import __version__
from aikg.cli.places import Place, chosen
from aikg.errors import AikgError, BadParameter, NotFound, StoreError, UnreadableInput

if TYPE_CHECKING:
    from aikg.graph import KnowledgeGraph

# Commands by the module that defines them: a command's module, and what it imports, is loaded only when it is called.
COMMANDS: Final = {
    "build": "making",
    "draft": "drafting",
    "import": "importing",
    "validate": "making",
    "coverage": "making",
    "add": "adding",
    "remove": "adding",
    "log": "adding",
    "load": "making",
    "dump": "making",
    "backup": "making",
    "stats": "making",
    "query": "asking",
    "queries": "listing",
    "view": "asking",
    "views": "listing",
    "export": "asking",
    "show": "exploring",
    "search": "exploring",
    "path": "exploring",
    "resolve": "curating",
    "alias": "curating",
    "merge": "curating",
    "unmerge": "curating",
    "conflicts": "judging",
    "link": "judging",
    "unlink": "judging",
    "serve": "serving",
}


class _Lazy(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = "import_" if cmd_name == "import" else cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"aikg.cli.{COMMANDS[cmd_name]}"), name)
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
        # and Ctrl-C ends a query at once, which the engine would not hear. With arguments this is not the program.
        for name in () if args or extra else ("SIGPIPE", "SIGINT"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        if "_AIKG_COMPLETE" in os.environ:
            import_module("aikg.cli.completion")
        try:
            return super().main(*args, **extra)
        except OSError as error:  # of --help, which is no command
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 – else the end would print the rest
            _fail(error)


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
Shell completion (or zsh_source, fish_source):
  eval "$(_AIKG_COMPLETE=bash_source aikg)"
""",
)
@click.version_option(__version__, prog_name="aikg")
def main() -> None:
    """AI-industry news as a knowledge graph: every fact traceable to the sentence that says it.

    Without --location or --store (or AIKG_LOCATION, AIKG_STORE) the commands read the graph that ships with aikg.
    """


def located(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --location, --store and --articles, and tell its errors in words.

    The command takes `place`, what the first two name, and `articles`.
    """

    @wraps(command)
    def placed(*args: Any, location: Path | None, store: str | None, **kwargs: Any) -> Any:
        return command(*args, place=chosen(location, store), **kwargs)

    return _articles_option(_location_option(_store_option(told(placed))))


_location_option = click.option(
    "--location",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the graph (AIKG_LOCATION). Default: the graph that ships.",
)
_store_option = click.option(
    "--store",
    metavar="URL",
    help="SPARQL server that holds the graph (AIKG_STORE; AIKG_STORE_USER and _PASSWORD, or AIKG_STORE_TOKEN).",
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
            click.echo(f"aikg: {error}{_cure(error)}", err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            _fail(error)

    return wrapper


def _fail(error: OSError) -> NoReturn:
    """A failure outside of every store: of a file that it names, else of what is printed."""
    from aikg.stores.location import in_words

    failure = (
        in_words(error, error.filename)
        if error.filename
        else StoreError(f"the output cannot be written ({error.strerror or error}); what this command has done stays")
    )
    click.echo(f"aikg: {failure}", err=True)
    sys.exit(failure.exit_code)


def _cure(error: AikgError) -> str:
    """Where to look for what there is, when the error itself has nothing to offer."""
    if isinstance(error, BadParameter) and "needs it" in str(error):
        return "; write it as --param NAME=VALUE"
    if not isinstance(error, NotFound) or error.candidates:
        return ""
    if error.name.startswith("item:"):
        return "; `aikg query items` lists the news items"
    lists = {
        "news item": "`aikg query items` lists them",
        "entity": "`aikg search TEXT` finds names, `aikg query entities` lists all",
        "path over edges": "`aikg show NAME` lists the edges that an entity has",
    }
    return f"; {lists[error.kind]}" if error.kind in lists else ""


def opened(place: Place, articles: Path | None) -> KnowledgeGraph:
    """The graph that the options and the environment name."""
    from aikg import graph

    texts = articles or settings.read().articles
    if texts is not None and not texts.exists():
        raise UnreadableInput("there is no such file or folder; AIKG_ARTICLES names it", file=str(texts))
    if place.remote is not None:
        return graph.KnowledgeGraph(place.server(), articles=texts)
    with suppress(StoreError):  # `open` says it better
        if place.folder is None and place.local().current() is None:
            click.echo("Building the graph that ships (once) …", err=True)
    return graph.open(place.folder, articles=texts)


def parameters(pairs: tuple[str, ...]) -> dict[str, str]:
    """`k=v` options as a mapping."""
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise BadParameter(pair, "write a parameter as name=value, for example --param org=xAI")
        if name in given:
            raise BadParameter(name, "is given twice")
        given[name] = value
    return given
