"""How fast looks are written at national size, against one row at a time; asserts nothing.

Run: `python -m tests.bench.bench_observe [sqlite|postgres]`. With dlt (extra `bench`) installed,
its merge of the same rows is measured too.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

from sqlmodel import select

from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.models import Listing, Observation
from catalog.observing import differences, judge_channel, record
from catalog.status import Method, Observed
from tests.bench.opened import national_database

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LOOKS = 40_000
SLOW = 1_000


def looks(number: int, minutes: int, *, proven: bool = False) -> list[Seen]:
    """One look at each of the first listings, some minutes after the fill."""
    at = NOW + timedelta(minutes=minutes)
    return [
        Seen(
            listing_id=listing_id,
            status=Observed.LIVE,
            observed_at=at,
            method=Method.API,
            price_vnd=50_000,
            stock=5,
            title=f"Sản phẩm {listing_id}",
            proof=_proof(listing_id) if proven else None,
        )
        for listing_id in range(1, number + 1)
    ]


def _proof(number: int) -> Proof:
    return Proof(b'{"item_status": "NORMAL", "n": %d}' % number, "application/json")


def timed(label: str, rows: int, work: Callable[[], object]) -> float:
    """Run once, print seconds and rows a second; returns the rate."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{label:<52}{seconds:8.2f} s {rows / seconds:12,.0f} rows/s\n")
    return rows / seconds


def in_batches(database: Database, seen: list[Seen]) -> None:
    """As the jobs do it: recorded together."""
    with database.write() as session:
        record(session, seen)


def one_by_one(database: Database, seen: list[Seen]) -> None:
    """The plain way: an object read, changed and committed for each look."""
    for look in seen:
        with database.write() as session:
            listing = session.exec(select(Listing).where(Listing.id == look.listing_id)).one()
            listing.observed = look.status
            listing.observed_at = look.observed_at
            listing.observed_price_vnd = look.price_vnd
            session.add(listing)
            session.add(
                Observation(
                    listing_id=look.listing_id,
                    observed_at=look.observed_at,
                    method=look.method,
                    status=look.status,
                    price_vnd=look.price_vnd,
                )
            )


def with_dlt(seen: list[Seen]) -> None:
    """The peer: dlt merges the same looks into SQLite."""
    import dlt

    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            "looks",
            destination=dlt.destinations.sqlalchemy(f"sqlite:///{folder}/dlt.db"),
            pipelines_dir=folder,
        )
        rows = [
            {"listing_id": look.listing_id, "observed_at": look.observed_at.isoformat(),
             "method": look.method.value, "status": look.status.value,
             "price_vnd": look.price_vnd, "stock": look.stock, "title": look.title}
            for look in seen
        ]  # fmt: skip
        keys = ["listing_id", "method", "observed_at"]
        pipeline.run(rows, table_name="looks", write_disposition="merge", primary_key=keys)


def run(database: Database) -> None:
    """Record, repeat, compare with the plain way; then the questions asked after each batch."""
    ours = timed("record looks", LOOKS, lambda: in_batches(database, looks(LOOKS, 60)))
    proven = looks(LOOKS, 90, proven=True)
    timed("record looks with evidence", LOOKS, lambda: in_batches(database, proven))
    timed("record the same again (nothing to do)", LOOKS, lambda: in_batches(database, proven))
    plain = timed("one row at a time", SLOW, lambda: one_by_one(database, looks(SLOW, 120)))
    sys.stdout.write(f"batches are {ours / plain:.0f}× one row at a time\n")
    with database.write() as session:
        timed(
            "judge a channel",
            LOOKS,
            lambda: judge_channel(session, "san_1", now=NOW + timedelta(minutes=91)),
        )
    with database.read() as session:
        timed("first page of differences", 1, lambda: differences(session, now=NOW))
    if find_spec("dlt") is None:
        sys.stdout.write("dlt is not installed: peer not measured\n")
        return
    peer = timed("dlt merge (peer)", LOOKS, lambda: with_dlt(looks(LOOKS, 60)))
    sys.stdout.write(f"batches are {ours / peer:.1f}× dlt\n")


if __name__ == "__main__":
    with national_database(sys.argv[1] if len(sys.argv) > 1 else "sqlite", NOW) as opened:
        run(opened)
