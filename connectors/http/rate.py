"""Evenly spaced slots, shared by every process through the `rate_slot` table.

A bucket of n per second lets 2n through at a start; slots 1.03/rate apart never do
(performance notes, "Push"). A process leases a run of slots at once, because a commit for
each call would be the ceiling; slots that went by unused are dropped, never saved up.

The guard of three per cent is all the room that a call has to arrive late in. So a process that
has to open a connection first leaves one slot more behind its first call, and no process lets a
call go while its own calls of the last second fill that second, however late they went.
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
LATE = timedelta(seconds=0.02)
COLD = timedelta(seconds=15)
"""After so long without a call the connection may be closed, and the next one is late."""


@dataclass(slots=True)
class _Held:
    """Slots leased by this process for one key, and what it knows of the key.

    `went` are the moments of its newest calls, `paused_until` the pause as last looked up.
    """

    slots: deque[datetime] = field(default_factory=deque)
    size: int = 1
    looked_at: datetime | None = None
    paused_until: datetime | None = None
    went: deque[datetime] = field(default_factory=deque)

    def drop_before(self, moment: datetime) -> bool:
        """Let go of slots before that moment; whether there were any."""
        before = len(self.slots)
        while self.slots and self.slots[0] < moment:
            self.slots.popleft()
        return len(self.slots) < before

    def is_paused(self, now: datetime) -> bool:
        """Whether the pause lies around this moment."""
        return self.paused_until is not None and self.paused_until > now

    def is_cold(self, now: datetime) -> bool:
        """Whether nothing has been called for so long that a connection must be opened."""
        return not self.slots and (not self.went or now - self.went[-1] > COLD)


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
        slept = 0.0
        while (wait := self._reserve(held, key, rate, cost, slept)) > 0:
            await self._clock.sleep(wait)
            slept += wait
            if not held.is_paused(self._clock.now()):
                break
            # The pause began while this call slept: its slot went with it.
        while (wait := self._too_early(held, rate, cost)) > 0:
            await self._clock.sleep(wait)
        held.went.extend([self._clock.now()] * cost)

    def pause(self, key: str, seconds: float | None, reason: str = "") -> None:
        """Stop the whole key, for all processes, for `seconds` (default 1)."""
        until = self._clock.now() + timedelta(seconds=seconds or DEFAULT_PAUSE)
        with self._database.write() as session:
            row = hold(session, RateSlot(key=key, next_at=until), key)
            row.paused_until = until = max(row.paused_until or until, until)
            row.next_at = max(row.next_at, until)
            row.reason = reason[:80]
            session.add(row)
        held = self._held.setdefault(key, _Held())
        held.paused_until = until
        held.drop_before(until)

    def paused_until(self, key: str) -> datetime | None:
        """The end of the key's pause when it lies ahead, else None."""
        with self._database.read() as session:
            row = session.get(RateSlot, key)
            until = row.paused_until if row else None
        return until if until is not None and until > self._clock.now() else None

    def _reserve(self, held: _Held, key: str, rate: float, cost: int, slept: float) -> float:
        """Use up `cost` slots and say how many seconds away the last one is."""
        now = self._clock.now()
        self._drop_stale(held, key, now)
        while len(held.slots) < cost:
            held.slots.extend(self._lease(held, key, rate, cost))
        wait = (held.slots[cost - 1] - now).total_seconds()
        if slept + wait > self._patience:
            # Slots that nobody sleeps for stay free for whoever comes back in time.
            raise ChannelError(Decision(Kind.RATE_LIMITED, "paused", after=wait))
        for _ in range(cost):
            held.slots.popleft()
        return wait

    def _too_early(self, held: _Held, rate: float, cost: int) -> float:
        """Seconds until `cost` more calls fit in with those of ours that went before."""
        most = max(1, int(rate), cost)
        while len(held.went) > most:
            held.went.popleft()
        if len(held.went) + cost <= most:
            return 0.0
        free = held.went[len(held.went) + cost - most - 1] + timedelta(seconds=most / rate)
        return (free - self._clock.now()).total_seconds()

    def _drop_stale(self, held: _Held, key: str, now: datetime) -> None:
        if held.drop_before(now - LATE):
            held.size = max(1, held.size // 2)
        if not held.slots:
            return
        if held.looked_at is None or (now - held.looked_at).total_seconds() >= LOOK_SECONDS:
            held.looked_at = now
            held.paused_until = self.paused_until(key)
        if held.paused_until is not None:
            # Slots behind the pause stay good: dropping them would lengthen it for everybody.
            held.drop_before(held.paused_until)

    def _lease(self, held: _Held, key: str, rate: float, cost: int) -> list[datetime]:
        """Take a run of slots: one at first, twice as many each time they were all used."""
        gap = timedelta(seconds=GUARD / rate)
        count = max(cost, min(held.size, int(rate * LEASE_SECONDS)), 1)
        held.size = min(held.size * 2, max(1, int(rate * LEASE_SECONDS)))
        now = self._clock.now()
        room = 1 if held.is_cold(now) else 0
        with self._database.write() as session:
            row = hold(session, RateSlot(key=key, next_at=now), key)
            start = max(row.next_at, now, row.paused_until or now)
            row.next_at = start + gap * (count + room)
            held.paused_until = row.paused_until
            session.add(row)
        held.looked_at = now
        return [start + gap * (number + room * (number > 0)) for number in range(count)]
