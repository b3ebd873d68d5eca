"""How fast looks are written at national size, against one row at a time; asserts nothing.

Run: `python -m tests.bench.bench_observe [sqlite|postgres] [PART ...]`; the parts are `alone`,
`country`, `costs`, and with dlt (extra `bench`) on SQLite `first`, `later` and `turns`: its merge
of the same looks, in rounds by turns, in one process:

- Ours: `catalog.observing.record` of the looks in one transaction. It drops repeats, appends each
  look to the log (indexes, foreign keys and checks on), decides each listing's status by it, and
  brings the listings of a national database up to date.
- Ours, the log alone: the steps of `record` that do what dlt does, in one transaction: it stages
  the looks, drops those that the log has, appends the others (indexes, keys and checks on).
- dlt: `pipeline.run` of the same looks as dicts, merged by listing, method and time through its
  SQLAlchemy destination, all else as it comes: it infers the types, stages the rows, merges them.
  Its table is the log alone: no statuses are decided. The dicts are made before the clock starts.
- dlt with keys made by hand: the same with `create_primary_keys=True`, which it leaves off since
  not every database allows it. Without them each merge looks through all rows for each row: a
  second pass of 10,000 takes it several times as long as the first, one of 50,000 minutes.

`first` is what each does with empty tables: ours with listings that nobody ever looked at, so
that each begins its status and gets its title; dlt with a table of its own for each size. `later`
is 10,000 looks into what 10,000 looks were written to before, `turns` the looks of a turn at a
host or shop at a time, as the jobs write them. `costs` tells what a pass over all listings takes,
step by step: the log is dlt's work too, the statuses are ours alone.

Both write with WAL and `synchronous=FULL`. One look in a hundred shows a new price, or each one.
"""

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from statistics import median
from typing import Any, TypeVar

from sqlalchemy import create_engine, delete, event, update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlmodel import col, select

from catalog.contract import Proof, Seen
from catalog.db import Database
from catalog.models import Evidence, Listing, Observation
from catalog.observing import RULES, batch, differences, judge_channel, log, record, standing
from catalog.observing.states import COLUMNS
from catalog.status import Method, Observed
from tests.bench.opened import national_database
from tests.bench.ratios import missing, tell, tell_beside, tell_seconds

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LOOKS = 40_000
SLOW = 1_000
COUNTRY = 170_000
ROUNDS = 3
FEW = 10_000
FIRST = (1_000, 10_000, 50_000, 170_000)
TURN, TURNS = 200, 10
BACKENDS = ("sqlite", "postgres")
Row = dict[str, object]
T = TypeVar("T")


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
    """Run once, print seconds, those of the processor too, and rows a second; returns the rate."""
    start, start_cpu = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    sys.stdout.write(
        f"{label:<48}{seconds:8.2f} s (cpu {cpu:6.2f}) {rows / seconds:10,.0f} rows/s\n"
    )
    return rows / seconds


def in_batches(database: Database, seen: list[Seen]) -> None:
    """As the jobs do it: recorded together."""
    with database.write() as session:
        record(session, seen)


def to_log(database: Database, seen: list[Seen]) -> None:
    """The log alone, without the statuses that follow from it; repeats are left out."""
    with database.write() as session:
        for part in batch.batches(seen):
            batch.stage(session, part, RULES)
            repeats = batch.drop(session, logged=True)
            new = {key: look for key, look in part.items() if key not in repeats}
            log.append(session, new, None, NOW)


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


def plain_rows(seen: list[Seen]) -> list[Row]:
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
def dlt_merge(*, keys: bool) -> Iterator[Callable[[list[Row]], object]]:
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

        def merge(rows: list[Row]) -> object:
            return pipeline.run(
                rows,
                table_name="looks",
                write_disposition="merge",
                primary_key=["listing_id", "method", "observed_at"],
            )

        merge(plain_rows(looks(100, 1)))  # makes the tables
        yield merge
        engine.dispose()


