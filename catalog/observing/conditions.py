"""Each kind of difference as a condition, in groups that one pass over the listings can count."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    SelectBase,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    true,
)
from sqlmodel import col

from catalog.errors import Owner
from catalog.hosts import SCOPE
from catalog.models import Channel, Incident, Listing, PageWatch, Shop
from catalog.observing.drift import drift_group, star_group
from catalog.observing.kinds import FACTS, Kind
from catalog.observing.parts import Group, Part, Trait, owner_of, shop_part
from catalog.observing.shop_conditions import shop_page_parts
from catalog.status import ON_SALE, Dispatch, Intent, Observed

EXPIRING = timedelta(days=7)
UNREADABLE = "page_unreadable"
"""The code of a look that told nothing and doesn't say why."""

_STUCK = (
    Dispatch.REJECTED, Dispatch.FAILED_PERMANENT, Dispatch.BLOCKED, Dispatch.UNKNOWN_OUTCOME,
)  # fmt: skip
_OFF_SALE = (
    Observed.SUSPENDED, Observed.REJECTED, Observed.NOT_FOUND, Observed.REMOVED,
    Observed.HIDDEN_BY_SELLER, Observed.LIVE_OUT_OF_STOCK,
)  # fmt: skip
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


def listing_groups(
    now: datetime, stale_after: timedelta, of: SelectBase | None = None
) -> list[Group]:
    """Differences of single listings, of all or `of` some products; one may show in several."""
    wanted = col(Listing.intent).in_([Intent.LIST, Intent.UPDATE])
    # While our own change is on its way, the channel can't show it yet.
    seen_since = col(Listing.look_at) > _dispatched()
    calm = and_(wanted, _OBSERVED.in_(ON_SALE), _DISPATCH == Dispatch.ACCEPTED, seen_since)
    asked = col(Listing.intent) != Intent.NOT_WANTED
    groups = [
        _dispatch_group(asked),
        _off_sale_group(wanted, seen_since),
        Group(_still_on_sale(), (Trait(Kind.STILL_ON_SALE, true()),)),
        drift_group(calm),
        star_group(now, seen_since, of),
        Group(wanted, (_stale(now - stale_after),)),
    ]
    if of is None:
        return groups
    its = col(Listing.product_id).in_(of)
    return [replace(one, base=and_(its, one.base)) for one in groups]


def _dispatch_group(asked: ColumnElement[bool]) -> Group:
    hand = col(Listing.dispatch_code) == "needs_person"
    blocked = _DISPATCH == Dispatch.BLOCKED
    # A lapsed authorisation is told once for its shop.
    other = and_(blocked, func.coalesce(col(Listing.dispatch_code), "") != "auth_expired")
    traits = (
        _dispatch(Kind.REFUSED, _DISPATCH == Dispatch.REJECTED),
        _dispatch(Kind.STOPPED, _DISPATCH == Dispatch.FAILED_PERMANENT),
        _dispatch(Kind.NEEDS_PERSON, and_(blocked, hand)),
        _dispatch(Kind.BLOCKED, and_(other, func.coalesce(~hand, True))),
        _dispatch(Kind.UNKNOWN_OUTCOME, _DISPATCH == Dispatch.UNKNOWN_OUTCOME),
    )
    return Group(and_(_DISPATCH.in_(_STUCK), asked), traits)


def _dispatch(kind: Kind, where: ColumnElement[bool]) -> Trait:
    owner = None if FACTS[kind].owner else owner_of(col(Listing.dispatch_code))
    detail, since = col(Listing.dispatch_detail), col(Listing.dispatch_at)
    return Trait(kind, where, owner=owner, detail=detail, since=since)


def _off_sale_group(wanted: ColumnElement[bool], seen_since: ColumnElement[bool]) -> Group:
    """What isn't on sale just now; a listing that flaps is told once, as such.

    What a person asked for again after it had gone is told once too: as the sending that is still
    to be done. One that goes while another sending waits is gone.
    """
    asked_before = col(Listing.intent_at) < col(Listing.look_at)
    asked_again = col(Listing.intent_at) > func.coalesce(
        col(Listing.observed_since), col(Listing.intent_at)
    )
    waits = and_(asked_again, _DISPATCH.in_(_UNDER_WAY))
    calm = and_(asked_before, seen_since, not_(waits))
    sent = col(Listing.dispatched_hash).is_not(None)
    missing = _OBSERVED.in_([Observed.NOT_FOUND, Observed.REMOVED])
    since = col(Listing.flapping_since)
    steady = since.is_(None)
    stock = case((_OBSERVED.in_(ON_SALE), Owner.PRODUCER.value), else_=Owner.STAFF.value)
    traits = (
        Trait(Kind.SUSPENDED, _OBSERVED == Observed.SUSPENDED),
        Trait(Kind.REJECTED, _OBSERVED == Observed.REJECTED),
        Trait(Kind.NOT_FOUND, and_(missing, sent, steady, calm)),
        Trait(Kind.HIDDEN, and_(_OBSERVED == Observed.HIDDEN_BY_SELLER, steady, calm)),
        Trait(Kind.OUT_OF_STOCK, and_(_OBSERVED == Observed.LIVE_OUT_OF_STOCK, steady)),
        Trait(Kind.FLAPPING, since.is_not(None), owner=stock, since=since),
    )
    return Group(and_(or_(_OBSERVED.in_(_OFF_SALE), since.is_not(None)), wanted), traits)


def _still_on_sale() -> ColumnElement[bool]:
    withdrawn = col(Listing.intent) == Intent.WITHDRAW
    # Asked for, or asked for again, it waits for the next plan and for a look after that.
    since = and_(
        col(Listing.observed_at) > _dispatched(),
        col(Listing.observed_at) > col(Listing.intent_at),
    )
    return and_(withdrawn, _OBSERVED.in_(ON_SALE), _DISPATCH == Dispatch.ACCEPTED, since)


def _dispatched() -> ColumnElement[datetime]:
    return func.coalesce(col(Listing.dispatch_at), col(Listing.intent_at))


def _stale(before: datetime) -> Trait:
    """Seen once, but not lately; whose move it is depends on why the last look gave nothing.

    A page that waits because its host has an incident is the host's trouble, too.
    """
    old = and_(col(Listing.observed_at) < before, _OBSERVED != Observed.REMOVED)
    untold = col(Listing.look_status) == Observed.UNKNOWN
    code = func.coalesce(col(Listing.look_code), UNREADABLE)
    owner = case(
        (untold, owner_of(code)),
        (_waits_for_host(), Owner.CHANNEL.value),
        else_=Owner.US.value,
    )
    reason = case((untold, col(Listing.look_reason)), else_=null())
    return Trait(Kind.STALE, old, owner=owner, detail=reason, since=col(Listing.observed_at))


def _waits_for_host() -> ColumnElement[bool]:
    return exists().where(
        col(PageWatch.listing_id) == col(Listing.id),
        col(Incident.scope) == literal(SCOPE) + col(PageWatch.host),
        col(Incident.closed_at).is_(None),
    )
