"""Computing a plan: the database finds the changed listings, Python words them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from catalog.drafts import Fingerprint
from catalog.plan.changes import changed_listings, on_channel
from catalog.plan.model import OFF_MARK, Held, Plan, PlannedAction
from catalog.plan.shops import ShopFacts, mapping_versions, shop_facts
from catalog.plan.wanted import wanted_table
from catalog.status import Action
from catalog.timing import local_day

PUTS_UP = (Action.CREATE, Action.RELIST)
SIMPLE_REASONS = {
    Action.CREATE: "Chưa có trên sàn: đăng mới",
    Action.UPDATE: "Nội dung khác lần gửi trước: sửa lại",
    Action.UNLIST: "Đã quyết định rút khỏi sàn",
    Action.RELIST: "Đang ẩn, nay muốn bán lại",
}


def compute(session: Session, as_of: datetime, shops: Collection[int] | None = None) -> Plan:
    """The plan of every shop, or of `shops`, as of an aware time; changes nothing.

    Validity of recognitions is judged by the day in Việt Nam. Actions are ordered by shop and
    listing. Works inside any session: its temporary table is gone when it returns.
    """
    mappings = mapping_versions(session)
    scope = None if shops is None else tuple(sorted(set(shops)))
    day = local_day(as_of)
    with wanted_table(session, day, mappings) as wanted:
        # Core rows: the session's own would cost three times as much for nothing.
        found = session.connection().execute(changed_listings(wanted, mappings, scope)).all()
    facts = shop_facts(session, as_of, (row.shop_id for row in found))
    actions: list[PlannedAction] = []
    held: list[Held] = []
    for row in sorted(found, key=lambda row: (row.shop_id, row.id)):
        fact = facts[row.shop_id]
        action = Action(row.action)
        code = _held_code(row, fact, action)
        if code is None:
            actions.append(_planned(row, fact, action))
        else:
            held.append(Held(row.id, row.product_id, row.shop_id, code))
    shown = session.scalar(on_channel(scope)) or 0
    return Plan(as_of, tuple(actions), tuple(held), shown, scope)


def _held_code(row: Row[Any], fact: ShopFacts, action: Action) -> str | None:
    if fact.blocked is not None:
        return fact.blocked
    if action is Action.UNLIST:
        return None
    if action in PUTS_UP and not row.certified:
        return "recognition_missing"
    problem: str | None = row.problem
    return problem


def _planned(row: Row[Any], fact: ShopFacts, action: Action) -> PlannedAction:
    before = Fingerprint.parse(row.dispatched_hash) if row.dispatched_hash else None
    withdraws = action is Action.UNLIST
    shown = before is not None and not before.off and not withdraws
    return PlannedAction(
        listing_id=row.id,
        product_id=row.product_id,
        shop_id=row.shop_id,
        channel=fact.channel,
        action=Action.EXPORT if fact.assisted and not withdraws else action,
        desired=OFF_MARK if withdraws else row.fingerprint,
        reason_vi=_reason(action, before, row, assisted=fact.assisted),
        assisted=fact.assisted,
        old_price_vnd=before.price_vnd if before is not None and shown else None,
        price_vnd=None if withdraws else row.price_vnd,
    )


def _reason(action: Action, before: Fingerprint | None, row: Row[Any], *, assisted: bool) -> str:
    if action is Action.PRICE and before:
        text = f"Giá đổi từ {_money(before.price_vnd)} thành {_money(row.price_vnd)}"
    elif action is Action.STOCK and before:
        text = f"Tồn kho đổi từ {before.stock} thành {row.stock}"
    else:
        text = SIMPLE_REASONS[action]
    return f"{text} (sàn không có API, cần người làm)" if assisted else text


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đ"
