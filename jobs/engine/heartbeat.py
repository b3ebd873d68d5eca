"""Signs of life of processes and schedules, and how old they may get before somebody is told."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from catalog.models import Heartbeat

BEAT_SECONDS = 5.0
LATE_AFTER = timedelta(seconds=30)
SCHEDULE = "schedule:"
WORKER = "worker:"


def beat(
    session: Session, name: str, now: datetime, due_at: datetime | None = None, detail: str = ""
) -> None:
    """Write that `name` is alive now and, for a schedule, when it acts next."""
    row = session.get(Heartbeat, name)
    if row is None:
        session.add(Heartbeat(name=name, at=now, due_at=due_at, detail=detail))
        return
    row.at, row.due_at, row.detail = now, due_at, detail


def workers_alive(session: Session, now: datetime) -> list[Heartbeat]:
    """Workers whose last beat is fresh."""
    rows = session.exec(select(Heartbeat).where(Heartbeat.at > now - LATE_AFTER)).all()
    return [row for row in rows if row.name.startswith(WORKER)]


def late_schedules(session: Session, now: datetime) -> list[Heartbeat]:
    """Schedules that should have acted by now and did not."""
    rows = session.exec(select(Heartbeat).where(col(Heartbeat.due_at) < now - LATE_AFTER)).all()
    return [row for row in rows if row.name.startswith(SCHEDULE)]


def forget(session: Session, name: str) -> None:
    """Remove the row of a process that ended in order: only the others are missed."""
    row = session.get(Heartbeat, name)
    if row is not None:
        session.delete(row)
