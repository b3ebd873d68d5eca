"""The run ledger and a task's history, as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import outbox
from catalog.errors import ErrorEntry, entry
from catalog.models import ImportProblem, Run, Task
from catalog.outbox import HistoryLine

PAGE_SIZE = 50
MOST_PROBLEMS = 500


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run: who, when, counts, failures by error code."""

    id: int
    job: str
    actor: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    failures: tuple[tuple[ErrorEntry, int], ...]
    file_name: str
    detail: str

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        if self.ended_at is None:
            return None
        return round((self.ended_at - self.started_at).total_seconds(), 1)


@dataclass(frozen=True, slots=True)
class RunList:
    """One page of the ledger, newest first."""

    total: int
    page: int
    pages: int
    runs: tuple[RunLine, ...]
    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem that an import found."""

    sheet: str
    row: int | None
    code: str
    severity: str
    detail: str


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task with its whole history."""

    id: int
    job: str
    state: str
    attempt: int
    run_at: datetime
    listing_id: int | None
    error: ErrorEntry | None
    lines: tuple[HistoryLine, ...]


def run_list(session: Session, job: str, page: int) -> RunList:
    """The ledger, of one job or of all."""
    conditions = [col(Run.job) == job] if job else []
    total = session.scalar(select(func.count()).select_from(Run).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    rows = session.scalars(
        select(Run)
        .where(*conditions)
        .order_by(col(Run.id).desc())
        .limit(PAGE_SIZE)
        .offset((shown - 1) * PAGE_SIZE)
    )
    jobs = session.scalars(select(col(Run.job)).distinct().order_by(col(Run.job)))
    return RunList(total, shown, pages, tuple(_line(row) for row in rows), tuple(jobs))


def run_line(session: Session, run_id: int) -> RunLine | None:
    """One run."""
    row = session.get(Run, run_id)
    return _line(row) if row else None


def import_problems(session: Session, run_id: int) -> tuple[ProblemLine, ...]:
    """What an import found, in the file's order."""
    rows = session.scalars(
        select(ImportProblem)
        .where(col(ImportProblem.run_id) == run_id)
        .order_by(col(ImportProblem.id))
        .limit(MOST_PROBLEMS)
    )
    return tuple(
        ProblemLine(row.sheet, row.row, row.code, row.severity, row.detail) for row in rows
    )


def task_page(session: Session, task_id: int) -> TaskPage | None:
    """A task's life."""
    task = session.get(Task, task_id)
    if task is None:
        return None
    listing_id = task.args.get("listing_id")
    return TaskPage(
        id=task_id,
        job=task.job,
        state=task.state,
        attempt=task.attempt,
        run_at=task.run_at,
        listing_id=listing_id if isinstance(listing_id, int) else None,
        error=entry(task.error_code) if task.error_code else None,
        lines=tuple(outbox.history(session, task_id)),
    )


def _line(row: Run) -> RunLine:
    return RunLine(
        id=row.id or 0,
        job=row.job,
        actor=row.actor,
        state=row.state,
        started_at=row.started_at,
        ended_at=row.ended_at,
        counts={name: count for name, count in row.counts.items() if isinstance(count, int)},
        failures=tuple((entry(code), int(count)) for code, count in row.failures.items()),
        file_name=row.file_name or "",
        detail=row.detail,
    )
