"""Recording looks on a real database: append-only, repeatable, in any order."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.models import Listing, Observation, Run
from catalog.observing import record, verify
from catalog.observing.record import RecordResult
from catalog.observing.states import COLUMNS
from catalog.status import Method, Observed
from tests.unit.observing.conftest import LATER, at, listing, look


def save(database: Database, *seen: Seen) -> RecordResult:
    with database.write() as session:
        return record(session, seen, now=LATER)


def logged(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.count(col(Observation.id)))).one()


def test_a_first_look_sets_the_status_with_time_method_and_facts(world: Database) -> None:
    seen = look(
        1, 0, external_id="99", title="Chè số 1", price_vnd=50_000, stock=4, url="https://x.vn/1"
    )
    result = save(world, seen)
    row = listing(world)
    assert (row.observed, row.observed_at, row.observed_since) == ("live", at(0), at(0))
    assert (row.observed_method, row.observed_title, row.observed_stock) == ("api", "Chè số 1", 4)
    assert (row.external_id, row.public_url, row.last_live_at) == ("99", "https://x.vn/1", at(0))
    assert result.counts == {"recorded": 1, "changed": 1}
    assert result.changes[0].before is Observed.UNKNOWN
    assert result.changes[0].after is Observed.LIVE


def test_the_same_look_again_changes_nothing(world: Database) -> None:
    seen = look(1, 0, proof=Proof(b"x", "text/html"))
    save(world, seen)
    result = save(world, seen, seen)
    assert result.counts == {"repeated": 2}
    assert logged(world) == 1


def test_a_late_look_is_kept_but_the_newer_one_wins(world: Database) -> None:
    save(world, look(1, 30, Observed.SUSPENDED))
    result = save(world, look(1, 10, Observed.LIVE))
    row = listing(world)
    assert (row.observed, row.observed_at, row.last_live_at) == ("suspended", at(30), at(10))
    assert (result.counts["recorded"], logged(world)) == (1, 2)
    assert result.changes == ()


def test_an_unreadable_page_ages_the_status_and_leaves_the_reason(world: Database) -> None:
    save(world, look(1, 0))
    result = save(world, look(1, 90, Observed.UNKNOWN, Method.PAGE, reason="page_blocked"))
    row = listing(world)
    assert (row.observed, row.observed_at) == ("live", at(0))
    assert (row.look_status, row.look_at, row.look_reason) == ("unknown", at(90), "page_blocked")
    assert result.counts["unreadable"] == 1


def test_looks_at_listings_that_are_gone_are_counted(world: Database) -> None:
    assert save(world, look(999, 0)).counts == {"unknown_listing": 1}


def test_a_look_serves_the_request_and_plans_the_next(world: Database) -> None:
    with world.write() as session:
        session.get_one(Listing, 1).due_at = at(0)
    save(world, look(1, 1))
    assert listing(world).due_at is None
    with world.write() as session:
        record(session, [look(1, 2)], look_again=timedelta(hours=1), now=at(2))
    assert listing(world).due_at == at(62)


def test_the_run_and_the_evidence_stand_in_the_log(world: Database) -> None:
    with world.write() as session:
        session.add(Run(job="observe"))
    with world.write() as session:
        record(session, [look(1, 0, proof=Proof(b"{}", "application/json"))], 1, now=LATER)
    with world.read() as session:
        row = session.exec(select(Observation)).one()
        assert (row.run_id, row.evidence_id) == (1, 1)
        assert verify(session, 1) == []


def test_any_order_and_any_batches_give_the_same_listing(world: Database) -> None:
    chance = random.Random(20261122)
    statuses = [*Observed, Observed.LIVE, Observed.NOT_FOUND, Observed.NOT_FOUND]
    for case in range(1, 7):
        log = [
            look(
                case,
                minute * 4,
                chance.choice(statuses),
                chance.choice([Method.API, Method.PAGE]),
                confidence=chance.choice([0.5, 1.0]),
                price_vnd=chance.choice([None, 50_000, 60_000]),
                flags=chance.choice([(), ("gone",)]),
            )
            for minute in chance.sample(range(60), 14)
        ]
        save(world, *sorted(log, key=lambda seen: seen.observed_at))
        mixed = [replace(seen, listing_id=case + 6) for seen in log]
        chance.shuffle(mixed)
        while mixed:
            part = [mixed.pop() for _ in range(min(len(mixed), chance.randint(1, 4)))]
            save(world, *part)
        first, second = listing(world, case), listing(world, case + 6)
        for column in COLUMNS.values():
            assert getattr(first, column) == getattr(second, column), (case, column)


@pytest.mark.parametrize(
    ("known", "found", "status", "stands"),
    [
        ("http://htx.vn/p/1", "https://htx.vn/p/che", Observed.LIVE, "https://htx.vn/p/che"),
        # The log masks what looks like a secret: that address leads nowhere.
        ("https://htx.vn/p?code=SP01", "https://htx.vn/p?code=***", Observed.LIVE, None),
        ("https://htx.vn/p/1", "https://htx.vn/p/1?phien=7", Observed.LIVE, None),
        ("https://htx.vn/#/p/1", "https://htx.vn/", Observed.LIVE, None),
        ("https://htx.vn/p/1", "https://htx.vn/danh-muc/che", Observed.NOT_FOUND, None),
    ],
)
@pytest.mark.parametrize("earlier", [0, 1])
def test_a_page_moves_its_address_only_with_its_goods(
    world: Database, known: str, found: str, status: Observed, stands: str | None, earlier: int
) -> None:
    with world.write() as session:
        session.get_one(Listing, 1).public_url = known
        # Goods seen before are folded in another way than those that are seen first.
        record(session, [look(1, -60, method=Method.PAGE)] * earlier, now=LATER)
    for minutes in (0, 20, 40):
        with world.write() as session:
            record(session, [look(1, minutes, status, Method.PAGE, url=found)], now=LATER)
    assert listing(world).public_url == (stands or known)


def test_a_look_dated_in_the_future_is_refused(world: Database) -> None:
    ahead, allowed = look(1, 60, Observed.REMOVED), look(2, 4)
    with world.write() as session:
        result = record(session, [ahead, allowed], now=at(0))
    assert result.counts == {"recorded": 1, "in_future": 1, "changed": 1}
    assert (listing(world, 1).observed, listing(world, 2).observed) == ("unknown", "live")
    assert logged(world) == 1


@pytest.mark.parametrize("status", [Observed.LIVE, Observed.SUSPENDED])
def test_what_a_wrong_clock_wrote_down_gives_way_to_the_next_look(
    world: Database, status: Observed
) -> None:
    years = 60 * 24 * 365 * 5
    with world.write() as session:
        record(session, [look(1, -10), look(1, years, Observed.LIVE, stock=9)], now=at(years))
    with world.write() as session:
        record(session, [look(1, 0, status)], now=at(0))
    row = listing(world)
    assert (row.observed, row.observed_at, row.look_at) == (status, at(0), at(0))
    assert (row.observed_stock, logged(world)) == (None, 3)
    with world.write() as session:
        record(session, [look(1, 5, Observed.DRAFT)], now=at(5))
    assert listing(world).observed == Observed.DRAFT
