"""Where wish and reality differ, and whose move it is: the staff's list, found by the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    Subquery,
    and_,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from catalog.errors import Owner, entry
from catalog.models import Listing, Product, Shop, utc_now
from catalog.observing.conditions import listing_groups, shop_parts
from catalog.observing.counts import STALE_AFTER, concerned, stated_code, whose_move
from catalog.observing.kinds import BY_STATED_FACTS, CODED, FACTS, Kind
from catalog.observing.rules import RULES
from catalog.shops import goods_of

FLAP_HOURS = int(RULES.damping.window.total_seconds()) // 3600


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the staff's list; `listing_id` is None where a whole shop is concerned.

    `since` is when it began as far as known; `detail` are the channel's own words or figures;
    where something drifted, `seen` is what the page says and `wanted` what the catalog says.
    `producer_id` is whom it concerns: the shop's producer, in the province's shop the product's.
    """

    kind: Kind
    owner: Owner
    shop_id: int
    listing_id: int | None
    product_id: int | None
    product_name: str
    shop_name: str
    text_vi: str
    advice_vi: str
    detail: str
    since: datetime | None
    seen: str = ""
    wanted: str = ""
    producer_id: int | None = None


def differences(
    session: Session,
    *,
    now: datetime | None = None,
    producer_id: int | None = None,
    owner: Owner | None = None,
    kinds: Collection[Kind] | None = None,
    limit: int = 50,
    offset: int = 0,
    stale_after: timedelta = STALE_AFTER,
) -> tuple[Difference, ...]:
    """Some differences, the most pressing kinds first: of a producer, an owner, some kinds, or all.

    Kinds that aren't asked for cost nothing: whoever knows the counts asks for those on its page.
    """
    found = _found(now or utc_now(), stale_after, producer_id)
    query = _filtered(found, producer_id, owner)
    if kinds is not None:
        query = query.where(found.c.kind.in_(sorted(kind.value for kind in kinds)))
    page = query.order_by(found.c.rank, found.c.shop_id, found.c.listing_id)
    return tuple(map(_difference, session.execute(page.limit(limit).offset(offset))))


def differences_where(
    session: Session,
    where: ColumnElement[bool],
    *,
    now: datetime | None = None,
    stale_after: timedelta = STALE_AFTER,
) -> list[Difference]:
    """Every difference that fits a condition on its shop or listing, in one pass, uncounted."""
    found = _found(now or utc_now(), stale_after)
    query = _filtered(found).where(where)
    return list(map(_difference, session.execute(query)))


def _found(now: datetime, stale_after: timedelta, producer_id: int | None = None) -> Subquery:
    of_shops, of = shop_parts(now), None
    if producer_id is not None:
        # Said to every part, so that each reads a producer's rows by their index, and no others.
        of_shops = [one.where(col(Shop.producer_id) == producer_id) for one in of_shops]
        of = goods_of(producer_id)
    of_listings = [part for group in listing_groups(now, stale_after, of) for part in group.parts()]
    together: CompoundSelect[Any] = union_all(*of_shops, *of_listings)
    return together.subquery("found")


def _filtered(
    found: Subquery, producer_id: int | None = None, owner: Owner | None = None
) -> Select[*tuple[Any, ...]]:
    refused = and_(found.c.kind.in_(CODED), stated_code())
    move = whose_move(found.c.owner, or_(found.c.kind.in_(BY_STATED_FACTS), refused))
    columns: Sequence[Any] = [
        *(column for column in found.c if column.name != "owner"),
        move.label("owner"),
        concerned().label("producer_id"),
        col(Shop.name).label("shop_name"),
        col(Product.name).label("product_name"),
        col(Listing.dispatch_code),
        col(Listing.turns),
    ]
    query = (
        select(*columns)
        .select_from(found)
        .join(Shop, col(Shop.id) == found.c.shop_id)
        .outerjoin(Listing, col(Listing.id) == found.c.listing_id)
        .outerjoin(Product, col(Product.id) == col(Listing.product_id))
    )
    if producer_id is not None:
        query = query.where(concerned() == producer_id)
    if owner is not None:
        query = query.where(move == owner.value)
    return query


def _difference(row: Row[Any]) -> Difference:
    kind = Kind(row.kind)
    facts = FACTS[kind]
    known = entry(row.dispatch_code) if kind in CODED and row.dispatch_code else None
    return Difference(
        kind=kind,
        owner=Owner(row.owner),
        shop_id=row.shop_id,
        listing_id=row.listing_id,
        product_id=row.product_id,
        product_name=row.product_name or "",
        shop_name=row.shop_name,
        text_vi=f"{facts.text_vi}: {known.text_vi}" if known else facts.text_vi,
        advice_vi=known.advice_vi if known else facts.advice_vi or entry(None).advice_vi,
        detail=_flapped(row) if kind is Kind.FLAPPING else row.detail or "",
        since=row.since,
        seen=row.seen or "",
        wanted=row.wanted or "",
        producer_id=row.producer_id,
    )


def _flapped(row: Row[Any]) -> str:
    return f"{len(row.turns or ())} lần đổi trong {FLAP_HOURS} giờ"
