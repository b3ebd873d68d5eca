"""Many claimers at once: no task twice, none lost (real threads, real processes)."""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from catalog import outbox
from catalog.db import Database
from catalog.outbox import NewTask
from catalog.status import TaskState

TASKS = 120
WORKERS = 4


def work(database: Database, name: str) -> list[str]:
    """Claim and finish until nothing is left."""
    done: list[str] = []
    while True:
        with database.write() as session:
            claimed = outbox.claim(session, name, limit=7)
        if not claimed:
            return done
        for item in claimed:
            with database.write() as session:
                assert outbox.finish(session, item)
            done.append(item.key)


def work_alone(url: str, name: str) -> list[str]:
    """The same in a process of its own."""
    database = Database(url)
    try:
        return work(database, name)
    finally:
        database.dispose()


def fill(database: Database) -> set[str]:
    tasks = [NewTask(f"push:{n}", "push", lane=f"shop:{n % 9}") for n in range(TASKS)]
    with database.write() as session:
        outbox.enqueue_many(session, tasks)
    return {task.key for task in tasks}


def test_threads_share_the_queue(any_database: Database) -> None:
    keys = fill(any_database)
    with ThreadPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(lambda n: work(any_database, f"t{n}"), range(WORKERS)))
    counted = Counter(key for part in parts for key in part)
    assert set(counted) == keys
    assert set(counted.values()) == {1}


def test_processes_share_the_queue(any_database: Database) -> None:
    keys = fill(any_database)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        parts = list(pool.map(work_alone, [any_database.url] * 2, ["p1", "p2"]))
    counted = Counter(key for part in parts for key in part)
    assert set(counted) == keys
    assert set(counted.values()) == {1}


ROUNDS = 25


def produce(database: Database, name: int) -> None:
    for number in range(ROUNDS):
        with database.write() as session:
            outbox.enqueue(session, f"k:{number % 3}", "j", {"from": name, "n": number})


def consume(database: Database, name: int) -> None:
    for number in range(ROUNDS):
        with database.write() as session:
            claimed = outbox.claim(session, f"w{name}", limit=2)
        for item in claimed:
            with database.write() as session:
                if number % 3:
                    outbox.fail(session, item, "timeout", "", datetime.now(UTC))
                else:
                    outbox.finish(session, item)


def rescue(database: Database, _name: int) -> None:
    for _ in range(ROUNDS):
        with database.write() as session:
            outbox.reclaim_expired(session, datetime.now(UTC) + timedelta(minutes=6))


def test_claims_replacements_and_reclaims_at_once_lose_no_key(any_database: Database) -> None:
    """Keys are queued anew while others run, fail and are taken from dead holders."""
    jobs = [produce, produce, consume, consume, rescue]
    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(job, any_database, number) for number, job in enumerate(jobs)]
        for future in futures:
            future.result()
    with any_database.write() as session:
        outbox.reclaim_expired(session, datetime.now(UTC) + timedelta(hours=1))
        for key in range(3):
            outbox.enqueue(session, f"k:{key}", "j", {"last": True})
    with any_database.write() as session:
        left = outbox.claim(session, "end", limit=10)
        assert sorted(item.key for item in left) == ["k:0", "k:1", "k:2"]
        assert all(item.args == {"last": True} for item in left)
        assert outbox.summary(session)[TaskState.WAITING] == 0
