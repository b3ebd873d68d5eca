"""From looks at a shop's page to its status: two looks apart before anything bad is believed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.shop_pages.fold import DOUBTED, State, step
from catalog.status import ShopSeen

START = datetime(2026, 3, 1, tzinfo=UTC)
GAP = timedelta(minutes=10)


def fold(*looks: tuple[float, ShopSeen, tuple[str, ...]]) -> State:
    state = State()
    for minute, status, flags in looks:
        state = step(state, status, START + timedelta(minutes=minute), flags, GAP)
    return state


@pytest.mark.parametrize("bad", sorted(DOUBTED))
def test_one_bad_look_is_a_doubt_and_the_second_makes_it_true(bad: ShopSeen) -> None:
    first = fold((0, ShopSeen.OPEN, ()), (60, bad, ()))
    assert (first.status, first.doubt) == (ShopSeen.OPEN, bad)
    again = fold((0, ShopSeen.OPEN, ()), (60, bad, ()), (69, bad, ()))
    assert again.status is ShopSeen.OPEN
    later = fold((0, ShopSeen.OPEN, ()), (60, bad, ()), (70, bad, ()))
    assert (later.status, later.since) == (bad, START + timedelta(minutes=60))


def test_a_look_in_between_clears_the_doubt() -> None:
    closed = ShopSeen.CLOSED
    state = fold((0, ShopSeen.OPEN, ()), (9, closed, ()), (20, ShopSeen.OPEN, ()), (40, closed, ()))
    assert (state.status, state.doubt_at) == (ShopSeen.OPEN, START + timedelta(minutes=40))


def test_two_different_bad_looks_dont_confirm_each_other() -> None:
    state = fold((0, ShopSeen.OPEN, ()), (10, ShopSeen.CLOSED, ()), (30, ShopSeen.NOT_FOUND, ()))
    assert (state.status, state.doubt) == (ShopSeen.OPEN, ShopSeen.NOT_FOUND)


def test_gone_counts_at_once() -> None:
    assert fold((0, ShopSeen.NOT_FOUND, ("gone",))).status is ShopSeen.NOT_FOUND


@given(st.lists(st.sampled_from(sorted(ShopSeen)), max_size=12), st.integers(0, 12))
def test_unknown_changes_nothing_wherever_it_comes(looks: list[ShopSeen], at: int) -> None:
    timed = [(20.0 * number, status, ()) for number, status in enumerate(looks)]
    extra = (20.0 * at + 1.0, ShopSeen.UNKNOWN, ())
    assert fold(*timed) == fold(*timed[:at], extra, *timed[at:])
