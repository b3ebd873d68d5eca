"""Each kind of difference as one SELECT with the same columns, ready to be joined by UNION."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlmodel import col

from catalog.errors import CATALOGUE, Owner
from catalog.models import Channel, Listing, Product, Shop
from catalog.observing.kinds import FACTS, Kind
from catalog.observing.shop_conditions import shop_page_parts
from catalog.status import ON_SALE, Dispatch, Intent, Observed

EXPIRING = timedelta(days=7)
RANK = {kind: number for number, kind in enumerate(Kind)}
COMPARED = (Kind.PRICE_DRIFT, Kind.OVERSELLING, Kind.TITLE_DRIFT)
"""Kinds that need the product beside its listing; the others are spared the join."""

_OBSERVED = col(Listing.observed)
_DISPATCH = col(Listing.dispatch)


def shop_parts(now: datetime) -> list[Select[*tuple[Any, ...]]]:
    """Differences of whole shops: the authorisation is missing, over, or about to be."""
    until = col(Shop.authorised_until)
    missing = or_(col(Shop.credentials_sealed).is_(None), until <= now)
    soon = and_(col(Shop.credentials_sealed).is_not(None), until > now, until <= now + EXPIRING)
    consent = [_of_shop(Kind.AUTH_EXPIRED, missing), _of_shop(Kind.AUTH_EXPIRING, soon)]
    return [*consent, *shop_page_parts()]


def listing_parts(now: datetime, stale_after: timedelta) -> list[Select[*tuple[Any, ...]]]:
    """Differences of single listings; a listing may show in several."""
    wanted = col(Listing.intent).in_([Intent.LIST, Intent.UPDATE])
    sent = and_(wanted, col(Listing.dispatched_hash).is_not(None))
    shown = and_(wanted, _OBSERVED.in_(ON_SALE))
    # While our own change is on its way, the channel can't show it yet.
    calm = and_(shown, _DISPATCH == Dispatch.ACCEPTED, col(Listing.look_at) > _dispatched())
    asked = col(Listing.intent) != Intent.NOT_WANTED
    return [
        *_dispatch_parts(asked),
        _observed_part(Kind.SUSPENDED, and_(wanted, _OBSERVED == Observed.SUSPENDED)),
        _observed_part(Kind.REJECTED, and_(wanted, _OBSERVED == Observed.REJECTED)),
        _observed_part(
            Kind.NOT_FOUND, and_(sent, _OBSERVED.in_([Observed.NOT_FOUND, Observed.REMOVED]))
        ),
        _observed_part(Kind.STILL_ON_SALE, _still_on_sale()),
        _observed_part(Kind.HIDDEN, and_(wanted, _OBSERVED == Observed.HIDDEN_BY_SELLER)),
        _observed_part(Kind.OUT_OF_STOCK, and_(wanted, _OBSERVED == Observed.LIVE_OUT_OF_STOCK)),
        *_drift_parts(calm),
        _stale_part(wanted, now - stale_after),
    ]


def _dispatch_parts(asked: ColumnElement[bool]) -> list[Select[*tuple[Any, ...]]]:
    hand = col(Listing.dispatch_code) == "needs_person"
    blocked = and_(asked, _DISPATCH == Dispatch.BLOCKED)
    # A lapsed authorisation is told once for its shop.
    other = and_(blocked, func.coalesce(col(Listing.dispatch_code), "") != "auth_expired")
    return [
        _dispatch_part(Kind.REFUSED, and_(asked, _DISPATCH == Dispatch.REJECTED)),
        _dispatch_part(Kind.STOPPED, and_(asked, _DISPATCH == Dispatch.FAILED_PERMANENT)),
        _dispatch_part(Kind.NEEDS_PERSON, and_(blocked, hand)),
        _dispatch_part(Kind.BLOCKED, and_(other, func.coalesce(~hand, True))),
        _dispatch_part(Kind.UNKNOWN_OUTCOME, and_(asked, _DISPATCH == Dispatch.UNKNOWN_OUTCOME)),
    ]


def _drift_parts(calm: ColumnElement[bool]) -> list[Select[*tuple[Any, ...]]]:
    seen, wanted = col(Listing.observed_price_vnd), col(Product.price_vnd)
    left, stock = col(Listing.observed_stock), col(Product.stock)
    title, name = col(Listing.observed_title), col(Product.name)
    return [
        _observed_part(
            Kind.PRICE_DRIFT, and_(calm, seen != wanted), _told("sàn ", seen, ", khai ", wanted)
        ),
        _observed_part(
            Kind.OVERSELLING, and_(calm, left > stock), _told("sàn ", left, ", khai ", stock)
        ),
        _observed_part(
            Kind.TITLE_DRIFT, and_(calm, ~func.lower(title).contains(func.lower(name))), title
        ),
    ]


def _told(before: str, first: Any, between: str, second: Any) -> ColumnElement[str]:
    return literal(before) + cast(first, String) + literal(between) + cast(second, String)


def _still_on_sale() -> ColumnElement[bool]:
    withdrawn = col(Listing.intent) == Intent.WITHDRAW
    looked_after = col(Listing.observed_at) > _dispatched()
    return and_(withdrawn, _OBSERVED.in_(ON_SALE), _DISPATCH == Dispatch.ACCEPTED, looked_after)


def _dispatched() -> ColumnElement[datetime]:
    return func.coalesce(col(Listing.dispatch_at), col(Listing.intent_at))


def _stale_part(wanted: ColumnElement[bool], before: datetime) -> Select[*tuple[Any, ...]]:
    """Seen once, but not lately; whose move it is depends on why the last look gave nothing."""
    old = and_(wanted, col(Listing.observed_at) < before, _OBSERVED != Observed.REMOVED)
    reason = case(
        (col(Listing.look_status) == Observed.UNKNOWN, col(Listing.look_reason)), else_=null()
    )
    return _part(Kind.STALE, old, _owner_of(reason), reason, col(Listing.observed_at))


def _dispatch_part(kind: Kind, where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    fixed = FACTS[kind].owner
    owner = literal(fixed.value) if fixed else _owner_of(col(Listing.dispatch_code))
    return _part(kind, where, owner, col(Listing.dispatch_detail), col(Listing.dispatch_at))


def _observed_part(
    kind: Kind, where: ColumnElement[bool], detail: Any = None
) -> Select[*tuple[Any, ...]]:
    fixed = FACTS[kind].owner or Owner.STAFF
    said = col(Listing.observed_reason) if detail is None else detail
    return _part(kind, where, literal(fixed.value), said, col(Listing.observed_since))


def _owner_of(code: Any) -> ColumnElement[str]:
    """The owner that the error catalogue names; an unlisted code is ours to look into."""
    owners = {known: found.owner.value for known, found in CATALOGUE.items()}
    return case(owners, value=code, else_=Owner.US.value)


def _part(
    kind: Kind,
    where: ColumnElement[bool],
    owner: ColumnElement[str],
    detail: Any,
    since: Any,
) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            literal(kind.value).label("kind"),
            literal(RANK[kind]).label("rank"),
            owner.label("owner"),
            col(Listing.shop_id).label("shop_id"),
            col(Listing.id).label("listing_id"),
            col(Listing.product_id).label("product_id"),
            cast(detail, String).label("detail"),
            since.label("since"),
        )
        .select_from(Listing)
        .where(where)
    )
    if kind in COMPARED:
        return query.join(Product, col(Product.id) == col(Listing.product_id))
    return query


def _of_shop(kind: Kind, where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    owner = FACTS[kind].owner or Owner.STAFF
    return (
        select(
            literal(kind.value).label("kind"),
            literal(RANK[kind]).label("rank"),
            literal(owner.value).label("owner"),
            col(Shop.id).label("shop_id"),
            cast(null(), Integer).label("listing_id"),
            cast(null(), Integer).label("product_id"),
            cast(null(), String).label("detail"),
            col(Shop.authorised_until).label("since"),
        )
        .select_from(Shop)
        .join(Channel, col(Channel.kind) == col(Shop.channel))
        .where(col(Channel.assisted).is_(False), col(Channel.enabled).is_(True), where)
    )
