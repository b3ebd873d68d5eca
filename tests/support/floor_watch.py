"""A simulated floor whose pages are read under a clock that the test moves."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from catalog.models import HostPace, Incident, Listing, Observation, PageWatch, Shop, Task, utc_now
from catalog.status import Dispatch, TaskState
from connectors.http.clock import Clock
from jobs.clients import Clients
from jobs.context import JobContext
from jobs.demo.sandbox import floor_url
from jobs.demo.shops import create_remote, ensure_shop
from jobs.observe_page import observe_page
from tests.support.stall import Stall
from tests.support.working import work_off

OPEN_RULES = "User-agent: *\nAllow: /\n"


@dataclass
class Time:
    """Real time plus what the test added; waiting costs no time at all."""

    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """Now, as this clock tells it."""
        return utc_now() + self.ahead

    async def sleep(self, seconds: float) -> None:
        """Wait by moving on."""
        self.pass_by(seconds=seconds)
        await asyncio.sleep(0)

    def pass_by(self, **span: float) -> None:
        """Let that much time go by (`hours=7`)."""
        self.ahead += timedelta(**span)


@dataclass
class FloorWatch:
    """Listings on the simulated floor, and rounds of reading their pages."""

    stall: Stall
    time: Time
    ids: list[int]

    def round(self) -> None:
        """Queue what is due and work until nothing is."""

        async def whole() -> None:
            here, clock = self.stall, Clock(self.time.now, self.time.sleep)
            clients = Clients(here.settings, here.database, here.vault, clock)
            context = JobContext(here.database, here.settings, here.vault, clients, self.time.now)
            try:
                observe_page(context)
                await work_off(context)
            finally:
                await clients.close()

        asyncio.run(whole())

    def live_on(self, **span: float) -> None:
        """Let that much time go by, with a round whenever a task or a page is due."""
        end = self.time.now() + timedelta(**span)
        while self.time.now() < end:
            self.round()
            self.time.ahead += max(timedelta(seconds=1), self._next_turn(end) - self.time.now())
        self.round()

    def _next_turn(self, end: datetime) -> datetime:
        tasks = [row.run_at for row in self.read(Task) if row.state == TaskState.WAITING]
        now = self.time.now()
        pages = [row.due_at for row in self.read_watch()]
        return min((at for at in [*tasks, *pages, end] if at > now), default=end)

    def ask_again(self) -> None:
        """Somebody wants every page looked at."""
        with self.stall.database.write() as session:
            for row in session.exec(select(Listing)):
                row.due_at = self.time.now()

    def rounds_until(self, done: Callable[[], bool], most: int = 12, **between: float) -> None:
        """Rounds with some time between them until it is so; fails after `most`."""
        for _ in range(most):
            self.ask_again()
            self.round()
            if done():
                return
            self.time.pass_by(**between)
        raise AssertionError("not within so many rounds")

    def read(self, model: Any) -> list[Any]:
        """All rows of a table, oldest first."""
        with self.stall.database.read() as session:
            return list(session.exec(select(model).order_by(col(model.id))))

    def listing(self, listing_id: int) -> Listing:
        """The row as it stands."""
        with self.stall.database.read() as session:
            return session.get_one(Listing, listing_id)

    def read_pace(self) -> HostPace:
        """How the only host may be asked."""
        with self.stall.database.read() as session:
            return session.exec(select(HostPace)).one()

    def read_watch(self) -> list[PageWatch]:
        """The due-table."""
        with self.stall.database.read() as session:
            return list(session.exec(select(PageWatch)))

    @property
    def statuses(self) -> dict[int, str]:
        """What stands on each listing."""
        return {row.id: row.observed for row in self.read(Listing)}

    @property
    def incidents(self) -> list[Incident]:
        """All of them."""
        return self.read(Incident)

    @property
    def looks(self) -> list[Observation]:
        """The whole log."""
        return self.read(Observation)

    def take_down(self, listing_id: int) -> None:
        """The floor really removes this product."""
        path = urlsplit(self.listing(listing_id).public_url or "").path
        number = path.removesuffix(".html").rpartition("-")[2]
        self.stall.floor.post(f"/items/{number}", {"status": "removed"})

    def disturb(self, kind: str, **how: Any) -> None:
        """Every product page misbehaves from now on."""
        self.stall.floor.post("/faults", {"kind": kind, "match": "/p/", **how})

    def disturb_front(self, kind: str, **how: Any) -> None:
        """The front page alone misbehaves from now on."""
        self.stall.floor.post("/faults", {"kind": kind, "match": "/", "exact": True, **how})

    def repair(self) -> None:
        """The floor is its old self."""
        self.stall.floor.delete("/faults")
        self.stall.floor.post("/rules", {"robots": OPEN_RULES, "robots_status": 200})


def open_floor(stall: Stall, number: int) -> FloorWatch:
    """That many live products on the simulated floor, linked and never read so far."""
    stall.settings.http.page_gap_seconds = 0
    stall.settings.http.page_deadline_seconds = 5.0
    account = create_remote(stall.floor, "Sàn tỉnh", "tỉnh", "province")
    with stall.database.write() as session:
        url = floor_url(stall.settings)
        shop_id = ensure_shop(session, "buudien", "Sàn tỉnh", None, account, url).id or 0
    ids = stall.stock_up(shop_id, number)
    stall.floor.post("/rules", {"robots": OPEN_RULES})
    with stall.database.write() as session:
        _put_up(stall, session, shop_id)
    return FloorWatch(stall, Time(), ids)


def _put_up(stall: Stall, session: Session, shop_id: int) -> None:
    listings = list(session.exec(select(Listing).where(Listing.shop_id == shop_id)))
    rows = [
        {"sku": row.seller_sku, "name": f"Chè {row.id}", "price": "185000", "stock": "4"}
        for row in listings
    ]
    account = int(session.get_one(Shop, shop_id).external_id)
    done = stall.floor.post("/upload", {"shop_id": account, "rows": rows})
    accepted = {entry["sku"]: entry for entry in done["accepted"]}
    for row in listings:
        entry = accepted[row.seller_sku]
        row.public_url, row.dispatch = entry["url"], Dispatch.ACCEPTED
        row.dispatched_hash, row.dispatch_at = "x", utc_now()
        stall.floor.post(f"/items/{entry['item_id']}", {"status": "live"})
