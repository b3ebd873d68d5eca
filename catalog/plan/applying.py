"""Applying a plan: listings marked and tasks queued in one transaction, all or nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, String, update
from sqlmodel import Session, col

from catalog import outbox
from catalog.bulk import as_table, document
from catalog.config import PlanSettings
from catalog.models import Listing, utc_now
from catalog.plan.approval import may_apply
from catalog.plan.model import Plan, PlannedAction
from catalog.status import Dispatch

PUSH_JOB = "push"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a plan: tasks queued, listings that now wait for a person."""

    queued: int
    needs_person: int


def apply(
    session: Session, plan: Plan, limits: PlanSettings, *, now: datetime | None = None
) -> Applied:
    """Queue exactly the plan's actions in the caller's (writing) transaction.

    Each listing goes to `queued` with a task `push:<listing id>` in lane `shop:<shop id>`, args
    `listing_id`, `action`, `desired`; listings of channels without an API go to `blocked` with
    code `needs_person`. Raises PlanRefusedError when the plan needs an approval that it lacks.
    """
    at = now or utc_now()
    record = may_apply(session, plan, limits)
    pushes = [action for action in plan.actions if not action.assisted]
    by_hand = [action for action in plan.actions if action.assisted]
    _mark(session, pushes, at, Dispatch.QUEUED, None)
    _mark(session, by_hand, at, Dispatch.BLOCKED, "needs_person")
    outbox.enqueue_many(session, [_task(action) for action in pushes], now=at)
    if record is not None:
        record.applied_at = at
        session.add(record)
        session.flush()
    return Applied(len(pushes), len(by_hand))


def push_key(listing_id: int) -> str:
    """The outbox key of everything that is sent about one listing."""
    return f"push:{listing_id}"


def _task(action: PlannedAction) -> outbox.NewTask:
    return outbox.NewTask(
        key=push_key(action.listing_id),
        job=PUSH_JOB,
        args={
            "listing_id": action.listing_id,
            "action": action.action.value,
            "desired": action.desired,
        },
        lane=f"shop:{action.shop_id}",
    )


def _mark(
    session: Session,
    actions: list[PlannedAction],
    at: datetime,
    dispatch: Dispatch,
    code: str | None,
) -> None:
    if not actions:
        return
    backend = session.get_bind().dialect.name
    given = as_table(backend, {"listing": Integer(), "desired": String()})
    rows = ((action.listing_id, action.desired) for action in actions)
    session.connection().execute(
        update(Listing)
        .where(col(Listing.id) == given.c.listing)
        .values(
            dispatch=dispatch.value,
            dispatch_code=code,
            dispatch_detail=None,
            dispatch_at=at,
            next_attempt_at=None,
            attempted_hash=given.c.desired,
        ),
        document(backend, rows),
    )
    session.expire_all()
