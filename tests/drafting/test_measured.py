"""The measure of drafts (benchmarks/drafting.py), and that drafts do not get worse by it."""

from __future__ import annotations

from pathlib import Path

import pytest

import drafting
from aikg.stores.embedded import EmbeddedStore
from running import ROOT, program, real_article, shipped

UNSEEN = sorted(p for p in (ROOT / "benchmarks" / "unseen").iterdir() if p.suffix in (".md", ".txt"))


def measured(path: Path, store: EmbeddedStore) -> dict[str, drafting.Score]:
    scores, *_ = drafting.compare(drafting.draft_of(path, store)[1], drafting.by_hand(path))
    return {score.what: score for score in scores}


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.name)
def test_the_articles_in_our_own_words(path: Path, store: EmbeddedStore) -> None:
    scores = measured(path, store)
    claims, figures = scores["claims: kind, parties and figure"], scores["figures: number, unit and bound"]
    assert claims.right >= 0.75 * max(claims.drafted, claims.there)
    assert figures.right == figures.drafted == figures.there


def test_the_shipped_article(store: EmbeddedStore) -> None:
    scores = measured(real_article(), store)
    claims, figures = scores["claims: kind, parties and figure"], scores["figures: number, unit and bound"]
    assert claims.right >= 0.9 * claims.drafted
    assert claims.right >= 0.75 * claims.there
    assert figures.right == figures.there
    assert scores["entities of an item"].right == scores["entities of an item"].drafted


def test_what_people_made_is_all_right_by_the_measure() -> None:
    for path in UNSEEN:
        there = drafting.by_hand(path)
        scores, pairs, made_up, missed = drafting.compare(there, there)
        assert (made_up, missed) == ([], [])
        assert all(score.right == score.drafted == score.there for score in scores)
        assert all(drafting.overlap(one, other) == 1 for one, other in pairs)


def test_what_people_made_conforms() -> None:
    folder = UNSEEN[0].parent
    done = program("validate", folder, "--articles", folder, at=shipped())
    assert done.returncode == 0, done.stdout.decode()
