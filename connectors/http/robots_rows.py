"""robots.txt kept in the database: read once a day by all processes together."""

import asyncio
from dataclasses import dataclass

from catalog.db import Database
from catalog.models import HostRobots
from connectors.http.robots import Robots


@dataclass(frozen=True, slots=True)
class RobotsRows:
    """The rows behind `RobotsBook`."""

    database: Database

    async def load(self, origin: str) -> Robots | None:
        """The rules last read, however old."""
        return await asyncio.to_thread(self._load, origin)

    async def save(self, origin: str, robots: Robots) -> None:
        """Keep the rules just read."""
        await asyncio.to_thread(self._save, origin, robots)

    def _load(self, origin: str) -> Robots | None:
        with self.database.read() as session:
            row = session.get(HostRobots, origin)
            return _robots(row) if row is not None else None

    def _save(self, origin: str, robots: Robots) -> None:
        before = robots.previous
        row = HostRobots(
            origin=origin,
            read_at=robots.read_at,
            reason=robots.reason,
            allow_all=robots.allow_all,
            text=robots.text,
            sha256=robots.sha256,
            previous_text=before.text if before else None,
            previous_allow_all=before.allow_all if before else False,
            changed_at=robots.changed_at,
            unreachable_since=robots.unreachable_since,
        )
        with self.database.write() as session:
            session.merge(row)


def _robots(row: HostRobots) -> Robots:
    stated = row.previous_text is not None or row.previous_allow_all
    previous = Robots(row.read_at, row.previous_text, row.previous_allow_all) if stated else None
    return Robots(
        row.read_at,
        row.text,
        row.allow_all,
        row.reason,
        previous,
        row.changed_at,
        row.unreachable_since,
    )
