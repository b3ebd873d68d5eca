"""Work to be done and done: outbox tasks, their history, runs, plans and the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from catalog.models.base import Json, UtcDateTime, one_of, utc_now
from catalog.status import RunState, TaskState


class Task(SQLModel, table=True):
    """An outbox row: claimed with a lease and an attempt number, one waiting row per key.

    `attempt` is the fencing number: a result is written only where it still matches.
    """

    __table_args__ = (
        one_of("state", TaskState),
        Index(
            "uq_task_waiting_key",
            "key",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_task_state_run_at", "state", "run_at"),
        Index(
            "ix_task_claim",
            "lane",
            text("priority DESC"),
            "run_at",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True, max_length=120)
    job: str = Field(max_length=60)
    args: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    lane: str = Field(default="", index=True, max_length=80)
    state: str = Field(default=TaskState.WAITING, max_length=10)
    priority: int = 0
    run_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    attempt: int = 0
    max_attempts: int = 8
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = Field(default=None, max_length=80)
    error_code: str | None = Field(default=None, max_length=80)
    error_detail: str | None = None
    run_id: int | None = Field(default=None, foreign_key="run.id", index=True)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TaskEvent(SQLModel, table=True):
    """One line in a task's history, readable by a person."""

    __tablename__ = "task_event"

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    attempt: int = 0
    event: str = Field(max_length=20)
    code: str | None = Field(default=None, max_length=80)
    detail: str | None = None


class Run(SQLModel, table=True):
    """One line of the ledger: a job or an import, with who, when, counts and failures by code."""

    __table_args__ = (one_of("state", RunState),)

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(index=True, max_length=60)
    actor: str = Field(default="scheduler", max_length=80)
    state: str = Field(default=RunState.RUNNING, max_length=10)
    started_at: datetime = Field(default_factory=utc_now, index=True, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    failures: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    file_name: str | None = Field(default=None, max_length=300)
    file_hash: str | None = Field(default=None, max_length=64)
    detail: str = ""


class ImportProblem(SQLModel, table=True):
    """A problem that an import found, kept until somebody settles it: nothing is lost silently."""

    __tablename__ = "import_problem"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    sheet: str = Field(max_length=120)
    row: int | None = None
    code: str = Field(index=True, max_length=40)
    severity: str = Field(max_length=10)
    detail: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: str | None = Field(default=None, max_length=80)


class PlanRecord(SQLModel, table=True):
    """A computed plan, named by the hash of its actions: what was approved is what runs."""

    __tablename__ = "plan"

    id: int | None = Field(default=None, primary_key=True)
    plan_hash: str = Field(index=True, max_length=64)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    created_by: str = Field(default="scheduler", max_length=80)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    needs_approval: bool = False
    approval_reason: str = ""
    approved_by: str | None = Field(default=None, max_length=80)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AuditEntry(SQLModel, table=True):
    """Who changed what: one line per deed of a person or of a job on a person's behalf."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=utc_now, index=True, sa_type=UtcDateTime)
    actor: str = Field(max_length=80)
    action: str = Field(max_length=60)
    object_kind: str = Field(max_length=40)
    object_id: str = Field(max_length=80)
    change: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
