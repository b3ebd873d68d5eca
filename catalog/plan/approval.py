"""A plan that withdraws or re-prices much waits for a second person (promises, Sync 9)."""

from datetime import datetime

from sqlmodel import Session, col, select

from catalog import audit
from catalog.config import PlanSettings
from catalog.errors import ChoPhienError
from catalog.models import PlanRecord, utc_now
from catalog.plan.compute import compute
from catalog.plan.model import Plan

SCHEDULER = "scheduler"


class PlanRefusedError(ChoPhienError):
    """The plan can't be approved or applied as it stands."""

    code = "approval_needed"


def approval_reason(plan: Plan, limits: PlanSettings) -> str:
    """Why a second person has to agree, in Vietnamese; empty when nobody has to.

    Withdrawals and price changes count together against the listings on the channels in scope.
    """
    withdrawn = sum(action.withdraws for action in plan.actions)
    repriced = sum(action.reprices for action in plan.actions)
    touched = withdrawn + repriced
    if touched < limits.approval_least or touched <= limits.approval_share * plan.on_channel:
        return ""
    return (
        f"Kế hoạch rút {withdrawn} và đổi giá {repriced} trong {plan.on_channel} tin đang có "
        f"trên sàn, quá mức {limits.approval_share:.0%}"
    )


def save_plan(
    session: Session, plan: Plan, created_by: str, limits: PlanSettings
) -> PlanRecord | None:
    """Write the plan down under its hash; the same open plan keeps its row and its approval.

    An empty plan is not written: None.
    """
    if not plan.actions:
        return None
    newest = _newest(session)
    if newest is not None and newest.plan_hash == plan.plan_hash and newest.applied_at is None:
        return newest
    reason = approval_reason(plan, limits)
    record = PlanRecord(
        plan_hash=plan.plan_hash,
        created_by=created_by,
        counts=plan.counts | {"on_channel": plan.on_channel, "shops": _scope(plan)},
        needs_approval=bool(reason),
        approval_reason=reason,
    )
    session.add(record)
    session.flush()
    return record


def _scope(plan: Plan) -> list[int] | None:
    return None if plan.shops is None else list(plan.shops)


def approve(session: Session, plan_hash: str, by: str, now: datetime | None = None) -> PlanRecord:
    """Agree to the open plan with this hash, after computing it afresh.

    Raises PlanRefusedError when there is no such open plan, when the catalog has changed since (the
    plan would be another one), or when `by` made the plan or asked for one of its withdrawals
    or prices.
    """
    at = now or utc_now()
    record = _newest(session)
    if record is None or record.plan_hash != plan_hash or record.applied_at is not None:
        raise PlanRefusedError("Kế hoạch này không còn chờ duyệt: đã có kế hoạch mới hơn")
    current = compute(session, at, record.counts.get("shops"))
    if current.plan_hash != plan_hash:
        raise PlanRefusedError(
            "Danh mục đã thay đổi sau khi lập kế hoạch: xem và duyệt kế hoạch mới"
        )
    if by == record.created_by or by in _authors(session, current):
        raise PlanRefusedError("Người lập kế hoạch hoặc đề nghị thay đổi không tự duyệt được")
    record.approved_by = by
    record.approved_at = at
    session.add(record)
    audit.write(session, by, "plan_approved", "plan", record.id, plan_hash=plan_hash)
    session.flush()
    return record


def may_apply(session: Session, plan: Plan, limits: PlanSettings) -> PlanRecord | None:
    """The plan's open record, if any; raises PlanRefusedError when an approval is missing."""
    query = (
        select(PlanRecord)
        .where(PlanRecord.plan_hash == plan.plan_hash, col(PlanRecord.applied_at).is_(None))
        .order_by(col(PlanRecord.id).desc())
    )
    record = session.exec(query).first()
    reason = approval_reason(plan, limits)
    if reason and (record is None or record.approved_at is None):
        raise PlanRefusedError(f"{reason}: chờ người thứ hai duyệt")
    return record


def _newest(session: Session) -> PlanRecord | None:
    return session.exec(select(PlanRecord).order_by(col(PlanRecord.id).desc())).first()


def _authors(session: Session, plan: Plan) -> set[str]:
    """Who last asked for the withdrawals and price changes of the plan."""
    withdrawn = [action.listing_id for action in plan.actions if action.withdraws]
    repriced = [action.product_id for action in plan.actions if action.reprices]
    asked = audit.last_actors(session, "listing", withdrawn, "intent")
    priced = audit.last_actors(session, "product", repriced, "price")
    return {*asked.values(), *priced.values()} - {SCHEDULER}
