"""A producer's own shops and listings, with what has to be fixed by them first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, or_, select
from sqlmodel import Session, col

from catalog import observing
from catalog.errors import Owner
from catalog.models import Channel, Listing, Producer, Product, Shop
from catalog.readiness import is_incomplete, lacks
from catalog.shops import goods_of
from catalog.status import Observed, PaymentState
from storefront.readmodels.problems import Problem, problems_of
from storefront.readmodels.producer import PublicShop, payment_of, public_shops

MOST_LISTINGS = 500


@dataclass(frozen=True, slots=True)
class OwnListing:
    """One of the producer's goods in a shop; `shop` names one that isn't the producer's own."""

    listing_id: int
    product: str
    channel: str
    shop: str
    is_sandbox: bool
    observed: str
    observed_at: datetime | None


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
    to_fix: tuple[Problem, ...]
    others: tuple[OwnListing, ...]
    goods: tuple[OwnProduct, ...]

    @property
    def incomplete(self) -> int:
        """How many products lack something."""
        return sum(bool(product.lacks) for product in self.goods)


def own_page(session: Session, producer_id: int, now: datetime) -> OwnPage:
    """The page of one producer: what needs fixing first, its own moves before those of others."""
    producer = session.get(Producer, producer_id)
    payment, sample = payment_of(session, producer_id)
    to_fix = _to_fix(session, producer_id, now)
    told = {line.listing_id for line in to_fix}
    return OwnPage(
        name=producer.name if producer else "",
        payment=payment,
        payment_is_sample=sample,
        shops=public_shops(session, producer_id),
        to_fix=to_fix,
        others=tuple(
            line for line in _listings(session, producer_id) if line.listing_id not in told
        ),
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
        select(
            Listing,
            col(Product.name),
            col(Channel.label),
            case((col(Shop.producer_id) == producer_id, ""), else_=col(Shop.name)),
            col(Shop.is_sandbox),
        )
        .join(Product, col(Product.id) == Listing.product_id)
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(
            col(Listing.product_id).in_(goods_of(producer_id)),
            or_(col(Shop.producer_id) == producer_id, col(Product.producer_id) == producer_id),
        )
        .order_by(live_last, col(Product.name_sort))
        .limit(MOST_LISTINGS)
    )
    return [_own(row) for row in rows]


def _to_fix(session: Session, producer_id: int, now: datetime) -> tuple[Problem, ...]:
    """What differs in the producer's shops, and elsewhere what only the producer can settle."""
    found = observing.differences(session, now=now, producer_id=producer_id, limit=MOST_LISTINGS)
    shops = select(col(Shop.id)).where(col(Shop.producer_id) == producer_id)
    mine = set(session.scalars(shops))
    told = [line for line in found if line.shop_id in mine or line.owner is Owner.PRODUCER]
    told.sort(key=lambda line: line.owner is not Owner.PRODUCER)
    return problems_of(session, told)


def _own(row: Any) -> OwnListing:
    listing, product, channel, shop, is_sandbox = row
    return OwnListing(
        listing_id=listing.id,
        product=product,
        channel=channel,
        shop=shop,
        is_sandbox=is_sandbox,
        observed=listing.observed,
        observed_at=listing.observed_at,
    )
