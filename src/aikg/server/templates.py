"""Pages from templates; whatever data is put into them is escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@cache
def environment() -> Environment:
    """Where the templates are."""
    return Environment(
        loader=PackageLoader("aikg.server"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def page(name: str) -> Template:
    """A template."""
    return environment().get_template(name)
