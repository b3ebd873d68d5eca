"""A shop's page looked at by a wrong clock: refused where known, healed where it wasn't."""

from datetime import timedelta

from sqlmodel import select

from catalog.config import CadenceSettings
from catalog.db import Database
from catalog.models import Shop, ShopObservation, ShopPage
from catalog.shop_pages import ShopLook, record
from catalog.status import ShopSeen, ShopState
from tests.unit.observing.conftest import at

YEARS = 60 * 24 * 365 * 5
GAP = timedelta(minutes=10)


def save(world: Database, look: float, now: float, status: ShopSeen) -> None:
    with world.write() as session:
        record(session, [ShopLook(1, at(look), status)], CadenceSettings(), at(now), GAP)


def page(world: Database) -> ShopPage:
    with world.read() as session:
        return session.get_one(ShopPage, 1)


def prepare(world: Database) -> None:
    with world.write() as session:
        session.add(ShopPage(shop_id=1, url="https://san.vn/s/1", host="san.vn", due_at=at(0)))
        session.get_one(Shop, 1).credentials_sealed = None


def test_a_look_at_a_shop_dated_in_the_future_is_refused(world: Database) -> None:
    prepare(world)
    save(world, 60, 0, ShopSeen.OPEN)
    assert page(world).status == ShopSeen.UNKNOWN
    with world.read() as session:
        assert session.exec(select(ShopObservation)).all() == []


def test_what_a_wrong_clock_said_of_a_shop_gives_way(world: Database) -> None:
    prepare(world)
    save(world, YEARS, YEARS, ShopSeen.OPEN)
    save(world, YEARS + 20, YEARS + 20, ShopSeen.CLOSED)
    save(world, 0, 0, ShopSeen.CLOSED)
    assert (page(world).status, page(world).doubt_at) == (ShopSeen.OPEN, at(0))
    save(world, 11, 11, ShopSeen.CLOSED)
    assert (page(world).status, page(world).look_at) == (ShopSeen.CLOSED, at(11))
    with world.read() as session:
        shop = session.get_one(Shop, 1)
        assert (shop.state, shop.state_at) == (ShopState.CLOSED, at(11))
