"""Mass red is one incident: statuses are held with their age, and the truth comes afterwards."""

from datetime import timedelta

import pytest
from sqlmodel import select

from catalog.contract import Seen
from catalog.db import Database
from catalog.models import Incident, Listing
from catalog.observing import Verdict, close_incident, judge_channel, open_incidents, record
from catalog.status import Intent, Observed
from tests.unit.observing.conftest import LATER, LISTINGS, at, listing, look

EVERY = range(1, LISTINGS + 1)


def save(database: Database, *seen: Seen) -> None:
    with database.write() as session:
        record(session, seen, now=LATER)


def judge(database: Database, minutes: float) -> Verdict:
    with database.write() as session:
        return judge_channel(session, "shopee", timedelta(minutes=30), now=at(minutes))


def statuses(database: Database) -> set[str]:
    return {listing(database, number).observed for number in EVERY}


@pytest.fixture
def live(world: Database) -> Database:
    """Every listing was on sale an hour ago."""
    save(world, *(look(number, -60) for number in EVERY))
    return world


@pytest.fixture
def red(live: Database) -> Database:
    """Every listing but two turned red within five minutes."""
    save(live, *(look(number, number / 3, Observed.SUSPENDED) for number in EVERY[2:]))
    save(live, *(look(number, 4) for number in EVERY[:2]))
    return live


def test_mass_red_opens_one_incident_and_gives_statuses_back(red: Database) -> None:
    verdict = judge(red, 6)
    assert (verdict.opened, verdict.looked, verdict.changed) == (True, 12, 10)
    assert statuses(red) == {"live"}
    assert listing(red, 3).observed_at == at(-60)
    assert listing(red, 3).held_incident_id == verdict.incident_id
    again = judge(red, 7)
    assert (again.opened, again.incident_id) == (False, verdict.incident_id)
    with red.read() as session:
        assert [row.kind for row in open_incidents(session)] == ["mass_change"]


def test_while_it_is_open_further_changes_are_held(red: Database) -> None:
    judge(red, 6)
    save(red, look(1, 8, Observed.REMOVED))
    row = listing(red, 1)
    assert (row.observed, row.look_status) == ("live", "removed")
    assert row.held_incident_id is not None


def test_recovery_closes_it_and_asks_for_fresh_looks(red: Database) -> None:
    judge(red, 6)
    save(red, *(look(number, 40) for number in EVERY[:11]))
    verdict = judge(red, 45)
    assert (verdict.closed, verdict.looked) == (True, 11)
    row = listing(red, 12)
    assert (row.held_incident_id, row.due_at) == (None, at(45))
    with red.read() as session:
        assert open_incidents(session) == []


def test_after_it_each_product_gets_its_own_truth(red: Database) -> None:
    judge(red, 6)
    save(red, *(look(number, 40) for number in EVERY[:11]))
    judge(red, 45)
    save(red, look(12, 50, Observed.SUSPENDED))
    assert listing(red, 12).observed == "suspended"
    assert not judge(red, 51).opened


def test_a_late_look_from_the_time_of_the_incident_stays_held(red: Database) -> None:
    judge(red, 6)
    save(red, *(look(number, 40) for number in EVERY[:11]))
    judge(red, 45)
    save(red, look(12, 10, Observed.REMOVED))
    assert listing(red, 12).observed == "live"


def test_failing_looks_are_an_incident_without_any_change(live: Database) -> None:
    save(live, *(look(number, 1, Observed.UNKNOWN, reason="channel_down") for number in EVERY))
    verdict = judge(live, 2)
    assert (verdict.opened, verdict.failing, verdict.share) == (True, 12, 1.0)
    assert statuses(live) == {"live"}
    with live.read() as session:
        assert session.exec(select(Incident)).one().kind == "mass_failure"


def test_a_person_may_say_that_it_was_all_true(red: Database) -> None:
    incident_id = judge(red, 6).incident_id or 0
    with red.write() as session:
        assert close_incident(session, incident_id, "lan", looks_were_true=True, now=at(10))
        assert not close_incident(session, incident_id, "lan", now=at(10))
    assert statuses(red) == {"live", "suspended"}
    save(red, *(look(number, 12, Observed.SUSPENDED) for number in EVERY[2:]))
    assert not judge(red, 13).opened


@pytest.mark.parametrize("bad", [1, 5])
def test_a_few_changes_are_just_that(live: Database, bad: int) -> None:
    save(live, *(look(number, 1, Observed.SUSPENDED) for number in EVERY[:bad]))
    save(live, *(look(number, 1) for number in EVERY[bad:]))
    assert not judge(live, 2).opened
    assert statuses(live) == {"live", "suspended"}


def test_too_few_looks_prove_nothing(live: Database) -> None:
    save(live, *(look(number, 1, Observed.SUSPENDED) for number in EVERY[:9]))
    assert not judge(live, 2).opened


def test_first_looks_and_our_own_withdrawals_are_no_alarm(world: Database) -> None:
    save(world, *(look(number, 0, Observed.IN_REVIEW) for number in EVERY))
    assert not judge(world, 1).opened
    save(world, *(look(number, 5) for number in EVERY))
    with world.write() as session:
        for number in EVERY:
            session.get_one(Listing, number).intent = Intent.WITHDRAW
    save(world, *(look(number, 40, Observed.HIDDEN_BY_SELLER) for number in EVERY))
    assert not judge(world, 41).opened
