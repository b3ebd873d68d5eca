"""Reading public pages: a lane per host, whose turn it is by the due-table, robots.txt obeyed."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from catalog import outbox, page_watch, validators
from catalog.contract import ListingRef
from catalog.models import HostPace, Listing, Shop
from catalog.page_watch import Told, Watched
from catalog.status import Method, Observed, TaskState
from catalog.validators import Grounds
from connectors.http.hosts import HostWaitsError
from jobs.clients import listing_ref
from jobs.context import JobContext
from jobs.observe_api import channels_with
from jobs.observing import Looks
from jobs.reading import UNCHANGED, Looked
from jobs.results import Done, Ending

DONE = Ending(TaskState.DONE)
A_TURN = 10
"""Pages read in one task: half a minute at the usual gap, then it is written down."""


@dataclass(frozen=True, slots=True)
class Target:
    """A page to look at, and what the look starts from."""

    listing: ListingRef
    channel: str
    grounds: Grounds


def observe_page(context: JobContext) -> Done:
    """Bring the due-table up to date and queue a reading of each host that has pages due."""
    settings, now = context.settings.cadence, context.clock()
    with context.database.read() as session:
        stale = page_watch.stale(session, watched())
    with context.database.write() as session:
        page_watch.sync(session, stale, settings, now)
        hosts = page_watch.hosts_due(session, now, settings.pages_per_host_per_day)
        for host in hosts:
            _queue(session, host)
        waiting = [_waiting(row, now) for row in page_watch.waiting_hosts(session, now)]
    failures = Counter(code for code, _ in waiting)
    return Done({"hosts": len(hosts)}, failures, "; ".join(text for _, text in waiting))


def _waiting(row: HostPace, now: datetime) -> tuple[str, str]:
    """A host that is left alone: the error code, and a line for the ledger."""
    if row.stopped_until is not None and row.stopped_until > now:
        return "page_blocked", f"{row.host} chặn {row.blocks} lần liền ({row.last_code}), ngừng hỏi"
    return "channel_down", f"{row.host} không kết nối được ({row.last_code}), chờ hỏi lại"


async def read_pages(context: JobContext, host: str) -> Done:
    """Look at the host's pages whose turn has come, one after the other."""
    targets = await asyncio.to_thread(_choose, context, host)
    looks = HostLooks(context, host)
    for target in targets:
        try:
            looked = await context.clients.pages.look(target.listing, target.grounds)
        except HostWaitsError as waits:
            # The host's trouble, not the pages': they keep their status and their turn.
            looks.waits = waits
            break
        looks.found.append((target, looked))
    return Done(looks.counts(), looks.failures(), write=looks)


def watched() -> Watched:
    """Channels whose pages are read: as the only source, or as samples beside their API."""
    api = set(channels_with(Method.API))
    pages = channels_with(Method.PAGE)
    return Watched(
        main=[kind for kind in pages if kind not in api],
        sampled=[kind for kind in pages if kind in api],
    )


@dataclass(slots=True)
class HostLooks:
    """What a turn at one host found, written down in one transaction with the task's end."""

    context: JobContext
    host: str
    found: list[tuple[Target, Looked]] = field(default_factory=list)
    waits: HostWaitsError | None = None

    def counts(self) -> dict[str, int]:
        """Looks, how many were unchanged, and how many took which rung of the reader."""
        counts = Counter(looked=len(self.found))
        for _, looked in self.found:
            counts[looked.rung.value if looked.rung else UNCHANGED] += 1
        return dict(counts)

    def failures(self) -> dict[str, int]:
        """Why the turn ended early, when it did."""
        return {self.waits.code: 1} if self.waits else {}

    def __call__(self, session: Session, ending: Ending) -> None:
        """Record the looks and give every page its next turn; queue the host's next turn."""
        record(session, self.context, self.found, ending)
        now, cadence = self.context.clock(), self.context.settings.cadence
        again = page_watch.next_turn(session, self.host, now, cadence.pages_per_host_per_day)
        if again is not None:
            _queue(session, self.host, max(again, self.waits.until if self.waits else again))


def record(
    session: Session,
    context: JobContext,
    found: Sequence[tuple[Target, Looked]],
    ending: Ending = DONE,
) -> None:
    """Write looks at pages down: the log, the kept readings, the due-table."""
    now, cadence = context.clock(), context.settings.cadence
    usual = timedelta(seconds=cadence.usual_seconds)
    for channel in sorted({target.channel for target, _ in found}):
        seen = tuple(looked.seen for target, looked in found if target.channel == channel)
        Looks(context, channel, seen, usual, None)(session, ending)
    kept = {
        looked.seen.listing_id: looked.keep
        for _, looked in found
        if looked.keep is not None or looked.forget
    }
    validators.save(session, kept, now)
    page_watch.settle(session, [_told(looked) for _, looked in found], cadence, now)


def target_of(session: Session, context: JobContext, listing_id: int) -> Target | None:
    """One listing as a page to look at; None when there is no such listing."""
    found = _targets(session, context, [listing_id])
    return found[0] if found else None


def _choose(context: JobContext, host: str) -> list[Target]:
    now, budget = context.clock(), context.settings.cadence.pages_per_host_per_day
    with context.database.read() as session:
        most = min(A_TURN, page_watch.budget_left(session, host, now, budget))
        return _targets(session, context, page_watch.choose(session, host, now, most))


def _targets(session: Session, context: JobContext, listing_ids: Sequence[int]) -> list[Target]:
    full = timedelta(seconds=context.settings.cadence.full_seconds)
    grounds = validators.grounds(session, listing_ids, context.clock(), full)
    query = (
        select(Listing, Shop.channel)
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .where(col(Listing.id).in_(listing_ids))
    )
    found = {
        row.id: Target(listing_ref(row), channel, grounds[row.id or 0])
        for row, channel in session.exec(query)
    }
    return [found[listing_id] for listing_id in listing_ids if listing_id in found]


def _told(looked: Looked) -> Told:
    readable = looked.seen.status is not Observed.UNKNOWN
    return Told(looked.seen.listing_id, readable, looked.changed)


def _queue(session: Session, host: str, run_at: datetime | None = None) -> None:
    key = f"pages:host:{host}"[:120]
    lane = f"pages:{host}"[:80]
    outbox.enqueue(session, key, "read_pages", {"host": host}, lane=lane, run_at=run_at)
