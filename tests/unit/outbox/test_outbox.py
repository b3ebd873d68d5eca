"""The outbox's promises on both databases: one waiting row, leases, fencing, fairness, people."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from catalog import outbox
from catalog.db import Database
from catalog.models import Task
from catalog.outbox import Claimed, Failure, NewTask
from catalog.status import TaskState

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def put(database: Database, *tasks: NewTask) -> None:
    with database.write() as session:
        outbox.enqueue_many(session, tasks, now=NOW)


def take(database: Database, limit: int = 10, **options: Any) -> list[Claimed]:
    with database.write() as session:
        return outbox.claim(session, "w1", limit=limit, **({"now": NOW} | options))


def take_one(database: Database) -> Claimed:
    (claimed,) = take(database, 1)
    return claimed


def task(database: Database, task_id: int) -> Task:
    with database.read() as session:
        return session.exec(select(Task).where(Task.id == task_id)).one()


def events(database: Database, task_id: int) -> list[str]:
    with database.read() as session:
        return [line.event for line in outbox.history(session, task_id)]


def test_a_task_is_claimed_once_and_finished(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push", {"listing_id": 1}))
    claimed = take_one(any_database)
    assert (claimed.key, claimed.job, claimed.args) == ("push:1", "push", {"listing_id": 1})
    assert (claimed.attempt, claimed.lease_until) == (1, NOW + outbox.LEASE)
    assert take(any_database) == []
    with any_database.write() as session:
        assert outbox.finish(session, claimed, "xong", now=NOW)
    assert task(any_database, claimed.task_id).state == TaskState.DONE
    assert events(any_database, claimed.task_id) == ["queued", "claimed", "done"]


def test_the_newest_payload_replaces_the_waiting_one(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push", {"price": 1}))
    put(any_database, NewTask("push:1", "push", {"price": 2}), NewTask("push:1", "push", {"n": 3}))
    claimed = take(any_database)
    assert [item.args for item in claimed] == [{"n": 3}]
    assert events(any_database, claimed[0].task_id) == ["queued", "replaced", "claimed"]


def test_the_running_payload_is_never_replaced_and_its_key_not_claimed_twice(
    any_database: Database,
) -> None:
    put(any_database, NewTask("push:1", "push", {"n": 1}))
    first = take_one(any_database)
    put(any_database, NewTask("push:1", "push", {"n": 2}))
    assert take(any_database) == []
    assert task(any_database, first.task_id).args == {"n": 1}
    with any_database.write() as session:
        outbox.finish(session, first, now=NOW)
    assert take_one(any_database).args == {"n": 2}


def test_a_key_that_is_running_takes_no_place_in_a_claim(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push"))
    take_one(any_database)
    put(any_database, NewTask("push:1", "push", priority=9), NewTask("push:2", "push"))
    assert take_one(any_database).key == "push:2"


def test_a_failed_task_gives_way_to_its_newer_payload(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push", {"n": 1}))
    first = take_one(any_database)
    put(any_database, NewTask("push:1", "push", {"n": 2}))
    with any_database.write() as session:
        state = outbox.fail(session, first, "timeout", "", LATER, now=NOW)
    assert state is TaskState.CANCELLED
    assert events(any_database, first.task_id)[-2:] == ["failed", "superseded"]
    assert take_one(any_database).args == {"n": 2}


def test_a_retry_waits_for_its_time_and_the_last_one_is_dead(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push", max_attempts=2))
    first = take_one(any_database)
    with any_database.write() as session:
        assert outbox.fail(session, first, "timeout", "", LATER, now=NOW) is TaskState.WAITING
    assert take(any_database) == []
    (second,) = take(any_database, now=LATER)
    assert second.attempt == 2
    with any_database.write() as session:
        assert outbox.fail(session, second, "timeout", "t", LATER, now=LATER) is TaskState.DEAD
    row = task(any_database, second.task_id)
    assert (row.state, row.error_code, row.error_detail) == ("dead", "timeout", "t")
    with any_database.read() as session:
        assert [dead.id for dead in outbox.dead(session)] == [second.task_id]


def test_a_permanent_error_is_never_retried(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push"))
    first = take_one(any_database)
    with any_database.write() as session:
        assert outbox.fail(session, first, "price_invalid", now=NOW) is TaskState.DEAD
    assert take(any_database, now=LATER) == []


def test_a_late_result_of_an_expired_lease_is_refused(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push"))
    slow = take_one(any_database)
    after = NOW + outbox.LEASE + timedelta(seconds=1)
    with any_database.write() as session:
        assert outbox.reclaim_expired(session, after).number == 1
    (fast,) = take(any_database, now=after)
    with any_database.write() as session:
        assert not outbox.finish(session, slow, now=after)
        assert outbox.fail(session, slow, "timeout", "", after, now=after) is None
        assert not outbox.release(session, slow, now=after)
        assert not outbox.extend(session, slow, now=after)
    assert task(any_database, slow.task_id).state == TaskState.RUNNING
    with any_database.write() as session:
        assert outbox.finish(session, fast, now=after)
    assert events(any_database, slow.task_id) == [
        "queued", "claimed", "lease_expired", "claimed", "done",
    ]  # fmt: skip


def test_a_result_is_refused_between_reclaim_and_next_claim(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push"))
    slow = take_one(any_database)
    with any_database.write() as session:
        outbox.reclaim_expired(session, LATER)
        assert not outbox.finish(session, slow, now=LATER)
    assert task(any_database, slow.task_id).state == TaskState.WAITING


def test_an_extended_lease_is_not_reclaimed(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push"))
    claimed = take_one(any_database)
    with any_database.write() as session:
        assert outbox.extend(session, claimed, timedelta(hours=2), now=NOW)
        assert outbox.reclaim_expired(session, LATER).number == 0


def test_the_dead_of_a_reclaim_are_handed_back_with_what_they_were_about(
    any_database: Database,
) -> None:
    put(
        any_database,
        NewTask("push:1", "push", {"listing_id": 1}, max_attempts=1),
        NewTask("push:2", "push", {"listing_id": 2}),
    )
    ids = {claimed.key: claimed.task_id for claimed in take(any_database)}
    with any_database.write() as session:
        reclaimed = outbox.reclaim_expired(session, LATER)
    buried = outbox.Buried(ids["push:1"], "push", {"listing_id": 1})
    assert reclaimed == outbox.Reclaimed(2, (buried,))
    assert task(any_database, ids["push:1"]).state == TaskState.DEAD
    assert task(any_database, ids["push:2"]).state == TaskState.WAITING


def test_a_dead_holder_does_not_hold_its_lane_up(any_database: Database) -> None:
    put(any_database, *(NewTask(f"a:{n}", "j", lane="a") for n in range(4)))
    (kept,) = take(any_database, 1, per_lane=2)
    (_lost,) = take(any_database, 1, per_lane=2)
    assert take(any_database, per_lane=2) == []
    after = NOW + outbox.LEASE / 3 + timedelta(seconds=1)
    with any_database.write() as session:
        assert outbox.extend(session, kept, now=after)
    assert len(take(any_database, per_lane=2, now=after)) == 1


def test_a_release_uses_no_try(any_database: Database) -> None:
    put(any_database, NewTask("push:1", "push", max_attempts=1))
    for _ in range(3):
        claimed = take_one(any_database)
        with any_database.write() as session:
            assert outbox.release(session, claimed, now=NOW)
    last = take_one(any_database)
    with any_database.write() as session:
        assert outbox.fail(session, last, "timeout", "", NOW, now=NOW) is TaskState.DEAD


def test_lanes_share_a_claim_and_unused_shares_go_round(any_database: Database) -> None:
    put(any_database, *(NewTask(f"a:{n}", "j", lane="a") for n in range(50)))
    put(any_database, *(NewTask(f"b:{n}", "j", lane="b") for n in range(3)))
    put(any_database, NewTask("c:0", "j", lane="c", run_at=LATER))
    lanes = Counter(claimed.lane for claimed in take(any_database, 12))
    assert lanes == {"a": 9, "b": 3}


def test_lanes_can_be_chosen_and_capped(any_database: Database) -> None:
    put(any_database, *(NewTask(f"{lane}:{n}", "j", lane=lane) for n in range(5) for lane in "ab"))
    assert {c.lane for c in take(any_database, 2, lanes=["b"])} == {"b"}
    assert Counter(c.lane for c in take(any_database, 10, per_lane=3)) == {"a": 3, "b": 1}


def test_priority_then_time_then_arrival(any_database: Database) -> None:
    early = NOW - timedelta(minutes=5)
    put(
        any_database,
        NewTask("a", "j"),
        NewTask("b", "j", run_at=early),
        NewTask("c", "j", priority=5),
    )
    assert [claimed.key for claimed in take(any_database)] == ["c", "b", "a"]


def test_batches_write_only_what_is_still_ours(any_database: Database) -> None:
    put(any_database, *(NewTask(f"k:{n}", "j") for n in range(4)))
    one, two, three, four = take(any_database)
    with any_database.write() as session:
        outbox.finish(session, two, now=NOW)
        done = outbox.finish_many(session, [(one, None), (two, "again")], now=NOW)
        states = outbox.fail_many(
            session, [Failure(three, "timeout", "", LATER), Failure(four, "price_invalid")], now=NOW
        )
    assert done == {one.task_id}
    assert states == {three.task_id: TaskState.WAITING, four.task_id: TaskState.DEAD}


def test_people_revive_and_give_up(any_database: Database) -> None:
    put(any_database, NewTask("a", "j", max_attempts=1), NewTask("b", "j", max_attempts=1))
    for claimed in take(any_database):
        with any_database.write() as session:
            outbox.fail(session, claimed, "timeout", "", LATER, now=NOW)
    with any_database.write() as session:
        assert outbox.revive(session, 1, "Lan", now=NOW)
        assert outbox.give_up(session, 2, "Lan", now=NOW)
        assert not outbox.revive(session, 2, "Lan", now=NOW)
    again = take_one(any_database)
    assert (again.task_id, again.attempt) == (1, 2)
    assert events(any_database, 2)[-1] == "given_up"


def test_cancel_touches_waiting_tasks_only(any_database: Database) -> None:
    put(any_database, NewTask("a", "j"), NewTask("b", "j"))
    (running,) = take(any_database, 1)
    with any_database.write() as session:
        assert outbox.cancel(session, ["a", "b", "c"], "Lan", now=NOW) == ["b"]
        assert outbox.finish(session, running, now=NOW)


def test_the_history_reads_like_sentences(any_database: Database) -> None:
    put(any_database, NewTask("a", "j"))
    claimed = take_one(any_database)
    with any_database.write() as session:
        outbox.fail(session, claimed, "picture_missing", "no image", now=NOW)
    with any_database.read() as session:
        lines = outbox.history(session, claimed.task_id)
        assert outbox.history(session, 999) == []
    assert lines[-1].text_vi == "Không thành: Sản phẩm chưa có ảnh"
    assert lines[-1].detail == "no image"


def test_purge_forgets_what_ended_but_not_the_dead(any_database: Database) -> None:
    put(any_database, NewTask("a", "j"), NewTask("b", "j"), NewTask("c", "j"))
    one, two, _ = take(any_database)
    with any_database.write() as session:
        outbox.finish(session, one, now=NOW)
        outbox.fail(session, two, "price_invalid", now=NOW)
        assert outbox.purge(session, LATER) == 1
        assert outbox.summary(session) == {
            TaskState.WAITING: 0, TaskState.RUNNING: 1, TaskState.DONE: 0,
            TaskState.DEAD: 1, TaskState.CANCELLED: 0,
        }  # fmt: skip


def test_a_rolled_back_change_leaves_no_task(any_database: Database) -> None:
    def break_off() -> None:
        with any_database.write() as session:
            outbox.enqueue(session, "a", "j")
            raise LookupError

    with pytest.raises(LookupError):
        break_off()
    assert take(any_database, now=datetime.now(UTC)) == []
