"""The marketplaces' own memory: one SQLite file, apart from the catalog's database."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

metadata = MetaData()

setting = Table("setting", metadata, Column("key", String, primary_key=True), Column("value", JSON))
shop = Table(
    "shop",
    metadata,
    Column("market", String, primary_key=True),
    Column("shop_id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("status", String, nullable=False),
    Column("auth_time", Integer, nullable=False),
    Column("linked", Boolean, nullable=False),
)
consent_code = Table(
    "consent_code",
    metadata,
    Column("code", String, primary_key=True),
    Column("shop_id", Integer, nullable=False),
    Column("deadline", Float, nullable=False),
)
token = Table(
    "token",
    metadata,
    Column("value", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("shop_id", Integer, nullable=False),
    Column("deadline", Float, nullable=False),
    Column("used", Boolean, nullable=False),
)
image = Table(
    "image",
    metadata,
    Column("image_id", String, primary_key=True),
    Column("mime", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
item = Table(
    "item",
    metadata,
    Column("item_id", Integer, primary_key=True),
    Column("market", String, nullable=False),
    Column("shop_id", Integer, nullable=False),
    Column("sku", String, nullable=False),
    Column("name", String, nullable=False),
    Column("status", String, nullable=False),
    Column("price", Integer, nullable=False),
    Column("stock", Integer, nullable=False),
    Column("reserved", Integer, nullable=False, default=0),
    Column("deboost", Boolean, nullable=False, default=False),
    Column("create_time", Integer, nullable=False),
    Column("update_time", Integer, nullable=False),
    Column("searchable_at", Float, nullable=False),
    Column("review_until", Float),
    Column("payload", JSON, nullable=False),
    Column("violations", JSON, nullable=False),
    Index("ix_item_shop_status", "market", "shop_id", "status", "update_time"),
    Index("ix_item_sku", "market", "shop_id", "sku"),
    Index("ix_item_review", "market", "status", "review_until"),
)
push = Table(
    "push",
    metadata,
    Column("push_id", Integer, primary_key=True),
    Column("url", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Float),
    Column("last_status", Integer),
)


def _configure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" event opens transactions instead
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Store:
    """One connection behind one lock: every call is a short transaction.

    A queue of threads on a lock is quicker here than SQLite's own waiting, and the
    simulated marketplaces need some hundreds of calls a second, not thousands.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(
            f"sqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        event.listen(self._engine, "connect", _configure)
        event.listen(self._engine, "begin", _begin)
        self._lock = threading.RLock()
        self._current: Connection | None = None
        with self.transaction() as connection:
            metadata.create_all(connection)
            rows = connection.execute(select(setting.c.key, setting.c.value)).all()
        self._settings: dict[str, dict[str, Any]] = {row.key: row.value for row in rows}

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction; committed at the end, rolled back when an error passes through.

        Inside another transaction of the same thread it is a part of that one.
        """
        with self._lock:
            if self._current is not None:
                yield self._current
                return
            with self._engine.begin() as connection:
                self._current = connection
                try:
                    yield connection
                finally:
                    self._current = None

    def get_setting(self, key: str) -> dict[str, Any]:
        """The stored setting of that name, empty when there is none."""
        return dict(self._settings.get(key, {}))

    def put_setting(self, key: str, value: Mapping[str, Any]) -> None:
        """Store a setting, replacing the former one."""
        self._settings = {**self._settings, key: dict(value)}
        row = insert(setting).values(key=key, value=dict(value))
        with self.transaction() as connection:
            connection.execute(
                row.on_conflict_do_update(
                    index_elements=["key"], set_={"value": row.excluded.value}
                )
            )

    def reset(self) -> None:
        """Forget everything."""
        self._settings = {}
        with self.transaction() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._engine.dispose()
