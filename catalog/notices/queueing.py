"""Deliveries as tasks of the outbox, written together with their message."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import outbox
from catalog.models import NoticeDelivery, NoticeMessage, NoticeSetting, Task
from catalog.notices import telling
from catalog.notices.composing import Queued, queue_test
from catalog.notices.resting import LOST
from catalog.outbox import NewTask
from catalog.outbox.rows import chunks
from catalog.status import NoticeWay, TaskState

DELIVER_JOB = "deliver_notice"
TRIES = 12
"""With the engine's doubling waits: about two and a half hours, then a person has to look."""

TEST_GAP = timedelta(minutes=1)


def task_key(message_id: int, way: str) -> str:
    """The key under which a delivery waits: one task however often it is asked for."""
    return f"notice:{message_id}:{way}"


def enqueue(session: Session, queued: Iterable[Queued], now: datetime) -> None:
    """Queue deliveries; each way has its own lane, so that a slow one holds up no other."""
    tasks = [
        NewTask(
            task_key(one.message_id, one.way.value),
            DELIVER_JOB,
            {"message_id": one.message_id, "way": one.way.value},
            lane=f"notice:{one.way.value}",
            run_at=now,
            max_attempts=TRIES,
        )
        for one in queued
    ]
    outbox.enqueue_many(session, tasks, now=now)


def try_out(
    session: Session, setting: NoticeSetting, ways: Iterable[NoticeWay], now: datetime
) -> int | None:
    """Queue a test message; how many ways it takes, None when one was asked for just now."""
    last = session.scalar(
        select(func.max(col(NoticeMessage.created_at))).where(
            col(NoticeMessage.user_id) == setting.user_id,
            col(NoticeMessage.batch).startswith("test"),
        )
    )
    if last is not None and now - last < TEST_GAP:
        return None
    queued = queue_test(session, setting, ways, now)
    enqueue(session, queued, now)
    return len(queued)


def give_up_lost(session: Session, now: datetime) -> int:
    """Deliveries that no task carries any more (its worker died once too often): set free."""
    unsettled = session.execute(
        select(col(NoticeDelivery.message_id), col(NoticeDelivery.way)).where(
            col(NoticeDelivery.sent_at).is_(None),
            col(NoticeDelivery.failed_at).is_(None),
            col(NoticeDelivery.dropped_at).is_(None),
        )
    ).all()
    carried: set[str] = set()
    for part in chunks(task_key(row[0], row[1]) for row in unsettled):
        query = select(col(Task.key)).where(
            col(Task.key).in_(part), col(Task.state).in_([TaskState.WAITING, TaskState.RUNNING])
        )
        carried |= set(session.scalars(query))
    lost = [row for row in unsettled if task_key(row[0], row[1]) not in carried]
    for message_id, way in lost:
        telling.settle_failed(session, message_id, NoticeWay(way), LOST, now)
    return len(lost)
