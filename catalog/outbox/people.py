"""What people decide about tasks: revive a dead one, give it up, cancel what waits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from catalog.models import Task, utc_now
from catalog.outbox.queueing import MAX_ATTEMPTS
from catalog.outbox.rows import add_events, chunks, event, waiting
from catalog.status import TaskState


def revive(session: Session, task_id: int, actor: str, *, now: datetime | None = None) -> bool:
    """Queue a dead task again with all its tries; False when it isn't dead or has a successor."""
    at = now or utc_now()
    task = session.get(Task, task_id, with_for_update=True)
    if task is None or task.state != TaskState.DEAD:
        return False
    followed = select(col(Task.id)).where(waiting(), col(Task.key) == task.key)
    if session.execute(followed).first() is not None:
        return False
    task.state = TaskState.WAITING
    task.run_at = at
    task.ended_at = None
    task.max_attempts = task.attempt + MAX_ATTEMPTS
    add_events(session, [event(task_id, at, task.attempt, "revived", None, actor)])
    session.flush()
    return True


def give_up(session: Session, task_id: int, actor: str, *, now: datetime | None = None) -> bool:
    """Close a dead task for good; False when it isn't dead."""
    at = now or utc_now()
    task = session.get(Task, task_id, with_for_update=True)
    if task is None or task.state != TaskState.DEAD:
        return False
    task.state = TaskState.CANCELLED
    task.ended_at = at
    add_events(session, [event(task_id, at, task.attempt, "given_up", None, actor)])
    session.flush()
    return True


def cancel(
    session: Session, keys: Iterable[str], actor: str, *, now: datetime | None = None
) -> list[str]:
    """Cancel the waiting tasks of these keys; returns the keys that had one. Running ones stay."""
    at = now or utc_now()
    cancelled: list[str] = []
    for part in chunks(sorted(set(keys))):
        rows = session.execute(
            update(Task)
            .where(waiting(), col(Task.key).in_(part))
            .values(state=TaskState.CANCELLED, ended_at=at)
            .returning(col(Task.id), col(Task.attempt), col(Task.key))
            .execution_options(synchronize_session=False)
        ).all()
        add_events(session, [event(row[0], at, row[1], "cancelled", None, actor) for row in rows])
        cancelled += [row[2] for row in rows]
    return cancelled
