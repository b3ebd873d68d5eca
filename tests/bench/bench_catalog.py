"""How long coverage, search and seeding take at national size; prints, asserts nothing.

Run: `python -m tests.bench.bench_catalog [sqlite|postgres]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from psycopg import sql

from catalog.coverage import figures
from catalog.db import Database
from catalog.migrate import upgrade
from catalog.recognition import current
from catalog.search import reindex, search
from catalog.seed import load_bundled_catalog, load_places
from tests.support.national import fill_national
from tests.support.postgres import running_postgres


@contextmanager
def _database(backend: str) -> Iterator[Database]:
    if backend == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
            yield database
            database.dispose()
        return
    with running_postgres() as server:
        server.execute(sql.SQL("CREATE DATABASE bench"))
        database = Database(server.url("bench"))
        yield database
        database.dispose()


def _timed(label: str, work: Callable[[], object], rounds: int = 5) -> None:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    sys.stdout.write(f"{label:<44}{median(taken) * 1000:>10.1f} ms\n")


def main(backend: str) -> None:
    """Fill, then measure."""
    with _database(backend) as database:
        _timed("upgrade from nothing", lambda: upgrade(database), 1)
        _timed("upgrade with nothing to do", lambda: upgrade(database))
        _timed("fill 17,000 products, 170,000 listings", lambda: fill_national(database), 1)
        with database.write() as session:
            _timed("load places", lambda: load_places(session), 1)
            _timed("load bundled catalog", lambda: load_bundled_catalog(session), 1)
            _timed("reindex everything", lambda: reindex(session), 1)
            _timed("reindex 100 products", lambda: reindex(session, range(1, 101)))
        _measure(database)


def _measure(database: Database) -> None:
    today = datetime.now(UTC).date()
    with database.read() as session:
        for text in ("che shan", "mật ong bạc hà y ty", "htx", "bưởi múc 1234", "zzz"):
            _timed(f"search “{text}”", partial(search, session, text))
        _timed("current recognitions", lambda: session.execute(current(today).select()).all())
        _timed("coverage as of today", lambda: figures(session, today))
        past: date = today - timedelta(days=10)
        _timed("coverage as of ten days ago", lambda: figures(session, past))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite")
