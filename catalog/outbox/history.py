"""Reading the outbox: a task's history for a person, the dead ones, totals; and cleaning up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from catalog.errors import entry
from catalog.models import Task, TaskEvent
from catalog.outbox.rows import chunks
from catalog.status import TaskState

EVENT_VI = {
    "queued": "Xếp hàng chờ",
    "replaced": "Nội dung mới hơn thay nội dung đang chờ",
    "claimed": "Bắt đầu làm",
    "done": "Xong",
    "failed": "Không thành",
    "released": "Trả lại hàng chờ",
    "lease_expired": "Tiến trình giữ việc đã dừng; trả lại hàng chờ",
    "superseded": "Bỏ: đã có yêu cầu mới hơn",
    "dead": "Dừng hẳn, chờ người xử lý",
    "revived": "Người phụ trách cho làm lại",
    "given_up": "Người phụ trách bỏ việc này",
    "cancelled": "Đã hủy",
}
"""What each event of a task reads like to a person."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a task's history. `attempt` is 0 before the first try."""

    at: datetime
    attempt: int
    event: str
    text_vi: str
    code: str | None = None
    detail: str | None = None


def history(session: Session, task_id: int) -> list[HistoryLine]:
    """A task's life from the queue on, oldest first; empty when there is no such task."""
    task = session.get(Task, task_id)
    if task is None:
        return []
    query = select(TaskEvent).where(col(TaskEvent.task_id) == task_id).order_by(col(TaskEvent.id))
    lines = [HistoryLine(task.created_at, 0, "queued", EVENT_VI["queued"])]
    lines += [_line(row) for row in session.scalars(query)]
    return lines


def _line(row: TaskEvent) -> HistoryLine:
    text_vi = EVENT_VI.get(row.event, row.event)
    if row.code:
        text_vi = f"{text_vi}: {entry(row.code).text_vi}"
    return HistoryLine(row.at, row.attempt, row.event, text_vi, row.code, row.detail)


def dead(session: Session, limit: int = 100, offset: int = 0) -> list[Task]:
    """Tasks that stopped for good and wait for a person, newest first."""
    query = (
        select(Task)
        .where(col(Task.state) == TaskState.DEAD)
        .order_by(col(Task.ended_at).desc(), col(Task.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return list(session.scalars(query))


def summary(session: Session) -> dict[TaskState, int]:
    """How many tasks are in each state; every state is named."""
    found = session.execute(select(col(Task.state), func.count()).group_by(col(Task.state)))
    counted = {TaskState(state): number for state, number in found}
    return {state: counted.get(state, 0) for state in TaskState}


def purge(session: Session, ended_before: datetime) -> int:
    """Forget done and cancelled tasks with their history; dead ones stay. Returns how many."""
    query = select(col(Task.id)).where(
        col(Task.state).in_([TaskState.DONE, TaskState.CANCELLED]),
        col(Task.ended_at) < ended_before,
    )
    ids = [task_id for task_id in session.scalars(query) if task_id is not None]
    for part in chunks(ids):
        session.execute(delete(TaskEvent).where(col(TaskEvent.task_id).in_(part)))
        session.execute(delete(Task).where(col(Task.id).in_(part)))
    return len(ids)
