"""The run ledger: every job and import leaves one line, also when it breaks."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, update
from sqlmodel import Session, col, select

from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import ImportProblem, Observation, Run, Task, utc_now
from catalog.status import RunState

ROUND = timedelta(minutes=10)
"""Looks are many and small: those of one kind that end within this time share a line."""


@dataclass(slots=True)
class OpenRun:
    """A run under way: count what was done and what failed, by error code."""

    run_id: int
    counts: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    detail: str = ""

    def count(self, name: str, number: int = 1) -> None:
        """Add to a named count, e.g. `sent`."""
        self.counts[name] += number

    def fail(self, code: str, number: int = 1) -> None:
        """Add failures of one catalogue code."""
        self.failures[code] += number

    @property
    def state(self) -> RunState:
        """Succeeded without failures, failed with nothing but failures, else partial."""
        if not +self.failures:
            return RunState.SUCCEEDED
        return RunState.PARTIAL if +self.counts else RunState.FAILED


@contextmanager
def run(
    database: Database,
    job: str,
    actor: str = "scheduler",
    *,
    file_name: str | None = None,
    file_hash: str | None = None,
) -> Iterator[OpenRun]:
    """Open a line for `job`, close it with counts and state; an error closes it as failed.

    The line is written in transactions of its own, so it stays when the job's work rolls back.
    """
    row = Run(job=job, actor=actor, file_name=file_name, file_hash=file_hash)
    with database.write() as session:
        session.add(row)
        session.flush()
        opened = OpenRun(run_id=row.id or 0)
    try:
        yield opened
    except BaseException as error:
        opened.fail(error.code if isinstance(error, ChoPhienError) else "internal")
        opened.detail = opened.detail or _last_line(error)
        _close(database, opened, RunState.FAILED)
        raise
    _close(database, opened, opened.state)


@contextmanager
def round_line(
    session: Session, job: str, actor: str, *, started_at: datetime, now: datetime
) -> Iterator[OpenRun]:
    """The line of a round of looks: the newest of `job` and `actor` if younger than `ROUND`.

    One task looks at one shop or one host. Many of them end within minutes, so they add their
    counts and failures to one line, whose duration reaches from the first task's start to the
    last one's end. It is written in the caller's transaction: it tells only of looks that stand.
    """
    query = (
        select(Run)
        .where(Run.job == job, Run.actor == actor, col(Run.started_at) > now - ROUND)
        .where(col(Run.state) != RunState.RUNNING)
        .order_by(col(Run.id).desc())
        .with_for_update()
    )
    row = session.exec(query).first() or Run(job=job, actor=actor, started_at=started_at)
    session.add(row)
    session.flush()
    opened = OpenRun(row.id or 0, Counter(row.counts), Counter(row.failures))
    yield opened
    row.counts, row.failures = dict(+opened.counts), dict(+opened.failures)
    row.state, row.ended_at = opened.state, now
    session.flush()


def _last_line(error: BaseException) -> str:
    return traceback.format_exception_only(error)[-1].strip()[:500]


def _close(database: Database, opened: OpenRun, state: RunState) -> None:
    values: dict[str, Any] = {
        "state": state,
        "ended_at": utc_now(),
        "counts": dict(opened.counts),
        "failures": dict(+opened.failures),
        "detail": opened.detail,
    }
    with database.write() as session:
        session.execute(update(Run).where(col(Run.id) == opened.run_id).values(**values))


def recent(session: Session, job: str | None = None, limit: int = 50) -> list[Run]:
    """The newest runs, of one job or of all."""
    query = select(Run).order_by(col(Run.id).desc()).limit(limit)
    if job is not None:
        query = query.where(Run.job == job)
    return list(session.exec(query))


def close_abandoned(session: Session, started_before: datetime) -> int:
    """Mark runs failed whose process died before it could close them; returns how many."""
    result = session.execute(
        update(Run)
        .where(col(Run.state) == RunState.RUNNING, col(Run.started_at) < started_before)
        .values(
            state=RunState.FAILED,
            ended_at=utc_now(),
            failures={"internal": 1},
            detail="Tiến trình dừng giữa chừng",
        )
        .returning(col(Run.id))
    )
    return len(result.all())


def prune(session: Session, ended_before: datetime) -> int:
    """Forget old runs that nothing rests on; returns how many.

    Imports stay, and so does every line that a look, a task, or an import's problem points at.
    """
    result = session.execute(
        delete(Run)
        .where(col(Run.ended_at) < ended_before, col(Run.file_hash).is_(None))
        .where(
            *(
                ~exists().where(col(pointing) == col(Run.id))
                for pointing in (Observation.run_id, Task.run_id, ImportProblem.run_id)
            )
        )
        .returning(col(Run.id))
        .execution_options(synchronize_session=False)
    )
    return len(result.all())
