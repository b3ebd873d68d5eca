"""What is asked of the installation while it works: paces, statuses against the truth, memory."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import col, func, select

from catalog.models import Incident, Listing, Observation, Shop
from catalog.status import Observed
from jobs.observing import DEMO_RULES
from tests.soak.hosts import Floor
from tests.soak.installation import Installation
from tests.soak.judge import Host, Measured

GONE = (Observed.NOT_FOUND, Observed.REMOVED)
_ERRORS = ("Traceback", '"level": "error"', '"level": "critical"', "Task exception", "MemoryError")


@dataclass(frozen=True, slots=True)
class Span:
    """A phase of the run."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> float:
        """How long it was."""
        return (self.end - self.start).total_seconds() / 60


@dataclass(slots=True)
class Watch:
    """Samples taken once a second, and the questions asked at the end."""

    installation: Installation
    known: dict[int, tuple[Floor, str]] = field(default_factory=dict)
    live: set[int] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    memory: list[float] = field(default_factory=list)
    deaths: int = 0

    def sample(self) -> None:
        """Compare every status with the truth, and weigh the worker."""
        with self.installation.database.read() as session:
            rows = session.exec(select(Listing.id, Listing.observed)).all()
        for listing_id, observed in rows:
            self._compare(listing_id or 0, observed)
        worker = self.installation.worker
        if worker.running() and worker.pid:
            self.memory.append(resident(worker.pid))
        else:
            self.deaths += 1
            worker.start()

    def _compare(self, listing_id: int, observed: str) -> None:
        floor, sku = self.known[listing_id]
        if observed == Observed.LIVE:
            self.live.add(listing_id)
        elif sku not in floor.removed and listing_id in self.live:
            self.wrong.add(f"{sku} {observed}")

    def all_live(self) -> bool:
        """Whether everything has been seen on sale once."""
        return self.live == set(self.known)

    def measured(
        self, floors: Sequence[Floor], control: Span, trouble: Span, healed: dict[str, datetime]
    ) -> Measured:
        """What the run came to; `healed` is when each floor's trouble (or removal) was over."""
        scopes = self.incidents()
        own = {floor.name: scopes_of(floor, scopes) for floor in floors}
        hosts = tuple(
            Host(
                floor.name,
                floor.trouble,
                self._pace(floor, control),
                self._pace(floor, trouble),
                own[floor.name],
                len(floor.removed),
                *self._proofs(floor, healed[floor.name]),
            )
            for floor in floors
        )
        return Measured(
            hosts,
            sum(scopes.values()) - sum(own.values()),
            frozenset(self.wrong),
            tuple(self.memory),
            tuple(complaints(self.installation.log)),
            self.deaths,
        )

    def incidents(self) -> Counter[str]:
        """How many were opened, by scope."""
        with self.installation.database.read() as session:
            return Counter(session.exec(select(Incident.scope)))

    def _pace(self, floor: Floor, span: Span) -> float:
        with self.installation.database.read() as session:
            looks = session.scalar(
                select(func.count(col(Observation.id)))
                .join(Listing, col(Listing.id) == col(Observation.listing_id))
                .join(Shop, col(Shop.id) == col(Listing.shop_id))
                .where(col(Shop.name) == floor.name)
                .where(col(Observation.observed_at).between(span.start, span.end))
            )
        return (looks or 0) / span.minutes

    def _proofs(self, floor: Floor, since: datetime) -> tuple[int, int]:
        """Removals that could be known by looks since then, and how many of them are known."""
        ids = [key for key, (own, sku) in self.known.items() if own is floor and sku in own.removed]
        provable = found = 0
        with self.installation.database.read() as session:
            for listing in session.exec(select(Listing).where(col(Listing.id).in_(ids))):
                looks = session.exec(
                    select(Observation.observed_at)
                    .where(col(Observation.listing_id) == listing.id)
                    .where(col(Observation.observed_at) >= since)
                ).all()
                enough = proves(looks)
                provable += enough
                found += enough and listing.observed in GONE
        return provable, found


def proves(looks: Sequence[datetime]) -> bool:
    """Three looks, of which the last is twice the needed gap after the first."""
    return len(looks) > 2 and max(looks) - min(looks) >= 2 * DEMO_RULES.miss_gap


def scopes_of(floor: Floor, scopes: Counter[str]) -> int:
    """Incidents whose scope names the floor's host."""
    return sum(number for scope, number in scopes.items() if scope.endswith(floor.host))


def resident(pid: int) -> float:
    """Resident set of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def complaints(log: Path) -> Iterable[str]:
    """The log's lines that tell of an error in the program."""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if any(word in line for word in _ERRORS):
            yield line[:300]
