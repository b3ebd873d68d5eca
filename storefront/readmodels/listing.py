"""One listing: its three axes, the observations with their evidence, its tasks."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import observing, visitor_reports
from catalog.errors import ErrorEntry, entry
from catalog.models import (
    Channel,
    Evidence,
    Listing,
    Observation,
    Product,
    Shop,
    Task,
    VisitorReport,
)
from catalog.observing import ProvenLook, newest_looks
from catalog.observing.ahead import latest
from catalog.observing.picture import VARIES
from catalog.plan.applying import push_key
from storefront.readmodels.problems import Problem, problems_of

MOST_OBSERVATIONS = 50
MOST_TASKS = 20
EXCERPT = 1500
"""Characters of a piece of evidence that a page shows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence of one look: where it came from and its beginning as text."""

    url: str
    http_status: int | None
    sha256: str
    chain_hash: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Look:
    """One observation."""

    observed_at: datetime
    method: str
    status: str
    confidence: float
    reason: str
    price_vnd: int | None
    stock: int | None
    flags: tuple[str, ...]
    is_ahead: bool
    evidence: Piece | None

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, whenever and by whatever evidence."""
        facts = (self.reason, self.price_vnd, self.stock, self.is_ahead)
        return (self.method, self.status, self.confidence, *facts)


@dataclass(frozen=True, slots=True)
class Spell:
    """Looks in a row that say the same, the newest first."""

    looks: tuple[Look, ...]

    @property
    def newest(self) -> Look:
        """The last one that was made."""
        return self.looks[0]

    @property
    def oldest(self) -> Look:
        """The first one of them."""
        return self.looks[-1]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.looks)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task about this listing."""

    id: int
    state: str
    attempt: int
    created_at: datetime
    error: ErrorEntry | None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Everything about one listing."""

    id: int
    product_id: int
    slug: str
    product: str
    channel: str
    is_assisted: bool
    shop: str
    is_sandbox: bool
    seller_sku: str
    external_id: str
    public_url: str | None
    intent: str
    intent_at: datetime
    dispatch: str
    dispatch_at: datetime | None
    next_attempt_at: datetime | None
    error: ErrorEntry | None
    detail: str
    observed: str
    observed_at: datetime | None
    observed_reason: str
    observed_price_vnd: int | None
    observed_stock: int | None
    picture: str | None
    picture_base: str | None
    price_vnd: int | None
    stock: int | None
    producer_id: int | None
    shop_producer_id: int | None
    is_held: bool
    total_looks: int
    looks: tuple[Look, ...]
    tasks: tuple[TaskLine, ...]
    problems: tuple[Problem, ...]
    reports: tuple[VisitorReport, ...]

    @property
    def untold_error(self) -> bool:
        """Whether sending failed in a way that no problem speaks of, as one that is tried again."""
        return self.error is not None and not any(one.is_of_sending for one in self.problems)

    @property
    def is_lost(self) -> bool:
        """Whether it is wanted, was on the marketplace, and no buyer sees it there now."""
        return any(one.is_lost for one in self.problems)

    @property
    def is_still_on_sale(self) -> bool:
        """Whether it was to be taken off the marketplace and buyers see it there still."""
        return any(one.is_still_on_sale for one in self.problems)

    @property
    def spells(self) -> tuple[Spell, ...]:
        """The looks, equal ones in a row together: most of them say what the one before said."""
        together = groupby(self.looks, lambda look: look.told)
        return tuple(Spell(tuple(looks)) for _, looks in together)

    @property
    def can_be_looked_at(self) -> bool:
        """Whether there is an address or an id to ask the marketplace for."""
        return bool(self.public_url or self.external_id)

    @property
    def picture_varies(self) -> bool:
        """Whether the page shows another picture at each look, so that none is compared."""
        return self.picture == VARIES


def listing_page(session: Session, listing_id: int, now: datetime) -> ListingPage | None:
    """The page's values; None when there is no such listing."""
    row = session.execute(
        select(Listing, Product, Shop, Channel)
        .join(Product, col(Product.id) == Listing.product_id)
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .join(Channel, col(Channel.kind) == Shop.channel)
        .where(col(Listing.id) == listing_id)
    ).first()
    if row is None:
        return None
    total = session.scalar(
        select(func.count())
        .select_from(Observation)
        .where(col(Observation.listing_id) == listing_id)
    )
    last = latest(now)
    newest = newest_looks(session, listing_id, MOST_OBSERVATIONS)
    looks = tuple(_look(look, last) for look in newest)
    differs = observing.differences_where(session, col(Listing.id) == listing_id, now=now)
    problems = problems_of(session, differs)
    reports = tuple(visitor_reports.recent(session, listing_id, now))
    return _page(row, total or 0, looks, _tasks(session, listing_id), problems, reports)


def _page(
    row: Any,
    total: int,
    looks: tuple[Look, ...],
    tasks: tuple[TaskLine, ...],
    problems: tuple[Problem, ...],
    reports: tuple[VisitorReport, ...],
) -> ListingPage:
    listing, product, shop, channel = row
    return ListingPage(
        id=listing.id,
        product_id=product.id,
        slug=product.slug,
        product=product.name,
        channel=channel.label,
        is_assisted=channel.assisted,
        shop=shop.name,
        is_sandbox=shop.is_sandbox,
        seller_sku=listing.seller_sku,
        external_id=listing.external_id or "",
        public_url=listing.public_url,
        intent=listing.intent,
        intent_at=listing.intent_at,
        dispatch=listing.dispatch,
        dispatch_at=listing.dispatch_at,
        next_attempt_at=listing.next_attempt_at,
        error=entry(listing.dispatch_code) if listing.dispatch_code else None,
        detail=listing.dispatch_detail or "",
        observed=listing.observed,
        observed_at=listing.observed_at,
        observed_reason=listing.observed_reason or "",
        observed_price_vnd=listing.observed_price_vnd,
        observed_stock=listing.observed_stock,
        picture=listing.observed_picture,
        picture_base=listing.picture_base,
        price_vnd=product.price_vnd,
        stock=product.stock,
        producer_id=product.producer_id,
        shop_producer_id=shop.producer_id,
        is_held=listing.held_incident_id is not None,
        total_looks=total,
        looks=looks,
        tasks=tasks,
        problems=problems,
        reports=reports,
    )


def _look(look: ProvenLook, last: datetime) -> Look:
    seen, evidence = look.seen, look.evidence
    return Look(
        observed_at=seen.observed_at,
        method=seen.method,
        status=seen.status,
        confidence=seen.confidence,
        reason=seen.reason or "",
        price_vnd=seen.price_vnd,
        stock=seen.stock,
        flags=tuple(seen.flags),
        is_ahead=seen.observed_at > last,
        evidence=_piece(evidence, look.text(EXCERPT) or "") if evidence is not None else None,
    )


def _piece(row: Evidence, excerpt: str) -> Piece:
    return Piece(row.url, row.http_status, row.sha256, row.chain_hash, excerpt)


def _tasks(session: Session, listing_id: int) -> tuple[TaskLine, ...]:
    rows = session.scalars(
        select(Task)
        .where(col(Task.key) == push_key(listing_id))
        .order_by(col(Task.id).desc())
        .limit(MOST_TASKS)
    )
    return tuple(
        TaskLine(
            id=row.id or 0,
            state=row.state,
            attempt=row.attempt,
            created_at=row.created_at,
            error=entry(row.error_code) if row.error_code else None,
        )
        for row in rows
    )
