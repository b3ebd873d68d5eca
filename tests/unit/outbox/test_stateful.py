"""The outbox against a model of itself: hypothesis tries sequences that nobody thought of."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from catalog import outbox
from catalog.db import Database
from catalog.models import Task
from catalog.outbox import Claimed
from catalog.status import TaskState

KEYS = st.sampled_from(["a", "b", "c"])
START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class OutboxMachine(RuleBasedStateMachine):
    """Claims are kept for ever, so results of lost leases come back at any moment."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "outbox.db"
        shutil.copyfile(self.template, file)
        self.database = Database(f"sqlite:///{file}")
        self.now = START
        self.number = 0
        self.held: dict[int, Claimed] = {}
        self.claims: list[Claimed] = []
        self.newest: dict[str, int] = {}

    def teardown(self) -> None:
        self.database.dispose()
        self.folder.cleanup()

    @rule(key=KEYS)
    def enqueue(self, key: str) -> None:
        self.number += 1
        self.newest[key] = self.number
        with self.database.write() as session:
            outbox.enqueue(session, key, "job", {"n": self.number}, run_at=self.now)

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        with self.database.write() as session:
            for claimed in outbox.claim(session, "w", limit=limit, now=self.now):
                busy = {held.key for held in self.held.values()}
                assert claimed.key not in busy
                assert claimed.args["n"] <= self.newest[claimed.key]
                self.held[claimed.task_id] = claimed
                self.claims.append(claimed)

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), way=st.sampled_from(["finish", "retry", "fail", "release"]))
    def settle(self, data: st.DataObject, way: str) -> None:
        claimed = data.draw(st.sampled_from(self.claims))
        ours = self.held.get(claimed.task_id) == claimed
        with self.database.write() as session:
            if way == "finish":
                written = outbox.finish(session, claimed, now=self.now)
            elif way == "release":
                written = outbox.release(session, claimed, now=self.now)
            else:
                retry_at = self.now if way == "retry" else None
                state = outbox.fail(session, claimed, "timeout", "", retry_at, now=self.now)
                written = state is not None
        assert written is ours
        if ours:
            del self.held[claimed.task_id]

    @rule()
    def crash(self) -> None:
        self.now += outbox.LEASE + timedelta(seconds=1)
        with self.database.write() as session:
            assert outbox.reclaim_expired(session, self.now).number == len(self.held)
        self.held.clear()

    @invariant()
    def rows_agree(self) -> None:
        with self.database.read() as session:
            rows = session.exec(select(Task)).all()
        waiting = [row.key for row in rows if row.state == TaskState.WAITING]
        running = {row.id: row.attempt for row in rows if row.state == TaskState.RUNNING}
        assert len(waiting) == len(set(waiting))
        assert running == {key: held.attempt for key, held in self.held.items()}

    @invariant()
    def the_newest_payload_is_not_lost(self) -> None:
        with self.database.read() as session:
            rows = session.exec(select(Task)).all()
        for key, newest in self.newest.items():
            assert newest in {row.args["n"] for row in rows if row.key == key}


def test_outbox_keeps_its_promises(migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OutboxMachine, "template", migrated_file, raising=False)
    run_state_machine_as_test(
        OutboxMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
