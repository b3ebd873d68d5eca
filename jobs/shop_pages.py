"""Reading shops' public pages (gian hàng): in the same turns and with the same manners as goods."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from catalog import outbox, shop_pages
from catalog.errors import ChoPhienError
from catalog.models import utc_now
from catalog.shop_pages import ShopLook, Turn
from catalog.shop_pages.names import comparable
from catalog.status import ShopSeen
from connectors.http.hosts import HostWaitsError
from connectors.page.model import FetchedPage
from connectors.page.shop_page import ShopReading, read_shop, same_name
from jobs.context import JobContext
from jobs.observe_page import watched
from jobs.observing import rules
from jobs.results import Done, Ending

A_TURN = 10
"""Shops read in one task, as many as pages of goods."""


def observe_shops(context: JobContext) -> Done:
    """Bring the table up to date and queue a reading of each host that has shops due."""
    now, channels = context.clock(), watched()
    with context.database.write() as session:
        shop_pages.sync(session, channels.main, channels.sampled, now)
        hosts = shop_pages.hosts_due(session, now)
        for host in hosts:
            _queue(session, host)
    return Done({"hosts": len(hosts)})


async def read_shops(context: JobContext, host: str) -> Done:
    """Look at the host's shops whose turn has come, one after the other."""
    turns = await asyncio.to_thread(_choose, context, host)
    looks = HostShops(context, host)
    for turn in turns:
        try:
            looks.found.append(await _look(context, turn))
        except HostWaitsError as waits:
            # The host's trouble, not the shops': they keep their status and their turn.
            looks.waits = waits
            break
    return Done(looks.counts(), looks.failures(), write=looks)


@dataclass(slots=True)
class HostShops:
    """What a turn at one host found, written down in one transaction with the task's end."""

    context: JobContext
    host: str
    found: list[ShopLook] = field(default_factory=list)
    waits: HostWaitsError | None = None

    def counts(self) -> dict[str, int]:
        """Looks, and how many told nothing."""
        unread = sum(look.status is ShopSeen.UNKNOWN for look in self.found)
        return dict(Counter(looked=len(self.found), unreadable=unread))

    def failures(self) -> dict[str, int]:
        """Why the turn ended early, when it did."""
        return {self.waits.code: 1} if self.waits else {}

    def __call__(self, session: Session, ending: Ending) -> None:
        """Record the looks; go on at this host while shops are due."""
        now, cadence = self.context.clock(), self.context.settings.cadence
        gap = rules(self.context).miss_gap
        changed = shop_pages.record(session, self.found, cadence, now, gap)
        if ending.line is not None:
            ending.line.count("changed", changed)
        if shop_pages.choose(session, self.host, now, 1):
            _queue(session, self.host, self.waits.until if self.waits else now)


async def _look(context: JobContext, turn: Turn) -> ShopLook:
    """One look; what may not be asked is `unknown` with the reason, never "closed"."""
    try:
        page, reading = await context.clients.pages.ask(turn.url, _judge)
    except HostWaitsError:
        raise
    except ChoPhienError as error:
        return ShopLook(
            turn.shop_id, utc_now(), ShopSeen.UNKNOWN, reason=error.text_vi, url=turn.url,
            flags=(error.code,),
        )  # fmt: skip
    return _told(turn, page, reading)


def _judge(page: FetchedPage) -> tuple[tuple[FetchedPage, ShopReading], bool]:
    reading = read_shop(page)
    return (page, reading), reading.blocked


def _told(turn: Turn, page: FetchedPage, reading: ShopReading) -> ShopLook:
    return ShopLook(
        turn.shop_id,
        utc_now(),
        reading.status,
        confidence=reading.confidence,
        reason=reading.reason,
        name=reading.name,
        name_fits=_fits(turn, reading),
        products=reading.goods,
        url=page.final_url or page.url,
        http_status=page.status,
        flags=reading.flags,
        facts=tuple({"raw": reading.raw, "owner": reading.owner}.items()),
    )


def _fits(turn: Turn, reading: ShopReading) -> bool | None:
    """Whether the page's name, or the owner that it names, is one that we know the shop by."""
    if reading.status is ShopSeen.UNKNOWN:
        return None
    shop, producer = comparable(turn.name), comparable(turn.producer)
    by_name = same_name(comparable(reading.name), shop, producer)
    by_owner = same_name(comparable(reading.owner), producer)
    told = [one for one in (by_name, by_owner) if one is not None]
    return any(told) if told else None


def _choose(context: JobContext, host: str) -> list[Turn]:
    with context.database.read() as session:
        return shop_pages.choose(session, host, context.clock(), A_TURN)


def _queue(session: Session, host: str, run_at: datetime | None = None) -> None:
    key, lane = f"shops:host:{host}"[:120], f"pages:{host}"[:80]
    outbox.enqueue(session, key, "read_shops", {"host": host}, lane=lane, run_at=run_at)
