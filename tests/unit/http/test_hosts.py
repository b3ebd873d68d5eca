"""The book of hosts: turns shared by processes, one request at a time, stops and sleeps."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from catalog.db import Database
from catalog.models import HostPace
from connectors.http.clock import Clock
from connectors.http.hosts import HostBook, HostWaitsError
from connectors.http.pace import Answer, Outcome

HOST = "postmart.vn"
CLEAN = Answer(Outcome.CLEAN, 0.1)
T = TypeVar("T")


class Moment:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 5, 3, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def moment() -> Moment:
    return Moment()


def book(database: Database, moment: Moment, **how: Any) -> HostBook:
    return HostBook(database, Clock(moment.now, moment.sleep), chance=lambda: 0.0, **how)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def row(database: Database) -> HostPace:
    with database.read() as session:
        return session.get_one(HostPace, HOST)


def test_turns_are_a_gap_apart(any_database: Database, moment: Moment) -> None:
    hosts = book(any_database, moment)

    async def three() -> None:
        for _ in range(3):
            await hosts.take(HOST, 3.0)
            await hosts.report(HOST, CLEAN, 3.0)

    run(three())
    assert moment.slept == [3.0, 3.0]
    assert row(any_database).looked == 3


def test_a_gap_is_one_between_requests_however_late_they_are_sent(
    database: Database, moment: Moment
) -> None:
    hosts = book(database, moment)
    run(hosts.take(HOST, 3.0))
    moment.at += timedelta(seconds=2.5)  # this process had other things to do
    run(hosts.report(HOST, CLEAN, 3.0))
    run(hosts.take(HOST, 3.0))
    assert moment.slept == [pytest.approx(2.9)]


def test_one_request_at_a_time_over_all_processes(any_database: Database, moment: Moment) -> None:
    first, second = book(any_database, moment), book(any_database, moment, patience=2.0)
    run(first.take(HOST, 0.0))
    with pytest.raises(HostWaitsError) as caught:
        run(second.take(HOST, 0.0))
    assert caught.value.decision.code == "host_busy"
    run(first.report(HOST, CLEAN, 0.0))
    run(second.take(HOST, 0.0))


def test_the_turn_of_a_dead_process_ends(database: Database, moment: Moment) -> None:
    run(book(database, moment, deadline=20.0).take(HOST, 0.0))
    moment.at += timedelta(seconds=31)
    run(book(database, moment).take(HOST, 0.0))


def test_a_turn_given_back_is_free_at_once(database: Database, moment: Moment) -> None:
    hosts = book(database, moment)
    run(hosts.take(HOST, 0.0))
    run(hosts.release(HOST))
    run(hosts.take(HOST, 0.0))
    assert moment.slept == []


def test_five_blocks_stop_the_host_for_everybody(any_database: Database, moment: Moment) -> None:
    hosts = book(any_database, moment, patience=1e6)

    async def blocked() -> None:
        for _ in range(5):
            await hosts.take(HOST, 3.0)
            await hosts.report(HOST, Answer(Outcome.BLOCKED, 0.1, "http_403"), 3.0)

    run(blocked())
    with pytest.raises(HostWaitsError) as caught:
        run(book(any_database, moment).take(HOST, 3.0))
    assert (caught.value.code, caught.value.until) == (
        "page_blocked",
        moment.at + timedelta(days=1),
    )
    assert (row(any_database).blocks, row(any_database).last_code) == (5, "http_403")
    moment.at += timedelta(days=1)
    run(hosts.take(HOST, 3.0))
    run(hosts.report(HOST, CLEAN, 3.0))
    assert row(any_database).stopped_until is None


def test_a_long_wait_is_not_slept(database: Database, moment: Moment) -> None:
    hosts = book(database, moment, patience=30.0)
    run(hosts.take(HOST, 3.0))
    run(hosts.report(HOST, Answer(Outcome.BLOCKED, 0.1, "http_429", 600.0), 3.0))
    with pytest.raises(HostWaitsError) as caught:
        run(hosts.take(HOST, 3.0))
    assert caught.value.after == pytest.approx(600.0)
    assert moment.slept == []


def test_rules_read_before_a_page_do_not_use_up_its_turn(
    database: Database, moment: Moment
) -> None:
    hosts = book(database, moment, patience=30.0)
    run(hosts.take(HOST, 3.0))
    run(hosts.report(HOST, Answer(Outcome.BLOCKED, 600.0, "http_429"), 3.0))
    moment.at += timedelta(hours=1)
    run(hosts.take(HOST, 3.0, before_a_page=True))
    run(hosts.report(HOST, Answer(Outcome.REACHED, 0.1), 3.0))
    run(hosts.take(HOST, 3.0))
    assert moment.slept == [3.0]
    run(hosts.report(HOST, CLEAN, 3.0))
    with pytest.raises(HostWaitsError):
        run(hosts.take(HOST, 3.0))


def test_hosts_do_not_wait_for_each_other(database: Database, moment: Moment) -> None:
    hosts = book(database, moment)
    run(hosts.take(HOST, 60.0))
    run(hosts.take("buudien.vn", 60.0))
    assert moment.slept == []


def test_the_day_is_counted_anew(database: Database, moment: Moment) -> None:
    hosts = book(database, moment)
    for _ in range(2):
        run(hosts.take(HOST, 0.0))
        run(hosts.report(HOST, CLEAN, 0.0))
        moment.at += timedelta(days=1)
    assert row(database).looked == 1


def test_the_budget_of_a_day_is_kept_and_opens_at_midnight(
    database: Database, moment: Moment
) -> None:
    hosts = book(database, moment, budget=2)
    for _ in range(2):
        run(hosts.take(HOST, 0.0))
        run(hosts.report(HOST, CLEAN, 0.0))
    with pytest.raises(HostWaitsError) as caught:
        run(hosts.take(HOST, 0.0))
    assert caught.value.until == datetime(2026, 1, 6, tzinfo=UTC)
    moment.at = caught.value.until
    run(hosts.take(HOST, 0.0))
