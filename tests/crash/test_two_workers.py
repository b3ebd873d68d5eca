"""Two worker processes on one installation: one leads the clock, both work, neither doubles."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, select

from catalog.db import Database
from catalog.models import Heartbeat, Lease, Run, Task
from jobs.engine.heartbeat import WORKER
from jobs.engine.ticker import LEADER
from tests.crash.conftest import wait_until

pytestmark = pytest.mark.crash


def test_one_leads_and_every_job_runs_once(
    config: Path, database: Database, start: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    assert config.exists()
    workers = [start("worker"), start("worker")]
    wait_until(lambda: len(_alive(database)) == 2, 300, "hai máy làm việc")
    wait_until(lambda: _done(database, "housekeeping") == 1, 300, "việc dọn dẹp chạy xong")
    with database.read() as session:
        leader = session.get_one(Lease, LEADER).holder
        runs = session.exec(select(Run).where(Run.job == "housekeeping")).all()
    assert WORKER + leader in _alive(database)
    assert len(runs) == 1
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(20) for worker in workers] == [0, 0]
    assert _alive(database) == []
    with database.read() as session:
        assert session.get(Lease, LEADER) is None


def _alive(database: Database) -> list[str]:
    with database.read() as session:
        query = select(Heartbeat.name).where(col(Heartbeat.name).startswith(WORKER))
        return list(session.exec(query))


def _done(database: Database, job: str) -> int:
    with database.read() as session:
        query = select(Task.id).where(Task.job == job, Task.state == "done")
        return len(session.exec(query).all())
