"""How fast looks are written at national size, against one row at a time; asserts nothing.

Run: `python -m tests.bench.bench_observe [sqlite|postgres]`. With dlt (extra `bench`) installed,
its merge of the same looks into SQLite is measured too, in rounds by turns, in one process:

- Ours: `catalog.observing.record` of the looks in one transaction. It drops repeats, appends each
  look to the log (three indexes, foreign keys and checks on), decides each listing's status by it,
  and brings the listings of a national database up to date.
- dlt: `pipeline.run` of the same looks as dicts, merged by listing, method and time through its
  SQLAlchemy destination, all else as it comes: it infers the types, stages the rows, merges them.
  Its table is the log alone: no statuses are decided.
- dlt with keys made by hand: the same with `create_primary_keys=True`, which it leaves off since
  not every database allows it. Without them each merge looks through all rows for each row: a
  second pass of 10,000 takes it several times as long as the first, one of 50,000 minutes. The
  ratio of several passes therefore grows with their number and size, so the larger sizes are
  measured at the first pass only, into its still empty table, which is where it is quickest.

Both write with WAL and `synchronous=FULL`. Each size begins with a new, empty dlt database; ours
is full from the start, and one look in a hundred shows a new price.
"""

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from statistics import median

from sqlalchemy import create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlmodel import select

from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.models import Listing, Observation
from catalog.observing import differences, judge_channel, record
from catalog.status import Method, Observed
from tests.bench.opened import national_database
from tests.bench.ratios import missing, tell, tell_beside, tell_seconds

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LOOKS = 40_000
SLOW = 1_000
COUNTRY = 170_000
ROUNDS = 3
FEW, MANY = 10_000, 50_000


def looks(number: int, minutes: int, *, proven: bool = False, changed_every: int = 0) -> list[Seen]:
    """One look at each of the first listings, some minutes after the fill.

    With `changed_every`, each so-manyth shows a price that it never had.
    """
    at = NOW + timedelta(minutes=minutes)
    return [
        Seen(
            listing_id=listing_id,
            status=Observed.LIVE,
            observed_at=at,
            method=Method.API,
            price_vnd=50_000 + (minutes if _is_nth(listing_id, changed_every) else 0),
            stock=5,
            title=f"Sản phẩm {listing_id}",
            proof=_proof(listing_id) if proven else None,
        )
        for listing_id in range(1, number + 1)
    ]


def _is_nth(number: int, every: int) -> bool:
    return every > 0 and number % every == 0


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


def plain_rows(seen: list[Seen]) -> list[dict[str, object]]:
    """The looks as rows for the peer."""
    return [
        {
            "listing_id": look.listing_id,
            "observed_at": look.observed_at,
            "method": look.method.value,
            "status": look.status.value,
            "price_vnd": look.price_vnd,
            "stock": look.stock,
            "title": look.title,
        }
        for look in seen
    ]


@contextmanager
def dlt_merge(*, keys: bool) -> Iterator[Callable[[list[Seen]], object]]:
    """The peer: dlt merges the same looks into SQLite, as durable as ours (WAL, FULL).

    Without `keys`, its default, its tables have no primary key and each merge is slower than the
    one before.
    """
    import dlt

    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    warnings.filterwarnings("ignore", module="dlt")
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/peer.db")
        event.listen(engine, "connect", _durable)
        place = dlt.destinations.sqlalchemy(engine, create_primary_keys=keys)
        pipeline = dlt.pipeline("looks", destination=place, pipelines_dir=folder)

        def merge(seen: list[Seen]) -> object:
            return pipeline.run(
                plain_rows(seen),
                table_name="looks",
                write_disposition="merge",
                primary_key=["listing_id", "method", "observed_at"],
            )

        merge(looks(100, 1))  # makes the tables
        yield merge
        engine.dispose()


def _durable(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def by_turns(
    database: Database, what: str, number: int, first: int, *, rounds: int, changed_every: int
) -> None:
    """Rounds of the same looks, from minute `first` on; the medians of their rates side by side."""
    mine, keyed, default = [], [], []
    with dlt_merge(keys=True) as merge, dlt_merge(keys=False) as merge_unkeyed:
        for minutes in range(first, first + rounds):
            seen = looks(number, minutes, changed_every=changed_every)
            mine.append(
                timed(f"record {number:,} looks", number, partial(in_batches, database, seen))
            )
            default.append(timed("  dlt merge", number, partial(merge_unkeyed, seen)))
            keyed.append(timed("  dlt merge, keys by hand", number, partial(merge, seen)))
    rate = median(mine)
    tell(f"{what}: ours / dlt merge", rate / median(default), 10)
    tell_beside(f"{what}: ours / dlt, keys by hand", rate / median(keyed))


def beside_dlt(database: Database) -> None:
    """Passes over the same listings, and single passes of larger sizes."""
    by_turns(database, "10,000 looks, 3 passes", FEW, 300, rounds=ROUNDS, changed_every=100)
    by_turns(database, "10,000 new prices, 3 passes", FEW, 310, rounds=ROUNDS, changed_every=1)
    by_turns(database, "50,000 looks, dlt empty", MANY, 320, rounds=1, changed_every=100)
    by_turns(database, "170,000 looks, dlt empty", COUNTRY, 330, rounds=1, changed_every=100)


def whole_country(database: Database) -> None:
    """Every listing seen for the first time by API, then once more with nothing new."""
    first = looks(COUNTRY, 200)
    timed("a whole country, new titles and prices", COUNTRY, partial(in_batches, database, first))
    again = looks(COUNTRY, 201)
    rate = timed("a whole country, nothing new", COUNTRY, partial(in_batches, database, again))
    tell_seconds("a pass over 170,000 listings with nothing new", COUNTRY / rate, 10)
    rate = timed("the same pass once more", COUNTRY, partial(in_batches, database, again))
    tell_seconds("the same looks once more (all in the log)", COUNTRY / rate, 10)


def run(database: Database) -> None:
    """Record, repeat, compare with the plain way; then the questions asked after each batch."""
    ours = timed("record looks", LOOKS, lambda: in_batches(database, looks(LOOKS, 60)))
    proven = looks(LOOKS, 90, proven=True)
    timed("record looks with evidence", LOOKS, lambda: in_batches(database, proven))
    timed("record the same again (nothing to do)", LOOKS, lambda: in_batches(database, proven))
    plain = timed("one row at a time", SLOW, lambda: one_by_one(database, looks(SLOW, 120)))
    with database.write() as session:
        timed(
            "judge a channel",
            LOOKS,
            lambda: judge_channel(session, "san_1", now=NOW + timedelta(minutes=91)),
        )
    with database.read() as session:
        timed("first page of differences", 1, lambda: differences(session, now=NOW))
    tell("looks recorded together / one row at a time", ours / plain, 10)
    whole_country(database)
    if not database.is_sqlite:
        return
    if find_spec("dlt") is None:
        missing("looks recorded, ours / dlt merge", "dlt is not installed (extra `bench`)")
    else:
        beside_dlt(database)


if __name__ == "__main__":
    with national_database(sys.argv[1] if len(sys.argv) > 1 else "sqlite", NOW) as opened:
        run(opened)
