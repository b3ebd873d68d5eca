"""Pages at national size (17,000 products, 170,000 listings); prints, asserts nothing.

Baseline: a view of the same application that returns constant bytes, through the same test
client and guards. "Cached" is the same address again within its ten seconds; "uncached" changes
the address each time so that the page is rendered anew.
Run: `python -m tests.bench.bench_storefront`.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from catalog import accounts
from catalog.config import Settings
from catalog.db import Database
from catalog.migrate import upgrade
from catalog.status import Role
from storefront import access
from storefront.app import create_app
from tests.support.browsing import signed_in
from tests.support.national import fill_national

ROUNDS = 5
PASSWORD = "mat-khau-thu-123"
PUBLIC = ("/", "/san-pham", "/san-pham?q=che+shan", "/san-pham?sao=4&ban=co", "/san-pham?trang=600")
STAFF = (
    "/quan-tri",
    "/quan-tri?thay=rejected",
    "/quan-tri?q=che&trang=20",
    "/quan-tri/loi",
    "/quan-tri/lich-su",
    "/quan-tri/chi-tieu",
    "/quan-tri/ke-hoach",
    "/quan-tri/gian-hang",
    "/tin/7",
)
PRODUCER = ("/cua-toi",)
_fresh = count(1)


def _milliseconds(visit: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(times):
            visit()
        taken.append((time.perf_counter() - start) / times * 1000)
    return median(taken)


def _anew(client: FlaskClient, address: str) -> object:
    joint = "&" if "?" in address else "?"
    return client.get(f"{address}{joint}moi={next(_fresh)}")


def _measure(app: Flask, staff: FlaskClient, producer: FlaskClient) -> None:
    public = app.test_client()
    base = _milliseconds(lambda: public.get("/hang-so"), 50)
    sys.stdout.write(f"{'page':<44}{'ms':>9}{'× constant bytes':>19}\n")
    sys.stdout.write(f"{'constant bytes':<44}{base:>9.2f}{1.0:>19.1f}\n")
    for address in PUBLIC:
        cold = _milliseconds(partial(_anew, public, address), 2)
        _line(f"{address} uncached", cold, base)
        public.get(address)
        warm = _milliseconds(partial(public.get, address), 20)
        _line(f"{address} cached", warm, base)
    for client, addresses in ((staff, STAFF), (producer, PRODUCER)):
        for address in addresses:
            _line(address, _milliseconds(partial(client.get, address), 2), base)


def _line(name: str, taken: float, base: float) -> None:
    sys.stdout.write(f"{name:<44}{taken:>9.2f}{taken / base:>19.1f}\n")


def main() -> None:
    """Fill a database, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        database = Database(settings.database_url)
        upgrade(database)
        fill_national(database)
        with database.write() as session:
            accounts.create_user(session, "thu", PASSWORD, Role.STAFF)
            accounts.create_user(session, "htx", PASSWORD, Role.PRODUCER, producer_id=1)
        app = create_app(settings, database)
        app.add_url_rule("/hang-so", "constant", lambda: b"x" * 20_000)
        access.declare(app, "constant", access.public)
        _measure(app, signed_in(app, database, "thu"), signed_in(app, database, "htx"))
        database.dispose()


if __name__ == "__main__":
    main()
