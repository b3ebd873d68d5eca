"""A channel with a shop and a few listings to look at."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from catalog.contract import Seen
from catalog.db import Database
from catalog.models import Channel, Incident, Listing, Product, Shop
from catalog.status import Dispatch, Intent, Method, Observed

START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LISTINGS = 12
LATER = START + timedelta(days=60)
"""When looks are written down that were made at various times before."""


def at(minutes: float) -> datetime:
    """That many minutes after the start."""
    return START + timedelta(minutes=minutes)


def look(
    listing_id: int,
    minutes: float,
    status: Observed = Observed.LIVE,
    method: Method = Method.API,
    **facts: Any,
) -> Seen:
    """A look at a listing, some minutes after the start."""
    return Seen(
        listing_id=listing_id,
        status=status,
        observed_at=at(minutes),
        method=method,
        **facts,
    )


def listing(database: Database, listing_id: int = 1) -> Listing:
    """The row as it stands in the database."""
    with database.read() as session:
        return session.exec(select(Listing).where(Listing.id == listing_id)).one()


def incidents(database: Database) -> list[Incident]:
    """All of them, in the order in which they opened."""
    with database.read() as session:
        return list(session.exec(select(Incident).order_by(col(Incident.id))))


def fill(database: Database, listings: int = LISTINGS) -> None:
    """One Shopee shop with that many accepted listings."""
    with database.write() as session:
        session.add(Channel(kind="shopee", label="Shopee"))
        session.flush()
        session.add(Shop(channel="shopee", name="Shop", credentials_sealed=b"sealed"))
        for number in range(1, listings + 1):
            session.add(
                Product(
                    sku=f"LC-{number}",
                    identity_key=f"sp {number}",
                    slug=f"sp-{number}",
                    name=f"Chè số {number}",
                    name_folded=f"che so {number}",
                    price_vnd=50_000,
                    stock=10,
                )
            )
        session.flush()
        for number in range(1, listings + 1):
            session.add(
                Listing(
                    product_id=number,
                    shop_id=1,
                    seller_sku=f"LC-{number}",
                    intent=Intent.LIST,
                    intent_at=at(-120),
                    dispatch=Dispatch.ACCEPTED,
                    dispatch_at=at(-60),
                    dispatched_hash="a:50000:10",
                )
            )


@pytest.fixture
def world(any_database: Database) -> Database:
    """The shop on SQLite and on PostgreSQL."""
    fill(any_database)
    return any_database
