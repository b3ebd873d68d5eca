"""Looking at public pages politely: our own host list, robots.txt, each host in its own lane."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import TypeVar

import structlog

from catalog.config import Settings
from catalog.contract import ListingRef, Seen
from catalog.db import Database
from catalog.errors import ChoPhienError, entry
from catalog.hosts import host_of
from catalog.status import Method, Observed
from catalog.validators import Grounds
from connectors import registry
from connectors.http.clock import Clock
from connectors.http.hosts import BUSY, PAUSED, HostBook, HostWaitsError
from connectors.http.pace import Answer, Outcome
from connectors.http.page import Known, PageFetcher
from connectors.http.retry_after import retry_after
from connectors.http.robots import KEPT, UNREACHABLE_KEPT, RobotsBook, Verdict, interpret
from connectors.http.robots_rows import RobotsRows
from connectors.page import FetchedPage
from jobs import reading
from jobs.demo.sandbox import LOOPBACK
from jobs.reading import TRY_AGAIN, Looked

_log = structlog.get_logger()
T = TypeVar("T")

NEVER_OPENED = frozenset({"connect_failed", "certificate"})
REFUSALS = frozenset({401, 403, 407, 429, 451})
_GONE = frozenset({404, 410})
TURN_TO_COME = frozenset({PAUSED, BUSY})
"""The words for hosts that are well, but not to be asked at this moment."""
_HOST_FAULTS = frozenset({"timeout", "connection_lost"})
RULES_AGAIN = timedelta(minutes=10)
"""While a host's incident is open, its robots.txt is read again when it is older than this."""


