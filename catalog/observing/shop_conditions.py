"""Differences that a shop's public page shows, each as one SELECT for `conditions`' UNION."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    cast,
    exists,
    literal,
    null,
    select,
)
from sqlmodel import col

from catalog.errors import Owner
from catalog.models import Channel, Listing, Shop, ShopPage
from catalog.observing.kinds import FACTS, Kind
from catalog.status import Intent, ShopSeen

RANK = {kind: number for number, kind in enumerate(Kind)}
STATES = {
    Kind.SHOP_SUSPENDED: ShopSeen.SUSPENDED,
    Kind.SHOP_CLOSED: ShopSeen.CLOSED,
    Kind.SHOP_NOT_FOUND: ShopSeen.NOT_FOUND,
    Kind.SHOP_RESTING: ShopSeen.RESTING,
}


def shop_page_parts() -> list[Select[*tuple[Any, ...]]]:
    """Closed, suspended, resting, not found, empty, renamed: as the pages were last seen."""
    status = col(ShopPage.status)
    wanted = exists().where(
        col(Listing.shop_id) == col(ShopPage.shop_id),
        col(Listing.intent).in_([Intent.LIST, Intent.UPDATE]),
    )
    empty = and_(status == ShopSeen.EMPTY, wanted)
    # A shut shop's name is its least trouble.
    renamed = and_(col(ShopPage.name_fits).is_(False), status.in_([ShopSeen.OPEN, ShopSeen.EMPTY]))
    return [
        *(_part(kind, status == seen, null()) for kind, seen in STATES.items()),
        _part(Kind.SHOP_EMPTY, empty, null()),
        _part(Kind.SHOP_RENAMED, renamed, col(ShopPage.name)),
    ]


def _part(kind: Kind, where: ColumnElement[bool], detail: Any) -> Select[*tuple[Any, ...]]:
    owner = FACTS[kind].owner or Owner.STAFF
    return (
        select(
            literal(kind.value).label("kind"),
            literal(RANK[kind]).label("rank"),
            literal(owner.value).label("owner"),
            col(ShopPage.shop_id).label("shop_id"),
            cast(null(), Integer).label("listing_id"),
            cast(null(), Integer).label("product_id"),
            cast(detail, String).label("detail"),
            col(ShopPage.since).label("since"),
        )
        .select_from(ShopPage)
        .join(Shop, col(Shop.id) == col(ShopPage.shop_id))
        .join(Channel, col(Channel.kind) == col(Shop.channel))
        .where(col(Channel.enabled).is_(True), where)
    )
