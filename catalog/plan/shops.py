"""What the plan must know of each shop: its channel, and whether it may be used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from catalog.models import Channel, Shop
from catalog.outbox.rows import chunks
from catalog.status import ShopState


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """A shop as the plan sees it; `blocked` is the error code that keeps it from being used."""

    channel: str
    assisted: bool
    blocked: str | None


def mapping_versions(session: Session) -> list[str]:
    """The mapping versions in use, in order; mostly one."""
    query = select(col(Channel.mapping_version)).distinct().order_by(col(Channel.mapping_version))
    return list(session.scalars(query))


def shop_facts(session: Session, as_of: datetime, shop_ids: Iterable[int]) -> dict[int, ShopFacts]:
    """The facts of these shops, by id."""
    found: dict[int, ShopFacts] = {}
    query = select(
        col(Shop.id),
        col(Shop.channel),
        col(Shop.state),
        col(Shop.authorised_until),
        col(Shop.credentials_sealed).is_not(None).label("has_credentials"),
        col(Channel.enabled),
        col(Channel.assisted),
    ).join(Channel, col(Channel.kind) == col(Shop.channel))
    for part in chunks(sorted(set(shop_ids))):
        for row in session.connection().execute(query.where(col(Shop.id).in_(part))):
            found[row.id] = ShopFacts(row.channel, row.assisted, _blocked(row, as_of))
    return found


def _blocked(row: Row[*tuple[Any, ...]], as_of: datetime) -> str | None:
    if not row.enabled:
        return "config_missing"
    if row.state in (ShopState.SUSPENDED, ShopState.CLOSED):
        return "shop_blocked"
    if row.assisted:
        return None
    lapsed = row.authorised_until is not None and row.authorised_until <= as_of
    return "auth_expired" if lapsed or not row.has_credentials else None
