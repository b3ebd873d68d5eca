"""The ledger: every run leaves a line, also when it breaks or its process dies."""

from datetime import timedelta

import pytest

from catalog import audit, ledger
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import Run, utc_now


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
