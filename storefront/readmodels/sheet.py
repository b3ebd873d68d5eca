"""A product's sheet for its producer and staff: what is stated, missing, and where it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from catalog import readiness
from catalog.models import Channel, Listing, Producer, Product, Shop


@dataclass(frozen=True, slots=True)
class SheetListing:
    """The product in one shop."""

    listing_id: int
    channel: str
    shop: str
    is_sandbox: bool
    observed: str
    observed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Everything that the sheet shows; `lacks` are error codes of what is missing."""

    id: int
    slug: str
    name: str
    sku: str
    producer_id: int | None
    producer: str
    price_vnd: int | None
    price_is_sample: bool
    stock: int | None
    weight_g: int | None
    description: str
    group: str
    picture: str | None
    picture_is_sample: bool
    lacks: tuple[str, ...]
    listings: tuple[SheetListing, ...]


def sheet_page(session: Session, product_id: int) -> SheetPage | None:
    """The sheet; None when there is no such product."""
    product = session.get(Product, product_id)
    if product is None:
        return None
    producer = session.get(Producer, product.producer_id) if product.producer_id else None
    return SheetPage(
        id=product_id,
        slug=product.slug,
        name=product.name,
        sku=product.sku,
        producer_id=product.producer_id,
        producer=producer.name if producer else "",
        price_vnd=product.price_vnd,
        price_is_sample=product.price_is_sample,
        stock=product.stock,
        weight_g=product.weight_g,
        description=product.description,
        group=product.product_group,
        picture=product.picture,
        picture_is_sample=product.picture_is_sample,
        lacks=readiness.lacks(product),
        listings=_listings(session, product_id),
    )


def _listings(session: Session, product_id: int) -> tuple[SheetListing, ...]:
    rows = session.execute(
        select(Listing, col(Channel.label), col(Shop.name), col(Shop.is_sandbox))
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .join(Channel, col(Channel.kind) == col(Shop.channel))
        .where(col(Listing.product_id) == product_id)
        .order_by(col(Channel.label), col(Shop.id))
    )
    return tuple(
        SheetListing(
            listing.id or 0, channel, shop, is_sandbox, listing.observed, listing.observed_at
        )
        for listing, channel, shop, is_sandbox in rows
    )
