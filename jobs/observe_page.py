"""Reading public pages: a lane per host, whose turn it is by the due-table, robots.txt obeyed."""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, select

from catalog import host_turns, outbox, page_watch, validators
from catalog.contract import ListingRef, Seen
from catalog.errors import ChoPhienError
from catalog.hosts import FrontPage
from catalog.models import HostPace, Listing, Shop
from catalog.observing import few_pages, judge_host, led_home
from catalog.observing.host_incidents import HOST_LIMITS, fails_host
from catalog.observing.rules import GONE_FLAG
from catalog.page_watch import Told, Watched
from catalog.status import Method, Observed, TaskState
from catalog.validators import Grounds
from connectors.http.hosts import PAUSED, HostWaitsError
from connectors.http.robots import origin_of
from connectors.page import FetchedPage
from connectors.page.front_page import read_front
from jobs import observing
from jobs.clients import listing_ref
from jobs.context import JobContext
from jobs.observe_api import channels_with
from jobs.reading import UNCHANGED, Looked
from jobs.results import Done, Ending

_log = structlog.get_logger()

DONE = Ending(TaskState.DONE)
LED_HOME = 0.8
"""How sure it is that goods are gone whose page leads to the front page: less than of a 404."""
A_TURN = 10
"""Pages read in one task: half a minute at the usual gap, then it is written down."""
ENOUGH, ENOUGH_TRIES = 1, 2
"""Looks failed by the host that end a turn: each makes the next wait longer, and the host is judged
when the turn is written down. Of the tries in an incident one may fail (`HostLimits.close_share`).
"""


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
        waiting = [_waiting(row, now) for row in host_turns.waiting_hosts(session, now)]
    failures = Counter(code for code, _ in waiting)
    return Done({"hosts": len(hosts)}, failures, "; ".join(text for _, text in waiting))


def _waiting(row: HostPace, now: datetime) -> tuple[str, str]:
    """A host that is left alone: the error code, and a line for the ledger."""
    if row.stopped_until is not None and row.stopped_until > now:
        return "page_blocked", f"{row.host} chặn {row.blocks} lần liền ({row.last_code}), ngừng hỏi"
    return "channel_down", f"{row.host} không kết nối được ({row.last_code}), chờ hỏi lại"


async def read_pages(context: JobContext, host: str) -> Done:
    """Look at the host's pages whose turn has come, one after the other."""
    turn = await asyncio.to_thread(_choose, context, host)
    looks = HostLooks(context, host)
    for target in turn.targets:
        try:
            looked = await context.clients.pages.look(
                target.listing, target.grounds, is_probe=turn.is_probe
            )
        except HostWaitsError as waits:
            # The host's trouble, not the pages': they keep their status and their turn.
            looks.waits = waits
            break
        looks.found.append((target, looked))
        if looks.failed >= (ENOUGH_TRIES if turn.is_probe else ENOUGH):
            break
    if turn.are_few and looks.waits is None:
        looks.front = await ask_front(context, looks.found)
    return Done(looks.counts(), looks.failures(), write=looks)


async def ask_front(
    context: JobContext, found: Sequence[tuple[Target, Looked]]
) -> FrontPage | None:
    """What the front page says, of a host whose few pages leave open if they or it are lost.

    None when it need not be asked, may not be, or says nothing.
    """
    seen = [looked.seen for _, looked in found]
    if not any(few_pages.is_doubtful(look.code, look.status) for look in seen):
        return None
    if any(look.code is None and look.status not in few_pages.NOT_THERE for look in seen):
        return None
    front = f"{origin_of(found[0][0].listing.public_url or '')}/"
    try:
        return await context.clients.pages.ask(front, _judge_front)
    except ChoPhienError:
        return None


def _judge_front(page: FetchedPage) -> tuple[FrontPage | None, bool]:
    front = read_front(page)
    return front, front is FrontPage.WALLED


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
    front: FrontPage | None = None

    @property
    def failed(self) -> int:
        """How many looks the host failed, whatever its pages say."""
        return sum(fails_host(looked.seen.code) for _, looked in self.found)

    @property
    def _paused_until(self) -> datetime | None:
        paused = self.waits is not None and self.waits.decision.code == PAUSED
        return self.waits.until if self.waits and paused and not self.failed else None

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
        paused, front = self._paused_until, self.front
        record(session, self.context, self.host, self.found, ending, paused, front)
        now, cadence = self.context.clock(), self.context.settings.cadence
        again = page_watch.next_turn(session, self.host, now, cadence.pages_per_host_per_day)
        if again is not None:
            _queue(session, self.host, max(again, self.waits.until if self.waits else again))