class Pages:
    """Looks at pages of the floors on our list; used inside one event loop, then closed."""

    def __init__(self, settings: Settings, database: Database, clock: Clock | None = None) -> None:
        """Opens nothing yet; turns, paces and robots.txt are shared by all processes."""
        http = settings.http
        self._settings = settings
        self._now = (clock or Clock()).now
        self._hosts = HostBook(
            database,
            clock or Clock(),
            deadline=http.page_deadline_seconds,
            stop=http.stop_seconds,
            sleep=http.sleep_seconds,
            budget=settings.cadence.pages_per_host_per_day,
        )
        rows = RobotsRows(database)
        self._robots = RobotsBook(self._fetch_robots, settings.user_agent, self._now, rows)
        self._lanes: dict[str, PageFetcher] = {}
        self._holding: set[str] = set()

    async def look(
        self, listing: ListingRef, grounds: Grounds | None = None, *, is_probe: bool = False
    ) -> Looked:
        """One look; what may not be asked is `unknown` with the reason, never "gone".

        A probe reads the rules again, too: they may be what changed. Raises HostWaitsError when
        the host can't be asked now: that says nothing of this page.
        """
        url = listing.public_url or ""
        host = host_of(url)
        try:
            verdict = await self._robots.verdict(url, kept=RULES_AGAIN if is_probe else KEPT)
            if not verdict.allowed:
                return self._refused(listing, host, verdict)
            gap = max(self._settings.http.page_gap_seconds, verdict.delay or 0.0)
            return await self._look(listing, grounds or Grounds(""), host, gap)
        except HostWaitsError as waits:
            if waits.host == host:
                raise
            if waits.decision.code in TURN_TO_COME:
                # The page moved to a slower host: it is read at that one's pace.
                raise HostWaitsError(host, waits.until, self._now(), PAUSED, waits.code) from None
            return self._untold(listing, waits.code)
        except ChoPhienError as error:
            return self._untold(listing, error.code)

    async def ask(self, url: str, judge: Callable[[FetchedPage], tuple[T, bool]]) -> T:
        """One page that isn't a listing's, in the host's turn; `judge` also says if it was a wall.

        Raises HostWaitsError when the host can't be asked now, RobotsRefusedError when it does not
        want this page read, ChannelError for an address that isn't on the list.
        """
        host = host_of(url)
        verdict = await self._robots.verdict(url)
        if verdict.reason == "unreachable" and not verdict.allowed:
            raise self._waits_for_robots(host)
        if not verdict.allowed:
            raise RobotsRefusedError(entry("robots_disallowed").text_vi)
        gap = max(self._settings.http.page_gap_seconds, verdict.delay or 0.0)
        page, turns = await self._ask(url, host, gap)
        if page.transport_error in NEVER_OPENED and host_of(page.final_url) in {"", host}:
            await self._sleep(host, page, gap)
        told, blocked = await asyncio.to_thread(judge, page)
        await self._report(page, turns, blocked=blocked)
        return told

    async def close(self) -> None:
        """Close every connection."""
        for lane in self._lanes.values():
            await lane.aclose()

    async def _look(self, listing: ListingRef, grounds: Grounds, host: str, gap: float) -> Looked:
        url = listing.public_url or ""
        page, turns = await self._ask(url, host, gap, reading.known(grounds))
        if page.transport_error in NEVER_OPENED and host_of(page.final_url) in {"", host}:
            await self._sleep(host, page, gap)
        looked = await asyncio.to_thread(reading.judge, page, listing, grounds, self._now())
        await self._report(page, turns, blocked=looked.blocked)
        return looked

    async def _ask(
        self, url: str, host: str, gap: float, known: Known | None = None, *, rules: bool = False
    ) -> tuple[FetchedPage, "_Turns"]:
        """One request in its turn, which is not yet reported; `rules`: it is robots.txt itself."""
        await self._hosts.take(host, gap, before_a_page=rules)
        turns, page = _Turns(host, {host: gap}), None
        self._holding.add(host)
        permits = partial(self._permits, turns, rules)
        try:
            page = await self._lane(host).fetch(url, known=known, permit=permits)
        finally:
            turns.seconds += monotonic()
            self._holding.difference_update(turns.gaps)
            if page is None:
                for one in turns.gaps:
                    await self._hosts.release(one)
        return page, turns

    async def _report(self, page: FetchedPage, turns: "_Turns", *, blocked: bool) -> None:
        """Tell how the request ended of the host that answered last."""
        last = host_of(page.final_url) or turns.host
        if last in turns.gaps:
            answer = self._answer(page, turns.seconds, blocked=blocked)
            await self._hosts.report(last, answer, turns.gaps[last])

    async def _sleep(self, host: str, page: FetchedPage, gap: float) -> None:
        """One failure for the whole host: its other pages wait without being tried."""
        answer = Answer(Outcome.UNREACHABLE, code=page.transport_error or "")
        pace = await self._hosts.report(host, answer, gap)
        now = self._now()
        raise HostWaitsError(host, pace.asleep_until or now, now, "host_asleep", "channel_down")

    async def _permits(self, turns: "_Turns", rules: bool, url: str) -> bool:
        """Whether a redirect may be followed, in the turn of the host that it leads to.

        Raises HostWaitsError while that host can't be asked. Rules are read whatever rules say.
        """
        started, host = monotonic(), host_of(url)
        try:
            if host not in turns.gaps:
                await self._give_back(turns, rules)
            verdict = Verdict(True) if rules else await self._robots.verdict(url)
            if not verdict.allowed and verdict.reason == "unreachable":
                raise self._waits_for_robots(host)
            if verdict.allowed and host not in turns.gaps:
                gap = max(self._settings.http.page_gap_seconds, verdict.delay or 0.0)
                await self._hosts.take(host, gap)
                turns.gaps[host] = gap
                self._holding.add(host)
            return verdict.allowed
        finally:
            turns.seconds -= monotonic() - started

    async def _give_back(self, turns: "_Turns", rules: bool) -> None:
        """The host that sends us on has answered: who waits for another's turn holds none."""
        answer = Answer(Outcome.REACHED if rules else Outcome.CLEAN)
        for one, gap in turns.gaps.items():
            self._holding.discard(one)
            await self._hosts.report(one, answer, gap)
        turns.gaps.clear()

    async def _fetch_robots(self, url: str) -> FetchedPage:
        """robots.txt in a turn of its own; a host that gives none sleeps."""
        host, gap = host_of(url), self._settings.http.page_gap_seconds
        if host in self._holding:
            # A redirect to the same host by another scheme: the turn is ours already.
            return await self._lane(host).fetch(url)
        page, turns = await self._ask(url, host, gap, rules=True)
        if page.transport_error in NEVER_OPENED and host_of(page.final_url) in {"", host}:
            await self._sleep(host, page, gap)
        await self._hosts.report(host, self._answer_of_rules(page, turns.seconds), gap)
        for one in turns.gaps.keys() & {host_of(page.final_url)} - {host}:
            await self._hosts.report(one, self._answer_of_rules(page, turns.seconds), gap)
        return page

    def _answer_of_rules(self, page: FetchedPage, seconds: float) -> Answer:
        """What robots.txt says about the host: well or silent, but never that pages may be read."""
        if interpret(page, self._now()).reason != "unreachable":
            return Answer(Outcome.REACHED, seconds)
        code = page.transport_error or f"robots_{page.status}"
        wait = retry_after(page.headers, self._now())
        return Answer(Outcome.UNREACHABLE, seconds, code, wait)

    def _refused(self, listing: ListingRef, host: str, verdict: Verdict) -> Looked:
        if verdict.reason == "unreachable":
            raise self._waits_for_robots(host)
        flags = [verdict.reason] if verdict.reason == "crawl_delay_too_long" else []
        if verdict.changed:
            flags.append("robots_changed")
            _log.warning("robots_changed", host=host, url=listing.public_url)
        code = "robots_changed" if verdict.changed else "robots_disallowed"
        return self._untold(listing, code, "robots_disallowed", *flags)

    def _waits_for_robots(self, host: str) -> HostWaitsError:
        now = self._now()
        until = now + UNREACHABLE_KEPT
        return HostWaitsError(host, until, now, "robots_unreachable", "channel_down")

    def _answer(self, page: FetchedPage, seconds: float, *, blocked: bool) -> Answer:
        """What the request says about the host."""
        status = page.status or 0
        code = page.transport_error or f"http_{status}"
        if page.transport_error in NEVER_OPENED:
            outcome = Outcome.UNREACHABLE
        elif page.transport_error in _HOST_FAULTS:
            outcome = Outcome.FAILED
        elif blocked or status in REFUSALS:
            outcome = Outcome.BLOCKED
        elif status >= 500 or status in TRY_AGAIN:
            outcome = Outcome.FAILED
        elif page.transport_error or (status >= 400 and status not in _GONE):
            outcome, code = Outcome.REACHED, ""
        else:
            outcome, code = Outcome.CLEAN, ""
        return Answer(outcome, seconds, code, retry_after(page.headers, self._now()))

    def _untold(self, listing: ListingRef, code: str, *flags: str) -> Looked:
        return Looked(
            Seen(
                listing.listing_id,
                Observed.UNKNOWN,
                self._now(),
                Method.PAGE,
                confidence=0.0,
                reason=entry(code).text_vi,
                flags=flags or (code,),
                code=code,
            )
        )

    def _lane(self, host: str) -> PageFetcher:
        """One client per host: a host that hangs holds its own connections only."""
        if host not in self._lanes:
            settings, allowed = self._settings, _private(self._settings)
            self._lanes[host] = PageFetcher(
                user_agent=settings.user_agent,
                hosts=registry.page_hosts(settings),
                allowed=allowed,
                seconds=settings.http.page_deadline_seconds,
                most_bytes=settings.http.page_max_bytes,
                proxy="" if host in allowed else settings.http.proxy,
            )
        return self._lanes[host]


@dataclass(slots=True)
class _Turns:
    """The turn that one request holds, first at `host`: the least gap by host, one at a time.

    `seconds` is what the request took, without the waits for turns.
    """

    host: str
    gaps: dict[str, float]
    seconds: float = field(default_factory=lambda: -monotonic())


class RobotsRefusedError(ChoPhienError):
    """The site's robots.txt does not want this page read by machines."""

    code = "robots_disallowed"


def _private(settings: Settings) -> list[str]:
    """`address:port` pairs that may be asked though they aren't public; never through a proxy."""
    sandbox = [f"{LOOPBACK}:{settings.sandbox.floor_port}"] if settings.sandbox.enabled else []
    return [*sandbox, *settings.http.private_hosts]
