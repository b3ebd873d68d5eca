"""The shelf of a shop: the parts, the one rule of what is missing, what people may want."""

from datetime import date, timedelta
from itertools import product as combinations

import pytest
from sqlmodel import Session, col, select

from catalog import audit, drafts, readiness
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import Listing, Product
from catalog.shelf import Change, Part, Shelf
from catalog.status import Dispatch, Intent
from tests.support.facts import add_product, add_shop, recognise

DAY = date(2026, 6, 1)
FULL = {"price_vnd": 50_000, "picture": "a.jpg", "stock": 3, "weight_g": 200}


class World:
    """The province's shop, HTX Một's own shop, and products of two producers."""

    def __init__(self, session: Session) -> None:
        self.ready = _product(session, "Chè Shan tuyết", "HTX Một")
        self.lacking = _product(session, "Mật ong", "HTX Một", {"weight_g": None, "picture": ""})
        self.bare = _product(session, "Khăn", "HTX Một", certified=False)
        self.other = _product(session, "Gạo Séng Cù", "HTX Hai")
        owner = session.get_one(Product, self.ready).producer_id
        self.province = add_shop(session, None).id or 0
        shop = add_shop(session, None)
        shop.producer_id = owner
        self.own = shop.id or 0


def _product(
    session: Session,
    name: str,
    producer: str,
    facts: dict[str, object] | None = None,
    *,
    certified: bool = True,
) -> int:
    row = add_product(session, name, producer)
    for field, value in {**FULL, **(facts or {})}.items():
        setattr(row, field, value)
    if certified:
        recognise(session, row, DAY - timedelta(days=30))
    return row.id or 0


@pytest.fixture
def world(any_database: Database) -> World:
    """What `any_database` holds."""
    with any_database.write() as session:
        return World(session)


def _parts(database: Database, shop_id: int, text: str = "") -> dict[Part, list[int]]:
    with database.read() as session:
        shelf = Shelf.of(session, shop_id, DAY)
        found = {part: shelf.ids(session, part, text) for part in Part}
        assert shelf.counts(session, text) == {part: len(ids) for part, ids in found.items()}
    return found


def _put_up(database: Database, shop_id: int, *ids: int) -> Change:
    with database.write() as session:
        return Shelf.of(session, shop_id, DAY).put_up(session, ids, "thu")


def _take_down(database: Database, shop_id: int, *ids: int) -> Change:
    with database.write() as session:
        return Shelf.of(session, shop_id, DAY).take_down(session, ids, "thu")


def _intents(database: Database) -> dict[int, str]:
    with database.read() as session:
        rows = session.exec(select(Listing.product_id, Listing.intent)).all()
    return dict(rows)


def test_each_product_stands_in_one_part(any_database: Database, world: World) -> None:
    assert _parts(any_database, world.own) == {
        Part.ON: [],
        Part.READY: [world.ready],
        Part.LACKING: [world.lacking],
        Part.UNCERTIFIED: [world.bare],
    }
    assert _parts(any_database, world.province)[Part.READY] == [world.ready, world.other]


def test_what_is_put_up_is_wanted_once(any_database: Database, world: World) -> None:
    asked = (world.ready, world.lacking, world.bare, world.other)
    assert _put_up(any_database, world.own, *asked) == Change(2, waiting=1, uncertified=1)
    assert _intents(any_database) == {world.ready: Intent.LIST, world.lacking: Intent.LIST}
    assert _put_up(any_database, world.own, *asked) == Change(0, uncertified=1, unchanged=2)
    assert _parts(any_database, world.own)[Part.ON] == [world.ready, world.lacking]
    with any_database.read() as session:
        listing = session.exec(select(Listing).order_by(col(Listing.id))).first()
        assert listing is not None
        trail = audit.of_object(session, "listing", listing.id)
    assert {line.actor for line in trail} == {"thu"}


def test_what_is_taken_down_is_withdrawn_and_may_come_back(
    any_database: Database, world: World
) -> None:
    _put_up(any_database, world.own, world.ready)
    with any_database.write() as session:
        for listing in session.exec(select(Listing)):
            listing.dispatch, listing.external_id = Dispatch.ACCEPTED, "7"
    assert _take_down(any_database, world.own, world.ready, world.lacking) == Change(1, unchanged=1)
    assert _intents(any_database) == {world.ready: Intent.WITHDRAW}
    assert _parts(any_database, world.own)[Part.READY] == [world.ready]
    assert _put_up(any_database, world.own, world.ready).changed == 1


def test_what_was_never_sent_needs_no_withdrawal(any_database: Database, world: World) -> None:
    _put_up(any_database, world.own, world.ready)
    assert _take_down(any_database, world.own, world.ready).changed == 1
    assert _intents(any_database) == {world.ready: Intent.NOT_WANTED}


def test_what_lost_its_recognition_stays_in_sight_until_it_is_taken_down(
    any_database: Database, world: World
) -> None:
    _put_up(any_database, world.own, world.ready)
    later = DAY + timedelta(days=2000)
    with any_database.write() as session:
        shelf = Shelf.of(session, world.own, later)
        assert shelf.ids(session, Part.ON) == [world.ready]
        assert shelf.take_down(session, [world.ready], "thu").changed == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [("che shan", ["ready"]), ("htx hai", ["other"]), ("gạo hợp tác", ["other"]), ("zzz", [])],
)
def test_a_text_is_looked_for_in_both_names(
    any_database: Database, world: World, text: str, found: list[str]
) -> None:
    expected = [getattr(world, name) for name in found]
    assert _parts(any_database, world.province, text)[Part.READY] == expected


def test_a_product_without_a_producer_is_found_too(any_database: Database, world: World) -> None:
    with any_database.write() as session:
        lonely = _product(session, "Bưởi Múc", "")
    assert _parts(any_database, world.province, "buoi muc")[Part.READY] == [lonely]


def test_skus_are_those_of_the_shop(any_database: Database, world: World) -> None:
    with any_database.read() as session:
        shelf = Shelf.of(session, world.own, DAY)
        mine = session.get_one(Product, world.ready).sku
        foreign = session.get_one(Product, world.other).sku
        assert shelf.ids_of_skus(session, [mine]) == [world.ready]
        assert shelf.ids(session, text=mine.lower()) == [world.ready]
        with pytest.raises(ChoPhienError, match=foreign):
            shelf.ids_of_skus(session, [mine, foreign])


def test_an_unknown_shop_is_told(any_database: Database) -> None:
    with any_database.read() as session, pytest.raises(ChoPhienError):
        Shelf.of(session, 99, DAY)


def test_python_sql_and_plan_agree_on_what_is_missing(any_database: Database) -> None:
    """Every combination of missing facts, a picture's empty name included."""
    gaps: dict[str, list[object]] = {name: [FULL[name], None] for name in FULL}
    gaps["picture"].append("")
    with any_database.write() as session:
        for number, values in enumerate(combinations(*gaps.values())):
            _product(session, f"Sản phẩm {number}", "HTX", dict(zip(FULL, values, strict=True)))
        complete = set(session.exec(select(Product.id).where(readiness.is_complete())))
        lacking = set(session.exec(select(Product.id).where(readiness.is_incomplete())))
        problems = {row.product_id: row.problem for row in drafts.hashes(session, DAY)}
        for row in session.exec(select(Product)):
            told = readiness.lacks(row)
            assert (row.id in complete, row.id in lacking) == (not told, bool(told))
            assert problems[row.id or 0] == (told[0] if told else None)
    assert len(problems) == 24
