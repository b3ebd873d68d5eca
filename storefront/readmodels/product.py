"""One product's public page: its recognitions, its producer, and where it is on sale."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from catalog.models import Channel, Listing, Place, Producer, Product, Recognition, Shop
from catalog.places import Era, Found, gazetteer
from catalog.status import ON_SALE, Intent, Observed
from storefront.readmodels.stars import Standing, standing_of

SOON_DAYS = 90
"""A certificate that ends within so many days is shown with the days left."""


@dataclass(frozen=True, slots=True)
class RecognitionLine:
    """One decision about the product."""

    stars: int
    decision_no: str
    decision_date: date | None
    year: int | None
    valid_to: date | None
    standing: Standing
    source: str
    days_left: int | None = None
    """Days until a valid recognition ends, when that is soon (90 days or fewer)."""


@dataclass(frozen=True, slots=True)
class ShopLine:
    """The product in one shop, as last seen."""

    listing_id: int
    channel: str
    shop: str
    is_sandbox: bool
    observed: Observed
    observed_at: datetime | None
    price_vnd: int | None
    url: str | None

    @property
    def on_sale(self) -> bool:
        """Whether the public could open it when it was last seen."""
        return self.observed in ON_SALE


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything that the product's page says."""

    id: int
    slug: str
    sku: str
    name: str
    description: str
    group: str
    group_written: str
    producer_id: int | None
    producer: str
    place_now: str
    place_then: str
    price_vnd: int | None
    price_is_sample: bool
    picture: str | None
    picture_is_sample: bool
    source: str
    recognitions: tuple[RecognitionLine, ...]
    shops: tuple[ShopLine, ...]

    @property
    def best(self) -> RecognitionLine | None:
        """The recognition that counts today, else the one nearest to it."""
        return self.recognitions[0] if self.recognitions else None


def product_page(session: Session, product_id: int, as_of: date) -> ProductPage | None:
    """The page's values; None when there is no such product."""
    product = session.get(Product, product_id)
    if product is None:
        return None
    producer = session.get(Producer, product.producer_id) if product.producer_id else None
    return ProductPage(
        id=product_id,
        slug=product.slug,
        sku=product.sku,
        name=product.name,
        description=product.description,
        group=product.product_group,
        group_written=product.group_written,
        producer_id=product.producer_id,
        producer=producer.name if producer else "",
        place_now=_place(session, product.place_now_id) or _province_now(product.tinh),
        place_then=_place(session, product.place_then_id)
        or ", ".join(filter(None, (product.xa, product.huyen, product.tinh))),
        price_vnd=product.price_vnd,
        price_is_sample=product.price_is_sample,
        picture=product.picture,
        picture_is_sample=product.picture_is_sample,
        source=product.source,
        recognitions=_recognitions(session, product_id, as_of),
        shops=shops_of(session, product_id),
    )


def _place(session: Session, place_id: str | None) -> str:
    place = session.get(Place, place_id) if place_id else None
    return ", ".join(filter(None, (place.name, place.district, place.province))) if place else ""


def _province_now(written: str) -> str:
    """Today's province of a product whose commune nobody wrote down."""
    found = gazetteer().find_province(written, Era.FROM) if written else None
    return found.unit.name if isinstance(found, Found) else ""


def _recognitions(session: Session, product_id: int, as_of: date) -> tuple[RecognitionLine, ...]:
    rows = session.scalars(select(Recognition).where(col(Recognition.product_id) == product_id))
    lines = [_recognition(row, as_of) for row in rows]
    order = list(Standing)
    lines.sort(key=lambda line: line.decision_date or date(line.year or 1, 1, 1), reverse=True)
    lines.sort(key=lambda line: order.index(line.standing))
    return tuple(lines)


def _recognition(row: Recognition, as_of: date) -> RecognitionLine:
    standing = standing_of(row, as_of)
    left = (row.valid_to - as_of).days if row.valid_to else None
    soon = left is not None and left <= SOON_DAYS and standing is Standing.CURRENT
    return RecognitionLine(
        stars=row.stars,
        decision_no=row.decision_no,
        decision_date=row.decision_date,
        year=row.year,
        valid_to=row.valid_to,
        standing=standing,
        source=row.source,
        days_left=left if soon else None,
    )


def shops_of(session: Session, product_id: int) -> tuple[ShopLine, ...]:
    """Where the product is wanted or was seen, by channel."""
    rows = session.execute(
        select(Listing, Shop, col(Channel.label))
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(
            col(Listing.product_id) == product_id,
            or_(
                col(Listing.intent) != Intent.NOT_WANTED,
                col(Listing.observed) != Observed.UNKNOWN,
            ),
        )
        .order_by(col(Channel.label), col(Shop.id))
    ).all()
    return tuple(_shop(row) for row in rows)


def _shop(row: Any) -> ShopLine:
    listing, shop, channel = row
    return ShopLine(
        listing_id=listing.id,
        channel=channel,
        shop=shop.name,
        is_sandbox=shop.is_sandbox,
        observed=Observed(listing.observed),
        observed_at=listing.observed_at,
        price_vnd=listing.observed_price_vnd,
        url=listing.public_url,
    )
