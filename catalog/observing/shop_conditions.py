"""Differences that a shop's public page shows, each as one SELECT for `conditions`' UNION."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists
from sqlmodel import col

from catalog.models import Channel, Listing, Shop, ShopPage
from catalog.observing.kinds import Kind
from catalog.observing.parts import Part, shop_part
from catalog.status import Intent, ShopSeen

STATES = {
    Kind.SHOP_SUSPENDED: ShopSeen.SUSPENDED,
    Kind.SHOP_CLOSED: ShopSeen.CLOSED,
    Kind.SHOP_NOT_FOUND: ShopSeen.NOT_FOUND,
    Kind.SHOP_RESTING: ShopSeen.RESTING,
}


def shop_page_parts() -> list[Part]:
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
        *(_part(kind, status == seen) for kind, seen in STATES.items()),
        _part(Kind.SHOP_EMPTY, empty),
        _part(Kind.SHOP_RENAMED, renamed, col(ShopPage.name)),
    ]


def _part(kind: Kind, where: ColumnElement[bool], detail: Any = None) -> Part:
    enabled = and_(col(Channel.enabled).is_(True), where)
    return (
        shop_part(kind, enabled, since=col(ShopPage.since), detail=detail)
        .join(ShopPage, col(ShopPage.shop_id) == col(Shop.id))
        .join(Channel, col(Channel.kind) == col(Shop.channel))
    )
