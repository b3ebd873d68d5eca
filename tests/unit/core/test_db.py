"""Transactions: immediate, counted, rolled back whole, and patient with each other."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from catalog.db import Database, in_transaction
from catalog.models import Counter


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'a.db'}")
    SQLModel.metadata.create_all(database.engine)
    return database


def count(database: Database) -> int:
    with database.read() as session:
        row = session.get(Counter, "n")
        return row.value if row else -1


def test_pragmas_are_set(empty: Database) -> None:
    with empty.read() as session:
        read = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert read == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10000,
    }


def test_an_error_rolls_the_whole_write_back(empty: Database) -> None:
    def half_a_change() -> None:
        with empty.write() as session:
            session.add(Counter(name="n", value=1))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_a_change()
    assert count(empty) == -1


def test_reading_never_commits(empty: Database) -> None:
    with empty.read() as session:
        session.add(Counter(name="n", value=1))
        session.flush()
    assert count(empty) == -1


def test_an_open_transaction_is_known(empty: Database) -> None:
    assert not in_transaction()
    with empty.write():
        assert in_transaction()
    with empty.read():
        assert in_transaction()
    assert not in_transaction()


def test_concurrent_writers_of_two_engines_all_get_through(empty: Database) -> None:
    """Two engines on one file stand for two processes: no mutex helps, only BEGIN IMMEDIATE."""
    with empty.write() as session:
        session.add(Counter(name="n", value=0))
    engines = [empty, Database(empty.url)]

    def rise(database: Database) -> None:
        for _ in range(20):
            with database.write() as session:
                row = session.get_one(Counter, "n")
                row.value += 1

    threads = [threading.Thread(target=rise, args=(engines[n % 2],)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(empty) == 120
