"""A listing that comes and goes is flapping: told once, shown with its newest status."""

from collections.abc import Sequence

import pytest

from catalog.db import Database
from catalog.observing import Kind, differences, record
from catalog.observing.rules import EMPTY, Look, State, fold
from catalog.status import Method, Observed
from tests.unit.observing.conftest import LATER, at, listing, look

LIVE, OUT, REVIEW = Observed.LIVE, Observed.LIVE_OUT_OF_STOCK, Observed.IN_REVIEW


def folded(*statuses: Observed, hours: float = 6) -> State:
    """The state after looks that many hours apart."""
    return fold(
        Look(at(60 * hours * number), Method.API, status) for number, status in enumerate(statuses)
    )


def test_four_turns_in_three_days_are_flapping() -> None:
    assert folded(LIVE, OUT, LIVE, OUT).flapping_since is None
    state = folded(LIVE, OUT, LIVE, OUT, LIVE)
    assert (state.flapping_since, len(state.turns), state.status) == (at(60 * 24), 4, LIVE)


@pytest.mark.parametrize(
    "statuses",
    [
        (LIVE, OUT, OUT, LIVE),
        (Observed.DRAFT, REVIEW, Observed.REJECTED, REVIEW, Observed.REJECTED, REVIEW, LIVE),
        (LIVE,) * 9,
    ],
)
def test_ordinary_lives_are_none(statuses: Sequence[Observed]) -> None:
    assert folded(*statuses).flapping_since is None


def test_turns_far_apart_are_none() -> None:
    assert folded(*(LIVE, OUT) * 5, hours=30).flapping_since is None


def test_it_is_over_once_a_status_has_stood_for_a_day() -> None:
    quiet = (LIVE, OUT, LIVE, OUT, LIVE)
    assert folded(*quiet, LIVE, LIVE, LIVE).flapping_since is not None
    over = folded(*quiet, *(LIVE,) * 4)
    assert (over.flapping_since, over.status) == (None, LIVE)
    # One more turn doesn't make it flap again at once: older ones have left the window by then.
    assert folded(*quiet, *(LIVE,) * 12, OUT).flapping_since is None


def test_looks_that_told_nothing_are_no_turns() -> None:
    assert folded(*(LIVE, Observed.UNKNOWN) * 6).turns == ()


def test_one_difference_instead_of_many_and_no_notice_of_each(world: Database) -> None:
    told = []
    for number, status in enumerate((LIVE, OUT, LIVE, OUT, LIVE, OUT)):
        with world.write() as session:
            result = record(session, [look(1, 360 * number, status)], now=at(360 * number))
            told += [change.is_flapping for change in result.changes]
    assert told == [False, False, False, False, True, True]
    row = listing(world)
    assert (row.observed, len(row.turns or ())) == (OUT, 5)
    with world.read() as session:
        (item,) = differences(session, now=at(360 * 5))
    assert (item.kind, item.detail) == (Kind.FLAPPING, "5 lần đổi trong 72 giờ")


def test_late_looks_give_the_same_turns(world: Database) -> None:
    looks = [look(1, 360 * n, status) for n, status in enumerate((LIVE, OUT, LIVE, OUT, LIVE))]
    for one in reversed(looks):
        with world.write() as session:
            record(session, [one], now=LATER)
    assert listing(world).flapping_since == at(360 * 4)
    assert EMPTY.turns == ()
