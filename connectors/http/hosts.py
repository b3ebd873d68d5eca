"""The book of hosts: one request at a time and the pace of each, in rows that processes share."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import structlog

from catalog.db import Database
from catalog.models import HostPace
from connectors.base import ChannelError, Decision, Kind
from connectors.http.clock import Clock
from connectors.http.pace import Answer, Manners, Pace, after
from connectors.http.rows import hold

_log = structlog.get_logger()

PAUSED, BUSY = "host_paused", "host_busy"
"""The words for a turn that lies too far ahead to be slept for, and for another's that lasts."""
BUSY_LOOK = 0.25
LEASE_MARGIN = 10.0
JITTER = 0.3
"""A gap is lengthened by up to this share, never shortened: a crawl-delay is a least."""


class HostWaitsError(ChannelError):
    """Nobody was asked: the host's turn comes at `until`. `code` stands in the catalogue."""

    def __init__(self, host: str, until: datetime, now: datetime, word: str, error: str) -> None:
        seconds = max(0.0, (until - now).total_seconds())
        super().__init__(Decision(Kind.RATE_LIMITED, word, host, after=seconds, error=error))
        self.host = host
        self.until = until


class HostBook:
    """Hands out turns at hosts and takes note of their answers."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        patience: float = 30.0,
        deadline: float = 20.0,
        stop: float = 86_400.0,
        sleep: float = 30.0,
        budget: int | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`patience`: the longest wait in seconds that is slept; more becomes a HostWaitsError.

        `deadline` bounds a request, so that the turn of a process that died ends; `stop` and
        `sleep` are those of `pace.Manners`; `budget` is the most requests of a host in a day (UTC).
        """
        self._database = database
        self._clock = clock
        self._patience = patience
        self._lease = timedelta(seconds=deadline + LEASE_MARGIN)
        self._stop = stop
        self._sleep = sleep
        self._budget = budget
        self._chance = chance

    async def take(self, host: str, gap: float, *, before_a_page: bool = False) -> None:
        """Wait for this host's turn; call `report` when the request is over, whatever its end.

        `before_a_page`: for robots.txt, after which the page may be asked as soon as `gap` is over,
        however slow the host has made us: else rules that are read anew would use up every turn.
        Raises HostWaitsError while the host is stopped or asleep, when its turn is too far away,
        and when the day's budget is spent.
        """
        waited = 0.0
        while (wait := await asyncio.to_thread(self._reserve, host, gap, before_a_page)) is None:
            if waited >= self._patience:
                now = self._clock.now()
                raise HostWaitsError(host, now + self._lease, now, BUSY, "rate_limited")
            await self._clock.sleep(BUSY_LOOK)
            waited += BUSY_LOOK
        if wait > 0:
            await self._clock.sleep(wait)

    async def report(self, host: str, answer: Answer, gap: float) -> Pace:
        """Note how the request ended; returns the host's new pace."""
        return await asyncio.to_thread(self._note, host, answer, gap)

    async def release(self, host: str) -> None:
        """Give the turn back: nothing was asked after all."""
        await asyncio.to_thread(self._free, host)

    def _reserve(self, host: str, gap: float, before_a_page: bool) -> float | None:
        """Seconds until our turn, which is ours from now on; None while another request runs."""
        now = self._clock.now()
        with self._database.write() as session:
            row = hold(session, HostPace(host=host), host)
            closed = _pace(row).closed_until(now)
            if closed is not None:
                raise self._closed(row, closed, now)
            if row.busy_until is not None and row.busy_until > now:
                return None
            looked = row.looked if row.day == now.date() else 0
            if self._budget is not None and looked >= self._budget:
                tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=UTC)
                raise HostWaitsError(host, tomorrow, now, "budget_spent", "rate_limited")
            start = max(now, row.next_at or now)
            if (start - now).total_seconds() > self._patience:
                raise HostWaitsError(host, start, now, PAUSED, "rate_limited")
            slowed = 0.0 if before_a_page else row.gap_seconds
            row.next_at = start + self._spread(max(gap, slowed))
            row.busy_until = start + self._lease
            row.looked, row.day = looked + 1, now.date()
            session.add(row)
        return (start - now).total_seconds()

    def _note(self, host: str, answer: Answer, gap: float) -> Pace:
        now = self._clock.now()
        manners = Manners(gap, self._stop, self._sleep)
        with self._database.write() as session:
            row = hold(session, HostPace(host=host), host)
            before = _pace(row)
            pace = after(before, answer, now, manners)
            row.gap_seconds, row.blocks, row.failures = pace.gap, pace.blocks, pace.failures
            row.stopped_until, row.asleep_until = pace.stopped_until, pace.asleep_until
            row.last_code, row.busy_until = pace.code[:40], None
            # A busy process sends later than its turn began: the gap is one between requests.
            sent = now - timedelta(seconds=answer.seconds)
            times = (row.next_at, pace.not_before, sent + timedelta(seconds=gap))
            row.next_at = max(at for at in times if at is not None)
            session.add(row)
        _tell(host, before, pace)
        return pace

    def _free(self, host: str) -> None:
        with self._database.write() as session:
            row = hold(session, HostPace(host=host), host)
            row.busy_until = None
            session.add(row)

    def _spread(self, gap: float) -> timedelta:
        return timedelta(seconds=gap * (1.0 + JITTER * self._chance()))

    @staticmethod
    def _closed(row: HostPace, until: datetime, now: datetime) -> HostWaitsError:
        stopped = row.stopped_until is not None and row.stopped_until > now
        word, error = (
            ("host_stopped", "page_blocked") if stopped else ("host_asleep", "channel_down")
        )
        return HostWaitsError(row.host, until, now, word, error)


def _pace(row: HostPace) -> Pace:
    return Pace(
        row.gap_seconds,
        row.blocks,
        row.failures,
        row.next_at,
        row.stopped_until,
        row.asleep_until,
        row.last_code,
    )


def _tell(host: str, before: Pace, pace: Pace) -> None:
    """One line when a host is stopped, falls asleep, or answers again."""
    if pace.stopped_until is not None and pace.stopped_until != before.stopped_until:
        until = pace.stopped_until.isoformat()
        _log.warning("host_stopped", host=host, blocks=pace.blocks, code=pace.code, until=until)
    elif pace.failures and not before.failures:
        _log.warning("host_unreachable", host=host, code=pace.code)
    elif (before.stopped_until or before.failures) and not pace.code:
        _log.info("host_answers_again", host=host)
