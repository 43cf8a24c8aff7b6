"""While exports run, Python looks for cycles seldom; what was set before comes back."""

import gc
from collections.abc import Iterator

import pytest

from aikg.gephi.memory import THRESHOLD, seldom_collected


@pytest.fixture(autouse=True)
def former() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)


def test_the_setting_comes_back_after_the_last_of_several_and_after_an_error() -> None:
    gc.set_threshold(701, 11, 12)
    with pytest.raises(ZeroDivisionError), seldom_collected():
        with seldom_collected():
            assert gc.get_threshold() == (THRESHOLD, 11, 12)
        assert gc.get_threshold()[0] == THRESHOLD
        raise ZeroDivisionError
    assert gc.get_threshold() == (701, 11, 12)


@pytest.mark.parametrize("set_by_hand", [0, THRESHOLD + 1])
def test_who_collects_more_seldom_or_never_is_left_alone(set_by_hand: int) -> None:
    gc.set_threshold(set_by_hand, 11, 12)
    with seldom_collected():
        assert gc.get_threshold()[0] == set_by_hand
    assert gc.get_threshold()[0] == set_by_hand


def test_what_somebody_sets_meanwhile_stays() -> None:
    with seldom_collected():
        gc.set_threshold(1_234, 5, 6)
    assert gc.get_threshold() == (1_234, 5, 6)
