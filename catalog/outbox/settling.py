"""Ending a try: done, failed, given back; written only by whoever holds the current attempt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from catalog.models import Task, utc_now
from catalog.outbox.claiming import Claimed
from catalog.outbox.returning import put_back
from catalog.outbox.rows import add_events, chunks, event
from catalog.status import TaskState


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed try: catalogue code, the channel's words, and when to try again (None: never)."""

    claimed: Claimed
    code: str
    detail: str = ""
    retry_at: datetime | None = None


def finish(
    session: Session, claimed: Claimed, detail: str | None = None, *, now: datetime | None = None
) -> bool:
    """Mark the task done. False: the lease was lost, nothing was written, drop the result."""
    return bool(finish_many(session, [(claimed, detail)], now=now))


def finish_many(
    session: Session, results: Sequence[tuple[Claimed, str | None]], *, now: datetime | None = None
) -> set[int]:
    """Mark many tasks done; returns the ids that were still ours."""
    at = now or utc_now()
    ours = _still_ours(session, [claimed for claimed, _ in results])
    for part in chunks(sorted(ours)):
        session.execute(
            update(Task)
            .where(col(Task.id).in_(part))
            .values(state=TaskState.DONE, ended_at=at, lease_until=None, error_code=None)
            .execution_options(synchronize_session=False)
        )
    rows = [
        event(claimed.task_id, at, claimed.attempt, "done", None, detail)
        for claimed, detail in results
        if claimed.task_id in ours
    ]
    add_events(session, rows)
    return ours


def fail(
    session: Session,
    claimed: Claimed,
    code: str,
    detail: str = "",
    retry_at: datetime | None = None,
    *,
    now: datetime | None = None,
) -> TaskState | None:
    """Note a failed try; see `fail_many`. None: the lease was lost, nothing was written."""
    return fail_many(session, [Failure(claimed, code, detail, retry_at)], now=now).get(
        claimed.task_id
    )


def fail_many(
    session: Session, failures: Sequence[Failure], *, now: datetime | None = None
) -> dict[int, TaskState]:
    """Note failed tries; returns the new state of each task that was still ours.

    With `retry_at` a task waits until then, or is dead after its last try; without, it is dead
    at once. A task with a newer waiting row of the same key is cancelled instead of waiting.
    """
    at = now or utc_now()
    ours = _still_ours(session, [failure.claimed for failure in failures])
    kept = [failure for failure in failures if failure.claimed.task_id in ours]
    add_events(
        session,
        [event(f.claimed.task_id, at, f.claimed.attempt, "failed", f.code, f.detail) for f in kept],
    )
    for failure in kept:
        if failure.retry_at is None:
            _kill(session, failure, at)
        else:
            put_back(
                session,
                {failure.claimed.task_id: failure.claimed.attempt},
                at,
                run_at=failure.retry_at,
                code=failure.code,
                detail=failure.detail,
            )
    return _states(session, ours)


def _kill(session: Session, failure: Failure, at: datetime) -> None:
    session.execute(
        update(Task)
        .where(col(Task.id) == failure.claimed.task_id)
        .values(
            state=TaskState.DEAD,
            error_code=failure.code,
            error_detail=failure.detail,
            ended_at=at,
            lease_until=None,
        )
        .execution_options(synchronize_session=False)
    )


def release(
    session: Session,
    claimed: Claimed,
    run_at: datetime | None = None,
    code: str | None = None,
    *,
    now: datetime | None = None,
) -> bool:
    """Give a task back untried (shutdown, open circuit, pause of the shop); no try is used up."""
    at = now or utc_now()
    if not _still_ours(session, [claimed]):
        return False
    held = {claimed.task_id: claimed.attempt}
    put_back(session, held, at, run_at=run_at or at, code=code, counts=False)
    add_events(session, [event(claimed.task_id, at, claimed.attempt, "released", code)])
    return True


def _still_ours(session: Session, claims: Iterable[Claimed]) -> set[int]:
    """Ids whose running attempt is the one that we claimed, locked until the transaction ends."""
    attempts = {claimed.task_id: claimed.attempt for claimed in claims}
    ours: set[int] = set()
    for part in chunks(sorted(attempts)):
        query = (
            select(col(Task.id), col(Task.attempt))
            .where(col(Task.id).in_(part), col(Task.state) == TaskState.RUNNING)
            .with_for_update(of=Task)
        )
        ours |= {
            task_id for task_id, attempt in session.execute(query) if attempts[task_id] == attempt
        }
    return ours


def _states(session: Session, task_ids: Iterable[int]) -> dict[int, TaskState]:
    states: dict[int, TaskState] = {}
    for part in chunks(sorted(task_ids)):
        query = select(col(Task.id), col(Task.state)).where(col(Task.id).in_(part))
        states |= {task_id: TaskState(state) for task_id, state in session.execute(query)}
    return states
