"""Letting a worker run as an installation does, until nothing is due any more."""

import asyncio
import threading
from time import monotonic

from sqlmodel import col, func, or_, select

from catalog.models import Task
from catalog.status import TaskState
from jobs.context import JobContext
from jobs.engine.worker import Worker

LOOK_SECONDS = 0.02
LONGEST_SECONDS = 120.0


async def work_off(context: JobContext) -> None:
    """Run a worker; stop it when no task is running or due by the context's clock."""
    stop, begun = threading.Event(), monotonic()
    worker = Worker(context, "test", idle_seconds=LOOK_SECONDS)
    working = asyncio.create_task(worker.run(stop))
    try:
        while not working.done() and await asyncio.to_thread(_is_busy, context):
            assert monotonic() - begun < LONGEST_SECONDS, "the worker never comes to an end"
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        stop.set()
        await working


def _is_busy(context: JobContext) -> bool:
    due = (col(Task.state) == TaskState.WAITING) & (col(Task.run_at) <= context.clock())
    query = select(func.count()).where(or_(col(Task.state) == TaskState.RUNNING, due))
    with context.database.read() as session:
        return session.exec(query).one() > 0
