"""Shell completion: names of queries, views and entities, from the catalogue and from the graph itself."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem


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
        from aikg.cli.main import opened
        from aikg.errors import AikgError

        location = ctx.params.get("location")
        try:
            with opened(Path(location) if location else None, None) as graph:
                hits = graph.search(incomplete, limit=12)
        except AikgError:
            return []
        return [CompletionItem(hit.name, help=f"{hit.label} ({hit.type})") for hit in hits]


QUESTION = _Catalogue("query", "questions", files=True)
VIEW = _Catalogue("view", "views")
ENTITY = _Entity()


def parameter_values(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`--param`: the parameters of the query or view that is named, then the values of the one begun."""
    from aikg import catalogue

    name = ctx.params.get("query") or ctx.params.get("name") or ""
    found = {**catalogue.folder("questions"), **catalogue.folder("views")}.get(name)
    if found is None:
        return []
    key, equals, begun = incomplete.partition("=")
    if not equals:
        return [
            CompletionItem(f"{p.name}=", help=p.description)
            for p in found.parameters.values()
            if p.name.startswith(key)
        ]
    parameter = found.parameters.get(key)
    if parameter is None:
        return []
    if parameter.type == "entity" and begun:
        return [CompletionItem(f"{key}={i.value}", help=i.help) for i in ENTITY.shell_complete(ctx, param, begun)]
    return [CompletionItem(f"{key}={value}") for value in parameter.values if value.startswith(begun)]
