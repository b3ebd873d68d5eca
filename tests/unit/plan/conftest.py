"""A small catalog: one producer, one Shopee shop, one floor without an API."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import select

from catalog.db import Database
from catalog.models import Channel, Listing, Producer, Product, Recognition, Shop
from catalog.status import Intent

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def add_product(database: Database, number: int, **changes: Any) -> int:
    """A complete product with a recognition of 2025; `changes` replace its facts."""
    facts: dict[str, Any] = {
        "sku": f"LC-{number:04d}",
        "identity_key": f"sp {number}",
        "slug": f"sp-{number}",
        "name": f"Chè Shan tuyết số {number}",
        "name_folded": f"che shan tuyet so {number}",
        "producer_id": 1,
        "tinh": "Lào Cai",
        "price_vnd": 50_000,
        "stock": 20,
        "weight_g": 500,
        "picture": f"sp-{number}.jpg",
    }
    with database.write() as session:
        product = Product(**(facts | changes))
        session.add(product)
        session.flush()
        session.add(
            Recognition(
                product_id=product.id or 0,
                stars=4,
                decision_no="100/QĐ-UBND",
                decision_date=date(2025, 3, 1),
                year=2025,
                valid_to=date(2028, 3, 1),
            )
        )
        session.flush()
        return product.id or 0


def add_listing(database: Database, product_id: int, shop_id: int = 1, **changes: Any) -> int:
    """A listing that is wanted on the channel and was never sent."""
    facts: dict[str, Any] = {
        "product_id": product_id,
        "shop_id": shop_id,
        "seller_sku": f"LC-{product_id:04d}",
        "intent": Intent.LIST,
        "intent_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    with database.write() as session:
        listing = Listing(**(facts | changes))
        session.add(listing)
        session.flush()
        return listing.id or 0


def get_listing(database: Database, listing_id: int) -> Listing:
    """The row as it stands in the database."""
    with database.read() as session:
        return session.exec(select(Listing).where(Listing.id == listing_id)).one()


@pytest.fixture
def world(any_database: Database) -> Database:
    """Shop 1 takes pushes by API; shop 2 is on a floor where a person uploads."""
    with any_database.write() as session:
        session.add(Producer(name="HTX Suối Giàng", name_key="suoi giang", kind="HTX"))
        session.add(Channel(kind="shopee", label="Shopee"))
        session.add(Channel(kind="buudien", label="Bưu điện", assisted=True))
        session.flush()
        session.add(
            Shop(channel="shopee", name="Shop", external_id="1", credentials_sealed=b"sealed")
        )
        session.flush()
        session.add(Shop(channel="buudien", name="Sàn", external_id="2"))
    return any_database
