"""A filled database of national size to measure on, SQLite or PostgreSQL."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from psycopg import sql

from catalog.db import Database
from catalog.migrate import upgrade
from tests.support.national import fill_national
from tests.support.postgres import running_postgres


@contextmanager
def national_database(backend: str, now: datetime) -> Iterator[Database]:
    """17,000 products in 10 channels, thrown away at the end."""
    with _empty(backend) as database:
        upgrade(database)
        fill_national(database, now=now)
        yield database
        database.dispose()


@contextmanager
def _empty(backend: str) -> Iterator[Database]:
    if backend == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        return
    with running_postgres() as server:
        server.execute(sql.SQL("CREATE DATABASE bench"))
        yield Database(server.url("bench"))
