"""Each kind of difference as one SELECT with the same columns, ready to be joined by UNION."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SelectBase, and_, case, exists, func, literal, not_, null, or_
from sqlmodel import col

from catalog.errors import Owner
from catalog.hosts import SCOPE
from catalog.models import Channel, Incident, Listing, PageWatch, Shop
from catalog.observing.drift import drift_parts, star_parts
from catalog.observing.kinds import FACTS, Kind
from catalog.observing.parts import Part, owner_of, part, shop_part
from catalog.observing.shop_conditions import shop_page_parts
from catalog.status import ON_SALE, Dispatch, Intent, Observed

EXPIRING = timedelta(days=7)
UNREADABLE = "page_unreadable"
"""The code of a look that told nothing and doesn't say why."""

_UNDER_WAY = (Dispatch.QUEUED, Dispatch.SENDING, Dispatch.FAILED_RETRYABLE, Dispatch.BLOCKED)

_OBSERVED = col(Listing.observed)
_DISPATCH = col(Listing.dispatch)


def shop_parts(now: datetime) -> list[Part]:
    """Differences of whole shops: the authorisation is missing, over, or about to be."""
    until = col(Shop.authorised_until)
    missing = or_(col(Shop.credentials_sealed).is_(None), until <= now)
    soon = and_(col(Shop.credentials_sealed).is_not(None), until > now, until <= now + EXPIRING)
    api = and_(col(Channel.assisted).is_(False), col(Channel.enabled).is_(True))
    on = col(Channel.kind) == col(Shop.channel)
    kinds = ((Kind.AUTH_EXPIRED, missing), (Kind.AUTH_EXPIRING, soon))
    consent = [
        shop_part(kind, and_(api, where), since=until).join(Channel, on) for kind, where in kinds
    ]
    return [*consent, *shop_page_parts()]


def listing_parts(
    now: datetime, stale_after: timedelta, of: SelectBase | None = None
) -> list[Part]:
    """Differences of single listings, of all or `of` some products; one may show in several."""
    wanted = col(Listing.intent).in_([Intent.LIST, Intent.UPDATE])
    # While our own change is on its way, the channel can't show it yet.
    seen_since = col(Listing.look_at) > _dispatched()
    calm = and_(wanted, _OBSERVED.in_(ON_SALE), _DISPATCH == Dispatch.ACCEPTED, seen_since)
    asked = col(Listing.intent) != Intent.NOT_WANTED
    parts = [
        *_dispatch_parts(asked),
        part(Kind.SUSPENDED, and_(wanted, _OBSERVED == Observed.SUSPENDED)),
        part(Kind.REJECTED, and_(wanted, _OBSERVED == Observed.REJECTED)),
        part(Kind.STILL_ON_SALE, _still_on_sale()),
        *_coming_and_going(wanted, seen_since),
        *drift_parts(calm),
        *star_parts(now, seen_since, of),
        _stale_part(wanted, now - stale_after),
    ]
    return parts if of is None else [one.where(col(Listing.product_id).in_(of)) for one in parts]


def _dispatch_parts(asked: ColumnElement[bool]) -> list[Part]:
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


def _dispatch_part(kind: Kind, where: ColumnElement[bool]) -> Part:
    owner = None if FACTS[kind].owner else owner_of(col(Listing.dispatch_code))
    detail, since = col(Listing.dispatch_detail), col(Listing.dispatch_at)
    return part(kind, where, owner=owner, detail=detail, since=since)


def _coming_and_going(wanted: ColumnElement[bool], seen_since: ColumnElement[bool]) -> list[Part]:
    """What isn't on sale just now; a listing that flaps is told once, as such.

    What a person asked for again after it had gone is told once too: as the sending that is still
    to be done. One that goes while another sending waits is gone.
    """
    asked_before = col(Listing.intent_at) < col(Listing.look_at)
    asked_again = col(Listing.intent_at) > func.coalesce(
        col(Listing.observed_since), col(Listing.intent_at)
    )
    waits = and_(asked_again, _DISPATCH.in_(_UNDER_WAY))
    calm = and_(wanted, asked_before, seen_since, not_(waits))
    sent = and_(calm, col(Listing.dispatched_hash).is_not(None))
    missing = _OBSERVED.in_([Observed.NOT_FOUND, Observed.REMOVED])
    since = col(Listing.flapping_since)
    steady = since.is_(None)
    stock = case((_OBSERVED.in_(ON_SALE), Owner.PRODUCER.value), else_=Owner.STAFF.value)
    return [
        part(Kind.NOT_FOUND, and_(sent, steady, missing)),
        part(Kind.HIDDEN, and_(calm, steady, _OBSERVED == Observed.HIDDEN_BY_SELLER)),
        part(Kind.OUT_OF_STOCK, and_(wanted, steady, _OBSERVED == Observed.LIVE_OUT_OF_STOCK)),
        part(Kind.FLAPPING, and_(wanted, since.is_not(None)), owner=stock, since=since),
    ]


def _still_on_sale() -> ColumnElement[bool]:
    withdrawn = col(Listing.intent) == Intent.WITHDRAW
    looked_after = col(Listing.observed_at) > _dispatched()
    return and_(withdrawn, _OBSERVED.in_(ON_SALE), _DISPATCH == Dispatch.ACCEPTED, looked_after)


def _dispatched() -> ColumnElement[datetime]:
    return func.coalesce(col(Listing.dispatch_at), col(Listing.intent_at))


def _stale_part(wanted: ColumnElement[bool], before: datetime) -> Part:
    """Seen once, but not lately; whose move it is depends on why the last look gave nothing.

    A page that waits because its host has an incident is the host's trouble, too.
    """
    old = and_(wanted, col(Listing.observed_at) < before, _OBSERVED != Observed.REMOVED)
    untold = col(Listing.look_status) == Observed.UNKNOWN
    code = func.coalesce(col(Listing.look_code), UNREADABLE)
    owner = case(
        (untold, owner_of(code)),
        (_waits_for_host(), Owner.CHANNEL.value),
        else_=Owner.US.value,
    )
    reason = case((untold, col(Listing.look_reason)), else_=null())
    return part(Kind.STALE, old, owner=owner, detail=reason, since=col(Listing.observed_at))


def _waits_for_host() -> ColumnElement[bool]:
    return exists().where(
        col(PageWatch.listing_id) == col(Listing.id),
        col(Incident.scope) == literal(SCOPE) + col(PageWatch.host),
        col(Incident.closed_at).is_(None),
    )
