"""The due-table of pages: who is in it, whose turn it is, and the next turn."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from catalog import host_turns, page_watch
from catalog.config import CadenceSettings
from catalog.db import Database
from catalog.models import Channel, HostPace, Listing, PageWatch, Producer, Product, Shop
from catalog.page_watch import Told, Watched
from catalog.status import Observed
from tests.support import facts

NOW = datetime(2026, 1, 5, 3, tzinfo=UTC)
CADENCE = CadenceSettings()
BOTH = Watched(main=["buudien"], sampled=["tiki"])
BUDGET = 1000


@pytest.fixture
def session(any_database: Database) -> Iterator[Session]:
    with any_database.write() as opened:
        opened.add(Channel(kind="buudien", label="Bưu điện"))
        opened.add(Channel(kind="tiki", label="Tiki"))
        opened.flush()
        yield opened


def producer(session: Session, name: str) -> Producer:
    return facts.add_producer(session, name)


def listed(
    session: Session, owner: Producer, number: int, channel: str = "buudien", sealed: bool = True
) -> list[Listing]:
    shop = Shop(channel=channel, producer_id=owner.id, name=owner.name, external_id=owner.name[:20])
    shop.credentials_sealed = b"sealed" if sealed else None
    session.add(shop)
    session.flush()
    found = []
    for n in range(number):
        product = facts.add_product(session, f"Chè {owner.name} {channel} {n}", owner.name)
        product.producer_id = owner.id
        listing = facts.add_listing(session, product, shop, Observed.UNKNOWN)
        listing.public_url = f"https://Postmart.vn/p/{channel}-{listing.id}.html"
        found.append(listing)
    session.flush()
    return found


def sync(session: Session, now: datetime = NOW) -> int:
    session.flush()
    touched = page_watch.sync(session, page_watch.stale(session, BOTH), CADENCE, now)
    session.expire_all()
    return touched


def watches(session: Session) -> dict[int, PageWatch]:
    return {row.listing_id: row for row in session.exec(select(PageWatch))}


def test_the_table_follows_the_listings(session: Session) -> None:
    first, second = listed(session, producer(session, "HTX Một"), 2)
    assert sync(session) == 2
    assert sync(session) == 0
    row = watches(session)[first.id or 0]
    assert (row.host, row.due_at, row.second_opinion) == ("postmart.vn", NOW, False)
    first.public_url = "https://buudien.vn/p/1.html"
    second.public_url = None
    assert sync(session) == 2
    (left,) = watches(session).values()
    assert (left.listing_id, left.host, left.added_at) == (first.id, "buudien.vn", NOW)


def test_pages_beside_an_api_are_samples_unless_the_api_is_closed_to_us(session: Session) -> None:
    (sampled,) = listed(session, producer(session, "HTX Một"), 1, "tiki")
    (only,) = listed(session, producer(session, "HTX Hai"), 1, "tiki", sealed=False)
    sync(session)
    found = watches(session)
    assert found[sampled.id or 0].second_opinion
    assert found[sampled.id or 0].due_at > NOW
    assert not found[only.id or 0].second_opinion


def test_producers_take_turns(session: Session) -> None:
    big = [one.id for one in listed(session, producer(session, "HTX Lớn"), 20)]
    small = [one.id for one in listed(session, producer(session, "HTX Nhỏ"), 2)]
    alone = [one.id for one in listed(session, producer(session, "HTX Lẻ"), 1)]
    sync(session)
    chosen = page_watch.choose(session, "postmart.vn", NOW, 6)
    assert set(chosen[:3]) == {big[0], small[0], alone[0]}
    assert set(chosen[3:5]) == {big[1], small[1]}
    assert chosen[5] == big[2]


def test_what_was_asked_for_comes_first(session: Session) -> None:
    rows = listed(session, producer(session, "HTX Một"), 5)
    sync(session)
    told = [Told(row.id or 0) for row in rows]
    page_watch.settle(session, told, CADENCE, NOW)
    later = NOW + timedelta(minutes=5)
    assert page_watch.choose(session, "postmart.vn", later, 9) == []
    rows[3].due_at = later
    assert sync(session, later) == 1
    assert page_watch.choose(session, "postmart.vn", later, 9) == [rows[3].id]
    page_watch.settle(session, [Told(rows[3].id or 0)], CADENCE, later)
    assert watches(session)[rows[3].id or 0].asked_at is None
    assert sync(session, later) == 0


def test_who_asks_for_a_page_that_waits_already_is_heard_before_the_others(
    session: Session,
) -> None:
    """Behind thousands whose turn has come, too, it would be read tomorrow."""
    rows = listed(session, producer(session, "HTX Một"), 5)
    sync(session)
    later = NOW + timedelta(minutes=5)
    rows[3].due_at = later
    assert sync(session, later) == 1
    assert page_watch.choose(session, "postmart.vn", later, 2) == [rows[3].id, rows[0].id]
    assert sync(session, later) == 0


def test_looks_of_one_turn_keep_their_order(session: Session) -> None:
    told, failed = listed(session, producer(session, "HTX Một"), 2)
    sync(session)
    end = NOW + timedelta(minutes=5)
    looks = [
        Told(told.id or 0, at=NOW),
        Told(failed.id or 0, "timeout", at=NOW + timedelta(minutes=1)),
    ]
    page_watch.settle(session, looks, CADENCE, end)
    rows = watches(session)
    assert rows[told.id or 0].looked_at == rows[told.id or 0].told_at == NOW
    assert rows[failed.id or 0].looked_at == NOW + timedelta(minutes=1)
    assert min(row.due_at for row in rows.values()) > end


def test_the_next_turn_stands_on_the_listing_too(session: Session) -> None:
    main, sample = (
        listed(session, producer(session, "HTX Một"), 1)[0],
        listed(session, producer(session, "HTX Hai"), 1, "tiki")[0],
    )
    sync(session)
    told = [Told(one.id or 0) for one in (main, sample)]
    due = page_watch.settle(session, told, CADENCE, NOW)
    assert main.due_at == due[main.id or 0] == watches(session)[main.id or 0].due_at
    assert sample.due_at is None
    assert watches(session)[sample.id or 0].due_at > NOW + timedelta(days=300)


def test_looks_shape_the_interval(session: Session) -> None:
    calm, failing, changed, ending = listed(session, producer(session, "HTX Một"), 4)
    sync(session, NOW - timedelta(days=30))
    for row in watches(session).values():
        row.every_seconds = CADENCE.longest_seconds
        session.add(row)
    facts.recognise(session, session.get_one(Product, ending.product_id), date(2023, 2, 1))
    told = [
        Told(calm.id or 0),
        Told(failing.id or 0, code="page_blocked"),
        Told(changed.id or 0, changed=True),
        Told(ending.id or 0),
    ]
    due = page_watch.settle(session, told, CADENCE, NOW)
    days = {key: (at - NOW).total_seconds() / 86_400 for key, at in due.items()}
    assert 7 <= days[calm.id or 0] <= 7.8
    assert days[failing.id or 0] < 0.03
    assert days[changed.id or 0] < 0.3
    assert 1 <= days[ending.id or 0] <= 1.2
    rows = watches(session)
    assert rows[failing.id or 0].failures == 1
    assert rows[failing.id or 0].every_seconds == CADENCE.longest_seconds


@pytest.mark.parametrize(
    ("pace", "asked"),
    [
        (HostPace(host="postmart.vn"), True),
        (HostPace(host="postmart.vn", stopped_until=NOW + timedelta(hours=1)), False),
        (HostPace(host="postmart.vn", stopped_until=NOW - timedelta(hours=1)), True),
        (HostPace(host="postmart.vn", asleep_until=NOW + timedelta(seconds=9)), False),
        (HostPace(host="postmart.vn", day=NOW.date(), looked=BUDGET), False),
        (HostPace(host="postmart.vn", day=NOW.date(), looked=BUDGET - 1), True),
        (HostPace(host="postmart.vn", day=date(2026, 1, 4), looked=BUDGET), True),
    ],
)
def test_a_host_that_waits_is_left_alone(session: Session, pace: HostPace, asked: bool) -> None:
    listed(session, producer(session, "HTX Một"), 1)
    sync(session)
    session.merge(pace)
    session.flush()
    assert page_watch.hosts_due(session, NOW, BUDGET) == (["postmart.vn"] if asked else [])
    rests = pace.stopped_until or pace.asleep_until
    waiting = [row.host for row in host_turns.waiting_hosts(session, NOW)]
    assert waiting == (["postmart.vn"] if rests and rests > NOW else [])
    left = host_turns.budget_left(session, "postmart.vn", NOW, BUDGET)
    spent = pace.looked if pace.day == NOW.date() else 0
    assert left == BUDGET - spent


def test_the_rows_of_a_listing_go_with_it(session: Session) -> None:
    (listing,) = listed(session, producer(session, "HTX Một"), 1)
    sync(session)
    session.delete(listing)
    session.flush()
    assert session.exec(select(PageWatch).where(col(PageWatch.due_at) <= NOW)).all() == []