def _durable(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def beside_dlt(
    database: Database,
    what: str,
    batches: list[list[Seen]],
    *,
    before: Callable[[], object] | None = None,
) -> None:
    """Batches of looks one after the other, by turns; the medians of their rates side by side."""
    mine, logged, keyed, default = [], [], [], []
    with dlt_merge(keys=True) as merge, dlt_merge(keys=False) as merge_unkeyed:
        for seen in batches:
            if before is not None:
                before()
            number, rows = len(seen), plain_rows(seen)
            logged.append(timed("  the log alone", number, partial(to_log, database, seen)))
            unlog(database, seen)
            mine.append(
                timed(f"record {number:,} looks", number, partial(in_batches, database, seen))
            )
            default.append(timed("  dlt merge", number, partial(merge_unkeyed, rows)))
            keyed.append(timed("  dlt merge, keys by hand", number, partial(merge, rows)))
    for beside, theirs in (("dlt merge", default), ("dlt, keys by hand", keyed)):
        tell(f"{what}, the log alone: ours / {beside}", median(logged) / median(theirs), 10)
        tell(f"{what}, log and statuses: ours / {beside}", median(mine) / median(theirs), 10)


def unlog(database: Database, seen: list[Seen]) -> None:
    """Take the looks out of the log, for they are to be written once more."""
    times = {look.observed_at for look in seen}
    with database.write() as session:
        session.execute(delete(Observation).where(col(Observation.observed_at).in_(times)))


def first(database: Database) -> None:
    """Looks into empty tables, the larger the batch the better for dlt."""
    for number in FIRST:
        seen = looks(number, 1000)
        beside_dlt(database, f"{number:,} first looks", [seen], before=partial(forget, database))


def later(database: Database) -> None:
    """Passes over the same listings, of which the first isn't counted."""
    in_batches(database, looks(FEW, 1100))
    for what, minutes, every in (("looks", 1110, 100), ("new prices", 1120, 1)):
        passes = [looks(FEW, minutes + n, changed_every=every) for n in range(ROUNDS)]
        beside_dlt(database, f"{FEW:,} {what}, {ROUNDS} passes", passes)


def turns(database: Database) -> None:
    """A turn's looks at a time."""
    seen = looks(TURN * TURNS, 1200, changed_every=100)
    parts = [seen[start : start + TURN] for start in range(0, len(seen), TURN)]
    beside_dlt(database, f"{TURNS} turns of {TURN} looks", parts)


def forget(database: Database) -> None:
    """Leave listings that nobody ever looked at, and an empty log."""
    kept = {"id", "observed", "missed_looks"}
    seen = [name for name in (*COLUMNS.values(), "title_folded") if name not in kept]
    blank: dict[str, Any] = dict.fromkeys(seen)
    with database.write() as session:
        session.execute(update(Listing).values(observed=Observed.UNKNOWN, missed_looks=0, **blank))
        session.execute(delete(Observation))
        session.execute(delete(Evidence))


def costs(database: Database) -> None:
    """What each step of a pass with nothing new takes, and what evidence adds."""
    in_batches(database, looks(COUNTRY, 1300))
    seen = looks(COUNTRY, 1301)
    with ExitStack() as stack:
        session = stack.enter_context(database.write())
        spent: dict[str, float] = {}
        for part in spending(spent, "sort and number the looks", batch.batches(seen)):
            with spend(spent, "put them beside the listings"):
                batch.stage(session, part, RULES)
            with spend(spent, "find what is to be folded"):
                standing.others(session, calm=True)
            with spend(spent, "append to the log"):
                log.append(session, part, None, NOW)
            with spend(spent, "bring the listings up to date"):
                standing.go_on(session, None)
        with spend(spent, "commit"):
            stack.close()
    for what, seconds in spent.items():
        sys.stdout.write(f"  {what:<50}{seconds:8.2f} s {seconds / sum(spent.values()):8.0%}\n")
    proven = looks(LOOKS, 1310, proven=True)
    bare = timed("looks without evidence", LOOKS, partial(in_batches, database, looks(LOOKS, 1305)))
    with_it = timed("looks with evidence", LOOKS, partial(in_batches, database, proven))
    tell_beside("looks: with evidence / without, seconds", bare / with_it)


@contextmanager
def spend(spent: dict[str, float], what: str) -> Iterator[None]:
    """Add the seconds that the block takes."""
    start = time.perf_counter()
    yield
    spent[what] = spent.get(what, 0.0) + time.perf_counter() - start


def spending(spent: dict[str, float], what: str, items: Iterator[T]) -> Iterator[T]:
    """The items; the seconds that each takes to come are added."""
    while True:
        with spend(spent, what):
            item = next(items, None)
        if item is None:
            return
        yield item


def country(database: Database) -> None:
    """Every listing seen for the first time by API, then once more with nothing new."""
    newest = looks(COUNTRY, 200)
    timed("a whole country, new titles and prices", COUNTRY, partial(in_batches, database, newest))
    again = looks(COUNTRY, 201)
    rate = timed("a whole country, nothing new", COUNTRY, partial(in_batches, database, again))
    tell_seconds("a pass over 170,000 listings with nothing new", COUNTRY / rate, 5)
    rate = timed("the same pass once more", COUNTRY, partial(in_batches, database, again))
    tell_seconds("the same looks once more (all in the log)", COUNTRY / rate, 5)


def alone(database: Database) -> None:
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


OURS = (alone, country, costs)
BESIDE_DLT = (first, later, turns)


def run(database: Database, names: Collection[str]) -> None:
    """The parts of these names, in their order; all when there are none."""
    for part in OURS:
        if not names or part.__name__ in names:
            part(database)
    beside = [part for part in BESIDE_DLT if not names or part.__name__ in names]
    if beside and database.is_sqlite and find_spec("dlt") is None:
        missing("looks recorded, ours / dlt merge", "dlt is not installed (extra `bench`)")
    elif database.is_sqlite:
        for part in beside:
            part(database)


def main(arguments: list[str]) -> int:
    """0 when the parts asked for were run, 2 for an unknown one."""
    backend = next((word for word in arguments if word in BACKENDS), BACKENDS[0])
    names = [word for word in arguments if word not in BACKENDS]
    unknown = sorted(set(names) - {part.__name__ for part in (*OURS, *BESIDE_DLT)})
    if unknown:
        sys.stderr.write(f"no part {', '.join(unknown)}\n{__doc__}")
        return 2
    with national_database(backend, NOW) as opened:
        run(opened, names)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
