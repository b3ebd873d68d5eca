"""The question put to the database: which listings differ from what is wanted of them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlmodel import col

from catalog.models import Channel, Listing, Shop
from catalog.plan.model import OFF_MARK
from catalog.status import ON_SALE, Action, Dispatch, Intent, Observed

GONE = (Observed.NOT_FOUND, Observed.REMOVED)
IN_PROGRESS = (
    Dispatch.QUEUED,
    Dispatch.SENDING,
    Dispatch.FAILED_RETRYABLE,
    Dispatch.UNKNOWN_OUTCOME,
)
REFUSED = (Dispatch.REJECTED, Dispatch.FAILED_PERMANENT)


def changed_listings(
    wanted: Table, mappings: Sequence[str], shops: Collection[int] | None
) -> Select[*tuple[Any, ...]]:
    """Listings that need a step; nothing is returned for the unchanged.

    Sorting is left to the caller: an ORDER BY would make the database walk the listings in the
    order of an index instead of reading them once from front to back.
    """
    step = case((_withdrawing(), literal(Action.UNLIST.value)), else_=_step(wanted))
    query = select(
        col(Listing.id),
        col(Listing.product_id),
        col(Listing.shop_id),
        col(Listing.dispatched_hash),
        wanted.c.fingerprint,
        wanted.c.price_vnd,
        wanted.c.stock,
        wanted.c.problem,
        wanted.c.certified,
        step.label("action"),
    ).where(
        col(Listing.intent) != Intent.NOT_WANTED,
        or_(
            and_(_differs(wanted), not_(_settled(wanted.c.fingerprint))),
            and_(_withdrawing(), not_(_settled(literal(OFF_MARK)))),
        ),
    )
    return _joined(_in_scope(query, shops), wanted, mappings)


def on_channel(shops: Collection[int] | None) -> Any:
    """How many listings a channel shows for us."""
    return _in_scope(select(func.count(col(Listing.id))).where(_sent(), not_(_off())), shops)


def _in_scope(query: Any, shops: Collection[int] | None) -> Any:
    return query if shops is None else query.where(col(Listing.shop_id).in_(sorted(shops)))


def _joined(query: Any, wanted: Table, mappings: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Each listing beside its product's row; with one mapping no channel needs to be asked."""
    same_product = wanted.c.product_id == col(Listing.product_id)
    query = query.select_from(Listing)
    if len(mappings) == 1:
        mapping: Any = literal(mappings[0])
    else:
        query = query.join(Shop, col(Shop.id) == col(Listing.shop_id))
        query = query.join(Channel, col(Channel.kind) == col(Shop.channel))
        mapping = col(Channel.mapping_version)
    joined: Select[*tuple[Any, ...]] = query.join(
        wanted, and_(same_product, wanted.c.mapping == mapping)
    )
    return joined


def _sent() -> ColumnElement[bool]:
    return col(Listing.dispatched_hash).is_not(None)


def _off() -> ColumnElement[bool]:
    return func.coalesce(col(Listing.dispatched_hash), "").like("%:off")


def _asked_anew() -> ColumnElement[bool]:
    """Whether a person set the intent after the last step: a retry of what failed or vanished."""
    return or_(
        col(Listing.dispatch_at).is_(None), col(Listing.intent_at) > col(Listing.dispatch_at)
    )


def _wanted_on_shelf() -> ColumnElement[bool]:
    return col(Listing.intent).in_([Intent.LIST, Intent.UPDATE])


def _put_back() -> ColumnElement[bool]:
    """Gone or hidden on the channel, and since then a person asked for it again."""
    lost = col(Listing.observed).in_([*GONE, Observed.HIDDEN_BY_SELLER])
    return and_(_sent(), lost, _asked_anew())


def _differs(wanted: Table) -> ColumnElement[bool]:
    resend = and_(col(Listing.intent) == Intent.UPDATE, _asked_anew())
    differs = col(Listing.dispatched_hash).is_distinct_from(wanted.c.fingerprint)
    return and_(_wanted_on_shelf(), or_(differs, _put_back(), resend))


def _withdrawing() -> ColumnElement[bool]:
    """To be taken off, known to the channel, and not already gone from its shelf."""
    known = or_(_sent(), col(Listing.external_id).is_not(None))
    off_shelf = col(Listing.observed).in_([*GONE, Observed.HIDDEN_BY_SELLER])
    to_do = or_(not_(_off()), _still_shown())
    return and_(col(Listing.intent) == Intent.WITHDRAW, known, to_do, not_(off_shelf))


def _still_shown() -> ColumnElement[bool]:
    """Seen on sale after we took it off, and since then a person asked for that again."""
    shown = col(Listing.observed).in_(ON_SALE)
    return and_(shown, col(Listing.observed_at) > col(Listing.dispatch_at), _asked_anew())


def _settled(desired: Any) -> ColumnElement[bool]:
    """The same step is already under way, or was refused and nobody asked for it again.

    A listing blocked for want of authorisation is not under way: the plan takes it up again as
    soon as the shop may be used. The last success counts as an attempt only while unchanged.
    """
    same = col(Listing.attempted_hash).is_not_distinct_from(desired)
    waits = and_(
        col(Listing.dispatch) == Dispatch.BLOCKED,
        func.coalesce(col(Listing.dispatch_code), "") != "auth_expired",
    )
    under_way = or_(col(Listing.dispatch).in_(IN_PROGRESS), waits)
    refused = and_(col(Listing.dispatch).in_(REFUSED), not_(_asked_anew()))
    return and_(same, or_(under_way, refused))


def _step(wanted: Table) -> ColumnElement[str]:
    """The smallest call that brings the listing to its fingerprint."""
    sent = col(Listing.dispatched_hash)
    price, stock = (cast(wanted.c[name], String) for name in ("price_vnd", "stock"))
    return case(
        (and_(_put_back(), col(Listing.observed).in_(GONE)), literal(Action.CREATE.value)),
        (or_(_off(), _put_back()), literal(Action.RELIST.value)),
        (and_(not_(_sent()), col(Listing.external_id).is_(None)), literal(Action.CREATE.value)),
        (sent == wanted.c.fingerprint, literal(Action.UPDATE.value)),
        (sent.like(wanted.c.content + ":" + price + ":%"), literal(Action.STOCK.value)),
        (sent.like(wanted.c.content + ":%:" + stock), literal(Action.PRICE.value)),
        else_=literal(Action.UPDATE.value),
    )
