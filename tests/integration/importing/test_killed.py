"""A process killed inside the transaction leaves nothing half-written."""

import signal
import subprocess
import sys
from pathlib import Path

from sqlmodel import select

from catalog.db import Database
from catalog.importing.store import import_annex
from catalog.ledger import close_abandoned
from catalog.models import ImportProblem, Producer, Product, Recognition, Run, utc_now
from catalog.status import RunState
from tests.integration.importing.annexes import BASE, HONEY, annex, count, version

DIES_BEFORE_THE_COMMIT = """
import os, signal, sys
from pathlib import Path
from catalog.db import Database
from catalog.importing.store import import_annex

def step(text):
    if text.startswith("Lưu"):
        os.kill(os.getpid(), signal.SIGKILL)

import_annex(Database(sys.argv[1]), Path(sys.argv[2]), "Lan", step=step)
"""


def test_killed_in_the_middle(any_database: Database, tmp_path: Path) -> None:
    file = annex(tmp_path / "a.xlsx", [BASE, HONEY | {"producer": ""}])
    died = subprocess.run(
        [sys.executable, "-c", DIES_BEFORE_THE_COMMIT, any_database.url, str(file)],
        capture_output=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    for model in (Product, Producer, Recognition, ImportProblem):
        assert count(any_database, model) == 0
    assert version(any_database) == 0
    with any_database.write() as session:
        assert session.exec(select(Run.state)).all() == [RunState.RUNNING]
        assert close_abandoned(session, utc_now()) == 1
    done = import_annex(any_database, file, "Lan")
    assert done.written.products.new == 2
    assert count(any_database, ImportProblem) == 1
