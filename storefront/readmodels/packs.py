"""Upload packs of a shop on a floor without an API: those made, and who took them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.models import Channel, HandOver, Shop

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack; `file_hash` names its content, `handed_at` is None while nobody took it."""

    file_hash: str
    items: int
    exported_at: datetime
    handed_to: str
    handed_at: datetime | None


def packs_of(session: Session, shop_id: int) -> tuple[PackLine, ...] | None:
    """The newest packs; None where the channel takes goods by its API."""
    assisted = session.scalar(
        select(col(Channel.assisted))
        .join(Shop, col(Shop.channel) == col(Channel.kind))
        .where(col(Shop.id) == shop_id)
    )
    if not assisted:
        return None
    rows = session.scalars(
        select(HandOver)
        .where(col(HandOver.shop_id) == shop_id)
        .order_by(col(HandOver.exported_at).desc(), col(HandOver.id).desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        PackLine(row.file_hash, row.item_count, row.exported_at, row.handed_to or "", row.handed_at)
        for row in rows
    )
