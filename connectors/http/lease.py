"""A named lock with an end, as a row: one holder among all processes (`lease` table)."""

from datetime import timedelta

from catalog.db import Database
from catalog.models import Lease
from connectors.http.clock import Clock
from connectors.http.rows import hold


class Leases:
    """Takes and gives back leases; a crashed holder's lease ends by itself."""

    def __init__(self, database: Database, clock: Clock, holder: str) -> None:
        self._database = database
        self._clock = clock
        self._holder = holder[:80]

    def take(self, name: str, seconds: float) -> bool:
        """Take the lease unless another holder's is still running."""
        now = self._clock.now()
        with self._database.write() as session:
            row = hold(session, Lease(name=name, holder=self._holder, until=now), name)
            if row.until > now and row.holder != self._holder:
                return False
            row.holder, row.until = self._holder, now + timedelta(seconds=seconds)
            session.add(row)
        return True

    def give_back(self, name: str) -> None:
        """End the lease if it is still ours."""
        with self._database.write() as session:
            row = session.get(Lease, name, with_for_update=True)
            if row is not None and row.holder == self._holder:
                session.delete(row)
