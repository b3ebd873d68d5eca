"""Each difference is found by the database, has an owner and an advice, and goes when settled."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from catalog.db import Database
from catalog.errors import Owner
from catalog.hosts import host_scope
from catalog.models import Incident, Listing, PageWatch, Product, Shop
from catalog.observing import Difference, Kind, difference_counts, differences
from catalog.observing.kinds import FACTS
from catalog.observing.picture import VARIES
from catalog.status import Dispatch, Intent, Observed
from tests.support import facts
from tests.unit.observing.conftest import at

NOW = at(0)
OLD, NEW = "https://a.vn/che.jpg", "https://a.vn/tra.jpg"


def change(database: Database, listing_id: int = 1, **values: Any) -> None:
    with database.write() as session:
        session.execute(update(Listing).where(col(Listing.id) == listing_id).values(**values))


def found(database: Database, **options: Any) -> tuple[Difference, ...]:
    with database.read() as session:
        return differences(session, now=NOW, **options)


def seen(status: Observed, **facts: Any) -> dict[str, Any]:
    """A listing looked at ten minutes ago."""
    fresh = {"observed_at": at(-10), "observed_since": at(-20), "look_at": at(-10)}
    return {"observed": status, "look_status": status.value} | fresh | facts


def refused(dispatch: Dispatch, code: str) -> dict[str, Any]:
    return {"dispatch": dispatch, "dispatch_code": code, "dispatch_detail": "chi tiết"}


CASES: list[tuple[dict[str, Any], Kind, Owner]] = [
    (refused(Dispatch.REJECTED, "picture_missing"), Kind.REFUSED, Owner.PRODUCER),
    (refused(Dispatch.REJECTED, "category_invalid"), Kind.REFUSED, Owner.STAFF),
    (refused(Dispatch.FAILED_PERMANENT, "channel_down"), Kind.STOPPED, Owner.CHANNEL),
    (refused(Dispatch.FAILED_PERMANENT, "nobody knows"), Kind.STOPPED, Owner.US),
    (refused(Dispatch.BLOCKED, "needs_person"), Kind.NEEDS_PERSON, Owner.STAFF),
    (refused(Dispatch.BLOCKED, "rate_limited"), Kind.BLOCKED, Owner.CHANNEL),
    (refused(Dispatch.UNKNOWN_OUTCOME, "unknown_outcome"), Kind.UNKNOWN_OUTCOME, Owner.US),
    (seen(Observed.SUSPENDED), Kind.SUSPENDED, Owner.PRODUCER),
    (seen(Observed.REJECTED), Kind.REJECTED, Owner.PRODUCER),
    (seen(Observed.NOT_FOUND), Kind.NOT_FOUND, Owner.STAFF),
    (seen(Observed.REMOVED), Kind.NOT_FOUND, Owner.STAFF),
    (seen(Observed.HIDDEN_BY_SELLER), Kind.HIDDEN, Owner.PRODUCER),
    (
        seen(Observed.REMOVED) | refused(Dispatch.BLOCKED, "auth_expired"),
        Kind.NOT_FOUND,
        Owner.STAFF,
    ),
    (seen(Observed.REMOVED, dispatch=Dispatch.QUEUED), Kind.NOT_FOUND, Owner.STAFF),
    (seen(Observed.LIVE_OUT_OF_STOCK), Kind.OUT_OF_STOCK, Owner.PRODUCER),
    (seen(Observed.LIVE, observed_price_vnd=49_000), Kind.PRICE_DRIFT, Owner.PRODUCER),
    (seen(Observed.LIVE, observed_stock=11), Kind.OVERSELLING, Owner.PRODUCER),
    (seen(Observed.LIVE, observed_title="Khác hẳn"), Kind.TITLE_DRIFT, Owner.STAFF),
    (
        seen(Observed.LIVE, observed_picture=NEW, picture_base=OLD),
        Kind.PICTURE_CHANGED,
        Owner.STAFF,
    ),
    (seen(Observed.LIVE, observed_picture="", picture_base=OLD), Kind.PICTURE_GONE, Owner.STAFF),
    (seen(Observed.LIVE, intent=Intent.WITHDRAW), Kind.STILL_ON_SALE, Owner.STAFF),
    (seen(Observed.LIVE, observed_at=at(-60 * 49)), Kind.STALE, Owner.US),
    (
        seen(
            Observed.LIVE,
            observed_at=at(-60 * 49),
            look_status="unknown",
            look_code="page_blocked",
            look_reason="Trang chặn máy đọc",
        ),
        Kind.STALE,
        Owner.CHANNEL,
    ),
    (
        seen(
            Observed.LIVE,
            observed_at=at(-60 * 49),
            look_status="unknown",
            look_code="robots_disallowed",
            look_reason="Sàn không cho phép máy đọc trang (robots.txt)",
        ),
        Kind.STALE,
        Owner.STAFF,
    ),
    (
        seen(Observed.LIVE, observed_at=at(-60 * 49), look_status="unknown"),
        Kind.STALE,
        Owner.CHANNEL,
    ),
    (seen(Observed.LIVE, observed_stars=4), Kind.STARS_LAPSED, Owner.PRODUCER),
    (
        seen(Observed.LIVE, flapping_since=at(-30), turns=[1, 2, 3, 4]),
        Kind.FLAPPING,
        Owner.PRODUCER,
    ),
    (
        seen(Observed.NOT_FOUND, flapping_since=at(-30), turns=[1, 2, 3, 4]),
        Kind.FLAPPING,
        Owner.STAFF,
    ),
]


def own(database: Database, *, shop: bool, goods: bool) -> int:
    """A producer that owns the shop, the goods, or both; its number."""
    with database.write() as session:
        producer = facts.add_producer(session, "HTX Suối Giàng")
        if shop:
            session.execute(update(Shop).values(producer_id=producer.id))
        if goods:
            session.execute(update(Product).values(producer_id=producer.id))
        return producer.id or 0


@pytest.mark.parametrize(("facts", "kind", "owner"), CASES)
def test_a_difference_is_named_with_its_owner(
    world: Database, facts: dict[str, Any], kind: Kind, owner: Owner
) -> None:
    producer = own(world, shop=True, goods=False)
    change(world, 3, **facts)
    page = found(world)
    (item,) = page
    assert (item.kind, item.owner, item.listing_id) == (kind, owner, 3)
    assert item.producer_id == producer
    assert (item.product_name, item.shop_name) == ("Chè số 3", "Shop")
    assert item.text_vi
    assert item.advice_vi


@pytest.mark.parametrize(
    ("facts", "owner"),
    [
        (seen(Observed.LIVE_OUT_OF_STOCK), Owner.PRODUCER),
        (seen(Observed.LIVE, observed_price_vnd=49_000), Owner.PRODUCER),
        (refused(Dispatch.REJECTED, "picture_missing"), Owner.PRODUCER),
        (seen(Observed.SUSPENDED), Owner.STAFF),
        (seen(Observed.HIDDEN_BY_SELLER), Owner.STAFF),
        (refused(Dispatch.REJECTED, "papers_missing"), Owner.STAFF),
        (refused(Dispatch.FAILED_PERMANENT, "channel_down"), Owner.CHANNEL),
    ],
)
def test_in_the_provinces_shop_a_producer_answers_for_price_and_stock_alone(
    world: Database, facts: dict[str, Any], owner: Owner
) -> None:
    producer = own(world, shop=False, goods=True)
    change(world, 3, **facts)
    (item,) = found(world, producer_id=producer)
    assert (item.owner, item.producer_id) == (owner, producer)


def test_where_no_producer_is_known_staff_act(world: Database) -> None:
    change(world, 3, **seen(Observed.LIVE_OUT_OF_STOCK))
    (item,) = found(world, owner=Owner.STAFF)
    assert (item.kind, item.producer_id) == (Kind.OUT_OF_STOCK, None)


@pytest.mark.parametrize(
    "facts",
    [
        seen(Observed.LIVE, observed_price_vnd=50_000, observed_stock=10),
        seen(Observed.LIVE, observed_stock=4),
        seen(
            Observed.LIVE,
            observed_title="Chè số 3 – OCOP 4 sao",
        ),
        seen(
            Observed.LIVE,
            observed_title="CHÈ SỐ 3 LOẠI NGON",
            title_folded="che so 3 loai ngon",
        ),
        seen(Observed.LIVE, observed_stars=0),
        seen(Observed.LIVE, observed_picture=OLD, picture_base=OLD),
        seen(Observed.LIVE, observed_picture="", picture_base=None),
        seen(Observed.LIVE, observed_picture=VARIES, picture_base=None),
        seen(Observed.LIVE, observed_picture=NEW, picture_base=OLD, dispatch_at=at(-5)),
        seen(Observed.REMOVED, observed_stars=4, dispatched_hash=None),
        seen(Observed.LIVE, observed_price_vnd=49_000, dispatch=Dispatch.QUEUED),
        seen(Observed.LIVE, observed_price_vnd=49_000, dispatch_at=at(-5)),
        seen(Observed.SUSPENDED, intent=Intent.NOT_WANTED),
        seen(Observed.LIVE, intent=Intent.WITHDRAW, dispatch=Dispatch.QUEUED),
        seen(Observed.IN_REVIEW),
        seen(Observed.REMOVED, dispatch=Dispatch.QUEUED, intent_at=at(-15)),
        seen(Observed.REMOVED, dispatch_at=at(-5)),
        seen(Observed.REMOVED, intent_at=at(-5)),
        seen(Observed.HIDDEN_BY_SELLER, dispatch=Dispatch.FAILED_RETRYABLE, intent_at=at(-15)),
        refused(Dispatch.REJECTED, "price_invalid") | {"intent": Intent.NOT_WANTED},
    ],
)
def test_what_agrees_or_is_under_way_is_no_difference(
    world: Database, facts: dict[str, Any]
) -> None:
    change(world, 3, **facts)
    assert found(world) == ()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"credentials_sealed": None}, Kind.AUTH_EXPIRED),
        ({"authorised_until": NOW - timedelta(days=1)}, Kind.AUTH_EXPIRED),
        ({"authorised_until": NOW + timedelta(days=6)}, Kind.AUTH_EXPIRING),
    ],
)
def test_a_shop_without_authorisation_is_told_once(
    world: Database, values: dict[str, Any], kind: Kind
) -> None:
    with world.write() as session:
        session.execute(update(Shop).values(**values))
    change(world, 3, **refused(Dispatch.BLOCKED, "auth_expired"))
    (item,) = found(world)
    assert (item.kind, item.listing_id, item.shop_id) == (kind, None, 1)


def test_the_list_pages_filters_and_counts(world: Database) -> None:
    producer = own(world, shop=True, goods=True)
    for number in range(1, 5):
        change(world, number, **seen(Observed.LIVE_OUT_OF_STOCK))
    change(world, 7, **refused(Dispatch.REJECTED, "name_invalid"))
    first = found(world, limit=2)
    assert [(item.kind, item.listing_id) for item in first] == [
        (Kind.REFUSED, 7), (Kind.OUT_OF_STOCK, 1),
    ]  # fmt: skip
    rest = found(world, limit=9, offset=2)
    assert [item.listing_id for item in rest] == [2, 3, 4]
    assert len(found(world, owner=Owner.STAFF)) == 1
    assert len(found(world, kinds=[Kind.OUT_OF_STOCK])) == 4
    assert found(world, kinds=[]) == ()
    assert len(found(world, producer_id=producer)) == 5
    assert found(world, producer_id=producer + 1) == ()
    with world.read() as session:
        assert difference_counts(session, now=NOW) == {
            (Kind.REFUSED, Owner.STAFF): 1, (Kind.OUT_OF_STOCK, Owner.PRODUCER): 4,
        }  # fmt: skip


def test_every_kind_has_words() -> None:
    assert set(FACTS) == set(Kind)
    assert all(facts.text_vi for facts in FACTS.values())
    assert all(facts.advice_vi for facts in FACTS.values() if facts.owner is not None)


def recognise(database: Database, stars: int, day: date | None, year: int | None = None) -> None:
    with database.write() as session:
        facts.recognise(session, session.get_one(Product, 3), day, stars, year)


def test_stars_are_compared_with_the_recognition_of_the_day(world: Database) -> None:
    change(world, 3, **seen(Observed.LIVE, observed_stars=4))
    recognise(world, 3, NOW.date() - timedelta(days=400))
    (item,) = found(world)
    assert (item.kind, item.seen, item.wanted) == (Kind.STARS_TOO_HIGH, "4", "3")
    recognise(world, 4, NOW.date() - timedelta(days=10))
    assert found(world) == ()
    # Three years on, nothing is current any more.
    with world.read() as session:
        later = NOW + timedelta(days=1200)
        kinds = {one.kind for one in differences(session, now=later, kinds=[Kind.STARS_LAPSED])}
    assert kinds == {Kind.STARS_LAPSED}


def test_a_recognition_that_may_still_be_current_accuses_nobody(world: Database) -> None:
    change(world, 3, **seen(Observed.LIVE, observed_stars=4))
    recognise(world, 4, None, year=NOW.year - 3)
    assert found(world) == ()
    change(world, 3, observed_stars=5)
    assert [one.kind for one in found(world)] == [Kind.STARS_TOO_HIGH]


def test_drift_tells_both_sides(world: Database) -> None:
    change(world, 3, **seen(Observed.LIVE, observed_price_vnd=49_000, observed_stock=11))
    change(world, 4, **seen(Observed.LIVE, observed_title="Khác hẳn", title_folded="khac han"))
    sides = {one.kind: (one.seen, one.wanted) for one in found(world)}
    assert sides == {
        Kind.PRICE_DRIFT: ("49000", "50000"),
        Kind.OVERSELLING: ("11", "10"),
        Kind.TITLE_DRIFT: ("Khác hẳn", "Chè số 4"),
    }


def test_an_old_look_on_a_host_in_trouble_is_the_hosts_move(world: Database) -> None:
    change(world, 3, **seen(Observed.LIVE, observed_at=at(-60 * 49)))
    assert [one.owner for one in found(world)] == [Owner.US]
    with world.write() as session:
        session.add(PageWatch(listing_id=3, url="http://a.vn/3", host="a.vn", due_at=NOW))
        session.add(Incident(scope=host_scope("a.vn"), kind="blocked"))
    assert [one.owner for one in found(world)] == [Owner.CHANNEL]
