"""The plan view: what the next push would do, and the plans so far."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from catalog import plan as planning
from catalog.config import PlanSettings
from catalog.models import Channel, PlanRecord, Product
from catalog.plan import Plan

MOST_ACTIONS = 200
MOST_RECORDS = 30


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One step of the plan."""

    listing_id: int
    product: str
    channel: str
    action: str
    reason_vi: str
    assisted: bool
    old_price_vnd: int | None
    price_vnd: int | None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A plan written down earlier."""

    id: int
    plan_hash: str
    created_at: datetime
    created_by: str
    counts: Mapping[str, int]
    approval_reason: str
    approved_by: str
    applied_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether a second person has to agree first."""
        return bool(self.approval_reason) and not self.approved_by and self.applied_at is None


@dataclass(frozen=True, slots=True)
class NextPlan:
    """The plan as of a moment: its first steps, what is held back, whether somebody must agree."""

    as_of: datetime
    plan_hash: str
    counts: Mapping[str, int]
    total: int
    actions: tuple[ActionLine, ...]
    held: tuple[tuple[str, int], ...]
    approval_reason: str


def next_plan(session: Session, now: datetime, limits: PlanSettings) -> NextPlan:
    """Compute the plan (changes nothing) and word it."""
    computed = planning.compute(session, now)
    return NextPlan(
        as_of=now,
        plan_hash=computed.plan_hash,
        counts={name: count for name, count in computed.counts.items() if count},
        total=len(computed.actions),
        actions=_actions(session, computed),
        held=tuple(Counter(held.reason_vi for held in computed.held).most_common()),
        approval_reason=planning.approval_reason(computed, limits),
    )


def plan_records(session: Session) -> tuple[RecordLine, ...]:
    """Plans written down so far, newest first; only the newest one can wait for approval."""
    rows = session.scalars(
        select(PlanRecord).order_by(col(PlanRecord.id).desc()).limit(MOST_RECORDS)
    )
    return tuple(_record(row) for row in rows)


def _actions(session: Session, computed: Plan) -> tuple[ActionLine, ...]:
    shown = sorted(computed.actions, key=lambda step: (not step.withdraws, not step.reprices))
    shown = shown[:MOST_ACTIONS]
    ids = {step.product_id for step in shown}
    named = session.execute(
        select(col(Product.id), col(Product.name)).where(col(Product.id).in_(ids))
    )
    names = {row[0]: row[1] for row in named}
    labelled = session.execute(select(col(Channel.kind), col(Channel.label)))
    channels = {row[0]: row[1] for row in labelled}
    return tuple(
        ActionLine(
            listing_id=step.listing_id,
            product=names.get(step.product_id, ""),
            channel=channels.get(step.channel, step.channel),
            action=step.action.value,
            reason_vi=step.reason_vi,
            assisted=step.assisted,
            old_price_vnd=step.old_price_vnd,
            price_vnd=step.price_vnd,
        )
        for step in shown
    )


def _record(row: PlanRecord) -> RecordLine:
    return RecordLine(
        id=row.id or 0,
        plan_hash=row.plan_hash,
        created_at=row.created_at,
        created_by=row.created_by,
        counts={name: n for name, n in row.counts.items() if isinstance(n, int) and n},
        approval_reason=row.approval_reason,
        approved_by=row.approved_by or "",
        applied_at=row.applied_at,
    )
