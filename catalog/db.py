"""The database: SQLite (WAL) by default, PostgreSQL by URL.

Every writing transaction starts with BEGIN IMMEDIATE and holds a process-wide mutex: deferred
writers fail at once under load, immediate ones wait (promises.md, "SQLite and the scheduler").
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlmodel import Session

_open_transactions: ContextVar[int] = ContextVar("open_transactions", default=0)


def in_transaction() -> bool:
    """Whether this thread of control holds a database transaction (no network call then)."""
    return _open_transactions.get() > 0


class Database:
    """Sessions over one engine: `read()` for looking, `write()` for one committed change."""

    def __init__(self, url: str) -> None:
        """Open `url` (SQLAlchemy form); a SQLite file's folder is made when missing."""
        self.url = url
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writing = self.engine.execution_options(chophien_write=True)
        self._mutex = threading.RLock() if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session whose changes are dropped at the end."""
        with Session(self.engine) as session, _counted():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls back whole when an error leaves it."""
        with self._locked(), Session(self._writing) as session, _counted(), session.begin():
            yield session

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self._mutex is None:
            yield
            return
        with self._mutex:
            yield

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


@contextmanager
def _counted() -> Iterator[None]:
    token = _open_transactions.set(_open_transactions.get() + 1)
    try:
        yield
    finally:
        _open_transactions.reset(token)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 10})
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    # A statement that the server keeps keeps its plan, too: one made while a table was empty went
    # through the whole of it ever after. Planning anew costs less than a millisecond.
    return create_engine(
        url, hide_parameters=True, pool_pre_ping=True, connect_args={"prepare_threshold": None}
    )


def _sqlite_pragmas(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN is deferred; we begin by hand below.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("chophien_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
