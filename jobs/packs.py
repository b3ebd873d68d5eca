"""Upload packs for floors without an API: written, recorded, handed to a person."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from catalog import audit, drafts
from catalog.config import Settings
from catalog.contract import ListingDraft
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import HandOver, Listing, Shop
from catalog.status import Intent
from catalog.timing import local_day
from connectors.floor.pack import Pack, export_pack

WANTED = (Intent.LIST, Intent.UPDATE)


class PackError(ChoPhienError):
    """There is nothing to export, or no such hand-over."""

    code = "needs_person"


def export(
    database: Database,
    settings: Settings,
    shop_id: int,
    target: Path,
    actor: str,
    now: datetime,
    step: Callable[[str], object] = str,
) -> Pack:
    """Write the pack of a shop's wanted listings; the same content is recorded only once.

    `step` is told what is being done. Raises PackError for an unknown shop, or with no goods.
    """
    step("Đọc danh mục")
    with database.read() as session:
        ready = _ready(session, settings, shop_id, now)
    step(f"Ghi gói {len(ready)} sản phẩm")
    pack = export_pack(ready, settings.channels.buudien, target)
    with database.write() as session:
        if _record(session, shop_id, pack.file_hash) is None:
            session.add(
                HandOver(
                    shop_id=shop_id,
                    file_hash=pack.file_hash,
                    file_name=pack.archive.name,
                    item_count=pack.item_count,
                    exported_by=actor,
                    exported_at=now,
                )
            )
        audit.write(session, actor, "pack.export", "shop", shop_id, file_hash=pack.file_hash)
    return pack


def _ready(session: Session, settings: Settings, shop_id: int, now: datetime) -> list[ListingDraft]:
    if session.get(Shop, shop_id) is None:
        raise PackError(f"Không có gian hàng {shop_id}", "item_not_found")
    query = select(Listing.product_id).where(
        Listing.shop_id == shop_id, col(Listing.intent).in_(WANTED)
    )
    pictures = settings.data_dir / "pictures"
    today = local_day(now)
    ready = drafts.build(session, session.exec(query).all(), today, pictures)
    if not ready:
        raise PackError("Gian hàng này chưa có sản phẩm nào đủ thông tin để xuất")
    return list(ready.values())


def hand_over(
    session: Session, shop_id: int, file_hash: str, person: str, actor: str, now: datetime
) -> HandOver:
    """Note who took a pack (found by the start of its hash), and when."""
    row = _record(session, shop_id, file_hash)
    if row is None:
        raise PackError(f"Gian hàng {shop_id} không có gói nào bắt đầu bằng {file_hash}")
    row.handed_to, row.handed_at = person, now
    session.add(row)
    audit.write(session, actor, "pack.hand_over", "shop", shop_id, file_hash=row.file_hash)
    return row


def _record(session: Session, shop_id: int, file_hash: str) -> HandOver | None:
    query = select(HandOver).where(
        HandOver.shop_id == shop_id, col(HandOver.file_hash).startswith(file_hash)
    )
    return session.exec(query).first()
