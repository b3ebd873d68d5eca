"""Circuit breaker of one channel account, shared by every process through the `circuit` table."""

from datetime import timedelta

from catalog.db import Database
from catalog.models import Circuit
from connectors.base import ChannelError, Decision, Kind, Policy
from connectors.http.clock import Clock
from connectors.http.rows import hold


class CircuitBreaker:
    """Closed: calls pass. Open: they are refused until `open_until`; then one probe passes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._clean: set[str] = set()

    def admit(self, key: str, policy: Policy) -> None:
        """Let a call through, or raise ChannelError (CHANNEL_DOWN, with `after`)."""
        now = self._clock.now()
        with self._database.read() as session:
            row = session.get(Circuit, key)
            until = row.open_until if row else None
        if until is None:
            return
        if until > now or not self._become_probe(key, policy):
            wait = max((until - now).total_seconds(), 1.0)
            raise ChannelError(Decision(Kind.CHANNEL_DOWN, "circuit_open", after=wait))

    def succeeded(self, key: str) -> None:
        """The channel answered: forget earlier failures."""
        if key in self._clean:
            return
        with self._database.write() as session:
            row = session.get(Circuit, key)
            if row is not None and (row.failures or row.open_until):
                row.failures, row.open_until, row.last_code = 0, None, None
                session.add(row)
        self._clean.add(key)

    def failed(self, key: str, policy: Policy, code: str) -> None:
        """The channel was down once more; after `circuit_after` times in a row it opens."""
        self._clean.discard(key)
        with self._database.write() as session:
            row = hold(session, Circuit(key=key), key)
            row.failures += 1
            row.last_code = code[:80]
            if row.failures >= policy.circuit_after:
                row.open_until = self._clock.now() + timedelta(seconds=policy.circuit_seconds)
            session.add(row)

    def _become_probe(self, key: str, policy: Policy) -> bool:
        """One caller among all processes may try an expired circuit; the others wait on."""
        now = self._clock.now()
        with self._database.write() as session:
            row = hold(session, Circuit(key=key), key)
            if row.open_until is None:
                return True
            if row.open_until > now:
                return False
            row.open_until = now + timedelta(seconds=policy.circuit_seconds)
            session.add(row)
        return True
