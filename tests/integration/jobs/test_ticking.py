"""The clock: one leader, what is due is queued once, a dead leader is followed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from catalog.db import Database
from catalog.models import Heartbeat, Task
from jobs.engine import heartbeat, leader
from jobs.engine.schedule import Schedule
from jobs.engine.ticker import LEADER_SECONDS, Ticker

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOURLY = (Schedule("plan_push", timedelta(hours=1)), Schedule("housekeeping", timedelta(days=1)))


class Watch:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def tasks(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(task.job for task in session.exec(select(Task)))


def test_due_jobs_are_queued_once(any_database: Database) -> None:
    watch = Watch()
    ticker = Ticker(any_database, HOURLY, "a", watch)
    assert sorted(ticker.tick()) == ["housekeeping", "plan_push"]
    assert ticker.tick() == []
    watch.now += timedelta(hours=1)
    assert ticker.tick() == ["plan_push"]
    assert tasks(any_database) == ["housekeeping", "plan_push"]


def test_a_missed_time_is_made_up_once(database: Database) -> None:
    watch = Watch()
    ticker = Ticker(database, HOURLY, "a", watch)
    ticker.tick()
    watch.now += timedelta(hours=9)
    assert ticker.tick() == ["plan_push"]
    assert ticker.tick() == []


def test_only_the_leader_queues(any_database: Database) -> None:
    watch = Watch()
    first = Ticker(any_database, HOURLY, "a", watch)
    second = Ticker(any_database, HOURLY, "b", watch)
    assert first.tick()
    watch.now += timedelta(hours=1)
    first.tick()
    watch.now += timedelta(seconds=5)
    assert second.tick() == []


def test_a_silent_leader_is_followed(database: Database) -> None:
    watch = Watch()
    Ticker(database, HOURLY, "a", watch).tick()
    second = Ticker(database, HOURLY, "b", watch)
    watch.now += timedelta(hours=1, seconds=LEADER_SECONDS)
    assert second.tick() == ["plan_push"]


def test_a_shorter_pace_counts_from_now(database: Database) -> None:
    watch = Watch()
    Ticker(database, HOURLY, "a", watch).tick()
    faster = (Schedule("housekeeping", timedelta(minutes=5)),)
    assert Ticker(database, faster, "a", watch).tick() == ["housekeeping"]


@pytest.mark.parametrize(("holder", "taken"), [("a", True), ("b", False)])
def test_a_lease_has_one_holder(any_database: Database, holder: str, taken: bool) -> None:
    with any_database.write() as session:
        assert leader.take(session, "x", "a", START, 10)
    with any_database.write() as session:
        assert leader.take(session, "x", holder, START, 10) is taken


def test_a_lease_given_back_is_free(database: Database) -> None:
    with database.write() as session:
        leader.take(session, "x", "a", START, 10)
        leader.give_back(session, "x", "b")
        assert not leader.take(session, "x", "b", START, 10)
        leader.give_back(session, "x", "a")
        assert leader.take(session, "x", "b", START, 10)


def test_late_schedules_and_live_workers_are_told(database: Database) -> None:
    with database.write() as session:
        heartbeat.beat(session, "schedule:a", START, due_at=START - timedelta(minutes=1))
        heartbeat.beat(session, "schedule:b", START, due_at=START + timedelta(minutes=1))
        heartbeat.beat(session, "worker:old", START - timedelta(minutes=1))
        heartbeat.beat(session, "worker:new", START)
    with database.read() as session:
        assert [row.name for row in heartbeat.late_schedules(session, START)] == ["schedule:a"]
        assert [row.name for row in heartbeat.workers_alive(session, START)] == ["worker:new"]


def test_the_pulse_that_pages_show_beats(database: Database) -> None:
    Ticker(database, HOURLY, "a", Watch()).tick()
    with database.read() as session:
        assert session.get_one(Heartbeat, "scheduler").at == START
