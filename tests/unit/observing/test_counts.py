"""The counts of the error list are those of the list itself, whatever stands on the listings."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from catalog.db import Database
from catalog.errors import CATALOGUE, Owner
from catalog.models import Listing, Product, Shop, ShopPage
from catalog.observing import Kind, difference_counts, differences
from catalog.status import Dispatch, Intent, Observed, ShopSeen
from tests.support import facts
from tests.unit.observing.conftest import at

NOW = at(60 * 24 * 5)
SHOPS = 60


def fill(database: Database, chance: random.Random) -> None:
    """Shops of a producer and of the province, goods with and without a producer, in any state."""
    with database.write() as session:
        producer = facts.add_producer(session, "HTX A")
        session.flush()
        goods = list(session.exec(select(Product).order_by(col(Product.id))))
        for product in goods[::2]:
            product.producer_id = producer.id
        for product in goods[::3]:
            facts.recognise(session, product, NOW.date() - timedelta(days=90), 3)
        for number in range(SHOPS):
            shop = Shop(channel="shopee", name="Shop", external_id=f"S{number}")
            shop.producer_id = chance.choice([None, producer.id])
            shop.authorised_until = chance.choice([None, NOW + timedelta(days=3)])
            shop.credentials_sealed = chance.choice([None, b"sealed"])
            session.add(shop)
            session.flush()
            page = ShopPage(shop_id=shop.id or 0, url="https://x.vn", host="x.vn", due_at=NOW)
            page.status = chance.choice(list(ShopSeen))
            page.name_fits = chance.choice([None, False])
            session.add(page)
            for product in goods:
                session.add(
                    Listing(
                        product_id=product.id or 0,
                        shop_id=shop.id or 0,
                        seller_sku=product.sku,
                        **_anything(chance),
                    )
                )


def _anything(chance: random.Random) -> dict[str, Any]:
    def some(*values: Any) -> Any:
        return chance.choice(values)

    return {
        "intent": chance.choice(list(Intent)),
        "intent_at": at(some(-9000, 0, 5)),
        "dispatch": some(*Dispatch, *[Dispatch.ACCEPTED] * 9),
        "dispatch_code": some(None, *CATALOGUE),
        "dispatch_at": some(None, at(-60), at(30)),
        "dispatched_hash": some(None, "x"),
        "observed": some(*Observed, *[Observed.LIVE] * 9),
        "observed_at": some(at(10), NOW),
        "observed_since": at(10),
        "observed_price_vnd": some(None, 50_000, 60_000),
        "observed_stock": some(None, 5, 50),
        "observed_title": some(None, "Chè số 1", "Mật ong"),
        "title_folded": some(None, "che so 1", "mat ong"),
        "observed_stars": some(None, 0, 3, 5),
        "observed_picture": some(None, "", "a", "b"),
        "picture_base": some(None, "a"),
        "flapping_since": some(None, None, None, at(1)),
        "look_at": some(None, at(10), NOW),
        "look_status": some(None, "unknown", "live"),
        "look_code": some(None, *CATALOGUE),
    }


def test_the_counts_are_those_of_the_list(world: Database) -> None:
    fill(world, random.Random(20261123))
    with world.read() as session:
        counted = difference_counts(session, now=NOW)
        listed = Counter(
            (one.kind, one.owner) for one in differences(session, now=NOW, limit=100_000)
        )
    assert counted == listed
    kinds = [kind for kind, _ in counted]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert set(kinds) == set(Kind)
    assert {owner for _, owner in counted} == set(Owner)
