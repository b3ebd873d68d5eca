"""How many differences there are: one pass over the listings for each group of kinds.

Fetching the list and counting it would read every listing once for each kind.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from catalog.errors import Owner
from catalog.models import Listing, Product, Shop, utc_now
from catalog.observing.conditions import listing_groups, shop_parts
from catalog.observing.kinds import BY_STATED_CODES, BY_STATED_FACTS, CODED, FACTS, Kind
from catalog.observing.parts import RANK, Group, Part, Trait

STALE_AFTER = timedelta(days=2)

Counts = Counter[tuple[Kind, Owner]]


def difference_counts(
    session: Session,
    *,
    now: datetime | None = None,
    stale_after: timedelta = STALE_AFTER,
) -> dict[tuple[Kind, Owner], int]:
    """How many differences of each kind and owner there are, in order; kinds without are absent."""
    at, counts = now or utc_now(), Counts()
    for kind, owner, number in _of_shops(session, at):
        counts[kind, owner] += number
    for group in listing_groups(at, stale_after):
        for kind, owner, number in _of_group(session, group):
            counts[kind, owner] += number
    order = sorted(+counts, key=lambda one: (RANK[one[0]], one[1]))
    return {key: counts[key] for key in order}


def concerned() -> ColumnElement[int | None]:
    """Whom it concerns: the shop's producer, in the province's shop the product's."""
    return func.coalesce(col(Shop.producer_id), col(Product.producer_id))


def whose_move(owner: Any, is_stated: ColumnElement[bool]) -> ColumnElement[str]:
    """The owner; where no producer can act, the staff who run the province's shop.

    `is_stated`: the producer's word settles it, whoever's shop it is.
    """
    of_producer = owner == Owner.PRODUCER.value
    return case((and_(of_producer, not_(_is_able(is_stated))), Owner.STAFF.value), else_=owner)


def _is_able(is_stated: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is a producer who can make a producer's move."""
    return and_(concerned().is_not(None), or_(col(Shop.producer_id).is_not(None), is_stated))


def stated_code() -> ColumnElement[bool]:
    """Whether the code of a sending is one that the product's sheet settles."""
    return func.coalesce(col(Listing.dispatch_code).in_(BY_STATED_CODES), false())


def _of_shops(session: Session, now: datetime) -> Iterator[tuple[Kind, Owner, int]]:
    found = union_all(*shop_parts(now)).subquery("found")
    owner = case(
        (
            and_(found.c.owner == Owner.PRODUCER.value, col(Shop.producer_id).is_(None)),
            Owner.STAFF.value,
        ),
        else_=found.c.owner,
    ).label("move")
    query = (
        select(found.c.kind, owner, func.count())
        .join(Shop, col(Shop.id) == found.c.shop_id)
        .group_by(found.c.kind, owner)
    )
    for kind, move, number in session.execute(query):
        yield Kind(kind), Owner(move), number


def _of_group(session: Session, group: Group) -> Iterator[tuple[Kind, Owner, int]]:
    """Kinds with an owner of their own in one pass, the others by their listings' owners."""
    fixed = [trait for trait in group.traits if trait.owner is None]
    if fixed:
        row = session.execute(_summed(group, fixed)).one()
        for trait, total, staff in zip(fixed, row[::2], row[1::2], strict=True):
            owner = FACTS[trait.kind].owner or Owner.STAFF
            yield trait.kind, owner, (total or 0) - (staff or 0)
            yield trait.kind, Owner.STAFF, staff or 0
    for trait in group.traits:
        if trait.owner is not None:
            for told, able, number in session.execute(_grouped(group, trait)):
                owner = Owner(told)
                unable = owner is Owner.PRODUCER and not able
                yield trait.kind, Owner.STAFF if unable else owner, number


def _summed(group: Group, traits: list[Trait]) -> Part:
    """For each trait how many listings have it, and at how many staff act for a producer."""
    sums: list[Any] = []
    for trait in traits:
        sums += [_number(trait.where), _number(and_(_is_unable(trait), trait.where))]
    return group.joined(_beside(group, select(*sums)))


def _number(where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((where, 1), else_=0))


def _is_unable(trait: Trait) -> ColumnElement[bool]:
    """Whether it is a producer's move that no producer can make."""
    if FACTS[trait.kind].owner is not Owner.PRODUCER:
        return false()
    is_stated = trait.kind in BY_STATED_FACTS
    return concerned().is_(None) if is_stated else col(Shop.producer_id).is_(None)


def _grouped(group: Group, trait: Trait) -> Part:
    is_stated = stated_code() if trait.kind in CODED else literal(trait.kind in BY_STATED_FACTS)
    able = _is_able(is_stated).label("able")
    columns: list[Any] = [trait.owner, able, func.count()]
    query = _beside(group, select(*columns))
    return group.joined(query).where(trait.where).group_by(trait.owner, able)


def _beside(group: Group, query: Part) -> Part:
    """The shop and the product, to tell whose move it is.

    Outer joins, for the listings are to be read first, in the order in which they lie.
    """
    joined = query.select_from(Listing).outerjoin(Shop, col(Shop.id) == col(Listing.shop_id))
    if any(table is Product for table, _ in group.joins):
        return joined
    return joined.outerjoin(Product, col(Product.id) == col(Listing.product_id))
