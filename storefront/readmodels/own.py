"""A producer's own shops and listings, with what has to be fixed by them first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select
from sqlmodel import Session, col

from catalog.errors import ErrorEntry, Owner, entry
from catalog.models import Channel, Listing, Producer, Product, Shop
from catalog.readiness import is_incomplete, lacks
from catalog.status import Observed, PaymentState
from storefront.readmodels.producer import PublicShop, payment_of, public_shops

MOST_LISTINGS = 500

HINTS = {
    Observed.REJECTED: "content_violation",
    Observed.SUSPENDED: "shop_blocked",
    Observed.NOT_FOUND: "item_not_found",
}
"""What to advise when the channel shows this and no error of our own says more."""


@dataclass(frozen=True, slots=True)
class OwnListing:
    """One product in one of the producer's shops."""

    listing_id: int
    product: str
    channel: str
    is_sandbox: bool
    observed: str
    observed_at: datetime | None
    reason: str
    public_url: str | None
    fix: ErrorEntry | None

    @property
    def is_my_move(self) -> bool:
        """Whether the producer has to act."""
        return self.fix is not None and self.fix.owner is Owner.PRODUCER


@dataclass(frozen=True, slots=True)
class OwnProduct:
    """One of the producer's products; `lacks` are the error codes of what is missing."""

    id: int
    name: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What "Gian hàng của tôi" shows."""

    name: str
    payment: PaymentState | None
    payment_is_sample: bool
    shops: tuple[PublicShop, ...]
    to_fix: tuple[OwnListing, ...]
    others: tuple[OwnListing, ...]
    goods: tuple[OwnProduct, ...]

    @property
    def incomplete(self) -> int:
        """How many products lack something."""
        return sum(bool(product.lacks) for product in self.goods)


def own_page(session: Session, producer_id: int) -> OwnPage:
    """The page of one producer, by what needs fixing first."""
    producer = session.get(Producer, producer_id)
    payment, sample = payment_of(session, producer_id)
    listings = _listings(session, producer_id)
    return OwnPage(
        name=producer.name if producer else "",
        payment=payment,
        payment_is_sample=sample,
        shops=public_shops(session, producer_id),
        to_fix=tuple(line for line in listings if line.fix is not None),
        others=tuple(line for line in listings if line.fix is None),
        goods=_goods(session, producer_id),
    )


def _goods(session: Session, producer_id: int) -> tuple[OwnProduct, ...]:
    """The producer's products, those that lack something first."""
    rows = session.scalars(
        select(Product)
        .where(col(Product.producer_id) == producer_id)
        .order_by(case((is_incomplete(), 0), else_=1), col(Product.name_sort))
        .limit(MOST_LISTINGS)
    )
    return tuple(OwnProduct(row.id or 0, row.name, lacks(row)) for row in rows)


def _listings(session: Session, producer_id: int) -> list[OwnListing]:
    live_last = case((col(Listing.observed) == Observed.LIVE, 1), else_=0)
    rows = session.execute(
        select(Listing, col(Product.name), col(Channel.label), col(Shop.is_sandbox))
        .join(Product, col(Product.id) == Listing.product_id)
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(col(Shop.producer_id) == producer_id)
        .order_by(live_last, col(Product.name_sort))
        .limit(MOST_LISTINGS)
    )
    return [_own(row) for row in rows]


def _own(row: Any) -> OwnListing:
    listing, product, channel, is_sandbox = row
    return OwnListing(
        listing_id=listing.id,
        product=product,
        channel=channel,
        is_sandbox=is_sandbox,
        observed=listing.observed,
        observed_at=listing.observed_at,
        reason=listing.observed_reason or listing.dispatch_detail or "",
        public_url=listing.public_url,
        fix=_fix(listing),
    )


def _fix(listing: Listing) -> ErrorEntry | None:
    if listing.dispatch_code and listing.dispatch in {"rejected", "failed_permanent", "blocked"}:
        return entry(listing.dispatch_code)
    hint = HINTS.get(Observed(listing.observed))
    return entry(hint) if hint else None
