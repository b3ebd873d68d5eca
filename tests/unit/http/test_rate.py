"""Slots: evenly spaced, shared, paused for everybody."""

import asyncio
import itertools
import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.db import Database
from catalog.models import RateSlot
from connectors.base import ChannelError
from connectors.http.clock import Clock
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


def forget(database: Database) -> None:
    with database.write() as session:
        row = session.get(RateSlot, KEY)
        if row is not None:
            session.delete(row)


def test_slots_are_evenly_spaced_with_a_guard(any_database: Database) -> None:
    time = ManualTime()
    limiter = RateLimiter(any_database, time.clock())
    found = moments(limiter, time, 30, 10.0)
    first, *gaps = [after - before for before, after in itertools.pairwise(found)]
    assert found[0] == 0
    # The first call has to open a connection and arrives late: it leaves room for that.
    assert first == pytest.approx(2 * GUARD / 10, abs=1e-5)
    assert all(gap == pytest.approx(GUARD / 10, abs=1e-5) for gap in gaps)


def test_a_call_after_a_long_silence_leaves_room_again(database: Database) -> None:
    time = ManualTime()
    limiter = RateLimiter(database, time.clock())
    moments(limiter, time, 1, 10.0)
    time.at += timedelta(seconds=5)
    warm = moments(limiter, time, 2, 10.0)
    time.at += timedelta(seconds=16)
    cold = moments(limiter, time, 2, 10.0)
    assert [warm[1], cold[1]] == [pytest.approx(0.103), pytest.approx(0.206)]


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


def test_slots_behind_a_pause_stay_good(database: Database) -> None:
    """Dropping them at each look made a pause of one second cost five."""
    time = ManualTime()
    limiter = RateLimiter(database, time.clock(), patience=60)
    moments(limiter, time, 20, 10.0)
    limiter.pause(KEY, 1.0)
    found = moments(limiter, time, 30, 10.0)
    assert found[0] == pytest.approx(1.0, abs=0.11)
    assert found[-1] == pytest.approx(1.0 + 29 * GUARD / 10, abs=0.2)


def test_a_call_that_sleeps_when_the_pause_begins_takes_another_slot(database: Database) -> None:
    time = ManualTime()
    to_come = [False, False, True]

    async def sleep(seconds: float) -> None:
        """Another call is refused while the third one sleeps."""
        await time.sleep(seconds)
        if to_come and to_come.pop(0):
            limiter.pause(KEY, 30.0)

    limiter = RateLimiter(database, Clock(time.now, sleep), patience=60)
    found = moments(limiter, time, 4, 10.0)
    assert not to_come
    assert found[2] < 1
    assert found[3] >= 30


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.floats(0, 0.4), min_size=25, max_size=60), st.integers(1, 20))
def test_calls_that_wake_late_never_crowd_the_next_second(
    database: Database, late: list[float], rate: int
) -> None:
    """A busy machine wakes a call late: those behind it wait, so that no second holds too many."""
    time, left = ManualTime(), list(late)
    forget(database)

    async def sleep(seconds: float) -> None:
        await time.sleep(seconds + (left.pop() if left else 0.0))

    limiter = RateLimiter(database, Clock(time.now, sleep), patience=600)
    taken: list[float] = []

    async def whole() -> None:
        # Many wait at once, as the workers of a shop do: slots are handed out ahead.
        await asyncio.gather(*(one() for _ in late))

    async def one() -> None:
        await limiter.take(KEY, float(rate))
        taken.append(time.at.timestamp())

    asyncio.run(whole())
    for start in taken:
        assert sum(1 for one in taken if start <= one < start + 0.999) <= rate


RACER = """
import asyncio, sys
from datetime import datetime, timedelta
from catalog.db import Database
from connectors.http.clock import Clock
from connectors.http.clock import Clock
from connectors.http.rate import RateLimiter

at = datetime.fromisoformat(sys.argv[2])

async def sleep(seconds):
    global at
    at += timedelta(seconds=seconds)

async def main():
    limiter = RateLimiter(Database(sys.argv[1]), Clock(lambda: at, sleep), patience=600)
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(40):
        await limiter.take("shopee:1", 10.0)
        print(at.timestamp())

asyncio.run(main())
"""


def test_processes_together_keep_the_limit(any_database: Database) -> None:
    """Four processes, each with a clock that only its own waiting moves: the slots are shared."""
    start = ManualTime().at.isoformat()
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, any_database.url, start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    taken = [
        float(line) for racer in racers for line in racer.communicate(timeout=120)[0].splitlines()
    ]
    assert len(taken) == 160
    for one in taken:
        assert sum(1 for other in taken if one <= other < one + 1) <= 10
    # Shared without waste: 160 slots, one more for each first call, and at the end
    # at most a second's worth leased by each and not used.
    assert max(taken) - min(taken) < (160 + 4 + 4 * 10) * GUARD / 10


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.floats(0, 3), min_size=5, max_size=40), st.integers(1, 20))
def test_no_second_ever_holds_more_calls_than_allowed(
    database: Database, idle: list[float], rate: int
) -> None:
    time = ManualTime()
    forget(database)
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
