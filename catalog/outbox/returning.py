"""Back to the queue: waiting again, superseded by a newer row of the key, or out of tries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.models import Task
from catalog.outbox.rows import add_events, chunks, event
from catalog.status import TaskState

TRIES = 5


@dataclass(frozen=True, slots=True)
class Buried:
    """A task that stopped for good, and what it was about."""

    task_id: int
    job: str
    args: dict[str, Any]


def put_back(
    session: Session,
    held: Mapping[int, int],
    at: datetime,
    *,
    run_at: datetime,
    code: str | None = None,
    detail: str | None = None,
    counts: bool = True,
) -> list[Buried]:
    """Return running tasks (id → attempt, locked by the caller) to the queue.

    A task whose key has a newer waiting row is cancelled: the newer payload wins. With `counts`
    a task out of tries is dead, and is returned; without, the try is given back.
    """
    dead: list[Buried] = []
    for part in chunks(sorted(held)):
        if counts:
            dead += _bury(session, part, at, code, detail)
        _requeue(session, part, at, run_at, code, detail, counts=counts)
    _tell(session, held, at)
    return dead


def _bury(
    session: Session, ids: list[int], at: datetime, code: str | None, detail: str | None
) -> list[Buried]:
    rows = session.execute(
        update(Task)
        .where(col(Task.id).in_(ids), col(Task.attempt) >= col(Task.max_attempts))
        .values(
            state=TaskState.DEAD,
            error_code=code,
            error_detail=detail,
            ended_at=at,
            lease_until=None,
        )
        .returning(col(Task.id), col(Task.job), col(Task.args))
        .execution_options(synchronize_session=False)
    )
    return [Buried(task_id, job, args) for task_id, job, args in rows]


def _requeue(
    session: Session,
    ids: list[int],
    at: datetime,
    run_at: datetime,
    code: str | None,
    detail: str | None,
    *,
    counts: bool,
) -> None:
    """Cancel the superseded, make the rest wait; again when a newer row slips in between."""
    running = (col(Task.id).in_(ids), text("task.state = 'running'"))
    newer = aliased(Task)
    superseded = exists().where(
        col(newer.key) == col(Task.key), col(newer.state) == TaskState.WAITING
    )
    cancel = update(Task).where(*running, superseded)
    cancel = cancel.values(state=TaskState.CANCELLED, ended_at=at, lease_until=None)
    wait = update(Task).where(*running)
    wait = wait.values(
        state=TaskState.WAITING,
        run_at=run_at,
        error_code=code,
        error_detail=detail,
        lease_until=None,
        max_attempts=col(Task.max_attempts) + (0 if counts else 1),
    )
    for left in reversed(range(TRIES)):
        try:
            with session.begin_nested():
                session.execute(cancel, execution_options={"synchronize_session": False})
                session.execute(wait, execution_options={"synchronize_session": False})
        except IntegrityError:
            if not left:
                raise
        else:
            return


def _tell(session: Session, held: Mapping[int, int], at: datetime) -> None:
    """Note in the history which of the tasks ended here."""
    names = {TaskState.DEAD: "dead", TaskState.CANCELLED: "superseded"}
    for part in chunks(sorted(held)):
        query = select(
            col(Task.id),
            col(Task.attempt),
            col(Task.state),
            col(Task.error_code),
            col(Task.error_detail),
        ).where(col(Task.id).in_(part), col(Task.state).in_(list(names)))
        add_events(
            session,
            [
                event(task_id, at, attempt, names[TaskState(state)], code, detail)
                for task_id, attempt, state, code, detail in session.execute(query)
            ],
        )
