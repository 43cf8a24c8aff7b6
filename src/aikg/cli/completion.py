"""Shell completion: names of queries, views and entities, from the catalogue and from the graph itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

if TYPE_CHECKING:
    from aikg.search import Hit


class _Catalogue(click.ParamType):  # type: ignore[type-arg]
    """A name from one folder of the catalogue; any text is taken, completion offers what there is."""

    def __init__(self, name: str, folder: str, files: bool = False) -> None:
        self.name = name
        self._folder, self._files = folder, files

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from aikg import catalogue

        known = catalogue.folder(self._folder).values()
        items = [CompletionItem(q.name, help=q.summary) for q in known if q.name.startswith(incomplete)]
        return items or [CompletionItem(incomplete, type="file")] if self._files else items


class _Entity(click.ParamType):  # type: ignore[type-arg]
    """A name of an entity; completion searches the graph."""

    name = "entity"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return self.begun(ctx, incomplete)

    @staticmethod
    def begun(ctx: click.Context, incomplete: str, classes: tuple[str, ...] = ()) -> list[CompletionItem]:
        """Names of entities of some classes (none = any) that begin so."""
        from aikg.cli.main import opened
        from aikg.cli.places import chosen
        from aikg.errors import AikgError
        from aikg.search import search

        location = ctx.params.get("location")
        try:
            place = chosen(Path(location) if location else None, ctx.params.get("store"))
            if place.remote is None and place.local().current() is None:
                return []  # a build in the middle of a command line would be a surprise
            with opened(place, None) as graph:
                return _begun(incomplete, search(graph.store, incomplete.rpartition(":")[2], 200, classes))
        except AikgError:
            return []


def _begun(incomplete: str, hits: list[Hit]) -> list[CompletionItem]:
    """Names that begin so, else CURIEs that do; else what a misspelling may have meant. Never more than twelve.

    A name of several words would have to be quoted, so the CURIE stands for it.
    """
    by_name = [h for h in hits if h.name.casefold().startswith(incomplete.casefold())]
    by_curie = [h for h in hits if h.id.startswith(incomplete)] if ":" in incomplete else []
    return [
        CompletionItem(
            h.id if h in by_curie or re.search(r"[^\w.\-]", h.name) else h.name, help=f"{h.label} ({h.type})"
        )
        for h in (by_curie or by_name or hits)[:12]
    ]


class Parametrised(click.Command):
    """A command with `--param`, whose completion needs to know the query or view that is named before it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; while completing, also those before an option that still waits for its value."""
        if ctx.resilient_parsing and args and args[-1] == "--param":
            args = args[:-1]
        return super().parse_args(ctx, args)


class _Bash(BashComplete):
    """Bash parts a word at `=` and `:` before it asks, and puts the answer in the place of the last part only."""

    source_template = BashComplete.source_template.replace(
        "    return 0", "    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n\n    return 0"
    )
    _before = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, last = super().get_completion_args()
        words: list[str] = []
        for word in (*args, last):
            parting = bool(word) and not word.strip("=:")
            if words and (parting or words[-1].endswith(("=", ":"))):
                words[-1] += word
            else:
                words.append(word)
        self._before = words[-1] if not last.strip("=:") else words[-1].removesuffix(last)
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        value = str(item.value)
        return f"{item.type},{value.removeprefix(self._before)}"


add_completion_class(_Bash, "bash")

QUESTION = _Catalogue("query", "questions", files=True)
VIEW = _Catalogue("view", "views")
ENTITY = _Entity()


def parameter_values(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`--param`: the parameters of the query or view that is named, then the values of the one begun."""
    from aikg import catalogue

    name = ctx.params.get("query") or ctx.params.get("name") or ""
    query = catalogue.folder("questions" if ctx.command.name == "query" else "views").get(name)
    if query is None:
        return []
    key, equals, begun = incomplete.partition("=")
    if not equals:
        return [
            CompletionItem(f"{p.name}=", help=p.description)
            for p in query.parameters.values()
            if p.name.startswith(key)
        ]
    parameter = query.parameters.get(key)
    if parameter is None:
        return []
    if parameter.type == "entity" and begun:
        found = _Entity.begun(ctx, begun, parameter.classes)
        return [CompletionItem(f"{key}={item.value}", help=item.help) for item in found]
    return [CompletionItem(f"{key}={value}") for value in parameter.values if value.startswith(begun)]
