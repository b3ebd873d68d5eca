"""The centre's list of digital shops (gian hàng số): state, goods on sale, authorisation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlmodel import Session, col

from catalog.models import Channel, Listing, Producer, Shop, ShopPage
from catalog.status import Observed, ShopSeen, ShopState

PAGE_SIZE = 40
WARN_BEFORE = timedelta(days=7)
"""A consent that ends within this time is warned of, as the scheduled job does."""


class Consent(StrEnum):
    """Where a seller's authorisation (ủy quyền) of our calls stands."""

    NOT_NEEDED = "not_needed"
    MISSING = "missing"
    LAPSED = "lapsed"
    SOON = "soon"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class PageLine:
    """What the shop's public page showed; `doubt` was seen once and waits for a second look.

    `name` is given where it fits neither the shop nor its producer; `unread` is why the newest look
    told nothing.
    """

    status: str
    seen_at: datetime | None
    products: int | None
    name: str
    doubt: str | None
    unread: str


@dataclass(frozen=True, slots=True)
class ShopLine:
    """One shop; no producer means that it is the province's own."""

    id: int
    channel: str
    channel_label: str
    name: str
    url: str | None
    external_id: str
    is_sandbox: bool
    producer_id: int | None
    producer: str
    state: str
    state_at: datetime | None
    live: int
    listings: int
    consent: Consent
    authorised_until: datetime | None
    page: PageLine | None = None

    @property
    def needs_consent(self) -> bool:
        """Whether the seller has to agree (again) now or soon."""
        return self.consent in (Consent.MISSING, Consent.LAPSED, Consent.SOON)


@dataclass(frozen=True, slots=True)
class ShopList:
    """One page of the shops; `lacking` of `all` need their seller's consent now or soon."""

    all: int
    lacking: int
    page: int
    pages: int
    shops: tuple[ShopLine, ...]


def shop_list(session: Session, now: datetime, page: int, *, lacking_only: bool) -> ShopList:
    """Shops, those that need their seller's consent first: five statements at any size."""
    lacking = _lacking(now)
    everything = _count(session, None)
    wanting = _count(session, lacking)
    pages = max(1, -(-(wanting if lacking_only else everything) // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    query = _shops().order_by(case((lacking, 0), else_=1), col(Shop.name), col(Shop.id))
    if lacking_only:
        query = query.where(lacking)
    rows = session.execute(query.limit(PAGE_SIZE).offset((shown - 1) * PAGE_SIZE)).all()
    goods = _goods(session, [row[0].id for row in rows])
    read = _pages(session, [row[0].id for row in rows])
    lines = tuple(
        _line(row, goods.get(row[0].id, (0, 0)), read.get(row[0].id), now) for row in rows
    )
    return ShopList(everything, wanting, shown, pages, lines)


def shop_line(session: Session, shop_id: int, now: datetime) -> ShopLine | None:
    """One shop; None when there is no such one."""
    row = session.execute(_shops().where(col(Shop.id) == shop_id)).first()
    if row is None:
        return None
    goods = _goods(session, [shop_id]).get(shop_id, (0, 0))
    return _line(row, goods, _pages(session, [shop_id]).get(shop_id), now)


def consent_of(shop: Shop, assisted: bool, now: datetime) -> Consent:
    """Where the authorisation stands; a channel that a person serves needs none."""
    until = shop.authorised_until
    if assisted:
        return Consent.NOT_NEEDED
    if shop.credentials_sealed is None:
        return Consent.MISSING
    if until is not None and until <= now:
        return Consent.LAPSED
    return Consent.SOON if until is not None and until <= now + WARN_BEFORE else Consent.VALID


def _lacking(now: datetime) -> ColumnElement[bool]:
    ending = col(Shop.authorised_until) <= now + WARN_BEFORE
    return and_(
        col(Channel.assisted).is_(False), or_(col(Shop.credentials_sealed).is_(None), ending)
    )


def _count(session: Session, condition: ColumnElement[bool] | None) -> int:
    query = select(func.count()).select_from(Shop).join(Channel)
    return session.scalar(query if condition is None else query.where(condition)) or 0


def _shops() -> Select[*tuple[Any, ...]]:
    return (
        select(Shop, col(Channel.label), col(Channel.assisted), col(Producer.name))
        .join(Channel, col(Channel.kind) == Shop.channel)
        .outerjoin(Producer, col(Producer.id) == Shop.producer_id)
    )


def _goods(session: Session, shop_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By shop: listings seen on sale, listings altogether."""
    live = func.sum(case((col(Listing.observed) == Observed.LIVE, 1), else_=0))
    rows = session.execute(
        select(col(Listing.shop_id), live, func.count())
        .where(col(Listing.shop_id).in_(shop_ids))
        .group_by(col(Listing.shop_id))
    )
    return {row[0]: (int(row[1]), row[2]) for row in rows}


def _pages(session: Session, shop_ids: Collection[int]) -> dict[int, PageLine]:
    rows = session.scalars(select(ShopPage).where(col(ShopPage.shop_id).in_(shop_ids)))
    return {row.shop_id: _page(row) for row in rows}


def _page(row: ShopPage) -> PageLine:
    unread = row.look_status == ShopSeen.UNKNOWN
    return PageLine(
        status=row.status,
        seen_at=row.seen_at,
        products=row.products,
        name=(row.name or "") if row.name_fits is False else "",
        doubt=row.doubt,
        unread=(row.look_reason or "") if unread else "",
    )


def _line(row: Any, goods: tuple[int, int], page: PageLine | None, now: datetime) -> ShopLine:
    shop, label, assisted, producer = row
    return ShopLine(
        id=shop.id,
        channel=shop.channel,
        channel_label=label,
        name=shop.name,
        url=shop.url,
        external_id=shop.account,
        is_sandbox=shop.is_sandbox,
        producer_id=shop.producer_id,
        producer=producer or "",
        state=ShopState(shop.state),
        state_at=shop.state_at,
        live=goods[0],
        listings=goods[1],
        consent=consent_of(shop, assisted, now),
        authorised_until=shop.authorised_until,
        page=page,
    )
