"""The ledger: every run leaves a line, also when it breaks or its process dies."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from catalog import audit, ledger
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import Run, Task, utc_now

START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def last(database: Database) -> Run:
    with database.read() as session:
        return ledger.recent(session, limit=1)[0]


@pytest.mark.parametrize(
    ("done", "failed", "state"),
    [(3, 0, "succeeded"), (0, 0, "succeeded"), (3, 2, "partial"), (0, 2, "failed")],
)
def test_the_state_follows_from_the_counts(
    any_database: Database, done: int, failed: int, state: str
) -> None:
    with ledger.run(any_database, "push", "lan") as run:
        run.count("sent", done)
        run.fail("timeout", failed)
    row = last(any_database)
    assert (row.job, row.actor, row.state) == ("push", "lan", state)
    assert row.failures == ({"timeout": failed} if failed else {})
    assert row.ended_at is not None
    assert row.ended_at >= row.started_at


@pytest.mark.parametrize(
    ("error", "code"),
    [(ValueError("giá trị lạ"), "internal"), (ChoPhienError("thiếu", "config_missing"),
                                             "config_missing"), (KeyboardInterrupt(), "internal")],
)  # fmt: skip
def test_an_error_closes_the_line_and_goes_on(
    any_database: Database, error: BaseException, code: str
) -> None:
    def break_off() -> None:
        with ledger.run(any_database, "push") as run:
            run.count("sent")
            raise error

    with pytest.raises(type(error)):
        break_off()
    row = last(any_database)
    assert (row.state, row.failures, row.counts) == ("failed", {code: 1}, {"sent": 1})
    assert row.detail


def test_the_line_is_there_while_the_run_is_under_way(any_database: Database) -> None:
    with ledger.run(any_database, "import", file_name="a.xlsx", file_hash="00") as run:
        row = last(any_database)
        assert (row.id, row.state, row.file_name) == (run.run_id, "running", "a.xlsx")


def test_lines_of_dead_processes_are_closed(any_database: Database) -> None:
    with any_database.write() as session:
        session.add(Run(job="push", started_at=utc_now() - timedelta(hours=3)))
        session.add(Run(job="push"))
    with any_database.write() as session:
        assert ledger.close_abandoned(session, utc_now() - timedelta(hours=1)) == 1
    with any_database.read() as session:
        assert [row.state for row in ledger.recent(session, "push")] == ["running", "failed"]


def looked(database: Database, minute: float, *, looked: int = 1, failed: int = 0) -> int:
    """One task that looked at something from that minute on, for half a minute."""
    start = START + timedelta(minutes=minute)
    end = start + timedelta(seconds=30)
    with database.write() as session:
        line = ledger.round_line(session, "observe_shop", "scheduler", started_at=start, now=end)
        with line as run:
            run.count("looked", looked)
            run.fail("timeout", failed)
        return run.run_id


def test_looks_of_one_round_share_a_line(any_database: Database) -> None:
    ids = [looked(any_database, 0), looked(any_database, 4, looked=2, failed=1)]
    assert ids[0] == ids[1]
    row = last(any_database)
    assert (row.counts, row.failures, row.state) == ({"looked": 3}, {"timeout": 1}, "partial")
    assert row.started_at == START
    assert row.ended_at == START + timedelta(minutes=4.5)


def test_the_next_round_and_another_job_have_lines_of_their_own(any_database: Database) -> None:
    with ledger.run(any_database, "observe_page"):
        first = looked(any_database, 0)
    later = looked(any_database, 10)
    assert later != first
    with any_database.read() as session:
        rows = ledger.recent(session, "observe_shop")
    assert [(row.id, row.counts) for row in rows] == [
        (later, {"looked": 1}),
        (first, {"looked": 1}),
    ]


def test_a_round_that_breaks_leaves_nothing(any_database: Database) -> None:
    def break_off() -> None:
        with any_database.write() as session:
            line = ledger.round_line(session, "read_pages", "lan", started_at=START, now=START)
            with line as run:
                run.count("looked")
                raise KeyError

    with pytest.raises(KeyError):
        break_off()
    with any_database.read() as session:
        assert ledger.recent(session) == []


def test_pruning_keeps_imports_and_what_others_point_at(any_database: Database) -> None:
    with any_database.write() as session:
        old: dict[str, Any] = {"ended_at": START, "started_at": START}
        plain, pointed, brought = (
            Run(job="push", **old),
            Run(job="observe_shop", **old),
            Run(job="import", file_hash="00", **old),
        )
        young = Run(job="push", ended_at=START + timedelta(days=2))
        session.add_all([plain, pointed, brought, young])
        session.flush()
        session.add(Task(key="k", job="observe_shop", run_id=pointed.id))
        kept = {pointed.id, brought.id, young.id}
    with any_database.write() as session:
        assert ledger.prune(session, START + timedelta(days=1)) == 1
    with any_database.read() as session:
        assert {row.id for row in ledger.recent(session)} == kept


def test_the_audit_names_who_and_what(any_database: Database) -> None:
    with any_database.write() as session:
        audit.write(session, "lan", "price", "product", 7, price_vnd=5)
        audit.write(session, "minh", "price", "product", 7, price_vnd=6)
        audit.write(session, "lan", "price", "product", 8, price_vnd=6)
    with any_database.read() as session:
        lines = audit.of_object(session, "product", 7)
        assert [(line.actor, line.change) for line in lines] == [
            ("minh", {"price_vnd": 6}), ("lan", {"price_vnd": 5}),
        ]  # fmt: skip
        assert audit.last_actors(session, "product", [7, 9], "price") == {7: "minh"}
