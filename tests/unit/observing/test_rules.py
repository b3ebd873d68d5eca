"""The fold of looks into a status: promises Sync 5 and 7, as pure functions."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.observing.rules import Hold, Look, fold, order
from catalog.status import Method, Observed
from tests.unit.observing.conftest import at

METHODS = st.sampled_from(list(Method))
LOOKS = st.builds(
    Look,
    at=st.integers(0, 60).map(lambda number: at(number * 4)),
    method=METHODS,
    status=st.sampled_from(list(Observed)),
    confidence=st.sampled_from([0.5, 1.0]),
    price_vnd=st.sampled_from([None, 50_000, 60_000]),
    flags=st.sampled_from([(), ("gone",)]),
    picture=st.sampled_from([None, "https://a.vn/che.jpg", "https://a.vn/tra.jpg", ""]),
)
LOGS = st.lists(LOOKS, max_size=25, unique_by=lambda look: (look.at, look.method))


def api(minutes: float, status: Observed, **facts: Any) -> Look:
    return Look(at(minutes), Method.API, status, **facts)


def page(minutes: float, status: Observed, **facts: Any) -> Look:
    return Look(at(minutes), Method.PAGE, status, **facts)


def status(*looks: Look) -> Observed:
    return fold(looks).status


@given(LOGS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_state(log: list[Look], random: Random) -> None:
    shuffled = list(log)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(log)


@given(LOGS, st.integers(0, 25))
def test_folding_in_two_parts_is_folding_at_once(log: list[Look], cut: int) -> None:
    ordered = sorted(log, key=order)
    assert fold(ordered[cut:], fold(ordered[:cut])) == fold(log)


@given(LOGS)
def test_the_status_rests_on_a_look_that_showed_it(log: list[Look]) -> None:
    state = fold(log)
    shown = {look.status for look in log}
    if state.status is Observed.REMOVED:
        assert shown & {Observed.REMOVED, Observed.NOT_FOUND}
    elif state.status is Observed.NOT_FOUND:
        assert any(look.misses for look in log)
    else:
        assert state.status is Observed.UNKNOWN or state.status in shown


def test_the_newer_look_wins_over_the_later_arrival() -> None:
    assert status(api(10, Observed.SUSPENDED), api(5, Observed.LIVE)) is Observed.SUSPENDED


def test_unknown_keeps_the_status_and_its_age() -> None:
    state = fold([api(0, Observed.LIVE), page(60, Observed.UNKNOWN, reason="page_blocked")])
    assert (state.status, state.at) == (Observed.LIVE, at(0))
    assert (state.look_at, state.look_reason) == (at(60), "page_blocked")


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([page(5, Observed.NOT_FOUND)], Observed.LIVE),
        ([page(5, Observed.NOT_FOUND), page(6, Observed.NOT_FOUND)], Observed.LIVE),
        ([page(5, Observed.NOT_FOUND), page(15, Observed.NOT_FOUND)], Observed.NOT_FOUND),
        ([page(n, Observed.NOT_FOUND) for n in (5, 15, 25)], Observed.REMOVED),
        ([page(5, Observed.NOT_FOUND, flags=("gone",))], Observed.NOT_FOUND),
        ([page(5, Observed.REMOVED)], Observed.LIVE),
        ([api(5, Observed.REMOVED)], Observed.REMOVED),
        (
            [page(5, Observed.NOT_FOUND), api(10, Observed.LIVE), page(30, Observed.NOT_FOUND)],
            Observed.LIVE,
        ),
        ([Look(at(5), Method.PERSON, Observed.NOT_FOUND)], Observed.NOT_FOUND),
    ],
)
def test_not_found_needs_two_looks_apart_in_time(looks: list[Look], expected: Observed) -> None:
    assert status(api(0, Observed.LIVE), *looks) is expected


def test_what_was_never_on_sale_is_not_found_and_never_removed() -> None:
    assert status(*(api(n, Observed.NOT_FOUND) for n in (0, 20, 40, 60))) is Observed.NOT_FOUND


@pytest.mark.parametrize(
    ("minutes", "confidence", "expected"),
    [
        (30, 0.5, Observed.LIVE),
        (30, 0.9, Observed.LIVE_OUT_OF_STOCK),
        (24 * 60, 0.5, Observed.LIVE_OUT_OF_STOCK),
    ],
)
def test_a_weak_page_does_not_overrule_a_fresh_api_answer(
    minutes: float, confidence: float, expected: Observed
) -> None:
    weak = page(minutes, Observed.LIVE_OUT_OF_STOCK, confidence=confidence)
    assert status(api(0, Observed.LIVE), weak) is expected


def test_since_is_when_the_status_began() -> None:
    state = fold([api(0, Observed.LIVE), api(30, Observed.LIVE, price_vnd=60_000)])
    assert (state.since, state.at, state.price_vnd) == (at(0), at(30), 60_000)
    assert state.last_live_at == at(30)


def test_an_incident_holds_changes_but_not_confirmations_or_people() -> None:
    hold = Hold(7, at(5), at(60))
    before = fold([api(0, Observed.LIVE)])
    held = fold([api(10, Observed.SUSPENDED)], before, [hold])
    assert (held.status, held.at, held.held) == (Observed.LIVE, at(0), None)
    open_hold = Hold(7, at(5))
    assert fold([api(10, Observed.SUSPENDED)], before, [open_hold]).held == 7
    assert fold([api(10, Observed.LIVE)], before, [hold]).at == at(10)
    assert fold([api(60, Observed.SUSPENDED)], before, [hold]).status is Observed.SUSPENDED
    said = Look(at(10), Method.PERSON, Observed.SUSPENDED)
    assert fold([said], before, [hold]).status is Observed.SUSPENDED
