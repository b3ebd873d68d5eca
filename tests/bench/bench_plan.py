"""How fast a plan is at national size, against the plain way with objects; asserts nothing.

Run: `python -m tests.bench.bench_plan [sqlite] [postgres]`; without a name, both.
"""

import hashlib
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import TypeVar

from sqlalchemy import update
from sqlmodel import Session, col, select

from catalog import drafts
from catalog.config import PlanSettings
from catalog.db import Database
from catalog.models import Channel, Listing, Product, Shop
from catalog.plan import apply, compute
from catalog.status import Dispatch, Intent
from catalog.timing import ZONE
from tests.bench.opened import national_database
from tests.bench.ratios import tell, tell_seconds

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LIMITS = PlanSettings(approval_share=1.0)
ROWS, ROUNDS = 170_000, 3


def timed(label: str, rows: int, work: Callable[[], T]) -> tuple[float, T]:
    """Run once, print seconds and rows a second."""
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{label:<52}{seconds:8.2f} s {rows / seconds:12,.0f} rows/s\n")
    return seconds, result


def by_objects(session: Session, *, each_listing: bool) -> int:
    """The plain way: objects; drafts hashed for each product, or again for each listing."""
    day = NOW.astimezone(ZONE).date()
    found = {prepared.product_id: prepared for prepared in drafts.prepare(session, day)}
    mappings = {channel.kind: channel.mapping_version for channel in session.exec(select(Channel))}
    shops = {shop.id: mappings[shop.channel] for shop in session.exec(select(Shop))}
    wanted = (Intent.LIST, Intent.UPDATE)
    changed = 0
    for listing in session.exec(select(Listing).where(col(Listing.intent).in_(wanted))):
        prepared = found[listing.product_id]
        if each_listing:
            hashlib.sha256(repr(prepared.draft).encode()).digest()
        fingerprint = str(prepared.fingerprint(shops[listing.shop_id]))
        changed += listing.dispatched_hash != fingerprint
    return changed


def complete(database: Database) -> None:
    """Give shops and products what they need to be sent."""
    with database.write() as session:
        session.execute(update(Shop).values(credentials_sealed=b"sealed"))
        session.execute(update(Product).values(picture="a.jpg"))


def planned(database: Database) -> int:
    """Actions and holds of a plan of everything."""
    with database.read() as session:
        plan = compute(session, NOW)
        return len(plan.actions) + len(plan.held)


def beside(database: Database, label: str) -> tuple[float, float, int]:
    """Median seconds of our plan and of the plain way in interleaved rounds, and what changed."""
    mine, plain = [], []
    changed = 0
    for _ in range(ROUNDS):
        seconds, changed = timed(label, ROWS, lambda: planned(database))
        mine.append(seconds)
        with database.read() as session:
            seconds, same = timed(
                "  plain way: objects, a hash per product",
                ROWS,
                lambda: by_objects(session, each_listing=False),
            )
        plain.append(seconds)
        if same != changed:
            raise SystemExit(f"the ways disagree: {changed} and {same}")
    return median(mine), median(plain), changed


def put_in(database: Database) -> None:
    """Plan everything, mark the listings, queue the tasks."""
    with database.write() as session:
        apply(session, compute(session, NOW), LIMITS, now=NOW)


def accept(database: Database) -> None:
    """As if every channel had taken what was sent."""
    with database.write() as session:
        session.execute(
            update(Listing)
            .where(col(Listing.attempted_hash).is_not(None))
            .values(dispatched_hash=col(Listing.attempted_hash), dispatch=Dispatch.ACCEPTED)
        )
        session.execute(
            update(Listing)
            .where(col(Listing.dispatched_hash).is_(None))
            .values(intent=Intent.NOT_WANTED)
        )


def run(database: Database, backend: str) -> None:
    """Plan everything, apply, accept, plan nothing, plan a few."""
    complete(database)
    timed("plan, all listings new", ROWS, lambda: planned(database))
    applied, _ = timed(
        "plan and apply (listings marked, tasks queued)", ROWS, lambda: put_in(database)
    )
    accept(database)
    nothing, plain, none = beside(database, "plan, nothing changed")
    with database.write() as session:
        session.execute(update(Product).where(col(Product.id) % 100 == 0).values(price_vnd=77_000))
    few, plain_few, number = beside(database, "plan, 1 % of the prices changed")
    with database.read() as session:
        each, _ = timed(
            "plain way: objects, a hash per listing",
            ROWS,
            lambda: by_objects(session, each_listing=True),
        )
    sys.stdout.write(f"changed: {none}, then {number}\n")
    tell(f"{backend}: plan unchanged, plain way (hash per product) / ours", plain / nothing, 12)
    tell(f"{backend}: plan with 1 % changed, plain way / ours", plain_few / few, 12)
    tell(f"{backend}: plan with 1 % changed, hash per listing / ours", each / few, 12)
    tell_seconds(f"{backend}: a pass over 170,000 with nothing to do", nothing, 5)
    tell(f"{backend}: plan and apply all / plain way of planning", applied / plain, 3, at_most=True)


if __name__ == "__main__":
    for name in sys.argv[1:] or ["sqlite", "postgres"]:
        with national_database(name, NOW) as opened:
            run(opened, name)
