"""The worker: it runs what is due, survives what jobs do, and hands back what it can't finish."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from catalog import outbox
from catalog.intent import retry
from catalog.models import Heartbeat, Lease, Listing, Task, utc_now
from catalog.status import Dispatch, TaskState
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.engine import exhausted
from jobs.engine.queue import Queue
from jobs.engine.worker import Worker
from jobs.plan_push import plan_push
from jobs.results import Done, Ending, Failed, Later, backoff
from tests.support.stall import Stall


def tasks(stall: Stall) -> dict[str, Task]:
    with stall.database.read() as session:
        return {task.key: task for task in session.exec(select(Task))}


def queue_one(stall: Stall, job: str, **args: Any) -> None:
    with stall.database.write() as session:
        outbox.enqueue(session, job, job, args)


def test_an_unknown_job_stops_with_a_reason(stall: Stall, work: Callable[[], None]) -> None:
    queue_one(stall, "không-có")
    work()
    task = tasks(stall)["không-có"]
    assert (task.state, task.error_code) == (TaskState.DEAD, "internal")


def test_a_job_that_breaks_is_tried_again_later(stall: Stall, work: Callable[[], None]) -> None:
    queue_one(stall, "observe_listing", listing_id=404)
    queue_one(stall, "housekeeping")
    work()
    broken = tasks(stall)["observe_listing"]
    assert (broken.state, broken.error_code) == (TaskState.WAITING, "internal")
    assert broken.run_at > utc_now()
    assert tasks(stall)["housekeeping"].state == TaskState.DONE


def test_a_stop_hands_back_what_is_in_flight(stall: Stall, act: Callable[[Any], Any]) -> None:
    listing_ids = stall.stock_up(stall.open_shop(), 1)
    stall.fault("delay", "/api/v2/product/add_item", seconds=60)

    async def plan(context: JobContext) -> Done:
        return plan_push(context)

    act(plan)
    asyncio.run(_work_until_sending(stall))
    task = tasks(stall)[f"push:{listing_ids[0]}"]
    assert task.state == TaskState.WAITING
    assert task.run_at > utc_now() + timedelta(seconds=5)
    assert stall.listings()[0].dispatch == Dispatch.UNKNOWN_OUTCOME


async def _work_until_sending(stall: Stall) -> None:
    clients = Clients(stall.settings, stall.database, stall.vault)
    context = JobContext(stall.database, stall.settings, stall.vault, clients, utc_now)
    stop = threading.Event()
    working = asyncio.create_task(Worker(context, "w", finish_seconds=0.5).run(stop))
    for _ in range(600):
        if stall.listings()[0].dispatch == Dispatch.SENDING:
            break
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    stop.set()
    await working
    await clients.close()


def test_a_worker_that_ended_in_order_leaves_no_trace(
    stall: Stall, work: Callable[[], None]
) -> None:
    queue_one(stall, "housekeeping")
    work()
    with stall.database.read() as session:
        assert session.exec(select(Heartbeat)).all() == []
        assert session.exec(select(Lease)).all() == []


def test_a_push_whose_workers_all_died_stops_with_a_reason(
    stall: Stall, act: Callable[[Any], Any]
) -> None:
    listing_id, other = stall.stock_up(stall.open_shop(), 2)

    async def plan(context: JobContext) -> Done:
        return plan_push(context)

    act(plan)
    with stall.database.write() as session:
        for task in session.exec(select(Task).where(Task.key == f"push:{listing_id}")):
            task.max_attempts = 1
    now = utc_now()
    Queue(stall.database, "dies", lambda: now).claim(10, 4)
    after = now + timedelta(minutes=5)
    assert Queue(stall.database, "lives", lambda: after).tidy() == 2
    stopped, waiting = stall.listings(listing_id, other)
    assert (stopped.dispatch, stopped.dispatch_code) == ("failed_permanent", "attempts_exhausted")
    assert waiting.dispatch == Dispatch.SENDING
    with stall.database.write() as session:
        retry(session, listing_id, "lan")
    assert stall.listings(listing_id)[0].dispatch == Dispatch.QUEUED
    assert tasks(stall)[f"push:{listing_id}"].state == TaskState.WAITING


def test_a_listing_that_a_newer_task_has_is_not_stopped(stall: Stall) -> None:
    (listing_id,) = stall.stock_up(stall.open_shop(), 1)
    with stall.database.write() as session:
        session.get_one(Listing, listing_id).dispatch = Dispatch.QUEUED
    with stall.database.write() as session:
        exhausted.mark(session, [listing_id], utc_now())
    assert stall.listings(listing_id)[0].dispatch == Dispatch.QUEUED


def test_a_late_result_is_dropped_with_its_write(stall: Stall) -> None:
    queue_one(stall, "housekeeping")
    start = utc_now()
    slow = Queue(stall.database, "slow", lambda: start)
    claimed = slow.claim(1, 4)
    later = Queue(stall.database, "quick", lambda: start + timedelta(minutes=5))
    assert later.tidy() == 1
    again = later.claim(1, 4)
    written: list[Ending] = []

    def write(_session: Session, ending: Ending) -> None:
        written.append(ending)

    with stall.database.write() as session:
        assert slow.settle(session, [(claimed[0], Done(write=write))]) == 1
    assert written == []
    with stall.database.write() as session:
        assert later.settle(session, [(again[0], Done(write=write))]) == 0
    assert written == [Ending(TaskState.DONE)]


def test_waiting_for_an_open_circuit_costs_no_try(stall: Stall) -> None:
    queue_one(stall, "housekeeping")
    queue = Queue(stall.database, "w", utc_now)
    before = tasks(stall)["housekeeping"].max_attempts
    claimed = queue.claim(1, 4)[0]
    run_at = utc_now() + timedelta(minutes=1)
    with stall.database.write() as session:
        queue.settle(session, [(claimed, Later("channel_down", run_at, counts_as_try=False))])
    task = tasks(stall)["housekeeping"]
    assert task.max_attempts - task.attempt == before
    assert task.run_at == run_at


def test_what_failed_for_good_waits_for_a_person(stall: Stall) -> None:
    queue_one(stall, "housekeeping")
    queue = Queue(stall.database, "w", utc_now)
    claimed = queue.claim(1, 4)[0]
    with stall.database.write() as session:
        queue.settle(session, [(claimed, Failed("auth_expired", "hết hạn"))])
    assert tasks(stall)["housekeeping"].state == TaskState.DEAD


def test_waits_double_and_end_at_an_hour() -> None:
    now = datetime.fromisoformat("2026-11-22T08:00:00+00:00")
    waits = [(backoff(attempt, now) - now).total_seconds() for attempt in range(1, 15)]
    assert 4 <= waits[0] <= 6
    assert all(wait <= 3600 * 1.2 for wait in waits)
    assert backoff(1, now, 77.0) == now + timedelta(seconds=77)
