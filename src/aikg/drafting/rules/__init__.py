"""The rules, in the order in which they read a sentence: what one of them has used, the later ones leave alone."""

from __future__ import annotations

from typing import Final

from aikg.drafting.passages import Rule
from aikg.drafting.rules.figures import figures
from aikg.drafting.rules.investments import investments
from aikg.drafting.rules.measures import measures
from aikg.drafting.rules.money import money
from aikg.drafting.rules.relations import relations
from aikg.drafting.rules.works import deployments, partnerships, releases

RULES: Final[tuple[Rule, ...]] = (relations, releases, partnerships, deployments, money, investments, measures, figures)

__all__ = ["RULES"]
