"""Slots: evenly spaced, shared, paused for everybody."""

import asyncio
import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.db import Database
from catalog.models import RateSlot
from connectors.base import ChannelError
from connectors.http.rate import GUARD, RateLimiter
from tests.unit.http.channel import ManualTime

KEY = "shopee:1"


def moments(limiter: RateLimiter, time: ManualTime, count: int, rate: float) -> list[float]:
    """Seconds at which `count` calls one after another may go."""
    start = time.at

    async def whole() -> list[float]:
        found = []
        for _ in range(count):
            await limiter.take(KEY, rate)
            found.append((time.at - start).total_seconds())
        return found

    return asyncio.run(whole())


def test_slots_are_evenly_spaced_with_a_guard(any_database: Database) -> None:
    time = ManualTime()
    limiter = RateLimiter(any_database, time.clock())
    found = moments(limiter, time, 30, 10.0)
    gaps = [after - before for before, after in itertools.pairwise(found)]
    assert found[0] == 0
    assert all(gap == pytest.approx(GUARD / 10, abs=1e-5) for gap in gaps)


def test_two_processes_share_the_slots(any_database: Database) -> None:
    time = ManualTime()
    limiters = [RateLimiter(any_database, time.clock(), patience=60) for _ in range(2)]
    taken: list[float] = []

    async def whole() -> None:
        for number in range(60):
            now = time.at
            await limiters[number % 2].take(KEY, 10.0)
            taken.append(time.at.timestamp())
            assert time.at >= now

    asyncio.run(whole())
    window = [sum(1 for one in taken if start <= one < start + 1) for start in taken]
    assert max(window) <= 10


def test_unused_slots_are_not_saved_up(database: Database) -> None:
    time = ManualTime()
    limiter = RateLimiter(database, time.clock())
    moments(limiter, time, 20, 10.0)
    time.at += timedelta(seconds=30)
    found = moments(limiter, time, 12, 10.0)
    assert sum(1 for one in found if one < 1) <= 10


def test_a_pause_stops_every_process_at_once(any_database: Database) -> None:
    time = ManualTime()
    first = RateLimiter(any_database, time.clock())
    second = RateLimiter(any_database, time.clock())
    moments(second, time, 18, 10.0)
    first.pause(KEY, 30.0, "error_rate_limit")
    time.at += timedelta(seconds=0.3)
    with pytest.raises(ChannelError) as caught:
        moments(second, time, 1, 10.0)
    assert caught.value.after == pytest.approx(29.7, abs=0.2)
    assert first.paused_until(KEY) is not None
    time.at += timedelta(seconds=30)
    assert second.paused_until(KEY) is None
    assert moments(second, time, 1, 10.0)


def test_waiting_too_long_costs_no_slots(database: Database) -> None:
    time = ManualTime()
    limiter = RateLimiter(database, time.clock(), patience=2.0)
    limiter.pause(KEY, 10.0)
    for _ in range(50):
        with pytest.raises(ChannelError):
            moments(limiter, time, 1, 10.0)
    with database.read() as session:
        row = session.get_one(RateSlot, KEY)
    assert (row.next_at - time.at).total_seconds() < 12


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.floats(0, 3), min_size=5, max_size=40), st.integers(1, 20))
def test_no_second_ever_holds_more_calls_than_allowed(
    database: Database, idle: list[float], rate: int
) -> None:
    time = ManualTime()
    with database.write() as session:
        row = session.get(RateSlot, KEY)
        if row is not None:
            session.delete(row)
    limiter = RateLimiter(database, time.clock(), patience=600)
    taken: list[float] = []

    async def whole() -> None:
        for pause in idle:
            time.at += timedelta(seconds=pause if pause > 1 else 0)
            await limiter.take(KEY, float(rate))
            taken.append(time.at.timestamp())

    asyncio.run(whole())
    for start in taken:
        assert sum(1 for one in taken if start <= one < start + 1) <= rate
