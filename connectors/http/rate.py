"""Evenly spaced slots, shared by every process through the `rate_slot` table.

A bucket of n per second lets 2n through at a start; slots 1.03/rate apart never do
(performance notes, "Push"). A process leases a run of slots at once, because a commit for
each call would be the ceiling; slots that went by unused are dropped, never saved up.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from catalog.db import Database
from catalog.models import RateSlot
from connectors.base import ChannelError, Decision, Kind
from connectors.http.clock import Clock
from connectors.http.rows import hold

GUARD = 1.03
LEASE_SECONDS = 1.0
LOOK_SECONDS = 0.2
DEFAULT_PAUSE = 1.0


@dataclass(slots=True)
class _Held:
    """Slots leased by this process for one key, and when the pause was last looked up."""

    slots: deque[datetime] = field(default_factory=deque)
    size: int = 1
    looked_at: datetime | None = None


class RateLimiter:
    """Hands out moments to call at, for each key (`channel:shop`, or a host)."""

    def __init__(self, database: Database, clock: Clock, patience: float = 5.0) -> None:
        """`patience`: the longest wait in seconds that is slept; more becomes a ChannelError."""
        self._database = database
        self._clock = clock
        self._patience = patience
        self._held: dict[str, _Held] = {}

    async def take(self, key: str, rate: float, cost: int = 1) -> None:
        """Wait for the next free slot(s) of `key` at `rate` a second.

        Raises ChannelError (RATE_LIMITED, with `after`) when the wait is longer than patience.
        """
        held = self._held.setdefault(key, _Held())
        wait = self._reserve(held, key, rate, cost)
        if wait > 0:
            await self._clock.sleep(wait)

    def pause(self, key: str, seconds: float | None, reason: str = "") -> None:
        """Stop the whole key, for all processes, for `seconds` (default 1)."""
        self._held.setdefault(key, _Held()).slots.clear()
        until = self._clock.now() + timedelta(seconds=seconds or DEFAULT_PAUSE)
        with self._database.write() as session:
            row = hold(session, RateSlot(key=key, next_at=until), key)
            row.paused_until = max(row.paused_until or until, until)
            row.next_at = max(row.next_at, until)
            row.reason = reason[:80]
            session.add(row)

    def paused_until(self, key: str) -> datetime | None:
        """The end of the key's pause when it lies ahead, else None."""
        with self._database.read() as session:
            row = session.get(RateSlot, key)
            until = row.paused_until if row else None
        return until if until is not None and until > self._clock.now() else None

    def _reserve(self, held: _Held, key: str, rate: float, cost: int) -> float:
        """Use up `cost` slots and say how many seconds away the last one is."""
        now = self._clock.now()
        self._drop_stale(held, key, now)
        while len(held.slots) < cost:
            held.slots.extend(self._lease(held, key, rate, cost))
        wait = (held.slots[cost - 1] - now).total_seconds()
        if wait > self._patience:
            # Slots that nobody sleeps for stay free for whoever comes back in time.
            raise ChannelError(Decision(Kind.RATE_LIMITED, "paused", after=wait))
        for _ in range(cost):
            held.slots.popleft()
        return wait

    def _drop_stale(self, held: _Held, key: str, now: datetime) -> None:
        missed = False
        while held.slots and held.slots[0] < now - timedelta(seconds=0.02):
            held.slots.popleft()
            missed = True
        if missed:
            held.size = 1
        if not held.slots:
            return
        if held.looked_at is None or (now - held.looked_at).total_seconds() >= LOOK_SECONDS:
            held.looked_at = now
            if self.paused_until(key):
                held.slots.clear()

    def _lease(self, held: _Held, key: str, rate: float, cost: int) -> list[datetime]:
        """Take a run of slots: one at first, twice as many each time they were all used."""
        gap = timedelta(seconds=GUARD / rate)
        count = max(cost, min(held.size, int(rate * LEASE_SECONDS)), 1)
        held.size = min(held.size * 2, max(1, int(rate * LEASE_SECONDS)))
        now = self._clock.now()
        with self._database.write() as session:
            row = hold(session, RateSlot(key=key, next_at=now), key)
            start = max(row.next_at, now, row.paused_until or now)
            row.next_at = start + gap * count
            session.add(row)
        held.looked_at = now
        return [start + gap * number for number in range(count)]
