"""Putting work in: one waiting row per key, the newest payload wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, String, literal, select, text, true
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, col

from catalog.bulk import as_table, document
from catalog.models import Task, TaskEvent, utc_now
from catalog.models.base import Json, UtcDateTime
from catalog.outbox.rows import chunks, waiting

MAX_ATTEMPTS = 8
_COLUMNS: dict[str, TypeEngine[Any]] = {
    "key": String(),
    "job": String(),
    "args": Json(),
    "lane": String(),
    "run_at": UtcDateTime(),
    "priority": Integer(),
    "max_attempts": Integer(),
    "created_at": UtcDateTime(),
}


@dataclass(frozen=True, slots=True)
class NewTask:
    """Work to queue. `key` names what it is about, `lane` whose turn it uses (e.g. `shop:7`).

    A higher `priority` runs first within its lane; `args` are plain JSON, ids rather than data,
    never secrets.
    """

    key: str
    job: str
    args: Mapping[str, Any] = field(default_factory=dict)
    lane: str = ""
    run_at: datetime | None = None
    priority: int = 0
    max_attempts: int = MAX_ATTEMPTS


def enqueue(
    session: Session,
    key: str,
    job: str,
    args: Mapping[str, Any] | None = None,
    lane: str = "",
    run_at: datetime | None = None,
    priority: int = 0,
) -> None:
    """Queue one task; a waiting task of the same key takes the new payload, a running one stays."""
    enqueue_many(session, [NewTask(key, job, args or {}, lane, run_at, priority)])


def enqueue_many(
    session: Session, tasks: Sequence[NewTask], *, now: datetime | None = None
) -> None:
    """Queue many at once. The replaced payload is noted in the task's history.

    A replaced row keeps its attempt number (an old holder must stay fenced off) and gets its
    full number of tries again.
    """
    at = now or utc_now()
    latest = {task.key: task for task in tasks}
    if not latest:
        return
    backend = session.get_bind().dialect.name
    rows = (_row(latest[key], at) for key in sorted(latest))
    for part in chunks(sorted(latest)):
        _note_replaced(session, part, at)
    session.connection().execute(_upsert(backend), document(backend, rows))


def _row(task: NewTask, at: datetime) -> tuple[Any, ...]:
    """In the order of `_COLUMNS`."""
    return (
        task.key,
        task.job,
        dict(task.args),
        task.lane,
        task.run_at or at,
        task.priority,
        task.max_attempts,
        at,
    )


def _note_replaced(session: Session, keys: list[str], at: datetime) -> None:
    replaced = select(
        col(Task.id), literal(at, UtcDateTime()), col(Task.attempt), literal("replaced")
    ).where(waiting(), col(Task.key).in_(keys))
    names = ["task_id", "at", "attempt", "event"]
    session.execute(plain_insert(TaskEvent).from_select(names, replaced))


@cache
def _upsert(backend: str) -> Any:
    statement = sqlite_insert(Task) if backend == "sqlite" else postgresql_insert(Task)
    given = as_table(backend, _COLUMNS)
    # SQLite would take "… FROM given ON CONFLICT" for a join: a WHERE must stand between.
    statement = statement.from_select(list(_COLUMNS), select(given).where(true()))
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["key"],
        index_where=text("state = 'waiting'"),
        set_={
            "job": new.job,
            "args": new.args,
            "lane": new.lane,
            "run_at": new.run_at,
            "priority": new.priority,
            "max_attempts": col(Task.attempt) + new.max_attempts,
            "error_code": None,
            "error_detail": None,
        },
    )
