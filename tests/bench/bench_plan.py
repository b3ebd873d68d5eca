"""How fast a plan is at national size, against the plain way with objects; asserts nothing.

Run: `python -m tests.bench.bench_plan [sqlite|postgres]`.
"""

import hashlib
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import update
from sqlmodel import Session, col, select

from catalog import drafts
from catalog.config import PlanSettings
from catalog.db import Database
from catalog.models import Channel, Listing, Product, Shop
from catalog.plan import apply, compute
from catalog.plan.compute import LOCAL
from catalog.status import Dispatch, Intent
from tests.bench.opened import national_database

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LIMITS = PlanSettings(approval_share=1.0)
ROWS = 170_000


def timed(label: str, rows: int, work: Callable[[], T]) -> tuple[float, T]:
    """Run once, print seconds and rows a second."""
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{label:<52}{seconds:8.2f} s {rows / seconds:12,.0f} rows/s\n")
    return seconds, result


def by_objects(session: Session, *, each_listing: bool) -> int:
    """The plain way: objects; drafts hashed for each product, or again for each listing."""
    day = NOW.astimezone(LOCAL).date()
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


def run(database: Database) -> None:
    """Plan everything, apply, accept, plan nothing, plan a few."""
    complete(database)
    rows = ROWS
    timed("plan, all listings new", rows, lambda: planned(database))

    def put_in() -> None:
        with database.write() as session:
            apply(session, compute(session, NOW), LIMITS, now=NOW)

    timed("plan and apply (listings marked, tasks queued)", rows, put_in)
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
    quick, none = timed("plan, nothing changed", rows, lambda: planned(database))
    with database.write() as session:
        session.execute(update(Product).where(col(Product.id) % 100 == 0).values(price_vnd=77_000))
    few_seconds, few = timed("plan, 1 % of the prices changed", rows, lambda: planned(database))
    with database.read() as session:
        once, same = timed(
            "plain way: objects, a hash per product",
            rows,
            lambda: by_objects(session, each_listing=False),
        )
    with database.read() as session:
        each, _ = timed(
            "plain way: objects, a hash per listing",
            rows,
            lambda: by_objects(session, each_listing=True),
        )
    sys.stdout.write(
        f"changed: {none}, then {few} (plain way {same})\n"
        f"set-based against hash per product {once / few_seconds:.1f}×, per listing "
        f"{each / few_seconds:.1f}×; nothing changed {once / quick:.1f}× and {each / quick:.1f}×\n"
    )


if __name__ == "__main__":
    with national_database(sys.argv[1] if len(sys.argv) > 1 else "sqlite", NOW) as opened:
        run(opened)
