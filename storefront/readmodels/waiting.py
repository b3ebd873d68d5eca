"""What goes on by itself: looks that told nothing (the status is held) and sends that try again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from catalog.errors import CATALOGUE, ErrorEntry, Owner, entry
from catalog.models import Channel, Listing, Product, Shop
from catalog.observing.counts import STALE_AFTER
from catalog.status import Dispatch, Intent, Observed

MOST_SHOWN = 40
UNREADABLE = entry("page_unreadable")
INCIDENT = entry("channel_down")

_LOOK_OWNER = case(
    (col(Listing.held_incident_id).is_not(None), INCIDENT.owner.value),
    *(
        (col(Listing.look_code) == code, known.owner.value)
        for code, known in CATALOGUE.items()
        if known.owner is not UNREADABLE.owner
    ),
    else_=UNREADABLE.owner.value,
)
_SEND_OWNER = case(
    {code: known.owner.value for code, known in CATALOGUE.items()},
    value=col(Listing.dispatch_code),
    else_=entry(None).owner.value,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A listing that nobody has to touch: `held_look` or else a send that tries again."""

    listing_id: int
    product: str
    channel: str
    shop: str
    is_sandbox: bool
    held_look: bool
    why_vi: str
    error: ErrorEntry
    observed: str
    observed_at: datetime | None
    since: datetime | None
    next_at: datetime | None


def waiting(session: Session, owner: Owner | None, now: datetime) -> tuple[Waiting, ...]:
    """The newest of them, of one owner or of all."""
    looks = _newest(col(Listing.look_at)).where(_held(now))
    sends = _newest(col(Listing.dispatch_at)).where(_retrying())
    if owner is not None:
        looks = looks.where(owner.value == _LOOK_OWNER)
        sends = sends.where(owner.value == _SEND_OWNER)
    return (*map(_look, session.execute(looks)), *map(_send, session.execute(sends)))


def waiting_counts(session: Session, now: datetime) -> dict[Owner, int]:
    """How many there are, by whose trouble it is."""
    counts: dict[Owner, int] = {}
    for condition, owner in ((_held(now), _LOOK_OWNER), (_retrying(), _SEND_OWNER)):
        each = select(owner.label("owner")).where(condition).subquery()
        for name, count in session.execute(select(each.c.owner, func.count()).group_by("owner")):
            counts[Owner(name)] = counts.get(Owner(name), 0) + count
    return counts


def _held(now: datetime) -> ColumnElement[bool]:
    """Looks that told nothing; once the status is old, the list of differences tells it."""
    unreadable = and_(
        col(Listing.look_status) == Observed.UNKNOWN, col(Listing.look_reason).is_not(None)
    )
    return and_(
        col(Listing.intent).in_([Intent.LIST, Intent.UPDATE]),
        or_(unreadable, col(Listing.held_incident_id).is_not(None)),
        or_(col(Listing.observed_at).is_(None), col(Listing.observed_at) >= now - STALE_AFTER),
    )


def _retrying() -> ColumnElement[bool]:
    return col(Listing.dispatch) == Dispatch.FAILED_RETRYABLE


def _newest(since: Any) -> Any:
    return (
        select(Listing, col(Product.name), Shop, col(Channel.label))
        .join(Product, col(Product.id) == Listing.product_id)
        .join(Shop, col(Shop.id) == Listing.shop_id)
        .join(Channel, col(Channel.kind) == Shop.channel)
        .order_by(since.desc(), col(Listing.id))
        .limit(MOST_SHOWN)
    )


def _look(row: Any) -> Waiting:
    listing: Listing = row[0]
    reason = listing.look_reason or ""
    if listing.held_incident_id is not None:
        error, why = INCIDENT, INCIDENT.text_vi
    else:
        error = entry(listing.look_code) if listing.look_code else UNREADABLE
        why = reason or error.text_vi
    return _line(row, error, why, listing.look_at, held_look=True)


def _send(row: Any) -> Waiting:
    listing: Listing = row[0]
    error = entry(listing.dispatch_code)
    return _line(row, error, error.text_vi, listing.dispatch_at, held_look=False)


def _line(
    row: Any, error: ErrorEntry, why: str, since: datetime | None, *, held_look: bool
) -> Waiting:
    listing, product, shop, channel = row
    return Waiting(
        listing_id=listing.id,
        product=product,
        channel=channel,
        shop=shop.name,
        is_sandbox=shop.is_sandbox,
        held_look=held_look,
        why_vi=why,
        error=error,
        observed=listing.observed,
        observed_at=listing.observed_at,
        since=since,
        next_at=None if held_look else listing.next_attempt_at,
    )