def record(
    session: Session,
    context: JobContext,
    host: str,
    found: Sequence[tuple[Target, Looked]],
    ending: Ending = DONE,
    paused_until: datetime | None = None,
    front: FrontPage | None = None,
) -> None:
    """Write looks at a host's pages down: the log, the kept readings, the due-table, the verdict.

    Without any look the host itself is judged, by the manners' word; `paused_until` and `front`
    are for `judge_host`.
    """
    now, cadence = context.clock(), context.settings.cadence
    usual = timedelta(seconds=cadence.usual_seconds)
    found = _with_misses(session, context, host, found, front)
    observing.record(session, context, [looked.seen for _, looked in found], ending, usual)
    kept = {
        looked.seen.listing_id: looked.keep
        for _, looked in found
        if looked.keep is not None or looked.forget
    }
    validators.save(session, kept, now)
    page_watch.settle(session, [_told(looked) for _, looked in found], cadence, now)
    verdict = judge_host(
        session,
        host,
        now=now,
        probe_every=timedelta(seconds=cadence.probe_seconds),
        paused_until=paused_until,
        front=front,
        rules=observing.rules(context),
    )
    if verdict.opened or verdict.closed:
        _log.warning("incident", **asdict(verdict))


def _with_misses(
    session: Session,
    context: JobContext,
    host: str,
    found: Sequence[tuple[Target, Looked]],
    front: FrontPage | None,
) -> Sequence[tuple[Target, Looked]]:
    """The looks, where goods are gone whose page leads to the front page of a site that is well."""
    seen = [looked.seen for _, looked in found]
    gone = led_home.gone_for_good(session, host, seen, front)
    missed = gone | led_home.misses(session, host, seen, front, observing.rules(context))
    return [
        (target, replace(looked, seen=_missed(looked.seen, gone), forget=True))
        if looked.seen.listing_id in missed
        else (target, looked)
        for target, looked in found
    ]


def _missed(seen: Seen, gone: Collection[int]) -> Seen:
    flags = (*seen.flags, GONE_FLAG) if seen.listing_id in gone else seen.flags
    return replace(seen, status=Observed.NOT_FOUND, confidence=LED_HOME, code=None, flags=flags)


def target_of(session: Session, context: JobContext, listing_id: int) -> Target | None:
    """One listing as a page to look at; None when there is no such listing."""
    found = _targets(session, context, [listing_id])
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Turn:
    """What to look at in one turn; `is_probe`: only to see whether an incident is over.

    `are_few`: the host has so few pages that its front page may be asked as a witness.
    """

    targets: Sequence[Target]
    is_probe: bool = False
    are_few: bool = False


def _choose(context: JobContext, host: str) -> Turn:
    now, budget = context.clock(), context.settings.cadence.pages_per_host_per_day
    with context.database.read() as session:
        left = host_turns.budget_left(session, host, now, budget)
        few = few_pages.are_few(session, host, now, HOST_LIMITS)
        trouble = page_watch.trouble(session, host)
        if trouble is None:
            ids = page_watch.choose(session, host, now, min(A_TURN, left))
            return Turn(_targets(session, context, ids), are_few=few)
        if trouble.probe_at is not None and trouble.probe_at > now:
            return Turn((), is_probe=True)
        ids = page_watch.choose_probes(session, host, now, min(HOST_LIMITS.probes, left))
        return Turn(_targets(session, context, ids), is_probe=True, are_few=few)


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
    seen = looked.seen
    told = None if seen.status is not Observed.UNKNOWN else seen.code or "page_unreadable"
    return Told(seen.listing_id, told, looked.changed, seen.observed_at)


def _queue(session: Session, host: str, run_at: datetime | None = None) -> None:
    key = f"pages:host:{host}"[:120]
    lane = f"pages:{host}"[:80]
    outbox.enqueue(session, key, "read_pages", {"host": host}, lane=lane, run_at=run_at)
